"""The observations through a worker process are those in process, for every kind of implementation and every case."""

from __future__ import annotations

import contextlib
import math
from pathlib import Path

import pytest

from imagegen_conformance.connections.connection import Connection
from imagegen_conformance.connections.factory import open_connection
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.connections.python_worker.connection import PythonWorkerConnection
from imagegen_conformance.corpus.cases import Operation, Request
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.runner.execution import execute
from revisions import AZURE
from sample_implementations import PATHS


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.load()


def observations(connection: Connection, corpus: Corpus) -> dict[str, Observation]:
    return {result.case.id: result.observation for result in execute(corpus.cases, connection)}


def exactly(value: Json) -> str:
    """Return the representation of a value, which is different for 1, 1.0 and True, and for 0.0 and -0.0."""
    return repr(value)


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_observations_are_those_in_process(corpus: Corpus, path: str) -> None:
    expected = observations(open_connection(path, None, corpus.revision, requested_levels=LEVELS), corpus)
    with contextlib.closing(PythonWorkerConnection(path, LEVELS)) as connection:
        actual = observations(connection, corpus)
        assert connection.close() == []
    assert actual.keys() == expected.keys()
    different = [id_ for id_, observation in actual.items() if exactly(observation) != exactly(expected[id_])]
    assert [(id_, actual[id_], expected[id_]) for id_ in different[:3]] == []


@pytest.mark.parametrize(
    "value",
    [
        "\ud800",
        "\udc00\ud800",
        "\U0001f600",
        "\x00",
        10**4000,
        -0.0,
        5e-324,
        1.7976931348623157e308,
        math.pi,
        2**63,
        {"a": {"": [1, 1.0, True, None, []]}},
        [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]],
    ],
)
def test_value_survives_the_round_trip(value: Json) -> None:
    with contextlib.closing(PythonWorkerConnection("sample_implementations:same")) as connection:
        connection.send(0, Request("parse", value))
        _, observation = connection.receive()
        connection.send(1, Request("parse-text", "[1e400]"))
        assert connection.receive()[1]["outcome"] == "rejected"
    assert exactly(observation) == exactly({"outcome": "accepted", "output": value})


def test_identity_is_that_in_process() -> None:
    for path in PATHS:
        in_process = open_connection(path, None, AZURE, with_version=True)
        with contextlib.closing(PythonWorkerConnection(path, with_version=True)) as connection:
            assert connection.identity == in_process.identity
            assert [connection.supports(level) for level in LEVELS] == [in_process.supports(level) for level in LEVELS]


def test_requested_levels_add_those_that_the_adapter_supports() -> None:
    assert isinstance(open_connection("sample_implementations:same", None, AZURE), InProcessConnection)
    for levels in ((), ("semantic",)):
        connection = open_connection("sample_implementations:same", None, AZURE, requested_levels=levels, isolated=True)
        with contextlib.closing(connection):
            assert isinstance(connection, PythonWorkerConnection)
            assert connection.supports("semantic") == bool(levels)
            assert not connection.supports("object")


def test_rejections_replace_those_of_the_adapter() -> None:
    path = "sample_implementations:failing"
    for rejections, outcome in ((), "rejected"), (("builtins:KeyError",), "error"):
        connection = PythonWorkerConnection(path, ("schema",), rejections=rejections)
        with contextlib.closing(connection):
            connection.send(0, Request("validate", "x" * 9))
            assert connection.receive()[1]["outcome"] == outcome


@pytest.mark.parametrize("operation", ["parse", "validate"])
def test_not_applicable_is_an_observation_of_every_operation(tmp_path: Path, monkeypatch, operation: Operation) -> None:
    source = (
        "from imagegen_conformance import Adapter, NotApplicableError\n"
        "class tool(Adapter):\n    def parse(self, payload): raise NotApplicableError('not this')\n"
    )
    (tmp_path / "never_applicable.py").write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with contextlib.closing(PythonWorkerConnection("never_applicable:tool", LEVELS)) as connection:
        connection.send(0, Request(operation, {}))
        assert connection.receive()[1] == {"outcome": "not-applicable", "message": "not this"}
