"""The suite as a test class: three lines in the tests of an implementation's author."""

from __future__ import annotations

import inspect
import os
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from imagegen_conformance.adapters import InProcess, adapt
from imagegen_conformance.cases import LEVELS, Case, Level, Strength
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.errors import ConformanceError, UsageError
from imagegen_conformance.pytest_items import explain
from imagegen_conformance.runner import run
from imagegen_conformance.session import Options, Session, identify

__all__ = ["ImageGenToolConformance"]

GATES = ("must", "should")


class ImageGenToolConformance:
    """Subclass it, and say what to check; every case becomes a test of the subclass.

    `implementation` is a class, a function, an object with `validate`, or an Adapter. `levels` are those that it
    has to meet (those that it claims when empty), `strength` is what gates, `select` patterns of case ids, and
    `expected` a file of expected failures, relative to the file of the test.
    """

    implementation: Any = None
    levels: Sequence[Level] = ()
    strength: Strength = "must"
    select: Sequence[str] = ()
    expected: Path | str | None = None

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """A test per case. Where the attributes do not fit, the class is not collected, and the message says why."""
        if "imagegen_case" not in metafunc.fixturenames:
            return
        try:
            door = _door(type(self))
        except ConformanceError as error:
            raise pytest.Collector.CollectError(f"{type(self).__name__}: {error}") from None
        metafunc.parametrize("imagegen_case", door.cases, ids=[case.id for case in door.cases])

    def test_case(self, imagegen_case: Case, request: pytest.FixtureRequest) -> None:
        """One case; the id says which."""
        door = _door(type(self))
        result = next(run([imagegen_case], door.connection))
        outcome, why = explain(door.session, result, _alone(request))
        if outcome == "xfailed":
            pytest.xfail(why)
        if outcome != "passed":
            pytest.fail(why, pytrace=False)


def _alone(request: pytest.FixtureRequest) -> str:
    """The command that runs one test; ids count from the root of the project, and users call from anywhere in it."""
    file = os.path.relpath(request.node.path, request.config.invocation_params.dir)
    name = request.node.nodeid.partition("::")[2]
    return f"pytest {shlex.quote(f'{file}::{name}')}"


class _Door:
    """What the tests of one subclass share."""

    def __init__(self, tests: type[ImageGenToolConformance]) -> None:
        if tests.implementation is None:
            raise UsageError("nothing to check", mend="set the attribute `implementation`")
        adapter = adapt(tests.implementation)
        _check(tests)
        options = Options(tuple(tests.levels), tests.strength, tuple(tests.select), expected=_expected(tests))
        self.connection = InProcess(adapter, options.levels)
        self.session = Session(Corpus.load(), identify(adapter, with_version=False), options)
        # What is neither claimed nor asked for would only be skipped.
        self.cases = [case for case in self.session.cases if options.levels or self.connection.supports(case.level)]
        if not self.cases:
            claims = ", ".join(adapter.levels)
            raise UsageError("nothing would be judged", mend=f"it claims {claims}: set `levels`, or another `select`")
        gating = self.session.tally.gating
        if not any(case.strength in gating for case in self.cases):
            problem = f"nothing that gates would be judged: all of it is weaker than {gating[-1]}"
            raise UsageError(problem, mend="set `strength`, or another `select`")


def _check(tests: type[ImageGenToolConformance]) -> None:
    for name in ("levels", "select"):
        words = getattr(tests, name)
        if not (isinstance(words, (tuple, list)) and all(isinstance(word, str) for word in words)):
            raise UsageError(f"`{name}` is {words!r}", mend="it is a tuple of strings")
    for level in tests.levels:
        if level not in LEVELS:
            raise UsageError(f"there is no level {level!r}", mend=f"there are {', '.join(LEVELS)}")
    if tests.strength not in GATES:
        raise UsageError(f"`strength` is {tests.strength!r}", mend=f"it is one of {', '.join(GATES)}")


def _expected(tests: type[ImageGenToolConformance]) -> Path | None:
    """The file of expected failures, relative to the file of the class that says so."""
    if tests.expected is None:
        return None
    owner = next(base for base in tests.__mro__ if "expected" in vars(base))
    return Path(inspect.getfile(owner)).parent / tests.expected


_doors: dict[type, _Door] = {}


def _door(tests: type[ImageGenToolConformance]) -> _Door:
    if tests not in _doors:
        _doors[tests] = _Door(tests)
    return _doors[tests]
