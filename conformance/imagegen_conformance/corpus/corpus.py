"""The corpus: all requirements and cases, and the selection among the cases."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from pathlib import Path

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.former_cases import FormerCase
from imagegen_conformance.corpus.loading import load_cases, load_requirements
from imagegen_conformance.corpus.prerequisites import PREREQUISITES_FILE, PlainCases, Prerequisites
from imagegen_conformance.corpus.requirements import LEVELS, Requirement
from imagegen_conformance.corpus.selection import Selection, matches_pattern
from imagegen_conformance.errors import UsageError, did_you_mean, invalid_shape_error
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.text import escape_control_characters

__all__ = ["Corpus", "corpus_digest"]
DIGEST_FILES = ("requirements.json", PREREQUISITES_FILE, "smoke.json")  # beside cases and snapshots


class Corpus:
    """The requirements and the cases that are derived from the source cases.

    Attributes:
        root: The directory of the files.
        revision: The revision of the specification.
        documents: The titles of the documents that sources refer to, by their keys.
        requirements: The requirements by id.
        cases: The cases, in the order of the files.
    """

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
        """Load a corpus.

        Args:
            root: The directory of the files; the corpus of the suite by default.
            patterns: Patterns of case ids. If files can contain matching cases, only these files and those of the
                prerequisites are loaded, which makes it much faster to run a single case.

        Raises:
            CorpusError: A file is missing, malformed, or contradicts another.
        """
        root = root or data_directory("fixtures")
        file = root / "requirements.json"
        content = load_json(file)
        try:
            documents = {name: str(document["title"]) for name, document in content["documents"].items()}
            requirements = load_requirements(content["requirements"], documents, file)
            revision = str(content["revision"])
        except (KeyError, TypeError, AttributeError) as error:
            raise invalid_shape_error(error, "a list of requirements", "requirements", file) from None
        with _paused_garbage_collection():
            cases = tuple(load_cases(root, requirements, patterns))
        return cls(root, revision, documents, requirements, cases)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all files that affect verdicts. It is computed for evidence and exports only."""
        names = (*DIGEST_FILES, "cases/*/*.json", "snapshots/*/*.json")
        files = [file for name in names for file in self.root.glob(name)]
        return corpus_digest({file.relative_to(self.root).as_posix(): file.read_bytes() for file in files})

    @cached_property
    def smoke(self) -> frozenset[str]:
        """The ids of the smoke list, a small set of cases that kills every mutant.

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
        try:
            return self.by_id[id_]
        except KeyError:
            former = FormerCase.find(self.root, id_)
            problem = former.problem if former else f"the case {escape_control_characters(id_)} does not exist"
            raise UsageError(problem, hint=(former and former.hint) or self._suggest_ids(id_)) from None

    def select(self, selection: Selection) -> tuple[Case, ...]:
        """Return the cases that match a selection, in the order of the corpus. There is at least one.

        Raises:
            UsageError: A filter matches no case, or one of the levels has no case that matches the other filters.
        """
        self._check_filters(selection)
        cases = tuple(case for case in self.cases if self._matches(selection, case))
        for level in selection.levels or (None,):
            if not any(level in {None, case.level} for case in cases):
                problem = "no case matches all filters" + (f" at level {level}" if level else "")
                raise UsageError(problem, hint=self._suggest_levels(selection))
        return cases

    def _check_filters(self, selection: Selection) -> None:
        """Raise UsageError for the first pattern, area or requirement that matches no case."""
        for pattern in selection.patterns:
            if not any(matches_pattern(case.id, pattern) for case in self.cases):
                raise UsageError(f"no case matches {pattern!r}", hint=self._suggest_ids(pattern))
        areas = list(dict.fromkeys(case.area for case in self.cases)) if selection.areas else []
        for area in selection.areas:
            if area not in areas:
                hint = f"{did_you_mean(area, areas, '')} The areas are {', '.join(areas)}.".lstrip()
                raise UsageError(f"the area {area!r} does not exist", hint=hint)
        for requirement in selection.requirements:
            if requirement not in self.requirements:
                otherwise = "Run `imagegen-conformance coverage` to list the requirements."
                hint = did_you_mean(requirement, self.requirements, otherwise)
                raise UsageError(f"the requirement {requirement!r} does not exist", hint=hint)

    def _matches(self, selection: Selection, case: Case) -> bool:
        return selection.matches(case) and (not selection.smoke or case.id in self.smoke)

    def _levels_with_matches(self, selection: Selection) -> list[str]:
        """Return the levels of the cases that match all filters except the levels."""
        other_filters = selection._replace(levels=())
        levels = {case.level for case in self.cases if self._matches(other_filters, case)}
        return [level for level in LEVELS if level in levels]

    def _suggest_levels(self, selection: Selection) -> str:
        levels = self._levels_with_matches(selection)
        if not levels:
            return "Remove a filter. Run `imagegen-conformance list` to see what each filter matches."
        return f"The other filters match cases at {', '.join(levels)}."

    def _suggest_ids(self, id_: str) -> str:
        # A corpus that was loaded with patterns contains a part of the ids only.
        return did_you_mean(id_, Corpus.load(self.root).by_id, "Run `imagegen-conformance list` to list the cases.")


@contextmanager
def _paused_garbage_collection() -> Iterator[None]:
    """Pause the garbage collector, which would search the many new objects for cycles several times: there are none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def corpus_digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of the files of a corpus, by their names relative to its root.

    Files that do not affect verdicts are ignored. Names are part of the digest, because case ids are built from them.
    """
    import hashlib

    digest = hashlib.sha256()
    cases = sorted((name for name in files if name.startswith("cases/")), key=lambda name: name.split("/"))
    snapshots = [name.replace("cases/", "snapshots/", 1) for name in cases]
    for name in (*DIGEST_FILES, *chain.from_iterable(zip(cases, snapshots, strict=True))):
        if name in files:
            digest.update(f"{name}\n".encode())
            digest.update(files[name])
    return digest.hexdigest()
