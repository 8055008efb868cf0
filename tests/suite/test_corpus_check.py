from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.corpus import Corpus
from imagegen_conformance.corpus_check import check, shape_problems
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.ledger import Ledger


def problems(root: Path, *, lock: bool = True) -> list[str]:
    corpus = Corpus.load(root)
    if lock:  # so that the ledger has nothing to say of a planted fault
        Ledger.load(root).extend(corpus, "0.2.0", "It was planted.")
    return check(corpus)[1]


def one(root: Path, part: str) -> None:
    found = problems(root)
    assert len([problem for problem in found if part in problem]) == 1, found


def test_a_whole_corpus_has_no_problems(root: Path) -> None:
    lines, found = check(Corpus.load(root))
    assert found == []
    assert lines[0] == "10 cases are written: 2 accept, 2 either, 2 raw, 2 reject, 2 script"
    assert lines[-1] == "every file, id and expectation holds"


VALUES, TYPES, ITEMS = "cases/quality/values.json", "cases/size/types.json", "cases/model/items.json"


def of_case(index: int, **change):
    return lambda content: content["cases"][index].update(change)


def renamed(content) -> None:
    content["cases"].append({**content["cases"][0], "name": "again", "description": "other words"})


def overstated(content) -> None:
    """The second case, repaired, is the first, which is the less certain."""
    content["cases"][0]["strength"] = "should"
    content["cases"][1]["repair"] = [{"op": "replace", "path": "/quality", "value": "low"}]


FAULTS = [
    ("snapshots/quality/values.json", lambda pinned: pinned["quality/values/low"].update({"quality": "high"}), "quality/values/low is pinned as something else than its payload; look at the reference"),
    (VALUES, renamed, "quality/values/again repeats quality/values/low; drop one of them"),
    (VALUES, of_case(0, payload={"type": "image_generation", "quality": "huge"}), "the reference refuses it for quality.value at /quality, and the case accepts it"),
    (VALUES, of_case(0, payload={"type": "image_generation", "quality": "huge"}), "the schema refuses it for quality.value at /quality, and the case accepts it"),
    (VALUES, of_case(1, payload={"type": "image_generation", "quality": "low"}), "the reference finds nothing, and the case quality.value at /quality"),
    (VALUES, of_case(1, payload={"type": "image_generation", "quality": "low"}), "the schema finds nothing, and the case quality.value at /quality"),
    (VALUES, of_case(1, payload={"type": "image_generation", "quality": "huge", "background": 1}), "the schema finds quality.value at /quality, background.value at /background, and the case quality.value at /quality"),
    (VALUES, of_case(1, reasons=[{"path": "", "rule": "quality.value"}]), "the schema finds quality.value at /quality, and the case quality.value at the top"),
    (VALUES, of_case(1, reasons=[{"path": "/quality", "rule": "size.type"}]), "quality.value is none of its reasons; it belongs to another requirement"),
    (VALUES, of_case(1, repair=[{"op": "replace", "path": "/quality", "value": "vast"}]), "quality/values/huge:repaired: the schema refuses it"),
    (VALUES, overstated, "quality/values/huge: what is repaired is must, and quality/values/low says should; give it a repaired_strength of should"),
    (TYPES, of_case(0, requirement="quality.value"), "size/types/integer: quality.value is none of its reasons"),
    (ITEMS, lambda content: content["cases"][1]["steps"][0]["returns_one_of"].pop(), "returns_one_of: "),
    (ITEMS, lambda content: content["cases"][1]["steps"][0]["returns_one_of"].append(["x", "y"]), "its lists returns_one_of differ in length"),
    (ITEMS, lambda content: content["cases"][0]["steps"][0].update(returns="high"), "FAIL model/items/pop [model, must]: step at /steps/0: the reference does not bear this case out"),
    ("cases/wire/texts.json", of_case(1, expect="accept", outputs=[{}]), "FAIL wire/texts/cut [wire, should]: rejected: the reference"),
    ("snapshots/quality/values.json", lambda pinned: pinned["quality/values/low"].update(quality="high"), "FAIL quality/values/low:wire [wire, must]: changed at /quality: the reference"),
    ("snapshots/quality/values.json", lambda pinned: pinned.update({"quality/values/none": {}}), "quality/values/none is no accept case; run `make snapshots`"),
    ("snapshots/quality/values.json", lambda pinned: pinned.update({"quality/values/huge": {}}), "quality/values/huge is no accept case"),
    (VALUES, of_case(0, colour="red"), "see schemas/cases.schema.json"),
    (VALUES, of_case(0, description="It should work"), "see schemas/cases.schema.json"),
    (VALUES, of_case(0, description="quality is low."), "see schemas/cases.schema.json"),
    (VALUES, of_case(0, name="Low"), "see schemas/cases.schema.json"),
    (VALUES, lambda content: content.pop("topic"), "see schemas/cases.schema.json"),
    ("requirements.json", lambda head: head["requirements"][0].update(level="wires"), "/requirements/0/level: "),
    ("requirements.json", lambda head: head["requirements"][0].update(strength="maybe"), "/requirements/0/strength: "),
    ("specification.json", lambda index: index.update(colour="red"), "see schemas/specification.schema.json"),
    ("snapshots/quality/values.json", lambda pinned: pinned.update({"quality/values/low": []}), "see schemas/snapshots.schema.json"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "line"), FAULTS)
