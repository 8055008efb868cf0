"""The tests in a browser say that they were not run if Chromium is missing, and fail in CI."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
SUPPORT = Path(__file__).parents[1] / "support"


@pytest.mark.parametrize(("in_ci", "outcomes"), [(False, {"skipped": 1}), (True, {"errors": 1})])
def test_missing_chromium_is_reported(pytester, monkeypatch, in_ci, outcomes):
    monkeypatch.setenv("PATH", str(pytester.path))
    monkeypatch.setenv("PROGRAMFILES", str(pytester.path))
    monkeypatch.delenv("CI", raising=False)
    if in_ci:
        monkeypatch.setenv("CI", "true")
    monkeypatch.syspath_prepend(SUPPORT)
    conftest = CONFTEST.replace("/Applications/", str(pytester.path))
    assert conftest.count(str(pytester.path)) == 1
    pytester.makeconftest(conftest)
    pytester.makepyfile("def test_page(pages): pass")
    result = pytester.runpytest("-rs", "-p", "no:cacheprovider")
    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines(["*not run: Chromium is missing*"])
