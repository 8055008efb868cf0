from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus import Corpus

REFERENCE = "imagegen_reference:ImageGenTool"
IDENTITY = "def tool(payload):\n    return payload\n"


@pytest.fixture
def known(modules: Path):
    """A file of expected failures."""

    def write(*entries: object) -> Path:
        file = modules / "expected.json"
        file.write_text(json.dumps({"expected": list(entries)}), encoding="utf-8")
        return file

    return write


class TestTheReference:
    def test_conforms_at_every_level(self, process) -> None:
        ended = process("run", REFERENCE)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.splitlines()[0].startswith(f"{REFERENCE} (Python, documented class), revision 2.")
        assert ended.out.splitlines()[-1] == "conforms at wire, model, schema"

    @pytest.mark.parametrize("level", ["wire", "model", "schema"])
    def test_conforms_at_a_level(self, command, level: str) -> None:
        ended = command("run", REFERENCE, "--level", level, "--strength", "should")
        assert ended.code == 0
        assert ended.out.splitlines()[-1] == f"conforms at {level}"

    def test_conforms_at_several_levels(self, command) -> None:
        ended = command("run", REFERENCE, "--level", "wire", "--level", "schema", "--level", "wire")
        assert ended.out.splitlines()[-1] == "conforms at wire, schema"


class TestFailures:
    def test_are_told_in_full(self, command, implementation) -> None:
        path = implementation("def tool(payload):\n    return {**payload, 'more': 1}\n")
        ended = command("run", path, "--select", "quality/values/low:wire")
        assert ended.code == 1
        assert ended.err == ""
        head, *rest = ended.out.splitlines()
        assert head == "FAIL quality/values/low:wire [wire, must]: changed at /more"
        told = {
            line.split()[0]: line.split(maxsplit=1)[1]
            for line in rest
            if line.startswith("  ") and len(line.split()) > 1
        }
        assert told["sent"].endswith("(to parse)")
        assert told["wanted"].startswith("accepted, giving back {")
        assert told["came"].startswith("accepted, giving back {")
        assert told["rule"].startswith("wire.round-trip: ")
        assert "sentence" in told["source"]
        assert told["alone"] == "imagegen-conformance run mine:tool --level wire --select quality/values/low:wire"
        assert '+  "more": 1,' in ended.out
        assert ended.out.splitlines()[-1] == "does not conform: 1 failing"

    def test_can_be_run_alone_by_the_command_that_is_told(self, command, implementation) -> None:
        path = implementation("def tool(payload):\n    return []\n")
        ended = command("run", path, "--area", "quality")
        alone = next(line for line in ended.out.splitlines() if line.startswith("  alone "))
        again = command(*alone.split()[2:])
        assert again.code == 1
        assert again.out.splitlines()[-1] == "does not conform: 1 failing"

    def test_of_scripts_name_the_step(self, command, implementation) -> None:
        path = implementation("class tool(dict):\n    as_dict = dict\n    def pop(self, *a): return 5\n")
        scripts = [case for case in Corpus.load().cases if case.request.operation == "call"]
        script = next(case.id for case in scripts if case.request.content["steps"][0]["call"] == "pop")
        ended = command("run", path, "--level", "model", "--select", script, "--strength", "should")
        assert ended.code == 1
        assert "step at /steps/" in ended.out


