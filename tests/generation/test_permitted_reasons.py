from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.generation.permitted_reasons import permitted_reasons
from imagegen_conformance.oracles.oracle import reference_oracle

TOOL = {"type": "image_generation"}
FORMATS = {"azure": ("png", "webp", "jpeg"), "openai": ("png", "webp", "jpeg", "gif", "svg")}


@pytest.mark.parametrize(
    ("fields", "further"),
    [
        ({"quality": 1}, []),
        ({"quality": None}, [("/quality", "quality.value")]),
        ({"input_image_mask": {"file_id": None}}, [("/input_image_mask/file_id", "input_image_mask.file_id.type")]),
        ({"tool_configs": {"a/b": None}}, [("/tool_configs/a~1b", "tool_configs.member.type")]),
        ({"output_format": "gif"}, []),
        (
            {"output_format": "gif", "output_compression": 50, "background": "transparent"},
            [("/output_compression", "output_compression.png"), ("/background", "background.transparent-format")],
        ),
        (
            {"output_format": None, "output_compression": 50},
            [("/output_format", "output_format.value"), ("/output_compression", "output_compression.png")],
        ),
    ],
)
def test_permitted_reasons_are_the_findings_and_further_ones(shipped: Corpus, fields, further) -> None:
    check(shipped, fields, further)


@pytest.mark.parametrize(
    ("fields", "further"),
    [
        ({"output_format": "tiff"}, []),
        ({"output_format": "tiff", "partial_images": 1}, [("/partial_images", "partial_images.gif")]),
        ({"output_format": "tiff", "svg": {}}, [("/svg", "svg.format")]),
        ({"svg": {"model": None}, "output_format": "svg"}, [("/svg/model", "svg.model.type")]),
    ],
)
def test_permitted_reasons_are_those_of_the_revision(fields, further) -> None:
    check(Corpus.load(profile="openai"), fields, further)


def check(corpus: Corpus, fields, further) -> None:
    payload, oracle = {**TOOL, **fields}, reference_oracle(corpus.revision)
    findings = oracle(payload)
    assert findings
    reasons = permitted_reasons(payload, findings, oracle, FORMATS[corpus.revision.profile])
    assert reasons == [*findings, *(Finding(*finding) for finding in further)]