def test_a_planted_fault_is_found(root: Path, edit, name: str, change, line: str) -> None:
    edit(root / name, change)
    one(root, line)


def test_pairs_without_a_case_are_found(root: Path, edit) -> None:
    def add(head) -> None:
        head["requirements"].append({**head["requirements"][3], "id": "payload.combinations"})

    edit(root / "requirements.json", add)
    one(
        root,
        "no accepted case has quality high and size auto; `imagegen-conformance corpus pairs` prints cases that do",
    )


def test_a_contradiction_in_the_models_file_is_found(root: Path, edit) -> None:
    auto = {
        "kind": "auto",
        "legal": True,
        "rule": "size.type",
        "strength": "may",
        "date": "2026-11-22",
        "source": {"document": "page", "section": "all"},
    }
    families = [{"family": name, "models": ["painter-1"], "limits": [auto]} for name in ("painter", "other")]
    edit(root / "models.json", lambda models: models["families"].extend(families))
    one(root, "models.json /families/1/models/0: painter-1 is in the family painter already; a model is in one family")


def test_a_missing_snapshot_is_found(root: Path) -> None:
    (root / "snapshots/quality/values.json").unlink()
    one(root, "quality/values/low has no snapshot; run `make snapshots`")


@pytest.mark.parametrize(
    "name",
    [
        "cases/quality/notes.md",
        "cases/stray.json",
        "cases/a/b/c.json",
        "snapshots/quality/values.ambr",
        "cases/x/y.JSON",
    ],
)
def test_a_file_that_nobody_loads_is_found(root: Path, name: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{}", encoding="utf-8")
    one(root, f"{file}: this is no ")


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["cases"].append({**content["cases"][0], "name": "lower"}),
        lambda content: content["cases"][0].update(requirement="size.type"),
        lambda content: content["cases"].pop(),
    ],
)
def test_what_the_ledger_does_not_know_is_found(root: Path, edit, change) -> None:
    edit(root / VALUES, change)
    assert any(
        "write it down with `imagegen-conformance corpus lock`" in problem for problem in problems(root, lock=False)
    )


def test_a_line_of_the_ledger_of_another_shape_is_found(root: Path) -> None:
    with (root / "ids.lock").open("a", encoding="utf-8") as stream:
        stream.write('{"id": "quality/values/x", "hash": "short", "since": "0.1.0"}\n')
    assert any("ids.lock line 11" in problem for problem in shape_problems(root))


def test_a_ledger_that_is_no_json_is_refused(root: Path) -> None:
    with (root / "ids.lock").open("a", encoding="utf-8") as stream:
        stream.write("rubbish\n")
    with pytest.raises(CorpusError, match=r"ids\.lock line 11"):
        check(Corpus.load(root))


def test_the_shipped_corpus_is_clean(shipped: Corpus) -> None:
    assert check(shipped)[1] == []
