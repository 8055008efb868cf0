from __future__ import annotations

import pytest

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome, ExpectedSteps, Finding, Request, Vocabulary
from imagegen_conformance.corpus.requirements import Requirement, Source
from imagegen_conformance.corpus.step_expectations import parse_step_expectation
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation, StepObservation
from imagegen_conformance.reports.exchange import VARIATION_LABELS
from imagegen_conformance.reports.failure import describe_example, describe_failure
from imagegen_conformance.reports.sources import ReportedSources
from imagegen_conformance.results.result import Result
from revisions import AZURE, PROFILES

RERUN = "imagegen-conformance run mine:tool --select size/types/integer"
TOOL = {"type": "image_generation", "size": 1}
SOURCES = ReportedSources(PROFILES, AZURE)
VOCABULARY = Vocabulary(frozenset({"type.required"}), frozenset({"type"}))
REQUIREMENT = Requirement(
    "size.type",
    "schema",
    "must",
    "size is a string.",
    (Source("page", "all", (1, 2), "A page"), Source("rfc", "4", (), "A standard")),
)


def outcome_case(request: Request | None = None, rationale: str = "", **expected) -> Case:
    """Return a case with a payload or a text. Whether it may be accepted or rejected is False by default."""
    outcome = ExpectedOutcome(**{"accepted": False, "rejected": False, **expected})
    request = request or Request("parse", TOOL)
    id_ = "size/types/integer"
    return Case(id_, id_, "either", "schema", "must", REQUIREMENT, "size is 1", request, outcome, rationale)


def steps_case(*steps: dict[str, Json]) -> Case:
    """Return a case with a call sequence; each step contains its expectation, as in case files."""
    expected = ExpectedSteps(tuple(map(parse_step_expectation, steps)))
    request = Request("call", {"construct": {"args": [TOOL]}, "steps": list(steps)})
    id_ = "object/items/pop"
    return Case(id_, id_, "calls", "object", "must", REQUIREMENT, "items are popped", request, expected)


def report(case: Case, observation: Observation) -> dict[str, str]:
    """Return the fields of the report by label, with the lines of each field."""
    lines = describe_failure(Result.judge(case, observation), RERUN, SOURCES).splitlines()
    fields: dict[str, str] = {"": lines[0]}
    label = ""
    for line in lines[1:]:
        assert line.startswith("  ")
        label = line[2:11].strip() or label
        fields[label] = f"{fields[label]}\n{line[12:]}" if not line[2:11].strip() else line[12:]
    return fields


def unwrapped(text: str) -> str:
    """Return the text of a field on one line."""
    return text.replace("\n", " ")


def test_report_has_all_fields_in_order() -> None:
    case = outcome_case(rejected=True, outputs=(), rationale="The page says so.")
    text = describe_failure(Result.judge(case, {"outcome": "accepted", "output": TOOL}), RERUN, SOURCES)
    assert text.splitlines() == [
        "FAIL size/types/integer [schema, must]: wrongly-accepted",
        "  case      size is 1",
        '  sent      {"type": "image_generation", "size": 1} (to parse)',
        "  expected  rejected",
        '  actual    accepted with output {"type": "image_generation", "size": 1}',
        "  rule      size.type: size is a string.",
        "  rationale The page says so.",
        "  source    A page: all, sentences 1, 2; A standard: 4",
        f"  rerun     {RERUN}",
    ]


@pytest.mark.parametrize(
    ("case", "observation"),
    [
        (outcome_case(accepted=True), {"outcome": "accepted"}),
        (outcome_case(rejected=True), {"outcome": "rejected", "message": "no"}),
        (steps_case({"method": "get", "returns": 1}), {"outcome": "completed", "steps": [{"returned": 1}]}),
    ],
    ids=["accepted", "rejected", "completed"],
)
def test_modified_input_is_reported(case: Case, observation: Observation) -> None:
    actual = unwrapped(report(case, {**observation, "modified_input": True})["actual"])
    assert actual == f"{observation['outcome']}, and the implementation modified the payload that it received"


