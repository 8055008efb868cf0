"""Expected failures: what an implementation's author knows of, with reasons. An entry has to hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, get_args

from imagegen_conformance.corpus import Corpus
from imagegen_conformance.errors import ExpectedError, UsageError
from imagegen_conformance.judge import Failure
from imagegen_conformance.runner import Result

__all__ = ["Entry", "Expected"]

FAILURES = get_args(Failure)
KEYS = {"cases", "failure", "at", "reason", "link", "expires"}


class Entry(NamedTuple):
    """A failure that is expected of a case, and where in the file that stands."""

    place: str
    failure: Failure
    at: str | None
    reason: str

    def fits(self, result: Result) -> bool:
        """Whether a result fails in just this way."""
        verdict = result.verdict
        return verdict.failure == self.failure and (self.at is None or verdict.at == self.at)

    def complaint(self, result: Result) -> str:
        """What is wrong with this entry, given a result that it does not fit, and what to edit."""
        verdict = result.verdict
        if verdict.failure is None:
            return f"{self.place}: {result.case.id} passes; delete it from the list"
        found = verdict.failure + (f" at {verdict.at}" if verdict.at is not None else "")
        wanted = self.failure + (f" at {self.at}" if self.at is not None else "")
        return f"{self.place}: {result.case.id} is expected to fail as {wanted}, and fails as {found}; look at it again"


class Expected(NamedTuple):
    """The expected failures of one file, by case id."""

    file: Path | None = None
    entries: Mapping[str, Entry] = MappingProxyType({})

    @classmethod
    def load(cls, file: Path, corpus: Corpus, today: date | None = None) -> Expected:
        """Read and check a file; raises `ExpectedError` that names the place of the first mistake and its mend."""
        today = today or datetime.now(timezone.utc).date()
        entries: dict[str, Entry] = {}
        for index, written in enumerate(_read(file)):
            place = f"/expected/{index}"
            entry = _entry(file, place, written, today)
            for number, id_ in enumerate(written["cases"]):
                _check_id(file, f"{place}/cases/{number}", id_, corpus, entries)
                entries[id_] = entry
        return cls(file, entries)


def _read(file: Path) -> Iterator[Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ExpectedError(
            f"this is no JSON ({error.msg})",
            file=file,
            place=f"line {error.lineno} column {error.colno}",
            mend="correct it",
        ) from None
    except (OSError, ValueError, RecursionError) as error:  # ValueError: not in UTF-8, an endless number
        raise UsageError(f"it cannot be read ({error})", file=file, mend="name a file of expected failures") from None
    if not isinstance(content, dict) or not isinstance(content.get("expected"), list):
        raise ExpectedError(
            "it is no object with a list `expected`", file=file, mend="see schemas/expected.schema.json"
        )
    for key in sorted(content.keys() - {"$schema", "implementation", "expected"}):
        raise ExpectedError(f"there is no key {key!r}", file=file, place=f"/{key}", mend="drop it, or correct it")
    yield from content["expected"]


def _entry(file: Path, place: str, written: Any, today: date) -> Entry:
    def wrong(problem: str, mend: str, where: str = "") -> ExpectedError:
        return ExpectedError(problem, file=file, place=place + where, mend=mend)

    if not isinstance(written, dict):
        raise wrong("an entry is an object", 'write {"cases": […], "failure": …, "reason": …}')
    for key in sorted(written.keys() - KEYS):
        raise wrong(f"there is no key {key!r}", f"the keys are {', '.join(sorted(KEYS))}", f"/{key}")
    if not isinstance(written.get("cases"), list) or not written["cases"]:
        found = f"{written['cases']!r} is" if "cases" in written else "there is"
        raise wrong(f"{found} no list of case ids", "name the cases that fail for this reason", "/cases")
    if written.get("failure") not in FAILURES:
        found = f"{written['failure']!r} is" if "failure" in written else "there is"
        raise wrong(f"{found} no failure", f"it is one of {', '.join(FAILURES)}", "/failure")
    if not isinstance(written.get("reason"), str) or not written["reason"].strip():
        raise wrong("no reason", "say why it fails", "/reason")
    for key, form in (("at", "a JSON Pointer"), ("link", "an address")):
        if not isinstance(written.get(key, ""), str):
            raise wrong(f"{written[key]!r} is no string", f"write {form}", f"/{key}")
    if "expires" in written:
        _check_date(file, place + "/expires", written["expires"], today)
    return Entry(f"{file} {place}", written["failure"], written.get("at"), written["reason"])


def _check_date(file: Path, place: str, written: Any, today: date) -> None:
    expires = _day(written)
    if expires is None:
        raise ExpectedError(f"{written!r} is no date", file=file, place=place, mend="write it as YYYY-MM-DD")
    if expires < today:
        mend = "mend the implementation, or set a new date"
        raise ExpectedError(f"it expired on {expires}", file=file, place=place, mend=mend)


def _day(text: Any) -> date | None:
    # Of the forms of ISO 8601, later Pythons read more than earlier ones.
    if not isinstance(text, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _check_id(file: Path, place: str, id_: Any, corpus: Corpus, entries: Mapping[str, Entry]) -> None:
    if not isinstance(id_, str):
        raise ExpectedError(f"{id_!r} is no case id", file=file, place=place, mend="an id is a string")
    if id_ in entries:
        raise ExpectedError(f"{id_} is here twice", file=file, place=place, mend="delete one of them")
    try:
        corpus.case(id_)
    except UsageError as error:
        raise ExpectedError(error.problem, file=file, place=place, mend=error.mend) from None
