from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import validators
from imagegen_reference import ValidationError

LEGAL = {"type": "image_generation"}


def is_empty(payload: object) -> bool:
    return not payload


def test_accept_everything_accepts_every_payload():
    assert validators.accept_everything([]) is None


def test_reject_everything_rejects_every_payload():
    with pytest.raises(ValueError, match="rejects every payload"):
        validators.reject_everything(LEGAL)


def test_schema_only_ignores_semantic_rules():
    assert validators.check_schema_only({**LEGAL, "size": "huge"}) == ()
    with pytest.raises(ValidationError):
        validators.check_schema_only({**LEGAL, "size": 1})


@pytest.mark.parametrize(
    ("validate", "crashing", "illegal"),
    [
        (validators.crash_if(is_empty), [[], {}, ""], [[1], {"a": 1}]),
        (validators.crash_on_objects(is_empty), [{}], [[], [1], ""]),
        (validators.crash_unless_object, [[], "", None, 1], [{}]),
    ],
)
def test_validator_crashes_on_some_payloads_and_checks_the_others(validate, crashing, illegal):
    assert validate(LEGAL) == ()
    for payload in crashing:
        with pytest.raises(RuntimeError, match="the mutant crashes on this payload"):
            validate(payload)
    for payload in illegal:
        with pytest.raises(ValidationError):
            validate(payload)
