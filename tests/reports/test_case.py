from __future__ import annotations

from random import Random

import pytest

from imagegen_conformance.corpus.cases import Case, ExpectedOutcome
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Source
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.reports.case import describe_case
from imagegen_conformance.reports.requirement import describe_requirement

LINKS = SourceLinks({"page": "https://example.org/page#{section}"})


def lines(corpus: Corpus, id_: str) -> list[str]:
    return list(describe_case(corpus.case(id_), (), LINKS, corpus))


def test_report_of_a_payload(small: Corpus) -> None:
    assert lines(small, "quality/values/huge") == [
        "quality/values/huge  [schema, must, reject]",
        "quality is huge.",
        "",
        "request: validate",
        '{"type": "image_generation", "quality": "huge"}',
        "expected:",
        "  rejected",
        "    for quality.value at /quality",
        "holds in: all revisions",
        "",
        "quality.value: quality.value holds.",
        "  A page: all, sentence 4",
        "    https://example.org/page#all",
        "",
        "rerun: imagegen-conformance run IMPLEMENTATION --level schema --select quality/values/huge",
    ]


def test_long_text_is_shown_with_its_beginning_length_and_hash(root, edit) -> None:
    payload = {"type": "image_generation", "quality": {"$repeat": ["low ", 1024, "!", 1]}}
    edit(root / "cases/quality/values.json", lambda content: content["cases"][1].update(payload=payload))
    shown = lines(Corpus.load(root), "quality/values/huge")[3:8]
    assert shown == [
        "request: validate",
        "{",
        '  "type": "image_generation",',
        f'  "quality": "{"low " * 10}…" (4,097 characters, SHA-256 1d5396f078c7)',
        "}",
    ]


def test_other_expectations_follow_with_their_revisions(root, edit) -> None:
    other = {"kind": "either", "requirement": "quality.value", "rationale": "Nothing is documented."}
    keys = {"profiles": {"azure": {}}, "other_expectations": [{**other, "profiles": {"openai": {}}}]}
    edit(root / "cases/quality/values.json", lambda content: content["cases"][0].update(keys))
    azure, openai = Corpus.load(root), Corpus.load(root, (), "openai")
    shown = [[line for line in lines(corpus, "quality/values/low") if "azure" in line] for corpus in (azure, openai)]
    assert shown == [["holds in: azure"], ["otherwise, in azure: accept (must)"]]
    assert "otherwise, in openai: either (must)" in lines(azure, "quality/values/low")
    assert "rationale: Nothing is documented." in lines(openai, "quality/values/low")


def test_report_of_a_payload_that_is_probably_legal_has_the_strength_of_a_rejection(shipped: Corpus) -> None:
    found = lines(shipped, "model/open/empty:wire")
    assert found[0] == "model/open/empty:wire  [wire, must, accept]"
    start = found.index("expected:")
    assert found[start + 1 : start + 3] == [
        '  accepted with output {"type": "image_generation", "model": ""}',
        "  a rejection is a failure of strength should",
    ]


def test_rationale_follows_the_expected_outcome(small: Corpus) -> None:
    case = small.case("wire/plain/unknown")
    found = lines(small, "wire/plain/unknown")
    start = found.index("expected:")
    assert found[start + 1 : start + 4] == [
        "  rejected",
        '  accepted with output {"type": "image_generation", "hue": 1}',
        f"rationale: {case.rationale}",
    ]


def test_long_payload_is_indented(small: Corpus) -> None:
    found = lines(small, "size/types/long")
    start = found.index("{")
    assert found[start + 1 : start + 4] == ['  "type": "image_generation",', f'  "size": "{"9" * 99}"', "}"]


def test_unprintable_text_is_escaped(small: Corpus) -> None:
    case = small.case("wire/texts/spaces")
    text = "\n".join(describe_case(case._replace(request=case.request._replace(content="\x1b[2J")), (), LINKS, small))
    assert '"\\u001b[2J"' in text


def test_steps_show_method_and_expectation(small: Corpus) -> None:
    case = next(case for case in small.cases if case.id.endswith("/pop"))
    found = lines(small, case.id)
    start = found.index("expected:")
    assert found[start + 1 : start + 3] == ['  1. pop: {"returns": "low"}', '  2. pop: {"raises": "missing-key"}']


