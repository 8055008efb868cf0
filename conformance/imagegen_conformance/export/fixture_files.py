"""The files of `fixtures/` in an export: those of the corpus, restricted to the source cases of a subset.

| file | content of the export |
|---|---|
| `cases/`, `snapshots/` | the source cases of the subset; no file if none of its cases is left |
| `dimensions/` | the dimensions that the parametrized cases of the subset use |
| `smoke.json`, `prerequisites.json` | the ids of cases that are derived from them |
| `redundant_cases.json` | entries that match one of them |
| `case_ids.ndjson` | all lines but those of cases and elements outside the subset, so that removed ids are not reused |
| other files | unchanged |

The files contain what holds in any profile and revision, and so do not depend on those of the export.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

from imagegen_conformance.corpus.cases import source_id_of
from imagegen_conformance.export.subset import CorpusSubset
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["fixture_files"]
Filter: TypeAlias = Callable[[CorpusSubset, str, Json], Json]
"""Returns the part of a file's content that belongs to a subset, given the name of the file; None if there is none."""


def fixture_files(subset: CorpusSubset) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file. Files of which everything is kept are copied byte by byte."""
    root = subset.corpus.root
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        name = file.relative_to(root).as_posix()
        content = _case_ids(subset, file) if name == "case_ids.ndjson" else _json_file(subset, name, file)
        if content is not None:
            yield name, content


def _case_ids(subset: CorpusSubset, file: Path) -> bytes:
    def is_kept(line: bytes) -> bool:
        entry = json.loads(line)
        return entry.get("alias", entry["id"]) not in subset.excluded_ids

    return b"".join(line for line in file.read_bytes().splitlines(keepends=True) if is_kept(line))


def _json_file(subset: CorpusSubset, name: str, file: Path) -> bytes | None:
    content = load_json(file)
    keep = next((keep for pattern, keep in FILTERS.items() if fnmatchcase(name, pattern)), _keep_all)
    filtered = keep(subset, name, content)
    if filtered is None:
        return None
    return file.read_bytes() if filtered == content else (json.dumps(filtered, indent=2) + "\n").encode("ascii")


def _keep_all(_: CorpusSubset, __: str, content: Json) -> Json:
    return content


def _keep_cases(subset: CorpusSubset, name: str, content: Json) -> Json:
    topic = name.removeprefix("cases/").removesuffix(".json")
    cases = [case for case in content["cases"] if f"{topic}/{case['name']}" in subset.written_ids]
    return {**content, "cases": cases} if cases else None


def _keep_dimension(subset: CorpusSubset, name: str, content: Json) -> Json:
    return content if name.removeprefix("dimensions/").removesuffix(".json") in subset.dimensions else None


def _keep_snapshots(subset: CorpusSubset, _: str, content: Json) -> Json:
    return {id_: payload for id_, payload in content.items() if id_ in subset.source_ids} or None


def _keep_smoke_list(subset: CorpusSubset, _: str, content: Json) -> Json:
    return {**content, "cases": [id_ for id_ in content["cases"] if _is_kept(subset, id_)]}


def _keep_prerequisites(subset: CorpusSubset, _: str, content: Json) -> Json:
    operations = {operation: id_ for operation, id_ in content["operations"].items() if _is_kept(subset, id_)}
    fields: dict[str, Json] = {}
    for field, ids in content["fields"].items():
        kept = [id_ for id_ in ([ids] if isinstance(ids, str) else ids) if _is_kept(subset, id_)]
        if kept:
            fields[field] = kept if len(kept) > 1 else kept[0]
    return {**content, "operations": operations, "fields": fields}


def _is_kept(subset: CorpusSubset, case_id: str) -> bool:
    return source_id_of(case_id) in subset.source_ids


def _keep_redundant_cases(subset: CorpusSubset, _: str, content: Json) -> Json:
    def is_kept(entry: dict[str, Json]) -> bool:
        return any(fnmatchcase(id_, entry["cases"]) for id_ in subset.source_ids)

    return {**content, "redundant_cases": list(filter(is_kept, content["redundant_cases"]))}


FILTERS: Mapping[str, Filter] = {
    "cases/*/*.json": _keep_cases,
    "dimensions/*.json": _keep_dimension,
    "snapshots/*/*.json": _keep_snapshots,
    "smoke.json": _keep_smoke_list,
    "prerequisites.json": _keep_prerequisites,
    "redundant_cases.json": _keep_redundant_cases,
}
"""The filter of each file that has one, by a pattern of its path."""
