"""Correct implementations of the payload, one of each kind: classes, functions and validators as their authors write them.

They use the rules of the reference, but not its interface.
"""

from __future__ import annotations

import asyncio
import dataclasses
import enum
import json
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypeVar

import attrs
import jsonschema
import jsonschema_rs
import msgspec
import pydantic
from typing_extensions import TypedDict

from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.resources import data_directory, load_json
from imagegen_reference import ImageGenTool, PayloadMapping, RuleError, RuleWarning, ValidationError
from imagegen_reference.field import Field

__all__ = ["IMPLEMENTATIONS", "Implementation"]

Payload = dict[str, Any]
DOCUMENTED: tuple[Level, ...] = ("wire", "object", "schema", "semantic")
T = TypeVar("T")


class Implementation(NamedTuple):
    """An implementation, and the levels at which it is correct."""

    implementation: Any
    levels: tuple[Level, ...]


IMPLEMENTATIONS: dict[str, Implementation] = {}


def correct(name: str, *levels: Level) -> Callable[[T], T]:
    """Return a decorator that adds an object to the table."""

    def add(implementation: T) -> T:
        IMPLEMENTATIONS[name] = Implementation(implementation, levels)
        return implementation

    return add


def broken_rules(payload: object, level: Literal["schema", "semantic"] = "semantic") -> list[RuleError]:
    """Return every rule that a payload breaks."""
    try:
        ImageGenTool.validate_payload(payload, level)
    except ValidationError as error:
        return list(error.errors)
    return []


def json_type(payload: object) -> Payload:
    """Return a payload that is an object; reject any other value."""
    if not isinstance(payload, dict):
        raise TypeError(f"expected an object, got {type(payload).__name__}")
    return payload


# Classes with the documented interface


@correct("documented class without a validator", "wire", "object")
class DocumentedTool(PayloadMapping):
    """The documented class."""

    locals().update({name: member for name, member in vars(ImageGenTool).items() if isinstance(member, Field)})

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._data["type"] = "image_generation"


@correct("validate of an instance, behind a constructor that sets type", *DOCUMENTED)
class ValidatingTool(DocumentedTool):
    def validate(self) -> None:
        if errors := broken_rules(self.as_dict()):
            raise ValueError("; ".join(error.message for error in errors))


@correct("validate of an instance returns strings", *DOCUMENTED)
class ToolWithErrorStrings(DocumentedTool):
    def validate(self) -> list[str]:
        return [error.message for error in broken_rules(self.as_dict())]


@correct("validate of an instance returns findings", *DOCUMENTED)
class ToolWithErrorList(DocumentedTool):
    def validate(self) -> list[RuleError]:
        return broken_rules(self.as_dict())


@correct("validate of an instance returns errors and warnings", *DOCUMENTED)
class ToolWithErrorsAndWarnings(DocumentedTool):
    def validate(self) -> list[RuleError | RuleWarning]:
        try:
            return list(ImageGenTool.validate_payload(self.as_dict()))
        except ValidationError as error:
            return list(error.errors)


@correct("validate of an instance yields exceptions", *DOCUMENTED)
class ToolWithErrorIterator(DocumentedTool):
    def validate(self) -> Iterator[Exception]:
        for error in broken_rules(self.as_dict()):
            yield ValueError(error.message)


@correct("validate of an instance is a coroutine", *DOCUMENTED)
class ToolWithCoroutine(DocumentedTool):
    async def validate(self) -> bool:
        await asyncio.sleep(0)
        return not broken_rules(self.as_dict())


@correct("static method validate", *DOCUMENTED)
class ToolWithStaticMethod(DocumentedTool):
    @staticmethod
    def validate(payload: object) -> list[str]:
        return [error.message for error in broken_rules(payload)]


@correct("class method validate returns an instance", *DOCUMENTED)
class ToolWithClassMethod(DocumentedTool):
    @classmethod
    def validate(cls, payload: object) -> ToolWithClassMethod:
        if errors := broken_rules(payload):
            raise ValueError(errors[0].message)
        return cls(payload)


@correct("method validate without self", *DOCUMENTED)
class ToolWithPlainFunction(DocumentedTool):
    def validate(payload: object) -> bool:  # noqa: N805 - it is called on the class
        return not broken_rules(payload)


@correct("method validate of an instance takes the payload", *DOCUMENTED)
class ToolWithPayloadParameter(DocumentedTool):
    def validate(self, payload: object) -> bool:
        return not broken_rules(payload)