class TestExitCode:
    def test_nothing_judged_is_3(self, command, implementation) -> None:
        ended = command("run", implementation(IDENTITY), "--level", "model")
        assert ended.code == 3
        assert ended.out.splitlines()[-1] == "nothing was judged: every case is unsupported"

    def test_what_is_not_claimed_is_no_failure(self, command, implementation) -> None:
        ended = command("run", implementation(IDENTITY))
        assert ended.code == 0
        assert ended.out.splitlines()[-1] == "conforms at wire"

    def test_a_part_of_the_cases_is_no_level(self, command, implementation) -> None:
        ended = command("run", implementation(IDENTITY), "--select", "quality/values/low:wire")
        assert ended.code == 0
        assert ended.out.splitlines()[-1] == "1 selected cases pass; that says nothing of a whole level"

    def test_what_is_demanded_and_not_supported_fails(self, command, implementation) -> None:
        script = next(case.id for case in Corpus.load().cases if case.level == "model" and case.strength == "must")
        ended = command(
            "run",
            implementation(IDENTITY),
            "--level",
            "wire",
            "--level",
            "model",
            "--select",
            "quality/*",
            "--select",
            script,
        )
        assert ended.code == 1
        assert "level model was asked for and is not supported" in ended.out
        assert ended.out.splitlines()[-1] == "does not conform: 1 failing"

    @pytest.mark.parametrize(("strength", "code"), [("must", 3), ("should", 1)])
    def test_should_gates_only_when_asked(
        self, command, implementation, shipped_should: str, strength: str, code: int
    ) -> None:
        """A function that accepts everything fails the weak rule, and passes the rest that is selected."""
        path = implementation(IDENTITY)
        ended = command("run", path, "--level", "schema", "--select", shipped_should, "--strength", strength)
        assert ended.code == code
        assert ("tolerated, for they are weaker than what gates (must):" in ended.out) is (code == 3)

    def test_3_is_for_what_cannot_be_started(self, command) -> None:
        command("run", "no_such_module_x:tool").complains(
            3, "there is no module 'no_such_module_x'; is 'no_such_module_x' installed in"
        )


@pytest.fixture
def shipped_should() -> str:
    """A reject case of a requirement that is only recommended."""
    return next(
        case.id
        for case in Corpus.load().cases
        if case.level == "schema" and case.strength == "should" and case.kind == "reject" and ":" not in case.id
    )


class TestExpected:
    LOW = "quality/values/low:wire"
    BREAKS_LOW = "def tool(payload):\n    return [] if payload.get('quality') == 'low' else payload\n"

    def entry(self, **change: object) -> dict[str, object]:
        return {"cases": [self.LOW], "failure": "changed", "reason": "It is broken.", **change}

    def run(self, command, path: str, file: Path):
        return command("run", path, "--select", self.LOW, "--expected", file)

    def test_a_known_failure_conforms(self, command, implementation, known) -> None:
        ended = self.run(command, implementation(self.BREAKS_LOW), known(self.entry()))
        assert ended.code == 0
        assert (
            ended.out.splitlines()[-1]
            == "0 selected cases pass, 1 fail as expected; that says nothing of a whole level"
        )

    def test_a_known_failure_that_passes_is_2(self, command, implementation, known) -> None:
        ended = self.run(command, implementation(IDENTITY), known(self.entry()))
        assert ended.code == 2
        assert f"expected.json /expected/0: {self.LOW} passes; delete it from the list" in ended.out
        assert "1 expected failure does not hold: edit " in ended.out.splitlines()[-1]

    def test_a_known_failure_that_fails_otherwise_is_2(self, command, implementation, known) -> None:
        path = implementation(self.BREAKS_LOW)
        ended = self.run(command, path, known(self.entry(failure="rejected")))
        assert ended.code == 2
        assert f"{self.LOW} is expected to fail as rejected, and fails as changed" in ended.out
        assert self.run(command, path, known(self.entry(at="/quality"))).code == 2

    def test_an_entry_outside_of_what_is_run_is_left_alone(self, command, implementation, known) -> None:
        file = known(self.entry(cases=["quality/values/high:wire"]))
        assert self.run(command, implementation(IDENTITY), file).code == 0

    @pytest.mark.parametrize(
        ("change", "parts"),
        [
            (
                {"cases": ["quality/values/lo:wire"]},
                ("/expected/0/cases/0: there is no case quality/values/lo:wire; did you mean", LOW),
            ),
            ({"cases": [LOW, LOW]}, (f"/expected/0/cases/1: {LOW} is here twice; delete one of them",)),
            ({"expires": "2020-01-31"}, ("/expected/0/expires: it expired on 2020-01-31; mend the implementation",)),
            ({"expires": "31.01.2099"}, ("/expected/0/expires: '31.01.2099' is no date; write it as YYYY-MM-DD",)),
            ({"colour": "red"}, ("/expected/0/colour: there is no key 'colour'; the keys are ",)),
            ({"reason": ""}, ("/expected/0/reason: no reason; say why it fails",)),
            ({"failure": "odd"}, ("/expected/0/failure: 'odd' is no failure; it is one of ",)),
        ],
    )
    def test_a_wrong_file_is_2(self, command, implementation, known, change, parts) -> None:
        ended = self.run(command, implementation(IDENTITY), known(self.entry(**change)))
        ended.complains(2, "expected.json ", *parts)

    @pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"{}", b'{"expected": {}}'])
    def test_a_file_that_is_none_is_2(self, command, implementation, modules: Path, content: bytes) -> None:
        (modules / "expected.json").write_bytes(content)
        self.run(command, implementation(IDENTITY), modules / "expected.json").complains(2, "expected.json", "; ")

    def test_a_file_that_is_not_there_is_2(self, command, implementation, modules: Path) -> None:
        self.run(command, implementation(IDENTITY), modules / "none.json").complains(
            2, "none.json: it cannot be read", "; name a file"
        )

    def test_is_read_before_anything_is_judged_or_written(self, command, implementation, known, modules: Path) -> None:
        file = known(self.entry(reason=""))
        command("run", implementation(IDENTITY), "--expected", file, "--evidence", "e.ndjson").complains(2)
        assert not (modules / "e.ndjson").exists()


