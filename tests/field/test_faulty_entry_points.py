"""Faults of an entry point and of a validator: each is one clear message, and none counts as a rejection."""

from __future__ import annotations

import dataclasses
import itertools
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any, TypedDict

import msgspec
import pytest

from imagegen_conformance import Adapter, NotApplicableError
from imagegen_conformance.adapters.resolve import adapter_for, load_adapter
from imagegen_conformance.connections.in_process.connection import InProcessConnection, observe
from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ImplementationError, UsageError
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.runner.execution import execute
from imagegen_reference import ImageGenTool

PLAIN = {"type": "image_generation", "model": "gpt-image-1"}
ILLEGAL = {"type": "image_generation", "quality": "hd"}
UNDECLARED = (
    ". By default, this exception does not reject an object. If it does, declare its type with --rejection or "
    "rejection_types."
)


def validate(implementation: Any, payload: object = ILLEGAL) -> Observation:
    return observe(adapter_for(implementation), Request("validate", payload))


# Validators with a fault, whose exceptions must not count as rejections


class MisspeltValidator:
    """A validator with one misspelt name on the path of illegal payloads."""

    def __init__(self, fault: str) -> None:
        self.fault = fault

    def validate(self, payload: Any) -> None:
        if payload.get("quality", "auto") not in {"low", "medium", "high", "auto"}:
            getattr(self, self.fault)(payload)

    def attribute(self, payload: Any) -> None:
        raise self.eror("quality")  # type: ignore[attr-defined]

    def key(self, payload: Any) -> None:
        raise ValueError({"quality": "illegal"}["qualty"])

    def name(self, payload: Any) -> None:
        raise ValueErorr("quality")  # type: ignore[name-defined]  # noqa: F821

    def arguments(self, payload: Any) -> None:
        self.report("quality", "illegal", payload)  # type: ignore[call-arg]

    def missing_argument(self, payload: Any) -> None:
        self.report("quality")  # type: ignore[call-arg]

    def keyword(self, payload: Any) -> None:
        self.report("quality", mesage="illegal")  # type: ignore[call-arg]

    def report(self, field: str, message: str) -> None:
        raise ValueError(f"{field}: {message}")


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("attribute", f"AttributeError: 'MisspeltValidator' object has no attribute 'eror'{UNDECLARED}"),
        ("key", f"KeyError: 'qualty'{UNDECLARED}"),
        ("name", "NameError: name 'ValueErorr' is not defined"),
        ("arguments", "TypeError: MisspeltValidator.report() takes 3 positional arguments but 4 were given"),
        ("missing_argument", "TypeError: MisspeltValidator.report() missing 1 required positional argument: 'message'"),
        ("keyword", "TypeError: MisspeltValidator.report() got an unexpected keyword argument 'mesage'"),
    ],
)
def test_misspelt_name_in_a_validator_is_an_error(fault: str, message: str) -> None:
    validator = MisspeltValidator(fault)
    assert validate(validator, PLAIN) == {"outcome": "accepted"}
    observation = validate(validator)
    assert observation["outcome"] == "error"
    assert observation["message"].startswith(message)


@pytest.mark.parametrize("value", [["low"], {"low": 1}])
def test_unhashable_value_of_an_enumeration_is_an_error(value: object) -> None:
    observation = validate(MisspeltValidator("name"), {**PLAIN, "quality": value})
    assert observation["outcome"] == "error"
    assert "unhashable type" in observation["message"]


def test_unhashable_value_is_a_rejection_if_its_exception_is_declared() -> None:
    adapter = adapter_for(MisspeltValidator("name"))
    adapter.rejection_types = (TypeError,)
    assert observe(adapter, Request("validate", {**PLAIN, "quality": []}))["outcome"] == "rejected"


def test_validator_with_a_misspelt_name_does_not_pass_level_schema(shipped: Corpus) -> None:
    cases = [case for case in shipped.cases if case.requirement.id == "quality.value" and case.level == "schema"]
    results = list(execute(cases, InProcessConnection(adapter_for(MisspeltValidator("attribute")))))
    assert "error" in {result.verdict.failure for result in results}


@pytest.mark.parametrize("payload", [None, 5, "text", [], [{"type": "image_generation"}]])
def test_missing_method_of_a_payload_that_is_no_object_is_a_rejection(payload: object) -> None:
    assert validate(MisspeltValidator("name"), payload)["outcome"] == "rejected"