@correct("constructor takes keywords only, and rejects null", "wire", "schema", "semantic")
class KeywordTool:
    def __init__(self, *, type: str = "image_generation", **fields: Any) -> None:  # noqa: A002 - the name of the field
        if type != "image_generation":
            raise ValueError("type is not image_generation")
        self.fields = fields

    def validate(self) -> bool:
        return not broken_rules(self.as_dict())

    def as_dict(self) -> Payload:
        return {"type": "image_generation", **self.fields}


@correct("null as an item is rejected", "object")
class ToolRejectingNull(DocumentedTool):
    def __setitem__(self, key: str, value: Any) -> None:
        if value is None:
            raise ValueError(f"{key} is null")
        super().__setitem__(key, value)


@correct("null as an item removes it", "object")
class ToolDroppingNull(DocumentedTool):
    def __setitem__(self, key: str, value: Any) -> None:
        if value is None:
            self._data.pop(key, None)
        else:
            super().__setitem__(key, value)


class Mask:
    """A mask that is an object with attributes, and not a mapping."""

    def __init__(self, fields: Mapping[str, Any] = types.MappingProxyType({}), **keywords: Any) -> None:
        self.__dict__.update({**fields, **keywords})

    def __getattr__(self, name: str) -> None:
        if name not in {"image_url", "file_id"}:
            raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mask) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


@correct("mask is an object without items", "wire", "object")
class ToolWithMaskObject(DocumentedTool):
    input_image_mask = Field[Mask](
        read=lambda value: value, store=lambda value: Mask(value) if isinstance(value, dict) else value
    )

    def as_dict(self, *, exclude_readonly: bool = False) -> Payload:
        del exclude_readonly
        members = {key: dict(vars(item)) if isinstance(item, Mask) else item for key, item in self._data.items()}
        return PayloadMapping(members).as_dict()


@correct("keyword type is reserved", "wire", "object")
class ToolWithReservedType(DocumentedTool):
    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        if "type" in kwargs:
            raise TypeError("type is set by the constructor")
        super().__init__(*args, **kwargs)


class Action(enum.Enum):
    GENERATE = "generate"
    EDIT = "edit"
    AUTO = "auto"


def as_action(value: Any) -> Any:
    return Action(value) if value in {"generate", "edit", "auto"} else value


@correct("enum is not a string", "object")
class ToolWithEnum(DocumentedTool):
    action = Field[Action](read=as_action)


@correct("keywords of update do not win over its mapping", "object")
class ToolWithOtherUpdate(DocumentedTool):
    def update(self, /, *args: Any, **kwargs: Any) -> None:
        self._data.update(**kwargs)
        self._data.update(*args)


# Classes that declare their fields


class Missing(enum.Enum):
    MISSING = "missing"


@correct("dataclass", "wire", "schema", "semantic")
@dataclasses.dataclass
class DataclassTool:
    type: Any = "image_generation"
    model: Any = Missing.MISSING
    quality: Any = Missing.MISSING
    size: Any = Missing.MISSING
    output_format: Any = Missing.MISSING
    output_compression: Any = Missing.MISSING
    moderation: Any = Missing.MISSING
    background: Any = Missing.MISSING
    input_fidelity: Any = Missing.MISSING
    input_image_mask: Any = Missing.MISSING
    partial_images: Any = Missing.MISSING
    action: Any = Missing.MISSING
    name: Any = Missing.MISSING
    description: Any = Missing.MISSING
    tool_configs: Any = Missing.MISSING

    def validate(self) -> list[str]:
        fields = {key: value for key, value in vars(self).items() if value is not Missing.MISSING}
        return [error.message for error in broken_rules(fields)]


FIELDS = tuple(field.name for field in dataclasses.fields(DataclassTool))


def not_null(instance: Any, attribute: Any, value: object) -> None:
    """Reject null."""
    if value is None:
        raise ValueError(f"{attribute.name} is null")


AttrsTool = attrs.make_class(
    "AttrsTool",
    {
        "type": attrs.field(default="image_generation", validator=attrs.validators.in_(["image_generation"])),
        **{name: attrs.field(default=Missing.MISSING, validator=not_null) for name in FIELDS[1:]},
    },
)
correct("class of attrs", "wire")(AttrsTool)


class StructMask(msgspec.Struct, forbid_unknown_fields=True):
    image_url: str | msgspec.UnsetType = msgspec.UNSET
    file_id: str | msgspec.UnsetType = msgspec.UNSET


