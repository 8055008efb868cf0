"""The references of requirements and of model limits, generated from the corpus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from imagegen_conformance.authoring.traceability import Traceability
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import Limit, ModelLimits
from imagegen_conformance.corpus.requirements import LEVELS, Requirement, Source
from imagegen_conformance.corpus.source_links import SourceLinks

__all__ = ["model_limits", "requirements"]


@cache
def _corpus() -> Corpus:
    return Corpus.load()


@cache
def _links() -> SourceLinks:
    return SourceLinks.load(_corpus().root)


def requirements() -> str:
    """Return the Markdown text of all requirements, by level."""
    corpus = _corpus()
    traceability = Traceability.from_corpus(corpus)
    lines: list[str] = []
    for level in LEVELS:
        of_level = [item for item in corpus.requirements.values() if item.level == level]
        lines.append(f"## Level {level}\n\n{len(of_level)} requirements.\n")
        for requirement in of_level:
            lines += _requirement(requirement, traceability)
    return "\n".join(lines)


def _requirement(requirement: Requirement, traceability: Traceability) -> Iterator[str]:
    cases = len(traceability.cases.get(requirement.id, ()))
    yield f"(rule-{_slug(requirement.id)})=\n### `{requirement.id}`\n\n{_escape(requirement.statement)}\n"
    yield f"- Strength: {requirement.strength}. Since revision {requirement.since}."
    yield f"- Kinds of sources: {', '.join(traceability.support(requirement))}."
    if requirement.exclusion:
        yield f"- Cases: none. {_escape(requirement.exclusion)}"
    else:
        yield f"- Cases: {cases}. `imagegen-conformance list --requirement {requirement.id}` lists them."
    for source in requirement.sources:
        yield f"- Source: {_source(source)}"
    yield ""


def _source(source: Source) -> str:
    # The definitions of the levels are a page of the same site.
    is_level = source.document == "levels"
    address = f"levels.md#{source.section}" if is_level else _links().address(source)
    return _escape(str(source)) if address is None else f"[{_escape(str(source))}]({address})"


def model_limits() -> str:
    """Return the Markdown text of all model limits: those of any model, then those of each family."""
    limits = ModelLimits.load(_corpus())
    lines = ["## Any model\n", *_limit_table(limits.any_model)]
    for family in limits.families:
        models = ", ".join(f"`{model}`" for model in family.models)
        lines += [f"## {family.name}\n", f"Values of `model`: {models}.\n", *_limit_table(family.limits)]
    return "\n".join(lines)


def _limit_table(limits: tuple[Limit, ...]) -> Iterator[str]:
    yield "| limit | rule | strength | date |\n|---|---|---|---|"
    for limit in limits:
        rule = f"[`{limit.rule}`](#rule-{_slug(limit.rule)})"
        yield f"| {_limit(limit)} | {rule} | {limit.data['strength']} | {limit.data['date']} |"
    yield ""


def _limit(limit: Limit) -> str:
    """Return a limit in words."""
    return DESCRIPTIONS[limit.kind](limit)


def _values(names: list[str], separator: str = ", ") -> str:
    return separator.join(f"`{name}`" for name in names)


def _range(limit: Limit) -> str:
    parts = [f"at least {limit.data['minimum']:,}"] if "minimum" in limit.data else []
    return " and ".join(parts + ([f"at most {limit.data['maximum']:,}"] if "maximum" in limit.data else []))


def _field(limit: Limit) -> str:
    data = limit.data
    if "equals" in data:
        return f"`{data['field']}` `{data['equals']}`"
    return f"`{data['field']}` below {data['below']}" if "below" in data else f"`{data['field']}`"


def _slug(id_: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", id_)


def _escape(text: str) -> str:
    """Return a statement as Markdown: its code stays code, and nothing else is markup."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else re.sub(r"([*_<>\[\]|])", r"\\\1", part) for part in parts)


DESCRIPTIONS: dict[str, Callable[[Limit], str]] = {
    "multiple": lambda limit: f"width and height are multiples of {limit.data['of']}",
    "edge": lambda limit: f"width and height in pixels: {_range(limit)}",
    "pixels": lambda limit: f"pixels: {_range(limit)}",
    "ratio": lambda limit: f"ratio of the long edge to the short edge: {_range(limit)}",
    "experimental": lambda limit: f"sizes of more than {limit.data['above']:,} pixels are experimental",
    "sizes": lambda limit: f"sizes: {_values(limit.data['sizes'])}",
    "auto": lambda limit: f"`auto` is {'legal' if limit.data['legal'] else 'illegal'} as `size`",
    "feature": lambda limit: f"support for {_field(limit)}: {limit.data['support']}",
    "format": lambda limit: f"{_field(limit)} requires `output_format` {_values(limit.data['formats'], ' or ')}",
    "deprecated": lambda limit: f"deprecated fields: {_values(limit.data['fields'])}",
}