def raise_key_error(payload: Any) -> None:
    raise KeyError(payload["type"])


@pytest.mark.parametrize("payload", [{}, {"type": "other"}])
def test_key_error_for_an_object_is_an_error(payload: object) -> None:
    assert validate(raise_key_error, payload)["outcome"] == "error"


@dataclasses.dataclass
class Declared:
    """A dataclass that declares two fields."""

    type: str
    model: str


def create(*, type: str, model: str = "") -> object:  # noqa: A002 - the name of a field
    return {"type": type, "model": model}


@pytest.mark.parametrize("implementation", [Declared, create])
@pytest.mark.parametrize("payload", [{}, {**PLAIN, "size": "auto"}, [], 5, None])
def test_arguments_that_the_payload_explains_are_a_rejection(implementation: Any, payload: object) -> None:
    assert observe(adapter_for(implementation), Request("parse", payload))["outcome"] == "rejected"


def test_constructor_that_needs_a_mapping_rejects_a_call_without_arguments() -> None:
    class Tool(dict):  # type: ignore[type-arg]
        as_dict = dict

        def __init__(self, mapping: Any, /) -> None:
            super().__init__(mapping)

    assert observe(adapter_for(Tool), Request("call", {"construct": {}, "steps": []}))["outcome"] == "rejected"


# Declared rejections


class RejectedError(Exception):
    pass


class ValidationError(Exception):
    pass


class TestDeclaredRejections:
    def observe(self, error: BaseException, rejections: tuple[type[BaseException], ...] = ()) -> Observation:
        def check(payload: object) -> object:
            if payload == ILLEGAL:
                raise error
            return payload

        return observe(adapter_for(check, rejection_types=rejections), Request("parse", ILLEGAL))

    @pytest.mark.parametrize("error", [RejectedError("no"), KeyError("no"), SystemExit("no")])
    def test_declared_exception_is_a_rejection(self, error: BaseException) -> None:
        assert self.observe(error, (type(error),))["outcome"] == "rejected"

    @pytest.mark.parametrize("error", [ValueError("no"), TypeError("no"), ValidationError("no"), KeyError("no")])
    def test_every_other_exception_is_an_error(self, error: BaseException) -> None:
        observation = self.observe(error, (RejectedError,))
        assert observation["outcome"] == "error"
        assert "By default" not in observation["message"]

    def test_exception_called_validation_error_is_a_rejection_by_default(self) -> None:
        assert self.observe(ValidationError("no"))["outcome"] == "rejected"

    def test_attribute_of_an_adapter_replaces_the_defaults(self) -> None:
        class Mine(Adapter):
            rejection_types = (RejectedError,)

            def parse(self, payload: object) -> object:
                raise ValueError

        assert observe(adapter_for(Mine), Request("parse", PLAIN))["outcome"] == "error"

    @pytest.mark.parametrize("types", [ValueError, "ValueError", (5,), ("ValueError",), (int,), [ValueError]])
    def test_attribute_that_is_no_tuple_of_exception_classes_is_an_error(self, types: Any) -> None:
        mine = type("Mine", (Adapter,), {"rejection_types": types})
        with pytest.raises(ImplementationError) as caught:
            adapter_for(mine, "my:Mine")
        assert str(caught.value) == f"'my:Mine': invalid rejection_types {types!r}. Use a tuple of exception classes."

    @pytest.mark.parametrize("text", ["{", "NaN", "1e999", "[" * 100_000])
    def test_text_that_the_parser_of_the_suite_rejects_is_rejected(self, text: str) -> None:
        class Mine(Adapter):
            rejection_types = (RejectedError,)

            def parse(self, payload: object) -> object:
                raise AssertionError

        def function(payload: object) -> object:
            return payload

        for adapter in (adapter_for(Mine), adapter_for(function, rejection_types=(RejectedError,))):
            assert observe(adapter, Request("parse-text", text))["outcome"] == "rejected"

    def test_adapter_with_declared_rejections_fails_no_case_about_texts(self, shipped: Corpus) -> None:
        class Mine(Adapter):
            rejection_types = (RejectedError,)

            def parse(self, payload: object) -> object:
                if not isinstance(payload, dict):
                    raise RejectedError
                return payload

        cases = [case for case in shipped.cases if case.request.operation == "parse-text"]
        results = list(execute(cases, InProcessConnection(adapter_for(Mine))))
        assert {result.verdict.result for result in results} == {"pass"}

    def test_value_error_of_the_implementation_for_a_text_is_an_error(self) -> None:
        class Mine(Adapter):
            rejection_types = (RejectedError,)

            def parse(self, payload: object) -> object:
                raise ValueError

        assert observe(adapter_for(Mine), Request("parse-text", "{}"))["outcome"] == "error"

    def test_text_that_msgspec_cannot_read_is_rejected(self) -> None:
        struct = msgspec.defstruct("Tool", [("type", str)])
        adapter = adapter_for(struct, rejection_types=(RejectedError,))
        assert observe(adapter, Request("parse-text", "{"))["outcome"] == "rejected"

    def test_path_names_the_exception_class(self) -> None:
        adapter = load_adapter("json:loads", ("builtins:KeyError", "json:JSONDecodeError"))
        assert [kind.__name__ for kind in adapter.rejection_types] == ["KeyError", "JSONDecodeError"]

    @pytest.mark.parametrize(
        ("path", "message"),
        [
            ("KeyError", "invalid rejection type: 'KeyError' does not name an implementation. Use the form "),
            ("no_such_module_x:Error", "invalid rejection type: 'no_such_module_x:Error': there is no module "),
            (
                "builtins:KeyEror",
                "invalid rejection type: 'builtins:KeyEror': builtins has no attribute KeyEror. Did you mean KeyError",
            ),
            (
                "builtins:Nope",
                (
                    "invalid rejection type: 'builtins:Nope': builtins has no attribute Nope. "
                    "Use the form package.module:Name, for example builtins:ValueError."
                ),
            ),
            (
                "json:dump",
                "invalid rejection type: 'json:dump' is not an exception class. ",
            ),
            (
                "json:JSONDecoderError",
                (
                    "invalid rejection type: 'json:JSONDecoderError': json has no attribute JSONDecoderError. "
                    "Did you mean JSONDecodeError?"
                ),
            ),
            (
                "builtins:int",
                (
                    "invalid rejection type: 'builtins:int' is not an exception class. Name the class of the exceptions "
                    "that reject a payload."
                ),
            ),
        ],
    )
    def test_path_that_names_no_exception_class_is_a_usage_error(self, path: str, message: str) -> None:
        with pytest.raises(UsageError) as caught:
            load_adapter("json:loads", (path,))
        assert str(caught.value).startswith(message)


