"""Tests that `make test` leaves out are run by CI."""

from __future__ import annotations

import re

import pytest

from documents import CHECKOUT


def test_two_targets_run_all_tests():
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r'-m ("[a-z ]+"|slow\b)', makefile) == ['"not slow"', "slow"]


@pytest.mark.parametrize("file", [".ci/run", ".github/workflows/ci.yml"])
def test_ci_runs_both(file):
    commands = re.findall(r"\bmake .*", (CHECKOUT / file).read_text(encoding="utf-8"))
    words = {word.strip("'") for command in commands for word in command.split()}
    assert {"test", "test-slow"} <= words
