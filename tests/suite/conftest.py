"""A corpus of a dozen cases, one of every kind, that tests may break."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imagegen_conformance.corpus import Corpus
from imagegen_conformance.json_value import Json
from imagegen_conformance.ledger import Ledger


def requirement(id_: str, level: str, strength: str, sentence: int) -> Json:
    source = {"document": "page", "section": "all", "sentences": [sentence]}
    statement = f"{id_} holds."
    return {
        "id": id_,
        "level": level,
        "strength": strength,
        "statement": statement,
        "sources": [source],
        "since": "2.3",
    }


def tool(**fields: Json) -> Json:
    return {"type": "image_generation", **fields}


REQUIREMENTS = {
    "revision": "2.3",
    "documents": {"page": {"title": "A page"}},
    "requirements": [
        requirement("wire.round-trip", "wire", "must", 1),
        requirement("wire.no-corruption", "wire", "must", 2),
        requirement("wire.text", "wire", "should", 3),
        requirement("quality.value", "schema", "must", 4),
        requirement("size.type", "schema", "should", 5),
        requirement("item.pop", "model", "must", 6),
        requirement("item.popitem", "model", "may", 7),
    ],
}

SPECIFICATION = {
    "document": "page",
    "revision": "2.3",
    "counting": "One per line.",
    "sections": [{"section": "all", "form": True, "sentences": 7}],
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
            "description": "size has many characters",
            "requirement": "size.type",
            "payload": tool(size="9" * 99),
            "why": "Nothing is said of it.",
        },
    ],
    "wire/plain": [
        {
            "kind": "accept",
            "name": "bare",
            "description": "nothing but the type is given",
            "requirement": "wire.round-trip",
            "payload": tool(),
        },
        {
            "kind": "either",
            "name": "unknown",
            "description": "a key is not known",
            "requirement": "wire.no-corruption",
            "payload": tool(hue=1),
            "why": "Nothing is said of it.",
        },
    ],
    "wire/texts": [
        {
            "kind": "raw",
            "name": "spaces",
            "description": "spaces stand around",
            "requirement": "wire.text",
            "text": ' {"type": "image_generation"} ',
            "expect": "accept",
            "outputs": [tool()],
        },
        {
            "kind": "raw",
            "name": "cut",
            "description": "the text is cut",
            "requirement": "wire.text",
            "text": '{"type": "image_gen',
            "expect": "reject",
        },
    ],
    "model/items": [
        {
            "kind": "script",
            "name": "pop",
            "description": "a key is popped",
            "requirement": "item.pop",
            "construct": {"args": [tool(quality="low")]},
            "steps": [
                {"call": "pop", "args": ["quality"], "returns": "low"},
                {"call": "pop", "args": ["quality"], "raises": "missing-key"},
            ],
        },
        {
            "kind": "script",
            "name": "popitem",
            "description": "some pair is popped",
            "requirement": "item.popitem",
            "construct": {"args": [tool(quality="low")]},
            "steps": [
                {"call": "popitem", "returns_one_of": [["quality", "low"], ["type", "image_generation"]]},
                {"call": "as_dict", "returns_one_of": [tool(), {"quality": "low"}]},
            ],
        },
    ],
}

SNAPSHOTS = {
    "quality/values": {"quality/values/low": tool(quality="low")},
    "wire/plain": {"wire/plain/bare": tool()},
}


def write(file: Path, content: Json) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of the small corpus, whole and locked."""
    root = tmp_path / "fixtures"
    write(root / "requirements.json", REQUIREMENTS)
    write(root / "specification.json", SPECIFICATION)
    write(root / "models.json", {"any_model": [], "families": []})
    write(root / "smoke.json", {"cases": []})
    write(root / "controls.json", {"controls": []})
    for topic, cases in CASES.items():
        write(root / "cases" / f"{topic}.json", {"topic": f"the topic {topic}", "cases": cases})
    for topic, pinned in SNAPSHOTS.items():
        write(root / "snapshots" / f"{topic}.json", pinned)
    Ledger.load(root).extend(Corpus.load(root), "0.1.0", None)
    return root


@pytest.fixture
def small(root: Path) -> Corpus:
    return Corpus.load(root)


@pytest.fixture
def edit():
    """Change a JSON file in place: `edit(file, change)`, where `change` mutates what the file holds."""

    def change_file(file: Path, change) -> None:
        content = json.loads(file.read_text(encoding="utf-8"))
        change(content)
        write(file, content)

    return change_file


@pytest.fixture(scope="session")
def shipped() -> Corpus:
    """The corpus that comes with the suite."""
    return Corpus.load()
