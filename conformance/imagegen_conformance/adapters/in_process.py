"""Asks an adapter in this process, and contains whatever it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imagegen_conformance.adapters.base import Adapter, UnsupportedError, is_told, told
from imagegen_conformance.adapters.exceptions import describe
from imagegen_conformance.adapters.steps import play
from imagegen_conformance.cases import Level, Request
from imagegen_conformance.json_value import NotJsonError, fresh, is_pointer, to_json
from imagegen_conformance.observation import Observation, accepted, called, error, rejected, unsupported

__all__ = ["InProcess", "observe"]


class InProcess:
    """A connection to an adapter in this process: each request is answered before the next is taken.

    `demanded` are the levels that the user asked for by name; without them, those that the adapter claims are asked.
    """

    window = 1

    def __init__(self, adapter: Adapter, demanded: tuple[Level, ...] = ()) -> None:
        self._adapter = adapter
        self._levels = adapter.able if demanded else adapter.levels
        self._answer: tuple[int, Observation] | None = None

    def supports(self, level: Level) -> bool:
        """Whether the adapter can be asked about this level."""
        return level in self._levels

    def send(self, sequence: int, request: Request) -> None:
        """Answer the request now."""
        self._answer = (sequence, observe(self._adapter, request))

    def receive(self) -> tuple[int, Observation]:
        """The answer to the request that was sent last."""
        if self._answer is None:
            raise RuntimeError("nothing was sent")
        answer, self._answer = self._answer, None
        return answer

    def close(self) -> list[str]:
        """There is nothing to end."""
        return []


def observe(adapter: Adapter, request: Request) -> Observation:
    """What the adapter does with a request.

    It gets a copy of its own, and gives one: neither can change what the corpus or the evidence holds. Every
    exception but KeyboardInterrupt, which is the user's, becomes an observation.
    """
    try:
        return _ask(adapter, request)
    except KeyboardInterrupt:
        raise
    except UnsupportedError as reason:
        return unsupported(describe(reason).removeprefix("UnsupportedError: "))
    except NotJsonError as reason:
        return error(f"what was given back is no JSON: {reason}")
    except BaseException as reason:  # noqa: BLE001 - SystemExit and its like are the implementation's, too
        return _contain(adapter, reason)


def _ask(adapter: Adapter, request: Request) -> Observation:
    operation, content = request
    if operation == "parse":
        return _give_back(adapter, adapter.parse(fresh(content)))
    if operation == "validate":
        return _answer(adapter.validate(fresh(content)))
    if operation == "call":
        return called(play(adapter, content))
    return _give_back(adapter, adapter.parse_text(content))


def _answer(returned: Any) -> Observation:
    """What a `validate` returned, as long as it is a way to answer.

    A list of errors that was dropped would read as acceptance, and so would a coroutine that nobody awaits.
    """
    if returned is None or returned is True:
        return accepted()
    if returned is False:
        return rejected("validate returned False")
    if isinstance(returned, (list, tuple)) and all(isinstance(item, Mapping) or is_told(item) for item in returned):
        return accepted(_reasons([item if isinstance(item, Mapping) else told(item) for item in returned]))
    return error(f"validate returned a {type(returned).__name__}: raise to refuse, or return False; or return warnings")


def _give_back(adapter: Adapter, parsed: Any) -> Observation:
    """The payload was accepted: what goes wrong from here on refuses nothing."""
    try:
        return {"outcome": "accepted", "output": to_json(adapter.serialize(parsed))}
    except (KeyboardInterrupt, UnsupportedError, NotJsonError):
        raise
    except BaseException as reason:  # noqa: BLE001 - as in observe
        return error(f"it was accepted, and could not be given back: {describe(reason)}")


def _contain(adapter: Adapter, reason: BaseException) -> Observation:
    try:
        if adapter.rejects(reason):
            return rejected(describe(reason), _reasons(adapter.reasons(reason)))
    except KeyboardInterrupt:
        raise
    except BaseException as broken:  # noqa: BLE001 - an exception whose attributes raise
        return error(describe(broken))
    return error(describe(reason))


def _reasons(given: Any) -> list[dict[str, str]]:
    """Reasons or warnings of an adapter, as the judge reads them; raises `NotJsonError` for anything else."""
    reasons = to_json(given or [])
    for reason in reasons:
        if not (isinstance(reason, dict) and {"path", "rule"} <= reason.keys() <= {"path", "rule", "message"}):
            raise NotJsonError("a reason or warning is no object of path, rule and message")
        if not (is_pointer(reason["path"]) and all(isinstance(text, str) for text in reason.values())):
            raise NotJsonError("path, rule and message of a reason or warning are strings, the path a JSON Pointer")
    return list(reasons)
