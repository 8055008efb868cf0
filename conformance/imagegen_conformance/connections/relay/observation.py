"""Observations of a relay: what the response of a gateway or a client and the arrivals mean together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from imagegen_conformance.connections.relay.arrival import ENDPOINTS, Arrival
from imagegen_conformance.connections.relay.arrived_tool import ArrivedTool, arrived_tool
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import canonical, is_json
from imagegen_conformance.judging.observation import REPEATED, Observation, error, inconsistent, not_applicable
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview

__all__ = ["REJECTED_AFTERWARDS", "RelayObservation", "observe", "observe_output"]
NEVER_SENT = "it accepted the payload, but sent nothing to its upstream"
TOOL_AMBIGUOUS = "it sent a request without the tool, which cannot be distinguished from the payload null"
FORWARDED_UNREAD = "it forwarded the body, which is not JSON, byte for byte"
SENT_AGAIN = "sends a request several times"
FAILED_AFTERWARDS = "responds with an error after the payload has arrived"
REJECTED_AFTERWARDS = "responds with a rejection after the payload has arrived"


class RelayObservation(NamedTuple):
    """An observation, with what does not affect the verdict.

    Attributes:
        observation: The observation.
        notes: Facts about the implementation, as clauses without a subject.
        tools: The tools of the arrivals at an endpoint, in order.
    """

    observation: Observation
    notes: tuple[str, ...] = ()
    tools: tuple[ArrivedTool, ...] = ()


def observe(
    response: Observation,
    arrivals: Sequence[Arrival],
    place: Sequence[str],
    request: Request,
    sent_body: bytes | None = None,
) -> RelayObservation:
    """Return the observation of a request whose payload passes through a gateway or a client.

    The payload that arrived is the output, whatever the response is.

    Args:
        response: The observation of the response alone: accepted, rejected, unsupported or error.
        arrivals: The arrivals with the marker of the request, in order.
        place: The reference tokens of the payload in the body.
        request: The request of the case.
        sent_body: The body that was sent to a gateway; None for a client.
    """
    sent = [arrival for arrival in arrivals if arrival.endpoint is not None]
    if not sent:
        return RelayObservation(_observe_without_arrival(response, arrivals))
    tools = tuple(arrived_tool(arrival, place) for arrival in sent)
    is_text = request.operation == "parse-text" and not is_json(request.content)
    if is_text and all(arrival.body == sent_body for arrival in sent):
        # A gateway that forwards a body as it is need not read it.
        return RelayObservation(not_applicable(FORWARDED_UNREAD), tools=tools)
    is_null = _is_null(request)
    observations = [_observe_tool(tool, payload_is_null=is_null) for tool in tools]
    notes = [SENT_AGAIN] if len(sent) > 1 else []
    if response["outcome"] == "rejected":
        notes.append(REJECTED_AFTERWARDS)
    elif response["outcome"] != "accepted":
        notes.append(FAILED_AFTERWARDS)
    baseline, *repetitions = observations
    other = next((other for other in repetitions if canonical(other) != canonical(baseline)), None)
    observation = baseline if other is None else inconsistent(REPEATED, baseline, other)
    return RelayObservation(observation, tuple(notes), tools)


def observe_output(tool: ArrivedTool) -> Observation:
    """Return the observation of a tool that has arrived."""
    return {"outcome": "accepted", "output": tool.output}


def _observe_without_arrival(response: Observation, elsewhere: Sequence[Arrival]) -> Observation:
    """Return the observation if nothing arrived, or only requests whose method or path is wrong."""
    if elsewhere:
        place = preview(f"{elsewhere[0].method} {elsewhere[0].path}", MAX_VALUE_LENGTH)
        endpoints = f"{', '.join(ENDPOINTS[:-1])} or {ENDPOINTS[-1]}"
        return error(f"it sent the payload only to {place}, not with POST to a path that ends in {endpoints}")
    return error(NEVER_SENT) if response["outcome"] == "accepted" else response


def _observe_tool(tool: ArrivedTool, *, payload_is_null: bool) -> Observation:
    if tool.is_missing and payload_is_null:
        return error(TOOL_AMBIGUOUS)
    return observe_output(tool)


def _is_null(request: Request) -> bool:
    if request.operation == "parse-text":
        return isinstance(request.content, str) and request.content.strip() == "null"
    return request.content is None
