"""The adapters for functions, classes, models and validators."""

from __future__ import annotations

import asyncio
import dataclasses
import types
from typing import Any, Literal

import attrs
import msgspec
import pydantic
import pydantic.dataclasses
import pytest
from typing_extensions import TypedDict

import imagegen_reference
from imagegen_conformance.adapters.base import Adapter, UnsupportedError
from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.adapters.function import FunctionAdapter
from imagegen_conformance.adapters.pydantic_model import PydanticModelAdapter
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.adapters.validator import ValidatorAdapter
from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import LEVELS

TOOL = {"type": "image_generation"}


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
    type: str
    kind: str = pydantic.Field("x", alias="Kind")
    n: int = 1


class Typed(TypedDict):
    type: str


class TestDocumentedClassAdapter:
    def test_reference_is_a_documented_class(self):
        adapter = adapter_for(imagegen_reference.ImageGenTool)
        assert isinstance(adapter, DocumentedClassAdapter)
        assert adapter.levels == ("wire", "object", "schema")
        assert adapter.supported_levels == LEVELS
        assert adapter.name.endswith(":ImageGenTool")
        assert observe(adapter, Request("parse", TOOL)) == {"outcome": "accepted", "output": TOOL}

    @pytest.mark.parametrize(
        ("method", "levels"),
        [
            ("", ("wire", "object")),
            ("validate", ("wire", "object", "schema")),
            ("validate_payload", ("wire", "object", "schema")),
        ],
    )
    def test_class_that_can_validate_claims_schema(self, method: str, levels: tuple[str, ...]):
        methods: dict[str, Any] = {"as_dict": dict, **({method: dict} if method else {})}
        assert adapter_for(type("Tool", (dict,), methods)).levels == levels

    def test_validate_payload_is_preferred(self):
        class Tool(dict):  # type: ignore[type-arg]
            as_dict = dict

            @staticmethod
            def validate_payload(payload: object) -> bool:
                return payload == TOOL

            def validate(self) -> None:
                raise RuntimeError

        assert observe(adapter_for(Tool), Request("validate", TOOL)) == {"outcome": "accepted"}
        assert observe(adapter_for(Tool), Request("validate", {}))["outcome"] == "rejected"

    def test_validate_is_called_on_an_instance(self):
        class Tool(dict):  # type: ignore[type-arg]
            as_dict = dict

            def validate(self) -> bool:
                return self == TOOL

        assert observe(adapter_for(Tool), Request("validate", TOOL)) == {"outcome": "accepted"}
        assert observe(adapter_for(Tool), Request("validate", {}))["outcome"] == "rejected"

    def test_constructor_validates_a_class_without_validate(self):
        class Tool(dict):  # type: ignore[type-arg]
            as_dict = dict

        assert observe(adapter_for(Tool), Request("validate", TOOL)) == {"outcome": "accepted"}
        assert observe(adapter_for(Tool), Request("validate", 5))["outcome"] == "rejected"

    def test_annotation_of_validate_says_whether_warnings_are_reported(self):
        class Silent(dict):  # type: ignore[type-arg]
            as_dict = dict

            def validate(self) -> list[str]:
                return []

        assert adapter_for(imagegen_reference.ImageGenTool).reports_warnings
        assert not adapter_for(Silent).reports_warnings
        assert observe(adapter_for(Silent), Request("validate", TOOL)) == {"outcome": "accepted"}

    def test_constructor_with_fields_receives_the_members_and_does_not_claim_object(self):
        class Tool:
            def __init__(self, type="image_generation", model=None):  # noqa: A002 - the names of fields
                self.items = {"type": type, "model": model}

            def as_dict(self):
                return self.items

        payload = {"model": "m", "type": "image_generation"}
        assert adapter_for(Tool).levels == ("wire",)
        assert observe(adapter_for(Tool), Request("parse", payload)) == {"outcome": "accepted", "output": payload}
        assert observe(adapter_for(Tool), Request("parse", {"other": 1}))["outcome"] == "rejected"
        assert observe(adapter_for(Tool), Request("parse", 5))["outcome"] == "rejected"


