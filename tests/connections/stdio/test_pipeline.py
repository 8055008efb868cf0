"""The state machine of one exchange, without a process, however its bytes are split into chunks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.connections.stdio.messages import HelloResponse, ProtocolError, max_response_size
from imagegen_conformance.connections.stdio.pipeline import PendingRequest, RequestPipeline, State
from imagegen_conformance.connections.stdio.program import AdapterProgram
from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding, Request
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.corpus.step_expectations import Succeeds
from imagegen_conformance.judging.judge import judge
from imagegen_conformance.judging.observation import Observation
from revisions import AZURE

HELLO = {"protocol": 1, "name": "n", "version": None, "language": "L", "levels": ["wire"], "capabilities": []}
CHUNK_SIZES = st.lists(st.integers(1, 40), max_size=60)


def response(line: bytes, **changes: Any) -> bytes:
    """Return the line of a valid response to a request, with these keys changed."""
    request = json.loads(line)
    if request["op"] == "hello":
        content: dict[str, Any] = HELLO
    elif request["op"] == "bye":
        content = {"outcome": "bye"}
    else:
        content = {"outcome": "accepted", "output": request.get("payload")}
    return json.dumps({"seq": request["seq"], **content, **changes}).encode() + b"\n"


def feed(pipeline: RequestPipeline, content: bytes, sizes: list[int]) -> None:
    """Feed `content` in chunks of these sizes, and the rest at once."""
    start = 0
    for size in sizes:
        pipeline.feed(content[start : start + size])
        start += size
    pipeline.feed(content[start:])


def ready_pipeline(**changes: Any) -> RequestPipeline:
    pipeline = RequestPipeline(AdapterProgram("program"), AZURE)
    pipeline.feed(response(pipeline.barrier(), **changes))
    return pipeline


def add_requests(pipeline: RequestPipeline, *numbers: int) -> list[bytes]:
    return [pipeline.add_request(PendingRequest(number, Request("parse", number))) for number in numbers]


def unconfirmed(pipeline: RequestPipeline) -> list[int]:
    return [pending.number for pending in pipeline.unconfirmed]


def confirmed(pipeline: RequestPipeline) -> dict[int, Observation]:
    return dict(pipeline.confirmed)


class TestBarrier:
    @given(st.lists(st.booleans(), max_size=30), CHUNK_SIZES)
    def test_responses_are_confirmed_by_the_next_barrier_and_not_before(self, barriers: list[bool], sizes: list[int]):
        pipeline = ready_pipeline()
        lines: list[bytes] = []
        before_barrier: list[int] = []
        for number, with_barrier in enumerate(barriers):
            lines += add_requests(pipeline, number)
            if with_barrier:
                lines.append(pipeline.barrier())
                before_barrier = list(range(number + 1))
        feed(pipeline, b"".join(map(response, lines)), sizes)
        assert confirmed(pipeline) == {number: {"outcome": "accepted", "output": number} for number in before_barrier}
        assert unconfirmed(pipeline) == list(range(len(before_barrier), len(barriers)))
        assert not pipeline.awaiting_response

    @given(st.integers(1, 12), st.data())
    def test_violation_leaves_all_requests_since_the_last_barrier_unconfirmed(self, count: int, data: st.DataObject):
        pipeline = ready_pipeline()
        lines = add_requests(pipeline, *range(count))
        lines.append(pipeline.barrier())
        wrong = data.draw(st.integers(0, count))
        violations = [
            b"garbage\n",
            b"\n",
            b"[]\n",
            b"\xff\n",
            response(lines[wrong], seq=10**6),
            response(lines[0], seq=0),
        ]
        content = b"".join(map(response, lines[:wrong])) + data.draw(st.sampled_from(violations))
        with pytest.raises(ProtocolError):
            feed(pipeline, content, data.draw(CHUNK_SIZES))
        assert confirmed(pipeline) == {}
        assert unconfirmed(pipeline) == list(range(count))

    def test_barrier_is_pending_until_its_response_arrives(self):
        pipeline = RequestPipeline(AdapterProgram("program"), AZURE)
        line = pipeline.barrier()
        assert pipeline.barrier_pending
        assert pipeline.awaiting_response
        pipeline.feed(response(line))
        assert not pipeline.barrier_pending

    def test_since_barrier_counts_the_requests_after_the_last_barrier(self):
        pipeline = ready_pipeline()
        add_requests(pipeline, 0, 1)
        assert pipeline.since_barrier == 2
        pipeline.barrier()
        assert pipeline.since_barrier == 0


class TestState:
    def test_states_follow_each_other(self):
        pipeline = RequestPipeline(AdapterProgram("program"), AZURE)
        states = [pipeline.state]
        first = pipeline.barrier()
        states.append(pipeline.state)
        pipeline.feed(response(first))
        states.append(pipeline.state)
        last = pipeline.request_shutdown()
        states.append(pipeline.state)
        pipeline.feed(response(last))
        states.append(pipeline.state)
        assert states == [State.STARTING, State.STARTING, State.READY, State.CLOSING, State.CLOSED]

    def test_response_to_a_barrier_before_bye_does_not_close(self):
        pipeline = ready_pipeline()
        lines = [*add_requests(pipeline, 0), pipeline.barrier(), pipeline.request_shutdown()]
        pipeline.feed(b"".join(map(response, lines[:2])))
        states = [pipeline.state]
        assert confirmed(pipeline).keys() == {0}
        pipeline.feed(response(lines[2]))
        states.append(pipeline.state)
        assert states == [State.CLOSING, State.CLOSED]

    def test_partial_line_is_kept_until_it_is_complete(self):
        pipeline = ready_pipeline()
        line = response(add_requests(pipeline, 0)[0])
        assert not pipeline.feed(line[:10])
        assert pipeline.has_partial_line
        assert pipeline.feed(line[10:])
        assert not pipeline.has_partial_line


class TestLikelyCulprit:
    def test_oldest_request_without_response_is_in_progress(self):
        pipeline = ready_pipeline()
        lines = add_requests(pipeline, 10, 11, 12)
        pipeline.feed(response(lines[0]))
        assert pipeline.likely_culprit == 11

    def test_last_request_with_response_is_suspected_while_a_barrier_is_due(self):
        pipeline = ready_pipeline()
        lines = add_requests(pipeline, 10, 11)
        pipeline.barrier()
        add_requests(pipeline, 12)
        pipeline.feed(b"".join(map(response, lines)))
        assert pipeline.likely_culprit == 11

    def test_last_request_with_response_is_suspected_if_nothing_is_due(self):
        pipeline = ready_pipeline()
        pipeline.feed(b"".join(map(response, add_requests(pipeline, 10, 11))))
        assert pipeline.likely_culprit == 11

    def test_first_request_behind_a_due_barrier_is_suspected_if_everything_before_is_confirmed(self):
        pipeline = ready_pipeline()
        pipeline.barrier()
        add_requests(pipeline, 10, 11)
        assert pipeline.likely_culprit == 10

    def test_no_request_is_suspected_if_there_is_none(self):
        pipeline = ready_pipeline()
        assert pipeline.likely_culprit is None
        pipeline.barrier()
        assert pipeline.likely_culprit is None


@given(st.binary(max_size=200), CHUNK_SIZES)
def test_arbitrary_output_raises_nothing_but_a_protocol_error(content: bytes, sizes: list[int]):
    pipeline = ready_pipeline()
    add_requests(pipeline, 1)
    try:
        feed(pipeline, content, sizes)
    except ProtocolError as error:
        message = str(error)
    else:
        message = ""
    assert "\n" not in message
    assert confirmed(pipeline) == {}


REQUIREMENT = Requirement("some.rule", "wire", "must", "It holds.", ())
EXPECTED_OUTCOMES = (
    ExpectedOutcome(accepted=True, rejected=True, outputs=({},)),
    ExpectedOutcome(accepted=False, rejected=True, reasons=(Finding("", "r"),)),
    ExpectedOutcome(accepted=True, rejected=False, warnings=()),
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("outcome", "output", "warnings", "reasons", "message", "steps", "returned")
VALUES = JSON_VALUES | st.sampled_from(["accepted", "rejected", "completed", "unsupported", "error"])


@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4),
    st.sampled_from(["parse", "parse-text", "validate", "call"]),
    st.sets(st.sampled_from(["validate", "call", "reasons", "warnings"])),
)
def test_any_response_becomes_an_observation_that_can_be_judged(content, operation: Any, capabilities):
    levels = ["wire", "object"] if "call" in capabilities else ["wire"]
    capabilities = capabilities - {"warnings"} if "validate" not in capabilities else capabilities
    hello = {"levels": levels, "capabilities": sorted(capabilities)}
    pipeline = ready_pipeline(**hello)
    request_content = {"construct": {}, "steps": [{"method": "clear"}]} if operation == "call" else "text"
    request = json.loads(pipeline.add_request(PendingRequest(0, Request(operation, request_content))))
    pipeline.feed(json.dumps({"seq": request["seq"], **content}).encode() + b"\n")
    pipeline.feed(response(pipeline.barrier(), **hello))
    observation = confirmed(pipeline)[0]
    assert observation["outcome"] in {"accepted", "rejected", "completed", "unsupported", "error"}
    assert observation.keys() <= {"outcome", "output", "warnings", "reasons", "message", "steps"}
    if observation["outcome"] != "error":
        assert observation["outcome"] == content["outcome"]
    for expected in EXPECTED_OUTCOMES if operation != "call" else [ExpectedSteps((Succeeds(),))]:
        case = Case("a", "a", "text", "wire", "must", REQUIREMENT, "", Request(operation, request_content), expected)
        judge(case, observation)


class TestCapabilities:
    @pytest.mark.parametrize("capabilities", [[], ["validate"]])
    def test_payload_is_parsed_without_the_capability_validate(self, capabilities: list[str]):
        pipeline = ready_pipeline(capabilities=capabilities)
        line = json.loads(pipeline.add_request(PendingRequest(0, Request("validate", {}))))
        assert line["op"] == ("validate" if capabilities else "parse")

    @pytest.mark.parametrize(
        ("capabilities", "warnings"), [(["validate"], {}), (["validate", "warnings"], {"warnings": []})]
    )
    def test_observation_has_warnings_with_the_capability_only(self, capabilities: list[str], warnings: dict[str, Any]):
        pipeline = ready_pipeline(capabilities=capabilities)
        pipeline.feed(response(pipeline.add_request(PendingRequest(0, Request("validate", {})))))
        pipeline.feed(response(pipeline.barrier(), capabilities=capabilities))
        assert confirmed(pipeline) == {0: {"outcome": "accepted", **warnings}}

    def test_requests_use_the_capabilities_of_an_earlier_process(self):
        hello = HelloResponse("n", None, "L", ("wire",), frozenset({"validate"}))
        pipeline = RequestPipeline(AdapterProgram("program"), AZURE, hello)
        assert pipeline.hello == hello
        pipeline.barrier()
        assert json.loads(pipeline.add_request(PendingRequest(0, Request("validate", {}))))["op"] == "validate"


def test_line_has_at_most_the_maximum_size():
    pipeline = ready_pipeline()
    (line,) = add_requests(pipeline, 1)
    max_size = max_response_size(len(line))
    plain = response(line)
    pipeline.feed(plain[:-1] + b" " * (max_size - len(plain) + 1) + b"\n")
    assert unconfirmed(pipeline) == [1]
    pipeline = ready_pipeline()
    add_requests(pipeline, 1)
    with pytest.raises(ProtocolError, match=f"^it wrote a line of more than {max_size:,} bytes: '"):
        pipeline.feed(plain[:-1] + b" " * (max_size - len(plain) + 2) + b"\n")


def test_partial_line_is_rejected_as_soon_as_it_is_too_long():
    with pytest.raises(ProtocolError, match=r"^it wrote a line of more than 262,144 bytes: ' "):
        ready_pipeline().feed(b" " * (max_response_size(0) + 1))


class TestMessages:
    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ('{"outcome": "accepted"}', 'its response has no "seq"; expected 1'),
            (
                '{"seq": 0}',
                'its "seq" is 0; expected 1 (this line responds to request 0, which already has a response)',
            ),
            ('{"seq": 2}', 'its "seq" is 2; expected 1'),
            ('{"seq": -1}', 'its "seq" is -1; expected 1'),
            ('{"seq": "1"}', 'its "seq" is "1"; expected 1'),
            ('{"seq": 1.0}', 'its "seq" is 1.0; expected 1'),
            ('{"seq": true}', 'its "seq" is true; expected 1'),
            ('{"seq": null}', 'its "seq" is null; expected 1'),
        ],
    )
    def test_wrong_sequence_number_is_named(self, line: str, message: str):
        pipeline = ready_pipeline()
        add_requests(pipeline, 7)
        with pytest.raises(ProtocolError) as caught:
            pipeline.feed(line.encode() + b"\n")
        assert str(caught.value) == message

    def test_surplus_line_is_named(self):
        pipeline = ready_pipeline()
        with pytest.raises(ProtocolError, match=r"^it wrote a line that responds to no request: 'x'$"):
            pipeline.feed(b"x\n")

    def test_line_after_bye_is_named(self):
        pipeline = ready_pipeline()
        pipeline.feed(response(pipeline.request_shutdown()))
        with pytest.raises(ProtocolError, match=r"^it wrote a line after its response to bye: 'x'$"):
            pipeline.feed(b"x\n")

    def test_changed_response_to_hello_is_named(self):
        pipeline = ready_pipeline()
        with pytest.raises(ProtocolError, match=r"^its response to hello differs from its first response to hello$"):
            pipeline.feed(response(pipeline.barrier(), name="another"))

    @pytest.mark.parametrize("changes", [{"outcome": "goodbye"}, {"message": "see you"}])
    def test_invalid_response_to_bye_is_named(self, changes: dict[str, Any]):
        pipeline = ready_pipeline()
        with pytest.raises(ProtocolError) as caught:
            pipeline.feed(response(pipeline.request_shutdown(), **changes))
        assert str(caught.value) == 'its response to bye is not {"seq": …, "outcome": "bye"}'

    def test_early_end_is_named(self):
        pipeline = ready_pipeline()
        assert str(pipeline.end_error("ended")) == "it ended before the request bye"
        add_requests(pipeline, 0)
        assert str(pipeline.end_error("ended")) == "it ended without a response"
        pipeline.feed(b'{"s')
        assert str(pipeline.end_error("ended")) == "it ended in the middle of a line: '{\"s'"

    def test_end_without_response_to_bye_is_named(self):
        pipeline = ready_pipeline()
        pipeline.request_shutdown()
        assert str(pipeline.end_error("ended")) == "it ended without a response to bye"
