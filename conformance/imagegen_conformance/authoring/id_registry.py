"""The registry of case ids: every id that ever existed, with a hash of its content.

The id of a combination consists of the id of a parametrized case and the names of elements. The registry has a line for
each of these, and none for the combination. The id of an element is dimensions/DIMENSION/ELEMENT.

`case_ids.ndjson` contains one JSON object per line (schemas/case_ids.schema.json) and only grows; the last line of an
id is valid. Ids are referred to from outside this repository, so every change, removal and renaming of a source case
has a line that says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.dimensions import DIMENSIONS_DIRECTORY, Dimensions
from imagegen_conformance.corpus.source_cases import iter_written_cases
from imagegen_conformance.errors import CorpusError, UsageError
from imagegen_conformance.jsonlib.values import Json, dumps

__all__ = ["NON_BINDING_KEYS", "IdRegistry", "content_hash"]
NON_BINDING_KEYS = frozenset({"description", "rationale"})  # of source cases: text for people
NON_BINDING_ATTRIBUTES = frozenset({"text", "reason", "source"})  # of elements: text for people
REGISTER_COMMAND = "imagegen-conformance corpus register-ids"


def content_hash(data: dict[str, Json]) -> str:
    """Return a short hash of the request and the expectation of a source case, key order included."""
    return _hash(data, NON_BINDING_KEYS)


def _hash(data: dict[str, Json], ignored: Collection[str]) -> str:
    binding = {key: value for key, value in data.items() if key not in ignored}
    return hashlib.sha256(dumps(binding).encode("ascii")).hexdigest()[:16]


@dataclass(frozen=True)
class IdRegistry:
    """The registered ids.

    Attributes:
        file: The file `case_ids.ndjson`.
        entries: The last line of each id.
    """

    file: Path
    entries: Mapping[str, dict[str, Json]]

    @classmethod
    def load(cls, root: Path) -> IdRegistry:
        """Read the registry of the corpus at `root`; a missing file is an empty registry.

        Raises:
            CorpusError: A line is malformed, or changes an id without a reason.
        """
        file = root / "case_ids.ndjson"
        content = file.read_bytes() if file.is_file() else b""
        entries: dict[str, dict[str, Json]] = {}
        for number, line in enumerate(content.splitlines(), 1):
            entry = _parse(file, number, line)
            _check_order(file, number, entries.get(entry["id"]), entry)
            entries[entry["id"]] = entry
        return cls(file, entries)

    def problems(self, corpus: Corpus) -> Iterator[str]:
        """Yield a line for each difference between the source cases and the registry."""
        hashes = _hashes(corpus)
        for id_, current_hash in hashes.items():
            entry = self.entries.get(id_)
            if entry is None:
                yield f"{self.file}: {id_} is not registered. Run `{REGISTER_COMMAND}`."
            elif "hash" not in entry:
                yield f"{self.file}: {id_} was removed or is an alias, and ids are never reused. Rename the case."
            elif entry["hash"] != current_hash:
                yield f"{self.file}: {id_} has changed. Restore it, or run `{REGISTER_COMMAND} --reason TEXT`."
        for id_, entry in self.entries.items():
            if "hash" in entry and id_ not in hashes:
                yield f"{self.file}: {id_} has been removed. Restore it, or run `{REGISTER_COMMAND} --reason TEXT`."
            if "alias" in entry and entry["alias"] not in hashes:
                yield f"{self.file}: {id_} is an alias of {entry['alias']}, which is not a case. Correct the line."

    def register(self, corpus: Corpus, release: str, reason: str | None) -> list[dict[str, Json]]:
        """Append a line for each new, changed and removed source case, and return these lines.

        Raises:
            UsageError: A case was changed or removed and no reason is given, or an id is reused.
        """
        added = list(self._new_entries(corpus, release, reason))
        # Some editors remove the line feed at the end of a file.
        is_cut = self.file.is_file() and not self.file.read_bytes().endswith((b"\n", b"\r")) and self.entries
        with self.file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write("\n" if is_cut else "")
            stream.writelines(json.dumps(entry) + "\n" for entry in added)
        return added

    def _new_entries(self, corpus: Corpus, release: str, reason: str | None) -> Iterator[dict[str, Json]]:
        hashes = _hashes(corpus)
        for id_, current_hash in hashes.items():
            entry = self.entries.get(id_)
            new_entry: dict[str, Json] = {"id": id_, "hash": current_hash, "since": release}
            if entry is None:
                yield new_entry
            elif "hash" not in entry:
                hint = "Rename the case: ids are never reused."
                raise UsageError(f"{id_} was removed or is an alias", hint=hint)
            elif entry["hash"] != current_hash:
                yield {**new_entry, "reason": _require_reason(reason, f"{id_} has changed")}
        for id_, entry in self.entries.items():
            if "hash" in entry and id_ not in hashes:
                yield {"id": id_, "removed": release, "reason": _require_reason(reason, f"{id_} has been removed")}


def _hashes(corpus: Corpus) -> dict[str, str]:
    hashes = {case.id: content_hash(case.data) for case in iter_written_cases(corpus.root)}
    for dimension in Dimensions(corpus.root):
        for element in dimension.elements:
            id_ = f"{DIMENSIONS_DIRECTORY}/{dimension.name}/{element.name}"
            hashes[id_] = _hash(dict(element.attributes), NON_BINDING_ATTRIBUTES)
    return hashes


def _require_reason(reason: str | None, problem: str) -> str:
    if not reason:
        raise UsageError(problem, hint="Restore it, or state the reason with --reason TEXT.")
    return reason


def _parse(file: Path, number: int, line: bytes) -> dict[str, Json]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        problem = "this line is not a JSON object with an id"
        raise CorpusError(problem, file=file, location=f"line {number}", hint="Restore the line.")
    return entry


def _check_order(file: Path, number: int, previous: dict[str, Json] | None, entry: dict[str, Json]) -> None:
    """Raise CorpusError if an entry does not continue the previous entry of the same id."""
    if previous is None or ("hash" in previous and ("removed" in entry or "alias" in entry or "reason" in entry)):
        return
    problem = f"{entry['id']} is registered again without a reason"
    raise CorpusError(problem, file=file, location=f"line {number}", hint="Remove the line.")
