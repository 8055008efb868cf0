"""Larger corpora: the payloads of the real corpus in the same proportions, under new ids."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.source_cases import iter_source_cases
from imagegen_conformance.jsonlib.long_texts import has_long_text
from imagegen_conformance.resources import data_directory

STRIDE = 2  # every second source case is used, so that a replica has about a thousand cases


def write(folder: Path, replicas: int) -> None:
    """Write fixtures with so many copies of every second source case without a long text."""
    fixtures = data_directory("fixtures")
    shutil.copytree(fixtures, folder, ignore=shutil.ignore_patterns("cases", "snapshots"))
    topics: dict[str, list[dict[str, Any]]] = {}
    short = (source_case for source_case in iter_source_cases(fixtures) if not has_long_text(source_case.data))
    for source_case in islice(short, 0, None, STRIDE):
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


def short_cases(cases: Sequence[Case]) -> Sequence[Case]:
    """Return the cases whose requests contain no long text; `long_texts.py` measures the others."""
    return [case for case in cases if not has_long_text(case.request.content)]


def iter_cases(cases: Sequence[Case], count: int) -> Iterator[Case]:
    """Yield so many cases. Each is created when it is requested, so that they need no memory."""
    sample = cases[::STRIDE]
    for number in range(count):
        case = sample[number % len(sample)]
        yield case._replace(id=f"{case.id}-{number}")
