"""Errors of the parser: unknown options, commands and arguments, with similar names as hints."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("arguments", "unknown", "hint"),
    [
        (("run", "x:y", "--strength", "should"), "--strength", "--fail-on?"),
        (("run", "x:y", "--expected", "file"), "--expected", "--expected-failures?"),
        (("run", "x:y", "--examples", "5"), "--examples", "--generate?"),
        (("run", "x:y", "--save-case=file"), "--save-case", "--save-failures?"),
        (("run", "x:y", "--deadline", "5"), "--deadline", "--timeout?"),
        (("run", "x:y", "--start-deadline", "5"), "--start-deadline", "--startup-timeout?"),
        (("run", "x:y", "--window", "5"), "--window", "--max-in-flight?"),
        (("run", "x:y", "--restarts", "5"), "--restarts", "--max-restarts or --start?"),
        (("run", "x:y", "--evid", "file"), "--evid", "--evidence?"),
        (("protocol", "check", "--command", "x", "--deadline", "5"), "--deadline", "--timeout?"),
        (("mutation", "--write-smoke"), "--write-smoke", "--update-smoke?"),
        (("list", "--lev", "wire"), "--lev", "--level"),
        (("list", "--formt", "json"), "--formt", "--format?"),
        (("show", "--formt", "json", "a/b/c"), "--formt", "--format?"),
        (("coverage", "--formt=json"), "--formt", "--format?"),
        (("schema", "--strct"), "--strct", "--strict?"),
        (("export", "--oot", "directory"), "--oot", "--out?"),
        (("export", "--levl=wire"), "--levl", "--level?"),
        (("protocol", "check", "--comand=x"), "--comand", "--command?"),
        (("protocol", "contract", "--shema"), "--shema", "--schema?"),
        (("run", "x:y", "--failfast"), "--failfast", "--fail-fast?"),
        (("run", "x:y", "--quite"), "--quite", "--quiet?"),
        (("run", "x:y", "--verbos"), "--verbos", "--verbose?"),
        (("corpus", "register-ids", "--rea", "x"), "--rea", "--reason"),
        (("--vers",), "--vers", "--version"),
    ],
)
def test_unknown_option_names_similar_option(command, arguments, unknown: str, hint: str) -> None:
    command(*arguments).assert_usage_error(f"unknown option {unknown}. Did you mean {hint}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("list", "--zoom"), "list: error: unknown option --zoom. Run `imagegen-conformance list --help` for the options."),
        (("coverage", "-z"), "unknown option -z. Run `imagegen-conformance coverage --help` for the options."),
        (("corpus", "lint", "extra"), "unexpected argument 'extra'. Run `imagegen-conformance corpus lint --help` for the arguments."),
    ],
)  # fmt: skip
def test_unknown_argument_without_similar_option_refers_to_help(command, arguments, message: str) -> None:
    command(*arguments).assert_usage_error(message)


@pytest.mark.parametrize(
    ("arguments", "missing"), [(("export",), "--out"), (("show",), "ID"), (("verify",), "EVIDENCE")]
)
def test_missing_argument_is_named(command, arguments, missing: str) -> None:
    command(*arguments).assert_usage_error(f"the following arguments are required: {missing}")


def test_unknown_option_is_named_before_unexpected_argument(command) -> None:
    command("show", "a", "b", "--zoom").assert_usage_error("unknown option --zoom. ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("strength",), "unknown command 'strength'. Did you mean mutation?"),
        (("corpus", "check"), "unknown command 'check'. Did you mean lint?"),
        (("corpus", "pairs"), "unknown command 'pairs'. Did you mean suggest-pairs?"),
        (("corpus", "lock"), "unknown command 'lock'. Did you mean register-ids?"),
        (("lis",), "unknown command 'lis'. Did you mean list?"),
        (("walk",), "unknown command 'walk'. Run `imagegen-conformance --help` for the commands."),
        (("corpus", "walk"), "unknown command 'walk'. Run `imagegen-conformance corpus --help` for the commands."),
        (("adapter:X",), "unknown command 'adapter:X'. Did you mean `run adapter:X`?"),
        (("corpus", "a:b"), "unknown command 'a:b'. Run `imagegen-conformance corpus --help` for the commands."),
    ],
)
def test_unknown_command_names_similar_command(command, arguments, message: str) -> None:
    command(*arguments).assert_usage_error(message)


def test_unknown_option_without_similar_option_names_none(command) -> None:
    hint = "Run `imagegen-conformance run --help` for the options."
    command("run", "x:y", "--zoom").assert_usage_error(f"unknown option --zoom. {hint}")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("run", "x:y", "--level", "wire", "schema"), "--level wire --level schema"),
        (("run", "--level", "wire", "schema", "x:y"), "--level wire --level schema"),
        (("run", "x:y", "--level", "wire", "schema", "object"), "--level wire --level schema --level object"),
        (("list", "--level", "wire", "schema"), "--level wire --level schema"),
    ],
)
def test_several_values_of_a_repeatable_option_are_explained(command, arguments, hint: str) -> None:
    command(*arguments).assert_usage_error("unexpected argument ", f"Repeat the option: {hint}")


@pytest.mark.parametrize("arguments", [(), ("corpus",), ("protocol",)], ids=" ".join)
def test_missing_command_refers_to_help(command, arguments) -> None:
    program = " ".join(["imagegen-conformance", *arguments])
    command(*arguments).assert_usage_error(f"no command is given. Run `{program} --help` for the commands.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "x:y", "--level", "model"), "argument --level: unknown value 'model'. Did you mean object?"),
        (("list", "--level", "wires"), "argument --level: unknown value 'wires'. Did you mean wire?"),
        (("run", "x:y", "--fail-on", "may"), "argument --fail-on: unknown value 'may'. Choose from must, should."),
        (("list", "--strength", "maybe"), "argument --strength: unknown value 'maybe'. Did you mean may?"),
        (("list", "--level", "everything"), "argument --level: unknown value 'everything'. Choose from wire, object, schema, semantic."),
        (("run", "x:y", "--level", "wire,schema"), "argument --level: 'wire,schema' is a list of values. Repeat the option: --level wire --level schema"),
        (("list", "--level", "wire,"), "argument --level: unknown value 'wire,'. Did you mean wire?"),
        (("list", "--level", "wire,x"), "argument --level: unknown value 'wire,x'. Did you mean wire?"),
        (("run", "x:y", "--evidence", ""), "argument --evidence: the path is empty. Name a file."),
    ],
)  # fmt: skip
def test_unknown_value_names_the_choices(command, arguments, message: str) -> None:
    command(*arguments).assert_usage_error(message)
