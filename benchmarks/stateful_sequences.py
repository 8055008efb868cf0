"""Call sequences from a rule-based state machine of hypothesis, compared with those from the step generators.

`stateful_sequences.py [--seed S] [--mutants N] [--sequences N]`. Both draw the same steps with the same model, and both
send a sequence when it is complete: a program receives a call sequence as one request. The mutants are systematic ones
of level object, drawn by a seed. Nothing is shrunk.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from generated_cases import corpus_of, draw_mutants, search_for
from imagegen_conformance.generation import search as search_module
from imagegen_conformance.generation.call_sequences import MAX_GENERATORS, call_case, generators_of, new_model
from imagegen_conformance.generation.item_choices import ANY_ITEMS
from imagegen_conformance.generation.kinds import CALLS
from imagegen_conformance.generation.search import Search
from imagegen_conformance.generation.step_generators import STEP_GENERATORS, StepGenerator
from imagegen_conformance.mutation.catalogue import MUTANTS

QUIET = [HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large]


class Found(Exception):  # noqa: N818 - it is no error
    """A sequence fails."""


def machine_for(search: Search) -> type[RuleBasedStateMachine]:
    """Return a state machine whose rules are the step generators."""

    class Machine(RuleBasedStateMachine):
        @initialize(data=st.data())
        def start(self, data: Any) -> None:
            self.model, self.constructor_items = new_model(data.draw, ANY_ITEMS)

        def teardown(self) -> None:
            if hasattr(self, "model"):
                case = call_case(self.model, self.constructor_items, "as_dict.items")
                if search._check(CALLS, [case]) is not None:  # noqa: SLF001 - a search of its own is measured
                    raise Found

    for id_, generator in generators_of([*STEP_GENERATORS], ANY_ITEMS):
        name = f"{id_} {generator.generate.__name__}".replace(".", "_").replace("-", "_").replace(" ", "_")
        setattr(Machine, name, rule(data=st.data())(_rule(generator)))
    return Machine


def _rule(generator: StepGenerator) -> Callable[..., None]:
    def apply(self: Any, data: Any) -> None:
        generator.generate(data.draw, self.model)

    return apply


def is_found_by_machine(name: str, sequence_count: int) -> bool:
    machine = seeded(0)(machine_for(search_for(name, "should")))
    machine_settings = settings(
        max_examples=sequence_count, stateful_step_count=MAX_GENERATORS, deadline=None, database=None,
        phases=(Phase.generate,), suppress_health_check=QUIET, report_multiple_bugs=False, print_blob=False,
    )  # fmt: skip
    try:
        run_state_machine_as_test(machine, settings=machine_settings)
    except (Found, Flaky):
        return True
    return False


def is_found_by_generators(name: str, sequence_count: int) -> bool:
    search_module.SETTINGS = settings(search_module.SETTINGS, phases=(Phase.generate,))  # type: ignore[misc]
    search = search_for(name, "should")
    randoms = (Random(f"0 {CALLS} {number}") for number in range(sequence_count))
    return any(search._find(CALLS, random, is_first=False) is not None for random in randoms)  # noqa: SLF001


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare a state machine with the step generators.")
    parser.add_argument("--seed", type=int, default=0, help="seed that draws the mutants (default: 0)")
    parser.add_argument("--mutants", type=int, default=100, help="number of mutants (default: 100)")
    parser.add_argument("--sequences", type=int, default=100, help="number of call sequences (default: 100)")
    parsed = parser.parse_args()
    names = draw_mutants(parsed.seed, parsed.mutants, "object")
    for profile in {MUTANTS[name].profile for name in names}:
        corpus_of(profile)
    for label, is_found in (("state machine", is_found_by_machine), ("step generators", is_found_by_generators)):
        start = time.process_time()
        found = sum(map(partial(is_found, sequence_count=parsed.sequences), names))
        seconds = time.process_time() - start
        print(f"{label}: {found} of {len(names)} mutants found in {seconds:.0f} s of processor time")


if __name__ == "__main__":
    main()
