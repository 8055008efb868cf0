"""The result of a control, as `http check` shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import canonical, dumps
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.text import MAX_VALUE_LENGTH, preview

__all__ = ["ControlCheck", "changed_tool_lines"]


class ControlCheck(NamedTuple):
    """The result of one control: a request whose outcome is known.

    Attributes:
        purpose: What has to be the case.
        lines: The exchange.
        problem: What is wrong, as a clause, or None if the control holds.
        hint: What to do, as a complete sentence.
    """

    purpose: str
    lines: Sequence[str]
    problem: str | None = None
    hint: str = ""


def changed_tool_lines(observation: Observation, request: Request) -> list[str]:
    """Return a line if the tool of a control has arrived changed, or not at all: cases of the run will fail for it."""
    if "output" not in observation or canonical(observation["output"]) == canonical(request.content):
        return []
    if observation["output"] is None:
        return ["the request arrived without the tool: a run reports this as a failure"]
    tool = preview(dumps(observation["output"]), MAX_VALUE_LENGTH)
    return [f"the tool arrived as {tool}: a run can report this as a failure"]
