"""Where the data lives: loads requirements, cases and snapshots, and selects among the cases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from imagegen_conformance.cases import LEVELS, Case, Level, Requirement, Source
from imagegen_conformance.derivation import derive
from imagegen_conformance.errors import CorpusError, UsageError
from imagegen_conformance.json_value import Json, loads

__all__ = ["Corpus", "Selection", "Written", "data", "read_json", "written_cases"]


def data(name: str) -> Path:
    """The folder `fixtures` or `schemas`: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / name
    return installed if installed.is_dir() else package.parent.parent / name


def read_json(file: Path) -> Json:
    """The value of a JSON file; raises `CorpusError` with line and column where it is none."""
    try:
        return loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusError("there is no such file", file=file, mend="reinstall, or restore the file") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        raise CorpusError(f"this is no JSON ({error.msg})", file=file, place=place, mend="correct the file") from None
    except (ValueError, RecursionError, OSError) as error:  # not in UTF-8, a folder, NaN, an endless number
        raise CorpusError(f"it cannot be read ({error})", file=file, mend="correct it, in UTF-8") from None


@dataclass(frozen=True)
class Selection:
    """Which cases to take. Each filter that is empty takes all."""

    levels: tuple[Level, ...] = ()
    patterns: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()

    def takes(self, case: Case) -> bool:
        """Whether a case passes every filter."""
        return (
            (not self.levels or case.level in self.levels)
            and (not self.strengths or case.strength in self.strengths)
            and (not self.areas or case.area in self.areas)
            and (not self.requirements or case.requirement.id in self.requirements)
            and (not self.patterns or any(_matches(case.id, pattern) for pattern in self.patterns))
        )


def _matches(id_: str, pattern: str) -> bool:
    """A pattern is a glob over the whole id, or an id, or the beginning of one up to a / or : in it."""
    return fnmatchcase(id_, pattern) or id_.startswith((pattern.rstrip("/") + "/", pattern + ":"))


@dataclass(frozen=True)
class Corpus:
    """The requirements and every case as it is run, in the order of the files."""

    root: Path
    revision: str
    documents: Mapping[str, str]
    requirements: Mapping[str, Requirement]
    cases: tuple[Case, ...]
    digest: str

    @classmethod
    def load(cls, root: Path | None = None) -> Corpus:
        """Read the corpus at `root` (the one that comes with the suite when None). Raises `CorpusError`."""
        root = root or data("fixtures")
        digest = hashlib.sha256()
        head = _read(root / "requirements.json", digest)
        try:
            requirements = {entry["id"]: _requirement(entry) for entry in head["requirements"]}
            documents = {name: document["title"] for name, document in head["documents"].items()}
            revision = str(head["revision"])
        except (KeyError, TypeError, AttributeError) as error:
            raise CorpusError(
                f"it has not the shape of requirements ({error!r})",
                file=root / "requirements.json",
                mend="see schemas/requirements.schema.json",
            ) from None
        cases = tuple(_cases(root, requirements, digest))
        return cls(root, revision, documents, requirements, cases, digest.hexdigest())

    @cached_property
    def by_id(self) -> Mapping[str, Case]:
        """Every case under its id."""
        return {case.id: case for case in self.cases}

    def case(self, id_: str) -> Case:
        """The case of this id; raises `UsageError` that names the nearest ids."""
        try:
            return self.by_id[id_]
        except KeyError:
            raise UsageError(f"there is no case {id_}", mend=self._nearest(id_)) from None

    def select(self, selection: Selection) -> tuple[Case, ...]:
        """The cases that the selection takes; raises `UsageError` where a filter of it takes none."""
        cases = tuple(filter(selection.takes, self.cases))
        if cases:
            return cases
        for pattern in selection.patterns:
            if not any(_matches(case.id, pattern) for case in self.cases):
                raise UsageError(f"no case matches {pattern!r}", mend=self._nearest(pattern))
        for area in selection.areas:
            if not any(case.area == area for case in self.cases):
                known = ", ".join(dict.fromkeys(case.area for case in self.cases))
                raise UsageError(f"there is no area {area!r}", mend=f"there are {known}")
        for requirement in selection.requirements:
            if requirement not in self.requirements:
                raise UsageError(f"there is no requirement {requirement!r}", mend=_near(requirement, self.requirements))
        levels = [level for level in LEVELS if any(case.level == level for case in self.cases)]
        raise UsageError(
            "no case passes all the filters together",
            mend=f"drop one; cases exist at the levels {', '.join(levels)}, and `imagegen-conformance list` shows them",
        )

    def _nearest(self, id_: str) -> str:
        return _near(id_, self.by_id)


def _near(word: str, words: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, list(words), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else "`imagegen-conformance list` shows what there is"


def _read(file: Path, digest: Any) -> Json:
    """Read a file and add what it holds to the digest, where there is one."""
    if digest is not None and file.is_file():
        digest.update(file.read_bytes())
    return read_json(file)


def _requirement(entry: dict[str, Json]) -> Requirement:
    sources = tuple(
        Source(source["document"], source["section"], tuple(source.get("sentences", ()))) for source in entry["sources"]
    )
    return Requirement(
        entry["id"],
        entry["level"],
        entry["strength"],
        entry["statement"],
        sources,
        entry["since"],
        entry.get("exclusion"),
    )


class Written(NamedTuple):
    """A case as it stands in its file."""

    file: Path
    place: str
    topic: str
    content: dict[str, Json]

    @property
    def id(self) -> str:
        """Area, topic and name."""
        return f"{self.topic}/{self.content['name']}"


def written_cases(root: Path, digest: Any = None) -> Iterator[Written]:
    """Every case of the files below `root`, as it is written. Raises `CorpusError`."""
    for file in sorted((root / "cases").glob("*/*.json")):
        for index, content in enumerate(_authored(_read(file, digest), file)):
            yield Written(file, f"/cases/{index}", f"{file.parent.name}/{file.stem}", content)


def _cases(root: Path, requirements: Mapping[str, Requirement], digest: Any) -> Iterator[Case]:
    seen: set[str] = set()
    snapshots: dict[str, Json] = {}
    topic = ""
    for written in written_cases(root, digest):
        if written.topic != topic:
            topic = written.topic
            file = root / "snapshots" / f"{topic}.json"
            snapshots = _read(file, digest) if file.is_file() else {}
        for case in _derived(written, requirements, snapshots):
            if case.id in seen:
                raise CorpusError(
                    f"{case.id} is here twice",
                    file=written.file,
                    place=written.place,
                    mend="rename the newer one",
                )
            seen.add(case.id)
            yield case
    if not seen:
        raise CorpusError("there are no cases", file=root / "cases", mend="reinstall, or restore the folder")


def _derived(written: Written, requirements: Mapping[str, Requirement], snapshots: Mapping[str, Json]) -> list[Case]:
    try:
        return derive(written.topic, written.content, requirements, snapshots)
    except CorpusError as error:
        raise CorpusError(error.problem, file=written.file, place=written.place, mend=error.mend) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorpusError(
            f"it has not the shape of a case ({error!r})",
            file=written.file,
            place=written.place,
            mend="see schemas/cases.schema.json",
        ) from None


def _authored(content: Json, file: Path) -> list[Json]:
    if isinstance(content, dict) and isinstance(content.get("cases"), list):
        return list(content["cases"])
    raise CorpusError("a case file is an object with a list `cases`", file=file, mend="see schemas/cases.schema.json")
