"""Strategies for the values of the payload's fields, built from the plain schema and the model limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.corpus.payload_schema import Schema
from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.jsonlib.values import Json

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hypothesis.strategies import SearchStrategy

__all__ = ["ANY_VALUE", "TEXT", "FieldValues", "near_misses"]
# Strings that every implementation accepts: limits on the characters and the length of strings are permitted.
WORDS = st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="\ufffd"), min_size=1, max_size=10)
ORDINARY_TEXT = st.lists(WORDS, min_size=1, max_size=2).map(" ".join) | st.sampled_from(
    ["auto", "AUTO", "true", "null", "80", "é", "e\u0301"]
)
URLS = st.text("abcXYZ0123456789-_", max_size=10).map("https://example.com/{}".format)
TEXT = st.text(max_size=20) | st.sampled_from(
    ["auto", "AUTO", " ", "true", "null", "80", "é", "e\u0301", "\u2028", "\x00"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-1, 101)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
ANY_VALUE = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
FALSY_VALUES: SearchStrategy[Any] = st.sampled_from([None, "", False, 0])
UNKNOWN_MODEL = "another-model"


class FieldValues:
    """Strategies for the values of each field in a revision.

    Args:
        limits: The model limits of the revision.
        plain: The plain schema of the revision.
        avoided: Fields that are left out.

    Attributes:
        legal: Values that are legal by themselves, by field; no retired model.
        wrong: Values that are close to legal ones, and any values, by field; some of them are legal.
        models: The names of all models with known limits that are not retired; empty if sizes do not depend on models.
        sizes: Sizes that are legal for at least one model, or for none although their edges are.
    """

    def __init__(self, limits: ModelLimits, plain: Schema, avoided: Collection[str] = ()) -> None:
        all_fields = plain["properties"]
        names = [name for family in limits.families for name in family.models]
        self.sizes = _sizes(limits, all_fields["size"])
        self.models = [] if "enum" in all_fields["size"] else [name for name in names if name not in limits.retired]
        # For models without documented features, no rule states which features they support.
        described = [
            name
            for family in limits.families
            if family.limits_of_kind("feature", "values")
            for name in family.active_models(limits.retired)
        ]
        unknown_models = ORDINARY_TEXT.filter(lambda name: name not in names)
        # The plain schema permits any string for these fields, unless it enumerates their values.
        strings = {
            "model": st.sampled_from([*described, UNKNOWN_MODEL]) | unknown_models,
            "size": self.sizes,
            "description": st.just("") | ORDINARY_TEXT,
        }
        self.legal: Mapping[str, SearchStrategy[Any]] = {
            name: _values_of(field, plain["$defs"]) if name not in strings or "enum" in field else strings[name]
            for name, field in all_fields.items()
            if name not in avoided
        }
        # Sizes of other models are more likely to be mistaken for legal ones than falsy values.
        confusable = {"size": self.sizes}
        self.wrong: Mapping[str, SearchStrategy[Any]] = {
            name: _wrong_values(values, confusable.get(name, FALSY_VALUES)) for name, values in self.legal.items()
        }


def _sizes(limits: ModelLimits, field: Schema) -> SearchStrategy[str]:
    families = limits.families
    listed_sizes = [
        size for family in families for limit in family.limits_of_kind("sizes") for size in limit.data["sizes"]
    ]
    explicit_sizes = st.sampled_from(["auto", *listed_sizes, *field.get("enum", ())])
    edges = sorted({edge for family in families for edge in family.multiples()}) or [16, 512, 1024, 1536]
    return explicit_sizes | st.builds("{}x{}".format, st.sampled_from(edges), st.sampled_from(edges))


def _values_of(schema: Schema, definitions: Mapping[str, Schema]) -> SearchStrategy[Any]:
    """Return a strategy for the values that match a subschema of the plain schema, without null."""
    if "$ref" in schema:
        schema = definitions[parse_pointer(schema["$ref"].removeprefix("#"))[-1]]
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from([value for value in schema["enum"] if value is not None])
    if schema["type"] == "integer":
        # No range of the other numbers is documented, but a count of frames and a duration are positive.
        return st.integers(schema.get("minimum", 1), schema.get("maximum", 100))
    if schema["type"] == "object" and "additionalProperties" in schema:
        return st.dictionaries(ORDINARY_TEXT, _values_of(schema["additionalProperties"], definitions), max_size=3)
    if "properties" in schema:
        members = {name: _values_of(member, definitions) for name, member in schema["properties"].items()}
        return st.fixed_dictionaries({}, optional=members | ({"image_url": URLS} if "image_url" in members else {}))
    return st.booleans() if schema["type"] == "boolean" else ORDINARY_TEXT


def _wrong_values(legal: SearchStrategy[Any], confusable: SearchStrategy[Any]) -> SearchStrategy[Any]:
    close = legal.flatmap(lambda value: st.sampled_from(near_misses(value)))
    return close | ANY_VALUE | confusable


def near_misses(value: Json) -> list[Json]:
    """Return values that a lenient implementation takes for a legal value."""
    if isinstance(value, str):
        larger = re.sub(r"[0-9]+", lambda digits: str(int(digits[0]) + 16), value, count=1)
        return [
            value.upper(),
            f"{value} ",
            f" {value}",
            f"{value}\n",
            value[:-1],
            [value],
            {"value": value},
            f"0{value}",
            f"+{value}",
            larger,
            len(value),
            -1,
            0.5,
            True,
            {},
            [],
            "",
        ]
    if isinstance(value, int):
        fractions = [value + 0.5, value + 0.1, value - 0.01]
        return [str(value), bool(value), not value, *fractions, -1 - value, value + 101, value + 2**32, [value], {}]
    return (
        [[value], str(value), list(value), {"": value}, 1, -1, 0.5, True, ""] if isinstance(value, dict) else [[value]]
    )
