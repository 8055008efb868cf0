"""Call sequences: the calls with the objects that they concern, found by following the data from step to step.

Nothing is executed: the items of a tool are known from its constructor and from the calls that change it, and where an
error is expected, a call changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from imagegen_conformance.authoring.criteria.traced_object import Element, Given, Tool, TracedObject, Value, View
from imagegen_conformance.corpus.cases import Case, ExpectedSteps
from imagegen_conformance.corpus.step_expectations import Raises, Returns, ReturnsOneOf, StepExpectation, Succeeds
from imagegen_conformance.jsonlib.values import Json, canonical

__all__ = ["Call", "pairs_of", "trace"]
VIEWS = ("keys", "values", "items")
MAKERS = ("literal", "make-iterator", "read-only-mapping")
COPIES = {"copy": "copied", "deepcopy": "deep-copied", "pickle-round-trip": "pickled"}
PAIR_LENGTH = 2
PLAIN = Succeeds()


class Call(NamedTuple):
    """One call of a sequence.

    Attributes:
        method: The method, as in case files; `construct` for the constructor of the sequence.
        target: The object whose method is called; None for constructors and literals.
        args: The positional arguments without objects.
        objects: The objects that follow the positional arguments.
        kwargs: The keyword arguments.
        expectation: The expected result.
        is_checked: Whether the result of this call or of a later one is compared.
        items: The items of the target before the call; None if it is no tool.
        states: The states of the target before the call; see `Tool.states`.
        changes: The changes of the tool since the target was returned, if it is a view; see `View.changes`.
        contents: The JSON values of the objects before the call, if they are known.
    """

    method: str
    target: TracedObject | None
    args: list[Json]
    objects: list[TracedObject]
    kwargs: dict[str, Json]
    expectation: StepExpectation
    is_checked: bool
    items: dict[str, Json] | None
    states: frozenset[str]
    changes: tuple[str, ...] = ()
    contents: tuple[Json, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether no result is expected."""
        return isinstance(self.expectation, Succeeds)

    @property
    def argument_count(self) -> int:
        """The number of positional arguments."""
        return len(self.args) + len(self.objects)

    @property
    def is_error(self) -> bool:
        """Whether an error is expected."""
        return isinstance(self.expectation, Raises)


def trace(case: Case) -> list[Call]:
    """Return the calls of a case with a call sequence; the first one is that of the constructor."""
    assert isinstance(case.expected, ExpectedSteps)  # noqa: S101 - the kind of the case
    return list(_Tracer(case.expected.steps).calls(case.request.content))


class _Tracer:
    """Follows the objects of one call sequence."""

    def __init__(self, expectations: tuple[StepExpectation, ...]) -> None:
        self._expectations = expectations
        compared = [index for index, item in enumerate(expectations) if not isinstance(item, Succeeds)]
        self._last_compared = max(compared, default=-1)
        self._objects: dict[str, TracedObject] = {}

    def calls(self, content: Json) -> Iterator[Call]:
        tool = Tool()
        tool.is_first = True
        self._objects["tool"] = tool
        yield self._construct(tool, content["construct"], PLAIN, self._last_compared >= 0)
        for index, (step, expectation) in enumerate(zip(content["steps"], self._expectations, strict=True)):
            is_checked = index <= self._last_compared
            if step["method"] == "construct":
                made = Tool()
                call = self._construct(made, step, expectation, is_checked)
                self._save(step, made)
            elif step["method"] in MAKERS:
                self._save(step, self._made(step))
                continue
            else:
                call = self._call(step, expectation, is_checked)
            yield call

    def _made(self, step: dict[str, Json]) -> TracedObject:
        args, objects, _ = self._arguments(step)
        return objects[0] if objects else Given(args[0])

    def _save(self, step: dict[str, Json], result: TracedObject) -> None:
        if "save_as" in step:
            self._objects[step["save_as"]] = result

    def _arguments(self, step: dict[str, Json]) -> tuple[list[Json], list[TracedObject], dict[str, Json]]:
        names = step.get("object_args", ())
        unknown = TracedObject()
        return step.get("args", []), [self._objects.get(name, unknown) for name in names], step.get("kwargs", {})

    def _construct(
        self,
        tool: Tool,
        step: dict[str, Json],
        expectation: StepExpectation,
        is_checked: bool,  # noqa: FBT001
    ) -> Call:
        args, objects, kwargs = self._arguments(step)
        for value in args[:1]:
            tool.items |= value if isinstance(value, dict) else {}
        for item in objects:
            tool.items |= _mapping(item)
            if isinstance(item, Tool):
                tool.states.add("made-from-tool")
            item.give("construct-mapping", tool)
        tool.origins |= dict.fromkeys(tool.items, "tool" if "made-from-tool" in tool.states else "mapping")
        tool.origins |= {key: "null-keyword" if value is None else "keyword" for key, value in kwargs.items()}
        tool.items |= {key: value for key, value in kwargs.items() if value is not None}
        tool.items.setdefault("type", "image_generation")
        return Call("construct", None, args, objects, kwargs, expectation, is_checked, None, frozenset())

    def _call(self, step: dict[str, Json], expectation: StepExpectation, is_checked: bool) -> Call:  # noqa: FBT001
        method, target = step["method"], self._objects.get(step.get("target", "tool"), TracedObject())
        args, objects, kwargs = self._arguments(step)
        items, states = None, frozenset[str]()
        if isinstance(target, Tool):
            items, states = dict(target.items), target.current_states(canonical([method, args, kwargs]))
        changes = tuple(dict.fromkeys(target.changes)) if isinstance(target, View) else ()
        contents = tuple(map(_content, objects))
        call = Call(method, target, args, objects, kwargs, expectation, is_checked, items, states, changes, contents)
        result = TracedObject()
        if isinstance(target, Tool):
            result = _call_on_tool(call, target)
        elif isinstance(target, (Value, View)) and not call.is_error:
            result = target.result(method, args)
        self._save(step, result)
        return call


