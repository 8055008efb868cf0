from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, Finding, Vocabulary
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.judging.judge import judge
from imagegen_conformance.judging.observation import rejected
from imagegen_conformance.judging.reported_reasons import ReportedReasons
from imagegen_conformance.judging.verdict import PASS

VOCABULARY = Vocabulary(
    frozenset({"mask.file_id", "mask.type", "format.png", "type.required", "payload.type"}),
    frozenset({"type", "mask", "format", "compression", "quality"}),
    {"format.png": ("format", "compression")},
)


def reasons(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"path": path, "rule": rule} for path, rule in pairs]


def mistake(expected: ExpectedOutcome, *pairs: tuple[str, str]) -> str | None:
    return ReportedReasons(expected, reasons(*pairs)).mistake


def outcome(*findings: tuple[str, str], related: tuple[str, ...] = ()) -> ExpectedOutcome:
    expected = tuple(Finding(path, rule) for path, rule in findings)
    return ExpectedOutcome(False, True, None, expected, None, frozenset(related), VOCABULARY)


MASK = outcome(("/mask/file_id", "mask.file_id"))
PNG = outcome(("/compression", "format.png"), related=("compression", "format"))
MISSING_TYPE = outcome(("/type", "type.required"), ("", "type.required"))
ILLEGAL_FORMAT = outcome(("/format", "format.value"))
NOT_AN_OBJECT = outcome(("", "payload.type"))


@pytest.mark.parametrize(
    ("expected", "pairs", "place"),
    [
        (MASK, [("/mask/file_id", "mask.file_id")], None),
        (MASK, [("/mask/file_id", "mask.type")], "/mask/file_id"),
        (MASK, [("/mask", "mask.file_id")], "/mask"),
        (MASK, [("/mask/file_id", "string_type")], None),
        (MASK, [("/mask", "anyOf")], None),
        # The root and words of the validator say nothing about a fault of one field.
        (MASK, [("", "oneOf")], None),
        (MASK, [("", "mask.file_id")], ""),
        (MASK, [("", "oneOf"), ("/quality", "enum")], "/quality"),
        (MASK, [("/mask/file_id", "anyOf"), ("", "anyOf")], None),
        # A validator of unions reports every branch; pydantic adds the name of the branch to the path.
        (MASK, [("/mask/Mask/file_id", "string_type"), ("/mask/none", "none_required")], None),
        (MASK, [("/mask/file_id", "string_type"), ("/quality", "enum")], "/quality"),
        (MASK, [("/mask/file_id", "string_type"), ("/type", "const")], "/type"),
        # An unknown key may be rejected, too; it is no field, whose value would be legal.
        (MASK, [("/mask/file_id", "string_type"), ("/other", "extra_forbidden")], None),
        (MASK, [("/other", "extra_forbidden")], None),
        (MASK, [("/Branch/mask/file_id", "string_type"), ("/Other/type", "const")], None),
        (MASK, [("/other", "mask.type")], "/other"),
        (MASK, [("/body", "x"), ("/mask", "x")], None),
        (PNG, [("/compression", "format.png")], None),
        (PNG, [("/format", "format.png")], "/format"),
        (PNG, [("/format", "if")], None),
        (PNG, [("", "allOf")], None),
        (PNG, [("/type", "allOf")], "/type"),
        # The rule format.png relates compression to the illegal format.
        (ILLEGAL_FORMAT, [("/format", "enum"), ("/compression", "format.png")], None),
        (ILLEGAL_FORMAT, [("/format", "enum"), ("/compression", "if")], "/compression"),
        (ILLEGAL_FORMAT, [("/format", "enum"), ("/type", "mask.type")], "/type"),
        (MISSING_TYPE, [("/type", "type.required")], None),
        (MISSING_TYPE, [("", "type.required")], None),
        (MISSING_TYPE, [("", "required")], None),
        (MISSING_TYPE, [("/type", "missing")], None),
        (MISSING_TYPE, [("/quality", "missing"), ("/type", "missing")], "/quality"),
        (NOT_AN_OBJECT, [("", "type")], None),
        (NOT_AN_OBJECT, [("/type", "missing")], "/type"),
        (NOT_AN_OBJECT, [("/x", "type"), ("", "type")], None),
        (NOT_AN_OBJECT, [("/", "type")], None),
    ],
)
def test_reasons_have_mistake(expected, pairs, place: str | None) -> None:
    assert mistake(expected, *pairs) == place


def test_empty_key_is_not_the_root() -> None:
    assert ReportedReasons(NOT_AN_OBJECT, reasons(("/", "type"))).right == 0
    assert ReportedReasons(NOT_AN_OBJECT, reasons(("", "type"))).right == 1


@pytest.mark.parametrize("pair", [("", "oneOf"), ("/other", "extra_forbidden"), ("/Branch/mask", "string_type")])
def test_reason_without_meaning_is_not_right(pair: tuple[str, str]) -> None:
    assert ReportedReasons(MASK, reasons(pair)).right == 0
    assert ReportedReasons(MASK, reasons(pair, ("/mask", "x"))).right == 1


def test_right_reasons_are_counted() -> None:
    listed = reasons(("/mask/file_id", "mask.type"), ("/mask/file_id", "mask.file_id"), ("/mask", "x"), ("/type", "x"))
    assert ReportedReasons(MASK, listed).right == 2
    assert ReportedReasons(PNG, reasons(("", "x"), ("/format", "x"))).right == 2


@pytest.fixture(scope="module")
def rejections(shipped: Corpus) -> list[Case]:
    """Return the cases of the suite that expect a rejection for a reason."""
    return [case for case in shipped.cases if isinstance(case.expected, ExpectedOutcome) and case.expected.reasons]


def test_validator_that_lists_every_rule_on_each_rejection_has_wrong_reasons(shipped, rejections) -> None:
    rules = [
        (f"/{requirement.defines}", requirement.id)
        for requirement in shipped.requirements.values()
        if requirement.defines
    ]
    for case in rejections:
        expected = [(reason.path, reason.rule) for reason in case.expected.reasons]
        listed = rejected("no", reasons(*expected, *rules))
        assert judge(case, listed).failure == "wrong-reason", case.id


def test_reasons_without_rules_of_the_suite_are_right_by_their_fields(rejections) -> None:
    for case in rejections:
        for reason in case.expected.reasons:
            assert judge(case, rejected("no", reasons((reason.path, "unknown")))) == PASS, case.id


def test_rule_that_relates_fields_is_right_at_each_of_them_and_at_the_root(rejections) -> None:
    related = [case for case in rejections if case.requirement.id == "size.gpt-image-1"]
    assert related
    for case in related:
        for path in ("/size", "/model", ""):
            assert judge(case, rejected("no", reasons((path, "unsupported_size")))) == PASS, case.id