# Modified input


def clear(payload: Any) -> Any:
    result = dict(payload)
    payload.clear()
    return result


def add_default(payload: Any) -> Any:
    payload.setdefault("size", "auto")
    return payload


def convert_number(payload: Any) -> Any:
    payload["partial_images"] = float(payload.get("partial_images", 0))
    return payload


def change_nested(payload: Any) -> Any:
    payload["input_image_mask"]["file_id"] = "other"
    return payload


def clear_and_reject(payload: Any) -> Any:
    payload.clear()
    raise ValueError("rejected")


RICH = {"type": "image_generation", "partial_images": 1, "input_image_mask": {"file_id": "f"}, "x": [1, {"y": 0.0}]}


class TestModifiedInput:
    @pytest.mark.parametrize("function", [clear, add_default, convert_number, change_nested, clear_and_reject])
    @pytest.mark.parametrize("operation", ["parse", "validate"])
    def test_function_that_modifies_its_argument_is_reported(self, function: Any, operation: Any) -> None:
        observation = observe(adapter_for(function), Request(operation, RICH))
        assert observation["outcome"] in {"accepted", "rejected"}
        assert observation["modified_input"] is True

    @pytest.mark.parametrize("operation", ["parse", "validate"])
    def test_function_that_copies_its_argument_is_not_reported(self, operation: Any) -> None:
        assert "modified_input" not in observe(adapter_for(dict.copy), Request(operation, RICH))

    def test_validator_that_modifies_its_argument_is_reported(self) -> None:
        def check(payload: Any) -> bool:
            payload.pop("type", None)
            return True

        assert observe(adapter_for(check), Request("validate", PLAIN)) == {
            "outcome": "accepted",
            "modified_input": True,
        }

    def test_constructor_that_modifies_its_argument_is_reported(self) -> None:
        class Tool(dict):  # type: ignore[type-arg]
            as_dict = dict

            def __init__(self, payload: Any) -> None:
                super().__init__(payload)
                payload.clear()

        content = {"construct": {"args": [RICH]}, "steps": [{"method": "length"}]}
        observation = observe(adapter_for(Tool), Request("call", content))
        assert observation == {"outcome": "completed", "steps": [{"returned": 4}], "modified_input": True}

    def test_rejecting_constructor_that_modifies_its_argument_is_reported(self) -> None:
        class Tool(dict):  # type: ignore[type-arg]
            as_dict = dict

            def __init__(self, payload: Any) -> None:
                payload.clear()
                raise ValueError("no")

        observation = observe(adapter_for(Tool), Request("call", {"construct": {"args": [RICH]}, "steps": []}))
        assert observation == {"outcome": "rejected", "message": "ValueError: no", "modified_input": True}

    def test_step_that_changes_what_the_constructor_has_kept_is_not_reported(self) -> None:
        class Tool(dict):  # type: ignore[type-arg]
            as_dict = dict

        steps = [
            {"method": "get-item", "args": ["x"], "save_as": "list"},
            {"method": "append", "target": "list", "args": [2]},
        ]
        observation = observe(adapter_for(Tool), Request("call", {"construct": {"args": [{"x": [1]}]}, "steps": steps}))
        assert "modified_input" not in observation

    def test_crash_is_not_reported_as_modified_input(self) -> None:
        def crash(payload: Any) -> None:
            payload.clear()
            raise RuntimeError

        assert observe(adapter_for(crash), Request("parse", RICH)) == {"outcome": "error", "message": "RuntimeError"}

    def test_modified_input_fails_at_strength_should(self, shipped: Corpus) -> None:
        case = next(case for case in shipped.cases if case.request == ("parse", {"type": "image_generation"}))
        (result,) = execute([case], InProcessConnection(adapter_for(clear)))
        assert (case.strength, result.verdict.failure, result.strength) == ("must", "modified-input", "should")


