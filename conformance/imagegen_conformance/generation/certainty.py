"""Which legal payloads every implementation must accept: the others are legal, but may be rejected."""

from __future__ import annotations

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.acceptance import FORMATS_OF_SOME_MODELS

__all__ = ["is_certainly_legal"]


def is_certainly_legal(legal: dict[str, Json]) -> bool:
    """Return whether every implementation must accept a legal payload."""
    # No sentence of the specification names the models that support automatic sizing.
    has_model_with_automatic_size = "model" in legal and legal.get("size") == "auto"
    # No sentence names a member of a tool configuration, and an unknown key may be rejected.
    has_tool_config_members = any((legal.get("tool_configs") or {}).values())
    # No sentence names the models that support the formats of newer revisions.
    has_newer_format = legal.get("output_format") in FORMATS_OF_SOME_MODELS
    is_uncertain = has_model_with_automatic_size or has_tool_config_members or has_newer_format
    return not is_uncertain and _has_ordinary_strings(legal)


def _has_ordinary_strings(value: Json) -> bool:
    """Return whether all keys and strings are printable ASCII, are not empty and have no surrounding spaces."""
    if isinstance(value, dict):
        return all(_has_ordinary_strings(key) and _has_ordinary_strings(item) for key, item in value.items())
    if isinstance(value, str):
        return value.isascii() and value.isprintable() and value != "" and value == value.strip()
    return True
