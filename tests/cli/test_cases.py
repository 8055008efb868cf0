"""The commands `list` and `show`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.corpus_entries import requirement_entry
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.version import __version__


class TestList:
    def test_without_filter_prints_every_case_on_a_line(self, command) -> None:
        completed = command("list")
        assert (completed.code, completed.err) == (0, "")
        assert [line.split()[0] for line in completed.out.splitlines()] == [case.id for case in Corpus.load().cases]

    @pytest.mark.parametrize(
        ("options", "field", "value"),
        [
            (("--level", "object"), 1, "object"),
            (("--strength", "should"), 2, "should"),
            (("--strength", "must"), 2, "must"),
        ],
    )
    def test_with_filter_prints_matching_cases(self, command, options, field: int, value: str) -> None:
        lines = command("list", *options).out.splitlines()
        assert lines
        assert {line.split()[field] for line in lines} == {value}

    def test_with_smoke_prints_the_smoke_list(self, command) -> None:
        listed = [line.split()[0] for line in command("list", "--smoke").out.splitlines()]
        corpus = Corpus.load()
        assert set(listed) == corpus.smoke & corpus.by_id.keys()
        levels = [line.split()[1] for line in command("list", "--smoke", "--level", "wire").out.splitlines()]
        assert set(levels) == {"wire"}

    def test_with_version_prints_the_cases_that_were_registered_until_then(self, command, fixtures) -> None:
        file = fixtures / "case_ids.ndjson"
        lines = file.read_text(encoding="utf-8").replace('"since": "0.1.0"', '"since": "0.0.9"', 1)
        file.write_text(lines, encoding="utf-8")
        first = json.loads(lines.splitlines()[0])["id"]
        listed = [
            line.split()[0].partition(":")[0] for line in command("list", "--corpus-since", "0.0.9").out.splitlines()
        ]
        assert set(listed) == {first}

    @pytest.mark.parametrize(
        ("version", "message"),
        [
            ("next", "'next' is not a version of the suite. Name a version in which cases were registered: 0.1.0."),
            ("99", f"the version 99 is newer than this suite, {__version__}. Name a version in which cases were registered: 0.1.0."),
            ("0.0.1", "no case matches all filters. Remove a filter. "),
        ],
    )  # fmt: skip
    def test_with_version_without_cases_is_an_error(self, command, version: str, message: str) -> None:
        command("list", "--corpus-since", version).assert_error(2, message)

    def test_with_pattern_prints_the_selected_case(self, command) -> None:
        assert command("list", "--select", "quality/values/low:wire").out.split()[:3] == [
            "quality/values/low:wire",
            "wire",
            "must",
        ]
        assert command("list", "--area", "quality", "--requirement", "quality.value").code == 0

    def test_with_pattern_that_matches_no_case_is_an_error(self, command) -> None:
        completed = command("list", "--select", "qualty/values/low")
        completed.assert_error(2, "no case matches 'qualty/values/low'. Did you mean ")


class TestShow:
    def test_case_is_described(self, command) -> None:
        completed = command("show", "quality/values/low")
        assert (completed.code, completed.err) == (0, "")
        lines = completed.out.splitlines()
        assert lines[0] == "quality/values/low  [schema, must, accept]"
        rerun = "imagegen-conformance run IMPLEMENTATION --level schema --select quality/values/low"
        assert lines[-1].endswith(f" {rerun}")

    def test_requirement_is_described(self, command) -> None:
        completed = command("show", "raw.text")
        assert (completed.code, completed.err) == (0, "")
        lines = completed.out.splitlines()
        assert lines[0] == "raw.text  [wire, must]"
        assert "    https://www.rfc-editor.org/rfc/rfc8259#section-2" in lines
        assert any(line.split() == ["raw/escapes/value", "must", "text"] for line in lines)
        assert lines[-1] == "rerun: imagegen-conformance run IMPLEMENTATION --level wire --requirement raw.text"

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("id_", "hint"),
        [
            ("quality/values/lo", "Did you mean quality/values/low or "),
            ("qualty.value", "Did you mean quality.value or "),
            ("quality/values/low:repaired", "Did you mean quality/values/low:wire or "),
            ("", "Run `imagegen-conformance list` for the cases, or `imagegen-conformance coverage` for the "),
            ("\n", "Run `imagegen-conformance list` for the cases, or `imagegen-conformance coverage` for the "),
        ],
    )
    def test_unknown_id_is_an_error(self, command, id_: str, hint: str) -> None:
        command("show", id_).assert_error(2, f"no case and no requirement has the id {id_!r}. {hint}")

    def test_former_case_is_an_error_that_says_why(self, command, fixtures) -> None:
        with (fixtures / "case_ids.ndjson").open("a", encoding="utf-8") as file:
            entry = {"id": "quality/values/lo", "removed": "0.1.0", "reason": "It was wrong."}
            file.write(json.dumps(entry) + "\n")
        command("show", "quality/values/lo").assert_error(2, "was removed in release 0.1.0 (It was wrong.)")


def validated(completed) -> dict[str, Json]:
    """Return the JSON output of a command, which matches its schema."""
    assert completed.err == ""
    output = json.loads(completed.out)
    Draft202012Validator(load_json(data_directory("schemas") / "command_output.schema.json")).validate(output)
    assert output["suite"] == __version__
    assert (output["profile"], output["revision"]) == ("azure", "2.3")
    return output


def edit_requirement(fixtures: Path, id_: str, change: Callable[[Json], object]) -> None:
    """Change an entry of requirements.json."""
    file = fixtures / "requirements.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    change(next(entry for entry in content["requirements"] if entry["id"] == id_))
    file.write_text(json.dumps(content), encoding="utf-8")


class TestJson:
    def test_list_has_an_entry_for_each_selected_case(self, command) -> None:
        output = validated(command("list", "--area", "quality", "--level", "wire", "--format", "json"))
        lines = command("list", "--area", "quality", "--level", "wire").out.splitlines()
        assert [case["id"] for case in output["cases"]] == [line.split()[0] for line in lines]
        assert {case["level"] for case in output["cases"]} == {"wire"}

    def test_case_is_shown_as_it_is_exported(self, command) -> None:
        output = validated(command("show", "quality/values/low", "--format", "json"))
        schema = load_json(data_directory("schemas") / "exported_cases.schema.json")
        Draft202012Validator({"$ref": "#/$defs/case", "$defs": schema["$defs"]}).validate(output["case"])
        assert output["case"]["content"] == {"type": "image_generation", "quality": "low"}
        assert output["requirement"]["id"] == output["case"]["requirement"] == "quality.value"

    def test_long_text_of_a_case_is_in_its_compact_form(self, command) -> None:
        output = validated(command("show", "strings/long/image-url-65558", "--format", "json"))
        assert output["case"]["content"]["input_image_mask"] == {"image_url": "$1"}
        assert output["case"]["long_texts"] == {"$1": ["data:image/png;base64,", 1, "iVBORw0K", 8192]}

    def test_requirement_is_shown_with_its_sources_and_cases(self, command) -> None:
        output = validated(command("show", "raw.text", "--format", "json"))
        assert output["requirement"]["statement"].startswith("JSON text is equivalent to ")
        assert output["requirement"]["sources"][0]["url"] == "https://www.rfc-editor.org/rfc/rfc8259#section-2"
        assert "raw/escapes/value" in [case["id"] for case in output["cases"]]

    def test_every_requirement_has_an_output(self, shipped: Corpus) -> None:
        links = SourceLinks.load(shipped.root)
        schema = load_json(data_directory("schemas") / "command_output.schema.json")
        check = Draft202012Validator({"$ref": "#/$defs/requirement_entry", "$defs": schema["$defs"]})
        for requirement in shipped.requirements.values():
            check.validate(requirement_entry(requirement, links, shipped))

    def test_requirement_of_one_strength_has_no_other(self, command) -> None:
        assert "other_strengths" not in validated(command("show", "quality.value", "--format", "json"))["requirement"]

    @pytest.mark.parametrize(
        ("strength", "since", "others"),
        [
            ("should", {}, [{"strength": "must", "profiles": {"azure": {"since": "2.1", "until": "2.8"}}}]),
            ("must", {"since": "2.1"}, [{"strength": "should", "profiles": {"openai": {}}}]),
        ],
    )
    def test_other_strengths_have_their_ranges(self, command, fixtures, strength, since, others) -> None:
        def change(requirement: Json) -> None:
            requirement.update(strength=strength, profiles={"azure": since, "openai": {}}, other_strengths=others)

        edit_requirement(fixtures, "raw.text", change)
        entry = validated(command("show", "raw.text", "--format", "json"))["requirement"]
        assert (entry["strength"], entry["profiles"]["azure"]) == ("must", since)
        assert entry["other_strengths"] == (
            [
                {"strength": "should", "profiles": {"azure": {"until": "2.1"}, "openai": {}}},
                {"strength": "should", "profiles": {"azure": {"since": "2.8"}}},
            ]
            if strength == "should"
            else others
        )

    def test_text_is_the_default(self, command) -> None:
        assert command("list", "--format", "text").out == command("list").out

    def test_unknown_format_is_an_error(self, command) -> None:
        message = "argument --format: unknown value 'jsn'. Did you mean json?"
        command("list", "--format", "jsn").assert_usage_error(message)


@pytest.mark.parametrize("arguments", [["list"], ["show", "quality/values/low"], ["coverage"]])
def test_closed_pipe_is_not_an_error(arguments: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "imagegen_conformance", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


def test_failing_run_with_closed_pipe_fails(modules) -> None:
    (modules / "mine.py").write_text("def tool(payload):\n    return []\n")
    read, write = os.pipe()
    os.close(read)
    completed = subprocess.run([sys.executable, "-m", "imagegen_conformance", "run", "mine:tool"], cwd=modules, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60)  # fmt: skip
    os.close(write)
    assert (completed.returncode, completed.stderr) == (1, b"")
