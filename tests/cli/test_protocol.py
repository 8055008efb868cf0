"""The command `protocol check`: its report, and its exit codes. The violations themselves are tested with the check."""

from __future__ import annotations

import json
import tracemalloc

import pytest

import faulty_adapter
import stdio_server
from command_line import python_command
from imagegen_conformance.connections.stdio.messages import PROTOCOL_HINT
from imagegen_conformance.resources import data_directory, load_json

# The name of a fault, and lines of the report.
FAULTS = {
    "seq-as-text": ("WRONG parse a plain payload", '      !  its "seq" is "2"; expected 2'),
    "reported-error": ("WRONG validate a legal payload", "      !  it reports an error: KeyError: 'size'"),
    "line-after-bye": ("WRONG the program ends", "      !  after bye, it wrote that was nice"),
    "exit-7": ("WRONG the program ends", "      ← exit code 7", "      !  after bye, it ended with exit code 7; expected 0"),
    "unflushed-output": ("WRONG the program stopped responding", "no response within 2 s. Check that the program flushes its output."),
}  # fmt: skip


def check(command, name: str):
    startup_timeout = "2" if name == "unflushed-output" else "20"
    program = python_command("-S", faulty_adapter.__file__, name)
    timeouts = ["--timeout", "1", "--startup-timeout", startup_timeout]
    return command("protocol", "check", "--command", program, *timeouts)


@pytest.mark.parametrize("name", FAULTS)
def test_violation_is_reported_below_its_exchange_and_exits_with_1(command, name: str) -> None:
    completed = check(command, name)
    assert completed.code == 1
    heading, *details = FAULTS[name]
    _, separator, rest = completed.out.partition(heading + "\n")
    assert separator, completed.out
    exchange = rest.partition("\nok ")[0].partition("\nWRONG ")[0]
    for detail in details:
        assert detail in exchange, completed.out
    assert completed.out.splitlines()[-1].endswith(f" the protocol. {PROTOCOL_HINT}")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({*faulty_adapter.CHANGES, *faulty_adapter.BEHAVIORS} - {"none"}))
def test_every_faulty_program_exits_with_1(command, name: str) -> None:
    completed = check(command, name)
    assert completed.code == 1
    violations = completed.out.count("\nWRONG ") + completed.out.startswith("WRONG ")
    verb = "violates" if violations == 1 else "violate"
    last_line = completed.out.splitlines()[-1]
    assert last_line.startswith(f"{violations} of ")
    assert last_line.endswith(f" exchanges {verb} the protocol. {PROTOCOL_HINT}")


@pytest.mark.parametrize(
    "program",
    [
        python_command("-S", faulty_adapter.__file__, "none"),
        python_command(stdio_server.__file__, "imagegen_reference:ImageGenTool"),
    ],
)
def test_correct_program_exits_with_0(command, program: str) -> None:
    completed = command("protocol", "check", "--command", program)
    assert completed.code == 0, completed.out
    lines = completed.out.splitlines()
    assert lines[0] == "ok    hello, the first request"
    assert lines[1].startswith('      → {"seq":0,"op":"hello",')
    assert lines[2].startswith('      ← {"seq"')
    assert "WRONG" not in completed.out
    assert lines[-1] == "all 18 exchanges follow the protocol"


def test_missing_program_exits_with_3(command) -> None:
    completed = command("protocol", "check", "--command", "no-such-program")
    completed.assert_error(3, "'no-such-program' cannot be started (", "Check that it is installed")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("perl adapter.pl",), "unexpected argument 'perl adapter.pl'. Write --command \"perl adapter.pl\""),
        (("--command", "perl", "adapter.pl"), "unexpected argument 'adapter.pl'. Write --command \"perl adapter.pl\""),
        (("--timeout", "1", "adapter"), "unexpected argument 'adapter'. Write --command \"adapter\""),
    ],
)
def test_program_without_option_exits_with_2_and_names_the_option(command, arguments, hint: str) -> None:
    command("protocol", "check", *arguments).assert_usage_error(hint)


def test_missing_option_command_exits_with_2(command) -> None:
    command("protocol", "check").assert_usage_error("the following arguments are required: --command")


def test_flood_takes_little_memory(command) -> None:
    tracemalloc.start()
    try:
        check(command, "flood-after-bye")
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


class TestContract:
    def test_definition_of_the_protocol_is_printed(self, command) -> None:
        completed = command("protocol", "contract")
        assert completed.code == 0
        assert completed.out.startswith("# Adapter protocol\n\nThis page defines version 1 of the protocol")
        assert completed.err == ""

    def test_schema_of_the_messages_is_printed(self, command) -> None:
        schema = json.loads(command("protocol", "contract", "--schema").out)
        assert schema == load_json(data_directory("schemas") / "protocol.schema.json")

    def test_unknown_option_exits_with_2(self, command) -> None:
        command("protocol", "contract", "--shema").assert_usage_error("--schema")
