"""The files below `payloads/` of an export: one payload each, for validators that are run over folders.

| path | content |
|---|---|
| `payloads/valid/LEVEL/ID.json` | a legal payload |
| `payloads/invalid/LEVEL/ID.json` | a payload that breaks one rule of this level |

LEVEL is the level of the case. In ID, each colon of a case id is written as `@`. Long texts are written in full,
because a validator knows nothing of this package.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.export.strictness import needs_lenient_parser
from imagegen_conformance.jsonlib.values import Json

__all__ = ["payload_files"]
VALID, INVALID = "payloads/valid", "payloads/invalid"
GATING = ("must", "should")  # the strengths with which an implementation has to agree


def payload_files(cases: Iterable[Case]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each file.

    A case has a file if a validator has to agree with it: its strength is must or should, its payload has one permitted
    outcome, and every JSON parser can read the payload. A case of level wire has no file if another case validates the
    same payload.
    """
    validated: set[str] = set()
    for case in sorted(cases, key=lambda case: case.request.operation != "validate"):
        folder = _folder(case)
        if folder is None or needs_lenient_parser(case.request.content):
            continue
        if case.request.operation == "validate":
            validated.add(case.source_id)
        elif case.source_id in validated:
            continue
        yield f"{folder}/{case.level}/{case.id.replace(':', '@')}.json", _to_bytes(case.request.content)


def _folder(case: Case) -> str | None:
    """Return the folder of a case, or None if it is not about one legal or illegal payload."""
    expected = case.expected
    if case.request.operation not in {"validate", "parse"} or not isinstance(expected, ExpectedOutcome):
        return None
    if expected.accepted == expected.rejected or (expected.acceptance_strength or case.strength) not in GATING:
        return None
    return VALID if expected.accepted else INVALID


def _to_bytes(payload: Json) -> bytes:
    return (json.dumps(payload, indent=2, allow_nan=False) + "\n").encode("ascii")