class TestFieldClassAdapter:
    def test_nested_instances_and_omitted_fields_are_serialized(self):
        @dataclasses.dataclass
        class Mask:
            file_id: str | None = None
            image_url: str | None = None

        @dataclasses.dataclass
        class Tool:
            type: str = dataclasses.field(default="image_generation", init=False)
            model: str | None = None
            quality: str = "auto"
            masks: list[Mask] = dataclasses.field(default_factory=lambda: [Mask("f")])

        adapter = adapter_for(Tool)
        assert (adapter.kind, adapter.levels) == ("dataclass", ("wire",))
        output = {"type": "image_generation", "quality": "auto", "masks": [{"file_id": "f"}]}
        assert observe(adapter, Request("parse", TOOL)) == {"outcome": "accepted", "output": output}
        assert observe(adapter, Request("parse", {"size": "auto"}))["outcome"] == "rejected"
        assert observe(adapter, Request("parse", 5))["outcome"] == "rejected"

    def test_private_attribute_of_attrs_has_a_public_argument(self):
        tool = attrs.make_class("Tool", {"type": attrs.field(), "_model": attrs.field(default=None)})
        adapter = adapter_for(tool)
        assert adapter.kind == "attrs class"
        payload = {"type": "image_generation", "model": "m"}
        assert observe(adapter, Request("parse", payload)) == {"outcome": "accepted", "output": payload}

    def test_pydantic_dataclass_validates_in_its_constructor(self):
        @pydantic.dataclasses.dataclass
        class Tool:
            type: Literal["image_generation"]
            quality: str | None = pydantic.Field(default=None)
            size: str | None = pydantic.Field(default=None, alias="Size")

        adapter = adapter_for(Tool)
        assert (adapter.kind, adapter.levels) == ("pydantic dataclass", ("wire", "schema"))
        payload = {"type": "image_generation", "Size": "auto"}
        assert observe(adapter, Request("parse", payload)) == {"outcome": "accepted", "output": payload}
        observation = observe(adapter, Request("validate", {"quality": 5, "Size": 1}))
        assert [reason["path"] for reason in observation["reasons"]] == ["/type", "/quality", "/Size"]

    def test_plain_dataclass_that_inherits_from_a_pydantic_dataclass_claims_wire(self):
        @pydantic.dataclasses.dataclass
        class Base:
            type: str = "image_generation"

        @dataclasses.dataclass
        class Tool(Base):
            size: str | None = None

        adapter = adapter_for(Tool)
        assert (adapter.kind, adapter.levels) == ("dataclass", ("wire",))
        assert observe(adapter, Request("parse", TOOL)) == {"outcome": "accepted", "output": TOOL}

    @pytest.mark.parametrize(
        ("validator", "levels"), [(None, ("wire",)), (attrs.validators.instance_of(str), ("wire", "schema"))]
    )
    def test_class_of_attrs_with_a_validator_claims_schema(self, validator: Any, levels: tuple[str, ...]):
        tool = attrs.make_class("Tool", {"type": attrs.field(), "size": attrs.field(default=None, validator=validator)})
        assert adapter_for(tool).levels == levels


class TestMsgspecStructAdapter:
    @pytest.mark.parametrize(
        ("operation", "content", "outcome"),
        [
            ("parse", {"type": "x", "n": 1}, "accepted"),
            ("parse", {"type": "x", "n": "1"}, "rejected"),
            ("validate", {}, "rejected"),
            ("parse-text", '{"type": "x", "n": 1}', "accepted"),
            ("parse-text", '{"type": "x", "n": "1"}', "rejected"),
            ("parse-text", "{", "rejected"),
            ("parse-text", '"\ud800"', "rejected"),
        ],
    )
    def test_msgspec_decides(self, operation: Any, content: object, outcome: str):
        struct = msgspec.defstruct("Tool", [("type", str), ("n", int, 0)])
        adapter = adapter_for(struct)
        assert (adapter.kind, adapter.levels) == ("msgspec struct", ("wire", "schema"))
        assert observe(adapter, Request(operation, content))["outcome"] == outcome


class TestDictionaryClassAdapter:
    def test_from_dict_and_to_dict_are_called(self):
        class Tool:
            def __init__(self, items, other):
                self.items = items

            @classmethod
            def from_dict(cls, items):
                return cls(items, None)

            def to_dict(self):
                return self.items

        adapter = adapter_for(Tool)
        assert (adapter.kind, adapter.levels) == ("class with from_dict", ("wire",))
        assert observe(adapter, Request("parse", TOOL)) == {"outcome": "accepted", "output": TOOL}


class TestValidatingClassAdapter:
    def test_instance_is_validated(self):
        class Tool:
            def __init__(self, payload):
                self.payload = payload

            def validate(self):
                return self.payload == TOOL

        adapter = adapter_for(Tool)
        assert (adapter.levels, adapter.supported_levels) == (("schema",), ("schema", "semantic"))
        assert observe(adapter, Request("validate", TOOL)) == {"outcome": "accepted"}
        assert observe(adapter, Request("validate", 5))["outcome"] == "rejected"


class TestPydanticTypeAdapter:
    def test_type_adapter_of_a_typed_dict(self):
        adapter = adapter_for(pydantic.TypeAdapter(Typed))
        assert adapter.kind == "pydantic type"
        assert adapter.levels == ("wire", "schema")
        assert adapter.supported_levels == ("wire", "schema", "semantic")
        assert observe(adapter, Request("parse", TOOL)) == {"outcome": "accepted", "output": TOOL}
        assert observe(adapter, Request("parse-text", '{"type": "x"}'))["output"] == {"type": "x"}
        assert observe(adapter, Request("validate", {}))["reasons"][0]["path"] == "/type"