class TestWrongImplementations:
    @pytest.mark.parametrize("path", ["", "mine", "mine:", ":tool", "mine.tool"])
    def test_a_path_that_is_none_is_2(self, command, path: str) -> None:
        command("run", path).complains(2, "names no implementation; the form is package.module:Name")

    @pytest.mark.parametrize(
        ("source", "parts"),
        [
            (
                "raise RuntimeError('a\\nb')",
                ("importing mine raised RuntimeError: a b", "; python -c 'import mine' shows where"),
            ),
            ("import sys; sys.exit(0)", ("importing mine raised SystemExit: 0",)),
            ("import no_such_x", ("there is no module 'no_such_x'", "mine was found, but needs it")),
            ("def (", ("importing mine raised SyntaxError",)),
            ("class Tool: pass", ("mine has no tool; did you mean Tool?",)),
            ("class tool: pass", ("no adapter fits this class; a class has as_dict or model_validate",)),
            ("tool = 5", ("no adapter fits this int",)),
            ("", ("mine has no tool",)),
        ],
    )
    def test_what_cannot_be_started_is_3(self, command, implementation, source: str, parts) -> None:
        command("run", implementation(source)).complains(3, "'mine:tool': ", *parts)

    def test_no_traceback_reaches_the_user(self, process, implementation) -> None:
        process("run", implementation("raise RuntimeError('boom')")).complains(
            3, "importing mine raised RuntimeError: boom"
        )


class TestWrongFilters:
    @pytest.mark.parametrize(
        ("options", "parts"),
        [
            (
                ("--select", "qualty/values/low"),
                ("no case matches 'qualty/values/low'; did you mean ", "quality/values/low"),
            ),
            (("--select", ""), ("no case matches ''",)),
            (("--area", "qualty"), ("there is no area 'qualty'; there are ", "quality")),
            (
                ("--requirement", "quality.valeu"),
                ("there is no requirement 'quality.valeu'; did you mean quality.value",),
            ),
            (
                ("--area", "quality", "--level", "model"),
                (
                    "no case passes all the filters together at level model; without --level there are cases at wire, schema",
                ),
            ),
        ],
    )
    def test_are_2(self, command, options, parts) -> None:
        command("run", REFERENCE, *options).complains(2, *parts)


CRASHES = [
    "RuntimeError('boom')",
    "RecursionError",
    "MemoryError",
    "SystemExit(0)",
    "SystemExit",
    "GeneratorExit",
    "type('Own', (BaseException,), {})",
]


