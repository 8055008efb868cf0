"""Fixtures and helpers of the tests of generated cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis.database import InMemoryExampleDatabase

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS, Level, Strength
from imagegen_conformance.generation.failure_database import FailureDatabase
from imagegen_conformance.generation.search import GeneratedFailure, Search


@pytest.fixture(autouse=True)
def _no_database(monkeypatch) -> None:
    """Use no database, so that failures of earlier runs are not replayed."""
    monkeypatch.setattr(FailureDatabase, "_database", lambda self: None)


@pytest.fixture
def database(monkeypatch) -> InMemoryExampleDatabase:
    """An empty database, which is used instead of that of the hypothesis profile."""
    database = InMemoryExampleDatabase()
    monkeypatch.setattr(FailureDatabase, "_database", lambda self: database)
    return database


@pytest.fixture
def search(shipped: Corpus) -> Callable[..., list[GeneratedFailure]]:
    """Return a function that returns the failures of an implementation."""

    def failures(
        implementation: Any,
        case_count: int = 300,
        levels: tuple[Level, ...] = LEVELS,
        seed: int = 0,
        fail_on: Strength = "should",
    ) -> list[GeneratedFailure]:
        connection = InProcessConnection(adapter_for(implementation), levels)
        return list(Search(shipped, connection, levels, fail_on, "test").failures(case_count, seed))

    return failures
