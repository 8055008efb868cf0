"""The plugin with pytest's configuration file, and with the table `tool.imagegen-conformance` of `pyproject.toml`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.pytest_plugin.configured_options import PYTEST_OPTIONS

Run = Callable[..., pytest.RunResult]
REFERENCE = "imagegen_reference:ImageGenTool"
TABLE = "[tool.imagegen-conformance]\n"
VALUES = "--imagegen-select=quality/values"


@pytest.fixture
def error(run: Run) -> Callable[..., str]:
    """Run pytest with an invalid configuration, and return its message."""

    def run_pytest(*arguments: str) -> str:
        result = run(None, *arguments)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        lines = [line for line in result.errlines if line]
        assert len(lines) == 1, lines
        return lines[0].removeprefix("ERROR: ")

    return run_pytest


def levels(result: pytest.RunResult) -> list[str]:
    """Return the levels in the table of results."""
    return [line.split()[0] for line in result.outlines if line.startswith(("wire ", "object ", "schema "))]


class TestIniKeys:
    @pytest.mark.parametrize(
        ("file", "section"),
        [
            ("pytest.ini", "[pytest]"),
            ("tox.ini", "[pytest]"),
            ("setup.cfg", "[tool:pytest]"),
        ],
    )
    def test_key_of_each_ini_file_is_the_option(self, run: Run, pytester: pytest.Pytester, file, section) -> None:
        lines = (
            section,
            f"imagegen_impl = {REFERENCE}",
            "imagegen_level =\n  wire\n  schema",
            "imagegen_select = quality/values",
            "imagegen_repeat = 2",
            "imagegen_variants = yes",
            "imagegen_fail_on = should",
        )
        (pytester.path / file).write_text("\n".join(lines), encoding="utf-8")
        result = run(None)
        result.assert_outcomes(passed=10)
        assert levels(result) == ["wire", "schema"]
        result.stdout.fnmatch_lines(["imagegen-conformance*variants on, repeat 2"])

    @pytest.mark.parametrize(
        ("table", "repeat"),
        [("tool.pytest.ini_options", "2"), ("tool.pytest.ini_options", '"2"'), ("tool.pytest", "2")],
    )
    def test_key_of_pyproject_is_the_option(self, run: Run, pytester: pytest.Pytester, table, repeat) -> None:
        pytester.makepyprojecttoml(
            f'[{table}]\nimagegen_impl = "{REFERENCE}"\nimagegen_level = ["wire"]\nimagegen_repeat = {repeat}\n'
            "imagegen_select = ['quality/values']\nimagegen_variants = true"
        )
        result = run(None)
        result.assert_outcomes(passed=5)
        result.stdout.fnmatch_lines(["imagegen-conformance*variants on, repeat 2"])

    def test_option_replaces_the_key(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nimagegen_impl = faulty:no_such\nimagegen_level = schema\nimagegen_repeat = 3")
        result = run(REFERENCE, VALUES, "--imagegen-level=wire")
        assert levels(result) == ["wire"]
        result.stdout.fnmatch_lines(["imagegen-conformance*repeat 3"])

    def test_program_of_the_command_line_replaces_the_object_of_the_file(self, error, pytester) -> None:
        pytester.makeini("[pytest]\nimagegen_impl = faulty:identity\nimagegen_isolate = true")
        assert "no-such-program" in error("--imagegen-command", "no-such-program")

    def test_override_ini_replaces_the_file(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nimagegen_repeat = 3")
        result = run(REFERENCE, VALUES, "-o", "imagegen_repeat=2", "-o", "imagegen_level=wire")
        assert levels(result) == ["wire"]
        result.stdout.fnmatch_lines(["imagegen-conformance*repeat 2"])

    def test_keys_without_an_implementation_add_nothing(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nimagegen_repeat = 3\nimagegen_seed = 1")
        pytester.makepyfile(test_own="def test_one(): pass")
        run(None).assert_outcomes(passed=1)

    def test_key_without_effect_is_ignored(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nimagegen_timeout = 5\nimagegen_seed = 1\nimagegen_seed_count = 2")
        run(REFERENCE, VALUES).assert_outcomes(passed=10)

    def test_relative_path_begins_at_the_folder_of_the_file(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makeini("[pytest]\nimagegen_evidence = e.ndjson")
        (pytester.mkdir("sub") / "test_own.py").touch()
        pytester.chdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir("sub")
            run(REFERENCE, VALUES)
        assert (pytester.path / "e.ndjson").is_file()

    def test_workers_use_the_configuration(self, run: Run, pytester: pytest.Pytester, records) -> None:
        pytester.makeini(
            "[pytest]\nimagegen_evidence = e.ndjson\nimagegen_level = wire\nimagegen_select = quality/values"
        )
        run(REFERENCE, "-n2").assert_outcomes(passed=5)
        assert records("e.ndjson")[0]["selection"]["levels"] == ["wire"]

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("imagegen_fail_onn = must", "tox.ini: unknown key 'imagegen_fail_onn'. Did you mean imagegen_fail_on?"),
            ("imagegen-fail-on = must", "tox.ini: unknown key 'imagegen-fail-on'. Did you mean imagegen_fail_on?"),
            ("imagegen_strength = must", "tox.ini: unknown key 'imagegen_strength'. Did you mean imagegen_fail_on?"),
            ("imagegen_implementation = a:b", "tox.ini: unknown key 'imagegen_implementation'. Did you mean imagegen_impl?"),
            ("imagegen_jobs = 2", "tox.ini: unknown key 'imagegen_jobs'. Set jobs in the table tool.imagegen-conformance of pyproject.toml."),
            ("imagegen_fail_on = shoud", "tox.ini imagegen_fail_on: unknown value 'shoud'. Did you mean should?"),
            ("imagegen_profile =", "tox.ini imagegen_profile: the string is empty. Write a value, or remove the key."),
            ("imagegen_repeat = x", "tox.ini imagegen_repeat: 'x' is not a positive integer. Give a whole number of at least 1."),
            ("imagegen_smoke = perhaps", "tox.ini imagegen_smoke: 'perhaps' is not a boolean. Write true or false."),
            ("imagegen_level = wire schema", "tox.ini imagegen_level: 'wire schema' has several values. Write each on a line of its own."),
            ("imagegen_impl = a:b\nimagegen_command = x", "tox.ini imagegen_impl: this key contradicts imagegen_command. Remove one of them."),
        ],
    )  # fmt: skip
    def test_invalid_key_or_value_is_an_error_of_one_line(self, error, pytester, line, message) -> None:
        pytester.makeini(f"[pytest]\n{line}")
        assert error() == message

    def test_given_option_contradicts_a_key(self, error, pytester) -> None:
        pytester.makeini("[pytest]\nimagegen_command = x")
        expected = "tox.ini imagegen_command: this key contradicts the option --imagegen-isolate. Remove one of them."
        assert error("--imagegen-isolate") == expected

    def test_native_type_that_is_wrong_is_an_error(self, error, pytester) -> None:
        pytester.makepyprojecttoml("[tool.pytest]\nimagegen_repeat = [2]")
        expected = "a list is not an integer. Write a number without quotation marks."
        assert error() == f"pyproject.toml imagegen_repeat: {expected}"

    def test_override_without_a_file_has_no_place(self, error) -> None:
        assert error("-o", "imagegen_repeat=0").startswith("imagegen_repeat: '0' is not a positive integer.")

    def test_key_of_another_plugin_is_accepted(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makeconftest("def pytest_addoption(parser): parser.addini('imagegen_own', '')")
        pytester.makeini("[pytest]\nimagegen_own = x")
        pytester.makepyfile(test_own="def test_one(): pass")
        run(None).assert_outcomes(passed=1)

    def test_help_lists_a_key_for_each_option(self, run: Run) -> None:
        lines = [line.split()[0] for line in run(None, "--help").outlines if line.startswith("  imagegen_")]
        assert lines == [f"imagegen_{option.attribute}" for option in PYTEST_OPTIONS]


class TestTable:
    def test_table_has_the_options_of_a_run(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makepyprojecttoml(TABLE + 'level = ["wire"]\nrepeat = 2\njobs = 4\nquiet = true\nin-process = true')
        result = run(REFERENCE, VALUES)
        assert levels(result) == ["wire"]
        result.stdout.fnmatch_lines(
            ["imagegen-conformance: configuration pyproject.toml", "imagegen-conformance*repeat 2"]
        )

    def test_implementation_of_the_table_adds_nothing_to_a_session(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makepyprojecttoml(TABLE + f'implementation = "{REFERENCE}"\nlevel = ["wire"]')
        pytester.makepyfile(test_own="def test_one(): pass")
        result = run(None)
        result.assert_outcomes(passed=1)
        result.stdout.no_fnmatch_line("*configuration*")

    def test_table_is_not_read_without_an_implementation(self, run: Run, pytester: pytest.Pytester) -> None:
        (pytester.mkdir("sub") / "test_own.py").write_text("def test_one(): pass", encoding="utf-8")
        pytester.makepyprojecttoml(TABLE + "unknown = 1")
        run(None).assert_outcomes(passed=1)

    def test_program_of_the_table_is_not_started(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makepyprojecttoml(TABLE + "command = 'no-such-program'\nstartup-timeout = 5")
        run(REFERENCE, VALUES).assert_outcomes(passed=10)

    def test_option_and_key_replace_the_table(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makepyprojecttoml(
            f"{TABLE}repeat = 2\nlevel = ['schema']\nvariants = true\n"
            "[tool.pytest.ini_options]\nimagegen_level = ['wire']\nimagegen_variants = false"
        )
        result = run(REFERENCE, VALUES, "--imagegen-repeat=3")
        assert levels(result) == ["wire"]
        result.stdout.fnmatch_lines(["imagegen-conformance*variants off, repeat 3"])

    def test_invalid_table_is_an_error_of_one_line(self, error, pytester) -> None:
        pytester.makepyprojecttoml(TABLE + "fail_on = 'must'")
        expected = "pyproject.toml tool.imagegen-conformance: unknown key 'fail_on'. Did you mean fail-on?"
        assert error("--imagegen-impl", REFERENCE) == expected

    def test_no_config_ignores_the_table(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makepyprojecttoml(TABLE + "unknown = 1")
        run(REFERENCE, VALUES, "--imagegen-no-config").assert_outcomes(passed=10)
        pytester.makeini("[pytest]\nimagegen_no_config = true")
        run(REFERENCE, VALUES).assert_outcomes(passed=10)

    def test_config_names_another_file(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makefile(".toml", ci=TABLE + "level = ['wire']")
        result = run(REFERENCE, VALUES, "--imagegen-config=ci.toml")
        assert levels(result) == ["wire"]
        result.stdout.fnmatch_lines(["imagegen-conformance: configuration ci.toml"])

    def test_config_contradicts_no_config(self, error, pytester) -> None:
        arguments = ("--imagegen-impl", REFERENCE, "--imagegen-config=x.toml", "--imagegen-no-config")
        assert error(*arguments) == "--imagegen-no-config contradicts --imagegen-config. Remove one of them."

    @pytest.mark.parametrize("option", ["--imagegen-no-config", "--imagegen-config=x.toml"])
    def test_option_without_an_implementation_is_an_error(self, error, option) -> None:
        assert error(option).startswith(f"{option.partition('=')[0]} needs an implementation.")

    def test_rerun_command_does_not_read_the_table(self, run: Run, pytester: pytest.Pytester) -> None:
        pytester.makepyprojecttoml(TABLE + "evidence = 'e.ndjson'\nlevel = ['wire']")
        result = run("faulty:drops_low", VALUES)
        rerun = "pytest --imagegen-impl faulty:drops_low --imagegen-no-config --imagegen-level wire "
        result.stdout.fnmatch_lines([f"*{rerun}*"])
        run("faulty:drops_low", VALUES).stdout.no_fnmatch_line("*INTERNALERROR*")


def test_test_class_reads_no_configuration(run: Run, pytester: pytest.Pytester, mine) -> None:
    """Its attributes are complete: the same class has the same tests in every session."""
    pytester.makepyprojecttoml(
        f"{TABLE}level = ['schema']\nselect = ['size']\nunknown = 1\n"
        "[tool.pytest.ini_options]\nimagegen_level = ['object']\nimagegen_repeat = 2"
    )
    mine("implementation = faulty.identity", "select = ('quality/values',)")
    result = run(None)
    result.assert_outcomes(passed=5)
    assert levels(result) == ["wire"]