# Not applicable


class ToolThatSetsType(dict):  # type: ignore[type-arg]
    def __init__(self, payload: Any) -> None:
        super().__init__(payload)
        self["type"] = "image_generation"

    def as_dict(self) -> object:
        return dict(self)

    def validate(self) -> object:
        return [error.message for error in broken_rules(dict(self))]


def broken_rules(payload: object) -> Any:
    try:
        ImageGenTool.validate_payload(payload)
    except ValueError as error:
        return error.errors  # type: ignore[attr-defined]
    return []


class TestTypeBehindAConstructor:
    @pytest.mark.parametrize("payload", [{}, {"type": "other"}, {"type": None}, {"size": "auto"}])
    def test_wrong_type_that_the_constructor_overwrites_is_not_applicable(self, payload: object) -> None:
        assert validate(ToolThatSetsType, payload) == {
            "outcome": "not-applicable",
            "message": "the constructor sets type",
        }

    def test_other_fault_beside_a_wrong_type_is_a_rejection(self) -> None:
        assert validate(ToolThatSetsType, {"quality": "hd"})["outcome"] == "rejected"

    def test_right_type_is_applicable(self) -> None:
        assert validate(ToolThatSetsType, PLAIN) == {"outcome": "accepted"}

    @pytest.mark.parametrize("payload", [None, [], 5])
    def test_payload_that_is_no_object_is_applicable(self, payload: object) -> None:
        assert validate(ToolThatSetsType, payload)["outcome"] != "not-applicable"

    def test_constructor_that_keeps_the_type_is_applicable(self) -> None:
        class Tool(dict):  # type: ignore[type-arg]
            as_dict = dict

        assert validate(Tool, {"type": "other"}) == {"outcome": "accepted"}

    def test_type_of_an_instance_may_be_an_attribute(self) -> None:
        class Tool:
            type = "image_generation"

            def __init__(self, payload: Any) -> None:
                self.payload = {**payload}

            def validate(self) -> None:
                pass

        assert validate(Tool, {"type": "other"})["outcome"] == "not-applicable"

    def test_adapter_may_raise_not_applicable_error(self) -> None:
        class Mine(Adapter):
            def validate(self, payload: object) -> object:
                raise NotApplicableError("it has no type")

        observation = observe(adapter_for(Mine), Request("validate", {}))
        assert observation == {"outcome": "not-applicable", "message": "it has no type"}

    @pytest.mark.parametrize("text", ["{}", '{"quality": '])
    def test_not_applicable_error_for_a_text_is_an_error(self, text: str) -> None:
        class Mine(Adapter):
            def parse_text(self, text: str) -> object:
                raise NotApplicableError("it reads no texts")

        observation = observe(adapter_for(Mine), Request("parse-text", text))
        assert observation == {"outcome": "error", "message": "a JSON text is always applicable: it reads no texts"}

    def test_adapter_that_hides_a_failure_as_not_applicable_fails(self, shipped: Corpus) -> None:
        class Mine(Adapter):
            levels = ("schema",)

            def validate(self, payload: object) -> object:
                raise NotApplicableError("no")

        cases = [case for case in shipped.cases if case.level == "schema" and case.requirement.id == "quality.value"]
        results = execute(cases, InProcessConnection(adapter_for(Mine)))
        assert {result.verdict.failure for result in results} == {"wrongly-not-applicable"}