def _call_on_tool(call: Call, tool: Tool) -> TracedObject:
    """Apply a call to the items of a tool, and return its result."""
    method, key = call.method, call.args[0] if call.args and isinstance(call.args[0], str) else ""
    if call.is_error:
        tool.states.add("failed")
        return TracedObject()
    if method in VIEWS:
        return tool.view(method)
    if method in COPIES:
        copied = Tool(dict(tool.items), {COPIES[method]})
        copied.origins = dict.fromkeys(tool.items, COPIES[method])
        return copied
    if method == "as_dict":
        return Value(dict(tool.items), method, tool)
    if method in ("get-attribute", "get-item", "get", "setdefault", "pop"):
        default = call.args[1] if len(call.args) > 1 else call.kwargs.get("default")
        value = tool.items.get(key, default)
        if method == "setdefault" and key not in tool.items:
            _set(call, tool, key, value)
        elif method == "pop" and key in tool.items:
            tool.remove(method, key)
        return Value(value, method, tool, (key,))
    return _popitem(call, tool) if method == "popitem" else _change(call, tool, key)


def _popitem(call: Call, tool: Tool) -> TracedObject:
    key = _popped_key(call.expectation, tool.items)
    result = Element([key, tool.items.get(key)], call.method, tool, (key,))
    tool.remove(call.method, key)
    return result


def _change(call: Call, tool: Tool, key: str) -> TracedObject:
    method = call.method
    if method == "clear":
        tool.clear()
    elif method in ("delete-item", "delete-attribute") and key in tool.items:
        tool.remove(method, key)
    elif method == "set-attribute" and call.args[1:] == [None]:
        tool.remove("set-attribute-null", key)
    elif method in ("set-item", "set-attribute"):
        _set(call, tool, key, call.args[1] if len(call.args) > 1 else None)
    elif method == "update":
        _update(call, tool)
    return TracedObject()


def _set(call: Call, tool: Tool, key: str, value: Json) -> None:
    for item in call.objects:
        item.give(call.method, tool, (key,))
        value = item.value
    tool.set(call.method, key, value)


def _update(call: Call, tool: Tool) -> None:
    for item in call.objects:
        item.give("update-mapping", tool)
        if item is tool:
            tool.states.add("updated-with-itself")
    given = [("update-mapping" if isinstance(value, dict) else "update-pairs", value) for value in _update_values(call)]
    for source, value in (*given, ("update-keywords", call.kwargs)):
        pairs = value.items() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for key, item in [pair for pair in pairs if len(pair) == 2]:
            tool.set("update", str(key), item, source)


def _update_values(call: Call) -> list[Json]:
    return [*call.args[:1], *map(_content, call.objects)]


def pairs_of(value: Json) -> list[tuple[str, Json]]:
    """Return the pairs of a key and a value of an object, or of an array of pairs."""
    if isinstance(value, dict):
        return list(value.items())
    pairs = value if isinstance(value, list) else []
    return [
        (pair[0], pair[1])
        for pair in pairs
        if isinstance(pair, list) and len(pair) == PAIR_LENGTH and isinstance(pair[0], str)
    ]


def _popped_key(expectation: StepExpectation, items: dict[str, Json]) -> str:
    if len(items) == 1:
        return next(iter(items))
    pair = expectation.value if isinstance(expectation, Returns) else None
    if isinstance(expectation, ReturnsOneOf):
        pair = expectation.value[0]
    return pair[0] if isinstance(pair, list) and pair else ""


def _content(item: TracedObject) -> Json:
    """Return the items or the value of an object; an array of pairs for a view of items."""
    if isinstance(item, View):
        return [list(pair) for pair in item.tool.items.items()] if item.kind == "items" else None
    return dict(item.items) if isinstance(item, Tool) else item.value


def _mapping(item: TracedObject) -> dict[str, Json]:
    value = _content(item)
    return value if isinstance(value, dict) else {}
