"""The command `run` with a configuration file: `tool.imagegen-conformance` of `pyproject.toml`, --config, --no-config."""

from __future__ import annotations

import argparse
import json
import shlex
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imagegen_conformance.cli.configured_arguments import apply_configuration
from imagegen_conformance.cli.main import parse_arguments
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.runner.configuration_table import TABLE_OPTIONS
from imagegen_conformance.runner.option import Option

REFERENCE = "imagegen_reference:ImageGenTool"
LOSES_QUALITY = "def tool(payload):\n    return {} if payload.get('quality') else payload\n"
TABLE = "[tool.imagegen-conformance]\n"
VALUES = 'select = ["quality/values"]\n'


@pytest.fixture
def configure(modules: Path):
    """Write the keys of the table to a file of the current directory."""

    def write(*lines: str, file: str = "pyproject.toml") -> None:
        (modules / file).write_text(TABLE + "\n".join(lines), encoding="utf-8")

    return write


def selection(evidence: Path) -> dict[str, Any]:
    """Return the selection in the header of an evidence file."""
    record: dict[str, Any] = json.loads(evidence.read_text(encoding="ascii").splitlines()[0])
    return dict(record["selection"])


def header(out: str) -> list[str]:
    """Return the lines of the report that name the configuration."""
    return [line for line in out.splitlines() if line.startswith("configuration: ")]


class TestRun:
    def test_configured_implementation_and_options_are_used(self, command, configure, modules) -> None:
        configure(f'implementation = "{REFERENCE}"', 'level = ["wire"]', VALUES, 'evidence = "e.ndjson"')
        completed = command("run")
        assert (completed.code, completed.err) == (0, "")
        assert completed.out.splitlines()[0] == f"{REFERENCE} (Python, documented class)"
        assert completed.out.splitlines()[2] == "configuration: pyproject.toml"
        assert completed.out.splitlines()[-1] == "5 selected cases pass; no level was run completely"
        assert selection(modules / "e.ndjson")["levels"] == ["wire"]

    def test_configured_program_is_started(self, command, configure) -> None:
        configure("command = 'no-such-program'")
        completed = command("run")
        assert completed.code == 3
        assert "no-such-program" in completed.err

    def test_named_implementation_replaces_the_configured_program(self, command, configure) -> None:
        configure("command = 'no-such-program'", VALUES)
        assert command("run", REFERENCE).code == 0

    def test_named_program_replaces_the_configured_object(self, command, configure) -> None:
        configure(f'implementation = "{REFERENCE}"', "rejection = ['m:E']", "in-process = true")
        completed = command("run", "--command", "no-such-program")
        assert completed.code == 3
        assert "no-such-program" in completed.err

    def test_list_of_the_command_line_replaces_the_configured_list(self, command, configure) -> None:
        configure('level = ["wire", "schema"]', VALUES)
        arguments = ("--level", "object", "--select", "object/pop", "--evidence", "e.ndjson")
        assert command("run", REFERENCE, *arguments).code == 0
        assert selection(Path("e.ndjson"))["levels"] == ["object"]
        assert selection(Path("e.ndjson"))["select"] == ["object/pop"]

    def test_option_of_the_command_line_replaces_a_contradicting_one(self, command, configure) -> None:
        configure("quiet = true", "timeout = 5", VALUES)
        assert header(command("run", REFERENCE, "--verbose", "--in-process").out) == ["configuration: pyproject.toml"]
        assert len(command("run", REFERENCE).out.splitlines()) == 1

    def test_profile_of_the_command_line_replaces_the_configured_revision(self, command, configure) -> None:
        configure('profile = "azure"', 'revision = "2.0"', VALUES)
        assert "profile azure, revision 2.0," in command("run", REFERENCE).out
        completed = command("run", REFERENCE, "--profile", "openai")
        assert completed.code == 0
        assert "profile openai, revision 2.0," not in completed.out

    def test_configured_variants_replace_the_default_of_ci(self, command, configure, monkeypatch) -> None:
        monkeypatch.setenv("CI", "true")
        configure("variants = false", VALUES)
        assert "variants off" in command("run", REFERENCE).out
        configure("variants = true", VALUES)
        assert "variants on" in command("run", REFERENCE).out
        assert "variants off" in command("run", REFERENCE, "--no-variants").out

    def test_configured_threshold_gates(self, command, configure, implementation) -> None:
        path = implementation(LOSES_QUALITY)
        assert command("run", path, "--select", "quality/values/low:wire").code == 1
        configure('expected-failures = "known.json"')
        entry = {"cases": ["quality/values/low:wire"], "failure": "wrong-output", "reason": "known"}
        Path("known.json").write_text(json.dumps({"expected_failures": [entry]}), encoding="utf-8")
        assert command("run", path, "--select", "quality/values/low:wire").code == 0

    def test_paths_begin_at_the_folder_of_the_file(self, command, configure, modules, monkeypatch) -> None:
        configure('evidence = "e.ndjson"', 'report = ["markdown=r.md", "json=r.json"]', VALUES)
        (modules / "sub").mkdir()
        monkeypatch.chdir(modules / "sub")
        assert header(command("run", REFERENCE).out) == [f"configuration: {Path('../pyproject.toml')}"]
        assert {"e.ndjson", "r.md", "r.json"} <= {path.name for path in modules.iterdir()}
        assert not list((modules / "sub").iterdir())

    def test_seed_is_ignored_unless_cases_are_generated(self, command, configure) -> None:
        configure("seed = 3", "save-failures = 'x.json'", VALUES)
        assert command("run", REFERENCE).code == 0

    def test_without_a_table_the_header_names_no_configuration(self, command, modules) -> None:
        (modules / "pyproject.toml").write_text('[project]\nname = "imagegen-conformance"', encoding="utf-8")
        assert header(command("run", REFERENCE, "--select", "quality/values").out) == []

    def test_path_with_control_characters_is_escaped(self, command, modules) -> None:
        folder = modules / "a\x1b[31m"
        folder.mkdir()
        (folder / "c.toml").write_text(TABLE + VALUES, encoding="utf-8")
        out = command("run", REFERENCE, "--config", folder / "c.toml").out
        assert "\x1b" not in out
        assert "a\\x1b[31m" in out

    def test_deleted_current_directory_has_no_configuration(self, command, modules, monkeypatch) -> None:
        def cwd() -> Path:
            raise FileNotFoundError

        monkeypatch.setattr(Path, "cwd", cwd)
        assert command("run", REFERENCE, "--select", "quality/values").code == 0


