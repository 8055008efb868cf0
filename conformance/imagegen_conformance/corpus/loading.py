"""Loading the files of the corpus: requirements, source cases, and the cases that are derived from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.corpus.cases import Case, Vocabulary
from imagegen_conformance.corpus.definition import Definition
from imagegen_conformance.corpus.derivation import derive, derive_preservation
from imagegen_conformance.corpus.prerequisites import PlainCases
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.corpus.requirements import Requirement, Source
from imagegen_conformance.errors import CorpusError, invalid_shape_error
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["SourceCase", "iter_source_cases", "load_cases", "load_requirements"]


def load_requirements(
    entries: list[dict[str, Json]], documents: Mapping[str, str], profiles: Profiles, file: Path
) -> dict[str, Requirement]:
    """Return the requirements of a file by id, for all revisions.

    Args:
        entries: The content of the file's key `requirements`.
        documents: The titles of the documents by their keys.
        profiles: The profiles that ranges refer to.
        file: The file, for messages.

    Raises:
        CorpusError: An id is defined twice, or a range is invalid.
        KeyError, TypeError, AttributeError: An entry is malformed.
    """
    requirements: dict[str, Requirement] = {}
    for index, entry in enumerate(entries):
        if entry["id"] in requirements:
            problem = f"the requirement {entry['id']} is defined twice"
            location = format_pointer(("requirements", index))
            raise CorpusError(problem, file=file, location=location, hint="Remove one of the definitions.")
        try:
            requirements[entry["id"]] = _requirement(entry, documents, profiles)
        except CorpusError as error:
            location = format_pointer(("requirements", index))
            raise CorpusError(error.problem, file=file, location=location, hint=error.hint) from None
    return requirements


def _requirement(entry: dict[str, Json], documents: Mapping[str, str], profiles: Profiles) -> Requirement:
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
        profiles.validity(entry),
        entry.get("exclusion"),
        entry.get("defines"),
        tuple(entry.get("fields", ())),
        tuple((profiles.validity(other), other["strength"]) for other in entry.get("other_strengths", ())),
    )


class SourceCase(NamedTuple):
    """A case as written in a case file.

    Attributes:
        file: The case file.
        position: The position in the file's array `cases`.
        topic: AREA/TOPIC, the location of the file without its ending.
        data: The JSON object.
    """

    file: Path
    position: int
    topic: str
    data: dict[str, Json]

    @property
    def id(self) -> str:
        """The id: AREA/TOPIC/NAME."""
        return f"{self.topic}/{self.data['name']}"

    @property
    def pointer(self) -> str:
        """The place in the file as a JSON Pointer."""
        return format_pointer(("cases", self.position))


def iter_source_cases(root: Path, patterns: Sequence[str] = ()) -> Iterator[SourceCase]:
    """Yield the source cases of the files that can contain cases that match the patterns, as `Corpus.load` does.

    Raises:
        CorpusError: A file is malformed.
    """
    for file in _matching_files(_case_files(root), patterns):
        yield from _source_cases(file)


def _source_cases(file: Path) -> Iterator[SourceCase]:
    topic = _topic(file)
    for index, data in enumerate(_source_case_list(load_json(file), file)):
        yield SourceCase(file, index, topic, data)


def load_cases(root: Path, definition: Definition, patterns: Sequence[str]) -> Iterator[Case]:
    """Yield the cases that are derived from the source cases in a revision, in the order of the files.

    If patterns leave out files, those that contain prerequisites of the loaded cases are loaded, too.

    Args:
        root: The directory of the corpus.
        definition: The definition of the tool in the revision.
        patterns: Patterns of case ids, as in `Corpus.load`.

    Raises:
        CorpusError: A file is malformed, two cases have the same id, or there are no cases.
    """
    vocabulary = Vocabulary.of(definition.requirements)
    all_files = _case_files(root)
    files = _matching_files(all_files, patterns)
    cases = {file: _load_file(root, file, definition, vocabulary) for file in files}
    if len(cases) < len(all_files):
        plain_cases = PlainCases.load(root)
        while files := _prerequisite_files(all_files, cases, plain_cases):
            cases |= {file: _load_file(root, file, definition, vocabulary) for file in files}
    # In some revisions, a file has no case.
    if not any(cases.values()) and len(cases) == len(all_files):
        hint = "Restore the directory, or reinstall the package."
        raise CorpusError("the directory contains no cases", file=root / "cases", hint=hint)
    return chain.from_iterable(cases[file] for file in all_files if file in cases)


def _prerequisite_files(
    all_files: Sequence[Path], cases: Mapping[Path, Sequence[Case]], plain_cases: PlainCases
) -> list[Path]:
    """Return the files that contain prerequisites of the cases, and are not loaded yet."""
    requests = (case.request for case in chain.from_iterable(cases.values()))
    ids = {id_ for request in requests for id_ in plain_cases.required_by(request)}
    topics = {id_.rpartition("/")[0] for id_ in ids}
    return [file for file in all_files if file not in cases and _topic(file) in topics]


def _load_file(root: Path, file: Path, definition: Definition, vocabulary: Vocabulary) -> list[Case]:
    """Return the cases of a file. Ids begin with the topic of the file, so that they are unique among files."""
    snapshots = _load_snapshots(root, _topic(file))
    cases: dict[str, Case] = {}
    for source_case in _source_cases(file):
        for case in _derive(source_case, definition, vocabulary, snapshots):
            if case.id in cases:
                problem, pointer = f"the case {case.id} is defined twice", source_case.pointer
                raise CorpusError(problem, file=file, location=pointer, hint="Rename the newer of the two cases.")
            cases[case.id] = case
    return list(cases.values())


def _case_files(root: Path) -> list[Path]:
    return sorted((root / "cases").glob("*/*.json"))


def _matching_files(files: list[Path], patterns: Sequence[str]) -> list[Path]:
    """Return the files that can contain matching cases, or all files if there are no such files."""
    return [file for file in files if any(_may_contain_match(_topic(file), pattern) for pattern in patterns)] or files


def _may_contain_match(topic: str, pattern: str) -> bool:
    literal = re.split(r"[*?[]", pattern, maxsplit=1)[0]
    return f"{topic}/".startswith(literal) or literal.startswith(f"{topic}/")


def _topic(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def _source_case_list(content: Json, file: Path) -> list[Json]:
    if isinstance(content, dict) and isinstance(content.get("cases"), list):
        return list(content["cases"])
    problem = "a case file must contain an object with an array `cases`"
    raise CorpusError(problem, file=file, hint="See schemas/cases.schema.json.")


def _load_snapshots(root: Path, topic: str) -> dict[str, Json]:
    """Return the snapshots of a topic by source case id. A topic without accepted payloads has no file."""
    file = root / "snapshots" / f"{topic}.json"
    snapshots = load_json(file) if file.is_file() else {}
    if isinstance(snapshots, dict):
        return snapshots
    raise CorpusError("a snapshot file must contain an object", file=file, hint="See schemas/snapshots.schema.json.")


def _derive(
    source_case: SourceCase,
    definition: Definition,
    vocabulary: Vocabulary,
    snapshots: Mapping[str, Json],
) -> list[Case]:
    """Return the cases of a source case in a revision. Errors name its file and its place in the file."""
    topic = source_case.topic
    try:
        data = definition.expectation(source_case.data)
        if data is None:
            return derive_preservation(topic, source_case.data, definition.all_requirements)
        return derive(topic, data, definition.requirements, snapshots, vocabulary)
    except CorpusError as error:
        file, pointer = source_case.file, source_case.pointer
        raise CorpusError(error.problem, file=file, location=pointer, hint=error.hint) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise invalid_shape_error(error, "a case", "cases", source_case.file, source_case.pointer) from None
