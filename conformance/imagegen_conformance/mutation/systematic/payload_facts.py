"""Facts about the payload of a request. They are computed once, because thousands of mutants ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json, loads
from imagegen_conformance.mutation.mutant import Payload
from imagegen_reference.errors import Error
from imagegen_reference.model_limits import limits_in
from imagegen_reference.revision import Revision
from imagegen_reference.schema_rules import check_schema_rules
from imagegen_reference.semantic_rules import check_semantic_rules

__all__ = ["NULL", "PayloadFacts", "facts_of", "finding_label", "findings_in"]
NULL = "null.refused"
# The name of a tool configuration in labels of findings.
ANY_NAME = "*"


class PayloadFacts:
    """A payload that is an object, with what mutants ask about it.

    Attributes:
        payload: The payload. Nothing changes it.
        strings: The strings at each place, by the name of the place; a mutant that needs them computes them.
    """

    __slots__ = ("_findings", "payload", "strings")

    def __init__(self, payload: Payload) -> None:
        self.payload = payload
        self.strings: dict[str, Sequence[str]] = {}
        self._findings: dict[Revision, Mapping[str, tuple[Error, ...]]] = {}

    def findings(self, revision: Revision) -> Mapping[str, tuple[Error, ...]]:
        """Return the errors of the reference in a revision, by their labels."""
        if revision not in self._findings:
            self._findings[revision] = findings_in(self.payload, revision)
        return self._findings[revision]


# The facts about the content of a request, by its identity and whether it is a text. The content is stored beside them,
# so that no other object gets its identity.
_FACTS: dict[tuple[int, bool], tuple[Json, PayloadFacts | None]] = {}


def facts_of(request: Request) -> PayloadFacts | None:
    """Return the facts about the payload of a request, or None if its payload is not an object, or it has none.

    The content of the request must not change afterwards; the content of a case never does.
    """
    operation, content = request
    if operation == "call":
        return None
    key = (id(content), operation == "parse-text")
    if key not in _FACTS:
        payload = _read(content) if operation == "parse-text" else content
        _FACTS[key] = (content, PayloadFacts(payload) if isinstance(payload, dict) else None)
    return _FACTS[key][1]


def _read(text: str) -> Json:
    try:
        return loads(text)
    except ValueError:
        return None


def findings_in(payload: Payload, revision: Revision) -> Mapping[str, tuple[Error, ...]]:
    """Return the errors of the reference for a payload, by their labels."""
    errors = check_schema_rules(payload, revision)
    broken = {error[0].split("/")[1] for error in errors}
    semantic_errors, _ = check_semantic_rules(payload, broken, limits_in(revision))
    findings: dict[str, tuple[Error, ...]] = {}
    for error in (*errors, *semantic_errors):
        label = finding_label(error)
        findings[label] = (*findings.get(label, ()), error)
    return findings


def finding_label(error: Error) -> str:
    """Return the rule of an error; the rule about nulls together with the place, such as `null.refused:quality`."""
    pointer, rule, *_ = error
    if rule != NULL:
        return rule
    first, *inner = pointer[1:].split("/")
    if first == "tool_configs" and inner:
        inner[0] = ANY_NAME
    return f"{NULL}:{'.'.join((first, *inner))}"
