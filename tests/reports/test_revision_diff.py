"""The report of the difference of two revisions."""

from __future__ import annotations

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding, Request
from imagegen_conformance.corpus.model_limits import Limit
from imagegen_conformance.corpus.requirements import Requirement
from imagegen_conformance.corpus.revision_diff.cases import CaseChange, CaseChanges
from imagegen_conformance.corpus.revision_diff.diff import RequirementChange, RevisionDiff
from imagegen_conformance.corpus.revision_diff.fields import FieldChange
from imagegen_conformance.corpus.revision_diff.limits import FamilyChange, LimitChange
from imagegen_conformance.corpus.revision_diff.models import ModelChange
from imagegen_conformance.reports.revision_diff import describe_revision_diff
from imagegen_conformance.reports.revision_diff_entries import revision_diff_entries
from revisions import PROFILES

OLD, NEW = PROFILES.find("azure", "2.1"), PROFILES.find("azure", "2.3")
STRING = {"type": "string"}
RULE = Requirement("quality.value", "schema", "must", "`quality` is legal.", ())
OBJECT_RULE = Requirement("item.pop", "object", "should", "An item is popped.", ())
ACCEPTED, REJECTED = ExpectedOutcome(True, False), ExpectedOutcome(False, True)
HEADER = [
    "from  azure 2.1, of 2026-04-20: azure-ai-projects 2.1.0",
    "to    azure 2.3, of 2026-07-01: azure-ai-projects 2.3.0 to 2.7.0",
    "",
]


def case(id_: str, expected: ExpectedOutcome | ExpectedSteps = ACCEPTED, strength: str = "must") -> Case:
    return Case(id_, id_, "accept", "schema", strength, RULE, "", Request("validate", {}), expected)  # type: ignore[arg-type]


def diff(before=OLD, after=NEW, **changes) -> RevisionDiff:
    """Return a difference in which nothing differs but the given changes."""
    nothing = dict.fromkeys(("fields", "requirements", "families", "limits", "models"), ())
    cases = CaseChanges((), (), (), 3)
    return RevisionDiff(before, after, **{**nothing, "levels": frozenset(), "cases": cases, **changes})


def report(difference: RevisionDiff, *, verbose: bool = False) -> list[str]:
    lines = list(describe_revision_diff(difference, PROFILES, verbose=verbose))
    assert lines[:3] == HEADER
    return lines[3:]


def test_same_revision_has_one_line() -> None:
    lines = describe_revision_diff(diff(NEW, NEW), PROFILES, verbose=False)
    assert list(lines) == ["both are azure 2.3: nothing differs"]


def test_revisions_without_differences_are_reported() -> None:
    assert report(diff()) == ["Nothing that is judged differs."]


def test_fields_are_listed_by_revision() -> None:
    fields = (FieldChange("name", "new", None, STRING), FieldChange("hue", "former", {"enum": ["red", "blue"]}, None))
    assert report(diff(fields=fields)) == [
        "Fields",
        "  new in 2.3:",
        "    `name`: any string",
        "  no longer in 2.3:",
        "    `hue`: `red` or `blue`",
    ]


def test_changes_of_legal_values_are_listed() -> None:
    values = {"enum": ["a", "b"]}
    fields = (
        FieldChange("one", "new-values", values, values, ("a", None)),
        FieldChange("two", "former-values", values, values, ("b",)),
        FieldChange("three", "opened", values, STRING),
        FieldChange("four", "deprecated", STRING, STRING),
        FieldChange("five", "not-deprecated", STRING, STRING),
    )
    assert report(diff(fields=fields)) == [
        "Legal values",
        "  `one`: new in 2.3: `a`, null",
        "  `two`: no longer in 2.3: `b`",
        "  `three`: `a` or `b` in 2.1; any string in 2.3",
        "  `four`: deprecated in 2.3, not in 2.1",
        "  `five`: deprecated in 2.1, not in 2.3",
    ]


def test_requirements_are_listed_with_level_strength_and_statement() -> None:
    requirements = (RequirementChange(RULE, "new"), RequirementChange(OBJECT_RULE, "former"))
    assert report(diff(requirements=requirements)) == [
        "Requirements",
        "  new in 2.3:",
        "    quality.value [schema, must]",
        "      `quality` is legal.",
        "  no longer in 2.3:",
        "    item.pop [object, should]",
        "      An item is popped.",
    ]


def test_requirements_of_a_level_that_one_revision_lacks_are_counted_unless_verbose() -> None:
    difference = diff(requirements=(RequirementChange(OBJECT_RULE, "former"),), levels=frozenset({"object"}))
    assert report(difference) == ["Requirements", "  no longer in 2.3:", "    all requirements of level object: 1"]
    assert "    item.pop [object, should]" in report(difference, verbose=True)


def test_limits_are_listed_by_family() -> None:
    auto = Limit("", "auto", "size.auto", {"legal": True, "strength": "should"})
    difference = diff(
        families=(
            FamilyChange("dall-e-2", "new", ("dall-e-2",)),
            FamilyChange("gpt-9", "former", ("gpt-9", "gpt-9-x")),
        ),
        limits=(
            LimitChange(None, "new", auto),
            LimitChange("dall-e-2", "former", auto),
            LimitChange("dall-e-2", "other-strength", auto, "may"),
        ),
    )
    assert report(difference) == [
        "Model limits",
        "  any model",
        "    new in 2.3: `auto` is legal as `size` [size.auto, should]",
        "  dall-e-2",
        "    models new in 2.3: dall-e-2",
        "    no longer in 2.3: `auto` is legal as `size` [size.auto, should]",
        "    other strength: `auto` is legal as `size` [size.auto: may in 2.1, should in",
        "      2.3]",
        "  gpt-9",
        "    models no longer in 2.3: gpt-9, gpt-9-x",
    ]


