"""Facts about the payload that adapters read from the requirements: the documented fields, and the rules that warn."""

from __future__ import annotations

from functools import cache

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json

__all__ = ["documented_fields", "warning_rules"]


def _requirements() -> list[Json]:
    return list(load_json(data_directory("fixtures") / "requirements.json")["requirements"])


@cache
def documented_fields() -> frozenset[str]:
    """Return the names of the fields of the payload: those whose legal values a requirement defines."""
    return frozenset(entry["defines"] for entry in _requirements() if "defines" in entry)


@cache
def warning_rules() -> frozenset[str]:
    """Return the ids of the rules that only warn: a payload that breaks one is legal, so that no rejection names it."""
    return frozenset(
        entry["id"] for entry in _requirements() if entry["level"] == "semantic" and entry["strength"] == "may"
    )
