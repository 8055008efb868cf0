"""A part of the corpus: the cases of some levels, as far as they held in a revision, and the files that they need.

`--level` selects among the cases that are run. One that is written is kept where any case that it is run as is kept, so
that its file still says what it said; what is about the specification (requirements, limits of models) stays whole.

`--revision` selects what held: requirements that began by then, and the cases that name no other and have no field that
came or changed later. A field did, where a requirement of level schema about it began later. The files that remain may
say less than the revision did: what it had and the newest has not is known to nobody here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import cast

from imagegen_conformance.cases import LEVELS, Case, Level
from imagegen_conformance.corpus import Corpus, Written, read_json, written_cases
from imagegen_conformance.errors import UsageError
from imagegen_conformance.json_value import Json, dumps, loads

__all__ = ["Extract"]

ASKED = ("payload", "text", "construct", "steps", "outputs", "repair")  # where a case may have a field


class Extract:
    """What is kept of a corpus. Raises `UsageError` for a level or a revision that there is not."""

    def __init__(self, corpus: Corpus, revision: str | None = None, levels: Sequence[str] = ()) -> None:
        self.corpus = corpus
        self.revision = corpus.revision if revision is None else revision
        _check(self.revision, self.revisions, "revision")
        for level in levels:
            _check(level, LEVELS, "level")
        self.levels: tuple[Level, ...] = tuple(level for level in LEVELS if not levels or level in levels)
        self.requirements = frozenset(
            requirement.id for requirement in corpus.requirements.values() if not self._is_later(requirement.since)
        )

    @property
    def revisions(self) -> list[str]:
        """Those that are known: in which something began to hold."""
        since = {requirement.since for requirement in self.corpus.requirements.values()}
        return sorted(since | {self.corpus.revision}, key=_number)

    @property
    def newest(self) -> bool:
        """Whether it is of the revision that the corpus is of."""
        return self.revision == self.corpus.revision

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases as they are run, in the order of the corpus; at least one."""
        held = {written.id for written in written_cases(self.corpus.root) if self._held(written)}
        cases = tuple(case for case in self.corpus.cases if case.level in self.levels and case.authored in held)
        if not cases:
            problem = f"no case of level {' or '.join(self.levels)} held in revision {self.revision}"
            raise UsageError(problem, mend="ask for another level, or for a later revision")
        return cases

    @cached_property
    def written(self) -> frozenset[str]:
        """The ids of the cases as they are written."""
        return frozenset(case.authored for case in self.cases)

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return frozenset(case.authored for case in self.corpus.cases) - self.written

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file below `fixtures/`: as it is, unless something of it is not kept."""
        root = self.corpus.root
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            name = file.relative_to(root).as_posix()
            content = self._content(name, file)
            if content is not None:
                yield name, content

    def _content(self, name: str, file: Path) -> bytes | None:
        if name == "ids.lock":
            return b"".join(line for line in file.read_bytes().splitlines(keepends=True) if self._promised(line))
        before = read_json(file)
        after = self._kept(name, before)
        if after is None or after == before:
            return None if after is None else file.read_bytes()
        return (json.dumps(after, indent=2) + "\n").encode("ascii")

    def _kept(self, name: str, content: Json) -> Json:
        """What is kept of a file; None where nothing is."""
        folder, _, topic = name.removesuffix(".json").partition("/")
        if folder == "cases":
            cases = [case for case in content["cases"] if f"{topic}/{case['name']}" in self.written]
            return {**content, "cases": cases} if cases else None
        if folder == "snapshots":
            return {id_: pinned for id_, pinned in content.items() if id_ in self.written} or None
        if folder == "smoke":
            ids = {case.id for case in self.cases}
            return {**content, "cases": [id_ for id_ in content["cases"] if id_ in ids]}
        if folder == "controls":
            return {**content, "controls": [one for one in content["controls"] if self._controls(one["cases"])]}
        if folder == "requirements":
            kept = [one for one in content["requirements"] if one["id"] in self.requirements]
            return {**content, "revision": self.revision, "requirements": kept}
        return self._models(content) if folder == "models" else content

    def _models(self, content: Json) -> Json:
        families = [{**family, "limits": self._limits(family["limits"])} for family in content["families"]]
        return {
            **content,
            "any_model": self._limits(content["any_model"]),
            "families": [family for family in families if family["limits"]],
        }

    def _limits(self, limits: list[dict[str, Json]]) -> list[dict[str, Json]]:
        return [limit for limit in limits if limit["rule"] in self.requirements]

    def _controls(self, pattern: str) -> bool:
        return any(fnmatchcase(id_, pattern) for id_ in self.written)

    def _promised(self, line: bytes) -> bool:
        """Lines about cases that are kept, and those about ids that are gone: nobody uses them again."""
        entry = json.loads(line)
        return entry.get("alias", entry["id"]) not in self._left_out

    def _is_later(self, since: str) -> bool:
        return _number(since) > _number(self.revision)

    def _held(self, written: Written) -> bool:
        if self.newest:
            return True
        content = written.content
        named = [reason["rule"] for told in ("reasons", "warnings") for reason in content.get(told, ())]
        return self.requirements.issuperset([content["requirement"], *named]) and not self._has_later_field(content)

    def _has_later_field(self, content: dict[str, Json]) -> bool:
        """Asked of the text, and so rather once too often: a missing case is better than a wrong one."""
        text = dumps([content.get(key) for key in ASKED]) + _read(content.get("text", ""))
        return self._later_fields.search(text) is not None

    @cached_property
    def _later_fields(self) -> re.Pattern[str]:
        fields = {
            requirement.id.partition(".")[0]
            for requirement in self.corpus.requirements.values()
            if requirement.level == "schema" and self._is_later(requirement.since)
        }
        return re.compile(rf"\b(?:{'|'.join(sorted(fields)) or '(?!)'})\b")


def _read(text: str) -> str:
    """What a JSON text says, without its escapes; nothing where it is none."""
    try:
        return dumps(loads(text))
    except ValueError:
        return ""


def _check(name: str, known: Sequence[str], what: str) -> None:
    if name not in known:
        raise UsageError(f"there is no {what} {name!r}", mend=f"there are {', '.join(known)}")


def _number(revision: str) -> tuple[int, ...]:
    return cast("tuple[int, ...]", tuple(map(int, revision.split("."))))
