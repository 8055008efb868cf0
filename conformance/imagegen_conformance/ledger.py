"""The id ledger: every id that ever existed, with a hash of what it says. It only grows.

`ids.lock` has one JSON object a line (schemas/ids.schema.json); the last line about an id holds. A case that is
edited, renamed or dropped without a line of its own is a broken promise to everyone who refers to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from imagegen_conformance.corpus import Corpus, written_cases
from imagegen_conformance.errors import CorpusError, UsageError
from imagegen_conformance.json_value import Json, dumps

__all__ = ["Ledger", "content_hash"]

PROSE = {"description", "why"}


def content_hash(written: dict[str, Json]) -> str:
    """A short hash of what a case asks and expects, key order included; how it is worded may change."""
    binding = {key: value for key, value in written.items() if key not in PROSE}
    return hashlib.sha256(dumps(binding).encode("ascii")).hexdigest()[:16]


@dataclass(frozen=True)
class Ledger:
    """The lines of a ledger, the last about each id."""

    file: Path
    lines: Mapping[str, dict[str, Json]]

    @classmethod
    def load(cls, root: Path) -> Ledger:
        """Read `ids.lock` below `root`; a ledger that is not there yet is empty. Raises `CorpusError`."""
        file = root / "ids.lock"
        content = file.read_bytes() if file.is_file() else b""
        lines: dict[str, dict[str, Json]] = {}
        for number, line in enumerate(content.splitlines(), 1):
            entry = _parse(file, number, line)
            _check_order(file, number, lines.get(entry["id"]), entry)
            lines[entry["id"]] = entry
        return cls(file, lines)

    def problems(self, corpus: Corpus) -> Iterator[str]:
        """What stands in the corpus and not so in the ledger, or the other way round."""
        hashes = {written.id: content_hash(written.content) for written in written_cases(corpus.root)}
        mend = "write it down with `imagegen-conformance corpus lock`"
        for id_, found in hashes.items():
            line = self.lines.get(id_)
            if line is None:
                yield f"{self.file}: {id_} is not in the ledger; {mend}"
            elif "hash" not in line:
                yield f"{self.file}: {id_} is gone or an alias, and ids are not used again; rename the case"
            elif line["hash"] != found:
                yield f"{self.file}: {id_} was changed; restore it, or {mend} --reason WHY"
        for id_, line in self.lines.items():
            if "hash" in line and id_ not in hashes:
                yield f"{self.file}: {id_} was dropped; restore it, or {mend} --reason WHY"
            if "alias" in line and line["alias"] not in hashes:
                yield f"{self.file}: {id_} is an alias of {line['alias']}, which is no case; correct the line"

    def extend(self, corpus: Corpus, release: str, reason: str | None) -> list[dict[str, Json]]:
        """Write down what is new, changed and dropped; the lines that were added.

        Raises `UsageError` where something was changed or dropped and no reason is given, or an id is used again.
        """
        added = list(self._news(corpus, release, reason))
        unfinished = self.file.is_file() and not self.file.read_bytes().endswith((b"\n", b"\r")) and self.lines
        with self.file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write("\n" if unfinished else "")  # an editor may have dropped the last line's end
            stream.writelines(json.dumps(line) + "\n" for line in added)
        return added

    def _news(self, corpus: Corpus, release: str, reason: str | None) -> Iterator[dict[str, Json]]:
        hashes = {written.id: content_hash(written.content) for written in written_cases(corpus.root)}
        for id_, found in hashes.items():
            line = self.lines.get(id_)
            if line is None:
                yield {"id": id_, "hash": found, "since": release}
            elif "hash" not in line:
                raise UsageError(f"{id_} is gone or an alias", mend="ids are not used again: rename the case")
            elif line["hash"] != found:
                yield {"id": id_, "hash": found, "since": release, "reason": _needed(reason, id_, "changed")}
        for id_, line in self.lines.items():
            if "hash" in line and id_ not in hashes:
                yield {"id": id_, "gone": release, "reason": _needed(reason, id_, "dropped")}


def _needed(reason: str | None, id_: str, what: str) -> str:
    if not reason:
        raise UsageError(f"{id_} was {what}", mend="restore it, or say why with --reason")
    return reason


def _parse(file: Path, number: int, line: bytes) -> dict[str, Json]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise CorpusError(
            "this line is no object with an id", file=file, place=f"line {number}", mend="restore the line"
        )
    return entry


def _check_order(file: Path, number: int, before: dict[str, Json] | None, entry: dict[str, Json]) -> None:
    if before is None or ("hash" in before and ("gone" in entry or "alias" in entry or "reason" in entry)):
        return
    raise CorpusError(
        f"{entry['id']} is written down again without a reason",
        file=file,
        place=f"line {number}",
        mend="drop the line",
    )