def test_report_without_rationale_omits_the_field() -> None:
    assert "rationale" not in report(outcome_case(rejected=True), {"outcome": "accepted"})


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (Request("parse", {"a": "é"}), '{"a": "é"} (to parse)'),
        (Request("validate", {"a": "\n\u202e"}), '{"a": "\\n\\u202e"} (to validate)'),
        (Request("parse-text", '{"a": 1'), '"{\\"a\\": 1" (JSON text to parse)'),
        (Request("parse", ["x" * 200, 1]), f'["{"x" * 57}…", 1] (207 characters) (to parse)'),
    ],
    ids=["parse", "validate", "parse-text", "long"],
)
def test_sent_shows_content_and_operation(request_: Request, text: str) -> None:
    assert unwrapped(report(outcome_case(request_, rejected=True), {"outcome": "accepted"})["sent"]) == text


def test_long_text_is_shortened_to_160_characters_and_broken() -> None:
    request = Request("parse-text", "x" * 200)
    lines = report(outcome_case(request, rejected=True), {"outcome": "accepted"})["sent"].split("\n")
    assert lines == [
        f'"{"x" * 67}',
        "x" * 68,
        f"{'x' * 23}… (202 characters) (JSON text to parse)",
    ]


class TestLongText:
    URL = "data:image/png;base64," + "iVBORw0K" * 8192
    SHOWN = '"data:image/png;base64,iVBORw0KiVBORw0KiV…" (65,558 characters, SHA-256 1d75d39f11b6)'

    def actual(self, expected: Json, actual: Json) -> str:
        case = outcome_case(accepted=True, outputs=(expected,))
        return unwrapped(report(case, {"outcome": "accepted", "output": actual})["actual"])

    def test_value_is_shown_with_its_beginning_length_and_hash(self) -> None:
        request = Request("parse", {"type": "image_generation", "image_url": self.URL, "b": 1})
        fields = report(outcome_case(request, rejected=True), {"outcome": "accepted"})
        assert unwrapped(fields["sent"]) == (
            f'{{"type": "image_generation", "image_url": {self.SHOWN}, "b": 1}} (to parse)'
        )

    def test_text_to_parse_and_key_are_shown_in_the_same_way(self) -> None:
        for operation, content, shown in (
            ("parse-text", self.URL, f"{self.SHOWN} (JSON text to parse)"),
            ("validate", {self.URL: 1}, f"{{{self.SHOWN}: 1}} (to validate)"),
        ):
            case = outcome_case(Request(operation, content), rejected=True)  # type: ignore[arg-type]
            assert unwrapped(report(case, {"outcome": "accepted"})["sent"]) == shown

    def test_control_characters_are_escaped(self) -> None:
        request = Request("parse", ["\x1b[31m" + "é " * 3000])
        sent = unwrapped(report(outcome_case(request, rejected=True), {"outcome": "accepted"})["sent"])
        assert sent.startswith('["\\u001b[31mé é ')
        assert sent.endswith(" characters, SHA-256 7acac438b5ef)] (to parse)")

    def test_text_that_was_cut_ends_early(self) -> None:
        shown = self.actual({"a": self.URL}, {"a": self.URL[:8192]})
        assert shown == (
            'accepted with output {"a": "data:image/png;base64,iVBORw0KiVBORw0KiV…" (8,192 characters, SHA-256 '
            '8c828ca58edc)} /a: ends after 8,192 of 65,558 characters: "…0KiVBORw0KiVBORw0KiV"'
        )

    def test_changed_text_differs_at_a_character(self) -> None:
        shown = self.actual([self.URL], [self.URL[:8191] + "?" + self.URL[8192:]])
        assert shown.endswith(
            '/0: differs at character 8,192 of 65,558: expected "…w0KiVBORw0KiVBORw0KiVBORw0KiVBORw0KiVBOR…", '
            'actual "…w0KiVBORw0KiVBORw0Ki?BORw0KiVBORw0KiVBOR…"'
        )

    def test_returned_text_is_compared_at_the_root(self) -> None:
        case = steps_case({"method": "get", "args": ["image_url"], "returns": self.URL})
        shown = unwrapped(report(case, {"outcome": "completed", "steps": [{"returned": self.URL + "=="}]})["actual"])
        assert shown.startswith('returned "data:image/png;base64,iVBORw0KiVBORw0KiV…" (65,560 characters, SHA-256 ')
        assert shown.endswith('the root: continues after character 65,558, the last one: "…Rw0KiVBORw0KiVBORw0K=="')

    def test_place_with_a_long_key_is_shown_with_its_length_and_hash(self) -> None:
        case = outcome_case(accepted=True, outputs=({"k" * 65536: 1},))
        fields = report(case, {"outcome": "accepted", "output": {}})
        place = f'"/{"k" * 38}…" (65,537 characters, SHA-256 f7eae41b9305)'
        assert fields[""].splitlines()[0] == "FAIL size/types/integer [schema, must]: wrong-output at"
        assert unwrapped(fields["actual"]).endswith(f"{place}: missing, expected 1")


