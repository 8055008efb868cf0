"""The objects of a call sequence: tools, views, and values that were read from a tool or given to one."""

from __future__ import annotations

from imagegen_conformance.jsonlib.values import Json

__all__ = ["REPLACING", "SOURCES", "Element", "Given", "Tool", "TracedObject", "Value", "View"]
SOURCES = (
    *("mapping", "keyword", "tool", "copied", "deep-copied", "pickled"),
    *("set-attribute", "set-item", "setdefault", "update-mapping", "update-pairs", "update-keywords"),
)
"""The ways in which the value of an item came into a tool."""
REPLACING = "-replacing"
"""The ending of a change that replaces an item, instead of adding one."""
PAIR_ACCESSORS = ("items", "popitem")
MAPPING_VIEWS = ("values", "items")  # views of which an iteration yields the values of items


class TracedObject:
    """Base of the objects; by itself, an object of which nothing is known.

    Attributes:
        value: The JSON value, if it is known.
        receivers: The tools that received the object: the way, the tool, and the keys that lead to it in the tool.
    """

    value: Json = None

    def __init__(self) -> None:
        self.receivers: list[tuple[str, Tool, tuple[str, ...]]] = []

    def give(self, way: str, tool: Tool, path: tuple[str, ...] = ()) -> None:
        """Record that a tool received the object."""
        self.receivers.append((way, tool, path))


class Tool(TracedObject):
    """A tool.

    Attributes:
        items: The items.
        states: The events since it was made: `cleared`, `failed` (an error was raised), `updated-with-itself`,
            `made-from-tool`, `copied`, `deep-copied`, `pickled`, `changed`.
        views: The views of it.
        origins: How each item came into a new tool, by key: `mapping`, `keyword`, `null-keyword` (there is no item),
            `tool`, or the state of a copy.
        is_first: Whether it is the tool of the constructor of the sequence.
        sources: How the present value of each item came into the tool, by key: its origin, or the method.
    """

    def __init__(self, items: dict[str, Json] | None = None, states: set[str] | None = None) -> None:
        super().__init__()
        self.items: dict[str, Json] = items or {}
        self.states: set[str] = states or set()
        self.views: list[View] = []
        self.is_first = False
        self.origins: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        self._former_keys: dict[str, None] = {}
        self._calls: set[str] = set()

    def current_states(self, call: str) -> frozenset[str]:
        """Return the states before a call; `new` if there is none, and `repeated` if the same call was made before."""
        states = set(self.states or {"new"})
        if call in self._calls:
            states.add("repeated")
        self._calls.add(call)
        return frozenset(states)

    @property
    def known_keys(self) -> list[str]:
        """The keys of the items, and of all items before."""
        return list(self._former_keys | dict.fromkeys(self.items))

    def view(self, kind: str) -> View:
        """Return a new view."""
        view = View(kind, self)
        self.views.append(view)
        return view

    def set(self, way: str, key: str, value: Json, source: str = "") -> None:
        """Set an item; the source is the method by default."""
        ending = REPLACING if key in self.items else ""
        self.items[key] = value
        self.sources[key] = source or way
        self.note_change(f"{source or way}{ending}")

    def remove(self, way: str, key: str) -> None:
        """Remove an item, if it is present."""
        self._remember_keys()
        self.items.pop(key, None)
        self.note_change(way)

    def clear(self) -> None:
        """Remove all items."""
        self._remember_keys()
        self.items.clear()
        self.states.add("cleared")
        self.note_change("clear")

    def _remember_keys(self) -> None:
        self._former_keys |= dict.fromkeys(self.items)

    def note_change(self, way: str) -> None:
        """Record a change of the items."""
        self.states.add("changed")
        for view in self.views:
            view.changes.append(way)


class View(TracedObject):
    """A view of the items of a tool.

    Attributes:
        kind: `keys`, `values` or `items`.
        tool: The tool.
        changes: The changes of the tool since the view was returned: a source, with `REPLACING` if it replaced an item,
            or the method that removed one.
    """

    def __init__(self, kind: str, tool: Tool) -> None:
        super().__init__()
        self.kind = kind
        self.tool = tool
        self.changes: list[str] = []

    def result(self, method: str, args: list[Json]) -> TracedObject:
        """Return the result of a call on the view."""
        del args
        if method not in ("iterate", "identity") or self.kind not in MAPPING_VIEWS:
            return TracedObject()
        items = self.tool.items
        elements = list(items.values()) if self.kind == "values" else [list(pair) for pair in items.items()]
        return _Elements(elements, self.kind, self.tool, tuple(items))


class Value(TracedObject):
    """A value that was read from a tool.

    Attributes:
        value: The value.
        accessor: The method that returned it, or the one that returned the value that contains it.
        tool: The tool.
        path: The keys that lead to it in the tool.
        source: How the item came into the tool, as in `SOURCES`; empty if it is one of several.
        container: The value itself, or the one in the item that contains it.
    """

    def __init__(self, value: Json, accessor: str, tool: Tool | None, path: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.value = value
        self.accessor = accessor
        self.tool = tool
        self.path = path
        self.container = value
        self.source = tool.sources.get(path[0], tool.origins.get(path[0], "")) if tool and len(path) == 1 else ""

    def result(self, method: str, args: list[Json]) -> TracedObject:
        """Return the result of a call on the value: a member that is read is a value of the same accessor."""
        if method not in ("get-item", "get-attribute", "get", "setdefault", "pop") or not args:
            return TracedObject()
        key = args[0]
        member = _member(self.value, key)
        return type(self)._of_member(self, member, str(key))  # noqa: SLF001 - its own class

    def _of_member(self, member: Json, key: str) -> TracedObject:
        value = Value(member, self.accessor, self.tool, (*self.path, key))
        if self.path:
            value.source, value.container = self.source, self.container
        return value


class Element(Value):
    """An element of a view, or the result of popitem: a value, or a pair whose second element is the value."""

    def result(self, method: str, args: list[Json]) -> TracedObject:
        """Return the result of a call on the element."""
        if self.accessor in PAIR_ACCESSORS and method == "get-item" and args == [1]:
            return Value(_member(self.value, 1), self.accessor, self.tool, self.path)
        return super().result(method, args)


class _Elements(Value):
    """The elements of a view of values or items, as a list; the path has the keys of all items."""

    def result(self, method: str, args: list[Json]) -> TracedObject:
        index = args[0] if args else None
        if method != "get-item" or not isinstance(index, int):
            return TracedObject()
        member, keys = _member(self.value, index), list(self.path)
        if 0 <= index < len(keys) == len(self.value):
            return Element(member, self.accessor, self.tool, (keys[index],))
        return Value(member, self.accessor, self.tool, self.path)


class Given(Value):
    """A value that the case itself provides, in order to give it to a tool."""

    def __init__(self, value: Json, source: Given | None = None, path: tuple[str, ...] = ()) -> None:
        super().__init__(value, "literal", None, path)
        self._source = source

    def _of_member(self, member: Json, key: str) -> TracedObject:
        return Given(member, self, (*self.path, key))

    @property
    def ways(self) -> list[tuple[str, tuple[str, ...]]]:
        """The ways in which it, or a value that contains it, was given to a tool, with its path in the tool."""
        own = [(way, path) for way, _, path in self.receivers]
        if self._source is None:
            return own
        return own + [(way, (*path, *self.path[len(self._source.path) :])) for way, path in self._source.ways]


def _member(value: Json, key: Json) -> Json:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value):
        return value[key]
    return None
