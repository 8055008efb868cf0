"""The database of failures, by implementation, kind and corpus."""

from __future__ import annotations

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.generation.failure_database import FailureDatabase

KIND = "call sequences"


def test_saved_case_is_fetched_until_it_is_deleted(database, small: Corpus) -> None:
    failures = FailureDatabase(small, "test")
    failures.save(KIND, {"kind": "calls"})
    assert list(failures.fetch(KIND)) == [{"kind": "calls"}]
    assert list(failures.fetch("any payloads")) == []
    failures.delete(KIND, {"kind": "calls"})
    assert list(failures.fetch(KIND)) == []


def test_smallest_case_is_fetched_first(database, small: Corpus) -> None:
    failures = FailureDatabase(small, "test")
    for data in ({"name": "longer"}, {"name": "b"}, {"name": "a"}):
        failures.save(KIND, data)
    assert [data["name"] for data in failures.fetch(KIND)] == ["a", "b", "longer"]


def test_case_of_another_corpus_or_implementation_is_not_fetched(database, shipped: Corpus, small: Corpus) -> None:
    FailureDatabase(shipped, "test").save(KIND, {"kind": "calls"})
    assert list(FailureDatabase(small, "test").fetch(KIND)) == []
    assert list(FailureDatabase(shipped, "other").fetch(KIND)) == []


def test_value_that_is_not_json_is_ignored(database, small: Corpus) -> None:
    failures = FailureDatabase(small, "test")
    database.save(failures._key(KIND), b"\xff")
    database.save(failures._key(KIND), b"{")
    assert list(failures.fetch(KIND)) == []


def test_missing_database_saves_nothing(small: Corpus) -> None:
    failures = FailureDatabase(small, "test")
    failures.save(KIND, {"kind": "calls"})
    failures.delete(KIND, {"kind": "calls"})
    assert list(failures.fetch(KIND)) == []