class TestContainment:
    @pytest.mark.parametrize("crash", CRASHES)
    def test_a_crash_is_an_error_and_never_a_pass(self, command, implementation, crash: str) -> None:
        ended = command("run", implementation(f"def tool(payload):\n    raise {crash}\n"), "--area", "quality")
        assert ended.code == 1
        assert "\nERROR quality/" in "\n" + ended.out
        row = next(line for line in ended.out.splitlines() if line.startswith("wire "))
        assert row.split()[1] == "0"

    def test_an_interrupt_ends_with_130(self, process, implementation, modules: Path) -> None:
        path = implementation("def tool(payload):\n    raise KeyboardInterrupt\n")
        process("run", path, "--evidence", "e.ndjson").complains(130, "interrupted at ")
        process("verify", "e.ndjson").complains(2, "e.ndjson line ", "it was cut: no footer after ")

    def test_what_it_prints_is_no_part_of_the_report(self, process, implementation) -> None:
        path = implementation(
            "import sys\nprint('IMPORTED')\ndef tool(payload):\n    print('HELLO'); sys.stdout.write('HELLO')\n    return payload\n"
        )
        ended = process("run", path, "--area", "quality")
        assert ended.code == 0
        assert "HELLO" not in ended.out
        assert "IMPORTED" not in ended.out
        assert "HELLO" in ended.err

    def test_replacing_the_streams_hides_no_report(self, process, implementation) -> None:
        path = implementation(
            "import io, sys\ndef tool(payload):\n    sys.stdout = sys.stderr = io.StringIO()\n    return payload\n"
        )
        ended = process("run", path)
        assert ended.code == 0
        assert ended.out.splitlines()[-1] == "conforms at wire"

    def test_a_rude_adapter_is_contained(self, command, implementation) -> None:
        path = implementation(
            "from imagegen_conformance import Adapter\n"
            "class tool(Adapter):\n"
            "    def parse(self, payload): raise ValueError\n"
            "    def rejects(self, error): raise SystemExit(0)\n"
        )
        assert command("run", path, "--area", "quality").code == 1

    @pytest.mark.parametrize("answer", ["10**5000", "float('nan')", "{object()}", "object()", "b'x'", "{1: 2}"])
    def test_what_is_no_json_is_an_error(self, command, implementation, answer: str) -> None:
        ended = command(
            "run",
            implementation(f"def tool(payload):\n    return {answer}\n"),
            "--area",
            "quality",
            "--evidence",
            "e.ndjson",
        )
        assert ended.code == 1
        assert "error: what was given back is no JSON" in ended.out
        assert command("verify", "e.ndjson").code == 0

    def test_a_huge_message_is_cut(self, command, implementation) -> None:
        ended = command(
            "run",
            implementation("def tool(payload):\n    raise RuntimeError('x' * 10**7)\n"),
            "--select",
            "quality/values/low:wire",
        )
        assert len(ended.out) < 5000

    def test_control_characters_do_not_reach_the_terminal(self, command, implementation) -> None:
        ended = command(
            "run",
            implementation("def tool(payload):\n    raise RuntimeError('\\x1b[2J\\ud800')\n"),
            "--select",
            "quality/values/low:wire",
        )
        assert "\x1b" not in ended.out
        assert "\\u001b[2J" in ended.out

    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
    def test_every_character_can_be_reported_in_any_encoding(self, process, implementation, encoding: str) -> None:
        path = implementation("def tool(payload):\n    return []\n")
        ended = process("run", path, "--level", "wire", "--area", "strings", PYTHONIOENCODING=encoding)
        assert ended.code == 1
        assert ended.err == ""


class TestEvidence:
    def test_is_written_and_verified(self, command, modules: Path) -> None:
        assert command("run", REFERENCE, "--area", "quality", "--evidence", "new/folder/e.ndjson").code == 0
        first = json.loads((modules / "new/folder/e.ndjson").read_text().splitlines()[0])
        assert first["selection"] == {
            "levels": [],
            "select": [],
            "areas": ["quality"],
            "requirements": [],
            "smoke": False,
        }
        assert command("verify", "new/folder/e.ndjson").code == 0

    def test_holds_the_reasons_of_expected_failures(self, command, implementation, known, modules: Path) -> None:
        file = known(TestExpected().entry())
        command(
            "run",
            implementation(TestExpected.BREAKS_LOW),
            "--area",
            "quality",
            "--expected",
            file,
            "--evidence",
            "e.ndjson",
        )
        lines = [json.loads(line) for line in (modules / "e.ndjson").read_text().splitlines()]
        assert [line["case"] for line in lines if "expected" in line] == [TestExpected.LOW]
        assert command("verify", "e.ndjson").code == 0

    @pytest.mark.parametrize("place", [".", "file/e.ndjson"])
    def test_that_cannot_be_written_is_2(self, command, implementation, modules: Path, place: str) -> None:
        (modules / "file").write_text("")
        command("run", implementation(IDENTITY), "--evidence", place).complains(
            2, "the evidence cannot be written", "; name a file in a folder"
        )