# Entry points that cannot receive a payload


def two_arguments(payload: object, schema: object) -> object:
    return payload


def no_arguments() -> object:
    return {}


def required_keyword(payload: object, *, strict: bool) -> object:
    return payload


def generator(payload: object) -> Iterator[object]:
    yield payload


class Plain:
    def method(self, payload: object) -> object:
        return payload

    def other(self) -> object:
        return {}


class WithoutPayload:
    def as_dict(self) -> object:
        return {}


class TwoPayloads(dict):  # type: ignore[type-arg]
    as_dict = dict

    @staticmethod
    def validate(payload: object, schema: object) -> None: ...


class ValidatorInClass(dict):  # type: ignore[type-arg]
    as_dict = dict

    def __init__(self, payload: object) -> None:
        super().__init__()

    def validate(self, payload: object) -> None: ...


class ConfiguredValidator:
    def __init__(self, schema: object) -> None:
        self.schema = schema

    def validate(self, payload: object) -> None: ...


class TwoArgumentValidator:
    def validate(self, payload: object, schema: object) -> None: ...


class Typed(TypedDict):
    type: str


@dataclasses.dataclass
class WithoutType:
    model: str = ""


class ResultObject:
    valid = True


def list_errors_by_field(payload: object) -> object:
    return {}


def set_of_errors(payload: object) -> object:
    return set()


def result_object(payload: object) -> object:
    return ResultObject()


def error_text(payload: object) -> object:
    return ""


async def async_generator(payload: object) -> AsyncIterator[object]:
    yield "error"


VALIDATOR = (
    "If it validates, return None, a boolean or a list of errors, or yield the errors; otherwise return the payload."
)
ONE_PARAMETER = (
    "Give it one parameter for the payload, for example with functools.partial, or write a subclass of Adapter."
)


