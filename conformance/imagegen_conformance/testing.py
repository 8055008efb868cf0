"""The suite as a test class: three lines in the tests of an implementation's author."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from imagegen_conformance.adapters import Adapter, InProcess, adapt
from imagegen_conformance.cases import Case, Level, Strength
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.pytest_items import explain
from imagegen_conformance.runner import run
from imagegen_conformance.session import Options, Session, identify

__all__ = ["ImageGenToolConformance"]


class ImageGenToolConformance:
    """Subclass it, and say what to check; every case becomes a test of the subclass.

    `implementation` is a class, a function, an object with `validate`, or an Adapter. `levels` are those that it
    has to meet (those that it claims when empty), `strength` is what gates, `select` patterns of case ids, and
    `expected` a file of expected failures.
    """

    implementation: Any = None
    levels: tuple[Level, ...] = ()
    strength: Strength = "must"
    select: tuple[str, ...] = ()
    expected: Path | str | None = None

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """A test per case. Raises `UsageError` where the attributes do not fit."""
        if "imagegen_case" not in metafunc.fixturenames:
            return
        try:
            door = _door(type(self))
        except ConformanceError as error:
            raise pytest.UsageError(f"{type(self).__name__}: {error}") from None
        metafunc.parametrize("imagegen_case", door.cases, ids=[case.id for case in door.cases])

    def test_case(self, imagegen_case: Case) -> None:
        """One case; the id says which."""
        __tracebackhide__ = True
        door = _door(type(self))
        result = next(run([imagegen_case], door.connection))
        outcome, why = explain(door.session, result, f"pytest -k {imagegen_case.id!r}")
        if outcome == "failed":
            pytest.fail(why, pytrace=False)
        if outcome == "xfailed":
            pytest.xfail(why)


class _Door:
    """What the tests of one subclass share."""

    def __init__(self, tests: type[ImageGenToolConformance]) -> None:
        # Read from the class: a function would become a method of an instance.
        implementation = tests.__dict__.get("implementation", tests.implementation)
        if isinstance(implementation, staticmethod):
            implementation = implementation.__func__
        adapter = _adapter(implementation)
        levels = tuple(tests.levels) or tuple(adapter.levels)
        expected = Path(tests.expected) if tests.expected is not None else None
        options = Options(levels=levels, strength=tests.strength, patterns=tuple(tests.select), expected=expected)
        self.connection = InProcess(adapter, levels)
        self.session = Session(Corpus.load(), identify(adapter, with_version=False), options)
        self.cases = self.session.cases


def _adapter(implementation: Any) -> Adapter:
    if implementation is None:
        raise ConformanceError("nothing to check", mend="set the attribute `implementation`")
    return adapt(implementation)


@cache
def _door(tests: type[ImageGenToolConformance]) -> _Door:
    return _Door(tests)
