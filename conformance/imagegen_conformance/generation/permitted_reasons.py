"""The reasons for which an implementation may reject a payload, beside those that the reference finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.jsonlib.patch import apply
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import Oracle

__all__ = ["permitted_reasons"]
NULL_RULE = "null.refused"
NO_VALUE = 0.5  # is legal for no field
FORMAT = "/output_format"


def permitted_reasons(
    payload: dict[str, Json], findings: Iterable[Finding], oracle: Oracle, formats: Sequence[str]
) -> list[Finding]:
    """Return the findings, and those that another correct implementation may report.

    A null may break the rule of its field, and the fields that depend on an illegal output format may be illegal, too.

    Args:
        payload: The payload.
        findings: The findings of the oracle.
        oracle: The reference in the revision of the payload.
        formats: The legal output formats.
    """
    reasons = dict.fromkeys(findings)
    for finding in list(reasons):
        if finding.rule == NULL_RULE:
            found = oracle(_replaced(payload, finding.path, NO_VALUE))
            reasons |= dict.fromkeys(item for item in found if item.path == finding.path)
        if finding.path == FORMAT:
            reasons |= dict.fromkeys(item for name in formats for item in oracle(_replaced(payload, FORMAT, name)))
    return list(reasons)


def _replaced(payload: dict[str, Json], path: str, value: Json) -> Json:
    return apply(payload, [{"op": "replace", "path": path, "value": value}])
