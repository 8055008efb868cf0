"""The time of `http check` against a healthy server, and of `--version`, whole processes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from http_throughput import trivial_server
from ratio import Ratio, measure_alternately, print_table, suite_command, time_process

ROUNDS = 15
MAX_SECONDS = 2.0


def ratios() -> Sequence[Ratio]:
    with tempfile.TemporaryDirectory() as name, trivial_server([]) as url:
        sides = [
            partial(time_process, *suite_command(), *arguments, folder=Path(name))
            for arguments in (("http", "check", "--url", url), ("--version",))
        ]
        check, version = measure_alternately(sides, ROUNDS)
    limit = [MAX_SECONDS] * ROUNDS
    return [
        Ratio("http check : --version", check, version, 4, at_least=False, unit="ms"),
        Ratio(f"http check : {MAX_SECONDS:g} s", check, limit, 1, at_least=False, unit="ms"),
    ]


if __name__ == "__main__":
    print_table(ratios())
