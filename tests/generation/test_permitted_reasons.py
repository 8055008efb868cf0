from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.generation.permitted_reasons import permitted_reasons
from imagegen_conformance.oracles.oracle import reference_oracle

TOOL = {"type": "image_generation"}


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
def test_permitted_reasons_are_the_findings_and_further_ones(fields, further) -> None:
    payload = {**TOOL, **fields}
    findings = reference_oracle(payload)
    assert findings
    assert permitted_reasons(payload, findings) == [*findings, *(Finding(*finding) for finding in further)]
