"""Settings and fixtures of all tests."""

from __future__ import annotations

import os

from hypothesis import settings

from processes import default_signals
from small_corpus import edit, root, shipped, small

__all__ = ["default_signals", "edit", "root", "shipped", "small"]  # fixtures of all tests

pytest_plugins = ["pytester"]

# The coverage of xdist's workers is measured. To measure the processes that they start would double the time, and add
# nothing.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)

# A slow machine is not a failure, and examples that failed are added to the tests instead of a database.
settings.register_profile("suite", deadline=None, database=None)
settings.load_profile("suite")
