"""The corpus: all requirements and cases, and the selection among the cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path

from imagegen_conformance.corpus.case_selector import CaseSelector
from imagegen_conformance.corpus.cases import Case, source_id_of
from imagegen_conformance.corpus.definition import Definition, expectation_revisions
from imagegen_conformance.corpus.garbage_collection import paused_garbage_collection
from imagegen_conformance.corpus.loading import load_cases, load_requirements
from imagegen_conformance.corpus.prerequisites import PREREQUISITES_FILE, PlainCases, Prerequisites
from imagegen_conformance.corpus.profiles import PROFILES_FILE, Profile, Profiles, Revision
from imagegen_conformance.corpus.registered_versions import RegisteredVersions
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.corpus.source_cases import CaseFiles, iter_source_cases
from imagegen_conformance.errors import invalid_shape_error
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json

__all__ = ["Corpus", "corpus_digest"]
DIGEST_FILES = (
    PROFILES_FILE,
    "requirements.json",
    PREREQUISITES_FILE,
    "smoke.json",
)  # beside dimensions, cases and snapshots


class Corpus:
    """The requirements of one revision, and the cases that are derived from the source cases in it.

    Attributes:
        root: The directory of the files.
        documents: The titles of the documents that sources refer to, by their keys.
        definition: The definition of the tool in the revision.
        profiles: The profiles.
        revision: The revision.
        requirements: The requirements that hold in the revision, by id.
        cases: The cases, in the order of the files.
    """

    def __init__(
        self, root: Path, documents: Mapping[str, str], definition: Definition, cases: tuple[Case, ...]
    ) -> None:
        self.root = root
        self.documents = documents
        self.definition = definition
        self.profiles = definition.profiles
        self.revision = definition.revision
        self.requirements = definition.requirements
        self.cases = cases

    @classmethod
    def load(
        cls,
        root: Path | None = None,
        patterns: Sequence[str] = (),
        profile: str | None = None,
        revision: str | None = None,
    ) -> Corpus:
        """Load a corpus as it applies in a revision.

        Args:
            root: The directory of the files; the corpus of the suite by default.
            patterns: Patterns of case ids. If files can contain matching cases, only these files and those of the
                prerequisites are loaded, which makes it much faster to run a single case.
            profile: The profile; see `Profiles.find`.
            revision: The revision; see `Profiles.find`.

        Raises:
            CorpusError: A file is missing, malformed, or contradicts another.
            UsageError: The profile or the revision is unknown.
        """
        root = root or data_directory("fixtures")
        profiles = Profiles.load(root)
        found = profiles.find(profile, revision)
        file = root / "requirements.json"
        content = load_json(file)
        try:
            documents = {name: str(document["title"]) for name, document in content["documents"].items()}
            requirements = load_requirements(content["requirements"], documents, profiles, file)
        except (KeyError, TypeError, AttributeError) as error:
            raise invalid_shape_error(error, "a list of requirements", "requirements", file) from None
        with paused_garbage_collection():
            definition = Definition.of(profiles, found, requirements)
            case_files = CaseFiles(root, profiles)
            cases = tuple(load_cases(root, case_files, definition, patterns))
        return cls(root, documents, definition, cases)

    @property
    def profile(self) -> Profile:
        """The profile of the revision."""
        return self.profiles.by_name[self.revision.profile]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all files that affect verdicts. It is computed for evidence and exports only."""
        names = (*DIGEST_FILES, "dimensions/*.json", "cases/*/*.json", "snapshots/*/*.json")
        files = [file for name in names for file in self.root.glob(name)]
        return corpus_digest({file.relative_to(self.root).as_posix(): file.read_bytes() for file in files})

    @cached_property
    def smoke(self) -> frozenset[str]:
        """The ids of the smoke list, a small set of cases that kills most mutants.

        Raises:
            CorpusError: The file is missing or malformed.
        """
        file = self.root / "smoke.json"
        content = load_json(file)
        try:
            return frozenset(map(str, content["cases"]))
        except (KeyError, TypeError) as error:
            raise invalid_shape_error(error, "a smoke list", "smoke", file) from None

    @cached_property
    def registered_versions(self) -> RegisteredVersions:
        """The versions of the suite in which the source cases were registered.

        Raises:
            CorpusError: The id registry is missing or malformed.
        """
        return RegisteredVersions.load(self.root)

    @cached_property
    def prerequisites(self) -> Prerequisites:
        """The prerequisites of the cases.

        Raises:
            CorpusError: The list of plain cases is missing or malformed.
        """
        return Prerequisites(PlainCases.load(self.root), self.by_id)

    def in_run_order(self, cases: Sequence[Case]) -> tuple[Case, ...]:
        """Return cases and their prerequisites: first the plain cases, each after its own prerequisites."""
        plain_ids = self.prerequisites.ids
        ids = {case.id for case in cases}
        if not plain_ids <= ids:  # the whole corpus contains all of them: its prerequisites need not be computed
            ids.update(id_ for case in cases for id_ in self.prerequisites.of(case))
        plain_cases = [case for case in self.cases if case.id in plain_ids and case.id in ids]
        first = dict.fromkeys(id_ for case in plain_cases for id_ in (*self.prerequisites.of(case), case.id))
        return (*(self.by_id[id_] for id_ in first), *(case for case in cases if case.id not in plain_ids))

    @cached_property
    def by_id(self) -> Mapping[str, Case]:
        """The cases by id."""
        return {case.id: case for case in self.cases}

    def case(self, id_: str) -> Case:
        """Return the case with this id.

        Raises:
            UsageError: There is no such case. The message says why it was removed, or suggests similar ids.
        """
        case = self.by_id.get(id_)
        if case is None:
            raise CaseSelector(self).missing_case_error(id_)
        return case

    def whole(self) -> Corpus:
        """Return the corpus of the same revision with all files."""
        return Corpus.load(self.root, (), self.revision.profile, self.revision.name)

    def revisions_of(self, id_: str) -> list[Revision]:
        """Return the revisions in which the source case of an id holds; empty if there is no such source case."""
        found = {revision for _, revisions in self.expectations_of(id_) for revision in revisions}
        return [revision for revision in self.profiles.revisions if revision in found]

    def expectations_of(self, id_: str) -> list[tuple[dict[str, Json], list[Revision]]]:
        """Return the expectations of the source case of an id, each with the revisions in which it holds."""
        source_id = source_id_of(id_)
        for source_case in iter_source_cases(self.root, [source_id]):
            if source_case.id == source_id:
                return expectation_revisions(source_case.data, self.profiles, self.definition.all_requirements)
        return []

    def select(self, selection: Selection) -> tuple[Case, ...]:
        """Return the cases that match a selection, in the order of the corpus. There is at least one.

        Raises:
            UsageError: A filter matches no case, one of the levels has no case that matches the other filters, or
                there is no such version of the suite.
        """
        return CaseSelector(self).select(selection)


def corpus_digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the files of a corpus, by their names relative to its root.

    Files that do not affect verdicts are ignored. Names are part of the digest, because case ids are built from them.
    """
    import hashlib

    digest = hashlib.sha256()
    cases = sorted((name for name in files if name.startswith("cases/")), key=lambda name: name.split("/"))
    snapshots = [name.replace("cases/", "snapshots/", 1) for name in cases]
    dimensions = sorted(name for name in files if name.startswith("dimensions/"))
    for name in (*DIGEST_FILES, *dimensions, *chain.from_iterable(zip(cases, snapshots, strict=True))):
        if name in files:
            digest.update(f"{name}\n".encode())
            digest.update(files[name])
    return digest.hexdigest()
