"""The run of a test class: its connection, its cases, and the description that another process needs."""

from __future__ import annotations

import sys
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imagegen_conformance.connections.connection import Connection, Identity
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import LEVELS, STRENGTHS
from imagegen_conformance.corpus.selection import Selection
from imagegen_conformance.errors import UsageError
from imagegen_conformance.pytest_plugin.class_attributes import ClassAttributes
from imagegen_conformance.pytest_plugin.exit_protection import protected_loading
from imagegen_conformance.pytest_plugin.session_run import SessionRun
from imagegen_conformance.runner.options import RunOptions
from imagegen_conformance.runner.run import ConformanceRun

if TYPE_CHECKING:
    from imagegen_conformance.corpus.profiles import Revision
    from imagegen_conformance.jsonlib.values import Json

__all__ = ["ClassRun", "load_class_run"]


class ClassRun(SessionRun):
    """The run of a test class in the process that executes its cases.

    Attributes:
        connection: The connection to the implementation.
        cases: The cases that become tests.

    Raises:
        ConformanceError: The implementation cannot be tested, or no gating case would be judged.
    """

    def __init__(self, attributes: ClassAttributes) -> None:
        options = attributes.options
        corpus = Corpus.load(profile=options.profile, revision=options.revision)
        self.connection = _open_connection(attributes, corpus.revision)
        selected = _select(corpus, self.connection, options)
        # Cases of levels that are neither claimed nor requested would only be skipped.
        levels = options.levels or tuple(level for level in LEVELS if any(case.level == level for case in selected))
        super().__init__(ConformanceRun(corpus, self.connection.identity, options._replace(levels=levels)))
        self.cases: tuple[Case, ...] = self.conformance_run.cases

    @property
    def header(self) -> Json:
        """The description of the run, from which another process makes a run to record its results."""
        identity, options = self.conformance_run.identity, self.conformance_run.options
        file = options.expected_failures
        return {
            "identity": identity.to_json(),
            "levels": list(options.levels),
            "fail_on": options.fail_on,
            "patterns": list(options.patterns),
            "corpus_since": options.corpus_since,
            "profile": options.profile,
            "revision": options.revision,
            "expected_failures": None if file is None else str(file),
        }


def load_class_run(header: dict[str, Any]) -> SessionRun:
    """Return the run that a header describes, for the results of other processes.

    Raises:
        ConformanceError: The file of expected failures cannot be read here.
    """
    identity = Identity(**header["identity"] | {"levels": tuple(header["identity"]["levels"])})
    file = header["expected_failures"]
    options = RunOptions(
        levels=tuple(header["levels"]),
        fail_on=header["fail_on"],
        patterns=tuple(header["patterns"]),
        corpus_since=header["corpus_since"],
        profile=header["profile"],
        revision=header["revision"],
        expected_failures=None if file is None else Path(file),
    )
    corpus = Corpus.load(profile=options.profile, revision=options.revision)
    return SessionRun(ConformanceRun(corpus, identity, options))


def _open_connection(attributes: ClassAttributes, revision: Revision) -> Connection:
    levels, types = attributes.options.levels, attributes.rejection_types
    if not attributes.isolate:
        from imagegen_conformance.adapters.resolve import adapter_for
        from imagegen_conformance.connections.in_process.connection import InProcessConnection

        with protected_loading(type(attributes.implementation).__name__):
            adapter = adapter_for(attributes.implementation, rejection_types=types)
        return InProcessConnection(adapter, levels)
    from imagegen_conformance.connections.factory import open_connection

    path = _import_path(attributes.implementation, "implementation")
    rejections = tuple(_import_path(kind, "rejection_types") for kind in types)
    return open_connection(path, None, revision, requested_levels=levels, isolated=True, rejections=rejections)


def _import_path(value: Any, attribute: str) -> str:
    """Return the path from which a worker process imports an object.

    Raises:
        UsageError: The object cannot be imported by its name.
    """
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    try:
        if attrgetter(str(name))(sys.modules[str(module)]) is value:
            return f"{module}:{name}"
    except (AttributeError, KeyError):
        pass
    problem = f"`{attribute}` has {value!r}, which a worker process cannot import"
    raise UsageError(problem, hint="Define it at the top level of a module, or remove `isolate`.")


def _select(corpus: Corpus, connection: Connection, options: RunOptions) -> tuple[Case, ...]:
    """Return the cases that are selected and supported.

    Raises:
        UsageError: No case is selected, or none that can make a test fail.
    """
    cases = corpus.select(Selection(options.levels, options.patterns, corpus_since=options.corpus_since))
    if not options.levels:
        cases = tuple(case for case in cases if connection.supports(case.level))
    if not cases:
        claims = ", ".join(connection.identity.levels)
        hint = f"The implementation claims {claims}. Set `levels`, or change `select`."
        raise UsageError("no case would be judged", hint=hint)
    gating = STRENGTHS[: STRENGTHS.index(options.fail_on) + 1]
    if not any(case.strength in gating for case in cases):
        problem = f"no gating case would be judged: all selected cases have a strength below {options.fail_on}"
        raise UsageError(problem, hint="Set `fail_on`, or change `select`.")
    return cases