def test_line_is_not_broken_within_a_string() -> None:
    string = f"{'x' * 20}   {'y' * 25}"
    request = Request("parse", {"type": "image_generation", "a": string})
    sent = report(outcome_case(request, rejected=True), {"outcome": "accepted"})["sent"]
    assert sent == f'{{"type": "image_generation", "a":\n"{string}"}} (to parse)'


def test_reported_place_that_ends_with_a_space_is_quoted() -> None:
    case = outcome_case(rejected=True, reasons=(Finding("/type", "type.required"),), vocabulary=VOCABULARY)
    observation: Observation = {"outcome": "rejected", "reasons": [{"path": "/type ", "rule": "type.required"}]}
    fields = report(case, observation)
    assert fields[""].endswith('wrong-reason at "/type "')
    assert fields["expected"] == "rejected for type.required at /type"


REASONS = (Finding("/size", "size.type"), Finding("", "payload.type"))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ({"rejected": True}, "rejected"),
        ({"rejected": True, "reasons": REASONS}, "rejected for size.type at /size or payload.type at the root"),
        ({"accepted": True}, "accepted"),
        ({"accepted": True, "outputs": ({}, 1)}, "accepted with output {}, or accepted with output 1"),
        ({"accepted": True, "rejected": True, "outputs": ({},)}, "rejected, or accepted with output {}"),
        ({"accepted": True, "warnings": ()}, "accepted without warnings"),
        (
            {"accepted": True, "rejected": True, "warnings": REASONS},
            "rejected, or accepted with the warnings size.type at /size and payload.type at the root",
        ),
    ],
)
def test_expected_shows_every_permitted_outcome(expected: dict[str, Json], text: str) -> None:
    assert unwrapped(report(outcome_case(**expected), {"outcome": "error", "message": "x"})["expected"]) == text


FINDING = {"path": "", "rule": "some\x1brule", "message": "not shown"}


@pytest.mark.parametrize(
    ("observation", "text"),
    [
        ({"outcome": "rejected", "reasons": [{"path": "/type ", "rule": "r"}]}, 'rejected\nr at "/type "'),
        ({"outcome": "rejected", "message": "no\tsize"}, "rejected: no\\tsize"),
        ({"outcome": "rejected"}, "rejected"),
        ({"outcome": "rejected", "message": "", "reasons": [FINDING]}, "rejected\nsome\\x1brule at the root"),
        (
            {"outcome": "rejected", "message": "no", "reasons": [{"path": "/n", "rule": "r"}, FINDING]},
            "rejected: no\nr at /n\nsome\\x1brule at the root",
        ),
        ({"outcome": "error", "message": "KeyError: 'size'"}, "error: KeyError: 'size'"),
        ({"outcome": "error", "message": "\ud83d is half a pair"}, "error: \\ud83d is half a pair"),
        ({"outcome": "error", "message": "x" * 9999}, f"error:\n{'x' * 399}…"),
        ({"outcome": "accepted"}, "accepted"),
        ({"outcome": "accepted", "output": 1}, "accepted with output 1"),
        ({"outcome": "accepted", "warnings": []}, "accepted without warnings"),
        (
            {"outcome": "accepted", "warnings": [{"path": "/n", "rule": "r"}, FINDING]},
            "accepted with the warnings r at /n and some\\x1brule at the root",
        ),
    ],
)
def test_actual_shows_the_observation(observation: Observation, text: str) -> None:
    assert report(outcome_case(accepted=True, outputs=(0,)), observation)["actual"] == text


def test_output_is_followed_by_its_differences() -> None:
    case = outcome_case(accepted=True, outputs=({"a": 1, "b": 2},))
    actual = report(case, {"outcome": "accepted", "output": {"a": 1, "b": 3}})["actual"]
    assert actual == 'accepted with output {"a": 1, "b": 3}\n/b: expected 2, actual 3'


def test_differences_are_those_from_the_most_similar_output() -> None:
    case = outcome_case(accepted=True, outputs=({"a": 1, "b": None}, {"a": 1}))
    actual = report(case, {"outcome": "accepted", "output": {"a": 2}})["actual"]
    assert actual == 'accepted with output {"a": 2}\n/a: expected 1, actual 2'


