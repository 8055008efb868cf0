from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.adapters import InProcess, adapt
from imagegen_conformance.cases import Case, Request
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.difference import same
from imagegen_conformance.json_value import Json, loads
from imagegen_conformance.judge import Verdict
from imagegen_conformance.observation import accepted
from imagegen_conformance.reports.failure import describe_failure
from imagegen_conformance.runner import Result, further, in_order, run
from imagegen_conformance.variants import WORDS, variants

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
TOOL = {"type": "image_generation", "size": "auto", "x": {"b": 0.5, "a": [1e300, "é"]}}


def written(payload: Json) -> dict[str, Json]:
    return {how: request.content for how, request in variants(Request("parse", payload))}


class TestVariants:
    @given(st.dictionaries(st.text(), JSON))
    def test_every_text_means_the_same(self, payload: Json) -> None:
        for text in written(payload).values():
            assert same(loads(text), payload, exact=True)

    def test_texts(self) -> None:
        assert written({"a": 0.5, "b": "é\U0001f3a8"}) == {
            "text": '{"a":0.5,"b":"\\u00e9\\ud83c\\udfa8"}',
            "reversed": '{"b":"\\u00e9\\ud83c\\udfa8","a":0.5}',
            "escaped": '{"\\u0061":0.5,"\\u0062":"\\u00e9\\ud83c\\udfa8"}',
            "spaced": '\r\n\t{"a"\t:\n 0.5 ,\r\n\t "b"\t:\n "\\u00e9\\ud83c\\udfa8"} \n',
            "renumbered": '{"a":5E-1,"b":"\\u00e9\\ud83c\\udfa8"}',
        }

    def test_what_would_be_the_same_is_left_out(self) -> None:
        assert written({}).keys() == {"text", "spaced"}
        assert "renumbered" not in written({"a": 1})

    def test_keys_are_reversed_inside_too(self) -> None:
        assert list(loads(written(TOOL)["reversed"])) == ["x", "size", "type"]
        assert list(loads(written(TOOL)["reversed"])["x"]) == ["a", "b"]

    def test_what_is_validated_stays_a_payload(self) -> None:
        ((how, request),) = variants(Request("validate", TOOL))
        assert (how, request.operation, list(request.content)) == ("reversed", "validate", ["x", "size", "type"])

    @pytest.mark.parametrize(
        "request_", [Request("parse-text", "{}"), Request("call", {}), Request("validate", {"a": 1})]
    )
    def test_others_have_none(self, request_: Request) -> None:
        assert list(variants(request_)) == []

    def test_each_has_words(self) -> None:
        assert WORDS.keys() == {"again", *written(TOOL)}


class Moody:
    """Validates by what `mood` says of the payload and of how many were asked before."""

    def __init__(self, mood) -> None:
        self.mood = mood
        self.asked = 0

    def validate(self, payload: Json) -> bool:
        self.asked += 1
        return bool(self.mood(payload, self.asked))


@pytest.fixture
def case(shipped: Corpus) -> Case:
    return shipped.case("model/open/path")


def asked(implementation: Any, case: Case, **ways: Any) -> Result:
    (result,) = run([case], InProcess(adapt(implementation), (case.level,)), further(**ways))
    return result


class TestRun:
    def test_once_and_as_it_is_asks_nothing_more(self) -> None:
        assert further() is None

    def test_a_steady_answer_is_the_observation(self, case: Case) -> None:
        result = asked(Moody(lambda payload, n: True), case, repeat=3, vary=True)
        assert result == Result(case, accepted(), Verdict("pass"))

    @pytest.mark.parametrize("first", [True, False])
    def test_another_answer_is_flaky(self, case: Case, first: bool) -> None:
        result = asked(Moody(lambda payload, n: (n == 1) == first), case, repeat=2)
        assert result.verdict == Verdict("flaky", "flaky")
        assert result.observation["how"] == "again"

    def test_the_last_of_many_is_compared_too(self, case: Case) -> None:
        moody = Moody(lambda payload, n: n != 5)
        assert asked(moody, case, repeat=5).verdict.result == "flaky"
        assert moody.asked == 5

    def test_flaky_where_either_is_right(self, shipped: Corpus) -> None:
        either = shipped.case("background/transparent-preview/gpt-image-2-png")
        assert asked(Moody(lambda payload, n: n == 1), either, repeat=2).verdict.result == "flaky"

    def test_messages_may_differ(self, shipped: Corpus) -> None:
        refused = shipped.case("quality/near-miss/upper-case")
        count = iter(range(9))

        class Counting:
            def validate(self, payload: Json) -> None:
                raise ValueError(f"refused, for the time {next(count)}")

        assert asked(Counting(), refused, repeat=3).verdict.result == "pass"

    def test_another_verdict_of_a_variant_fails(self, case: Case) -> None:
        result = asked(Moody(lambda payload, n: next(iter(payload)) == "type"), case, vary=True)
        assert result.verdict == Verdict("fail", "variant")
        assert result.observation["how"] == "reversed"

    def test_a_first_answer_that_is_wrong_is_said_first(self, case: Case) -> None:
        result = asked(Moody(lambda payload, n: next(iter(payload)) != "type"), case, vary=True)
        assert result.verdict == Verdict("fail", "rejected")

    def test_a_text_that_reads_otherwise_fails(self, shipped: Corpus) -> None:
        from imagegen_conformance import Adapter

        class Searching(Adapter):
            def parse(self, payload: Json) -> Json:
                return payload

            def parse_text(self, text: str) -> Json:
                if '"image_generation"' not in text:
                    raise ValueError("no tool of ours")
                return loads(text)

        result = asked(Searching, shipped.case("model/open/path:wire"), vary=True)
        assert (result.verdict.failure, result.observation["how"]) == ("variant", "escaped")
        told = describe_failure(result, "alone")
        assert "as JSON text in which every character is escaped: refused: ValueError: no tool of ours" in told

    def test_who_reads_no_text_is_not_asked_for_it(self, shipped: Corpus) -> None:
        from imagegen_conformance import Adapter
        from imagegen_conformance.adapters import UnsupportedError

        class Payloads(Adapter):
            def parse(self, payload: Json) -> Json:
                return payload

            def parse_text(self, text: str) -> Json:
                raise UnsupportedError("no texts")

        assert asked(Payloads, shipped.case("model/open/path:wire"), vary=True).verdict.result == "pass"

    def test_flakiness_is_told(self, case: Case) -> None:
        told = describe_failure(asked(Moody(lambda payload, n: n == 1), case, repeat=2), "alone")
        assert told.splitlines()[0] == "FLAKY model/open/path [schema, must]"
        assert "came    accepted\n          asked again: refused: validate returned False" in told

    def test_results_wait_for_every_answer(self, shipped: Corpus) -> None:
        cases = shipped.cases[:40]

        class Late(InProcess):
            """Keeps eight answers, and gives the last first."""

            window = 8

            def __init__(self, adapter) -> None:
                super().__init__(adapter, ("wire", "schema"))
                self.kept: list[Any] = []

            def send(self, sequence: int, request: Request) -> None:
                super().send(sequence, request)
                self.kept.append(super().receive())

            def receive(self):
                return self.kept.pop()

        from imagegen_reference import ImageGenTool

        results = list(run(cases, Late(adapt(ImageGenTool)), further(repeat=2, vary=True)))
        assert {result.case.id for result in results} == {case.id for case in cases}
        assert {result.verdict.result for result in results} <= {"pass", "unsupported"}
        assert [result.case.id for result in in_order(results, cases)] == [case.id for case in cases]
