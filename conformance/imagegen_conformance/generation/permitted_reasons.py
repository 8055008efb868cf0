"""The reasons for which an implementation may reject a payload, beside those that the reference finds."""

from __future__ import annotations

from collections.abc import Iterable

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.jsonlib.patch import apply
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import reference_oracle

__all__ = ["permitted_reasons"]
NULL_RULE = "null.refused"
NO_VALUE = 0.5  # is legal for no field
FORMAT = "/output_format"
FORMATS = ("png", "jpeg")  # with each of them, another field can be illegal


def permitted_reasons(payload: dict[str, Json], findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, and those that another correct implementation may report.

    A null may break the rule of its field, and the fields that depend on an illegal output format may be illegal, too.
    """
    reasons = dict.fromkeys(findings)
    for finding in list(reasons):
        if finding.rule == NULL_RULE:
            reasons |= dict.fromkeys(_findings_at(finding.path, _replaced(payload, finding.path, NO_VALUE)))
        if finding.path == FORMAT:
            dependent = [found for name in FORMATS for found in reference_oracle(_replaced(payload, FORMAT, name))]
            reasons |= dict.fromkeys(dependent)
    return list(reasons)


def _replaced(payload: dict[str, Json], path: str, value: Json) -> Json:
    return apply(payload, [{"op": "replace", "path": path, "value": value}])


def _findings_at(path: str, payload: Json) -> list[Finding]:
    return [finding for finding in reference_oracle(payload) if finding.path == path]
