"""The options of a run: one table, from which the command line, the pytest plugin and `RunOptions` are built.

An option such as `fail-on` is `--fail-on` on the command line and `--imagegen-fail-on` for pytest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple

from imagegen_conformance.corpus.requirements import Level, Strength
from imagegen_conformance.runner.option import (
    Option,
    file_path,
    integer,
    non_negative_int,
    positive_int,
)
from imagegen_conformance.runner.profile_options import PROFILE_OPTIONS
from imagegen_conformance.runner.program_options import COMMAND_LINE, PROGRAM_OPTIONS
from imagegen_conformance.runner.report_options import REPORT_FORMATS, report_file
from imagegen_conformance.runner.selection_options import SELECTION_OPTIONS
from imagegen_conformance.runner.service_options import SERVICE_OPTIONS

__all__ = [
    "FAIL_ON_CHOICES",
    "OPTIONS",
    "PYTEST_PREFIX",
    "RunOptions",
    "attempt_arguments",
    "find_option",
    "rerun_arguments",
    "run_options",
    "running_in_ci",
]

PYTEST_PREFIX = "imagegen-"
FAIL_ON_CHOICES: tuple[Strength, ...] = ("must", "should")


class RunOptions(NamedTuple):
    """The options of a run, as the user gives them on the command line or to pytest.

    Attributes:
        levels: The requested levels; empty for those that the implementation claims.
        fail_on: The weakest strength of a case whose failure makes the run fail.
        patterns: Patterns of case ids, as `Selection` takes them. Empty for every id.
        areas: The areas to run; empty for every area.
        requirements: The ids of the requirements to run; empty for every requirement.
        evidence: The evidence file to write.
        expected_failures: The file that lists expected failures.
        smoke: Whether to run only the cases of the smoke list.
        corpus_since: The version of the suite; cases that were registered later are not run. None for every case.
        variants: Whether to send each payload in equivalent encodings, too.
        repeat: How often to send each request.
        seed: The seed of a shuffled order; None for the order of the corpus.
        profile: The name of the profile; None for the default profile.
        revision: The name of the revision, or a release that has it; None for the default revision of the profile.
    """

    levels: tuple[Level, ...] = ()
    fail_on: Strength = "must"
    patterns: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    evidence: Path | None = None
    expected_failures: Path | None = None
    smoke: bool = False
    corpus_since: str | None = None
    variants: bool = False
    repeat: int = 1
    seed: int | None = None
    profile: str | None = None
    revision: str | None = None


# The headings of the groups in the help text.
TARGET_GROUP, JUDGING_GROUP = "implementation under test", "judging"
OUTPUT_GROUP, GENERATED_GROUP = "output", "generated cases"
PYTEST: Literal["pytest"] = "pytest"

OPTIONS: tuple[Option, ...] = (
    Option(
        "impl",
        TARGET_GROUP,
        "test a Python object, named as package.module:Name, with one item for each case",
        metavar="PATH",
        front_end=PYTEST,
    ),
    Option(
        "command",
        TARGET_GROUP,
        "test the adapter program that COMMAND starts, over its standard input and output",
        metavar="COMMAND",
    ),
    Option(
        "isolate",
        TARGET_GROUP,
        "run the Python object in a worker process, which contains exits, crashes and hangs",
        kind="flag",
        front_end=PYTEST,
    ),
    Option(
        "in-process",
        TARGET_GROUP,
        "run the Python object in the process of the suite, for debuggers: nothing is contained",
        kind="flag",
        front_end=COMMAND_LINE,
    ),
    Option(
        "rejection",
        TARGET_GROUP,
        "count only this class of exceptions of the Python object as rejections, and all others as errors; repeatable",
        metavar="MODULE:NAME",
        kind="repeatable",
    ),
    *PROFILE_OPTIONS,
    *SELECTION_OPTIONS,
    Option(
        "fail-on",
        JUDGING_GROUP,
        "weakest strength of a case whose failure makes the run fail",
        default="must",
        choices=FAIL_ON_CHOICES,
        field="fail_on",
    ),
    Option(
        "expected-failures",
        JUDGING_GROUP,
        "read the list of expected failures, with their reasons, from FILE",
        parse=file_path,
        metavar="FILE",
        field="expected_failures",
    ),
    Option(
        "compare",
        JUDGING_GROUP,
        "fail only for what is worse than in the run of this evidence: new failures, and cases not judged any more",
        parse=file_path,
        metavar="EVIDENCE",
        front_end=COMMAND_LINE,
    ),
    Option(
        "variants",
        JUDGING_GROUP,
        "also send each payload in equivalent encodings (metamorphic variants), and require the same verdict",
        default="on if the environment variable CI is set",
        kind="switch",
        field="variants",
    ),
    Option(
        "repeat",
        JUDGING_GROUP,
        "send each request N times, and require consistent responses",
        default="1",
        parse=positive_int,
        metavar="N",
        field="repeat",
    ),
    Option(
        "shuffle",
        JUDGING_GROUP,
        "run the cases in a random order, which SEED determines",
        default="the order of the corpus",
        parse=integer,
        metavar="SEED",
        field="seed",
        front_end=COMMAND_LINE,
    ),
    Option(
        "fail-fast",
        JUDGING_GROUP,
        "stop after the first failure that makes the run fail",
        kind="flag",
        front_end=COMMAND_LINE,
    ),
    Option(
        "evidence",
        OUTPUT_GROUP,
        "write every observation and verdict to FILE, for the command verify",
        parse=file_path,
        metavar="FILE",
        field="evidence",
    ),
    Option(
        "report",
        OUTPUT_GROUP,
        "write a report to FILE; FORMAT is one of " + ", ".join(REPORT_FORMATS) + "; repeatable",
        parse=report_file,
        metavar="FORMAT=FILE",
        kind="repeatable",
        front_end=COMMAND_LINE,
    ),
    Option(
        "max-failures",
        OUTPUT_GROUP,
        "describe N failures in detail, and count the others",
        default="2, or all with --verbose",
        parse=non_negative_int,
        metavar="N",
        front_end=COMMAND_LINE,
    ),
    Option(
        "verbose",
        OUTPUT_GROUP,
        "describe every failing case in full, also if it does not make the run fail",
        kind="flag",
        front_end=COMMAND_LINE,
        letter="v",
    ),
    Option("quiet", OUTPUT_GROUP, "print the conclusion only", kind="flag", front_end=COMMAND_LINE, letter="q"),
    *PROGRAM_OPTIONS,
    *SERVICE_OPTIONS,
    Option(
        "generate",
        GENERATED_GROUP,
        "draw N times for each kind of generated cases, and shrink those that fail in a new way; requires hypothesis",
        parse=positive_int,
        metavar="N",
    ),
    Option("seed", GENERATED_GROUP, "seed of the generated cases", default="0", parse=integer, metavar="S"),
    Option(
        "seed-count",
        GENERATED_GROUP,
        "generate cases from N consecutive seeds, with one item for each kind and seed",
        default="1",
        parse=positive_int,
        metavar="N",
        front_end=PYTEST,
    ),
    Option(
        "save-failures",
        GENERATED_GROUP,
        "write the generated cases that fail to FILE, in the format of source cases",
        parse=file_path,
        metavar="FILE",
        front_end=COMMAND_LINE,
    ),
)


def find_option(name: str) -> Option:
    """Return the option with this name."""
    return next(option for option in OPTIONS if option.name == name)


def run_options(value_of: Callable[[Option], Any]) -> RunOptions:
    """Return the options of a run.

    Args:
        value_of: The function that returns the parsed value of an option, or None to leave it at its default.
    """
    fields: dict[str, Any] = {"variants": running_in_ci()}
    for option in OPTIONS:
        value = value_of(option) if option.field else None
        if value is not None:
            fields[option.field] = tuple(dict.fromkeys(value)) if option.kind == "repeatable" else value
    return RunOptions(**fields)


def rerun_arguments(options: RunOptions, levels: Iterable[str], prefix: str = "") -> list[str]:
    """Return the arguments that select the profile, the revision, the levels and the threshold of a run again."""
    chosen = (("profile", options.profile), ("revision", options.revision))
    arguments = [f"--{prefix}{name} {value}" for name, value in chosen if value is not None]
    arguments += [f"--{prefix}level {level}" for level in levels]
    return arguments + [f"--{prefix}fail-on {options.fail_on}"] * (options.fail_on != RunOptions().fail_on)


def attempt_arguments(options: RunOptions, prefix: str = "") -> list[str]:
    """Return the arguments that send each request in the variants, and as often, as in a run."""
    return [f"--{prefix}variants"] * options.variants + [f"--{prefix}repeat {options.repeat}"] * (options.repeat > 1)


def running_in_ci() -> bool:
    """Return whether the environment variable CI is set, as continuous integration services do.

    There, variants are sent unless an option says otherwise.
    """
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}
