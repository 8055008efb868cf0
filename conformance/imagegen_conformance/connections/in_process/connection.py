"""Connection to an adapter in the process of the suite. Every behavior of the implementation becomes an observation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imagegen_conformance.adapters.base import Adapter, UnsupportedError, finding_dict, has_finding
from imagegen_conformance.adapters.resolve import distribution_version
from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.connections.in_process.steps import run_steps
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.jsonlib.conversion import NotJsonError, to_json
from imagegen_conformance.jsonlib.pointer import is_valid
from imagegen_conformance.jsonlib.values import deep_copy
from imagegen_conformance.judging.observation import Observation, accepted, completed, error, rejected, unsupported
from imagegen_conformance.text import describe_exception

__all__ = ["InProcessConnection", "observe"]


class InProcessConnection:
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
        self.identity = Identity(adapter.name, version, "Python", adapter.kind, tuple(adapter.levels))
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
    """Warnings or reasons of an adapter do not have the documented form."""


def observe(adapter: Adapter, request: Request) -> Observation:
    """Return what the adapter does with a request.

    The adapter receives a copy of the request, and its result is copied, so that it can change neither the corpus nor
    the evidence. Every exception becomes an observation, except KeyboardInterrupt, which belongs to the user.
    """
    try:
        return _execute(adapter, request)
    except KeyboardInterrupt:
        raise
    except UnsupportedError as exception:
        return unsupported(describe_exception(exception).removeprefix("UnsupportedError: "))
    except NotJsonError as exception:
        return error(f"its output is not JSON: {exception}")
    except _InvalidFindingsError as exception:
        return error(str(exception))
    except BaseException as exception:  # noqa: BLE001 - SystemExit and its like come from the implementation, too
        return _classify_exception(adapter, exception)


def _execute(adapter: Adapter, request: Request) -> Observation:
    operation, content = request
    if operation == "parse":
        return _serialize(adapter, adapter.parse(deep_copy(content)))
    if operation == "validate":
        return _validation_result(adapter.validate(deep_copy(content)))
    if operation == "call":
        return completed(run_steps(adapter, content))
    return _serialize(adapter, adapter.parse_text(content))


def _validation_result(returned: Any) -> Observation:
    """Return the observation for a result of `Adapter.validate`.

    Unknown results are errors: a list of errors that the adapter forgot to raise would otherwise count as acceptance,
    and so would a coroutine that was never awaited.
    """
    if returned is None or returned is True:
        return accepted()
    if returned is False:
        return rejected("validate returned False")
    if isinstance(returned, (list, tuple)) and all(isinstance(item, Mapping) or has_finding(item) for item in returned):
        warnings = [item if isinstance(item, Mapping) else finding_dict(item) for item in returned]
        return accepted(_findings(warnings, "warning"))
    return error(
        f"validate returned a value of type {type(returned).__name__}. Raise an exception or return False to reject "
        "the payload; return None, True or a list of warnings to accept it."
    )


def _serialize(adapter: Adapter, parsed: Any) -> Observation:
    """Return the observation for an accepted payload. An exception is an error from here on, and not a rejection."""
    try:
        return {"outcome": "accepted", "output": to_json(adapter.serialize(parsed))}
    except (KeyboardInterrupt, UnsupportedError, NotJsonError):
        raise
    except BaseException as exception:  # noqa: BLE001 - as in observe
        return error(f"the payload was accepted, but serializing it raised {describe_exception(exception)}")


def _classify_exception(adapter: Adapter, exception: BaseException) -> Observation:
    try:
        if adapter.is_rejection(exception):
            reasons = _findings(adapter.rejection_reasons(exception), "reason")
            return rejected(describe_exception(exception), reasons)
    except KeyboardInterrupt:
        raise
    except _InvalidFindingsError as problem:
        return error(str(problem))
    except BaseException as second:  # noqa: BLE001 - the attributes of an exception may raise, too
        return error(describe_exception(second))
    return error(describe_exception(exception))


def _findings(value: Any, kind: str) -> list[dict[str, str]]:
    """Return reasons or warnings of an adapter as the judge reads them; raise `_InvalidFindingsError` otherwise."""
    try:
        findings = to_json(value or [])
    except NotJsonError as exception:
        raise _InvalidFindingsError(f"a {kind} is not JSON: {exception}") from None
    if not isinstance(findings, list):
        raise _InvalidFindingsError(f"the {kind}s are not a list")
    for finding in findings:
        if not (isinstance(finding, dict) and {"path", "rule"} <= finding.keys() <= {"path", "rule", "message"}):
            raise _InvalidFindingsError(f"a {kind} is not an object with path, rule and optionally message")
        if not (is_valid(finding["path"]) and all(isinstance(text, str) for text in finding.values())):
            raise _InvalidFindingsError(
                f"a {kind} has a path that is not a JSON Pointer, or a rule or message that is not a string"
            )
    return findings
