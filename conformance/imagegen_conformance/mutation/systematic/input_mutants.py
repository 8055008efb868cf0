"""Mutants that change the payload of the caller when they parse or validate it.

The order of keys has no meaning, so that no mutant sorts the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from imagegen_conformance.corpus.cases import Operation
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain, Test, changing_input
from imagegen_conformance.mutation.systematic.output_mutants import DEFAULTS
from imagegen_conformance.mutation.systematic.string_place import DOCUMENTED
from imagegen_reference.revision import DEFAULT_REVISION
from imagegen_reference.schema_rules import FIELDS

__all__ = ["input_mutants"]
COMBINATIONS: Final = "payload.combinations"
# The requirements of the cases that show a change, if they are not those of the operation.
REQUIREMENTS: Final = {
    ("appends", "parse"): "wire.unknown-keys",
    ("deletes-unknown", "validate"): "quality.value",
    ("deletes-unknown-of-mask", "validate"): "input_image_mask.file_id.type",
    ("sets-type", "validate"): "type.value",
    ("integers", "validate"): "integer.notation",
}
OPERATIONS: Final[tuple[tuple[Operation, str, str], ...]] = (
    ("parse", "parsing", "wire.no-corruption"),
    ("validate", "validation", COMBINATIONS),
)


class _InputChange(NamedTuple):
    """A change of the payload of the caller.

    Attributes:
        name: A part of the names of mutants.
        fault: What the mutants do.
        affects: Returns whether a payload is changed.
        change: Changes the payload in place.
    """

    name: str
    fault: str
    affects: Callable[[Payload], bool]
    change: Callable[[Payload], None]


def _delete(condition: Callable[[str, Json], bool]) -> Callable[[Payload], None]:
    def change(payload: Payload) -> None:
        for key in [key for key, value in payload.items() if condition(key, value)]:
            del payload[key]

    return change


def _deleting(name: str, fault: str, condition: Callable[[str, Json], bool]) -> _InputChange:
    def affects(payload: Payload) -> bool:
        return any(condition(key, value) for key, value in payload.items())

    return _InputChange(name, fault, affects, _delete(condition))


def _key_is(field: str) -> Callable[[str, Json], bool]:
    return lambda key, _: key == field


def _adding(field: str, value: Json) -> _InputChange:
    def change(payload: Payload) -> None:
        payload[field] = value

    fault = f"adds {field} to the payload of the caller"
    return _InputChange(f"adds-{field}", fault, lambda payload: field not in payload, change)


def _objects_in(payload: Payload, *fields: str) -> list[Payload]:
    return [payload[field] for field in fields if isinstance(payload.get(field), dict)]


def _configs(payload: Payload) -> list[Payload]:
    return [
        item for configs in _objects_in(payload, "tool_configs") for item in configs.values() if isinstance(item, dict)
    ]


def _masks(payload: Payload) -> list[Payload]:
    return _objects_in(payload, "input_image_mask")


def _nested(name: str, fault: str, find: Callable[[Payload], list[Payload]], change: Callable[[Payload], None], affects: Callable[[Payload], bool]) -> _InputChange:  # fmt: skip
    def change_all(payload: Payload) -> None:
        for value in find(payload):
            change(value)

    return _InputChange(name, fault, lambda payload: any(map(affects, find(payload))), change_all)


def _setting(name: str, value: Json) -> Callable[[Payload], None]:
    def change(payload: Payload) -> None:
        payload[name] = value

    return change


def _lists(payload: Payload) -> list[list[Json]]:
    return [value for key, value in payload.items() if key not in DOCUMENTED and isinstance(value, list)]


def _append_to_lists(payload: Payload) -> None:
    for value in _lists(payload):
        value.append(None)


def _lower_strings(payload: Payload) -> None:
    for key, value in payload.items():
        if isinstance(value, str):
            payload[key] = value.lower()


def _has_capitals(payload: Payload) -> bool:
    return any(isinstance(value, str) and value != value.lower() for value in payload.values())


def _integers(payload: Payload) -> list[str]:
    return [key for key, value in payload.items() if isinstance(value, float) and value.is_integer()]


def _convert_integers(payload: Payload) -> None:
    for key in _integers(payload):
        payload[key] = int(payload[key])


CHANGES: Final = (
    _InputChange("clears", "clears the payload of the caller", bool, dict.clear),
    *(_deleting(f"deletes-{field}", f"deletes {field} from the payload of the caller", _key_is(field)) for field in FIELDS),
    _deleting("deletes-unknown", "deletes unknown keys from the payload of the caller", lambda key, _: key not in FIELDS),
    _deleting("deletes-nulls", "deletes nulls from the payload of the caller", lambda _, value: value is None),
    _deleting("deletes-empty", "deletes empty strings from the payload of the caller", lambda _, value: value == ""),
    _InputChange("sets-type", "sets type in the payload of the caller", lambda payload: payload.get("type") != "image_generation", _setting("type", "image_generation")),
    *(_adding(field, DEFAULTS[field]) for field in FIELDS if field != "type"),
    _InputChange("marks", "adds a key to the payload of the caller", lambda payload: "_validated" not in payload, _setting("_validated", value=True)),
    _InputChange("lowers", "converts strings in the payload of the caller to lower case", _has_capitals, _lower_strings),
    _InputChange("integers", "converts numbers such as 80.0 in the payload of the caller to integers", lambda payload: bool(_integers(payload)), _convert_integers),
    _nested("empties-mask", "empties the mask of the caller", _masks, dict.clear, bool),
    _nested("adds-file_id", "adds file_id to the mask of the caller", _masks, _setting("file_id", None), lambda mask: "file_id" not in mask),
    _nested("deletes-image_url", "deletes image_url from the mask of the caller", _masks, _delete(_key_is("image_url")), lambda mask: "image_url" in mask),
    _nested("deletes-unknown-of-mask", "deletes unknown members from the mask of the caller", _masks, _delete(lambda key, _: key not in {"image_url", "file_id"}), lambda mask: not mask.keys() <= {"image_url", "file_id"}),
    _nested("empties-configs", "empties the tool configurations of the caller", lambda payload: _objects_in(payload, "tool_configs"), dict.clear, bool),
    _nested("adds-pin", "adds pin to tool configurations of the caller", _configs, _setting("pin", value=False), lambda config: "pin" not in config),
    _nested("deletes-pin", "deletes pin from tool configurations of the caller", _configs, _delete(_key_is("pin")), lambda config: "pin" in config),
    _InputChange("appends", "appends null to arrays in unknown keys of the caller", lambda payload: bool(_lists(payload)), _append_to_lists),
)  # fmt: skip


def input_mutants() -> Iterator[Mutant]:
    """Yield the mutants of the default revision."""
    build = MutantBuilder(DEFAULT_REVISION, "input × operation")
    for operation, noun, requirement in OPERATIONS:
        for change in CHANGES:
            name, fault = f"{change.name}-input-in-{noun}", f"{change.fault} in {noun}"
            rule = REQUIREMENTS.get((change.name, operation), requirement)
            yield build.mutant(
                name, rule, fault, changing_input(DEFAULT_REVISION, operation, _domain(change), change.change)
            )
    for is_legal, word in ((True, "legal"), (False, "illegal")):
        name, fault = f"clears-{word}-input", f"clears the payload of the caller in validation if it is {word}"
        domain = Domain(f"{word} object", _has_legality(is_legal=is_legal))
        mutation = changing_input(DEFAULT_REVISION, "validate", domain, dict.clear)
        yield build.mutant(name, COMBINATIONS if is_legal else "quality.value", fault, mutation)


def _domain(change: _InputChange) -> Domain:
    return Domain("object", lambda _: True, lambda facts: change.affects(facts.payload))


def _has_legality(*, is_legal: bool) -> Test:
    return lambda facts: bool(facts.payload) and bool(facts.findings(DEFAULT_REVISION)) is not is_legal
