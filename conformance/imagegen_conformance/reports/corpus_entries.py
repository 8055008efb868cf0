"""Cases and requirements as JSON, for commands with `--format json`."""

from __future__ import annotations

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.requirements import Requirement, Source
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.jsonlib.values import Json

__all__ = ["case_entry", "requirement_entry"]


def case_entry(case: Case) -> dict[str, Json]:
    """Return what identifies and classifies a case, without its request and its expected outcome."""
    return {
        "id": case.id,
        "area": case.area,
        "level": case.level,
        "strength": case.strength,
        "kind": case.kind,
        "requirement": case.requirement.id,
        "description": case.description,
    }


def requirement_entry(requirement: Requirement, links: SourceLinks) -> dict[str, Json]:
    """Return a requirement with its sources and their addresses."""
    entry: dict[str, Json] = {
        "id": requirement.id,
        "level": requirement.level,
        "strength": requirement.strength,
        "since": requirement.since,
        "statement": requirement.statement,
        "sources": [_source_entry(source, links) for source in requirement.sources],
    }
    if requirement.exclusion is not None:
        entry["exclusion"] = requirement.exclusion
    return entry


def _source_entry(source: Source, links: SourceLinks) -> dict[str, Json]:
    entry: dict[str, Json] = {
        "document": source.document,
        "title": source.title,
        "section": source.section,
        "sentences": list(source.sentences),
    }
    address = links.address(source)
    if address is not None:
        entry["url"] = address
    return entry
