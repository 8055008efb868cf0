"""The payloads that validators are measured with: every payload that a case of the corpus validates."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.resources import data_directory, load_json
from imagegen_reference import ImageGenTool, ValidationError
from imagegen_reference.validation import Level


def payloads() -> list[Any]:
    """Return the payloads of levels schema and semantic. A case about warnings repeats the payload of another one."""
    return [
        case.request.content
        for case in Corpus.load().cases
        if case.request.operation == "validate" and not case.id.endswith(":warnings")
    ]


def schemas() -> tuple[Any, Any]:
    """Return the plain schema and the strict schema."""
    names = ("image_gen_tool.schema.json", "image_gen_tool.strict.schema.json")
    plain, strict = (load_json(data_directory("schemas") / name) for name in names)
    return plain, strict


def count_legal(payloads: list[Any], level: Level) -> int:
    """Return the number of payloads that the reference accepts."""
    return sum(_is_legal(payload, level) for payload in payloads)


def _is_legal(payload: Any, level: Level) -> bool:
    try:
        ImageGenTool.validate_payload(payload, level)
    except ValidationError:
        return False
    return True


def summary() -> str:
    """Return a description of the payloads on one line."""
    validated = payloads()
    count = len(validated)
    schema, semantic = (count_legal(validated, level) / count for level in ("schema", "semantic"))
    with_size = sum(isinstance(payload, dict) and "size" in payload for payload in validated) / count
    return (
        f"{count:,} payloads are validated: {schema:.0%} are legal at level schema, {semantic:.0%} at level semantic; "
        f"{with_size:.0%} have a size"
    )
