from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from imagegen_conformance.mutation import equivalent_adapters as adapters
from imagegen_reference import ImageGenTool, ValidationError

LEGAL = {"type": "image_generation", "quality": "low"}
UNKNOWN = {**LEGAL, "hue": 1}
ILLEGAL = {**LEGAL, "quality": 1}


@pytest.fixture
def tool() -> Any:
    return adapters.dict_tool().construct(LEGAL)


def test_dict_tool_is_a_dict_with_attributes(tool):
    assert issubclass(type(tool), dict)
    assert (tool.quality, tool.size) == ("low", None)
    tool.quality = "high"
    tool.size = None
    assert tool == {**LEGAL, "quality": "high"}
    with pytest.raises(AttributeError):
        _ = tool.hue


def test_dict_tool_accepts_default_as_a_keyword(tool):
    assert tool.get("size", default="auto") == "auto"
    assert tool.pop("size", default="auto") == "auto"
    assert tool.pop("quality") == "low"
    assert tool.setdefault("size", default="auto") == tool["size"] == "auto"


def test_dict_tool_is_copied_and_pickled(tool):
    tool["hue"] = [1]
    for copied in (tool.copy(), copy.deepcopy(tool), pickle.loads(pickle.dumps(tool))):
        assert copied == tool
        assert copied["hue"] is not tool["hue"]
    assert type(tool.copy()) is adapters.DictTool
    assert type(tool.as_dict(exclude_readonly=True)) is dict


def test_record_adapter_returns_unknown_keys_last():
    adapter = adapters.RecordAdapter()
    output = adapter.serialize(adapter.parse({"hue": 1, **LEGAL}))
    assert list(output.items()) == [*LEGAL.items(), ("hue", 1)]
    with pytest.raises(TypeError, match="the payload is not an object"):
        adapter.parse([])


@pytest.mark.parametrize(("payload", "kind"), [(LEGAL, frozenset), ({**LEGAL, "hue": []}, tuple)])
def test_frozen_adapter_parses_to_an_immutable_object(payload, kind):
    adapter = adapters.FrozenAdapter()
    parsed = adapter.parse(payload)
    assert type(parsed) is kind
    assert adapter.serialize(parsed) == payload


def test_frozen_adapter_validates_at_level_schema():
    adapter = adapters.FrozenAdapter()
    assert adapter.validate({**LEGAL, "size": "huge"}) is True
    with pytest.raises(ValidationError):
        adapter.validate(ILLEGAL)


def test_popitem_removes_the_first_pair():
    tool = ImageGenTool(LEGAL)
    assert adapters.popitem_first(tool) == ("type", "image_generation")
    assert adapters.popitem_first(tool) == ("quality", "low")
    with pytest.raises(KeyError, match="the tool is empty"):
        adapters.popitem_first(tool)


def test_as_dict_is_sorted():
    assert list(adapters.sorted_as_dict(ImageGenTool(LEGAL))) == ["quality", "type"]


def test_parsing_adapter_returns_the_result_of_the_function():
    adapter = adapters.parsing(adapters.drop_nulls, "wire", "schema")()
    assert adapter.levels == ("wire", "schema")
    assert adapter.serialize(adapter.parse({"quality": None, **LEGAL})) == LEGAL


@pytest.mark.parametrize(
    ("parse", "accepted", "rejected"),
    [
        (adapters.pass_through, [ILLEGAL, {"quality": None}], [[], None]),
        (adapters.reject_unknown, [ILLEGAL], [UNKNOWN, []]),
        (adapters.reject_nulls, [UNKNOWN, {"input_fidelity": None}], [{"quality": None}, []]),
        (adapters.reject_illegal, [UNKNOWN], [ILLEGAL, []]),
        (adapters.drop_nulls, [UNKNOWN], [[]]),
    ],
)
def test_payload_is_parsed_or_rejected(parse, accepted, rejected):
    assert [parse(payload) for payload in accepted] == accepted
    for payload in rejected:
        with pytest.raises((ValueError, TypeError)):
            parse(payload)


def test_legal_payload_is_passed_on_and_illegal_one_rejected():
    parse = adapters.legal_and(adapters.reject_unknown)
    assert parse(LEGAL) == LEGAL
    with pytest.raises(ValidationError):
        parse(ILLEGAL)
    with pytest.raises(ValueError, match="unknown key hue"):
        parse(UNKNOWN)


@pytest.mark.parametrize(
    ("validate", "accepted", "rejected"),
    [
        (adapters.validate_documented_members, [LEGAL, {**LEGAL, "input_image_mask": {"file_id": "f"}}], [UNKNOWN, ILLEGAL, {**LEGAL, "input_image_mask": {"hue": 1}}]),
        (adapters.validate_integers_without_point, [UNKNOWN, {**LEGAL, "partial_images": 1}], [ILLEGAL, {**LEGAL, "partial_images": 1.0}, []]),
    ],
)  # fmt: skip
def test_payload_is_validated(validate, accepted, rejected):
    for payload in accepted:
        assert not validate(payload)
    for payload in rejected:
        with pytest.raises((ValueError, TypeError)):
            validate(payload)


def test_validation_without_reasons_returns_false():
    assert adapters.validate_without_reasons(LEGAL) is None
    assert adapters.validate_without_reasons(ILLEGAL) is False


def test_first_error_is_the_only_one():
    errors: list[Any] = [("/a", "r", 1, ""), ("/b", "s", 2, "")]
    assert adapters.first_error({}, errors) == errors[:1]


def test_duplicate_names_in_text():
    assert adapters.reject_duplicates('{"a": 1, "b": 1}') == {"a": 1, "b": 1}
    assert adapters.first_of_duplicates('{"a": 1, "a": 2}') == {"a": 1}
    with pytest.raises(ValueError, match="duplicate name"):
        adapters.reject_duplicates('{"a": 1, "a": 1}')
    for parse in (adapters.reject_duplicates, adapters.first_of_duplicates):
        with pytest.raises(ValueError, match="NaN"):
            parse("NaN")
