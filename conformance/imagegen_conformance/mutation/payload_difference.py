"""Requests that can show a change of payloads, outputs or errors.

A mutant executes its change of a payload also if the change has no effect. Whether it has one is determined without an
adapter: a request differs if something that the reference receives, returns or finds is changed. The order of keys does
not matter, because no expected outcome depends on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json, deep_copy, is_unmodified
from imagegen_conformance.mutation.usage import usage_of
from imagegen_reference.errors import Error

__all__ = ["Differs", "errors_differ", "input_differs", "output_differs", "validated_payload_differs"]
Differs: TypeAlias = Callable[[Request], bool]
"""Whether a mutant may respond to a request in another way than the reference."""
Change: TypeAlias = Callable[[dict[str, Json]], None]


def input_differs(change: Change) -> Differs:
    """Return whether a change of the mappings from which tools are constructed has an effect."""

    def differs(request: Request) -> bool:
        inputs = usage_of(request).inputs
        return inputs is None or any(_is_effective(change, payload) for payload in inputs)

    return differs


def validated_payload_differs(change: Change) -> Differs:
    """Return whether a change of the payload that is validated has an effect."""
    return lambda request: request.operation == "validate" and _is_effective(change, request.content)


def output_differs(change: Change) -> Differs:
    """Return whether a change of the results of `as_dict` has an effect."""

    def differs(request: Request) -> bool:
        outputs = usage_of(request).outputs
        return outputs is None or any(_is_effective(change, output) for output in outputs)

    return differs


def errors_differ(
    mutation: Callable[[Json, list[Error]], list[Error]], check: Callable[[Json], tuple[Error, ...]]
) -> Differs:
    """Return whether a change of the errors of a payload has an effect.

    Args:
        mutation: Returns the changed errors.
        check: Returns the errors of the reference.
    """

    def differs(request: Request) -> bool:
        if request.operation != "validate":
            return False
        errors = check(request.content)
        try:
            return tuple(mutation(request.content, list(errors))) != errors
        except Exception:  # noqa: BLE001 - the fault is a crash
            return True

    return differs


def _is_effective(change: Change, payload: object) -> bool:
    if not isinstance(payload, dict):
        return False
    changed = deep_copy(payload)
    try:
        change(changed)
    except Exception:  # noqa: BLE001 - the fault is a crash
        return True
    return not is_unmodified(changed, payload)