class StructToolConfig(msgspec.Struct, forbid_unknown_fields=True):
    pin: bool | msgspec.UnsetType = msgspec.UNSET
    additional_search_text: str | msgspec.UnsetType = msgspec.UNSET


@correct("msgspec struct", "wire", "schema")
class StructTool(msgspec.Struct, forbid_unknown_fields=True):
    type: Literal["image_generation"]
    model: str | msgspec.UnsetType = msgspec.UNSET
    quality: Literal["low", "medium", "high", "auto"] | msgspec.UnsetType = msgspec.UNSET
    size: str | msgspec.UnsetType = msgspec.UNSET
    output_format: Literal["png", "webp", "jpeg"] | msgspec.UnsetType = msgspec.UNSET
    output_compression: Annotated[int, msgspec.Meta(ge=0, le=100)] | msgspec.UnsetType = msgspec.UNSET
    moderation: Literal["auto", "low"] | msgspec.UnsetType = msgspec.UNSET
    background: Literal["transparent", "opaque", "auto"] | msgspec.UnsetType = msgspec.UNSET
    input_fidelity: Literal["high", "low"] | msgspec.UnsetType | None = msgspec.UNSET
    input_image_mask: StructMask | msgspec.UnsetType = msgspec.UNSET
    partial_images: Annotated[int, msgspec.Meta(ge=0, le=3)] | msgspec.UnsetType = msgspec.UNSET
    action: Literal["generate", "edit", "auto"] | msgspec.UnsetType = msgspec.UNSET
    name: str | msgspec.UnsetType = msgspec.UNSET
    description: str | msgspec.UnsetType = msgspec.UNSET
    tool_configs: dict[str, StructToolConfig] | msgspec.UnsetType = msgspec.UNSET


@correct("from_dict and to_dict", "wire", "schema", "semantic")
class DictionaryTool:
    def __init__(self, extra: Payload) -> None:
        self.extra = extra

    @classmethod
    def from_dict(cls, payload: object) -> DictionaryTool:
        return cls({key: value for key, value in json_type(payload).items() if key != "type"})

    def to_dict(self) -> Payload:
        return {"type": "image_generation", **self.extra}

    def validate(self) -> list[RuleError]:
        return broken_rules(self.to_dict())


