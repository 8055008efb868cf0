"""The log of a runner of GitHub Actions: text in it gives no commands to the runner."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.runner.runner_commands import StopCommands, is_github_runner

__all__ = ["without_runner_commands"]


@contextmanager
def without_runner_commands(stream: TextIO) -> Iterator[None]:
    """Switch the commands of the runner off while the context is active, if a stream goes to one.

    A regular file is no log: the lines would become a part of it.
    """
    if not is_github_runner(os.environ) or _is_regular_file(stream):
        yield
        return
    lines = StopCommands.with_new_token()
    print_lines([lines.stop], stream)
    try:
        yield
    finally:
        print_lines([lines.resume], stream)


def _is_regular_file(stream: TextIO) -> bool:
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (AttributeError, OSError, ValueError):  # the stream is closed, or has no file descriptor
        return False
