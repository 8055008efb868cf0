"""Generated cases as pytest items: one for each kind and seed, which fails with the smallest failing case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from imagegen_conformance.errors import UsageError, did_you_mean
from imagegen_conformance.generation.report import describe_generated_failure
from imagegen_conformance.generation.search import Search
from imagegen_conformance.pytest_plugin.items import ConformanceItem
from imagegen_conformance.pytest_plugin.node_ids import GENERATED_NODE_ID, items_path
from imagegen_conformance.pytest_plugin.options import PytestOptions
from imagegen_conformance.pytest_plugin.run import PytestRun
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.runner.options import PYTEST_PREFIX, rerun_arguments

__all__ = ["GeneratedItem", "PytestGenerated"]


class PytestGenerated:
    """The hooks for generated cases.

    Attributes:
        search: The search for failing generated cases.
        draw_count: The number of draws of each kind.
        sources: The choice of the sources that descriptions of failures show.
        seeds: The seeds, each of which becomes an item of each kind.
        arguments: The arguments of pytest.
        base_command: The beginning of the command that runs an item again.
    """

    def __init__(self, run: PytestRun, options: PytestOptions, draw_count: int) -> None:
        corpus, identity = run.conformance_run.corpus, run.conformance_run.identity
        levels = options.run.levels or identity.levels
        self.search = Search(corpus, run.connection, levels, options.run.fail_on, identity.name)
        self.search.tally = run.conformance_run.tally
        self.sources = ReportedSources(corpus.profiles, corpus.revision)
        self.draw_count = draw_count
        self.seeds = options.seeds
        self.arguments = options.arguments
        arguments = rerun_arguments(options.run, options.run.levels, PYTEST_PREFIX)
        generate = f"--{PYTEST_PREFIX}generate {draw_count}"
        self.base_command = " ".join(["pytest", run.target_arguments, *arguments, generate])

    @pytest.hookimpl(tryfirst=True)  # before -k, -m and --lf filter the items
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add the items, or those of them that the arguments name."""
        path = items_path(session.config)
        node = GeneratedCases.from_parent(
            session, path=path, name=GENERATED_NODE_ID, nodeid=GENERATED_NODE_ID, generated=self
        )
        nodes = {item.nodeid.partition("::")[2]: item for item in node.collect()}
        if not self.arguments.choose_items:
            items += nodes.values()
            return
        for name in self.arguments.generated:
            if name not in nodes:
                hint = did_you_mean(name, nodes, f"Choose from {', '.join(nodes)}.")
                raise pytest.UsageError(str(UsageError(f"there are no generated cases {name!r}", hint=hint)))
            items.append(nodes[name])


class GeneratedCases(pytest.File):
    """The parent node of the items of generated cases."""

    def __init__(self, *, generated: PytestGenerated, **node: Any) -> None:
        super().__init__(**node)
        self.generated = generated

    def collect(self) -> Iterator[GeneratedItem]:
        """Yield an item for each kind and seed. If there are several seeds, the seed is a part of the item's name."""
        seeds = self.generated.seeds
        for seed in seeds:
            suffix = f"[{seed}]" if len(seeds) > 1 else ""
            for kind in self.generated.search.kinds:
                name, nodeid = f"{_hyphenated(kind)}{suffix}", f"{GENERATED_NODE_ID}::{kind}{suffix}"
                yield GeneratedItem.from_parent(
                    self, name=name, nodeid=nodeid, kind=kind, seed=seed, generated=self.generated
                )


class GeneratedItem(ConformanceItem):
    """The search among the generated cases of one kind and seed.

    Attributes:
        kind: The kind of cases.
        seed: The seed.
        generated: The hooks that the item belongs to.
    """

    def __init__(self, *, kind: str, seed: int, generated: PytestGenerated, **node: object) -> None:
        super().__init__(**node)  # type: ignore[arg-type]
        self.kind = kind
        self.seed = seed
        self.generated = generated

    def reportinfo(self) -> tuple[str, None, str]:
        """Return the location for reports. A search has no line of code."""
        return GENERATED_NODE_ID, None, self.kind

    def runtest(self) -> None:
        """Search for a failing case, and fail with its description."""
        generated = self.generated
        failure = generated.search.failure(self.kind, generated.draw_count, self.seed)
        if failure is not None:
            seed = f"--{PYTEST_PREFIX}seed {self.seed}"
            rerun_command = f"{generated.base_command} {seed} -k {_hyphenated(self.kind)}"
            description = describe_generated_failure(failure, rerun_command, generated.sources)
            pytest.fail(f"{failure.result.cause}\n{description}", pytrace=False)


def _hyphenated(kind: str) -> str:
    """Return the name of a kind as one word, which the option -k accepts."""
    return kind.replace(" ", "-")
