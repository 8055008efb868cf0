"""The options of `run_suite`, their checks, and their names in messages."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.corpus.requirements import LEVELS, Level, Strength
from imagegen_conformance.errors import UsageError, did_you_mean
from imagegen_conformance.runner.options import FAIL_ON_CHOICES, RunOptions

__all__ = ["SuiteOptions", "check_options", "process_options", "run_options", "with_option_names"]

# Advice that names options of the command line, and the same advice for `SuiteOptions`.
ADVICE = {
    "Add --in-process": "Pass isolated=False",
    "Increase --startup-timeout": "Increase startup_timeout",
    "more restarts with --max-restarts": "more restarts with max_restarts",
    "type with --rejection or": "type with rejections or",
}


class SuiteOptions(NamedTuple):
    """The options of `run_suite`. The defaults are those of the command line.

    Attributes:
        levels: The levels to run; none for those that the implementation claims.
        fail_on: The weakest strength whose failures make the run fail: "must" or "should".
        select: Patterns of case ids, as for `--select`.
        areas: The areas to run; none for every area.
        requirements: The ids of the requirements to run; none for every requirement.
        smoke: Whether to run only the cases of the smoke list.
        corpus_since: The version of the suite; cases that were registered later are not run. None for every case.
        variants: Whether to send each payload in equivalent encodings, too.
        repeat: How often to send each request.
        expected_failures: The file that lists expected failures.
        evidence: The evidence file to write.
        rejections: The types of exceptions that reject a payload, as paths; none for those of the adapter.
        isolated: Whether the object at a path runs in a worker process. An object that is passed itself always runs in
            this process, which contains neither a crash nor a hang; a call of `os._exit` ends the run.
        jobs: The number of processes of the program, or of worker processes.
        timeout: The seconds to wait for a response of a process.
        startup_timeout: The seconds to wait for the import of the Python object, or for the response to hello.
        max_restarts: The maximum number of restarts, of all processes together.
        seed: The seed of a random order of the requests, as for `--shuffle`; None for the order of the corpus.
        profile: The name of the profile by which the implementation is judged; None for "azure".
        revision: The name of the revision, or a release that has it; None for the default revision of the profile.
    """

    levels: Sequence[Level] = ()
    fail_on: Strength = "must"
    select: Sequence[str] = ()
    areas: Sequence[str] = ()
    requirements: Sequence[str] = ()
    smoke: bool = False
    corpus_since: str | None = None
    variants: bool = False
    repeat: int = 1
    expected_failures: str | PathLike[str] | None = None
    evidence: str | PathLike[str] | None = None
    rejections: Sequence[str] = ()
    isolated: bool = True
    jobs: int = 1
    timeout: float = StdioOptions().timeout
    startup_timeout: float = StdioOptions().startup_timeout
    max_restarts: int = StdioOptions().max_restarts
    seed: int | None = None
    profile: str | None = None
    revision: str | None = None


def check_options(options: SuiteOptions) -> None:
    """Raise UsageError for a value that the command line would not accept."""
    _check_strings(options)
    for name, values, known in (("levels", options.levels, LEVELS), ("fail_on", (options.fail_on,), FAIL_ON_CHOICES)):
        for value in values:
            if value not in known:
                hint = did_you_mean(str(value), known, f"The values are {', '.join(known)}.")
                raise UsageError(f"the option {name} has the unknown value {value!r}", hint=hint)
    for name in ("repeat", "jobs", "timeout", "startup_timeout"):
        number = getattr(options, name)
        if not number > 0:
            raise UsageError(f"the option {name} is {number}", hint="Pass a positive number.")
    if not options.max_restarts >= 0:
        hint = "Pass 0 or a positive number."
        raise UsageError(f"the option max_restarts is {options.max_restarts}", hint=hint)
    if not (options.seed is None or isinstance(options.seed, int)):
        raise UsageError(f"the option seed is {options.seed!r}", hint="Pass an integer or None.")


def _check_strings(options: SuiteOptions) -> None:
    for name in ("levels", "select", "areas", "requirements", "rejections"):
        if isinstance(getattr(options, name), str):
            raise UsageError(f"the option {name} is a string", hint="Pass a list of strings.")
    for name, content in (("corpus_since", "version of the suite"), ("profile", "name"), ("revision", "name")):
        value = getattr(options, name)
        if not (value is None or isinstance(value, str)):
            raise UsageError(f"the option {name} is {value!r}", hint=f"Pass a {content} as a string, or None.")


def run_options(options: SuiteOptions) -> RunOptions:
    """Return the options of the run itself."""
    return RunOptions(
        levels=tuple(options.levels),
        fail_on=options.fail_on,
        patterns=tuple(options.select),
        areas=tuple(options.areas),
        requirements=tuple(options.requirements),
        evidence=None if options.evidence is None else Path(options.evidence),
        expected_failures=None if options.expected_failures is None else Path(options.expected_failures),
        smoke=options.smoke,
        corpus_since=options.corpus_since,
        variants=options.variants,
        repeat=options.repeat,
        seed=options.seed,
        profile=options.profile,
        revision=options.revision,
    )


def process_options(options: SuiteOptions) -> StdioOptions:
    """Return the options of the connection to processes."""
    return StdioOptions(
        timeout=options.timeout, startup_timeout=options.startup_timeout, max_restarts=options.max_restarts
    )


def with_option_names(text: str) -> str:
    """Return the text of an error with the names of `SuiteOptions` instead of options of the command line."""
    for command_line, library in ADVICE.items():
        text = text.replace(command_line, library)
    return text
