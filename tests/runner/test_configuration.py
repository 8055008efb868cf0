"""Configuration files: the search for the table, its content, invalid files and keys, and the precedence of options."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.configuration import Configuration, Keys, merge_options
from imagegen_conformance.runner.configuration_table import TABLE_OPTIONS, read_table
from imagegen_conformance.runner.options import OPTIONS

TABLE = "[tool.imagegen-conformance]\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The root of a repository."""
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    return root


def write(folder: Path, text: str | bytes, name: str = "pyproject.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder / name


def values(directory: Path, file: Path | None = None) -> dict[str, object]:
    """Return the values of the configuration; empty if there is none."""
    configuration = read_table(directory, file)
    return {} if configuration is None else dict(configuration.values)


def error(directory: Path, file: Path | None = None) -> str:
    with pytest.raises(UsageError) as raised:
        read_table(directory, file)
    text = str(raised.value)
    assert text.isprintable()
    return text


class TestSearch:
    def test_file_of_the_current_directory_is_read(self, project):
        write(project, TABLE + 'fail-on = "should"')
        configuration = read_table(project)
        assert configuration is not None
        assert configuration.file == Path("pyproject.toml")
        assert configuration.values == {"fail-on": "should"}

    def test_nearest_file_with_the_table_is_read(self, project):
        write(project, TABLE + "repeat = 2")
        write(project / "a", TABLE + "repeat = 3")
        write(project / "a" / "b", '[project]\nname = "x"')
        configuration = read_table(project / "a" / "b")
        assert configuration is not None
        assert (configuration.file, configuration.values) == (Path("../pyproject.toml"), {"repeat": 3})

    @pytest.mark.parametrize("kind", ["folder", "file"])
    def test_root_of_the_repository_ends_the_search(self, tmp_path, kind):
        """The root of a worktree or of a submodule has a file `.git`."""
        write(tmp_path, TABLE + "repeat = 2")
        root = tmp_path / "root"
        (root / "sub").mkdir(parents=True)
        (root / ".git").mkdir() if kind == "folder" else write(root, "gitdir: x", ".git")
        assert values(root / "sub") == values(root) == {}
        assert values(tmp_path) == {"repeat": 2}

    def test_file_beside_git_is_read(self, project):
        write(project, TABLE + "repeat = 2")
        (project / "sub").mkdir()
        assert values(project / "sub") == {"repeat": 2}

    @pytest.mark.parametrize(
        "text",
        [
            "",
            '[project]\nname = "x"',
            '[project]\ndependencies = ["imagegen-conformance"]',
            '[project]\ndependencies = [\n  "imagegen-conformance[pytest]>=0.1",\n  "imagegen-conformance==0.1"\n]',
            '[project.scripts]\nimagegen-conformance = "imagegen_conformance.cli.main:main"',
            "[tool.other]\nx = 1",
            "[tool.other.conformance]\nx = 1",
            "[dependency-groups]\nimagegen-conformance = ['pytest']",
            "tool = 1",
            "[tool.imagegen-conformance-report]\nx = 1",
            "not TOML [",
        ],
    )
    def test_file_without_the_table_is_ignored(self, project, text):
        write(project, text)
        assert values(project) == {}

    @pytest.mark.parametrize(
        "text",
        [
            "[tool.imagegen-conformance]\nrepeat = 2",
            "[ tool . 'imagegen-conformance' ]\nrepeat = 2",
            '[tool]\n"imagegen-conformance".repeat = 2',
            "[tool]\nimagegen-conformance = {repeat = 2}",
            "tool.imagegen-conformance.repeat = 2",
            "tool = {imagegen-conformance = {repeat = 2}}",
            "tool = {a.b = 1, imagegen-conformance.repeat = 2}",
            '[project]\ndependencies = ["imagegen-conformance>=0.1"]\n[tool.imagegen-conformance]\r\nrepeat = 2',
            "[tool.imagegen-conformance] # comment\nrepeat = 2",
            "[tool.imagegen-conformance]\nrepeat = 2\n[tool.imagegen]\nx = 1",
        ],
    )
    def test_every_notation_of_the_table_is_found(self, project, text):
        write(project, text)
        assert values(project) == {"repeat": 2}

    def test_empty_table_ends_the_search(self, project):
        write(project, TABLE + "repeat = 2")
        write(project / "sub", TABLE)
        assert values(project / "sub") == {}

    def test_without_a_file_there_is_no_configuration(self, project):
        assert read_table(project) is None

    def test_named_file_is_read_instead(self, project):
        write(project, TABLE + "repeat = 2")
        write(project, TABLE + "repeat = 3", "ci.toml")
        assert values(project, Path("ci.toml")) == {"repeat": 3}
        assert values(project / "sub", project / "ci.toml") == {"repeat": 3}

    def test_named_file_without_the_table_is_an_error(self, project):
        write(project, "[tool]\nx = 1", "ci.toml")
        expected = "ci.toml: the file has no table tool.imagegen-conformance. "
        assert error(project, Path("ci.toml")) == expected + "Add [tool.imagegen-conformance], or name another file."

    def test_named_file_that_is_missing_is_an_error(self, project):
        assert error(project, Path("ci.toml")) == "ci.toml: the file does not exist. Name another file."

    def test_reading_a_file_without_the_table_does_not_import_tomllib(self, project):
        """Importing it takes longer than everything else."""
        write(
            project,
            '[project]\nname = "x"\ndependencies = ["imagegen-conformance>=0.1"]\n[tool.ruff]\ndocker-image = "x"\n',
        )
        script = (
            "import sys, pathlib\n"
            "from imagegen_conformance.runner.configuration_table import read_table\n"
            "assert read_table(pathlib.Path.cwd()) is None\n"
            "print([name for name in sys.modules if name.startswith(('tomli', 'difflib'))])\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=project, capture_output=True, encoding="utf-8", check=True
        )
        assert done.stdout == "[]\n"


class TestInvalidFile:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                TABLE + "repeat = ",
                "pyproject.toml line 2 column 10: the file is not valid TOML (Invalid value). Correct the file.",
            ),
            (
                "[tool.imagegen-conformance\nrepeat = 1",
                "pyproject.toml line 1 column 27: the file is not valid TOML (Expected ']' at the end of a table declaration). Correct the file.",
            ),
            (
                "[tool.imagegen-conformance",
                "pyproject.toml line 1 column 27: the file is not valid TOML (Expected ']' at the end of a table declaration). Correct the file.",
            ),
            (
                TABLE + "x = \xe9".encode("latin-1").decode("latin-1"),
                "pyproject.toml line 2 column 5: the file is not valid TOML (Invalid value). Correct the file.",
            ),
            (
                TABLE.encode() + b"x = '\xe9'",
                "pyproject.toml: the file is not valid UTF-8 (byte 33). Save it in UTF-8.",
            ),
            (TABLE.encode("utf-16"), "pyproject.toml: the file is not valid UTF-8 (byte 0). Save it in UTF-8."),
            (
                b"\xef\xbb\xbf" + TABLE.encode(),
                "pyproject.toml: the file begins with a byte order mark. Save it in UTF-8 without a byte order mark.",
            ),
            (
                "[[tool.imagegen-conformance]]",
                "pyproject.toml: tool.imagegen-conformance is not a table. Write [tool.imagegen-conformance] above the keys.",
            ),
            (
                "[tool]\nimagegen-conformance = 1",
                "pyproject.toml: tool.imagegen-conformance is not a table. Write [tool.imagegen-conformance] above the keys.",
            ),
        ],
    )
    def test_message_is_one_line_with_the_place(self, project, text, message):
        write(project, text)
        assert error(project) == message

    @pytest.mark.parametrize("value", ["9" * 5000, "[" * 100_000])
    def test_number_or_nesting_beyond_the_limits_of_the_parser_is_an_error(self, project, value):
        write(project, f"{TABLE}repeat = {value}")
        assert error(project).startswith("pyproject.toml")

    def test_directory_is_an_error(self, project):
        (project / "pyproject.toml").mkdir()
        assert error(project) == "pyproject.toml: this is not a file. Rename it."
        assert error(project, Path("pyproject.toml")) == "pyproject.toml: this is a directory. Name a file."

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
    def test_named_pipe_is_an_error(self, project):
        os.mkfifo(project / "pyproject.toml")
        assert error(project) == "pyproject.toml: this is not a file. Rename it."
        expected = "pyproject.toml: this is not a regular file. Name another file."
        assert error(project, Path("pyproject.toml")) == expected

    def test_unreadable_file_is_an_error(self, project, monkeypatch):
        file = write(project, TABLE)

        def deny(_path: Path) -> bytes:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(type(file), "read_bytes", deny)
        assert error(project) == "pyproject.toml: the file cannot be read (Permission denied). Make it readable."

    @pytest.mark.parametrize(
        "table",
        [
            "tool.imagegen_conformance",
            "tool.Imagegen-Conformance",
            "tool.imagegenconformance",
            "tool.imagegen-conformence",
            "tool.image-gen-conformance",
            "tool.image_gen_conformance",
            "tool.imagegn-conformance",
            "tool.imagegen-confromance",
            "tool.imgegen-conformance",
            "tools.imagegen-conformance",
            "Tool.imagegen_conformance",
            "tol.imagegen-conformance",
            "imagegen-conformance",
            "imagegen_conformance",
        ],
    )
    @pytest.mark.parametrize("before", ["", TABLE], ids=["alone", "beside the table"])
    @pytest.mark.parametrize("notation", ["[{}]\nrepeat = 2", "{}.repeat = 2", "{} = {{repeat = 2}}", "[[{}]]"])
    def test_misspelled_table_is_an_error(self, project, table, before, notation):
        text = notation.format(table)
        write(project, before + text if text.startswith("[") else f"{text}\n{before}")
        assert error(project) == f"pyproject.toml: unknown table {table}. Did you mean tool.imagegen-conformance?"

    @pytest.mark.parametrize("notation", ["[tool.{}]\nrepeat = 2", "tool.{}.repeat = 2", "tool.{} = {{}}"])
    @pytest.mark.parametrize("name", ["imagegen", "image-gen", "image_gen"])
    def test_short_name_of_the_table_is_an_error_unless_the_file_has_the_table(self, project, notation, name):
        write(project, notation.format(name))
        assert error(project) == f"pyproject.toml: unknown table tool.{name}. Did you mean tool.imagegen-conformance?"
        write(project, f"{notation.format(name)}\n{TABLE}")
        assert values(project) == {}


