"""Where the data lives: loads requirements, cases and snapshots, and selects among the cases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.cases import LEVELS, Case, Level, Requirement, Source
from imagegen_conformance.derivation import derive
from imagegen_conformance.errors import CorpusError, UsageError, misshapen, nearest
from imagegen_conformance.json_value import Json, loads

__all__ = ["Corpus", "Selection", "Written", "data", "digest_of", "read_json", "written_cases"]


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
    except (ValueError, OSError) as error:  # not in UTF-8, a folder, NaN, an endless number, too deep
        raise CorpusError(f"it cannot be read ({error})", file=file, mend="correct it, in UTF-8") from None


class Selection(NamedTuple):
    """Which cases to take. Each filter that is empty takes all."""

    levels: tuple[Level, ...] = ()
    patterns: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    smoke: bool = False  # only those of the smoke list, which the corpus knows

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
    """A pattern is a glob over the whole id, an id, or the beginning of ids up to a slash."""
    return fnmatchcase(id_, pattern) or id_.startswith(pattern.rstrip("/") + "/")


class Corpus:
    """The requirements and every case as it is run, in the order of the files."""

    def __init__(
        self,
        root: Path,
        revision: str,
        documents: Mapping[str, str],
        requirements: Mapping[str, Requirement],
        cases: tuple[Case, ...],
    ) -> None:
        self.root = root
        self.revision = revision
        self.documents = documents
        self.requirements = requirements
        self.cases = cases

    @classmethod
    def load(cls, root: Path | None = None, patterns: Sequence[str] = ()) -> Corpus:
        """Read the corpus at `root` (the one that comes with the suite when None). Raises `CorpusError`.

        With patterns, only files that may hold cases that match are read, if there are any: starting up for one case
        is quicker by most of what loading takes.
        """
        root = root or data("fixtures")
        head = read_json(root / "requirements.json")
        try:
            documents = {name: str(document["title"]) for name, document in head["documents"].items()}
            requirements = _requirements(head["requirements"], documents, root / "requirements.json")
            revision = str(head["revision"])
        except (KeyError, TypeError, AttributeError) as error:
            raise misshapen(error, "requirements", "requirements", root / "requirements.json") from None
        return cls(root, revision, documents, requirements, tuple(_cases(root, requirements, patterns)))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of every file that binds; only evidence and exports ask for it."""
        names = ("requirements.json", "smoke.json", "cases/*/*.json", "snapshots/*/*.json")
        files = [file for name in names for file in self.root.glob(name)]
        return digest_of({file.relative_to(self.root).as_posix(): file.read_bytes() for file in files})

    @cached_property
    def smoke(self) -> frozenset[str]:
        """The ids of the smoke list: few cases that find most of what all of them find. Raises `CorpusError`."""
        file = self.root / "smoke.json"
        content = read_json(file)
        try:
            return frozenset(map(str, content["cases"]))
        except (KeyError, TypeError) as error:
            raise misshapen(error, "a smoke list", "smoke", file) from None

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
        """The cases that the selection takes, at least one; raises `UsageError` where a filter of it takes none."""
        for pattern in selection.patterns:
            if not any(_matches(case.id, pattern) for case in self.cases):
                raise UsageError(f"no case matches {pattern!r}", mend=self._nearest(pattern))
        for area in selection.areas:
            if not any(case.area == area for case in self.cases):
                known = ", ".join(dict.fromkeys(case.area for case in self.cases))
                raise UsageError(f"there is no area {area!r}", mend=f"there are {known}")
        for requirement in selection.requirements:
            if requirement not in self.requirements:
                raise UsageError(
                    f"there is no requirement {requirement!r}",
                    mend=nearest(requirement, self.requirements, "`imagegen-conformance coverage` shows them"),
                )
        cases = tuple(case for case in self.cases if self._takes(selection, case))
        for level in selection.levels or (None,):
            if not any(level in {None, case.level} for case in cases):
                problem = "no case passes all the filters together" + (f" at level {level}" if level else "")
                raise UsageError(problem, mend=self._levels_there(selection))
        return cases

    def _takes(self, selection: Selection, case: Case) -> bool:
        return selection.takes(case) and (not selection.smoke or case.id in self.smoke)

    def _levels_there(self, selection: Selection) -> str:
        without = selection._replace(levels=())
        levels = {case.level for case in self.cases if self._takes(without, case)}
        if not levels:
            return "drop one of them; `imagegen-conformance list` shows what each takes"
        return f"without --level there are cases at {', '.join(level for level in LEVELS if level in levels)}"

    def _nearest(self, id_: str) -> str:
        # Of a corpus that was loaded for some patterns, most ids are missing.
        return nearest(id_, Corpus.load(self.root).by_id, "`imagegen-conformance list` shows what there is")