@pytest.mark.parametrize(
    ("implementation", "message"),
    [
        (two_arguments, f"the function takes payload, schema instead of one payload. {ONE_PARAMETER}"),
        (no_arguments, f"the function takes no arguments instead of one payload. {ONE_PARAMETER}"),
        (required_keyword, f"the function takes payload, strict instead of one payload. {ONE_PARAMETER}"),
        (generator, f"the function yields a dictionary that is no finding. {VALIDATOR}"),
        (list_errors_by_field, f"for a plain payload, the function returns a dictionary without `type`. {VALIDATOR}"),
        (set_of_errors, f"for a plain payload, the function returns a value of type set. {VALIDATOR}"),
        (result_object, f"for a plain payload, the function returns a value of type ResultObject. {VALIDATOR}"),
        (error_text, f"for a plain payload, the function returns a value of type str. {VALIDATOR}"),
        (async_generator, f"for a plain payload, the function returns a value of type async_generator. {VALIDATOR}"),
        (Plain.method, "the function is a method of Plain. Name the class Plain, or an instance of it."),
        (Plain.other, "the function is a method of Plain. Name the class Plain, or an instance of it."),
        (Plain().other, f"the function takes no arguments instead of one payload. {ONE_PARAMETER}"),
        (WithoutPayload, f"its constructor takes no arguments instead of one payload. {ONE_PARAMETER}"),
        (TwoPayloads, f"its method validate takes payload, schema instead of one payload. {ONE_PARAMETER}"),
        (
            ValidatorInClass,
            (
                "its method validate needs an instance, and its constructor needs arguments. Make validate a static "
                "method, or name an instance of a class without as_dict."
            ),
        ),
        (
            ConfiguredValidator,
            (
                "this is a class whose instances receive payloads, but constructing one raised TypeError: "
                "ConfiguredValidator.__init__() missing 1 required positional argument: 'schema'. Construct an instance, "
                "and name it instead."
            ),
        ),
        (TwoArgumentValidator(), f"its validate takes payload, schema instead of one payload. {ONE_PARAMETER}"),
        (
            Typed,
            (
                "this is a TypedDict, which checks nothing when the program runs. Name an object that validates it, such "
                "as an instance of pydantic.TypeAdapter."
            ),
        ),
        (
            WithoutType,
            (
                "it declares no field `type`. Declare the field with the default image_generation, or write a subclass of "
                "Adapter."
            ),
        ),
        (Declared("image_generation", "m"), "this is an instance of Declared. Name the class instead."),
    ],
)
def test_entry_point_that_cannot_receive_a_payload_is_one_sentence(implementation: Any, message: str) -> None:
    with pytest.raises(ImplementationError) as caught:
        adapter_for(implementation, "my:object")
    assert str(caught.value) == f"'my:object': {message}"
    assert caught.value.exit_code == 3


class TestProbe:
    """A function is called once, with a plain payload."""

    def test_plain_payload_is_sent_once(self) -> None:
        received: list[object] = []
        adapter_for(received.append)
        assert received == [PLAIN]

    @pytest.mark.parametrize(
        ("returned", "kind"),
        [
            (None, "validator"),
            (True, "validator"),
            (False, "validator"),
            ([], "validator"),
            ((), "validator"),
            ({"model": "m"}, "function"),
        ],
    )
    def test_result_decides_the_kind(self, returned: object, kind: str) -> None:
        assert adapter_for(lambda payload: returned).kind == kind

    def test_generator_of_errors_is_a_validator(self) -> None:
        def check(payload: Any) -> Iterator[object]:
            if payload != PLAIN:
                yield "size is wrong"

        adapter = adapter_for(check)
        assert (adapter.kind, adapter.levels) == ("validator", ("schema",))
        assert observe(adapter, Request("validate", PLAIN)) == {"outcome": "accepted"}
        assert observe(adapter, Request("validate", {})) == {"outcome": "rejected", "message": "size is wrong"}

    @pytest.mark.parametrize("item", ["error", ValueError(), {"path": "/model", "rule": "r"}])
    def test_generator_of_errors_for_the_plain_payload_is_a_validator(self, item: object) -> None:
        assert adapter_for(lambda payload: (item for _ in itertools.count())).kind == "validator"

    def test_generator_that_raises_is_a_validator(self) -> None:
        assert adapter_for(lambda payload: (number / 0 for number in [1])).kind == "validator"

    @pytest.mark.parametrize("error", [ValueError(), RuntimeError(), SystemExit(0), TypeError()])
    def test_function_that_rejects_the_plain_payload_is_a_function(self, error: BaseException) -> None:
        def function(payload: object) -> object:
            raise error

        assert adapter_for(function).kind == "function"

    def test_keyboard_interrupt_ends_the_run(self) -> None:
        def function(payload: object) -> object:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            adapter_for(function)

    def test_exit_of_the_function_has_no_effect(self) -> None:
        assert adapter_for(lambda payload: os._exit(0)).kind == "function"

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no timer that interrupts a function")
    def test_function_that_hangs_is_interrupted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("imagegen_conformance.adapters.probe._TIME_LIMIT", 0.05)
        assert adapter_for(lambda payload: time.sleep(60)).kind == "function"

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
    def test_child_that_the_function_forks_ends(self) -> None:
        children: list[int] = []

        def fork(payload: object) -> object:
            children.append(os.fork())
            return payload

        adapter = adapter_for(fork)
        assert adapter.kind == "function"
        assert os.waitpid(children[0], 0) == (children[0], 0)

    def test_adapter_is_not_called(self) -> None:
        class Mine(Adapter):
            def parse(self, payload: object) -> object:
                raise AssertionError

        adapter_for(Mine)
