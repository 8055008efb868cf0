"""Long texts in the files of the corpus: they are written as the operation `$repeat` of templates."""

from __future__ import annotations

from imagegen_conformance.corpus.templates import REPETITION
from imagegen_conformance.jsonlib.long_texts import has_long_text, repetition
from imagegen_conformance.jsonlib.values import Json

__all__ = ["with_repetitions"]


def with_repetitions(value: Json) -> Json:
    """Return a value as it is written in a file: with operations in place of its long texts, apart from keys."""
    if isinstance(value, str):
        return {REPETITION: repetition(value)} if has_long_text(value) else value
    if isinstance(value, dict):
        return {key: with_repetitions(item) for key, item in value.items()}
    return [with_repetitions(item) for item in value] if isinstance(value, list) else value