def test_numbers_of_outputs_are_compared_as_doubles() -> None:
    case = outcome_case(accepted=True, outputs=({"a": 1, "b": 2},))
    actual = report(case, {"outcome": "accepted", "output": {"a": 1.0, "b": 3}})["actual"]
    assert actual == 'accepted with output {"a": 1.0, "b": 3}\n/b: expected 2, actual 3'


def test_array_instead_of_an_object_is_one_line() -> None:
    case = outcome_case(accepted=True, outputs=({"a": 1},))
    actual = report(case, {"outcome": "accepted", "output": [["a", 1]]})["actual"]
    assert actual == 'accepted with output [["a", 1]]\nthe root: expected an object, actual an array'


def test_label_replaces_the_verdict() -> None:
    result = Result.judge(outcome_case(rejected=True), {"outcome": "accepted"})
    assert describe_failure(result, RERUN, SOURCES, "ADVISORY").startswith(
        "ADVISORY size/types/integer [schema, must]: wrongly-accepted\n"
    )


def test_label_is_followed_by_the_kind_of_an_error() -> None:
    result = Result.judge(outcome_case(rejected=True), {"outcome": "error", "message": "KeyError: 'a'"})
    assert describe_failure(result, RERUN, SOURCES, "ADVISORY").startswith(
        "ADVISORY size/types/integer [schema, must]: error: KeyError: 'a'\n"
    )


def test_payload_that_is_parsed_instead_of_validated_is_described_as_it_was_sent() -> None:
    result = Result.judge(outcome_case(Request("validate", 1), rejected=True), {"outcome": "accepted"})
    line = "  sent      1 (to parse, because the capability validate is not announced)"
    assert line in describe_failure(result, RERUN, SOURCES, can_validate=False).split("\n")
    assert f"  {line}" in describe_example(result, RERUN, "    ", can_validate=False)
    assert "  sent      1 (to validate)" in describe_failure(result, RERUN, SOURCES).split("\n")


def test_sources_beyond_the_third_are_counted() -> None:
    requirement = REQUIREMENT._replace(sources=tuple(Source("rfc", str(number)) for number in range(1, 6)))
    case = outcome_case(rejected=True)._replace(requirement=requirement)
    assert report(case, {"outcome": "accepted"})["source"] == "rfc: 1; rfc: 2; rfc: 3; 2 more with `show size.type`"


def test_example_omits_what_the_group_shows() -> None:
    case = outcome_case(rejected=True, rationale="The page says so.")
    assert list(describe_example(Result.judge(case, {"outcome": "accepted"}), RERUN, "    ")) == [
        "    case      size is 1",
        '    sent      {"type": "image_generation", "size": 1} (to parse)',
        "    expected  rejected",
        "    actual    accepted",
        "    rationale The page says so.",
        f"    rerun     {RERUN}",
    ]


class TestInconsistent:
    @pytest.mark.parametrize("variation", VARIATION_LABELS)
    def test_actual_shows_both_observations(self, variation: str) -> None:
        observation: Observation = {
            "outcome": "inconsistent",
            "variation": variation,
            "baseline": {"outcome": "accepted", "output": TOOL},
            "variant": {"outcome": "rejected", "message": "no"},
        }
        actual = report(outcome_case(accepted=True, outputs=(TOOL,)), observation)["actual"]
        output, variant = actual.split("\n", 1)
        assert output == 'accepted with output {"type": "image_generation", "size": 1}'
        assert unwrapped(variant) == f"{VARIATION_LABELS[variation]}: rejected: no"

    def test_steps_of_both_observations_are_judged_by_themselves(self) -> None:
        observation: Observation = {
            "outcome": "inconsistent",
            "variation": "again",
            "baseline": {"outcome": "completed", "steps": [{"returned": 2}]},
            "variant": {"outcome": "completed", "steps": [{"returned": 3}]},
        }
        fields = report(steps_case({"method": "pop", "returns": 1}), observation)
        assert fields["expected"] == "every step as expected"
        assert fields["actual"] == "returned 2\nsent again: returned 3"


