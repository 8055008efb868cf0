"""The protocol check: a problem for each violation, at the exchange that has it."""

from __future__ import annotations

import tracemalloc

import pytest

import faulty_adapter
import stdio_server
from command_line import python_command
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.connections.stdio.protocol_check import Exchange, check_protocol
from imagegen_conformance.errors import ImplementationError
from revisions import AZURE, PROFILES

NO_RESPONSE = "the program stopped responding"
# The name of a fault, the purpose of the first exchange with a problem, and a part of the problem.
FAULTS = {
    "protocol-2": ("hello, the first request", "it speaks protocol 2, but this suite speaks protocol 1"),
    "hello-seq": ("hello, the first request", 'its "seq" is 7; expected 0'),
    "repeated-level": (
        "hello, the first request",
        'its response to hello has "wire" more than once in "levels"',
    ),
    "changing-name": (
        "hello again: the response is the same",
        "its response to hello differs from its first response to hello",
    ),
    "seq-as-text": ("parse a plain payload", 'its "seq" is "2"; expected 2'),
    "missing-seq": ("parse a plain payload", 'its response has no "seq"; expected 2'),
    "constant-seq": (
        "parse a plain payload",
        'its "seq" is 0; expected 2 (this line responds to request 0, which already has a response)',
    ),
    "duplicate-response": (
        "parse characters below U+0100",
        'its "seq" is 3; expected 4 (this line responds to request 3, which already has a response)',
    ),
    "unknown-outcome": (
        "parse a plain payload",
        'its response has the unknown outcome "ok"; known outcomes are accepted, rejected, completed, unsupported, not-applicable, error',
    ),
    "unknown-key": (
        "parse a plain payload",
        'its response has the key "took", which does not belong to the outcome "accepted"',
    ),
    "infinity": ("parse a plain payload", '"outcome": "accepted", "output": Infinity}\'. JSON has no Infinity.'),
    "pretty-printed": (
        "parse a plain payload",
        (
            "it wrote a line that is only the beginning of a JSON value: '{'. "
            "A response is one line; switch off pretty-printing."
        ),
    ),
    "long-response": ("parse a plain payload", "the response has 400,047 bytes; at most 263,376 are allowed"),
    "prints": (
        "parse a plain payload",
        "'parsing ...'. Write everything that is not a response to standard error.",
    ),
    "latin-1": (
        "parse characters below U+0100",
        r"""…'. Encode the response as UTF-8, or escape other characters as \u….""",
    ),
    "unannounced-reasons": (
        "validate a legal payload",
        "its response has reasons, but the response to hello does not announce this capability",
    ),
    "reported-error": ("validate a legal payload", "it reports an error: KeyError: 'size'"),
    "accepted-call": (
        "call methods step by step",
        'its response has the key "steps", which does not belong to the outcome "accepted"',
    ),
    "invalid-step-result": (
        "call methods step by step",
        'its response has an invalid step result at /steps/0; it has one of "returned", "non_json" and "raised"',
    ),
    "protocol-true": (
        "hello, the first request",
        'in its response to hello, "protocol" is true; it must be the number 1',
    ),
    "error-without-message": ("validate a legal payload", "it reports an error"),
    "modified-input-as-text": (
        "parse a plain payload",
        'its response has "yes" in "modified_input"; it must be true or false',
    ),
    "not-applicable-parse": (
        "parse a plain payload",
        'its response has the outcome "not-applicable", which only a response to validate can have',
    ),
    "numeric-message": (
        "an unknown operation is unsupported",
        'its response has the message 5; "message" must be a string',
    ),
    "accepted-unknown-operation": (
        "an unknown operation is unsupported",
        'it supports an unknown operation. Respond to it with the outcome "unsupported".',
    ),
    "no-response-to-unknown-operation": (
        NO_RESPONSE,
        'an unknown operation is unsupported: {"seq":13,"op":"paint"}: no response within 1 s',
    ),
    "unknown-bye-outcome": ("bye, the last request", 'its response to bye is not {"seq": …, "outcome": "bye"}'),
    "rejected-bye": ("bye, the last request", 'its response to bye is not {"seq": …, "outcome": "bye"}'),
    "line-after-bye": ("the program ends", "after bye, it wrote that was nice"),
    "flood-after-bye": ("the program ends", "after bye, it wrote another line"),
    "no-exit": ("the program ends", "after bye, it did not end within 1 s"),
    "exit-7": ("the program ends", "after bye, it ended with exit code 7; expected 0"),
    "unflushed-output": (
        NO_RESPONSE,
        "no response within 2 s. Check that the program flushes its output.",
    ),
    "endless-line": (NO_RESPONSE, "it wrote a line of more than 582,144 bytes"),
    "closed-stdout": (NO_RESPONSE, "it closed its standard output without a response"),
    "exit-after-first-parse": (
        NO_RESPONSE,
        "it ended with exit code 1 without a response; on standard error: error: one parse is enough",
    ),
}


