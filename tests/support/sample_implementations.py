"""Python implementations of each kind, correct and faulty, none of which needs a process of its own."""

from __future__ import annotations

import decimal
import enum
from typing import Any

import pydantic

from imagegen_conformance import Adapter
from imagegen_reference import ImageGenTool, ValidationError

__all__ = ["PATHS"]


class Quality(str, enum.Enum):
    """A subclass of str, which is no plain value."""

    LOW = "low"


def same(payload: Any) -> Any:
    return payload


def modified(payload: Any) -> Any:
    if isinstance(payload, dict):
        payload["hue"] = 1
    return payload


def unusual(payload: Any) -> Any:
    """Return values that are written differently, or that JSON does not have, depending on the size of the payload."""
    values: tuple[Any, ...] = (
        10**4000,
        -0.0,
        1e-320,
        float("nan"),
        float("inf"),
        "\ud800",
        "a\ud83d b\ude00",
        "\ud83d\ude00\ud83d",
        "\x00\x1f\x7f\u2028",
        {"": {"/~": [[], {}]}},
        (1, (2, (3,))),
        Quality.LOW,
        {1: 2},
        {1, 2},
        b"x",
        decimal.Decimal("1.5"),
        10**5000,
        2**53 + 1,
        1.0,
        True,
        None,
    )
    return values[len(str(payload)) % len(values)]


def failing(payload: Any) -> Any:
    """Raise exceptions of every kind, depending on the size of the payload."""
    errors: tuple[BaseException, ...] = (
        ValueError("no\nlines \x1b[0m \ud800"),
        TypeError("no"),
        KeyError("key"),
        AttributeError("attribute"),
        RuntimeError("x" * 1000),
        SystemExit(0),
        GeneratorExit(),
        ValidationError([]),
        NotImplementedError(),
    )
    raise errors[len(str(payload)) % len(errors)]


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")

    type: str
    quality: str | None = None
    partial_images: int | None = None


class Checker:
    def validate(self, payload: Any) -> Any:
        ImageGenTool.validate_payload(payload)
        return [] if len(payload) % 2 else None


class Silent(ImageGenTool):
    """Warns in some calls only."""

    @classmethod
    def validate_payload(cls, payload: Any, level: Any = "schema", **revision: Any) -> Any:
        warnings = super().validate_payload(payload, level, **revision)
        return warnings if len(str(payload)) % 3 else None


class RejectingConstructor:
    """Rejects with reasons in its constructor, also in call sequences."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ImageGenTool.validate_payload(dict(*args, **kwargs))
        self._tool = ImageGenTool(*args, **kwargs)

    def as_dict(self, **kwargs: Any) -> Any:
        return self._tool.as_dict(**kwargs)


class Partial(Adapter):
    levels = ("wire", "schema")

    def parse(self, payload: Any) -> Any:
        return payload

    def serialize(self, parsed: Any) -> Any:
        raise ValueError("cannot be serialized")


checker = Checker()
PATHS = (
    "imagegen_reference:ImageGenTool",
    *(
        f"{__name__}:{name}"
        for name in (
            "same",
            "modified",
            "unusual",
            "failing",
            "Model",
            "checker",
            "Silent",
            "RejectingConstructor",
            "Partial",
        )
    ),
)
