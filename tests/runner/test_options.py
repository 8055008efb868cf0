from __future__ import annotations

import pytest

from imagegen_conformance.runner.options import running_in_ci


@pytest.mark.parametrize(
    ("value", "expected"), [("true", True), ("1", True), ("", False), ("0", False), ("false", False), ("False", False)]
)
def test_ci_variable_means_running_in_ci(monkeypatch, value: str, expected: bool) -> None:
    monkeypatch.setenv("CI", value)
    assert running_in_ci() is expected


def test_missing_ci_variable_means_not_running_in_ci(monkeypatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert not running_in_ci()