class TestCoroutines:
    def test_coroutines_of_an_adapter_are_awaited(self):
        class Mine(Adapter):
            async def parse(self, payload):
                await asyncio.sleep(0)
                return payload

            async def serialize(self, parsed):
                return {**parsed, "model": "m"}

        output = {**TOOL, "model": "m"}
        assert observe(adapter_for(Mine), Request("parse", TOOL)) == {"outcome": "accepted", "output": output}
        assert observe(adapter_for(Mine), Request("parse-text", '{"type": "image_generation"}'))["output"] == output
        assert observe(adapter_for(Mine), Request("validate", TOOL)) == {"outcome": "accepted"}

    def test_all_coroutines_run_in_one_event_loop(self):
        loops = set()

        async def function(payload):
            loops.add(asyncio.get_running_loop())
            return payload

        adapter = adapter_for(function)
        for _ in range(2):
            assert observe(adapter, Request("parse", TOOL))["outcome"] == "accepted"
        assert len(loops) == 1

    def test_exception_of_a_coroutine_is_a_rejection(self):
        async def function(payload):
            raise ValueError("no")

        assert observe(adapter_for(function), Request("validate", TOOL))["outcome"] == "rejected"


class TestPydanticModelAdapter:
    def test_set_fields_are_serialized_under_their_aliases(self):
        adapter = adapter_for(Model)
        assert isinstance(adapter, PydanticModelAdapter)
        payload = {"type": "x", "Kind": "y", "more": [1]}
        assert observe(adapter, Request("parse", payload)) == {"outcome": "accepted", "output": payload}

    @pytest.mark.parametrize(("strict", "outcome"), [(None, "accepted"), (False, "accepted"), (True, "rejected")])
    def test_strict_is_passed_to_the_model(self, strict: bool | None, outcome: str):
        adapter = PydanticModelAdapter(Model, strict=strict)
        assert observe(adapter, Request("validate", {"type": "x", "n": "1"}))["outcome"] == outcome
        assert observe(adapter, Request("parse-text", '{"type": "x", "n": "1"}'))["outcome"] == outcome

    def test_supports_every_level_except_object(self):
        adapter = adapter_for(Model)
        assert adapter.levels == ("wire", "schema")
        assert adapter.supported_levels == ("wire", "schema", "semantic")

    def test_errors_of_pydantic_are_the_reasons(self):
        observation = observe(adapter_for(Model), Request("validate", {"n": "x", "Kind": 5}))
        assert [(reason["path"], reason["rule"]) for reason in observation["reasons"]] == [
            ("/type", "missing"),
            ("/Kind", "string_type"),
            ("/n", "int_parsing"),
        ]


class TestFunctionAdapter:
    def test_function_claims_wire_and_supports_validation(self):
        adapter = adapter_for(lambda payload: payload)
        assert isinstance(adapter, FunctionAdapter)
        assert adapter.levels == ("wire",)
        assert adapter.supported_levels == ("wire", "schema", "semantic")

    @pytest.mark.parametrize("text", ['{"a":', "NaN", "", "1e999"])
    def test_text_that_is_not_json_is_rejected(self, text: str):
        assert observe(adapter_for(lambda payload: payload), Request("parse-text", text))["outcome"] == "rejected"


class TestValidatorAdapter:
    def test_object_with_validate_claims_schema(self):
        adapter = adapter_for(types.SimpleNamespace(validate=lambda payload: None))
        assert isinstance(adapter, ValidatorAdapter)
        assert adapter.levels == ("schema",)
        assert adapter.supported_levels == ("schema", "semantic")
        assert observe(adapter, Request("validate", TOOL)) == {"outcome": "accepted"}

    def test_parse_is_unsupported(self):
        adapter = adapter_for(types.SimpleNamespace(validate=lambda payload: None))
        assert observe(adapter, Request("parse", TOOL)) == {
            "outcome": "unsupported",
            "message": "the adapter does not parse payloads",
        }


class TestAdapter:
    def test_default_adapter_offers_nothing(self):
        adapter = Adapter()
        for operation in (adapter.parse, adapter.validate, adapter.construct):
            with pytest.raises(UnsupportedError):
                operation({})

    def test_parse_decides_unless_validate_is_overridden(self):
        class Mine(Adapter):
            def parse(self, payload: object) -> object:
                return payload

        assert Mine().validate({}) is True
        assert Mine().validate(False) is False

    def test_declared_rejection_types_replace_the_defaults(self):
        class Mine(Adapter):
            rejection_types = (LookupError,)

        assert Mine().is_rejection(KeyError(), TOOL)
        assert not Mine().is_rejection(ValueError(), TOOL)
        assert not Mine().is_rejection(type("ValidationError", (Exception,), {})(), TOOL)
