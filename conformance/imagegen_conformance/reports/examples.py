"""What a search for failing generated cases found."""

from __future__ import annotations

import json
from collections.abc import Sequence

from imagegen_conformance.generated.search import Found
from imagegen_conformance.reports.failure import describe_failure

__all__ = ["describe_found", "describe_search"]


def describe_search(kinds: Sequence[str], examples: int, seed: int, found: Sequence[Found]) -> str:
    """The conclusion, in one line."""
    drawn = f"{examples} examples each of {', '.join(kinds)}; seed {seed}"
    if not found:
        return f"{drawn}: none fails"
    return f"{drawn}: {' and '.join(one.kind for one in found)} fail"


def describe_found(found: Found, alone: str) -> str:
    """The failure, and the case as it can be put into a file."""
    before = "\n  before  it failed before, and was tried first" * found.remembered
    return f"{describe_failure(found.result, alone)}{before}\n  written {json.dumps(found.content)}"
