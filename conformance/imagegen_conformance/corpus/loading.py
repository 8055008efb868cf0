"""Loading the files of the corpus: requirements, source cases, and the cases that are derived from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from imagegen_conformance.corpus.cases import Case, Vocabulary
from imagegen_conformance.corpus.definition import Definition
from imagegen_conformance.corpus.derivation import derive, derive_preservation
from imagegen_conformance.corpus.prerequisites import PlainCases
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.corpus.requirements import Requirement, Source
from imagegen_conformance.corpus.snapshots import SNAPSHOTS_DIRECTORY, load_snapshots
from imagegen_conformance.corpus.source_cases import CaseFiles, SourceCase, topic_of
from imagegen_conformance.errors import CorpusError, invalid_shape_error
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json

__all__ = ["load_cases", "load_requirements"]


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


def load_cases(root: Path, case_files: CaseFiles, definition: Definition, patterns: Sequence[str]) -> Iterator[Case]:
    """Yield the cases that are derived from the source cases in a revision, in the order of the files.

    If patterns leave out files, those that contain prerequisites of the loaded cases are loaded, too.

    Args:
        root: The directory of the corpus.
        case_files: Its case files.
        definition: The definition of the tool in the revision.
        patterns: Patterns of case ids, as in `Corpus.load`.

    Raises:
        CorpusError: A file is malformed, two cases have the same id, or there are no cases.
    """
    loader = CaseLoader(root, case_files, definition)
    all_files = case_files.files
    cases = {file: loader.load(file) for file in case_files.matching(patterns)}
    if len(cases) < len(all_files):
        plain_cases = PlainCases.load(root)
        while files := _prerequisite_files(all_files, cases, plain_cases):
            cases |= {file: loader.load(file) for file in files}
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
    return [file for file in all_files if file not in cases and topic_of(file) in topics]


class CaseLoader:
    """The derivation of the cases of case files in one revision.

    Args:
        root: The directory of the corpus.
        case_files: Its case files.
        definition: The definition of the tool in the revision.
    """

    def __init__(self, root: Path, case_files: CaseFiles, definition: Definition) -> None:
        self._root = root
        self._case_files = case_files
        self._definition = definition
        self._vocabulary = Vocabulary.of(definition.requirements)

    def load(self, file: Path) -> list[Case]:
        """Return the cases of a file. Ids begin with the topic of the file, so that they are unique among files.

        Raises:
            CorpusError: The file is malformed, or two cases have the same id.
        """
        snapshots = self._snapshots(file)
        cases: dict[str, Case] = {}
        for source_case in self._case_files.source_cases(file):
            for case in self._derive(source_case, snapshots):
                if case.id in cases:
                    problem, pointer = f"the case {case.id} is defined twice", source_case.pointer
                    raise CorpusError(problem, file=file, location=pointer, hint="Rename the newer of the two cases.")
                cases[case.id] = case
        return list(cases.values())

    def _snapshots(self, file: Path) -> Mapping[str, Json]:
        """Return the snapshots of a case file by source case id. A topic without accepted payloads has none."""
        snapshots = self._root / SNAPSHOTS_DIRECTORY / f"{topic_of(file)}.json"
        return load_snapshots(snapshots) if snapshots.is_file() else {}

    def _derive(self, source_case: SourceCase, snapshots: Mapping[str, Json]) -> list[Case]:
        """Return the cases of a source case in the revision. Errors name its file and its place in the file."""
        topic, definition = source_case.topic, self._definition
        try:
            data = definition.expectation(source_case.data)
            if data is None:
                return derive_preservation(topic, source_case.data, definition.all_requirements)
            return derive(topic, data, definition.requirements, snapshots, self._vocabulary)
        except CorpusError as error:
            file, pointer = source_case.file, source_case.pointer
            raise CorpusError(error.problem, file=file, location=pointer, hint=error.hint) from None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise invalid_shape_error(error, "a case", "cases", source_case.file, source_case.pointer) from None
