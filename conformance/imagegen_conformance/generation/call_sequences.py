"""The strategy for cases about call sequences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation import view_steps
from imagegen_conformance.generation.case_data import CASE_NAME, TOOL, CaseData
from imagegen_conformance.generation.item_choices import ANY_ITEMS, CERTAIN_ITEMS
from imagegen_conformance.generation.step_generators import STEP_GENERATORS
from imagegen_conformance.generation.sweeps import add_sweep
from imagegen_conformance.generation.tool_model import Step, ToolModel
from imagegen_conformance.jsonlib.values import deep_copy
from imagegen_conformance.oracles.oracle import Oracle

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["call_sequences"]
MAX_GENERATORS = 20  # step generators of a sequence, each of which adds one or several steps


@st.composite
def call_sequences(
    draw: DrawFn,
    requirements: Sequence[str],
    *,
    oracle: Oracle | None = None,
    fields: Collection[str] | None = None,
    wrong_calls: Sequence[Step] = (),
    avoided: Collection[str] = (),
) -> list[CaseData]:
    """Return a strategy for cases whose steps check some of the requirements; the case names that of the last step.

    Args:
        requirements: Keys of `STEP_GENERATORS`.
        oracle: Finds the rules that items break. If it is given, the items are always legal, and the cases have the
            strength of the requirements. Otherwise their strength is `should`, since items can be null, have unknown
            keys or lack `type`.
        fields: The fields of the tool in the revision; those of the default revision by default.
        wrong_calls: Steps of calls with arguments that no signature has.
        avoided: Methods that no sequence uses.
    """
    choices = ANY_ITEMS if oracle is None else CERTAIN_ITEMS(oracle)
    if fields is not None:
        choices = choices.restricted_to(fields)
    generators = [
        (id_, generator)
        for id_, items in STEP_GENERATORS.items()
        for generator in items
        if id_ in requirements and (generator.is_certain or not choices.is_certain) and generator.method not in avoided
    ]
    model = ToolModel(choices, {}, wrong_calls, avoided)
    constructor_items = model.draw_many_items(draw)
    if not choices.permits(constructor_items):
        constructor_items = {}
    model.tools["tool"] = {**deep_copy(constructor_items), **TOOL}
    requirement = generators[0][0]
    for _ in range(draw(st.integers(1, MAX_GENERATORS))):
        id_, generator = draw(st.sampled_from(generators))
        count = len(model.steps)
        generator.generate(draw, model)
        requirement = id_ if len(model.steps) > count else requirement
    view_steps.add_all(model)
    for name in dict.fromkeys(([*model.tools][0], [*model.tools][-1])):
        add_sweep(model, name)
    is_by_keyword = not choices.is_certain and draw(st.booleans())
    keywords = {key: value for key, value in constructor_items.items() if key in choices.fields and value is not None}
    if is_by_keyword and keywords == constructor_items:
        construct = {"kwargs": keywords} if keywords else {}
    else:
        construct = {"args": [{**constructor_items, **TOOL} if choices.is_certain else constructor_items]}
    case = {
        "kind": "calls",
        "name": CASE_NAME,
        "description": f"A generated call sequence of {len(model.steps)} steps",
        "requirement": requirement,
        "construct": construct,
        "steps": model.steps,
        **({} if choices.is_certain else {"strength": "should"}),
    }
    return [case]