class TestOptions:
    def test_no_config_ignores_the_file(self, command, configure) -> None:
        configure("broken = ")
        assert header(command("run", REFERENCE, "--no-config", "--select", "quality/values").out) == []

    def test_config_names_another_file(self, command, configure) -> None:
        configure("broken = ")
        configure(VALUES, file="ci.toml")
        completed = command("run", REFERENCE, "--config", "ci.toml")
        assert header(completed.out) == ["configuration: ci.toml"]

    def test_both_options_are_an_error(self, command, modules) -> None:
        command("run", "--config", "x.toml", "--no-config").assert_error(
            2, "--no-config contradicts --config. Remove one of them."
        )

    def test_missing_file_is_an_error(self, command, modules) -> None:
        command("run", "--config", "x.toml").assert_error(2, "x.toml: the file does not exist. Name another file.")

    def test_empty_name_of_a_file_is_an_error(self, command, modules) -> None:
        command("run", "--config", "").assert_usage_error("argument --config: the path is empty. Name a file.")

    @pytest.mark.parametrize(
        ("lines", "message"),
        [
            (["level = ["], "pyproject.toml line 2 column 10: the file is not valid TOML (Invalid value)"),
            (["fail_on = 'must'"], "pyproject.toml tool.imagegen-conformance: unknown key 'fail_on'. Did you mean fail-on?"),
            (["select = ['nothing/here']", f"implementation = '{REFERENCE}'"], "no case matches 'nothing/here'."),
            (["compare = 'nope.ndjson'", f"implementation = '{REFERENCE}'"], "nope.ndjson: the file cannot be read"),
            (["implementation = 'zz'"], "'zz' does not name an implementation."),
            (["repeat = 0"], "pyproject.toml tool.imagegen-conformance.repeat: 0 is not a positive integer."),
            (["implementation = 'a:b'", "command = 'x'"], "pyproject.toml tool.imagegen-conformance.implementation: this key contradicts tool.imagegen-conformance.command."),
            (["in-process = true", "jobs = 2"], "pyproject.toml tool.imagegen-conformance.in-process: this key contradicts tool.imagegen-conformance.jobs."),
        ],
    )  # fmt: skip
    def test_invalid_configuration_is_an_error_before_the_run(self, process, modules, lines, message) -> None:
        (modules / "pyproject.toml").write_text(TABLE + "\n".join(lines), encoding="utf-8")
        process("run").assert_error(2, message)

    def test_misspelled_table_alone_in_its_file_is_an_error(self, process, modules) -> None:
        (modules / "pyproject.toml").write_text("[tools.imagegen-conformance]\nrepeat = 2", encoding="utf-8")
        expected = "pyproject.toml: unknown table tools.imagegen-conformance. Did you mean tool.imagegen-conformance?"
        process("run", REFERENCE).assert_error(2, expected)

    def test_rerun_command_does_not_read_the_configuration(self, command, configure, implementation, modules) -> None:
        """Otherwise the evidence of one case would replace that of the run."""
        path = implementation(LOSES_QUALITY)
        configure(f'implementation = "{path}"', VALUES, 'evidence = "e.ndjson"', "timeout = 7", 'fail-on = "should"')
        out = command("run", "--verbose").out
        evidence = (modules / "e.ndjson").read_bytes()
        rerun = next(line for line in out.splitlines() if line.strip().startswith("rerun "))
        expected = f"imagegen-conformance run {path} --no-config --timeout 7 --level wire --fail-on should --select "
        assert expected in rerun
        second = command(*shlex.split(rerun)[2:])
        assert second.code == 1
        assert header(second.out) == []
        assert (modules / "e.ndjson").read_bytes() == evidence


