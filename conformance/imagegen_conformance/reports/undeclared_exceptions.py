"""The exceptions of a Python implementation that count as errors, although they may be its rejections."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Iterable, Iterator

from imagegen_conformance.connections.connection import Identity
from imagegen_conformance.corpus.cases import ExpectedOutcome
from imagegen_conformance.reports.layout import wrap
from imagegen_conformance.results.result import Result

__all__ = ["describe_undeclared_exceptions"]

MIN_ERRORS = 5  # errors with the same exception that are a sign of a rejection
MAX_EXCEPTIONS = 3


def describe_undeclared_exceptions(failures: Iterable[Result], identity: Identity) -> Iterator[str]:
    """Yield the hint to declare each class of exceptions that is the error of many cases which permit a rejection.

    A class that is built in is usually a fault of the implementation, and the message of its errors has a hint.

    Args:
        failures: The failures of the run.
        identity: The description of the implementation.
    """
    if identity.language != "Python" or identity.adapter == "program":
        return
    names = Counter(name for result in failures if (name := _exception_name(result)))
    for name, number in names.most_common(MAX_EXCEPTIONS):
        if number >= MIN_ERRORS:
            text = f"{name} is the error of {number} cases that permit a rejection."
            hint = f"If it rejects payloads, declare it with --rejection MODULE:{name} or rejection_types."
            yield from wrap(f"{text} {hint}", hanging="  ")


def _exception_name(result: Result) -> str:
    """Return the name of the class if a rejection is permitted and an exception is the error; otherwise nothing."""
    expected = result.case.expected
    if result.verdict.failure != "error" or not (isinstance(expected, ExpectedOutcome) and expected.rejected):
        return ""
    name: str = result.baseline.get("message", "").partition(":")[0]
    return name if name.isidentifier() and not hasattr(builtins, name) else ""
