from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import sizes


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"size": "1024x768"}, (1024, 768)),
        ({"size": "auto"}, None),
        ({"size": "01x1"}, None),
        ({"size": "1x1\n"}, None),
        ({"size": f"1x{'1' * 98}"}, None),
        ({"size": 1}, None),
        ({}, None),
        ([], None),
    ],
)
def test_parse_size_returns_edges_of_well_formed_sizes(payload, expected):
    assert sizes.parse_size(payload) == expected


@pytest.mark.parametrize(
    ("change", "changes", "unchanged"),
    [
        (sizes.standard_size, {"1x1": "1024x1024", "": "1024x1024"}, ["auto", "1536x1024"]),
        (sizes.round_edges, {"100x90": "96x96", "1X1": "16x16"}, ["auto", "1x1x1", "16x16", "1000000x1"]),
        (sizes.rewrite_edges, {"01X+2": "1x2"}, ["auto", "1x1x1", "1x1", "1000000000x1"]),
        (sizes.edges_read_by_int, {"01x 2": "1x2", "1_0x\u0663": "10x3"}, ["auto", "1X1", "0x1", "-1x1", "1x1x1"]),
        (sizes.edges_in_other_bases, {"0x10x0b11": "16x3", "0o17x1": "15x1"}, ["16x3", "auto"]),
        (sizes.expand_exponents, {"1e3x2E+2": "1000x200"}, ["1e10x1", "auto"]),
        (sizes.digits_of_any_script, {"\u0661x\uff12": "1x2"}, ["1x2", "auto"]),
        (sizes.auto_as_edge, {"autox1": "1024x1"}, ["auto", "1x1"]),
    ],
)
def test_size_string_is_changed(change, changes, unchanged):
    for size, expected in changes.items():
        assert change(size) == expected
    for size in unchanged:
        assert change(size) == size


@pytest.mark.parametrize(
    ("size", "expected"), [("65537x1", "1x1"), ("65536x2", "1x2"), ("16x16", "16x16"), ("auto", "auto")]
)
def test_edges_wrap_around_at_a_number_of_bits(size, expected):
    payload = {"size": size}
    sizes.wrap_edges(16)(payload)
    assert payload == {"size": expected}


@pytest.mark.parametrize(
    ("condition", "fulfilling", "others"),
    [
        (sizes.has_malformed_size, ["1X1", "", "AUTO", "1x1\n"], ["auto", "1x1", None, 1]),
        (sizes.has_size_matching(r"\d{2}"), ["x10", "100"], ["1x1", "", 10]),
        (sizes.has_size_longer_than(3), ["auto"], ["1x1", 1000]),
    ],
)
def test_condition_on_the_size_of_a_payload(condition, fulfilling, others):
    assert all(condition({"size": size}) for size in fulfilling)
    assert not any(condition({"size": size}) for size in others)
    assert not condition({})


def test_condition_of_gpt_image_2_does_not_apply_to_other_models():
    condition = sizes.of_gpt_image_2(sizes.is_portrait)
    assert condition({"model": "gpt-image-2", "size": "1x2"})
    assert condition({"model": "gpt-image-2-2026-04-21", "size": "1x2"})
    assert not condition({"model": "gpt-image-2", "size": "2x1"})
    assert not condition({"model": "gpt-image-2", "size": "auto"})
    assert not condition({"model": "gpt-image-1", "size": "1x2"})
    assert not condition({"size": "1x2"})


@pytest.mark.parametrize(
    ("condition", "fulfilling", "others"),
    [
        (sizes.width_is_multiple, [(16, 1)], [(1, 16)]),
        (sizes.height_is_multiple, [(1, 16)], [(16, 1)]),
        (sizes.edge_is_multiple, [(16, 1), (1, 16)], [(1, 1)]),
        (sizes.area_is_multiple, [(8, 32), (16, 16)], [(8, 16)]),
        (sizes.width_at_most(10), [(10, 20)], [(11, 1)]),
        (sizes.height_at_most(10), [(20, 10)], [(1, 11)]),
        (sizes.shorter_edge_at_most(10), [(20, 10), (10, 20)], [(11, 11)]),
        (sizes.is_portrait, [(1, 2)], [(2, 1), (1, 1)]),
        (sizes.is_landscape, [(2, 1)], [(1, 2), (1, 1)]),
        (sizes.integer_ratio_at_most(3), [(39, 10), (10, 39)], [(40, 10)]),
        (sizes.rounded_ratio_at_most(3), [(304, 100), (100, 304)], [(306, 100)]),
        (sizes.ratio_is_exactly(3), [(30, 10), (10, 30)], [(31, 10), (29, 10)]),
        (sizes.is_large_square, [(1025, 1025)], [(1024, 1024), (2000, 1999)]),
        (sizes.is_outside_of_box, [(3841, 1), (1, 2161)], [(3840, 2160)]),
        (sizes.pixels_above(100), [(101, 1)], [(10, 10)]),
        (sizes.area_wraps_to_at_most(100), [(10, 10), (2**16, 2**16)], [(101, 1)]),
        (sizes.is_not_standard, [(1, 1)], [(1024, 1024), (1024, 1536), (1536, 1024)]),
    ],
)
def test_condition_on_width_and_height(condition, fulfilling, others):
    assert all(condition(*size) for size in fulfilling)
    assert not any(condition(*size) for size in others)
