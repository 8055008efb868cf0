"""Payloads as written cases: legal ones, ones with a single fault, and any at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis import strategies as st

from imagegen_conformance.cases import STRENGTHS, Level, Requirement
from imagegen_conformance.corpus import Corpus, data, read_json
from imagegen_conformance.json_value import Json
from imagegen_conformance.models import Models
from imagegen_conformance.oracles import reference_oracle

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Content", "Payloads", "again"]

Content: TypeAlias = dict[str, Json]
"""A case as it is written, without a name of its own."""

TOOL = {"type": "image_generation"}
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
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)


class Payloads:
    """Strategies for payloads. `level` is the highest that is asked: what legality is a matter of."""

    def __init__(self, corpus: Corpus, level: Level) -> None:
        self._level = level
        self._requirements = corpus.requirements
        self._models = Models.load(corpus)
        schema = read_json(data("schemas") / "image_gen_tool.schema.json")
        self._fields = {name: field for name, field in schema["properties"].items() if name not in TOOL}
        # Of models whose features nobody describes, nothing is claimed but their sizes.
        described = [family for family in self._models.families if family.of_kind("feature")]
        self._known = [name for family in described for name in family.models]
        families = self._models.families
        self._named = st.sampled_from([name for family in families for name in family.models])
        listed = [size for family in families for limit in family.of_kind("sizes") for size in limit.content["sizes"]]
        edges = st.sampled_from(sorted({edge for family in families for edge in family.multiples()}))
        self._sizes = st.sampled_from(["auto", *listed]) | st.builds("{}x{}".format, edges, edges)

    def legal(self) -> SearchStrategy[Content]:
        """Payloads that break no rule: accepted, and given back as they are."""
        return self._payloads().map(self._accept)

    def one_fault(self) -> SearchStrategy[Content]:
        """What a legal payload becomes by a wrong value of a field: refused for that, and right when repaired."""
        drawn: SearchStrategy[Any] = st.builds(self._reject, self._payloads(), self._faults())
        if self._level == "semantic":
            drawn |= st.builds(self._of_model, self._payloads(), self._named, self._sizes)
        return drawn.filter(bool)

    def several_faults(self) -> SearchStrategy[Content]:
        """What a legal payload becomes by wrong values of several fields: refused for any of them."""
        faults = st.lists(self._faults(), min_size=2, max_size=4, unique_by=lambda fault: fault[0])
        drawn: SearchStrategy[Any] = st.builds(self._reject_all, self._payloads(), faults)
        return drawn.filter(bool)

    def _of_model(self, payload: dict[str, Json], model: str, size: str) -> Content | None:
        """A size that may be none of a model; what else hangs on the model is left out."""
        rest = {key: value for key, value in payload.items() if key not in {"input_fidelity", "background"}}
        return self._reject({**rest, "model": model, "size": "1024x1024"}, ("size", size))

    def any(self) -> SearchStrategy[Content]:
        """Payloads of any kind: refused, or given back as they came."""
        others = st.lists(self._faults() | st.tuples(TEXT, ANYTHING), min_size=1, max_size=8).map(dict)
        return (
            st.builds(lambda legal, other: {**legal, **other}, self._payloads(), others).filter(_one_null).map(_either)
        )

    def _faults(self) -> SearchStrategy[tuple[str, Json]]:
        """A field, and a value that is hardly one of its own."""
        field = st.sampled_from(["type", *self._fields])
        return field.flatmap(lambda name: st.tuples(st.just(name), self._wrong(name)))

    def _payloads(self) -> SearchStrategy[dict[str, Json]]:
        optional = {name: self._values(name, field) for name, field in self._fields.items()}
        return st.fixed_dictionaries({"type": st.just(TOOL["type"])}, optional=optional).filter(_legal)

    def _values(self, name: str, field: dict[str, Json]) -> SearchStrategy[Any]:
        special: dict[str, Callable[[], SearchStrategy[Any]]] = {
            "model": lambda: st.sampled_from([*self._known, "another-model"]) | TEXT.filter(self._unknown),
            "size": lambda: self._sizes,
            "input_image_mask": lambda: st.fixed_dictionaries({}, optional={"image_url": TEXT, "file_id": TEXT}),
            "tool_configs": lambda: st.dictionaries(
                TEXT,
                st.fixed_dictionaries({}, optional={"pin": st.booleans(), "additional_search_text": TEXT}),
                max_size=3,
            ),
        }
        if name in special:
            return special[name]()
        if "enum" in field:
            return st.sampled_from([value for value in field["enum"] if value is not None])
        if field["type"] == "integer":
            return st.integers(field["minimum"], field["maximum"])
        return TEXT

    def _unknown(self, name: str) -> bool:
        return all(name not in family.models for family in self._models.families)

    def _accept(self, payload: dict[str, Json]) -> Content:
        field = next((name for name in payload if name != "type"), "type")
        rules = {"wire": ["wire.round-trip"], "semantic": ["payload.combinations"]}
        of_field = [f"{field}.{kind}" for kind in ("open", "value", "type", "optional")]
        rule = next(rule for rule in rules.get(self._level, of_field) if rule in self._requirements)
        return _content("accept", rule, payload)

    def _wrong(self, name: str) -> SearchStrategy[Any]:
        """Values that are close to legal ones, and any at all; some of them may be legal."""
        legal = self._values(name, self._fields[name]) if name in self._fields else st.just(TOOL["type"])
        near = legal.flatmap(lambda value: st.sampled_from(_near(value)))
        return near | ANYTHING | (self._sizes if name == "size" else st.sampled_from([None, "", False, 0]))

    def _reject(self, legal: dict[str, Json], wrong: tuple[str, Json]) -> Content | None:
        return self._reject_all(legal, [wrong])

    def _reject_all(self, legal: dict[str, Json], faults: list[tuple[str, Json]]) -> Content | None:
        payload = {**legal, **dict(faults)}
        reasons = reference_oracle(payload)
        rules = [self._requirements[reason.rule] for reason in reasons]
        known = {"wire": (), "schema": ("schema",)}.get(self._level, ("schema", "semantic"))
        if not rules or any(rule.level not in known for rule in rules) or not _one_null(payload):
            return None
        told = [{"path": reason.path, "rule": reason.rule} for reason in reasons]
        outputs = _outputs(payload)
        repair = [_mend(legal, field) for field, _ in faults]
        content = _content("reject", _strongest(rules), payload) | {"reasons": told, "repair": repair}
        return content | ({"outputs": outputs} if len(outputs) > 1 else {})


def _mend(legal: dict[str, Json], field: str) -> Json:
    if field in legal:
        return {"op": "replace", "path": f"/{field}", "value": legal[field]}
    return {"op": "remove", "path": f"/{field}"}


def _near(value: Json) -> list[Json]:
    """What careless readers take for a value."""
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
        ]
    if isinstance(value, int):
        return [str(value), bool(value), value + 0.5, -1 - value, value + 101, value + 2**32, [value]]
    return [[value], str(value), list(value), {"": value}] if isinstance(value, dict) else [[value]]


def _content(kind: str, requirement: str, payload: Json) -> Content:
    fields = len(payload)
    description = f"A generated payload of {fields} {'key' if fields == 1 else 'keys'}"
    return {"kind": kind, "name": "found", "description": description, "requirement": requirement, "payload": payload}


def _either(payload: dict[str, Json]) -> Content:
    content = _content("either", "wire.no-corruption", payload)
    return content | {"outputs": _outputs(payload), "why": "Whatever it is, it is refused or given back as it came."}


def again(output: dict[str, Json]) -> Content:
    """What an implementation gave back, as a payload: there is nothing left to be normalised in it."""
    content = _content("either", "wire.no-corruption", output)
    return content | {"outputs": [output], "why": "What came back is refused, or given back as it came."}


def _outputs(payload: Json) -> list[Json]:
    """What may come back of a payload: itself, with its nulls left out, or with the type that is always used."""
    shapes = [payload, _without_nulls(payload)]
    shapes += [{**shape, **TOOL} for shape in shapes if isinstance(shape, dict)]
    return [shape for place, shape in enumerate(shapes) if shape not in shapes[:place] or place == 0]


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _nulls(value: Json) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return sum(map(_nulls, value)) if isinstance(value, list) else value is None


def _one_null(payload: Json) -> bool:
    """With more, some could be left out and some kept; and a null in an array is never left out."""
    return _nulls(payload) <= 1


def _legal(payload: dict[str, Json]) -> bool:
    from imagegen_reference import ImageGenTool, ValidationError

    try:
        warnings = ImageGenTool.validate_payload(payload)
    except ValidationError:
        return False
    # What is in preview may be refused.
    return not any(warning.rule.endswith("-preview") for warning in warnings)


def _strongest(rules: list[Requirement]) -> str:
    return min(rules, key=lambda rule: STRENGTHS.index(rule.strength)).id
