"""Projects for tests of the action."""

from __future__ import annotations

from collections.abc import Callable

from composite_action import ActionRun

__all__ = ["CONFORMING", "FAILING", "KNOWN", "Run"]

CONFORMING = "def tool(payload):\n    return payload\n"
FAILING = "def tool(payload):\n    return {key: value for key, value in payload.items() if key != 'quality'}\n"
KNOWN = {"cases": ["quality/values/low:wire"], "failure": "wrong-output", "reason": "The field is dropped."}
Run = Callable[..., ActionRun]
