"""The adapters for functions, classes, models and validators."""

from __future__ import annotations

import types
from typing import Any

import pydantic
import pytest

import imagegen_reference
from imagegen_conformance.adapters.base import Adapter, UnsupportedError, finding_dict, has_finding
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

    def test_rejection_has_no_reasons(self):
        observation = observe(adapter_for(Model), Request("validate", {}))
        assert set(observation) == {"outcome", "message"}


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


class Warning_:  # noqa: N801 - the name of a class in user code
    path, rule, message = "/size", "size.large", "that is large"


WARNING = {"path": "/size", "rule": "size.large", "message": "that is large"}


class TestWarnings:
    @pytest.mark.parametrize(
        ("returned", "warnings"),
        [
            ([], []),
            ((), []),
            ((Warning_,), [WARNING]),
            ([Warning_(), dict(WARNING)], [WARNING, WARNING]),
            ([{"path": "", "rule": "r"}], [{"path": "", "rule": "r"}]),
        ],
    )
    def test_list_from_validate_is_the_warnings(self, returned: object, warnings: list[object]):
        adapter = adapter_for(types.SimpleNamespace(validate=lambda payload: returned))
        assert observe(adapter, Request("validate", TOOL)) == {"outcome": "accepted", "warnings": warnings}

    @pytest.mark.parametrize("returned", [None, True])
    def test_none_and_true_report_no_warnings(self, returned: object):
        adapter = adapter_for(types.SimpleNamespace(validate=lambda payload: returned))
        assert observe(adapter, Request("validate", TOOL)) == {"outcome": "accepted"}

    @pytest.mark.parametrize(
        ("returned", "type_name"),
        [
            (["size is large"], "list"),
            ("large", "str"),
            (5, "int"),
            ({"path": "/size"}, "dict"),
            ([None], "list"),
            (["a", Warning_], "list"),
        ],
    )
    def test_other_result_of_validate_is_an_error(self, returned: object, type_name: str):
        adapter = adapter_for(types.SimpleNamespace(validate=lambda payload: returned))
        assert observe(adapter, Request("validate", TOOL)) == {
            "outcome": "error",
            "message": f"validate returned a value of type {type_name}. Raise an exception or return False to reject the "
            "payload; return None, True or a list of warnings to accept it.",
        }

    @pytest.mark.parametrize(
        ("warning", "message"),
        [
            ({"path": "/size"}, "a warning is not an object with path, rule and optionally message"),
            (
                {"path": "size", "rule": "r"},
                "a warning has a path that is not a JSON Pointer, or a rule or message that is not a string",
            ),
            (
                {"path": "/size", "rule": 5},
                "a warning has a path that is not a JSON Pointer, or a rule or message that is not a string",
            ),
            ({"path": "/size", "rule": object()}, "a warning is not JSON: "),
        ],
    )
    def test_invalid_warning_is_an_error(self, warning: object, message: str):
        adapter = adapter_for(types.SimpleNamespace(validate=lambda payload: [warning]))
        observation = observe(adapter, Request("validate", TOOL))
        assert observation["outcome"] == "error"
        assert observation["message"].startswith(message)


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

    def test_own_exception_types_reject(self):
        class Mine(Adapter):
            rejection_types = (LookupError,)

        assert Mine().is_rejection(KeyError())
        assert not Mine().is_rejection(ValueError())

    def test_finding_needs_a_json_pointer_and_a_rule(self):
        finding = types.SimpleNamespace(path="/a", rule="r")
        assert has_finding(finding)
        assert finding_dict(finding) == {"path": "/a", "rule": "r", "message": ""}
        assert not has_finding(types.SimpleNamespace(path="a", rule="r"))
        assert not has_finding(types.SimpleNamespace(path="/a"))
