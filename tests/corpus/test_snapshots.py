"""What the reference gives back for every accepted payload, pinned in files that every language can read.

One snapshot per topic, at fixtures/snapshots/AREA/TOPIC.json: syrupy's bookkeeping grows with the square of the
number of files in a folder.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from imagegen_conformance.corpus import Written, data, written_cases
from imagegen_conformance.json_value import Json
from imagegen_reference import ImageGenTool

FIXTURES = data("fixtures")


def accepted_by_topic() -> dict[str, list[Written]]:
    topics: dict[str, list[Written]] = {}
    for written in written_cases(FIXTURES):
        if written.content["kind"] == "accept":
            topics.setdefault(written.topic, []).append(written)
    return topics


class TopicFile(JSONSnapshotExtension):
    """One line per case, in a place of our choice: the test is named after the topic."""

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
        # ASCII, so that look-alike and invisible characters can be told apart.
        lines = (f"  {json.dumps(id_)}: {json.dumps(output)}" for id_, output in data.items())
        return "{\n" + ",\n".join(lines) + "\n}\n"


@pytest.mark.parametrize("topic", sorted(accepted_by_topic()))
def test_reference_gives_back(topic: str, snapshot) -> None:
    pinned = {written.id: ImageGenTool(written.content["payload"]).as_dict() for written in accepted_by_topic()[topic]}
    assert pinned == snapshot(extension_class=TopicFile)
