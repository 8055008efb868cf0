"""The suite as a test class for the tests of an implementation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.requirements import Level, Strength
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.pytest_plugin.class_attributes import read_attributes
from imagegen_conformance.pytest_plugin.class_hooks import ClassHooks

__all__ = ["ImageGenToolConformance"]


class ImageGenToolConformance:
    """A test class with one test for each case. Subclass it, and set `implementation`.

    Attributes:
        implementation: The implementation under test: a class, a function, an object with a method `validate`, or an
            `Adapter`.
        levels: The levels that the implementation has to meet; empty for those that it claims.
        fail_on: The weakest strength of a case whose failure is a failure of its test: "must" or "should".
        select: Patterns of the case ids to run; empty for every case.
        corpus_since: The version of the suite; cases that were registered later are not run. None for every case.
        expected_failures: The file of expected failures, relative to the file of the class that sets the attribute.
        isolate: Whether the implementation runs in a worker process, which contains exits, crashes and hangs.
        rejection_types: The types of exceptions that reject a payload; empty for those of the adapter.
        profile: The name of the profile by which the implementation is judged; None for "azure".
        revision: The name of the revision, or a release that has it; None for the default revision of the profile.
    """

    implementation: Any = None
    levels: Sequence[Level] = ()
    fail_on: Strength = "must"
    select: Sequence[str] = ()
    corpus_since: str | None = None
    expected_failures: Path | str | None = None
    isolate: bool = False
    rejection_types: Sequence[type[BaseException]] = ()
    profile: str | None = None
    revision: str | None = None

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Create a test for each case. If an attribute is invalid, the class is a collection error."""
        if "imagegen_case" not in metafunc.fixturenames:
            return
        hooks = ClassHooks.of(metafunc.config)
        try:
            attributes = read_attributes(type(self), ImageGenToolConformance)
            cases = hooks.open_run(metafunc.definition, attributes).cases
        except ConformanceError as error:
            raise pytest.Collector.CollectError(f"{type(self).__name__}: {error}") from None
        metafunc.parametrize("imagegen_case", cases, ids=[case.id for case in cases])

    def test_case(self, imagegen_case: Case, request: pytest.FixtureRequest) -> None:
        """Run the case that the id of the test names."""
        ClassHooks.of(request.config).run_case(request.node, imagegen_case)
