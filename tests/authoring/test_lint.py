"""The linter reports every fault in the files of a corpus, with its place and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imagegen_conformance.authoring.file_shapes import shape_problems
from imagegen_conformance.authoring.id_registry import IdRegistry
from imagegen_conformance.authoring.lint import lint
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import CorpusError

VALUES, TYPES, ITEMS = "cases/quality/values.json", "cases/size/types.json", "cases/model/items.json"
SNAPSHOTS = "snapshots/quality/values.json"
HUGE = {"type": "image_generation", "quality": "huge"}
LOW = {"type": "image_generation", "quality": "low"}
CORRECT = "Correct one of the two."


def problems(root: Path, *, register: bool = True) -> list[str]:
    """Return the problems; if `register` is true, changed cases are registered first and are no problems."""
    corpus = Corpus.load(root)
    if register:
        IdRegistry.load(root).register(corpus, "0.2.0", "The test changes the case.")
    return lint(corpus)[1]


def assert_one_problem(root: Path, part: str) -> None:
    lines = problems(root)
    assert len([line for line in lines if part in line]) == 1, lines


def change_case(index: int, **change):
    return lambda content: content["cases"][index].update(change)


def add_equal_case(content) -> None:
    content["cases"].append({**content["cases"][0], "name": "again", "description": "other words"})


def weaken_repaired_payload(content) -> None:
    """Make the repaired payload of the second case the payload of the first, whose strength is lower."""
    content["cases"][0]["strength"] = "should"
    content["cases"][1]["repair"] = [{"op": "replace", "path": "/quality", "value": "low"}]


def test_corpus_without_faults_has_no_problems(root: Path) -> None:
    corpus = Corpus.load(root)
    lines, problem_lines = lint(corpus)
    assert problem_lines == []
    assert lines[0] == "10 source cases, and 0 combinations of parametrized cases"
    assert lines[1] == "kinds: 2 accept, 2 calls, 2 either, 2 reject, 2 text"
    assert lines[2].startswith(f"{len(corpus.cases)} cases: 1 object may, 1 object must, ")
    assert lines[-1] == "no problems"


@pytest.mark.slow
def test_shipped_corpus_has_no_problems(shipped: Corpus) -> None:
    lines, problem_lines = lint(shipped)
    assert problem_lines == []
    counts = [re.findall(r"(\d+) of (\d+) combinations", line) for line in lines if line.startswith("criterion ")]
    assert counts
    assert all(covered == required for pairs in counts for covered, required in pairs)


FAULTS = [
    (SNAPSHOTS, lambda snapshots: snapshots["quality/values/low"].update({"quality": "high"}), "the snapshot of quality/values/low differs from its payload. Correct the reference."),
    (SNAPSHOTS, lambda snapshots: snapshots["quality/values/low"].update(quality="high"), "FAIL quality/values/low:wire [wire, must]: wrong-output at /quality. The reference fails this case. Correct one of the two."),
    (SNAPSHOTS, lambda snapshots: snapshots.update({"quality/values/none": {}}), "quality/values/none is not a case of kind accept. Run `make snapshots` and review the change."),
    (SNAPSHOTS, lambda snapshots: snapshots.update({"quality/values/huge": {}}), "quality/values/huge is not a case of kind accept."),
    (VALUES, add_equal_case, "values.json /cases/2: quality/values/again is equal to quality/values/low. Remove one of them."),
    (VALUES, change_case(0, payload=HUGE), f"quality/values/low: the reference finds quality.value at /quality, but the case expects a legal payload. {CORRECT}"),
    (VALUES, change_case(0, payload=HUGE), f"quality/values/low: the strict schema finds quality.value at /quality, but the case expects a legal payload. {CORRECT}"),
    (VALUES, change_case(0, payload=HUGE), f"quality/values/low: the plain schema finds quality.value at /quality, but the case expects a legal payload. {CORRECT}"),
    (VALUES, change_case(1, payload=LOW), f"the reference finds no fault, but the case expects quality.value at /quality. {CORRECT}"),
    (VALUES, change_case(1, payload=LOW), f"the plain schema finds no fault, but the case expects quality.value at /quality. {CORRECT}"),
    (VALUES, change_case(1, payload={**HUGE, "background": 1}), "the plain schema finds quality.value at /quality and background.value at /background, but the case expects quality.value at /quality."),
    (VALUES, change_case(1, reasons=[{"path": "", "rule": "quality.value"}]), "the plain schema finds quality.value at /quality, but the case expects quality.value at the root."),
    (VALUES, change_case(1, reasons=[{"path": "/quality", "rule": "size.type"}]), "quality/values/huge: its requirement quality.value is not among its reasons. Name the rule of one of the reasons as its requirement."),
    (VALUES, change_case(1, repair=[{"op": "replace", "path": "/quality", "value": "vast"}]), "quality/values/huge:repaired: the plain schema finds quality.value at /quality, but the case expects a legal payload."),
    (VALUES, weaken_repaired_payload, "quality/values/huge:repaired: its strength is must, but quality/values/low accepts the same payload with strength should. Set repaired_strength to should, or use another repair."),
    (TYPES, change_case(0, requirement="quality.value"), "size/types/integer: its requirement quality.value is not among its reasons."),
    (ITEMS, lambda content: content["cases"][1]["steps"][0]["returns_one_of"].append(["x", "y"]), "its arrays returns_one_of have different lengths, but their n-th values belong together. Give them the same length."),
    (ITEMS, lambda content: content["cases"][0]["steps"][0].update(returns="high"), "FAIL model/items/pop [object, must]: wrong-step at /steps/0. The reference fails this case."),
    ("requirements.json", lambda content: content["requirements"][3].update(exclusion="too hard"), "quality.value has 3 cases and an exclusion. Remove the exclusion."),
    (ITEMS, lambda content: content["cases"].pop(), "item.popitem has no case in any revision. Add a case that holds there, correct `profiles`, or state an exclusion."),
    ("specification_index.json", lambda index: index["exclusions"].clear(), "sentence all 0 has no requirement. Add one, or add an exclusion to specification_index.json."),
    ("cases/wire/texts.json", change_case(1, expected="accept", outputs=[{}]), "FAIL wire/texts/cut [wire, should]: wrongly-rejected. The reference fails this case."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "problem"), FAULTS)
def test_fault_is_one_problem(root: Path, edit, name: str, change, problem: str) -> None:
    edit(root / name, change)
    assert_one_problem(root, problem)


SHAPE_FAULTS = [
    (VALUES, change_case(0, color="red"), ("values.json /cases/0: ", "cases")),
    (VALUES, change_case(0, description="It should work"), ("values.json /cases/0", "cases")),
    (VALUES, change_case(0, description="quality is low."), ("values.json /cases/0", "cases")),
    (VALUES, change_case(0, name="Low"), ("values.json /cases/0", "cases")),
    (VALUES, lambda content: content.pop("topic"), ("values.json: ", "cases")),
    (ITEMS, lambda content: content["cases"][1]["steps"][0]["returns_one_of"].pop(), ("returns_one_of: ", "cases")),
    ("requirements.json", lambda content: content["requirements"][0].update(level="wires"), ("requirements.json /requirements/0/level: 'wires' is not one of ", "requirements")),
    ("requirements.json", lambda content: content["requirements"][0].update(strength="maybe"), ("requirements.json /requirements/0/strength: ", "requirements")),
    ("specification_index.json", lambda index: index.update(color="red"), ("specification_index.json: ", "specification_index")),
    (SNAPSHOTS, lambda snapshots: snapshots.update({"quality/values/low": []}), ("values.json /quality~1values~1low: [] ", "snapshots")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "problem"), SHAPE_FAULTS)
def test_invalid_shape_is_a_problem_with_its_place_and_schema(
    root: Path, edit, name: str, change, problem: tuple[str, str]
) -> None:
    edit(root / name, change)
    place, schema = problem
    (line,) = [line for line in problems(root) if place in line]
    assert line.endswith(f". See schemas/{schema}.schema.json.")


@pytest.mark.parametrize(
    ("name", "change", "hint"),
    [
        (VALUES, lambda content: content["cases"][0].update(why="x"), "Did you mean rationale instead of why?"),
        ("redundant_cases.json", lambda content: content.update(controls=[]), "Did you mean redundant_cases instead of controls?"),
        ("specification_index.json", lambda index: index["sections"][0].update(form=1), "Did you mean has_signature instead of form?"),
    ],
)  # fmt: skip
def test_former_key_has_the_present_one_as_hint(root: Path, edit, name: str, change, hint: str) -> None:
    edit(root / name, change)
    (line,) = shape_problems(root)
    assert f". {hint} See schemas/" in line


def test_key_with_slash_and_tilde_is_escaped_in_the_place(root: Path, edit) -> None:
    edit(root / "requirements.json", lambda content: content["documents"].update({"a/b~c": {"title": 1}}))
    assert any(
        "requirements.json /documents/a~1b~0c/title: 1 is not of type 'string'" in line for line in shape_problems(root)
    )


def test_long_message_of_the_validator_is_shortened(root: Path, edit) -> None:
    edit(root / VALUES, lambda content: content.update(topic=["x" * 1000]))
    (problem,) = shape_problems(root)
    assert len(problem) < len(str(root / VALUES)) + 300


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
def test_unrecognized_file_is_a_problem(root: Path, name: str) -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("{}", encoding="utf-8")
    folder = name.partition("/")[0]
    hint = "Move or remove it."
    assert_one_problem(root, f"{file}: unrecognized file: {folder} are in {folder}/AREA/TOPIC.json. {hint}")


def test_missing_snapshot_is_a_problem(root: Path) -> None:
    (root / SNAPSHOTS).unlink()
    problem = "values.json /cases/0: quality/values/low has no snapshot. Run `make snapshots` and review the change."
    assert_one_problem(root, problem)


def test_missing_combination_of_a_criterion_is_a_problem(root: Path, edit) -> None:
    criterion = {
        "criterion": "pairs",
        "subject": "value-pairs",
        "profiles": {"azure": {}},
        "statement": "Both values are combined.",
        "dimensions": {"first": ["quality=high"], "second": ["size=auto"]},
    }
    edit(root / "criteria.json", lambda content: content["criteria"].append(criterion))
    problem = "pairs: no case of azure 2.3 combines first quality=high and second size=auto"
    hint = "`imagegen-conformance corpus criteria pairs --missing` prints a candidate."
    assert_one_problem(root, f"criteria.json /criteria/0: {problem}. {hint}")


def test_contradiction_in_the_model_limits_is_a_problem(root: Path, edit) -> None:
    auto = {
        "kind": "auto",
        "legal": True,
        "rule": "size.type",
        "strength": "may",
        "date": "2026-11-22",
        "source": {"document": "page", "section": "all", "sentences": [5]},
    }
    families = [{"family": name, "models": ["painter-1"], "limits": [auto]} for name in ("painter", "other")]
    edit(root / "model_limits.json", lambda limits: limits["families"].extend(families))
    place = "model_limits.json /families/1/models/0"
    hint = "List each model in one family only."
    assert_one_problem(root, f"{place}: painter-1 is already in the family painter. {hint}")


class TestDefinitions:
    FIELD_COUNT = 19

    def define(self, root: Path, edit, **fields: str) -> list[str]:
        """Add `defines` to the requirements quality.value and size.type; return the problems."""

        def change(content) -> None:
            requirements = {requirement["id"]: requirement for requirement in content["requirements"]}
            for name, field in fields.items():
                requirements[{"quality": "quality.value", "size": "size.type"}[name]]["defines"] = field

        edit(root / "requirements.json", change)
        return problems(root)

    def test_field_without_definition_is_a_problem(self, root: Path, edit) -> None:
        lines = self.define(root, edit, quality="quality")
        hint = "Add `defines` to the requirement that states its legal values."
        assert f"{root / 'requirements.json'}: no requirement defines size in any revision. {hint}" in lines
        assert len(lines) == self.FIELD_COUNT - 1

    def test_second_definition_of_a_field_is_a_problem(self, root: Path, edit) -> None:
        lines = self.define(root, edit, quality="quality", size="quality")
        problem = "quality.value and size.type both define quality in any revision. Remove one `defines`, or correct `profiles`."
        assert f"{root / 'requirements.json'}: {problem}" in lines

    def test_definition_of_an_unknown_field_is_a_problem(self, root: Path, edit) -> None:
        lines = self.define(root, edit, quality="qualty")
        problem = "quality.value defines qualty, which is no field in any revision. Did you mean quality?"
        assert f"{root / 'requirements.json'}: {problem}" in lines

    def test_definition_of_a_field_that_is_similar_to_none_is_a_problem(self, root: Path, edit) -> None:
        lines = self.define(root, edit, quality="zzz")
        problem = "quality.value defines zzz, which is no field in any revision. See payload_schema.json."
        assert f"{root / 'requirements.json'}: {problem}" in lines


class TestRegistry:
    @pytest.mark.parametrize(
        ("change", "fact"),
        [
            (lambda content: content["cases"].append({**content["cases"][0], "name": "lower"}), "is not registered"),
            (lambda content: content["cases"][0].update(requirement="size.type"), "has changed"),
            (lambda content: content["cases"].pop(), "has been removed"),
        ],
    )
    def test_unregistered_change_is_a_problem(self, root: Path, edit, change, fact: str) -> None:
        edit(root / VALUES, change)
        assert any(fact in problem and "corpus register-ids" in problem for problem in problems(root, register=False))

    def test_invalid_shape_of_a_line_is_a_problem(self, root: Path) -> None:
        with (root / "case_ids.ndjson").open("a", encoding="utf-8") as stream:
            stream.write('{"id": "quality/values/x", "hash": "short", "since": "0.1.0"}\n')
        (problem,) = shape_problems(root)
        assert problem.startswith(f"{root / 'case_ids.ndjson'} line 11")

    def test_line_that_is_not_json_is_an_error(self, root: Path) -> None:
        with (root / "case_ids.ndjson").open("a", encoding="utf-8") as stream:
            stream.write("not json\n")
        with pytest.raises(CorpusError, match=r"case_ids\.ndjson line 11"):
            lint(Corpus.load(root))
