"""The strategy for cases about call sequences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from imagegen_conformance.generation import view_steps
from imagegen_conformance.generation.case_data import CASE_NAME, TOOL, CaseData, Draw
from imagegen_conformance.generation.item_choices import ANY_ITEMS, CERTAIN_ITEMS, ItemChoices
from imagegen_conformance.generation.step_generators import STEP_GENERATORS, StepGenerator
from imagegen_conformance.generation.sweeps import add_sweep
from imagegen_conformance.generation.tool_model import FIRST, Items, Step, ToolModel
from imagegen_conformance.jsonlib.values import Json, deep_copy
from imagegen_conformance.oracles.oracle import Oracle

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

__all__ = ["MAX_GENERATORS", "call_case", "call_sequences", "generators_of", "new_model"]
MAX_GENERATORS = 30  # step generators of a sequence, each of which adds one or several steps


@st.composite
def call_sequences(  # noqa: PLR0913 - each argument is a dimension of the sequences
    draw: DrawFn,
    requirements: Collection[str],
    *,
    oracle: Oracle | None = None,
    fields: Collection[str] | None = None,
    wrong_calls: Sequence[Step] = (),
    avoided: Collection[str] = (),
) -> Draw:
    """Return a strategy for cases whose steps check some of the requirements; the case names that of the last step.

    Each draw is a list with one case.

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
    generators = generators_of(requirements, choices, avoided)
    model, constructor_items = new_model(draw, choices, wrong_calls, avoided)
    requirement = generators[0][0]
    for _ in range(draw(st.integers(1, MAX_GENERATORS))):
        id_, generator = draw(st.sampled_from(generators))
        count = len(model.steps)
        generator.generate(draw, model)
        requirement = id_ if len(model.steps) > count else requirement
    is_by_keyword = not choices.is_certain and draw(st.booleans())
    return Draw([call_case(model, constructor_items, requirement, is_by_keyword=is_by_keyword)])


def generators_of(
    requirements: Collection[str], choices: ItemChoices, avoided: Collection[str] = ()
) -> list[tuple[str, StepGenerator]]:
    """Return the step generators of some requirements, each with its requirement."""
    return [
        (id_, generator)
        for id_, generators in STEP_GENERATORS.items()
        for generator in generators
        if id_ in requirements and generator.method not in avoided
        if generator.is_certain or not choices.is_certain
    ]


def new_model(
    draw: DrawFn, choices: ItemChoices, wrong_calls: Sequence[Step] = (), avoided: Collection[str] = ()
) -> tuple[ToolModel, Items]:
    """Return a model with one tool, and the items from which the tool is constructed."""
    model = ToolModel(choices, {}, wrong_calls, avoided)
    items = model.draw_many_items(draw)
    if not choices.permits(items):
        items = {}
    model.tools[FIRST] = {**deep_copy(items), **TOOL}
    return model, items


def call_case(model: ToolModel, constructor_items: Items, requirement: str, *, is_by_keyword: bool = False) -> CaseData:
    """Return the case of a model, after steps that compare its views and read its first and its last tool."""
    view_steps.add_all(model)
    names = [*model.tools]
    for name in dict.fromkeys((names[0], names[-1])):
        add_sweep(model, name)
    is_certain = model.choices.is_certain
    has_keywords = constructor_items.keys() <= model.choices.fields.keys() and None not in constructor_items.values()
    construct: Json = {"args": [{**constructor_items, **TOOL} if is_certain else constructor_items]}
    if is_by_keyword and has_keywords:
        construct = {"kwargs": constructor_items} if constructor_items else {}
    return {
        "kind": "calls",
        "name": CASE_NAME,
        "description": f"A generated call sequence of {len(model.steps)} steps",
        "requirement": requirement,
        "construct": construct,
        "steps": model.steps,
        **({} if is_certain else {"strength": "should"}),
    }