def digest_of(files: Mapping[str, bytes]) -> str:
    """That of a corpus, of its files by their names in it."""
    import hashlib

    digest = hashlib.sha256()
    cases = sorted((name for name in files if name.startswith("cases/")), key=lambda name: name.split("/"))
    snapshots = [name.replace("cases/", "snapshots/", 1) for name in cases]
    for name in ("requirements.json", "smoke.json", *chain.from_iterable(zip(cases, snapshots, strict=True))):
        if name in files:
            # The name counts: ids come from it.
            digest.update(f"{name}\n".encode())
            digest.update(files[name])
    return digest.hexdigest()


def _requirements(entries: list[dict[str, Json]], documents: Mapping[str, str], file: Path) -> dict[str, Requirement]:
    requirements: dict[str, Requirement] = {}
    for index, entry in enumerate(entries):
        if entry["id"] in requirements:
            place = f"/requirements/{index}"
            raise CorpusError(f"{entry['id']} is here twice", file=file, place=place, mend="drop one of them")
        requirements[entry["id"]] = _requirement(entry, documents)
    return requirements


def _requirement(entry: dict[str, Json], documents: Mapping[str, str]) -> Requirement:
    sources = tuple(
        Source(
            source["document"],
            source["section"],
            tuple(source.get("sentences", ())),
            documents.get(source["document"], ""),
        )
        for source in entry["sources"]
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


def _case_files(root: Path, patterns: Sequence[str] = ()) -> list[Path]:
    files = sorted((root / "cases").glob("*/*.json"))
    return [file for file in files if any(_may_hold(_topic(file), pattern) for pattern in patterns)] or files


def _may_hold(topic: str, pattern: str) -> bool:
    literal = re.split(r"[*?[]", pattern, maxsplit=1)[0]
    return f"{topic}/".startswith(literal) or literal.startswith(f"{topic}/")


def _topic(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def _snapshots_of(file: Path) -> Path:
    return file.parent.parent.parent / "snapshots" / file.parent.name / file.name


def written_cases(root: Path, patterns: Sequence[str] = ()) -> Iterator[Written]:
    """Every case as it is written, of the files that `Corpus.load` reads. Raises `CorpusError`."""
    for file in _case_files(root, patterns):
        topic = _topic(file)
        for index, content in enumerate(_authored(read_json(file), file)):
            yield Written(file, f"/cases/{index}", topic, content)


def _cases(root: Path, requirements: Mapping[str, Requirement], patterns: Sequence[str]) -> Iterator[Case]:
    seen: set[str] = set()
    snapshots: dict[str, Json] = {}
    topic = ""
    for written in written_cases(root, patterns):
        if written.topic != topic:
            topic = written.topic
            file = _snapshots_of(written.file)
            snapshots = read_json(file) if file.is_file() else {}
            if not isinstance(snapshots, dict):
                raise CorpusError("snapshots are an object", file=file, mend="see schemas/snapshots.schema.json")
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
        raise misshapen(error, "a case", "cases", written.file, written.place) from None


def _authored(content: Json, file: Path) -> list[Json]:
    if isinstance(content, dict) and isinstance(content.get("cases"), list):
        return list(content["cases"])
    raise CorpusError("a case file is an object with a list `cases`", file=file, mend="see schemas/cases.schema.json")
