"""Snapshots: the outputs of the reference for the source cases of kind accept, one file for each topic."""

from __future__ import annotations

from pathlib import Path

from imagegen_conformance.corpus.templates import NO_SCOPE, REPETITION, evaluate
from imagegen_conformance.errors import CorpusError, invalid_shape_error
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import parse_json, read_text

__all__ = ["SNAPSHOTS_DIRECTORY", "load_snapshots"]
SNAPSHOTS_DIRECTORY = "snapshots"


def load_snapshots(file: Path) -> dict[str, Json]:
    """Return the snapshots of a file by source case id, with long texts in full.

    Raises:
        CorpusError: The file is missing or malformed.
    """
    text = read_text(file)
    snapshots = parse_json(text, file)
    if not isinstance(snapshots, dict):
        problem = "a snapshot file must contain an object"
        raise CorpusError(problem, file=file, hint="See schemas/snapshots.schema.json.")
    if f'"{REPETITION}"' not in text:
        return snapshots
    try:
        return {id_: evaluate(output, NO_SCOPE, is_data=True) for id_, output in snapshots.items()}
    except (TypeError, ValueError) as error:
        raise invalid_shape_error(error, "a snapshot file", "snapshots", file) from None
