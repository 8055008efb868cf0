"""The command `run` and the behavior of implementations: crashes, output, results that are not JSON, odd messages."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus

CRASHES = [
    "RuntimeError('boom')",
    "RecursionError",
    "MemoryError",
    "SystemExit(0)",
    "SystemExit",
    "GeneratorExit",
    "type('Own', (BaseException,), {})",
]


@pytest.mark.parametrize("crash", CRASHES)
def test_crash_is_an_error(command, implementation, crash: str) -> None:
    completed = command("run", implementation(f"def tool(payload):\n    raise {crash}\n"), "--area", "quality")
    assert completed.code == 1
    assert "\nERROR quality/" in "\n" + completed.out
    row = next(line for line in completed.out.splitlines() if line.startswith("wire "))
    assert row.split()[1] == "0"


def test_interrupt_exits_with_130_and_leaves_evidence_incomplete(process, implementation) -> None:
    path = implementation("def tool(payload):\n    raise KeyboardInterrupt\n")
    completed = process("run", path, "--evidence", "e.ndjson")
    cases = Corpus.load().cases
    index, first = next((index, case) for index, case in enumerate(cases) if case.level == "wire")
    completed.assert_error(130, f"interrupted at {first.id}, after {index} of {len(cases)} cases")
    process("verify", "e.ndjson").assert_error(2, "e.ndjson line ", "the footer is missing after ")


def test_output_of_implementation_is_not_in_the_report(process, implementation) -> None:
    path = implementation(
        "import sys\nprint('IMPORTED')\ndef tool(payload):\n    print('HELLO'); sys.stdout.write('HELLO')\n    return payload\n"
    )
    completed = process("run", path, "--area", "quality")
    assert completed.code == 0
    assert "HELLO" not in completed.out
    assert "IMPORTED" not in completed.out
    assert "HELLO" in completed.err


def test_replaced_streams_hide_no_report(process, implementation) -> None:
    path = implementation(
        "import io, sys\ndef tool(payload):\n    sys.stdout = sys.stderr = io.StringIO()\n    return payload\n"
    )
    completed = process("run", path)
    assert completed.code == 0
    assert completed.out.splitlines()[-1] == "conforms at level wire"


def test_adapter_that_raises_system_exit_fails(command, implementation) -> None:
    path = implementation(
        "from imagegen_conformance import Adapter\n"
        "class tool(Adapter):\n"
        "    def parse(self, payload): raise ValueError\n"
        "    def is_rejection(self, error): raise SystemExit(0)\n"
    )
    completed = command("run", path, "--area", "quality")
    assert completed.code == 1
    assert "  actual    error: SystemExit: 0\n" in completed.out


@pytest.mark.parametrize("value", ["10**5000", "float('nan')", "{object()}", "object()", "b'x'", "{1: 2}"])
def test_output_that_is_not_json_is_an_error(command, implementation, value: str) -> None:
    path = implementation(f"def tool(payload):\n    return {value}\n")
    completed = command("run", path, "--area", "quality", "--evidence", "e.ndjson")
    assert completed.code == 1
    assert "error: its output is not JSON" in completed.out
    assert command("verify", "e.ndjson").code == 0


def test_long_message_is_shortened(command, implementation) -> None:
    path = implementation("def tool(payload):\n    raise RuntimeError('x' * 10**7)\n")
    assert len(command("run", path, "--select", "quality/values/low:wire").out) < 5000


def test_control_characters_are_escaped(command, implementation) -> None:
    path = implementation("def tool(payload):\n    raise RuntimeError('\\x1b[2J\\ud800')\n")
    completed = command("run", path, "--select", "quality/values/low:wire")
    assert "\x1b" not in completed.out
    assert "1b[2J" in completed.out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_report_can_be_printed_in_any_encoding(process, implementation, encoding: str) -> None:
    path = implementation("def tool(payload):\n    return []\n")
    completed = process("run", path, "--level", "wire", "--area", "strings", PYTHONIOENCODING=encoding)
    assert completed.code == 1
    assert completed.err == ""
