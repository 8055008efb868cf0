"""The suite as a test class for the tests of an implementation."""

from __future__ import annotations

import inspect
import os
import shlex
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pytest

from imagegen_conformance.adapters.resolve import adapter_for
from imagegen_conformance.connections.in_process.connection import InProcessConnection
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS, Level, Strength
from imagegen_conformance.errors import ConformanceError, UsageError
from imagegen_conformance.pytest_plugin.outcome import pytest_outcome
from imagegen_conformance.runner.execution import execute
from imagegen_conformance.runner.option import suggest
from imagegen_conformance.runner.options import FAIL_ON_CHOICES, RunOptions
from imagegen_conformance.runner.run import ConformanceRun

__all__ = ["ImageGenToolConformance"]

# Attributes that would have no effect, and those that their authors probably mean.
MISTAKEN_ATTRIBUTES = {"expected": "expected_failures", "strength": "fail_on"}


class ImageGenToolConformance:
    """A test class with one test for each case. Subclass it, and set `implementation`.

    Attributes:
        implementation: The implementation under test: a class, a function, an object with a method `validate`, or an
            `Adapter`.
        levels: The levels that the implementation has to meet; empty for those that it claims.
        fail_on: The weakest strength of a requirement whose failures are failures of the tests: "must" or "should".
        select: Patterns of the case ids to run; empty for every case.
        expected_failures: The file of expected failures, relative to the file of the class that sets the attribute.
    """

    implementation: Any = None
    levels: Sequence[Level] = ()
    fail_on: Strength = "must"
    select: Sequence[str] = ()
    expected_failures: Path | str | None = None

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Create a test for each case. If an attribute is invalid, the class is a collection error."""
        if "imagegen_case" not in metafunc.fixturenames:
            return
        try:
            class_run = _class_run(type(self))
        except ConformanceError as error:
            raise pytest.Collector.CollectError(f"{type(self).__name__}: {error}") from None
        metafunc.parametrize("imagegen_case", class_run.cases, ids=[case.id for case in class_run.cases])

    def test_case(self, imagegen_case: Case, request: pytest.FixtureRequest) -> None:
        """Run the case that the id of the test names."""
        class_run = _class_run(type(self))
        result = next(execute([imagegen_case], class_run.connection))
        outcome, text = pytest_outcome(class_run.conformance_run, result, _rerun_command(request))
        if outcome == "xfailed":
            pytest.xfail(text)
        if outcome != "passed":
            pytest.fail(text, pytrace=False)


def _rerun_command(request: pytest.FixtureRequest) -> str:
    """Return the command that runs one test only."""
    # A node id is relative to the root directory of the project; the command works in the current directory.
    file = os.path.relpath(request.node.path, request.config.invocation_params.dir)
    name = request.node.nodeid.partition("::")[2]
    return f"pytest {shlex.quote(f'{file}::{name}')}"


class _ClassRun:
    """The state that the tests of one subclass share.

    Attributes:
        connection: The connection to the implementation.
        conformance_run: The run.
        cases: The cases that become tests.

    Raises:
        ConformanceError: An attribute of the class is invalid, or no gating case would be judged.
    """

    def __init__(self, test_class: type[ImageGenToolConformance]) -> None:
        _check_attribute_names(test_class)
        if test_class.implementation is None:
            raise UsageError("no implementation is given", hint="Set the attribute `implementation`.")
        if isinstance(test_class.implementation, str):
            hint = "Import the object and assign it."
            raise UsageError(f"`implementation` is a string, {test_class.implementation!r}", hint=hint)
        adapter = adapter_for(test_class.implementation)
        _check_attributes(test_class)
        options = RunOptions(
            levels=tuple(test_class.levels),
            fail_on=test_class.fail_on,
            patterns=tuple(test_class.select),
            expected_failures=_expected_failures_file(test_class),
        )
        self.connection = InProcessConnection(adapter, options.levels)
        self.conformance_run = ConformanceRun(Corpus.load(), self.connection.identity, options)
        # Cases of levels that are neither claimed nor requested would only be skipped.
        self.cases = [
            case for case in self.conformance_run.cases if options.levels or self.connection.supports(case.level)
        ]
        self._check_cases()

    def _check_cases(self) -> None:
        """Raise UsageError unless at least one case can make a test fail."""
        if not self.cases:
            claims = ", ".join(self.connection.identity.levels)
            hint = f"The implementation claims {claims}. Set `levels`, or change `select`."
            raise UsageError("no case would be judged", hint=hint)
        gating = self.conformance_run.tally.gating
        if not any(case.strength in gating for case in self.cases):
            problem = f"no gating case would be judged: all selected cases have a strength below {gating[-1]}"
            raise UsageError(problem, hint="Set `fail_on`, or change `select`.")


def _check_attribute_names(test_class: type[ImageGenToolConformance]) -> None:
    """Raise UsageError for an attribute that would have no effect, if another one is probably meant.

    A class may have attributes of its own. Therefore an attribute is accepted unless it resembles one that is not set.
    """
    own_classes = [base for base in test_class.__mro__ if base not in ImageGenToolConformance.__mro__]
    own = {name: value for base in reversed(own_classes) for name, value in vars(base).items()}
    unset = [name for name in ImageGenToolConformance.__annotations__ if name not in own]
    for name, value in own.items():
        meant = MISTAKEN_ATTRIBUTES.get(name)
        if meant is None and not name.startswith("_"):
            # A method is not a misspelled attribute. Only an implementation can be called.
            meant = _misspelled(
                name, unset if _is_data(value) else [word for word in unset if word == "implementation"]
            )
        if meant is not None:
            raise UsageError(f"unknown attribute `{name}`", hint=f"Did you mean {meant}?")


def _is_data(value: object) -> bool:
    return not (callable(value) or isinstance(value, (property, classmethod, staticmethod)))


def _misspelled(name: str, words: Iterable[str]) -> str | None:
    """Return the word that differs from `name` by a single mistake, or None if there is none."""
    same_length = [word for word in words if abs(len(word) - len(name)) <= 1]
    return next(iter(get_close_matches(name, same_length, n=1, cutoff=0.7)), None)


def _check_attributes(test_class: type[ImageGenToolConformance]) -> None:
    file: object = test_class.expected_failures
    if not (file is None or isinstance(file, Path) or (isinstance(file, str) and file)):
        raise UsageError(f"`expected_failures` is {file!r}", hint="Set it to the path of a file.")
    for name in ("levels", "select"):
        values = getattr(test_class, name)
        if not (isinstance(values, (tuple, list)) and all(isinstance(value, str) for value in values)):
            raise UsageError(f"`{name}` is {values!r}", hint="Set it to a tuple of strings.")
    for level in test_class.levels:
        if level not in LEVELS:
            hint = suggest(level, LEVELS, f"Choose from {', '.join(LEVELS)}.")
            raise UsageError(f"`levels` names the unknown level {level!r}", hint=hint)
    if test_class.fail_on not in FAIL_ON_CHOICES:
        hint = f"Set it to {' or '.join(map(repr, FAIL_ON_CHOICES))}."
        raise UsageError(f"`fail_on` is {test_class.fail_on!r}", hint=hint)


def _expected_failures_file(test_class: type[ImageGenToolConformance]) -> Path | None:
    if test_class.expected_failures is None:
        return None
    owner = next(base for base in test_class.__mro__ if "expected_failures" in vars(base))
    return Path(inspect.getfile(owner)).parent / test_class.expected_failures


_class_runs: dict[type, _ClassRun] = {}


def _class_run(test_class: type[ImageGenToolConformance]) -> _ClassRun:
    if test_class not in _class_runs:
        _class_runs[test_class] = _ClassRun(test_class)
    return _class_runs[test_class]
