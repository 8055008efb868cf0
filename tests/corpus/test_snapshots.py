"""The snapshots: the outputs of the reference for all accept cases, in JSON files that any language can read.

There is one file per topic, fixtures/snapshots/AREA/TOPIC.json. The time that syrupy needs grows with the square of the
number of files in a directory.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from imagegen_conformance.corpus.repetitions import with_repetitions
from imagegen_conformance.corpus.source_cases import SourceCase, iter_source_cases
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory
from imagegen_reference import ImageGenTool

FIXTURES = data_directory("fixtures")


@cache
def accept_cases_by_topic() -> dict[str, list[SourceCase]]:
    topics: dict[str, list[SourceCase]] = {}
    for source_case in iter_source_cases(FIXTURES):
        if source_case.data["kind"] == "accept" and source_case.parametrized_id is None:
            topics.setdefault(source_case.topic, []).append(source_case)
    return topics


class TopicFile(JSONSnapshotExtension):
    """Stores the snapshots of a topic, which is the parameter of the test, with one line for each case."""

    @classmethod
    def dirname(cls, *, test_location) -> str:
        return str(FIXTURES / "snapshots" / Path(cls.topic(test_location)).parent)

    @classmethod
    def get_file_basename(cls, *, test_location, index) -> str:
        return Path(cls.topic(test_location)).name

    @classmethod
    def get_snapshot_name(cls, *, test_location, index=0) -> str:
        return str(test_location.snapshot_name)

    @staticmethod
    def topic(test_location) -> str:
        return test_location.snapshot_name.partition("[")[2].rstrip("]")

    @classmethod
    def matches_test_location(cls, *, test_location, snapshot_location) -> bool:
        return True

    def serialize(self, data: Json, **_: object) -> str:
        # ASCII makes similar and invisible characters distinguishable.
        lines = (f"  {json.dumps(id_)}: {json.dumps(with_repetitions(output))}" for id_, output in data.items())
        return "{\n" + ",\n".join(lines) + "\n}\n"


@pytest.mark.parametrize("topic", sorted(accept_cases_by_topic()))
def test_output_of_reference_equals_snapshot(topic: str, snapshot) -> None:
    outputs = {
        source_case.id: ImageGenTool(source_case.data["payload"]).as_dict()
        for source_case in accept_cases_by_topic()[topic]
    }
    assert outputs == snapshot(extension_class=TopicFile)
