"""The descriptors over which a worker process speaks the protocol, out of reach of the implementation."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

__all__ = ["Channel"]
READ_SIZE = 1 << 16  # bytes


class Channel:
    """The requests and the responses of a worker process.

    Standard input becomes empty, and standard output becomes standard error: what the implementation prints, also from
    C code and from processes that it starts, cannot become a part of a response. The functions of the system are looked
    up once, so that an implementation that replaces them does not affect the exchange.
    """

    def __init__(self) -> None:
        """Take the descriptors 0 and 1. Call this before the implementation is imported."""
        self._requests, self._responses = os.dup(0), os.dup(1)  # not inherited by other processes
        empty = os.open(os.devnull, os.O_RDONLY)
        os.dup2(empty, 0)
        os.close(empty)
        os.dup2(2, 1)
        if sys.platform == "win32":
            import msvcrt

            msvcrt.setmode(self._requests, os.O_BINARY)
            msvcrt.setmode(self._responses, os.O_BINARY)
        self._read: Callable[[int, int], bytes] = os.read
        self._write: Callable[[int, bytes], int] = os.write

    def lines(self) -> Iterator[bytes]:
        """Yield the lines of the requests, without their line feeds, until the input ends."""
        partial_line = b""
        while chunk := self._read(self._requests, READ_SIZE):
            *lines, partial_line = (partial_line + chunk).split(b"\n")
            yield from lines

    def write(self, line: bytes) -> None:
        """Write a line with its line feed."""
        while line:
            line = line[self._write(self._responses, line) :]
