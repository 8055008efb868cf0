"""Adapters for Node: each folder is installed by itself, so each has a copy of what they share."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from imagegen_conformance.implementations import manifest

FOLDER = Path(manifest.__file__).parent
OWN = {"adapter.mjs", "validate.mjs"}


def test_copies_are_alike():
    copies = defaultdict(list)
    for file in FOLDER.glob("*/*.mjs"):
        if file.name not in OWN:
            copies[file.name].append(file.read_bytes())
    assert {name: len(texts) for name, texts in copies.items()} == {"conversation.mjs": 3, "names.mjs": 2}
    assert [name for name, texts in copies.items() if len(set(texts)) != 1] == []
