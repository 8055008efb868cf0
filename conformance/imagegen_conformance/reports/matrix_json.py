"""The matrix as JSON, as `schemas/matrix.schema.json` describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.reports.matrix import STATE_LABELS, Matrix, MatrixCase, MatrixCell, MatrixRow
from imagegen_conformance.reports.matrix_column import MatrixColumn

__all__ = ["render_matrix_json"]

FORMAT_VERSION = 1


def render_matrix_json(matrix: Matrix) -> str:
    """Return the document, with one line for each part."""
    document = {
        "format": FORMAT_VERSION,
        "corpus_sha256": matrix.corpus_sha256,
        "columns": [_column(matrix, column) for column in matrix.columns],
        "requirements": [_row(matrix, row) for row in matrix.rows],
    }
    return json.dumps(document, indent=1) + "\n"


def _column(matrix: Matrix, column: MatrixColumn) -> dict[str, Json]:
    return {
        "name": column.name,
        "implementation": column.title,
        "status": column.status,
        **({"detail": column.detail} if column.detail else {}),
        "facts": dict(column.facts),
        "levels": {level: _cell(matrix.level_cell(column, level)) for level in LEVELS},
    }


def _row(matrix: Matrix, row: MatrixRow) -> dict[str, Json]:
    names = [column.name for column in matrix.columns]
    return {
        "requirement": row.requirement.id,
        "level": row.requirement.level,
        "strengths": list(row.strengths),
        "alike": row.is_alike,
        "cells": {name: _cell(cell) for name, cell in zip(names, row.cells, strict=True)},
        "cases": [_case(matrix, case) for case in row.cases],
    }


def _cell(cell: MatrixCell) -> dict[str, Json]:
    counts: Mapping[str, int] = {
        label: cell.counts[state] for state, label in STATE_LABELS.items() if state in cell.counts
    }
    members: dict[str, Json] = {"kind": cell.kind, "text": cell.text}
    if counts:
        members["counts"] = counts
    if cell.reasons:
        members["reasons"] = list(cell.reasons)
    return members


def _case(matrix: Matrix, case: MatrixCase) -> dict[str, Json]:
    states = {
        column.name: STATE_LABELS[state]
        for column, state in zip(matrix.columns, case.states, strict=True)
        if state is not None
    }
    return {"case": case.id, "states": states}
