"""Generated cases as pytest items: one for each kind and seed, which fails with the smallest case that fails."""

from __future__ import annotations

import pytest

from imagegen_conformance.generated.search import Search
from imagegen_conformance.plugin import NODE
from imagegen_conformance.pytest_items import PytestRun
from imagegen_conformance.reports.examples import describe_found

__all__ = ["PytestExamples"]

EXAMPLES = f"{NODE}-examples"


class PytestExamples:
    """Adds the items, and tells them what to search with."""

    def __init__(self, run: PytestRun, examples: int, seeds: range) -> None:
        session, identity, options = run.session, run.session.identity, run.session.options
        levels = options.levels or identity.levels
        self.search = Search(session.corpus, run.connection, levels, options.strength, identity.name)
        self.examples, self.seeds = examples, seeds
        asked = "".join(f" --imagegen-level {level}" for level in options.levels)
        asked += f" --imagegen-strength {options.strength}" * (options.strength != "must")
        asked += f" --imagegen-examples {examples}"
        self.alone = f"pytest {run.asked}{asked}"

    @pytest.hookimpl(tryfirst=True)  # before -k, -m and --lf look at the items
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add an item per kind and seed; where there are several seeds, its name says which."""
        for seed in self.seeds:
            which = f"[{seed}]" * (len(self.seeds) > 1)
            for kind in self.search.kinds:
                name, nodeid = kind.replace(" ", "-") + which, f"{EXAMPLES}::{kind}{which}"
                items.append(ExampleItem.from_parent(session, name=name, nodeid=nodeid, kind=kind, seed=seed, run=self))


class ExampleItem(pytest.Item):
    """A search among generated cases of one kind."""

    def __init__(self, *, kind: str, seed: int, run: PytestExamples, **node: object) -> None:
        super().__init__(**node)  # type: ignore[arg-type]
        self.kind = kind
        self.seed = seed
        self.run = run

    def reportinfo(self) -> tuple[str, None, str]:
        """There is no line of code to point to."""
        return EXAMPLES, None, self.kind

    def runtest(self) -> None:
        """Search, and fail with what was found."""
        run = self.run
        found = run.search.failure(self.kind, run.examples, self.seed)
        if found is not None:
            alone = f"{run.alone} --imagegen-seed {self.seed} -k {self.kind.replace(' ', '-')}"
            pytest.fail(describe_found(found, alone), pytrace=False)
