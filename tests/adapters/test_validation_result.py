"""The results of validators: acceptance, rejection, reasons and warnings."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

import jsonschema
import jsonschema_rs
import pydantic
import pytest

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import observe
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation

TOOL = {"type": "image_generation"}
SIZE = {"path": "/size", "rule": "size.type", "message": "size is not a string"}
DEPRECATED = {"path": "/name", "rule": "deprecated.warning", "message": "name is deprecated"}
ITEMS = (
    "Return a list of strings, of exceptions, or of findings: objects or mappings with path, a JSON Pointer, and rule."
)
RESULTS = (
    "Raise an exception, or return False or a list of errors to reject the payload; return None, True or an empty list "
    "to accept it."
)


def observe_result(returned: Any, **attributes: Any) -> Observation:
    class Mine(Adapter):
        def validate(self, payload: object) -> Any:
            return returned

    for name, value in attributes.items():
        setattr(Mine, name, value)
    return observe(adapter_for(Mine), Request("validate", TOOL))


def generate(*items: Any) -> Iterator[Any]:
    yield from items


def as_object(finding: dict[str, str]) -> object:
    return types.SimpleNamespace(**finding)


@pytest.mark.parametrize("returned", [None, True, [], (), generate()])
def test_acceptance_without_a_statement_on_warnings(returned: object) -> None:
    assert observe_result(returned) == {"outcome": "accepted"}


@pytest.mark.parametrize("returned", [[], ()])
def test_empty_list_means_no_warnings_if_the_adapter_reports_them(returned: object) -> None:
    assert observe_result(returned, reports_warnings=True) == {"outcome": "accepted", "warnings": []}


@pytest.mark.parametrize("returned", [None, True])
def test_none_and_true_say_nothing_about_warnings(returned: object) -> None:
    assert observe_result(returned, reports_warnings=True) == {"outcome": "accepted"}


def test_false_is_a_rejection() -> None:
    assert observe_result(False) == {"outcome": "rejected", "message": "validate returned False"}


@pytest.mark.parametrize("returned", [["size is wrong"], ("size is wrong",), generate("size is wrong")])
def test_strings_are_a_rejection_without_reasons(returned: object) -> None:
    assert observe_result(returned) == {"outcome": "rejected", "message": "size is wrong"}


def test_message_has_every_string_on_one_short_line() -> None:
    assert observe_result(["a", "b\nc"])["message"] == "a; b\\nc"
    assert len(observe_result(["x" * 1000])["message"]) == 400


@pytest.mark.parametrize("finding", [SIZE, as_object(SIZE), types.MappingProxyType(SIZE)])
def test_findings_are_the_reasons_of_a_rejection(finding: object) -> None:
    assert observe_result([finding]) == {
        "outcome": "rejected",
        "reasons": [SIZE],
        "message": "/size: size is not a string",
    }


def test_message_of_a_finding_is_optional() -> None:
    observation = observe_result([{"path": "", "rule": "r"}])
    assert observation == {
        "outcome": "rejected",
        "reasons": [{"path": "", "rule": "r", "message": ""}],
        "message": "r",
    }


@pytest.mark.parametrize("finding", [DEPRECATED, as_object(DEPRECATED)])
def test_findings_that_only_warn_are_warnings(finding: object) -> None:
    assert observe_result([finding]) == {"outcome": "accepted", "warnings": [DEPRECATED]}


@pytest.mark.parametrize("rule", ["size.gpt-image-2.experimental", "background.transparent-preview"])
def test_rules_that_only_warn_are_those_of_strength_may(rule: str) -> None:
    assert observe_result([{"path": "/size", "rule": rule}])["outcome"] == "accepted"


def test_warning_beside_an_error_is_no_reason() -> None:
    assert observe_result([DEPRECATED, SIZE])["reasons"] == [SIZE]
    assert observe_result([DEPRECATED, "wrong"]) == {"outcome": "rejected", "message": "wrong"}


class TestExceptions:
    def test_exceptions_are_a_rejection(self) -> None:
        assert observe_result([ValueError("a"), TypeError("b")]) == {
            "outcome": "rejected",
            "message": "ValueError: a; TypeError: b",
        }

    def test_findings_of_an_exception_are_reasons(self) -> None:
        error = ValueError("a")
        error.errors = [as_object(SIZE)]  # type: ignore[attr-defined]
        assert observe_result([error])["reasons"] == [SIZE]

    def test_exception_that_is_no_rejection_is_an_error(self) -> None:
        assert observe_result([KeyError("qualty")]) == {
            "outcome": "error",
            "message": "validate returned an exception that is no rejection: KeyError: 'qualty'",
        }


class TestLibraries:
    """Errors of common libraries, in a list and as an exception."""

    SCHEMA: ClassVar[dict[str, Any]] = {
        "properties": {"size": {"type": "string"}, "a/b": {"items": {"enum": [1]}}},
        "required": ["type"],
    }

    def reasons(self, observation: Observation) -> list[tuple[str, str]]:
        return [(reason["path"], reason["rule"]) for reason in observation["reasons"]]

    def test_errors_of_jsonschema(self) -> None:
        validator = jsonschema.Draft202012Validator(self.SCHEMA)
        errors = list(validator.iter_errors({"size": 5, "a/b": [1, 2]}))
        expected = [("/size", "type"), ("/a~1b/1", "enum"), ("", "required")]
        assert self.reasons(observe_result(errors)) == expected
        observation = observe(adapter_for(validator), Request("validate", {"type": 1, "size": 5}))
        assert self.reasons(observation) == [("/size", "type")]

    def test_errors_of_jsonschema_rs(self) -> None:
        validator = jsonschema_rs.Draft202012Validator(self.SCHEMA)
        errors = list(validator.iter_errors({"type": 1, "size": 5}))
        assert self.reasons(observe_result(errors)) == [("/size", "Type")]
        observation = observe(adapter_for(validator), Request("validate", {"type": 1, "size": 5}))
        assert self.reasons(observation) == [("/size", "Type")]

    def test_errors_of_pydantic(self) -> None:
        class Model(pydantic.BaseModel):
            size: str
            n: list[int]

        with pytest.raises(pydantic.ValidationError) as caught:
            Model.model_validate({"n": [1, "x"]})
        expected = [("/size", "missing"), ("/n/1", "int_parsing")]
        assert self.reasons(observe_result(caught.value.errors())) == expected
        assert self.reasons(observe_result([caught.value])) == expected

    @pytest.mark.parametrize(
        ("payload", "reason"),
        [
            ({"type": "image_generation", "size": 5}, ("/size", "string_type")),
            ({"type": "image"}, ("/type", "union_tag_invalid")),
            ({}, ("/type", "union_tag_not_found")),
            ([], ("", "model_attributes_type")),
        ],
    )
    def test_errors_of_a_discriminated_union_point_into_the_payload(
        self, payload: Json, reason: tuple[str, str]
    ) -> None:
        class Image(pydantic.BaseModel):
            type: Literal["image_generation"]
            size: str

        class Search(pydantic.BaseModel):
            type: Literal["web_search"]

        union = pydantic.TypeAdapter(Annotated[Image | Search, pydantic.Field(discriminator="type")])
        assert self.reasons(observe(adapter_for(union), Request("validate", payload))) == [reason]

    def test_error_of_a_whole_pydantic_model_is_a_rejection_without_reasons(self) -> None:
        class Model(pydantic.BaseModel):
            @pydantic.model_validator(mode="after")
            def check(self) -> Model:
                raise ValueError("wrong combination")

        observation = observe(adapter_for(Model), Request("validate", TOOL))
        assert observation.keys() == {"outcome", "message"}
        entry = {"loc": (), "type": "value_error", "msg": "wrong combination"}
        assert observe_result([entry]) == {"outcome": "rejected", "message": "wrong combination"}


@pytest.mark.parametrize(
    ("item", "type_name"),
    [
        (5, "int"),
        (None, "NoneType"),
        (["a"], "list"),
        ({"path": "/size"}, "dict"),
        ({"path": "size", "rule": "r"}, "dict"),
        ({"path": "/size", "rule": 5}, "dict"),
        ({"loc": "size", "type": "t"}, "dict"),
        (types.SimpleNamespace(path="/size"), "SimpleNamespace"),
    ],
)
def test_other_item_of_a_list_is_an_error(item: object, type_name: str) -> None:
    message = f"validate returned a list with an item of type {type_name}. {ITEMS}"
    assert observe_result([item]) == {"outcome": "error", "message": message}
    assert observe_result(["wrong", item]) == {"outcome": "error", "message": message}


@pytest.mark.parametrize("returned", [(True, []), (False, ["wrong"])])
def test_pair_of_a_boolean_and_a_list_is_an_error(returned: object) -> None:
    message = "validate returned a tuple that begins with a boolean. Return the boolean or the list of errors alone."
    assert observe_result(returned) == {"outcome": "error", "message": message}


@pytest.mark.parametrize(("returned", "type_name"), [("large", "str"), (5, "int"), ({}, "dict"), (object(), "object")])
def test_other_result_is_an_error(returned: object, type_name: str) -> None:
    message = f"validate returned a value of type {type_name}. {RESULTS}"
    assert observe_result(returned) == {"outcome": "error", "message": message}


def test_exception_of_an_iterator_is_a_rejection() -> None:
    def fail() -> Iterator[str]:
        raise ValueError("no")
        yield ""

    assert observe_result(fail()) == {"outcome": "rejected", "message": "ValueError: no"}
