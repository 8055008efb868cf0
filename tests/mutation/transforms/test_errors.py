from __future__ import annotations

from typing import Any

import pytest

from imagegen_conformance.mutation.transforms import conditions, errors, sizes
from imagegen_reference.errors import Error

QUALITY: Error = ("/quality", "quality.value", "hd", "another value")
NULL: Error = ("/size", "null.refused", None, "a string")
NESTED: Error = ("/tool_configs/a~1b/pin", "null.refused", None, "a boolean")
RANGE: Error = ("/partial_images", "partial_images.range", 256, "0 to 3")
RATIO: Error = ("/size", "size.gpt-image-2.ratio", "1600x160", "a ratio")
ERRORS = [QUALITY, NULL, NESTED, RANGE, RATIO]


def rule_is_null(error: Error) -> bool:
    return error[1] == "null.refused"


@pytest.mark.parametrize(
    ("mutation", "ignored"),
    [
        (errors.keeping_errors, []),
        (errors.ignoring_errors(rule_is_null), [NULL, NESTED]),
        (errors.ignoring_errors_at("/size"), [NULL, RATIO]),
        (errors.ignoring_errors_at("/tool_configs"), [NESTED]),
        (errors.ignoring_errors_at("/tool_configs/a"), []),
        (errors.skipping_rule("quality.value"), [QUALITY]),
        (errors.skipping_rule("quality.type"), []),
        (errors.accepting_value("quality", "hd"), [QUALITY]),
        (errors.accepting_value("quality", "sd"), []),
        (errors.accepting_value("partial_images", 256.0), []),
        (errors.accepting_null("/size"), [NULL]),
        (errors.accepting_null("/tool_configs/*/pin"), [NESTED]),
        (errors.accepting_null("/tool_configs/*"), []),
        (errors.accepting_null("/quality"), []),
        (errors.accepting_falsy, []),
        (errors.wrapping_range("partial_images.range", 8, 3), [RANGE]),
        (errors.wrapping_range("partial_images.range", 16, 3), []),
        (errors.accepting_sizes("size.gpt-image-2.ratio", sizes.is_landscape), [RATIO]),
        (errors.accepting_sizes("size.gpt-image-2.ratio", sizes.is_portrait), []),
        (errors.accepting_sizes("size.gpt-image-2.edge", sizes.is_landscape), []),
    ],
)
def test_some_errors_are_ignored(mutation, ignored):
    payload = {"size": "1600x160"}
    assert mutation(payload, ERRORS) == [error for error in ERRORS if error not in ignored]


@pytest.mark.parametrize("payload", [{}, [], None, "", 0])
def test_falsy_payloads_are_accepted(payload: Any):
    assert errors.accepting_falsy(payload, ERRORS) == []


@pytest.mark.parametrize("payload", [{}, [], {"size": "auto"}])
def test_size_mutation_keeps_errors_without_an_explicit_size(payload: Any):
    mutation = errors.accepting_sizes("size.gpt-image-2.ratio", lambda width, height: True)
    assert mutation(payload, ERRORS) == ERRORS


def test_rejection_adds_an_error_if_the_condition_holds():
    mutation = errors.rejecting("size.type", conditions.has_any("size"))
    assert mutation({"size": 1}, [QUALITY]) == [QUALITY, ("/size", "size.type", None, "another payload")]
    assert mutation({}, [QUALITY]) == [QUALITY]
    assert mutation(["size"], [QUALITY]) == [QUALITY]


def test_rejection_reports_the_pointer_that_is_given():
    mutation = errors.rejecting("payload.combinations", conditions.always, "")
    assert mutation({}, []) == [("", "payload.combinations", None, "another payload")]


def test_reporting_changes_every_error():
    assert errors.reporting(errors.at_root)({}, [QUALITY, NULL]) == [("", *QUALITY[1:]), ("", *NULL[1:])]


@pytest.mark.parametrize(
    ("change", "error", "expected"),
    [
        (errors.at_root, QUALITY, ("", *QUALITY[1:])),
        (errors.at_field, NESTED, ("/tool_configs", *NESTED[1:])),
        (errors.at_field, QUALITY, QUALITY),
        (errors.at_field, ("", "payload.type", 1, ""), ("", "payload.type", 1, "")),
        (errors.as_payload_type_error, RANGE, ("/partial_images", "payload.type", 256, "0 to 3")),
        (errors.null_as_wrong_quality, NULL, ("/size", "quality.value", None, "a string")),
        (errors.null_as_wrong_quality, RANGE, RANGE),
        (errors.size_error_as_grammar_error, RATIO, ("/size", "size.grammar", "1600x160", "a ratio")),
        (errors.size_error_as_grammar_error, QUALITY, QUALITY),
        (errors.with_unescaped_pointer, NESTED, ("/tool_configs/a/b/pin", *NESTED[1:])),
        (errors.with_unescaped_pointer, ("/a~0b", "r", 1, ""), ("/a~b", "r", 1, "")),
        (errors.without_empty_tokens, ("/tool_configs//pin", "r", 1, ""), ("/tool_configs/pin", "r", 1, "")),
        (errors.without_empty_tokens, ("/tool_configs/", "r", 1, ""), ("/tool_configs", "r", 1, "")),
        (errors.without_empty_tokens, QUALITY, QUALITY),
    ],
)
def test_error_is_reported_in_another_way(change, error, expected):
    assert change(error) == expected