def check(name: str) -> list[Exchange]:
    command = python_command("-S", faulty_adapter.__file__, name)
    options = StdioOptions(timeout=1.0, startup_timeout=2.0 if name == "unflushed-output" else 20.0)
    return list(check_protocol(command, PROFILES, AZURE, options))


def test_every_faulty_adapter_has_a_test():
    assert faulty_adapter.CHANGES.keys() | faulty_adapter.BEHAVIORS == {*FAULTS, "none"}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_violation_is_a_problem_of_its_exchange(name: str):
    purpose, problem = FAULTS[name]
    first = next(exchange for exchange in check(name) if exchange.problems)
    assert first.purpose == purpose
    assert problem in first.problems[0]
    assert all(text.isprintable() for text in (first.sent, first.received, *first.problems))
    assert len(first.problems) <= 3


@pytest.mark.parametrize(
    "command",
    [
        python_command("-S", faulty_adapter.__file__, "none"),
        python_command(stdio_server.__file__, "imagegen_reference:ImageGenTool"),
    ],
)
def test_correct_program_has_no_problems(command: str):
    exchanges = list(check_protocol(command, PROFILES, AZURE, StdioOptions()))
    assert [exchange.purpose for exchange in exchanges if exchange.problems] == []
    assert [exchange.purpose for exchange in exchanges] == [
        "hello, the first request",
        "hello again: the response is the same",
        "parse a plain payload",
        "parse a payload that is not an object",
        "parse characters below U+0100",
        "parse characters of every kind",
        "parse a field with the value null",
        "parse a long payload",
        "parse a JSON text",
        "parse a text that is not JSON",
        "validate a legal payload",
        "validate an illegal payload",
        "call methods step by step",
        "an unknown operation is unsupported",
        "several requests at once have responses in the same order",
        "hello again: nothing else was written",
        "bye, the last request",
        "the program ends",
    ]
    assert exchanges[2].sent == '{"seq":2,"op":"parse","payload":{"type":"image_generation","quality":"low"}}'
    assert exchanges[4].sent == r'{"seq":4,"op":"parse","payload":{"type":"image_generation","model":"caf\u00e9"}}'
    assert exchanges[6].sent == '{"seq":6,"op":"parse","payload":{"type":"image_generation","size":null}}'
    assert exchanges[7].sent.endswith("xxx…")
    assert len(exchanges[7].sent) == 200
    assert exchanges[-1].received == "exit code 0"


@pytest.mark.parametrize("name", ["unknown-key", "prints", "pretty-printed", "constant-seq"])
def test_check_continues_after_an_invalid_response(name: str):
    problems = [exchange for exchange in check(name) if exchange.problems]
    assert [exchange.purpose for exchange in problems if "text" not in exchange.purpose] == [
        "parse a plain payload",
        "parse a payload that is not an object",
        "parse characters below U+0100",
        "parse characters of every kind",
        "parse a field with the value null",
        "parse a long payload",
        "several requests at once have responses in the same order",
    ]


def test_problems_of_a_batch_are_counted():
    batch = next(exchange for exchange in check("missing-seq") if exchange.purpose.startswith("several requests"))
    assert batch.problems == (
        *(f'its response has no "seq"; expected {sequence}' for sequence in (14, 15, 16)),
        "and 17 more",
    )


def test_repeated_response_is_one_problem():
    (exchange,) = [exchange for exchange in check("duplicate-response") if exchange.problems]
    assert exchange.received.startswith('{"seq": 3, ')


def test_first_hello_has_its_wrong_number_before_other_problems():
    assert check("hello-seq")[0].problems == (
        'its "seq" is 7; expected 0',
        'its response to hello needs "version", a string or null',
    )


def test_program_that_cannot_be_started_is_an_error():
    with pytest.raises(ImplementationError, match=r"^'no-such-program' cannot be started \(.*\)\. Check that it is "):
        list(check_protocol("no-such-program", PROFILES, AZURE, StdioOptions()))


def test_flood_of_output_needs_bounded_memory():
    tracemalloc.start()
    try:
        check("flood-after-bye")
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
