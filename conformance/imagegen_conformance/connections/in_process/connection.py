"""Connection to an adapter in the process of the suite. Every behavior of the implementation becomes an observation."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.adapters.base import Adapter, InvalidTextError, NotApplicableError, UnsupportedError
from imagegen_conformance.adapters.coroutines import awaited
from imagegen_conformance.adapters.rejection import UNDECLARED_HINT, is_ambiguous
from imagegen_conformance.adapters.resolve import distribution_version
from imagegen_conformance.adapters.validation_result import InvalidResultError, interpret
from imagegen_conformance.connections.connection import Identity, LocalConnection
from imagegen_conformance.connections.in_process.steps import run_steps
from imagegen_conformance.corpus.cases import Operation, Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.conversion import NotJsonError, to_json
from imagegen_conformance.jsonlib.pointer import is_valid
from imagegen_conformance.jsonlib.values import Json, deep_copy, is_unmodified, loads
from imagegen_conformance.judging.observation import (
    Observation,
    accepted,
    completed,
    error,
    not_applicable,
    rejected,
    unsupported,
)
from imagegen_conformance.text import describe_exception

__all__ = ["InProcessConnection", "observe"]


class InProcessConnection(LocalConnection):
    """A connection to an adapter in this process. Each request is executed when it is sent.

    Attributes:
        max_in_flight: The maximum number of outstanding requests.
        identity: The description of the implementation.
    """

    max_in_flight = 1

    def __init__(
        self, adapter: Adapter, requested_levels: tuple[Level, ...] = (), *, with_version: bool = False
    ) -> None:
        """Connect to an adapter.

        Args:
            adapter: The adapter.
            requested_levels: The levels that the user named. If there are any, every level that the adapter supports
                can be run; otherwise those that it claims.
            with_version: Whether to look up the version of the distribution, which takes time.
        """
        version = distribution_version(adapter) if with_version else None
        self.identity = Identity(
            adapter.name,
            version,
            "Python",
            adapter.kind,
            tuple(adapter.levels),
            adapter.profile,
            adapter.revision,
        )
        self._adapter = adapter
        self._levels = adapter.supported_levels if requested_levels else adapter.levels
        self._response: tuple[int, Observation] | None = None

    def supports(self, level: Level) -> bool:
        """Return whether cases of this level can be run."""
        return level in self._levels

    def send(self, sequence: int, request: Request) -> None:
        """Execute a request now, and keep its observation for `receive`."""
        self._response = (sequence, observe(self._adapter, request))

    def receive(self) -> tuple[int, Observation]:
        """Return the observation of the request that was sent last."""
        if self._response is None:
            raise RuntimeError("no request was sent")
        response, self._response = self._response, None
        return response

    def close(self) -> list[str]:
        """Return no faults; there is nothing to close."""
        return []


class _InvalidFindingsError(Exception):
    """Reasons of an adapter do not have the documented form."""


_OUTCOMES_WITH_INPUT = frozenset({"accepted", "rejected", "completed"})
PAYLOAD_OPERATIONS = frozenset({"parse", "validate"})
_shared_payload: dict[str, Json] = {}  # the items of the current payload
REPEATED_PAYLOADS: tuple[Json, ...] = (
    {"type": "image_generation", "output_format": "png"},
    {"type": "image_generation", "input_image_mask": {"file_id": "file-123"}},
)
"""The payloads of plain cases that `payload/repeated` sends again. No other case than these has one of them."""


def observe(adapter: Adapter, request: Request) -> Observation:
    """Return what the adapter does with a request.

    The adapter receives a copy of the request, and its result is copied, so that it can change neither the corpus nor
    the evidence. Every exception becomes an observation, except KeyboardInterrupt, which belongs to the user.

    An output belongs to its caller, which may change it: those of some payloads are emptied after they were copied. An
    implementation that returns the same objects again, for example from a cache, returns them empty. The items of each
    payload are put into the same dict, as those of a caller may be: an implementation that knows a payload by its
    identity returns an earlier result.
    """
    operation, content = request
    original = content["construct"] if operation == "call" else content
    argument = deep_copy(original)
    if operation in PAYLOAD_OPERATIONS and isinstance(argument, dict):
        argument = _reused(argument)
    outputs: list[Any] = []
    try:
        observation = _execute(adapter, request, argument, outputs)
    except KeyboardInterrupt:
        raise
    except UnsupportedError as exception:
        return unsupported(describe_exception(exception).removeprefix("UnsupportedError: "))
    except NotApplicableError as exception:
        return _observe_not_applicable(operation, exception)
    except InvalidTextError as exception:
        return rejected(str(exception))
    except (NotJsonError, InvalidResultError) as exception:
        return error(f"its output is not JSON: {exception}" if isinstance(exception, NotJsonError) else str(exception))
    except BaseException as exception:  # noqa: BLE001 - SystemExit and its like come from the implementation, too
        observation = _classify_exception(adapter, exception, _payload_of(request))
    # The steps of a call sequence may modify what the constructor has kept: `_execute` compares it before them.
    is_compared = operation == "call" and observation["outcome"] == "completed"
    if not is_compared and not is_unmodified(argument, original) and observation["outcome"] in _OUTCOMES_WITH_INPUT:
        observation["modified_input"] = True
    _empty(outputs if original in REPEATED_PAYLOADS else [])
    return observation


def _observe_not_applicable(operation: Operation, exception: NotApplicableError) -> Observation:
    message = describe_exception(exception).removeprefix("NotApplicableError: ")
    if operation == "parse-text":  # only a gateway can forward a text without reading it
        return error(f"a JSON text is always applicable: {message}")
    return not_applicable(message)


def _execute(adapter: Adapter, request: Request, argument: Json, outputs: list[Any]) -> Observation:
    """Return the observation of a request, and append the output of the adapter to `outputs`."""
    operation, content = request
    if operation == "parse":
        return _serialize(adapter, adapter.parse(argument), outputs)
    if operation == "validate":
        return _validation_result(adapter, adapter.validate(argument), content)
    if operation == "call":
        tool = adapter.construct(*argument.get("args", ()), **argument.get("kwargs", {}))
        has_modified_input = not is_unmodified(argument, content["construct"])
        observation = completed(run_steps(adapter, tool, content["steps"]))
        return {**observation, "modified_input": True} if has_modified_input else observation
    return _serialize(adapter, adapter.parse_text(argument), outputs)


def _reused(items: dict[str, Json]) -> dict[str, Json]:
    """Return the dict that has the items of every payload, with these items."""
    _shared_payload.clear()
    _shared_payload.update(items)
    return _shared_payload


def _empty(outputs: list[Any]) -> None:
    """Remove everything from dicts and lists. Other classes may share their members on purpose."""
    pending = outputs
    while pending:
        value = pending.pop()
        if type(value) in (dict, list):
            pending += value.values() if isinstance(value, dict) else value
            value.clear()


def _payload_of(request: Request) -> Json:
    """Return the payload in a request, or None if its text or the arguments of its constructor contain none."""
    operation, content = request
    if operation == "parse-text":
        try:
            return loads(content)
        except ValueError:
            return None
    if operation != "call":
        return content
    args, kwargs = content["construct"].get("args", []), content["construct"].get("kwargs", {})
    if not args:
        return kwargs
    return args[0] if len(args) == 1 and not kwargs else None


def _validation_result(adapter: Adapter, returned: Any, payload: Json) -> Observation:
    """Return the observation for a result of `Adapter.validate`."""
    if returned is None or returned is True:
        return accepted()

    def is_rejection(exception: BaseException) -> bool:
        return adapter.is_rejection(exception, payload)

    result = interpret(awaited(returned), is_rejection, reports_warnings=adapter.reports_warnings)
    return accepted(result.findings) if result.accepted else rejected(result.message, result.findings)


def _serialize(adapter: Adapter, parsed: Any, outputs: list[Any]) -> Observation:
    """Return the observation for an accepted payload. An exception is an error from here on, and not a rejection."""
    parsed = awaited(parsed)
    try:
        output = awaited(adapter.serialize(parsed))
        outputs.append(output)
        return {"outcome": "accepted", "output": to_json(output)}
    except (KeyboardInterrupt, UnsupportedError, NotJsonError):
        raise
    except BaseException as exception:  # noqa: BLE001 - as in observe
        return error(f"the payload was accepted, but serializing it raised {describe_exception(exception)}")


def _classify_exception(adapter: Adapter, exception: BaseException, payload: Json) -> Observation:
    try:
        if adapter.is_rejection(exception, payload):
            reasons = _reasons(adapter.rejection_reasons(exception))
            return rejected(describe_exception(exception), reasons)
    except KeyboardInterrupt:
        raise
    except _InvalidFindingsError as problem:
        return error(str(problem))
    except BaseException as second:  # noqa: BLE001 - the attributes of an exception may raise, too
        return error(describe_exception(second))
    text = describe_exception(exception)
    has_defaults = adapter.rejection_types is Adapter.rejection_types
    return error(f"{text}. {UNDECLARED_HINT}" if has_defaults and is_ambiguous(exception) else text)


def _reasons(value: Any) -> list[dict[str, str]]:
    """Return the reasons of an adapter as the judge reads them; raise `_InvalidFindingsError` otherwise."""
    try:
        reasons = to_json(value or [])
    except NotJsonError as exception:
        raise _InvalidFindingsError(f"a reason is not JSON: {exception}") from None
    if not isinstance(reasons, list):
        raise _InvalidFindingsError("the reasons are not a list")
    for reason in reasons:
        if not (isinstance(reason, dict) and {"path", "rule"} <= reason.keys() <= {"path", "rule", "message"}):
            raise _InvalidFindingsError("a reason is not an object with path, rule and optionally message")
        if not (is_valid(reason["path"]) and all(isinstance(text, str) for text in reason.values())):
            raise _InvalidFindingsError(
                "a reason has a path that is not a JSON Pointer, or a rule or message that is not a string"
            )
    return reasons