def test_models_are_listed_with_their_dates() -> None:
    models = (
        ModelChange("b", "retired", "2026-05-12", "new"),
        ModelChange("a", "released", "2026-04-21", "new"),
        ModelChange("c", "retired", "2026-05-12", "former"),
    )
    assert report(diff(models=models)) == [
        "Models",
        "  released, new in 2.3: a (2026-04-21)",
        "  retired, new in 2.3: b (2026-05-12)",
        "  retired, no longer in 2.3: c (2026-05-12)",
    ]


CASES = CaseChanges(
    (case("a/b/former"),),
    (case("a/b/new"), case("a/b/other", strength="may")),
    (
        CaseChange(case("a/b/outcome", REJECTED), case("a/b/outcome", ExpectedOutcome(True, True))),
        CaseChange(case("a/b/strength"), case("a/b/strength", strength="may")),
        CaseChange(
            case("a/b/reasons", REJECTED),
            case("a/b/reasons", REJECTED._replace(reasons=(Finding("", "quality.value"),))),
        ),
        CaseChange(case("a/b/steps", ExpectedSteps(())), case("a/b/steps", strength="may")),
        CaseChange(case("a/b/steps-2", ExpectedSteps(())), case("a/b/steps-2", strength="may")),
    ),
    7,
)
TABLE = [
    "Cases",
    "  level     strength  only in 2.1  only in 2.3  other expectation",
    "  schema    must                1            1                  2",
    "  schema    may                 0            1                  3",
    "  other expectation, 5 cases:",
    "       2  completed in 2.1, accepted in 2.3",
    "       1  rejected in 2.1, accepted or rejected in 2.3",
    "       1  accepted in both, must in 2.1, may in 2.3",
    "       1  rejected in both, with other reasons, warnings or outputs",
    "  unchanged: 7 cases",
]


def test_cases_are_counted_by_level_and_strength() -> None:
    assert report(diff(cases=CASES)) == [*TABLE, "  Add --verbose to list the ids of the cases."]


def test_verbose_report_lists_the_ids_of_the_cases() -> None:
    assert report(diff(cases=CASES), verbose=True) == [
        *TABLE,
        "  only in 2.1:",
        "    a/b/former [schema, must]",
        "  only in 2.3:",
        "    a/b/new [schema, must]",
        "    a/b/other [schema, may]",
        "  other expectation:",
        "    a/b/outcome [schema, must]: rejected in 2.1, accepted or rejected in 2.3",
        "    a/b/strength [schema, may]: accepted in both, must in 2.1, may in 2.3",
        "    a/b/reasons [schema, must]: rejected in both, with other reasons, warnings",
        "      or outputs",
        "    a/b/steps [schema, may]: completed in 2.1, accepted in 2.3",
        "    a/b/steps-2 [schema, may]: completed in 2.1, accepted in 2.3",
    ]


def test_sections_are_separated_by_empty_lines() -> None:
    lines = report(diff(fields=(FieldChange("name", "new", None, STRING),), cases=CASES))
    assert lines.index("Cases") == lines.index("") + 1


def test_every_change_has_an_entry() -> None:
    auto = Limit("", "auto", "size.auto", {"legal": True, "strength": "should"})
    values = FieldChange("quality", "new-values", {"enum": ["low"]}, {"enum": ["low", "max"]}, ("max",))
    entries = revision_diff_entries(
        diff(
            fields=(FieldChange("name", "new", None, STRING), values, FieldChange("hue", "former", STRING, None)),
            requirements=(RequirementChange(RULE, "new"),),
            families=(FamilyChange("dall-e-2", "new", ("dall-e-2",)),),
            limits=(LimitChange(None, "new", auto), LimitChange("dall-e-2", "other-strength", auto, "may")),
            models=(ModelChange("b", "retired", "2026-05-12", "new"),),
            cases=CASES,
        )
    )
    assert entries["from"] == {"profile": "azure", "revision": "2.1", "date": "2026-04-20", "releases": ["2.1.0"]}
    assert entries["fields"] == [
        {"field": "name", "change": "new", "after": "any string"},
        {
            "field": "quality",
            "change": "new-values",
            "before": "`low`",
            "after": "`low` or `max`",
            "values": ["max"],
        },
        {"field": "hue", "change": "former", "before": "any string"},
    ]
    assert [entry["id"] for entry in entries["requirements"]] == ["quality.value"]
    assert entries["families"] == [{"family": "dall-e-2", "change": "new", "models": ["dall-e-2"]}]
    assert [(entry["family"], entry.get("former_strength")) for entry in entries["limits"]] == [
        (None, None),
        ("dall-e-2", "may"),
    ]
    assert entries["models"] == [{"model": "b", "event": "retired", "date": "2026-05-12", "change": "new"}]
    assert [entry["id"] for entry in entries["cases"]["new"]] == ["a/b/new", "a/b/other"]
    assert entries["cases"]["changed"][0]["before"]["outcomes"] == ["rejected"]
    assert entries["cases"]["unchanged"] == 7