class TestCallSequence:
    STEPS = (
        {"method": "get", "args": ["size", None], "kwargs": {"default": 1}, "save_as": "size", "returns": 1},
        {"method": "contains", "target": "size", "object_args": ["tool"], "returns": True},
        {"method": "construct", "args": [TOOL], "save_as": "other"},
        {"method": "pop", "args": ["size"], "raises": ["missing-key", "invalid-value"]},
    )

    def report(self, *results: StepObservation) -> dict[str, str]:
        return report(steps_case(*self.STEPS), {"outcome": "completed", "steps": list(results)})

    def test_sent_shows_the_calls_up_to_the_failing_step(self) -> None:
        fields = self.report({"returned": 1}, {"returned": True}, {"raised": "missing-key"}, {"returned": 1})
        assert fields["sent"].splitlines() == [
            'construct({"type": "image_generation", "size": 1})',
            '1. size = tool.get("size", null, default=1)',
            "2. size.contains(tool)",
            '3. other = construct({"type": "image_generation", "size": 1})',
        ]

    @pytest.mark.parametrize("method", ["literal", "make-iterator", "read-only-mapping"])
    def test_sent_shows_no_target_of_an_operation_that_has_none(self, method: str) -> None:
        steps = (
            {"method": method, "args": [[1]], "save_as": "given"},
            {"method": "get", "args": ["size"], "returns": 1},
        )
        fields = report(steps_case(*steps), {"outcome": "error", "message": "x"})
        assert f"1. given = {method}([1])" in fields["sent"].splitlines()

    def test_sent_shows_all_calls_if_no_step_failed(self) -> None:
        fields = report(steps_case(*self.STEPS), {"outcome": "error", "message": "x"})
        assert len(fields["sent"].splitlines()) == 5
        assert fields["expected"] == "every step as expected"

    @pytest.mark.parametrize(
        ("expectation", "text"),
        [
            ({"returns": {"a": 1}}, 'step 1 returns {"a": 1}'),
            ({"returns_unordered": [1, 2]}, "step 1 returns, in any order, [1, 2]"),
            ({"returns_one_of": [1, 2]}, "step 1 returns one of [1, 2]"),
            ({"raises": "missing-key"}, "step 1 raises missing-key"),
            ({"raises": ["missing-key", "invalid-value"]}, "step 1 raises missing-key or invalid-value"),
        ],
    )
    def test_expected_shows_the_expectation_of_the_step(self, expectation: dict[str, Json], text: str) -> None:
        case = steps_case({"method": "pop", **expectation})
        assert report(case, {"outcome": "completed", "steps": [{"returned": 9}]})["expected"] == text

    def test_expected_of_a_step_that_must_succeed(self) -> None:
        observation: Observation = {"outcome": "completed", "steps": [{"raised": "missing-key"}]}
        assert report(steps_case({"method": "pop"}), observation)["expected"] == "step 1 succeeds"

    @pytest.mark.parametrize(
        ("step", "text"),
        [
            ({"returned": 9}, "returned 9"),
            ({"raised": "missing-key", "message": "KeyError: 'a'\n"}, "raised missing-key (KeyError: 'a'\\n)"),
            ({"raised": "missing-key"}, "raised missing-key"),
            ({"non_json": "set\x07"}, "returned a value that is not JSON, of type set\\x07"),
        ],
    )
    def test_actual_shows_the_result_of_the_step(self, step: StepObservation, text: str) -> None:
        case = steps_case({"method": "pop", "returns": 1})
        assert report(case, {"outcome": "completed", "steps": [step]})["actual"] == text

    def test_actual_of_objects_shows_the_diff(self) -> None:
        case = steps_case({"method": "as_dict", "returns": {"a": 1}})
        actual = report(case, {"outcome": "completed", "steps": [{"returned": {}}]})["actual"]
        assert actual == "returned {}\n/a: missing, expected 1"

    def test_sequence_that_ended_early_is_reported(self) -> None:
        fields = self.report({"returned": 1})
        assert fields[""] == "ERROR object/items/pop [object, must]"
        assert fields["expected"] == "step 2 returns true"
        assert fields["actual"] == "the call sequence ended after step 1"

    def test_too_long_sequence_is_reported(self) -> None:
        steps: list[StepObservation] = [{"returned": 1}, {"returned": 1}]
        fields = report(steps_case({"method": "pop", "returns": 1}), {"outcome": "completed", "steps": steps})
        assert fields["expected"] == "every step as expected"
        assert fields["actual"] == "the call sequence ended after step 2"

    def test_rejected_construction_is_reported(self) -> None:
        fields = report(steps_case(*self.STEPS), {"outcome": "rejected", "message": "no"})
        assert (fields["expected"], fields["actual"]) == ("every step as expected", "rejected: no")
