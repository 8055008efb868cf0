"""Replicas of the real corpus: the same payloads, in the same proportions, under new ids."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from imagegen_conformance.cases import Case
from imagegen_conformance.corpus import data, written_cases

ONE_IN = 2  # of the written cases, so that one replica is a corpus of about a thousand cases that are run


def write(folder: Path, times: int) -> None:
    """Write fixtures that hold every second written case `times` times."""
    fixtures = data("fixtures")
    shutil.copytree(fixtures, folder, ignore=shutil.ignore_patterns("cases", "snapshots"))
    topics: dict[str, list[dict[str, Any]]] = {}
    for written in islice(written_cases(fixtures), 0, None, ONE_IN):
        topics.setdefault(written.topic, []).append(written.content)
    for topic, cases in topics.items():
        for number in range(times):
            _write_topic(folder, fixtures, topic, f"{topic}-{number:03}", cases)


def _write_topic(folder: Path, fixtures: Path, topic: str, new: str, cases: list[dict[str, Any]]) -> None:
    _write_json(folder / "cases" / f"{new}.json", {"topic": new, "cases": cases})
    pinned = fixtures / "snapshots" / f"{topic}.json"
    if pinned.is_file():
        snapshots = json.loads(pinned.read_text(encoding="utf-8"))
        renamed = {id_.replace(f"{topic}/", f"{new}/", 1): output for id_, output in snapshots.items()}
        _write_json(folder / "snapshots" / f"{new}.json", renamed)


def _write_json(file: Path, value: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, indent=2), encoding="utf-8")


def lazily(cases: tuple[Case, ...], count: int) -> Iterator[Case]:
    """As many cases, each made when it is asked for: they take no memory of their own."""
    sample = cases[::ONE_IN]
    for number in range(count):
        case = sample[number % len(sample)]
        yield case._replace(id=f"{case.id}-{number}")
