"""Checks of the profiles and revisions in which source cases hold.

| check | problem |
|---|---|
| `invalid_ranges` | a range names an unknown profile or revision, or contains no revision |
| `_scored_nowhere` | no revision scores an expectation of a source case |
| `_overlaps` | two expectations of a source case hold in the same revision |
| `_gaps` | an expectation holds before and after a revision in which none does |
| `_wrong_ranges` | an expectation holds in a revision in which the reference does not confirm it |
| `_missing_ranges` | no expectation holds in a revision in which the reference confirms one |
| `_too_firm_rejections` | a payload is rejected at level schema with strength must, but legal in another revision |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.corpus.definition import Definition, expectations
from imagegen_conformance.corpus.derivation import permitted_reasons
from imagegen_conformance.corpus.model_limits import LIMITS_FILE, LimitsFile
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.corpus.source_cases import SourceCase
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.jsonlib.patch import apply
from imagegen_conformance.jsonlib.values import Json, deep_copy
from imagegen_conformance.oracles.acceptance import undecided_rules

if TYPE_CHECKING:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.corpus.profiles import Revision

__all__ = ["RangeChecks"]


class RangeChecks:
    """The checks of the source cases of a corpus, in all revisions.

    Args:
        corpus: The corpus, in any revision.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._profiles = corpus.profiles

    @cached_property
    def _definitions(self) -> Mapping[Revision, Definition]:
        requirements = self._corpus.definition.all_requirements
        return {
            revision: Definition.of(self._profiles, revision, requirements) for revision in self._profiles.revisions
        }

    @cached_property
    def _fields(self) -> Mapping[Revision, frozenset[str]]:
        """The fields of each revision."""
        return {
            revision: frozenset(plain_schema(self._corpus.root, self._profiles, revision)["properties"])
            for revision in self._profiles.revisions
        }

    @cached_property
    def _all_fields(self) -> frozenset[str]:
        return frozenset().union(*self._fields.values())

    @cached_property
    def _undecided_rules(self) -> frozenset[str]:
        """The rules of warnings about payloads that implementations may reject, in any revision."""
        return undecided_rules(LimitsFile.load(self._profiles, self._corpus.root / LIMITS_FILE).limits())

    def invalid_ranges(self, source_case: SourceCase) -> Iterator[str]:
        """Yield a line for each invalid range of a source case. The other checks rely on the ranges."""
        for expectation in expectations(source_case.data):
            try:
                self._profiles.validity(expectation)
            except CorpusError as error:
                file, location = source_case.file, source_case.pointer
                yield str(CorpusError(error.problem, file=file, location=location, hint=error.hint))

    def problems(self, source_case: SourceCase) -> Iterator[str]:
        """Yield a line for each other problem of a source case."""
        place = f"{source_case.file} {source_case.pointer}: {source_case.id}"
        problems = [
            *self._scored_nowhere(source_case.data),
            *self._overlaps(source_case.data),
            *self._gaps(source_case.data),
        ]
        if "payload" in source_case.data:
            problems += [*self._wrong_ranges(source_case.data), *self._too_firm_rejections(source_case.data)]
            # The range of a combination is that of its elements, which belong to other combinations, too.
            if source_case.parametrized_id is None:
                problems += self._missing_ranges(source_case.data)
        yield from (f"{place} {problem}" for problem in problems)

    def is_right(self, expectation: dict[str, Json], revision: Revision) -> bool:
        """Return whether an expectation about a payload is right in a revision, according to the reference."""
        payload, kind = expectation["payload"], expectation["kind"]
        if expectation["requirement"] in self._definitions[revision].other_rules:
            return False
        if kind == "either":
            return True
        if kind == "accept":
            return self._is_legal(payload, revision)
        findings = set(self._examine(payload, revision)[0])
        reasons = set(permitted_reasons(expectation["reasons"]))
        if not findings or not findings <= reasons:
            return False
        return self._is_legal(apply(payload, expectation["repair"]), revision)

    def _is_legal(self, payload: Json, revision: Revision) -> bool:
        """Return whether every implementation must accept a payload. It may reject a field of other revisions."""
        findings, warnings = self._examine(payload, revision)
        unknown = self._all_fields - self._fields[revision]
        return not findings and self._undecided_rules.isdisjoint(warnings) and unknown.isdisjoint(payload)

    def _examine(self, payload: Json, revision: Revision) -> tuple[list[Finding], set[str]]:
        """Return what the reference finds, and the rules of its warnings."""
        from imagegen_reference import ImageGenTool, ValidationError

        try:
            warnings = ImageGenTool.validate_payload(
                deep_copy(payload), profile=revision.profile, revision=revision.name
            )
        except ValidationError as error:
            return [Finding(rule_error.path, rule_error.rule) for rule_error in error.errors], set()
        return [], {warning.rule for warning in warnings}

    def _revisions_of(self, expectation: dict[str, Json]) -> list[Revision]:
        """Return the revisions in which one expectation of a source case holds."""
        return [revision for revision, definition in self._definitions.items() if definition.holds(expectation)]

    def _scored_nowhere(self, data: dict[str, Json]) -> Iterator[str]:
        for expectation in expectations(data):
            if not self._revisions_of(expectation):
                yield f"expects {expectation['kind']} in no revision. Correct `profiles`, or remove the expectation."

    def _overlaps(self, data: dict[str, Json]) -> Iterator[str]:
        seen: dict[Revision, str] = {}
        for expectation in expectations(data):
            for revision in self._revisions_of(expectation):
                if revision in seen:
                    problem = f"has two expectations in {revision}: {seen[revision]} and {expectation['kind']}"
                    yield f"{problem}. Make their ranges disjoint."
                seen[revision] = expectation["kind"]

    def _gaps(self, data: dict[str, Json]) -> Iterator[str]:
        holding = {revision for expectation in expectations(data) for revision in self._revisions_of(expectation)}
        for profile in self._profiles.by_name.values():
            positions = sorted(revision.position for revision in holding if revision.profile == profile.name)
            for before, after in pairwise(positions):
                if after != before + 1:
                    first, last = profile.revisions[before], profile.revisions[after]
                    problem = f"has an expectation in {first} and in {last}, but none between them"
                    yield f"{problem}. Close the gap with `profiles` or `other_expectations`."

    def _wrong_ranges(self, data: dict[str, Json]) -> Iterator[str]:
        for expectation in expectations(data):
            holding = self._revisions_of(expectation)
            wrong = [revision for revision in holding if not self.is_right(expectation, revision)]
            if wrong:
                problem = f"expects {expectation['kind']} in {self._profiles.describe(wrong)}"
                yield f"{problem}, contrary to the reference. Correct `profiles`."

    def _missing_ranges(self, data: dict[str, Json]) -> Iterator[str]:
        covered = {revision for expectation in expectations(data) for revision in self._revisions_of(expectation)}
        for expectation in expectations(data):
            if expectation["kind"] == "either":
                continue
            missing = [
                item for item in self._profiles.revisions if item not in covered and self.is_right(expectation, item)
            ]
            if missing:
                problem = f"has no expectation in {self._profiles.describe(missing)}"
                yield f"{problem}, where {expectation['kind']} is right according to the reference. Widen `profiles`."

    def _too_firm_rejections(self, data: dict[str, Json]) -> Iterator[str]:
        """Yield a problem for a rejection that another provider, or another revision, would not confirm."""
        requirements = self._corpus.definition.all_requirements
        for expectation in expectations(data):
            requirement = requirements[expectation["requirement"]]
            strength = expectation.get("strength", requirement.strength)
            if expectation["kind"] != "reject" or requirement.level != "schema" or strength != "must":
                continue
            legal = [item for item in self._profiles.revisions if self._is_legal(data["payload"], item)]
            if legal:
                problem = f"is rejected with strength must, but it is legal in {self._profiles.describe(legal)}"
                yield f"{problem}. Set its strength to should, or use a value that was never legal."