class TestKeys:
    @pytest.mark.parametrize(
        ("key", "hint"),
        [
            ("fail_on", "Did you mean fail-on?"),
            ("Level", "Did you mean level?"),
            ("levels", "Did you mean level?"),
            ("fail-onn", "Did you mean fail-on?"),
            ("impl", "Did you mean implementation?"),
            ("deadline", "Did you mean timeout?"),
            ("expected", "Did you mean expected-failures?"),
            ("failures", "Did you mean "),
            ("isolate", "Set imagegen_isolate in the configuration of pytest."),
            ("seed_count", "Set imagegen_seed_count in the configuration of pytest."),
            ("config", "See the reference of the configuration for the keys."),
            ("zzz", "See the reference of the configuration for the keys."),
        ],
    )
    def test_unknown_key_is_an_error_with_the_nearest_name(self, project, key, hint):
        write(project, f"{TABLE}{key} = 1")
        assert error(project).startswith(f"pyproject.toml tool.imagegen-conformance: unknown key '{key}'. {hint}")

    @pytest.mark.parametrize("key", ['""', '"\\u0000\\u001b[31m"', f'"{"x" * 100_000}"', '"a.b"'])
    def test_unusual_key_is_an_error_of_one_short_line(self, project, key):
        write(project, f"{TABLE}{key} = 1")
        assert len(error(project)) < 250

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('fail-on = "shoud"', "fail-on: unknown value 'shoud'. Did you mean should?"),
            ("fail-on = 1", "fail-on: 1 is not a string. Write a string."),
            ("fail-on = true", "fail-on: true is not a string. Write a string."),
            ("level = 'wire'", "level: 'wire' is not a list. Write a list of strings."),
            ("level = ['wires']", "level: unknown value 'wires'. Did you mean wire?"),
            ("level = ['wire', 3]", "level: 3 is not a string. Write a string."),
            ("level = ['wire,schema']", "level: 'wire,schema' has several values. Write a string for each."),
            ("select = {a = 1}", "select: a table is not a list. Write a list of strings."),
            ("smoke = 'yes'", "smoke: 'yes' is not a boolean. Write true or false."),
            ("variants = 0", "variants: 0 is not a boolean. Write true or false."),
            ("variants = []", "variants: a list is not a boolean. Write true or false."),
            ("repeat = 0", "repeat: 0 is not a positive integer. Give a whole number of at least 1."),
            ("repeat = '3'", "repeat: '3' is not an integer. Write a number without quotation marks."),
            ("repeat = 2.0", "repeat: 2.0 is not an integer. Write a number without quotation marks."),
            ("repeat = true", "repeat: true is not an integer. Write a number without quotation marks."),
            ("repeat = 1979-05-27", "repeat: 1979-05-27 is not an integer. Write a number without quotation marks."),
            ("max-failures = -1", "max-failures: -1 is not a non-negative integer. Give a whole number of at least 0."),
            ("timeout = inf", "timeout: inf is not a duration. Give a number of seconds above 0."),
            ("timeout = nan", "timeout: nan is not a duration. Give a number of seconds above 0."),
            ("timeout = -0.5", "timeout: -0.5 is not a duration. Give a number of seconds above 0."),
            ("timeout = '5'", "timeout: '5' is not a number. Write a number without quotation marks."),
            (f"seed = 0x{'f' * 5000}", "seed: the number has too many digits. Write a smaller one."),
            ("evidence = ''", "evidence: the path is empty. Name a file."),
            ("implementation = ''", "implementation: the string is empty. Write a value, or remove the key."),
            ("command = ' '", "command: the string is empty. Write a value, or remove the key."),
            ("revision = ''", "revision: the string is empty. Write a value, or remove the key."),
            ("select = ['']", "select: the string is empty. Write a value, or remove the key."),
            ("level = ['']", "level: unknown value ''."),
            ('evidence = "a\\u0000b"', "evidence: the string contains the character NUL. Remove it."),
            ("implementation = 'node adapter.mjs'", "implementation: 'node adapter.mjs' does not name a Python object. For a program, use the key command."),
            ("quiet = true\nverbose = true", "quiet: this key contradicts tool.imagegen-conformance.verbose. Remove one of them."),
        ],
    )  # fmt: skip
    def test_invalid_value_is_an_error_with_the_key(self, project, text, message):
        write(project, TABLE + text)
        with pytest.raises(UsageError, match=re.escape(f"pyproject.toml tool.imagegen-conformance.{message}")):
            merge_options({}, list(filter(None, [read_table(project)])), {})

    @pytest.mark.parametrize("key", [option.name for option in TABLE_OPTIONS])
    @pytest.mark.parametrize("value", ["'" + "x" * 1_000_000 + "'", "0x" + "f" * 5000, "['" + "9" * 100_000 + "']"])
    def test_long_value_is_accepted_or_an_error_of_one_short_line(self, project, key, value):
        write(project, f"{TABLE}{key} = {value}")
        problem = ""
        try:
            read_table(project)
        except UsageError as raised:
            problem = str(raised)
        assert len(problem) < 400
        assert "\n" not in problem

    def test_large_number_is_the_value(self, project):
        write(project, f"{TABLE}seed = 1{'0' * 200}\ngenerate = 1")
        assert values(project) == {"seed": 10**200, "generate": 1}

    def test_each_option_of_run_has_a_key(self):
        names = {option.name for option in OPTIONS if option.front_end != "pytest"}
        assert {option.name for option in TABLE_OPTIONS} == names | {"implementation"}


