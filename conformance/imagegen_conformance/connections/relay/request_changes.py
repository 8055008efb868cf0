"""Changes that a gateway or a client makes to a request outside of the payload."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imagegen_conformance.connections.relay.arrival import Arrival
from imagegen_conformance.connections.relay.arrived_tool import MISSING, value_at
from imagegen_conformance.jsonlib.values import Json, canonical, loads
from imagegen_conformance.text import preview

__all__ = ["request_changes"]
MAX_NAMES = 10
MAX_NAME_LENGTH = 40  # characters


def request_changes(
    arrival: Arrival, sent: str | bytes, place: Sequence[str], path: str = "/v1/responses"
) -> tuple[str, ...]:
    """Return the changes of members outside of the payload, as clauses without a subject and without any value.

    Args:
        arrival: The arrival.
        sent: The body that was sent.
        place: The reference tokens of the payload in the body; at least one.
        path: The path to which the request was sent.

    Returns:
        Clauses such as "adds parallel_tool_calls, temperature". There are none if one of the bodies is not an object.
    """
    before, after = _members(sent, place), _members(arrival.body, place)
    if before is None or after is None:
        return ()
    if arrival.endpoint is not None and not path.endswith(arrival.endpoint):  # another API has other members
        return (f"translates the request for {arrival.endpoint}",)
    if value_at(after, place) is MISSING:  # the judge reports that the tool is lost
        before.pop(place[0], None)
        after.pop(place[0], None)
    changes = {
        "adds": after.keys() - before.keys(),
        "removes": before.keys() - after.keys(),
        "changes": {name for name in before.keys() & after.keys() if canonical(before[name]) != canonical(after[name])},
    }
    return tuple(f"{verb} {_names(names)}" for verb, names in changes.items() if names)


def _members(body: str | bytes, place: Sequence[str]) -> dict[str, Json] | None:
    """Return the members of a body with null in place of the payload, or None if it is not an object."""
    try:
        value = loads(body.decode() if isinstance(body, bytes) else body)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    members: dict[str, Json] = value
    if place and value_at(members, place) is not MISSING:
        parent = value_at(members, place[:-1])
        parent[int(place[-1]) if isinstance(parent, list) else place[-1]] = None
    return members


def _names(names: Iterable[str]) -> str:
    shown = sorted(names)
    texts = [preview(name, MAX_NAME_LENGTH) for name in shown[:MAX_NAMES]]
    return ", ".join([*texts, f"and {len(shown) - MAX_NAMES} others"] if len(shown) > MAX_NAMES else texts)
