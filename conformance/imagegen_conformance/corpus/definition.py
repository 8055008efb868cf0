"""The definition of the tool in one revision, and what of a source case holds in it.

A source case states where its expectation holds with the key `profiles`. It may have further expectations for other
ranges in `other_expectations`: each replaces everything but the name, the description and the payload. An expectation
also needs its requirement to hold. Reasons whose rule does not hold are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.jsonlib.values import Json

__all__ = ["OTHER_EXPECTATIONS", "Definition", "expectation_revisions", "expectations"]
OTHER_EXPECTATIONS = "other_expectations"
REQUEST_KEYS = ("name", "description", "payload")  # of a source case; they are common to all its expectations


class Definition(NamedTuple):
    """The definition of the tool in one revision.

    Attributes:
        profiles: All profiles.
        revision: The revision.
        requirements: The requirements that hold in the revision, by id.
        all_requirements: The requirements of all revisions, by id.
        other_rules: The ids of the requirements that hold in other revisions only.
    """

    profiles: Profiles
    revision: Revision
    requirements: Mapping[str, Requirement]
    all_requirements: Mapping[str, Requirement]
    other_rules: frozenset[str]

    @classmethod
    def of(cls, profiles: Profiles, revision: Revision, requirements: Mapping[str, Requirement]) -> Definition:
        """Return the definition of a revision, given the requirements of all revisions."""
        valid = {
            id_: item.in_revision(revision) for id_, item in requirements.items() if item.validity.holds_in(revision)
        }
        return cls(profiles, revision, valid, requirements, frozenset(requirements.keys() - valid.keys()))

    def expectation(self, source_case: dict[str, Json]) -> dict[str, Json] | None:
        """Return a source case with the expectation that holds in the revision, or None if none holds.

        Raises:
            CorpusError: A range of the source case is invalid. The error names no file; the caller adds it.
            KeyError, TypeError, AttributeError: The source case is malformed.
        """
        for data in expectations(source_case):
            if self.holds(data):
                return self._without_other_reasons(data) if "reasons" in data and self.other_rules else data
        return None

    def holds(self, expectation: dict[str, Json]) -> bool:
        """Return whether one expectation of a source case holds in the revision."""
        return expectation["requirement"] not in self.other_rules and self.profiles.holds_in(expectation, self.revision)

    def _without_other_reasons(self, data: dict[str, Json]) -> dict[str, Json]:
        reasons = [reason for reason in data["reasons"] if reason["rule"] not in self.other_rules]
        return data if len(reasons) == len(data["reasons"]) else {**data, "reasons": reasons}


def expectation_revisions(
    source_case: dict[str, Json], profiles: Profiles, requirements: Mapping[str, Requirement]
) -> list[tuple[dict[str, Json], list[Revision]]]:
    """Return each expectation of a source case, with the revisions in which it holds.

    Args:
        source_case: The source case.
        profiles: All profiles.
        requirements: The requirements of all revisions, by id.
    """
    definitions = [Definition.of(profiles, revision, requirements) for revision in profiles.revisions]
    return [
        (data, [definition.revision for definition in definitions if definition.holds(data)])
        for data in expectations(source_case)
    ]


def expectations(source_case: dict[str, Json]) -> Iterator[dict[str, Json]]:
    """Yield a source case once for each of its expectations."""
    yield source_case
    for other in source_case.get(OTHER_EXPECTATIONS, ()):
        yield {**{key: source_case[key] for key in REQUEST_KEYS}, **other}
