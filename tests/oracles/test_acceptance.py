"""Payloads that every implementation must accept, according to the reference."""

from __future__ import annotations

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.acceptance import Acceptance

TOOL = {"type": "image_generation"}


def acceptance(profile: str, revision: str) -> Acceptance:
    corpus = Corpus.load(None, ("payload/pairwise/*",), profile, revision)
    return Acceptance(ModelLimits.load(corpus), corpus.revision)


@pytest.mark.parametrize(
    ("profile", "revision", "fields", "is_required"),
    [
        ("openai", "2026-10-26", {"model": "gpt-image-1"}, False),  # retired
        ("openai", "2026-10-06", {"model": "gpt-image-1"}, True),
        ("openai", "2026-10-26", {"model": "gpt-image-1.5"}, True),
        ("openai", "2026-08-26", {"model": "gpt-image-2", "background": "transparent"}, False),  # in preview
        ("openai", "2026-09-08", {"model": "gpt-image-2.5-flare", "background": "transparent"}, True),
        ("openai", "2026-11-04", {"output_format": "gif"}, True),
        ("openai", "2026-11-04", {"output_format": "gif", "model": "another-model"}, True),
        ("openai", "2026-11-04", {"output_format": "gif", "model": "gpt-image-2"}, False),  # not documented
        ("openai", "2025-10-06", {"model": "gpt-image-1.5"}, False),  # illegal
    ],
)
def test_payload_must_be_accepted_unless_its_model_may_not_support_it(
    profile: str, revision: str, fields: Json, *, is_required: bool
) -> None:
    assert acceptance(profile, revision).is_required({**TOOL, **fields}) is is_required


@pytest.mark.parametrize(
    ("fields", "is_required"),
    [
        ({"size": "1536x1024", "quality": "low"}, True),
        ({"size": "2048x2048"}, False),
        ({"input_fidelity": "high"}, False),
        ({"background": "transparent"}, False),
    ],
)
def test_payload_without_model_must_be_accepted_if_every_default_model_supports_it(
    fields: Json, *, is_required: bool
) -> None:
    assert acceptance("azure", "2.3").is_required({**TOOL, **fields}) is is_required


def test_warnings_are_returned_unless_the_payload_is_rejected() -> None:
    newest = acceptance("openai", "2026-11-04")
    assert newest.warning_rules(TOOL) == set()
    assert newest.warning_rules({**TOOL, "model": "gpt-image-1"}) == {"model.retired"}
    assert newest.warning_rules({**TOOL, "quality": "ultra"}) is None
