"""The difference of two revisions: everything that is judged in another way."""

from __future__ import annotations

from typing import Literal, NamedTuple

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import LIMITS_FILE, LimitsFile
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.requirements import Level, Requirement, Strength
from imagegen_conformance.corpus.revision_diff.cases import CaseChanges, case_changes
from imagegen_conformance.corpus.revision_diff.fields import FieldChange, field_changes
from imagegen_conformance.corpus.revision_diff.limits import FamilyChange, LimitChange, family_changes, limit_changes
from imagegen_conformance.corpus.revision_diff.models import ModelChange, model_changes

__all__ = ["RequirementChange", "RevisionDiff"]


class RequirementChange(NamedTuple):
    """A requirement that holds in one of two revisions only, or with another strength.

    Attributes:
        requirement: The requirement, as in the second revision if it holds there.
        kind: Whether it holds in the second revision only (new), in the first only (former), or in both (strength).
        former_strength: The strength in the first revision, if it holds in both.
    """

    requirement: Requirement
    kind: Literal["new", "former", "strength"]
    former_strength: Strength | None = None


class RevisionDiff(NamedTuple):
    """The difference of two revisions.

    Attributes:
        before: The first revision.
        after: The second revision.
        fields: The fields and legal values that differ.
        requirements: The requirements that hold in one of the revisions only, or with another strength.
        levels: The levels at which one of the revisions has requirements and the other has none.
        families: The families of models, and the models in them, that one of the revisions has.
        limits: The model limits that differ.
        models: The models that were released or retired by the date of one of the revisions only.
        cases: The cases that differ.
    """

    before: Revision
    after: Revision
    fields: tuple[FieldChange, ...]
    requirements: tuple[RequirementChange, ...]
    levels: frozenset[Level]
    families: tuple[FamilyChange, ...]
    limits: tuple[LimitChange, ...]
    models: tuple[ModelChange, ...]
    cases: CaseChanges

    @classmethod
    def of(cls, before: Corpus, after: Corpus) -> RevisionDiff:
        """Return the difference of the revisions in which two corpora were loaded from the same files.

        Raises:
            CorpusError: The plain schema or the model limits are missing or malformed.
        """
        schemas = [plain_schema(corpus.root, corpus.profiles, corpus.revision) for corpus in (before, after)]
        file = LimitsFile.load(after.profiles, after.root / LIMITS_FILE)
        limits = [file.in_revision(corpus.revision) for corpus in (before, after)]
        return cls(
            before.revision,
            after.revision,
            field_changes(*schemas),
            _requirement_changes(before, after),
            _levels(before) ^ _levels(after),
            family_changes(*limits),
            limit_changes(*limits),
            model_changes(file.families, before.revision, after.revision),
            case_changes(before, after),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        cases = self.cases
        changes = (self.fields, self.requirements, self.families, self.limits, self.models)
        return not any(changes) and not (cases.former or cases.new or cases.changed)


def _levels(corpus: Corpus) -> frozenset[Level]:
    return frozenset(requirement.level for requirement in corpus.requirements.values())


def _requirement_changes(before: Corpus, after: Corpus) -> tuple[RequirementChange, ...]:
    new = [item for id_, item in after.requirements.items() if id_ not in before.requirements]
    former = [item for id_, item in before.requirements.items() if id_ not in after.requirements]
    return (
        *(RequirementChange(item, "new") for item in new),
        *(RequirementChange(item, "former") for item in former),
        *(
            RequirementChange(item, "strength", before.requirements[id_].strength)
            for id_, item in after.requirements.items()
            if id_ in before.requirements and before.requirements[id_].strength != item.strength
        ),
    )
