"""A model of the tools of a call sequence: plain dicts, to which the steps are applied while they are generated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from hypothesis import strategies as st

from imagegen_conformance.generation.case_data import TOOL
from imagegen_conformance.generation.item_choices import ItemChoices
from imagegen_conformance.jsonlib.values import Json, deep_copy

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["FIRST", "Items", "Step", "ToolModel", "View", "typed"]
Step: TypeAlias = dict[str, Json]
Items: TypeAlias = dict[str, Json]
"""The items of a tool, as a plain dict."""
FIRST = "tool"
MAX_TOOLS = 4


class View(NamedTuple):
    """A saved view.

    Attributes:
        name: The name under which it is saved.
        kind: The method that returned it.
        items: The items of its tool.
    """

    name: str
    kind: str
    items: Items


class ToolModel:
    """The tools of a call sequence, and the steps so far.

    Args:
        choices: The items that steps can write and read.
        items: The items of the first tool.
        wrong_calls: Steps of calls with arguments that no signature has.
        avoided: The methods that no step uses, if there is another one.

    Attributes:
        tools: The items of each tool, by the name under which it is saved.
        views: The saved views.
        steps: The steps, with their expected results.
        used: The methods that were used once, and can be used only once.
    """

    def __init__(
        self, choices: ItemChoices, items: Items, wrong_calls: Sequence[Step], avoided: Collection[str] = ()
    ) -> None:
        self.choices = choices
        self.wrong_calls = [step for step in wrong_calls if step["method"] not in avoided]
        self.avoided = avoided
        self.tools: dict[str, Items] = {FIRST: items}
        self.views: list[View] = []
        self.steps: list[Step] = []
        self.used: set[str] = set()

    def add(self, method: str, target: str = FIRST, **keys: Json) -> None:
        """Add a step. Later steps change the items, so that the expected result is copied."""
        step: Step = {"method": method}
        if target != FIRST:
            step["target"] = target
        self.steps.append(step | {key: deep_copy(value) for key, value in keys.items() if key != "args" or value})

    def draw_tool(self, draw: DrawFn) -> str:
        """Draw the name of a tool."""
        return FIRST if len(self.tools) == 1 else str(draw(st.sampled_from([*self.tools])))

    def draw_key(self, draw: DrawFn) -> str:
        """Draw a key that a step can write."""
        return str(draw(st.sampled_from(self.choices.keys)))

    def draw_keys(self, draw: DrawFn) -> list[str]:
        """Draw one readable key, or all of them."""
        keys = [
            key for key in (*self.choices.fields, "type", *self.choices.unknown[1:]) if key in self.choices.readable
        ]
        number = draw(st.integers(0, len(keys) * 2 - 1))
        return keys[number : number + 1] or keys

    def draw_written_keys(self, draw: DrawFn) -> list[str]:
        """Draw one key that a step can write, or all of them."""
        keys = self.choices.keys
        number = draw(st.integers(0, len(keys) + len(keys) // 2))
        return keys[number : number + 1] or keys

    def draw_items(self, draw: DrawFn, max_count: int = 3) -> Items:
        """Draw items that a step can write at once; none of them is `type`."""
        keys = draw(st.lists(st.sampled_from([key for key in self.choices.keys if key != "type"]), max_size=max_count))
        return {key: draw(self.choices.value_of(key)) for key in keys}

    def draw_many_items(self, draw: DrawFn) -> Items:
        """Draw items of which there are none, few, or one for each field; all of them may be null."""
        kind = draw(st.sampled_from(["few", "all", "all", "nulls"]))
        if kind == "few":
            return self.draw_items(draw)
        if kind == "nulls" and not self.choices.is_certain:
            return dict.fromkeys(self.choices.fields)
        return {field: draw(st.sampled_from(values)) for field, values in self.choices.fields.items()}

    def change(self, items: Items, changed: Items) -> bool:
        """Replace the items of a tool, if they are permitted. Return whether they are."""
        if not self.choices.permits(changed):
            return False
        items.clear()
        items.update(changed)
        return True

    def save_tool(self, items: Items) -> str:
        """Add a tool. Return the name under which it is saved: if there are many, it replaces the last one."""
        name = f"tool-{min(len(self.tools) + 1, MAX_TOOLS)}"
        self.views = [view for view in self.views if view.items is not self.tools.get(name)]
        self.tools[name] = items
        return name

    def check(self, target: str) -> None:
        """Compare all items of a tool."""
        self.add("as_dict", target, returns=self.tools[target])


def typed(items: Items) -> dict[str, Any]:
    """Return items with `type`, which the constructor sets whatever it receives."""
    return {**items, **TOOL}