def literal(value: Any) -> str:
    """Return a value in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(_escaped(character) for character in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)} = {literal(item)}" for key, item in value.items()) + "}"
    return value.isoformat() if isinstance(value, (date, time)) else repr(value)


def _escaped(character: str) -> str:
    return f"\\U{ord(character):08x}" if character in '"\\' or not character.isprintable() else character


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WORDS = st.sampled_from(
    ["wire", "must", "should", "wires", "mypackage.tools:Tool", "x.json", "azure", "0", "3", "-1", "json=x.json"]
)
SCALARS = st.one_of(
    st.booleans(), st.integers(), st.integers(-2, 3), st.floats(), TEXTS, WORDS, st.dates(), st.times(), st.datetimes()
)
TOML = st.recursive(
    SCALARS,
    lambda values: st.lists(values, max_size=3) | st.dictionaries(TEXTS, values, max_size=2),
    max_leaves=4,
)


def words_of(option: Option, value: Any) -> list[str]:
    """Return the arguments that set an option to a configured value."""
    if isinstance(value, bool):
        negative = [f"--no-{option.name}"] if option.kind == "switch" else []
        return [f"--{option.name}"] if value else negative
    if option.name == "implementation":
        return ["--", str(value)]
    return [f"--{option.name}={item}" for item in (value if isinstance(value, list) else [value])]


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Iterator[Path]:
    """A file in the current directory, so that relative paths are those of the command line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("configuration"))
        yield Path("c.toml")


def configuration_error(parsed: argparse.Namespace) -> str:
    """Apply the configuration, and return the message of the error; empty if there is none."""
    try:
        apply_configuration(parsed)
    except ConformanceError as error:
        return str(error)
    return ""


@given(option=st.sampled_from(TABLE_OPTIONS), value=TOML)
@settings(max_examples=200, deadline=None)
def test_any_value_is_that_of_the_option_or_an_error_of_one_line(file: Path, option: Option, value: Any) -> None:
    needed = "" if option.name == "generate" else "generate = 1\n"
    file.write_text(f"{TABLE}{needed}{option.name} = {literal(value)}\n", encoding="utf-8")
    parsed = parse_arguments(["run", f"--config={file}"])
    error = configuration_error(parsed)
    if error:
        assert error.startswith(f"{file} tool.imagegen-conformance.{option.name}: ")
        assert error.isprintable()
        return
    expected = parse_arguments(["run", *words_of(option, value)])
    assert getattr(parsed, option.attribute) == getattr(expected, option.attribute)


@given(key=TEXTS.filter(lambda key: key not in {option.name for option in TABLE_OPTIONS}), value=SCALARS)
@settings(max_examples=100, deadline=None)
def test_any_other_key_is_an_error_of_one_line(file: Path, key: str, value: Any) -> None:
    file.write_text(f"{TABLE}{literal(key)} = {literal(value)}\n", encoding="utf-8")
    error = configuration_error(parse_arguments(["run", f"--config={file}"]))
    assert error.startswith(f"{file} tool.imagegen-conformance: unknown key ")
    assert error.isprintable()


@given(content=st.binary(max_size=40) | TEXTS.map(str.encode))
@settings(max_examples=200, deadline=None)
def test_any_content_is_ignored_or_an_error_of_one_line(file: Path, content: bytes) -> None:
    file.write_bytes(TABLE.encode() + content)
    error = configuration_error(parse_arguments(["run", f"--config={file}"]))
    assert error.isprintable()
    assert not error or error.startswith(f"{file}")


def test_literal_of_the_strategy_is_valid_toml() -> None:
    assert literal([date(2026, 1, 2), {"a": [1.5, "é\n"]}]) == '[2026-01-02, {"a" = [1.5, "é\\U0000000a"]}]'
