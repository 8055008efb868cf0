"""The references of requirements and of model limits, generated from the corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from imagegen_conformance.authoring.traceability import Traceability
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import LIMITS_FILE, Limit, LimitsFile
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.requirements import LEVELS, Requirement, Source
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.corpus.validity import Validity
from imagegen_conformance.reports.limit_text import describe_limit
from imagegen_conformance.reports.requirement import describe_other_strengths, describe_validity
from imagegen_conformance.runner.profile_options import revision_arguments

__all__ = ["model_limits", "requirements"]


@cache
def _corpus(profile: str | None = None, revision: str | None = None) -> Corpus:
    return Corpus.load(None, (), profile, revision)


@cache
def _traceability(revision: Revision) -> Traceability:
    return Traceability.from_corpus(_corpus(revision.profile, revision.name))


@cache
def _links() -> SourceLinks:
    return SourceLinks.load(_corpus().root)


def requirements() -> str:
    """Return the Markdown text of the requirements of all revisions, by level."""
    lines: list[str] = []
    for level in LEVELS:
        of_level = [item for item in _corpus().definition.all_requirements.values() if item.level == level]
        lines.append(f"## Level {level}\n\n{len(of_level)} requirements.\n")
        for requirement in of_level:
            lines += _requirement(requirement)
    return "\n".join(lines)


def _requirement(requirement: Requirement) -> Iterator[str]:
    profiles, revision = _corpus().profiles, _revision(requirement)
    traceability = _traceability(revision)
    yield f"(rule-{_slug(requirement.id)})=\n### `{requirement.id}`\n\n{_escape(requirement.statement)}\n"
    yield f"- Strength: {_strengths(requirement)}."
    yield f"- Holds in: {describe_validity(requirement, profiles)}."
    yield f"- Kinds of sources: {', '.join(traceability.support(requirement))}."
    if requirement.exclusion:
        yield f"- Cases: none. {_escape(requirement.exclusion)}"
    else:
        cases = len(traceability.cases.get(requirement.id, ()))
        arguments = " ".join([*revision_arguments(profiles, revision), f"--requirement {requirement.id}"])
        yield f"- Cases in {revision}: {cases}. `imagegen-conformance list {arguments}` lists them."
    for source in requirement.sources:
        yield f"- Source: {_source(source)}"
    yield ""


def _strengths(requirement: Requirement) -> str:
    others = describe_other_strengths(requirement, requirement.strength, _corpus().profiles)
    return ". ".join([requirement.strength, *(f"Otherwise, in {where}: {strength}" for strength, where in others)])


def _revision(requirement: Requirement) -> Revision:
    """Return the default revision of the first profile in which a requirement holds, or else the last such revision."""
    profiles = _corpus().profiles
    defaults = [profile.default for profile in profiles.by_name.values()]
    return next(item for item in (*defaults, *reversed(profiles.revisions)) if requirement.validity.holds_in(item))


def _source(source: Source) -> str:
    # The definitions of the levels are a page of the same site.
    is_level = source.document == "levels"
    address = f"levels.md#{source.section}" if is_level else _links().address(source)
    return _escape(str(source)) if address is None else f"[{_escape(str(source))}]({address})"


def model_limits() -> str:
    """Return the Markdown text of the model limits of all revisions: those of any model, then those of each family."""
    limits = LimitsFile.load(_corpus().profiles, _corpus().root / LIMITS_FILE)
    lines = ["## Any model\n", *_limit_table(limits.any_model)]
    for family in limits.families:
        models = ", ".join(f"`{model}`" for model in family.models)
        lines += [f"## {family.name}\n", f"Values of `model`: {models}."]
        lines.append(f"Holds in: {_validity(family.validity)}.\n")
        lines += _limit_table(family.limits)
    return "\n".join(lines)


def _limit_table(limits: tuple[Limit, ...]) -> Iterator[str]:
    yield "| limit | rule | strength | date | holds in |\n|---|---|---|---|---|"
    for limit in limits:
        rule = f"[`{limit.rule}`](#rule-{_slug(limit.rule)})"
        cells = (describe_limit(limit), rule, limit.data["strength"], limit.data["date"], _validity(limit.validity))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _validity(validity: Validity) -> str:
    profiles = _corpus().profiles
    return profiles.describe([revision for revision in profiles.revisions if validity.holds_in(revision)])


def _slug(id_: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", id_)


def _escape(text: str) -> str:
    """Return a statement as Markdown: its code stays code, and nothing else is markup."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([*_<>\[\]|])", r"\\\1", part) for part in parts)