class TestPaths:
    def test_relative_path_begins_at_the_folder_of_the_file(self, project):
        write(project, TABLE + 'evidence = "out/e.ndjson"\nexpected-failures = "x.json"')
        (project / "a" / "b").mkdir(parents=True)
        up = Path("../..")
        assert values(project / "a" / "b") == {"evidence": up / "out/e.ndjson", "expected-failures": up / "x.json"}
        assert values(project)["expected-failures"] == Path("x.json")

    def test_relative_path_of_a_named_file_begins_at_its_folder(self, project):
        write(project / "ci", TABLE + 'evidence = "e.ndjson"', "ci.toml")
        assert values(project, Path("ci/ci.toml")) == {"evidence": Path("ci/e.ndjson")}

    def test_absolute_path_is_kept(self, project, tmp_path):
        write(project, f"{TABLE}evidence = '{tmp_path / 'e.ndjson'}'")
        (project / "sub").mkdir()
        assert values(project / "sub") == {"evidence": tmp_path / "e.ndjson"}


def configuration(**configured: object) -> Configuration:
    """Return a configuration of options, whose names have underscores here."""
    table = {name.replace("_", "-"): value for name, value in configured.items()}
    keys = Keys({option.name: option for option in (*TABLE_OPTIONS, *OPTIONS)})
    return Configuration.parse(table, keys, Path("x.toml"))


