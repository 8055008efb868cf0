"""The places in a payload where any string may stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.mutant import Payload
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts
from imagegen_reference.schema_rules import HISTORIES

__all__ = ["PLACES", "StringPlace", "strings_at"]
Rewrite: TypeAlias = Callable[[str], Json]
MASK: Final = "input_image_mask"
CONFIGS: Final = "tool_configs"
UNKNOWN_KEYS: Final = "wire.unknown-keys"
MASK_MEMBERS: Final = frozenset({"image_url", "file_id"})
DOCUMENTED: Final = frozenset(HISTORIES)  # in any profile


class StringPlace(NamedTuple):
    """A place where any string may stand.

    Attributes:
        name: The name, as part of the names of mutants.
        text: The place, as part of a sentence.
        strings: Yields the strings at the place.
        rewrite: Replaces the strings at the place in a payload whose containers nothing else shares.
        requirement: The requirement that a change of the strings breaks.
    """

    name: str
    text: str
    strings: Callable[[Payload], Iterator[str]]
    rewrite: Callable[[Payload, Rewrite], None]
    requirement: str = "wire.strings"


def strings_at(place: StringPlace, facts: PayloadFacts) -> tuple[str, ...]:
    """Return the strings of a payload at a place, without repetitions."""
    strings = facts.strings.get(place.name)
    if strings is None:
        strings = facts.strings[place.name] = tuple(dict.fromkeys(place.strings(facts.payload)))
    return tuple(strings)


def _rewrite_member(parent: Payload, name: str, rewrite: Rewrite) -> None:
    if isinstance(parent.get(name), str):
        parent[name] = rewrite(parent[name])


def _rewrite_names(parent: Payload, rewrite: Rewrite, documented: frozenset[str] = frozenset()) -> None:
    """Rewrite the names of members that are not documented. A name that becomes no string is dropped."""
    members = [(name if name in documented else rewrite(name), value) for name, value in parent.items()]
    parent.clear()
    parent.update((name, value) for name, value in members if isinstance(name, str))


def _objects(parent: Payload, name: str) -> Iterator[Payload]:
    if isinstance(parent.get(name), dict):
        yield parent[name]


def _field(name: str) -> StringPlace:
    def strings(payload: Payload) -> Iterator[str]:
        if isinstance(payload.get(name), str):
            yield payload[name]

    return StringPlace(name, name, strings, lambda payload, rewrite: _rewrite_member(payload, name, rewrite))


def _member(name: str, text: str, objects: Callable[[Payload], Iterator[Payload]], member: str) -> StringPlace:
    """Return the place of a member of some nested objects."""

    def strings(payload: Payload) -> Iterator[str]:
        for parent in objects(payload):
            if isinstance(parent.get(member), str):
                yield parent[member]

    def rewrite_all(payload: Payload, rewrite: Rewrite) -> None:
        for parent in objects(payload):
            _rewrite_member(parent, member, rewrite)

    return StringPlace(name, text, strings, rewrite_all)


def _masks(payload: Payload) -> Iterator[Payload]:
    return _objects(payload, MASK)


def _configs(payload: Payload) -> Iterator[Payload]:
    for configs in _objects(payload, CONFIGS):
        yield from (config for config in configs.values() if isinstance(config, dict))


def _config_names(payload: Payload) -> Iterator[str]:
    for configs in _objects(payload, CONFIGS):
        yield from configs


def _rewrite_config_names(payload: Payload, rewrite: Rewrite) -> None:
    for configs in _objects(payload, CONFIGS):
        _rewrite_names(configs, rewrite)


def _mask_unknown(payload: Payload) -> Iterator[str]:
    for mask in _masks(payload):
        yield from (value for name, value in mask.items() if name not in MASK_MEMBERS and isinstance(value, str))


def _rewrite_mask_unknown(payload: Payload, rewrite: Rewrite) -> None:
    for mask in _masks(payload):
        for name in [name for name in mask if name not in MASK_MEMBERS]:
            _rewrite_member(mask, name, rewrite)


def _unknown(payload: Payload) -> Iterator[str]:
    return (value for key, value in payload.items() if key not in DOCUMENTED and isinstance(value, str))


def _rewrite_unknown(payload: Payload, rewrite: Rewrite) -> None:
    for key in [key for key in payload if key not in DOCUMENTED]:
        _rewrite_member(payload, key, rewrite)


def _nested_containers(payload: Payload) -> Iterator[Json]:
    """Yield the objects and arrays in unknown keys, at any depth. No recursion limits the depth."""
    pending = [value for key, value in payload.items() if key not in DOCUMENTED]
    while pending:
        value = pending.pop()
        if isinstance(value, (dict, list)):
            yield value
            pending += value.values() if isinstance(value, dict) else value


def _nested(payload: Payload) -> Iterator[str]:
    for container in _nested_containers(payload):
        items = container.values() if isinstance(container, dict) else container
        yield from (item for item in items if isinstance(item, str))


def _rewrite_nested(payload: Payload, rewrite: Rewrite) -> None:
    for container in list(_nested_containers(payload)):
        for key, item in list(container.items() if isinstance(container, dict) else enumerate(container)):
            if isinstance(item, str):
                container[key] = rewrite(item)


def _nested_names(payload: Payload) -> Iterator[str]:
    for container in _nested_containers(payload):
        if isinstance(container, dict):
            yield from container


def _rewrite_nested_names(payload: Payload, rewrite: Rewrite) -> None:
    for container in list(_nested_containers(payload)):
        if isinstance(container, dict):
            _rewrite_names(container, rewrite)


PLACES: Final = (
    _field("model"),
    _field("size"),
    _field("name"),
    _field("description"),
    _member("image_url", "image_url of a mask", _masks, "image_url"),
    _member("file_id", "file_id of a mask", _masks, "file_id"),
    StringPlace("mask-unknown", "unknown members of a mask", _mask_unknown, _rewrite_mask_unknown, UNKNOWN_KEYS),
    StringPlace("config-name", "names of tool configurations", _config_names, _rewrite_config_names),
    _member("search-text", "additional_search_text", _configs, "additional_search_text"),
    StringPlace("unknown", "values of unknown keys", _unknown, _rewrite_unknown, UNKNOWN_KEYS),
    StringPlace("unknown-nested", "objects and arrays in unknown keys", _nested, _rewrite_nested, UNKNOWN_KEYS),
    StringPlace(
        "unknown-name",
        "names of unknown keys",
        lambda payload: (key for key in payload if key not in DOCUMENTED),
        lambda payload, rewrite: _rewrite_names(payload, rewrite, DOCUMENTED),
        UNKNOWN_KEYS,
    ),
    StringPlace("nested-name", "names in objects in unknown keys", _nested_names, _rewrite_nested_names, UNKNOWN_KEYS),
)
