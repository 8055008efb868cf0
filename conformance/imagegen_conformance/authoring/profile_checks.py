"""Checks of profiles.json: profiles, revisions and releases that are listed twice, and dates in the wrong order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["profile_problems"]


def profile_problems(file: Path) -> Iterator[str]:
    """Yield a line for each problem of a file of profiles that matches its schema."""
    profiles = load_json(file)["profiles"]
    problems = list(
        _repetitions((entry["profile"], f"/profiles/{index}/profile") for index, entry in enumerate(profiles))
    )
    for index, entry in enumerate(profiles):
        pointer = format_pointer(("profiles", index, "revisions"))
        problems += _revision_problems(entry["revisions"], pointer)
    for location, problem, hint in problems:
        yield str(CorpusError(problem, file=file, location=location, hint=hint))


def _revision_problems(revisions: list[dict[str, Json]], pointer: str) -> Iterator[tuple[str, str, str]]:
    """Yield the place, the fact and the hint of each problem of the revisions of a profile."""
    yield from _repetitions((item["revision"], f"{pointer}/{index}/revision") for index, item in enumerate(revisions))
    yield from _repetitions(
        (release, f"{pointer}/{index}/releases/{position}")
        for index, item in enumerate(revisions)
        for position, release in enumerate(item["releases"])
    )
    for index, (before, after) in enumerate(pairwise(revisions), 1):
        if after["date"] <= before["date"]:
            problem = f"the date {after['date']} of {after['revision']} is not later than that of {before['revision']}"
            hint = "List the revisions from the oldest to the newest, or correct the date."
            yield f"{pointer}/{index}/date", problem, hint


def _repetitions(places: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield the place, the fact and the hint for each name that is listed again, given each name and its place."""
    first_places: dict[str, str] = {}
    for name, place in places:
        if name in first_places:
            yield place, f"{name} is already listed at {first_places[name]}", "Remove one of the two."
        first_places.setdefault(name, place)
