"""The search generates the cases of the revision of its corpus: an implementation of the revision fails none of them."""

from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.generation.search import Search
from imagegen_conformance.jsonlib.values import Json
from imagegen_reference import ImageGenTool, ValidationError

REVISIONS = [
    ("azure", "2.0"), ("azure", "2.8"), ("openai", "2025-05-21"), ("openai", "2025-12-16"), ("openai", "2026-09-08"),
    ("openai", "2026-11-04"),
]  # fmt: skip
VALIDATED: tuple[Level, ...] = ("schema", "semantic")


def search(corpus: Corpus, implementation: Any, levels: tuple[Level, ...]) -> Search:
    return Search(corpus, InProcessConnection(adapter_for(implementation), levels), levels, "should", "test")


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "revision"), REVISIONS)
def test_validator_of_the_revision_has_no_failures(profile: str, revision: str) -> None:
    class Validator:
        def validate(self, payload: Json) -> None:
            warnings = ImageGenTool.validate_payload(payload, profile=profile, revision=revision)
            if any(warning.rule in {"model.retired", "background.transparent-preview"} for warning in warnings):
                raise ValueError("the model may not support it")

    corpus = Corpus.load(None, (), profile, revision)
    assert list(search(corpus, Validator(), VALIDATED).failures(150, 0)) == []


@pytest.mark.slow
@pytest.mark.parametrize("revision", ["2.0", "2.8"])
def test_class_has_no_failures_in_other_revisions_at_levels_wire_and_object(revision: str) -> None:
    corpus = Corpus.load(None, (), "azure", revision)
    levels: tuple[Level, ...] = ("wire", "object")
    assert list(search(corpus, ImageGenTool, levels).failures(150, 0)) == []


def test_profile_without_requirements_of_level_object_has_no_call_sequences() -> None:
    openai = Corpus.load(None, (), "openai")
    kinds = search(openai, ImageGenTool, LEVELS).kinds
    assert kinds == [
        "legal payloads", "payloads with one fault", "payloads with several faults", "any payloads",
    ]  # fmt: skip
    assert search(openai, ImageGenTool, ("object",)).kinds == []


def test_validator_of_another_revision_fails() -> None:
    class Validator:
        def validate(self, payload: Json) -> None:
            ImageGenTool.validate_payload(payload)

    with pytest.raises(ValidationError):
        Validator().validate({"type": "image_generation", "quality": "max"})
    newest = Corpus.load(None, (), "openai")
    assert list(search(newest, Validator(), VALIDATED).failures(300, 0)) != []
