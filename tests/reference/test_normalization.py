"""Normalization of Python values without a JSON equivalent."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_reference import ImageGenAction, ImageGenTool, ImageGenToolInputImageMask, InputFidelity

EAST = timezone(timedelta(hours=2))


class Number(Enum):
    ONE = 1


STORED = [
    (ImageGenAction.EDIT, "edit"),
    (InputFidelity.HIGH, "high"),
    (Number.ONE, 1),
    (b"abc", "YWJj"),
    (bytearray(b""), ""),
    (datetime(2020, 1, 2, 3, 4, 5), "2020-01-02T03:04:05Z"),  # noqa: DTZ001  # naive on purpose
    (datetime(2020, 1, 2, 3, 4, 5, 600), "2020-01-02T03:04:05.000600Z"),  # noqa: DTZ001  # naive on purpose
    (datetime(2020, 1, 2, 1, 0, tzinfo=EAST), "2020-01-01T23:00:00Z"),
    (date(2020, 1, 2), "2020-01-02"),
    (time(3, 4, 5), "03:04:05"),
    (time(3, 4, tzinfo=EAST), "03:04:00+02:00"),
    (timedelta(), "P"),
    (timedelta(days=400), "P400D"),
    (timedelta(days=1, seconds=3661), "P1DT01H01M01S"),
    (timedelta(days=1, seconds=1), "P1DT00H00M01S"),
    (timedelta(hours=1), "PT01H00M00S"),
    (timedelta(minutes=1), "PT01M00S"),
    (timedelta(milliseconds=500), "PT00.5S"),
    (timedelta(seconds=-5), "P-1DT23H59M55S"),
    (Decimal("1.5"), 1.5),
]

KEPT = ["text", "", 0, 7, 2.5, True, frozenset({b"x"}), object()]


@pytest.mark.parametrize(("given_", "stored"), STORED, ids=[repr(given_) for given_, _ in STORED])
def test_construction_and_attributes_normalize(given_: Any, stored: object) -> None:
    tool = ImageGenTool()
    tool.model = given_

    for value in (tool["model"], ImageGenTool(model=given_)["model"], ImageGenTool({"zzz": given_})["zzz"]):
        assert (value, type(value)) == (stored, type(stored))


@pytest.mark.parametrize("value", KEPT, ids=[type(value).__name__ for value in KEPT])
def test_other_values_are_kept(value: Any) -> None:
    assert ImageGenTool(model=value)["model"] is value


def test_subclass_of_str_is_kept() -> None:
    class Name(str):
        __slots__ = ()

    assert type(ImageGenTool(model=Name("m"))["model"]) is Name


def test_nested_values_are_normalized() -> None:
    nested = {"a": [b"abc", (Decimal(2),)], "b": {Number.ONE}}
    expected = {"a": ["YWJj", (2.0,)], "b": {1}}

    assert ImageGenTool({"zzz": nested})["zzz"] == expected
    assert ImageGenTool({"input_image_mask": nested})["input_image_mask"] == expected
    assert ImageGenTool({"tool_configs": {"x": nested}})["tool_configs"]["x"] == expected


def test_nested_object_is_kept_by_identity() -> None:
    mask = ImageGenToolInputImageMask(file_id="f")

    assert ImageGenTool({"zzz": [mask]})["zzz"][0] is mask


def test_raw_writes_do_not_normalize() -> None:
    tool = ImageGenTool()
    tool["model"] = b"abc"
    tool.update(size=Number.ONE)
    tool.setdefault("quality", Decimal(1))

    assert tool.as_dict() == {
        "type": "image_generation",
        "model": b"abc",
        "size": Number.ONE,
        "quality": Decimal(1),
    }


@given(
    st.recursive(
        st.binary() | st.datetimes() | st.dates() | st.timedeltas() | st.sampled_from(ImageGenAction) | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=6,
    )
)
def test_normalized_value_is_json_and_normalizing_is_idempotent(value: Any) -> None:
    once = ImageGenTool({"zzz": value}).as_dict()

    assert json.loads(json.dumps(once)) == once
    assert ImageGenTool(once).as_dict() == once
