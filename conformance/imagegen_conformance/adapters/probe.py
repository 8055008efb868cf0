"""A call of a function with a plain payload, to find out whether it returns payloads or validates them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from types import GeneratorType
from typing import Any, NoReturn

from imagegen_conformance.adapters.coroutines import awaited
from imagegen_conformance.adapters.findings import finding_of
from imagegen_conformance.adapters.signature import EntryPointError, PayloadCall

__all__ = ["PLAIN_PAYLOAD", "returns_validity"]

PLAIN_PAYLOAD = {"type": "image_generation", "model": "gpt-image-1"}
_VALIDATOR_HINT = (
    "If it validates, return None, a boolean or a list of errors, or yield the errors; otherwise return the payload."
)
_MAX_ITEMS = 100  # of a generator, which may be endless
_TIME_LIMIT = 2.0  # seconds; the cases have the time limit of the run


def returns_validity(function: PayloadCall) -> bool:
    """Return whether a function returns None, a boolean, a list or a generator for a plain payload, as validators do.

    The function is called once. If it raises, exits or hangs, the answer is no: the cases will show it.

    Raises:
        EntryPointError: It returns something else that has no member of the payload, or yields a payload.
    """
    process = os.getpid()
    result: Any = PLAIN_PAYLOAD
    items: list[Any] = []
    try:
        with _exit_intercepted(), _time_limited():
            result = awaited(function(dict(PLAIN_PAYLOAD)))
            items = list(islice(result, _MAX_ITEMS)) if isinstance(result, GeneratorType) else []
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001, S110 - SystemExit and its like come from the implementation, too
        pass
    if os.getpid() != process:
        os._exit(0)  # a child that the function has forked must not continue as a second suite
    return _is_validity(result, items)


def _is_validity(result: Any, items: list[Any]) -> bool:
    """Return whether a result, or a generator with these items, is that of a validator; raise if it is no payload."""
    for item in items:
        if isinstance(item, dict) and finding_of(item) is None:
            raise EntryPointError("the function yields a dictionary that is no finding", _VALIDATOR_HINT)
    if result is None or isinstance(result, (bool, list, tuple, GeneratorType)):
        return True
    if isinstance(result, dict) and not PLAIN_PAYLOAD.keys().isdisjoint(result):
        return False
    text = "a dictionary without `type`" if isinstance(result, dict) else f"a value of type {type(result).__name__}"
    raise EntryPointError(f"for a plain payload, the function returns {text}", _VALIDATOR_HINT)


@contextmanager
def _exit_intercepted() -> Iterator[None]:
    def interrupt(status: int) -> NoReturn:
        raise SystemExit(status)  # a thread that raises it ends silently

    original, os._exit = os._exit, interrupt
    try:
        yield
    finally:
        os._exit = original


@contextmanager
def _time_limited() -> Iterator[None]:
    """Interrupt the block after the time limit, if the platform has a timer that is not in use."""
    is_possible = (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
        and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    )
    if not is_possible:
        yield
        return

    def interrupt(*_: object) -> NoReturn:
        raise SystemExit  # of all exceptions, the one that is caught and printed least

    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, _TIME_LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
