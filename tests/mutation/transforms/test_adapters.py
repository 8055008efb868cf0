from __future__ import annotations

from imagegen_conformance.mutation.transforms.adapters import null_output


def test_null_output_accepts_everything_and_returns_null():
    adapter = null_output()
    assert adapter.serialize(adapter.parse({"quality": "low"})) is None
    assert adapter.serialize(adapter.parse([])) is None