class PydanticMask(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", strict=True)
    image_url: str = ""
    file_id: str = ""


class PydanticToolConfig(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", strict=True)
    pin: bool = False
    additional_search_text: str = ""


@correct("pydantic model", "wire", "schema")
class PydanticTool(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", strict=True)
    type: Literal["image_generation"]
    model: str = ""
    quality: Literal["low", "medium", "high", "auto"] = "auto"
    size: str = "auto"
    output_format: Literal["png", "webp", "jpeg"] = "png"
    output_compression: int = pydantic.Field(100, ge=0, le=100)
    moderation: Literal["auto", "low"] = "auto"
    background: Literal["transparent", "opaque", "auto"] = "auto"
    input_fidelity: Literal["high", "low"] | None = None
    input_image_mask: PydanticMask = PydanticMask()
    partial_images: int = pydantic.Field(0, ge=0, le=3)
    action: Literal["generate", "edit", "auto"] = "auto"
    name: str = ""
    description: str = ""
    tool_configs: dict[str, PydanticToolConfig] = {}


@correct("pydantic model at level semantic", "wire", "schema", "semantic")
class PydanticSemanticTool(PydanticTool):
    @pydantic.model_validator(mode="after")
    def check_combinations(self) -> PydanticSemanticTool:
        if errors := broken_rules(self.model_dump(exclude_unset=True)):
            raise ValueError(errors[0].message)
        return self


class ToolDict(TypedDict, total=False):
    __pydantic_config__ = pydantic.ConfigDict(extra="allow", strict=True)  # type: ignore[misc]
    type: Literal["image_generation"]
    model: str
    quality: Literal["low", "medium", "high", "auto"]
    size: str
    output_format: Literal["png", "webp", "jpeg"]
    output_compression: int
    moderation: Literal["auto", "low"]
    background: Literal["transparent", "opaque", "auto"]
    input_fidelity: Literal["high", "low"] | None
    input_image_mask: Payload
    partial_images: int
    action: Literal["generate", "edit", "auto"]
    name: str
    description: str
    tool_configs: dict[str, Payload]


correct("pydantic type adapter for a TypedDict", "wire")(pydantic.TypeAdapter(ToolDict))


# Functions


@correct("function", "wire")
def identity(payload: object) -> object:
    return json_type(payload)


@correct("coroutine function", "wire")
async def send(payload: object) -> object:
    await asyncio.sleep(0)
    return json_type(payload)


@correct("function that takes the members as keywords", "wire")
def create(**fields: Any) -> Payload:
    return fields


@correct("function that goes through text", "wire")
def through_text(payload: object) -> object:
    return json.loads(json.dumps(json_type(payload)))


@correct("function that rejects control characters and long strings", "wire")
def with_limits(payload: object) -> object:
    def check(value: object) -> None:
        if isinstance(value, str) and (len(value) > 2 << 20 or any(ord(character) < 32 for character in value)):
            raise ValueError("a string is too long, or has a control character")
        members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for member in members:
            check(member)

    check(json_type(payload))
    return payload


# Validators


@correct("function that raises", "schema", "semantic")
def check(payload: object) -> None:
    ImageGenTool.validate_payload(payload)


@correct("function that returns a boolean", "schema", "semantic")
def is_valid(payload: object) -> bool:
    return not broken_rules(payload)


@correct("function that returns strings", "schema", "semantic")
def list_errors(payload: object) -> list[str]:
    return [error.message for error in broken_rules(payload)]


@correct("coroutine function that validates", "schema", "semantic")
async def check_remotely(payload: object) -> bool:
    await asyncio.sleep(0)
    return not broken_rules(payload)


VALIDATION_MODULE = types.ModuleType("validation")
VALIDATION_MODULE.validate = check  # type: ignore[attr-defined]
correct("module", "schema", "semantic")(VALIDATION_MODULE)


@correct("class whose instances validate", "schema", "semantic")
class Validator:
    level: ClassVar[Literal["semantic"]] = "semantic"

    def validate(self, payload: object) -> list[dict[str, str]]:
        errors = broken_rules(payload, self.level)
        return [{"path": error.path, "rule": error.rule, "message": error.message} for error in errors]


correct("instance that validates", "schema", "semantic")(Validator())


@correct("class that is constructed from a payload, and validates itself", "schema", "semantic")
class ValidatedPayload:
    def __init__(self, payload: object) -> None:
        self.payload = payload

    def validate(self) -> bool:
        return not broken_rules(self.payload)


@correct("dataclass with the settings of a validator", "schema", "semantic")
@dataclasses.dataclass
class ConfiguredValidator:
    level: Literal["schema", "semantic"] = "semantic"

    def validate(self, payload: object) -> bool:
        return not broken_rules(payload, self.level)


@correct("callable object that validates", "schema", "semantic")
class CallableValidator:
    def __call__(self, payload: object) -> bool:
        return not broken_rules(payload)


if sys.version_info >= (3, 11):

    @correct("validator that raises an exception group", "schema", "semantic")
    def check_all(payload: object) -> None:
        if errors := broken_rules(payload):
            raise ExceptionGroup("illegal", [ValueError(error.message) for error in errors])  # noqa: F821


@correct("validator that reports null as a wrong value", "schema", "semantic")
def check_values(payload: object) -> list[dict[str, str]]:
    return [
        {
            "path": error.path,
            "rule": f"{error.path[1:]}.value" if error.rule == "null.refused" else error.rule,
            "message": error.message,
        }
        for error in broken_rules(payload)
    ]


@correct("validator that applies the limits of the default model to sizes", "schema", "semantic")
def check_default_model(payload: object) -> bool:
    if isinstance(payload, dict) and "model" not in payload:
        return not broken_rules(payload) and not broken_rules({**payload, "model": "gpt-image-1"})
    return not broken_rules(payload)


SCHEMA_FILE = load_json(data_directory("schemas") / "image_gen_tool.schema.json")
STRICT_SCHEMA_FILE = load_json(data_directory("schemas") / "image_gen_tool.strict.schema.json")
correct("jsonschema validator", "schema")(jsonschema.Draft202012Validator(SCHEMA_FILE))
correct("jsonschema validator of the strict schema", "schema", "semantic")(
    jsonschema.Draft202012Validator(STRICT_SCHEMA_FILE)
)
correct("jsonschema-rs validator", "schema")(jsonschema_rs.Draft202012Validator(SCHEMA_FILE))


@correct("list of jsonschema errors", "schema")
def list_schema_errors(payload: object) -> list[Any]:
    return list(jsonschema.Draft202012Validator(SCHEMA_FILE).iter_errors(payload))
