"""Checks of the ranges and dates of the model limits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from imagegen_conformance.authoring.limit_problem import LimitProblem, child_pointer
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import LIMITS_FILE, Family, Limit, LimitsFile
from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.errors import CorpusError, did_you_mean
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Subject", "date_problems", "invalid_limit_ranges", "range_problems", "subject_text", "subjects_by_key"]
Subject = tuple[Json, ...]
"""The kind of a limit and what it is about, without the numbers and values that it permits."""
SUBJECT_KEYS = ("field", "equals", "other")


def subjects_by_key(limit: Limit) -> dict[Subject, Subject]:
    """Return what a limit is about: two subjects if it sets a minimum and a maximum.

    The keys of equal subjects are equal: a feature and the values of a field are the same subject.
    """
    return {("values", *subject[1:]) if limit.kind == "feature" else subject: subject for subject in _subjects(limit)}


def _subjects(limit: Limit) -> list[Subject]:
    bounds: list[str] = [bound for bound in ("minimum", "maximum", "above", "below") if bound in limit.data]
    rest = tuple(limit.data.get(key, "") for key in SUBJECT_KEYS)
    return [(limit.kind, bound, *rest) for bound in bounds or [""]]


def subject_text(subject: Subject) -> str:
    """Return a subject in words."""
    return " ".join(str(part) for part in subject if part)


def invalid_limit_ranges(corpus: Corpus) -> Iterator[str]:
    """Yield a line for the first range that names an unknown profile or revision, or contains no revision."""
    try:
        LimitsFile.load(corpus.profiles, corpus.root / LIMITS_FILE)
    except CorpusError as error:
        yield str(error)


def range_problems(limits: LimitsFile, holding: Mapping[str, list[Revision]], corpus: Corpus) -> Iterator[LimitProblem]:
    """Yield limits that hold where their rule or family does not, and subjects whose limits have a gap.

    Args:
        limits: The limits of all revisions.
        holding: The revisions in which each limit holds, by its pointer.
        corpus: The corpus whose requirements the limits refer to.
    """
    for limit in limits.limits():
        yield from _rule_range_problems(limit, holding[limit.pointer], corpus)
    for group in (limits.any_model, *(family.limits for family in limits.families)):
        for profile in corpus.profiles.by_name.values():
            yield from _gaps(group, holding, profile.revisions)


def _rule_range_problems(limit: Limit, holding: Collection[Revision], corpus: Corpus) -> Iterator[LimitProblem]:
    profiles = corpus.profiles
    if not holding:
        message = "the limit holds in no revision, because its family does not hold where it does"
        yield LimitProblem(limit.pointer, message, "Correct one of the two ranges, or remove the limit.")
    requirement = corpus.definition.all_requirements.get(limit.rule)
    without_rule = [item for item in holding if requirement and not requirement.validity.holds_in(item)]
    if without_rule:
        message = f"the limit holds in {profiles.describe(without_rule)}, but its rule {limit.rule} does not"
        yield LimitProblem(limit.pointer, message, "Correct `profiles` of one of the two.")


def _gaps(
    limits: Sequence[Limit], holding: Mapping[str, list[Revision]], revisions: Sequence[Revision]
) -> Iterator[LimitProblem]:
    """Yield subjects that are limited in revisions of a profile, then not limited, and then limited again."""
    limits_by_key: dict[Subject, list[tuple[Limit, Subject]]] = {}
    for limit in limits:
        for key, subject in subjects_by_key(limit).items():
            limits_by_key.setdefault(key, []).append((limit, subject))
    for same in limits_by_key.values():
        limited = [(item, *pair) for item in revisions for pair in same if item in holding[pair[0].pointer]]
        for (before, *_), (after, limit, subject) in pairwise(limited):
            if after.position > before.position + 1:
                message = f"{subject_text(subject)} is limited in {before} and {after}, but not between them"
                yield LimitProblem(limit.pointer, message, "Close the gap with `profiles`.")


def date_problems(family: Family, profiles: Profiles) -> Iterator[LimitProblem]:
    """Yield dates of models that are not in the family, dates of unknown profiles, and dates in the wrong order."""
    for key, dates_by_profile in (("released", family.released), ("retired", family.retired)):
        for profile, dates in dates_by_profile.items():
            pointer = child_pointer(family.pointer, key, profile)
            if profile not in profiles.by_name:
                hint = did_you_mean(profile, profiles.by_name, f"The profiles are {' and '.join(profiles.by_name)}.")
                yield LimitProblem(pointer, f"unknown profile {profile!r}", hint)
            for model, date in dates.items():
                place = child_pointer(pointer, model)
                if model not in family.models:
                    hint = did_you_mean(model, family.models, "Add it to the models.")
                    yield LimitProblem(place, f"{model} is not in the family {family.name}", hint)
                if key == "retired" and date < family.released.get(profile, {}).get(model, ""):
                    yield LimitProblem(
                        place, f"{model} was retired before it was released", "Correct one of the dates."
                    )