def test_step_without_expectation_succeeds(shipped: Corpus) -> None:
    case = next(case for case in shipped.cases if case.id == "object/as_dict/falsy-values")
    assert "  1. as_dict: succeeds" in describe_case(case, (), LINKS, shipped)


@pytest.mark.parametrize("suffix", ["", ":warnings"])
def test_warnings_are_shown_only_if_they_are_judged(shipped: Corpus, suffix: str) -> None:
    source = next(case for case in shipped.cases if case.id.endswith(":warnings") and case.expected.warnings)  # type: ignore[union-attr]
    text = "\n".join(lines(shipped, source.source_id + suffix))
    assert ("  accepted with the warnings\n    " in text) is bool(suffix)


def test_absence_of_warnings_is_shown(shipped: Corpus) -> None:
    case = next(case for case in shipped.cases if case.id.endswith(":warnings"))
    expected = ExpectedOutcome(accepted=True, rejected=False, warnings=())
    assert "  accepted without warnings" in describe_case(case._replace(expected=expected), (), LINKS, shipped)


def test_every_kind_of_case_has_a_report(shipped: Corpus) -> None:
    groups: dict[tuple[str, ...], list[Case]] = {}
    for case in shipped.cases:
        suffix = case.id.removeprefix(case.source_id)
        groups.setdefault((case.area, case.kind, case.level, case.strength, suffix), []).append(case)
    random = Random(7)  # noqa: S311 - a sample
    for case in [case for group in groups.values() for case in random.sample(group, min(2, len(group)))]:
        found = list(describe_case(case, shipped.prerequisites.of(case), LINKS, shipped))
        assert found[-1].endswith(f"--level {case.level} --select {case.id}")
        assert not any("\n" in line for line in found)


def test_prerequisites_are_listed(small: Corpus) -> None:
    case = small.case("quality/values/huge")
    assert "prerequisites: quality/values/low" in describe_case(case, ("quality/values/low",), LINKS, small)


def test_address_of_consecutive_sources_is_shown_once(small: Corpus) -> None:
    source = Source("page", "all", (1,), "A page")
    requirement = small.requirements["quality.value"]._replace(sources=(source, source, Source("rfc", "2")))
    found = list(describe_requirement(requirement, (), LINKS, small))
    assert found[found.index("sources:") + 1 :] == [
        "  A page: all, sentence 1",
        "  A page: all, sentence 1",
        "    https://example.org/page#all",
        "  rfc: 2",
        "",
        "no cases",
    ]


def test_requirement_lists_its_cases(small: Corpus) -> None:
    cases = [case for case in small.cases if case.id.startswith("quality/values/")]
    requirement = small.requirements["quality.value"]
    assert list(describe_requirement(requirement, cases[:1], LINKS, small)) == [
        "quality.value  [schema, must]",
        "quality.value holds.",
        "holds in: all revisions",
        "",
        "sources:",
        "  A page: all, sentence 4",
        "    https://example.org/page#all",
        "",
        "1 case:",
        f"  {cases[0].id}  must    accept",
        "",
        "rerun: imagegen-conformance run IMPLEMENTATION --level schema --requirement quality.value",
    ]


@pytest.mark.parametrize(
    ("profile", "revision", "expected"),
    [
        ("azure", "2.3", ["holds in: azure before 2.8", "otherwise, in azure since 2.8; openai: should"]),
        ("azure", "2.8", ["holds in: azure since 2.8; openai", "otherwise, in azure before 2.8: must"]),
    ],
)
def test_other_strengths_follow_with_their_revisions(root, edit, profile, revision, expected: list[str]) -> None:
    other = {"strength": "should", "profiles": {"azure": {"since": "2.8"}, "openai": {}}}
    edit(root / "requirements.json", lambda content: content["requirements"][3].update(other_strengths=[other]))
    corpus = Corpus.load(root, (), profile, revision)
    found = list(describe_requirement(corpus.requirements["quality.value"], (), LINKS, corpus))
    assert found[2:4] == expected


def test_exclusion_is_shown(small: Corpus) -> None:
    requirement = small.requirements["quality.value"]._replace(exclusion="It cannot be observed.")
    assert "exclusion: It cannot be observed." in describe_requirement(requirement, (), LINKS, small)
