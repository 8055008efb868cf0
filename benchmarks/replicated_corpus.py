"""Larger corpora: the payloads of the real corpus in the same proportions, under new ids."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.loading import iter_source_cases
from imagegen_conformance.resources import data_directory

STRIDE = 2  # every second source case is used, so that a replica has about a thousand cases


def write(folder: Path, replicas: int) -> None:
    """Write fixtures with so many copies of every second source case."""
    fixtures = data_directory("fixtures")
    shutil.copytree(fixtures, folder, ignore=shutil.ignore_patterns("cases", "snapshots"))
    topics: dict[str, list[dict[str, Any]]] = {}
    for source_case in islice(iter_source_cases(fixtures), 0, None, STRIDE):
        topics.setdefault(source_case.topic, []).append(source_case.data)
    for topic, cases in topics.items():
        for number in range(replicas):
            _write_topic(folder, fixtures, topic, f"{topic}-{number:03}", cases)


def _write_topic(folder: Path, fixtures: Path, topic: str, new_topic: str, cases: list[dict[str, Any]]) -> None:
    _write_json(folder / "cases" / f"{new_topic}.json", {"topic": new_topic, "cases": cases})
    file = fixtures / "snapshots" / f"{topic}.json"
    if file.is_file():
        snapshots = json.loads(file.read_text(encoding="utf-8"))
        renamed = {id_.replace(f"{topic}/", f"{new_topic}/", 1): output for id_, output in snapshots.items()}
        _write_json(folder / "snapshots" / f"{new_topic}.json", renamed)


def _write_json(file: Path, value: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, indent=2), encoding="utf-8")


def iter_cases(cases: tuple[Case, ...], count: int) -> Iterator[Case]:
    """Yield so many cases. Each is created when it is requested, so that they need no memory."""
    sample = cases[::STRIDE]
    for number in range(count):
        case = sample[number % len(sample)]
        yield case._replace(id=f"{case.id}-{number}")
