"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ["pytester"]

# Workers of xdist are measured; what they start in turn would take twice as long, and tell nothing new.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)

# A busy machine is no defect, and what failed once is kept as an example in the test.
settings.register_profile("suite", deadline=None, database=None)
settings.load_profile("suite")
