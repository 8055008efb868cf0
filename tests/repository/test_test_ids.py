"""Ids of the tests of the project."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from documents import CHECKOUT


def collect(hash_seed: str) -> list[str]:
    """Return the ids of all tests, as another process collects them."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests"]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    collected = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True)
    return collected.stdout.splitlines()[:-1]  # the last line has the duration


# Otherwise, pytest-xdist runs no test.
@pytest.mark.slow
def test_ids_do_not_depend_on_the_time_or_the_hash_seed():
    first, second = collect("1"), collect("2")
    assert any("test_ids_do_not_depend_on_the_time" in id_ for id_ in first)
    assert first == second
