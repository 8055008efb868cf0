"""The options that select cases."""

from __future__ import annotations

from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.runner.option import Option

__all__ = ["SELECTION_GROUP", "SELECTION_OPTIONS"]

SELECTION_GROUP = "selection"  # the heading in the help text

SELECTION_OPTIONS: tuple[Option, ...] = (
    Option(
        "level",
        SELECTION_GROUP,
        "select the cases of this level; repeatable",
        default="the levels that the implementation claims",
        choices=LEVELS,
        kind="repeatable",
        field="levels",
    ),
    Option(
        "select",
        SELECTION_GROUP,
        "select the cases whose ids match PATTERN: an id, the beginning of ids up to a slash, or a glob; repeatable",
        metavar="PATTERN",
        kind="repeatable",
        field="patterns",
    ),
    Option(
        "area",
        SELECTION_GROUP,
        "select the cases of this area, the first part of their ids; repeatable",
        metavar="AREA",
        kind="repeatable",
        field="areas",
    ),
    Option(
        "requirement",
        SELECTION_GROUP,
        "select the cases of the requirement with this id; repeatable",
        metavar="ID",
        kind="repeatable",
        field="requirements",
    ),
    Option(
        "smoke",
        SELECTION_GROUP,
        "select the smoke list, a small set of cases that detects most of the faults with which the corpus is measured",
        kind="flag",
        field="smoke",
    ),
    Option(
        "corpus-since",
        SELECTION_GROUP,
        "select the cases that were registered in VERSION of the suite or before it, so that scores stay comparable",
        default="the cases of every version",
        metavar="VERSION",
        field="corpus_since",
    ),
)
