"""A corpus with at least one source case of each kind, which tests may change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegen_conformance.authoring.id_registry import IdRegistry
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json


def requirement(id_: str, level: str, strength: str, sentence: int) -> Json:
    source = {"document": "page", "section": "all", "sentences": [sentence]}
    statement = f"{id_} holds."
    return {
        "id": id_,
        "level": level,
        "strength": strength,
        "statement": statement,
        "sources": [source],
    }


def tool(**fields: Json) -> Json:
    return {"type": "image_generation", **fields}


PROFILES = {
    "default": "azure",
    "profiles": [
        {
            "profile": "azure",
            "title": "A tool",
            "package": "a-package",
            "documents": ["page"],
            "default_revision": "2.3",
            "revisions": [
                {"revision": "2.3", "date": "2026-07-01", "summary": "The first one.", "releases": ["2.3.0", "2.4.0"]},
                {"revision": "2.8", "date": "2026-10-05", "summary": "`model` changed.", "releases": ["2.8.0"]},
            ],
        },
        {
            "profile": "openai",
            "title": "Another tool",
            "package": "another-package",
            "documents": ["page"],
            "default_revision": "2026-11-04",
            "revisions": [
                {"revision": "2026-10-26", "date": "2026-10-26", "summary": "The first one.", "releases": ["1.0.0"]},
                {"revision": "2026-11-04", "date": "2026-11-04", "summary": "`svg` is new.", "releases": ["2.0.0"]},
            ],
        },
    ],
}

REQUIREMENTS = {
    "documents": {"page": {"title": "A page"}},
    "requirements": [
        requirement("wire.round-trip", "wire", "must", 1),
        requirement("wire.no-corruption", "wire", "must", 2),
        requirement("wire.text", "wire", "should", 3),
        requirement("quality.value", "schema", "must", 4),
        requirement("size.type", "schema", "should", 5),
        requirement("item.pop", "object", "must", 6),
        requirement("item.popitem", "object", "may", 7),
    ],
}

SPECIFICATION = {
    "document": "page",
    "revision": "2.3",
    "counting": "One per line.",
    "sections": [{"section": "all", "has_signature": True, "sentences": 7}],
    "exclusions": [{"section": "all", "sentences": [0], "reason": "a signature"}],
}

REPAIR = [{"op": "remove", "path": "/quality"}]

CASES: dict[str, list[Json]] = {
    "quality/values": [
        {
            "kind": "accept",
            "name": "low",
            "description": "quality is low",
            "requirement": "quality.value",
            "payload": tool(quality="low"),
        },
        {
            "kind": "reject",
            "name": "huge",
            "description": "quality is huge",
            "requirement": "quality.value",
            "payload": tool(quality="huge"),
            "reasons": [{"path": "/quality", "rule": "quality.value"}],
            "repair": REPAIR,
        },
    ],
    "size/types": [
        {
            "kind": "reject",
            "name": "integer",
            "description": "size is 1",
            "requirement": "size.type",
            "payload": tool(size=1),
            "reasons": [{"path": "/size", "rule": "size.type"}],
            "repair": [{"op": "remove", "path": "/size"}],
        },
        {
            "kind": "either",
            "name": "long",
            "description": "size is 99 characters long",
            "requirement": "size.type",
            "payload": tool(size="9" * 99),
            "rationale": "The specification does not mention it.",
        },
    ],
    "wire/plain": [
        {
            "kind": "accept",
            "name": "bare",
            "description": "the payload contains only the type",
            "requirement": "wire.round-trip",
            "payload": tool(),
        },
        {
            "kind": "either",
            "name": "unknown",
            "description": "the payload contains an unknown key",
            "requirement": "wire.no-corruption",
            "payload": tool(hue=1),
            "rationale": "The specification does not mention it.",
        },
    ],
    "wire/texts": [
        {
            "kind": "text",
            "name": "spaces",
            "description": "spaces surround the object",
            "requirement": "wire.text",
            "text": ' {"type": "image_generation"} ',
            "expected": "accept",
            "outputs": [tool()],
        },
        {
            "kind": "text",
            "name": "cut",
            "description": "the text is truncated",
            "requirement": "wire.text",
            "text": '{"type": "image_gen',
            "expected": "reject",
        },
    ],
    "model/items": [
        {
            "kind": "calls",
            "name": "pop",
            "description": "a key is popped",
            "requirement": "item.pop",
            "construct": {"args": [tool(quality="low")]},
            "steps": [
                {"method": "pop", "args": ["quality"], "returns": "low"},
                {"method": "pop", "args": ["quality"], "raises": "missing-key"},
            ],
        },
        {
            "kind": "calls",
            "name": "popitem",
            "description": "an arbitrary item is popped",
            "requirement": "item.popitem",
            "construct": {"args": [tool(quality="low")]},
            "steps": [
                {"method": "popitem", "returns_one_of": [["quality", "low"], ["type", "image_generation"]]},
                {"method": "as_dict", "returns_one_of": [tool(), {"quality": "low"}]},
            ],
        },
    ],
}

SNAPSHOTS = {
    "quality/values": {"quality/values/low": tool(quality="low")},
    "wire/plain": {"wire/plain/bare": tool()},
}


def without_ranges(schema: Json) -> Json:
    """Return the payload schema of all revisions with every field and every value in each revision."""
    if not isinstance(schema, dict):
        return [without_ranges(item) for item in schema] if isinstance(schema, list) else schema
    with_ranges = {key for key, value in schema.items() if isinstance(value, dict) and value.keys() == {"profiles"}}
    return {key: without_ranges(value) for key, value in schema.items() if key not in {"profiles", *with_ranges}}


def write(file: Path, content: Json) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the directory of the small corpus, with all ids registered."""
    root = tmp_path / "fixtures"
    write(root / "profiles.json", PROFILES)
    write(root / "payload_schema.json", without_ranges(load_json(data_directory("fixtures") / "payload_schema.json")))
    write(root / "requirements.json", REQUIREMENTS)
    write(root / "specification_index.json", SPECIFICATION)
    write(root / "model_limits.json", {"any_model": [], "families": []})
    write(root / "smoke.json", {"cases": []})
    write(root / "prerequisites.json", {"operations": {}, "fields": {}})
    write(root / "redundant_cases.json", {"redundant_cases": []})
    write(root / "criteria.json", {"criteria": []})
    for topic, cases in CASES.items():
        write(root / "cases" / f"{topic}.json", {"topic": f"the topic {topic}", "cases": cases})
    for topic, snapshots in SNAPSHOTS.items():
        write(root / "snapshots" / f"{topic}.json", snapshots)
    IdRegistry.load(root).register(Corpus.load(root), "0.1.0", None)
    return root


@pytest.fixture
def small(root: Path) -> Corpus:
    """Return the small corpus."""
    return Corpus.load(root)


@pytest.fixture
def edit() -> Callable[[Path, Callable[[Json], object]], None]:
    """Return a function `edit(file, change)` that writes a JSON file anew after `change` has mutated its content."""

    def change_file(file: Path, change: Callable[[Json], object]) -> None:
        content = json.loads(file.read_text(encoding="utf-8"))
        change(content)
        write(file, content)

    return change_file


@pytest.fixture(scope="session")
def shipped() -> Corpus:
    """Return the corpus of the suite."""
    return Corpus.load()
