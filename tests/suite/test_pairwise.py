from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from imagegen_conformance.corpus import Corpus, read_json
from imagegen_conformance.errors import UsageError
from imagegen_conformance.models import Models
from imagegen_conformance.pairwise import Pairwise, Value, accepted
from imagegen_reference import ImageGenTool


@pytest.fixture(scope="module")
def pairwise(shipped: Corpus) -> Pairwise:
    return Pairwise(Models.load(shipped))


@pytest.fixture(scope="module")
def wanted(pairwise: Pairwise):
    return pairwise.wanted()


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("quality", ["absent", "low", "medium", "high", "auto"]),
        ("input_fidelity", ["absent", "high", "low", "None"]),
        ("output_compression", ["absent", "0", "between", "100"]),
        ("input_image_mask", ["absent", "empty", "of image_url", "of file_id", "of image_url and file_id"]),
        ("tool_configs", ["absent", "empty", "of one", "of several"]),
        ("name", ["absent", "empty", "text"]),
    ],
)
def test_classes_of_a_field(pairwise: Pairwise, field: str, names: list[str]) -> None:
    assert [value.name for value in pairwise.classes()[field]] == names


def test_every_field_but_the_type_has_classes(pairwise: Pairwise) -> None:
    schema = read_json(Path(__file__).parents[2] / "schemas" / "image_gen_tool.schema.json")
    assert set(pairwise.classes()) == set(schema["properties"]) - {"type"}


@pytest.mark.parametrize(
    ("payload", "size"),
    [
        ({"size": "auto"}, "auto"),
        ({"size": "512x512"}, "of dall-e-2"),
        ({"size": "816x816"}, "of gpt-image-2"),
        ({"size": "3840x2160"}, "of gpt-image-2 with a warning"),
        ({"size": "1x3"}, "of no known model"),
        ({}, "absent"),
    ],
)
def test_sizes_that_the_same_models_take_are_one_class(pairwise: Pairwise, payload, size: str) -> None:
    pair = (Value("model", "another-model"), Value("size", size))
    assert pair in pairwise.pairs({"type": "image_generation", "model": "gpt-image-20", **payload})


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (("model", "gpt-image-2"), ("size", "of gpt-image-2"), True),
        (("model", "gpt-image-1"), ("size", "of gpt-image-2"), False),
        (("model", "dall-e-3"), ("size", "auto"), False),
        (("output_format", "jpeg"), ("background", "transparent"), False),
        (("output_compression", "0"), ("background", "transparent"), True),  # beside webp
        (("output_compression", "0"), ("background", "opaque"), True),
        (("model", "gpt-image-2"), ("background", "transparent"), False),  # nobody knows
        (("model", "gpt-image-2"), ("input_fidelity", "high"), False),
    ],
)
def test_what_goes_together(wanted, one, other, together: bool) -> None:
    pairs = {frozenset(pair) for pair in wanted}
    assert (frozenset({Value(*one), Value(*other)}) in pairs) == together


def test_two_values_of_a_field_are_no_pair(wanted) -> None:
    assert all(one.field != other.field for one, other in wanted)


def test_a_pair_without_its_case_is_missing(shipped: Corpus, pairwise: Pairwise, wanted) -> None:
    payloads = accepted(shipped)
    assert not wanted.difference(*map(pairwise.pairs, payloads))
    pair = (Value("input_fidelity", "low"), Value("action", "edit"))
    others = [payload for payload in payloads if pair not in pairwise.pairs(payload)]
    assert pair in wanted.difference(*map(pairwise.pairs, others))


def test_a_new_family_asks_for_cases(shipped: Corpus, tmp_path: Path) -> None:
    content = read_json(shipped.root / "models.json")
    limits = [limit for limit in content["families"][0]["limits"] if limit["kind"] == "auto"]
    content["families"].append({"family": "painter", "models": ["painter-1"], "limits": limits})
    (tmp_path / "models.json").write_text(json.dumps(content), encoding="utf-8")
    pairwise = Pairwise(Models.load(shipped, tmp_path / "models.json"))
    missing = pairwise.wanted().difference(*map(pairwise.pairs, accepted(shipped)))
    assert Value("model", "painter") in {value for pair in missing for value in pair}


def test_what_completes_nothing_has_every_pair(pairwise: Pairwise, wanted) -> None:
    rows = pairwise.complement([])
    assert not wanted.difference(*map(pairwise.pairs, rows))
    assert len(rows) < 80
    for row in rows:
        ImageGenTool.validate_payload(row)


def test_what_completes_a_part_is_less(shipped: Corpus, pairwise: Pairwise, wanted) -> None:
    part = accepted(shipped)[:200]
    rows = pairwise.complement(part)
    assert 0 < len(rows) < len(pairwise.complement([]))
    assert not wanted.difference(*map(pairwise.pairs, [*part, *rows]))


def test_nothing_completes_what_is_whole(shipped: Corpus, pairwise: Pairwise) -> None:
    assert pairwise.complement(accepted(shipped)) == []


def test_a_missing_package_is_told(pairwise: Pairwise, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "covertable", None)
    with pytest.raises(UsageError, match="covertable is not installed; install the tools of the group dev"):
        pairwise.complement([])
