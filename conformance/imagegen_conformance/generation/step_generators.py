"""Generators for the steps of call sequences, by the requirement that the steps check.

Each generator draws steps, applies them to the model of the tools, and adds them to it with their expected results:
those of a plain dict. A generator adds no step if it has no use in the state of the tools.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from imagegen_conformance.generation import changing_steps, copying_steps, reading_steps, sweeps, view_steps
from imagegen_conformance.generation.tool_model import ToolModel

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["POPITEM", "STEP_GENERATORS", "StepGenerator"]
Generate: TypeAlias = Callable[["DrawFn", ToolModel], None]
POPITEM = "popitem.some"


class StepGenerator(NamedTuple):
    """A generator of steps.

    Attributes:
        generate: Adds steps to the model of the tools.
        is_certain: Whether the specification states all that the steps use.
        method: A method that the steps use in any case, or none.
    """

    generate: Generate
    is_certain: bool = True
    method: str = ""


STEP_GENERATORS: Mapping[str, tuple[StepGenerator, ...]] = {
    "get.present": (StepGenerator(reading_steps.get, method="get"),),
    "item.read": (
        StepGenerator(reading_steps.get_item, method="get-item"),
        StepGenerator(reading_steps.contains, method="contains"),
    ),
    "attribute.read": (StepGenerator(reading_steps.get_attribute, method="get-attribute"),),
    "item.count": (StepGenerator(reading_steps.count),),
    "as_dict.items": (StepGenerator(reading_steps.as_dict), StepGenerator(sweeps.sweep)),
    "as_dict.fresh": (StepGenerator(reading_steps.change_result),),
    "equality": (StepGenerator(reading_steps.compare), StepGenerator(reading_steps.compare_changed)),
    "mapping.kind": (StepGenerator(reading_steps.kind),),
    "hash.none": (StepGenerator(reading_steps.hash_value, method="hash-value"),),
    "item.missing": (StepGenerator(reading_steps.missing),),
    "signature.arguments": (StepGenerator(reading_steps.wrong_call),),
    "attribute.write": (StepGenerator(changing_steps.set_attribute, method="set-attribute"),),
    "attribute.unknown": (StepGenerator(reading_steps.unknown_attribute),),
    "item.write": (StepGenerator(changing_steps.set_item, method="set-item"),),
    "item.delete": (StepGenerator(changing_steps.delete_item, method="delete-item"),),
    "pop.present": (StepGenerator(changing_steps.pop, method="pop"), StepGenerator(changing_steps.pop, method="pop")),
    POPITEM: (StepGenerator(changing_steps.popitem, method="popitem"),),
    "setdefault.present": (StepGenerator(changing_steps.setdefault, method="setdefault"),),
    "update.mapping": (StepGenerator(changing_steps.update_mapping, method="update"),),
    "update.pairs": (StepGenerator(changing_steps.update_pairs, method="update"),),
    "update.keywords": (StepGenerator(changing_steps.update_keywords, method="update"),),
    "update.nothing": (StepGenerator(changing_steps.update_nothing, method="update"),),
    "clear.all": (
        StepGenerator(changing_steps.clear, method="clear"),
        StepGenerator(sweeps.empty_and_refill, method="clear"),
    ),
    "views.content": (StepGenerator(view_steps.content),),
    "views.live": (StepGenerator(view_steps.live), StepGenerator(view_steps.saved)),
    "views.set-like": (StepGenerator(view_steps.set_operation),),
    "copy.items": (StepGenerator(copying_steps.copy, method="copy"),),
    "copy.independent": (StepGenerator(copying_steps.copy, method="copy"),),
    "copy.deep": (StepGenerator(copying_steps.deep_copy_of_tool, method="deepcopy"),),
    "pickle": (StepGenerator(copying_steps.pickle, method="pickle-round-trip"),),
    "constructor.mapping": (StepGenerator(copying_steps.construct_from_mapping, False),),
    "constructor.keywords": (StepGenerator(copying_steps.construct_from_keywords, False),),
    "constructor.empty": (StepGenerator(copying_steps.construct, False),),
}
"""The generators, by the requirement that their steps check."""
