"""What validators are measured on: every payload that cases of the corpus have validated."""

from __future__ import annotations

from typing import Any

from imagegen_conformance.corpus import Corpus, data, read_json
from imagegen_reference import ImageGenTool, ValidationError
from imagegen_reference.validation import Level


def payloads() -> list[Any]:
    """The payloads of levels schema and semantic; what is asked twice, as to warnings too, is here once."""
    return [
        case.request.content
        for case in Corpus.load().cases
        if case.request.operation == "validate" and not case.id.endswith(":warnings")
    ]


def schemas() -> tuple[Any, Any]:
    """The plain schema and the strict one."""
    names = ("image_gen_tool.schema.json", "image_gen_tool.strict.schema.json")
    plain, strict = (read_json(data("schemas") / name) for name in names)
    return plain, strict


def legal(mix: list[Any], level: Level) -> int:
    """How many the reference accepts."""
    return sum(_is_legal(payload, level) for payload in mix)


def _is_legal(payload: Any, level: Level) -> bool:
    try:
        ImageGenTool.validate_payload(payload, level)
    except ValidationError:
        return False
    return True


def described() -> str:
    """The mix in one line."""
    mix = payloads()
    shares = [f"{legal(mix, level) / len(mix):.0%} are legal at level {level}" for level in ("schema", "semantic")]
    sized = sum(isinstance(payload, dict) and "size" in payload for payload in mix)
    return f"{len(mix):,} payloads are validated: {', '.join(shares)}; {sized / len(mix):.0%} have a size"
