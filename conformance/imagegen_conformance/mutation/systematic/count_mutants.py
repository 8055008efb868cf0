"""Mutants that lose what is beyond a number of members, or below a number of levels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts
from imagegen_conformance.mutation.systematic.string_place import DOCUMENTED
from imagegen_reference.revision import DEFAULT_REVISION

__all__ = ["count_mutants"]
Container: TypeAlias = Json
COUNTS: Final = (1, 2, 3, 5, 8, 10, 16, 20, 32, 50, 64, 99, 100, 127, 128, 200, 255, 256, 500, 512, 999)
DEPTHS: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 32)


class _Collection(NamedTuple):
    """A kind of objects or arrays in a payload.

    Attributes:
        name: The name, as part of the names of mutants.
        text: The members, as part of a sentence.
        requirement: The requirement that the loss of a member breaks.
        find: Returns the objects and arrays of this kind.
        keys: Returns the keys or indices that count.
    """

    name: str
    text: str
    requirement: str
    find: Callable[[Payload], list[Container]]
    keys: Callable[[Container], list[Json]]


def _known(*names: str) -> Callable[[Payload], list[Container]]:
    """Return a function that finds the object at the end of a path, or nothing."""

    def find(payload: Payload) -> list[Container]:
        value: Json = payload
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return [value] if isinstance(value, dict) else []

    return find


def _configs(payload: Payload) -> list[Container]:
    return [
        config for configs in _known("tool_configs")(payload) for config in configs.values() if isinstance(config, dict)
    ]


def _unknown_values(kind: type) -> Callable[[Payload], list[Container]]:
    return lambda payload: [
        value for key, value in payload.items() if key not in DOCUMENTED and isinstance(value, kind)
    ]


def _unknown_among(*documented: str) -> Callable[[Container], list[Json]]:
    return lambda container: [key for key in container if key not in documented]


COLLECTIONS: Final = (
    _Collection("unknown-keys", "unknown keys", "wire.unknown-keys", lambda payload: [payload], _unknown_among(*DOCUMENTED)),
    _Collection("mask-members", "unknown members of a mask", "wire.unknown-keys", _known("input_image_mask"), _unknown_among("image_url", "file_id")),
    _Collection("configs", "tool configurations", "wire.round-trip", _known("tool_configs"), list),
    _Collection("config-members", "unknown members of a tool configuration", "wire.unknown-keys", _configs, _unknown_among("pin", "additional_search_text")),
    _Collection("items", "members of an array in an unknown key", "wire.unknown-keys", _unknown_values(list), lambda array: list(range(len(array)))),
    _Collection("members", "members of an object in an unknown key", "wire.unknown-keys", _unknown_values(dict), list),
)  # fmt: skip


def count_mutants() -> Iterator[Mutant]:
    """Yield the mutants of the default revision."""
    build = MutantBuilder(DEFAULT_REVISION, "count × place")
    for collection in COLLECTIONS:
        for count in COUNTS:
            yield _losing_last(build, collection, count)
    yield from (_losing_depth(build, depth) for depth in DEPTHS)


def _losing_last(build: MutantBuilder, collection: _Collection, count: int) -> Mutant:
    def has_several(facts: PayloadFacts) -> bool:
        return any(len(collection.keys(container)) > 1 for container in collection.find(facts.payload))

    def is_affected(facts: PayloadFacts) -> bool:
        return any(len(collection.keys(container)) > count for container in collection.find(facts.payload))

    def change(_: Payload, output: Payload) -> None:
        for container in collection.find(output):
            for key in collection.keys(container)[count:][::-1]:
                del container[key]

    fault = (
        f"drops all but the first {count} {collection.text}"
        if count > 1
        else f"drops all but the first of the {collection.text}"
    )
    domain = Domain(f"several of {collection.name}", has_several, is_affected)
    return build.with_output(f"keeps-{count}-{collection.name}", collection.requirement, fault, domain, change)


def _containers(payload: Payload, depth: int) -> list[Container]:
    """Return the objects and arrays in unknown keys that contain values at a depth; values of unknown keys have depth 0."""
    level: list[Container] = [payload]
    for current in range(depth + 1):
        values = [
            value
            for container in level
            for key, value in (container.items() if isinstance(container, dict) else enumerate(container))
            if current or key not in DOCUMENTED
        ]
        level = [value for value in values if isinstance(value, (dict, list)) and value]
    return level


def _losing_depth(build: MutantBuilder, depth: int) -> Mutant:
    def is_nested(facts: PayloadFacts) -> bool:
        return bool(_containers(facts.payload, 0))

    def is_affected(facts: PayloadFacts) -> bool:
        return bool(_containers(facts.payload, depth))

    def change(_: Payload, output: Payload) -> None:
        for container in _containers(output, depth):
            container.clear()

    text = f"{depth} levels" if depth > 1 else "the first level"
    fault = f"empties objects and arrays below {text} in unknown keys"
    domain = Domain("object or array in an unknown key", is_nested, is_affected)
    return build.with_output(f"keeps-depth-{depth}", "wire.unknown-keys", fault, domain, change)
