"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["pytester"]

# A busy machine is no defect, and what failed once is kept as an example in the test.
settings.register_profile("suite", deadline=None, database=None)
settings.load_profile("suite")