class TestPrecedence:
    def test_given_option_replaces_the_configured_one(self):
        merged = merge_options({"fail-on": "must"}, [configuration(fail_on="should", repeat=2)], {})
        assert merged == {"fail-on": "must", "repeat": 2}

    def test_given_list_replaces_the_configured_list(self):
        merged = merge_options({"level": ["wire"]}, [configuration(level=["schema"], area=["size"])], {})
        assert merged == {"level": ["wire"], "area": ["size"]}

    def test_first_configuration_has_precedence(self):
        first = configuration(level=[], smoke=False, variants=False)
        second = configuration(level=["wire"], smoke=True, variants=True, repeat=2)
        assert merge_options({}, [first, second], {}) == {"level": [], "smoke": False, "variants": False, "repeat": 2}

    @pytest.mark.parametrize(
        ("given", "ignored"),
        [
            ({"implementation": "a:b"}, {"command": "x"}),
            ({"implementation": "a:b"}, {"implementation": "c:d"}),
            ({"command": "x"}, {"implementation": "a:b", "rejection": ["m:E"], "in_process": True}),
            ({"in-process": True}, {"timeout": 5, "startup_timeout": 5, "jobs": 2, "max_restarts": 0}),
            ({"quiet": True}, {"verbose": True, "max_failures": 0}),
            ({"verbose": True}, {"quiet": True}),
            ({"max-failures": 0}, {"quiet": True}),
            ({"compare": Path("e.ndjson")}, {"fail_fast": True}),
            ({"fail-fast": True}, {"compare": "e.ndjson"}),
            ({"profile": "openai"}, {"profile": "azure", "revision": "2.3"}),
        ],
    )
    def test_given_option_replaces_those_that_it_cannot_be_combined_with(self, given, ignored):
        assert merge_options(given, [configuration(**ignored, repeat=2)], {}) == {**given, "repeat": 2}

    @pytest.mark.parametrize(
        ("given", "configured", "message"),
        [
            ({}, {"implementation": "a:b", "command": "x"}, "implementation: this key contradicts command."),
            ({}, {"command": "x", "in_process": True}, "command: this key contradicts in-process."),
            ({}, {"command": "x", "rejection": ["m:E"]}, "command: this key contradicts rejection."),
            ({}, {"in_process": True, "jobs": 2}, "in-process: this key contradicts jobs."),
            ({}, {"max_failures": 0, "quiet": True}, "max-failures: this key contradicts quiet."),
            ({"in-process": True}, {"command": "x"}, "command: this key contradicts the option --in-process."),
            ({"rejection": ["m:E"]}, {"command": "x"}, "command: this key contradicts the option --rejection."),
            ({"timeout": 5.0}, {"in_process": True}, "in-process: this key contradicts the option --timeout."),
        ],
    )
    def test_contradiction_is_an_error(self, given, configured, message):
        with pytest.raises(UsageError, match=re.escape(f"x.toml {message} Remove one of them.")):
            merge_options(given, [configuration(**configured)], {})

    @pytest.mark.parametrize("given", [{}, {"revision": "2.3"}])
    def test_revision_can_be_combined_with_a_configured_profile(self, given):
        configured = {"profile": "azure", "revision": "2.0"}
        assert merge_options(given, [configuration(**configured)], {}) == {**configured, **given}

    def test_profile_of_the_first_configuration_replaces_the_revision_of_the_second(self):
        merged = merge_options({}, [configuration(profile="a"), configuration(profile="b", revision="2")], {})
        assert merged == {"profile": "a"}

    def test_options_that_are_off_contradict_nothing(self):
        configured = {"command": "x", "in_process": False, "rejection": [], "quiet": False, "verbose": True}
        assert merge_options({}, [configuration(**configured)], {})["verbose"] is True

    def test_option_without_effect_is_ignored_if_it_is_configured(self):
        needs = {"seed": ("generate",)}
        assert merge_options({}, [configuration(seed=3)], needs) == {}
        assert merge_options({"seed": 3}, [], needs) == {"seed": 3}
        assert merge_options({"generate": 1}, [configuration(seed=3)], needs) == {"generate": 1, "seed": 3}
