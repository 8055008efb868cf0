"""The strategy for cases about call sequences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation.case_data import CASE_NAME, TOOL, CaseData
from imagegen_conformance.generation.item_choices import ANY_ITEMS, CERTAIN_ITEMS
from imagegen_conformance.generation.step_generators import POPITEM, STEP_GENERATORS, Items, Step
from imagegen_conformance.jsonlib.values import deep_copy

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["call_sequences"]
MAX_STEPS_DRAWN = 12  # calls of step generators, each of which returns up to five steps


@st.composite
def call_sequences(
    draw: DrawFn, requirements: Sequence[str], *, certain: bool = False, fields: Collection[str] | None = None
) -> CaseData:
    """Return a strategy for cases whose steps check some of the requirements; the case names that of the last step.

    Args:
        requirements: Keys of `STEP_GENERATORS`.
        certain: Whether the cases have the strength of the requirements. Otherwise their strength is `should`, since
            items can be null, have unknown keys or lack `type`.
        fields: The fields of the tool in the revision; those of the default revision by default.
    """
    choices = CERTAIN_ITEMS if certain else ANY_ITEMS
    if fields is not None:
        choices = choices.restricted_to(fields)
    drawn_fields = draw(st.lists(st.sampled_from(sorted(choices.fields)), max_size=3))
    constructor_items = {field: choices.fields[field][0] for field in drawn_fields}
    items: Items = {**constructor_items, **TOOL}
    available = [id_ for id_ in STEP_GENERATORS if id_ in requirements]
    ids = draw(st.lists(st.sampled_from(available), min_size=1, max_size=MAX_STEPS_DRAWN))
    # The alternatives of all steps belong together, so a sequence can contain popitem only once.
    first = ids.index(POPITEM) if POPITEM in ids else None
    ids = [id_ for index, id_ in enumerate(ids) if id_ != POPITEM or index == first]
    steps: list[Step] = []
    for id_ in ids:
        drawn = STEP_GENERATORS[id_](draw, items, choices)
        steps += deep_copy(drawn if isinstance(drawn, list) else [drawn])  # later steps change the items
    steps.append({"method": "as_dict", "returns": deep_copy(items)})
    return {
        "kind": "calls",
        "name": CASE_NAME,
        "description": f"A generated call sequence of {len(steps)} steps",
        "requirement": ids[-1],
        "construct": {"args": [{**constructor_items, **TOOL} if certain else constructor_items]},
        "steps": steps,
        **({} if certain else {"strength": "should"}),
    }
