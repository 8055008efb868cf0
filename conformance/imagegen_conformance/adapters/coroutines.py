"""Results of asynchronous functions and methods."""

from __future__ import annotations

from functools import cache
from types import CoroutineType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

__all__ = ["awaited"]


def awaited(value: Any) -> Any:
    """Return the result of a coroutine, or any other value unchanged.

    All coroutines run in one event loop, because clients may keep connections that belong to their loop.
    """
    return _event_loop().run_until_complete(value) if type(value) is CoroutineType else value


@cache
def _event_loop() -> AbstractEventLoop:
    import asyncio
    import atexit

    loop = asyncio.new_event_loop()
    atexit.register(loop.close)
    return loop
