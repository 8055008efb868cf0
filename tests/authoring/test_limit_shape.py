from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from imagegen_conformance.authoring.limit_shape import check_limit_shape
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.resources import data_directory

PROVENANCE: dict[str, Any] = {
    "rule": "quality.value",
    "strength": "must",
    "date": "2026-01-31",
    "source": {"document": "page", "section": "all"},
}
EDGE: dict[str, Any] = {"kind": "edge", "minimum": 16, "maximum": 64, **PROVENANCE}
MULTIPLE: dict[str, Any] = {"kind": "multiple", "of": 16, **PROVENANCE}


def content(*limits: dict[str, Any], **family: Any) -> dict[str, Any]:
    return {"any_model": [], "families": [{"family": "one", "models": ["one-1"], "limits": list(limits), **family}]}


def check(tmp_path: Path, data: dict[str, Any]) -> CorpusError:
    """Return the error for a file with a content."""
    file = tmp_path / "limits.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        check_limit_shape(file)
    return caught.value


def test_shipped_file_matches_its_schema() -> None:
    check_limit_shape(data_directory("fixtures") / "model_limits.json")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, ": 'any_model' is a required property. See schemas/model_limits.schema.json."),
        (content({**MULTIPLE, "kind": "mutiple"}), " /families/0/limits/0/kind: 'mutiple' is not one of ['multiple', "),
        (
            content({**MULTIPLE, "off": 16}),
            " /families/0/limits/0: Additional properties are not allowed ('off' was une",
        ),
        (
            content({**EDGE, "profiles": {"azure": {"sinze": "2.3"}}}),
            " /families/0/limits/0/profiles/azure: Additional",
        ),
        (
            content({key: EDGE[key] for key in EDGE if "imum" not in key}),
            " /families/0/limits/0: 'maximum' is a required",
        ),
        (
            content(MULTIPLE, retired={"azure": {"one-1": "soon"}}),
            " /families/0/retired/azure/one-1: 'soon' does not mat",
        ),
        (content({**EDGE, "minimum": 0}), " /families/0/limits/0/minimum: 0 is less than the minimum of 1. See"),
        (
            content({**MULTIPLE, "of": 16.0}),
            " /families/0/limits/0/of: 16.0 is written with a decimal point. Write 16.",
        ),
        (
            content({**MULTIPLE, "of": "x" * 500}),
            f" /families/0/limits/0/of: '{'x' * 78}… is not of type 'integer'. See",
        ),
    ],
)
def test_file_that_does_not_match_its_schema_raises(tmp_path: Path, data, message: str) -> None:
    assert str(check(tmp_path, data)).startswith(f"{tmp_path / 'limits.json'}{message}")


def test_long_message_is_shortened(tmp_path: Path) -> None:
    error = check(tmp_path, {"any_model": [], "families": [], **{f"key {number}": 1 for number in range(100)}})
    assert len(error.problem) == 200
