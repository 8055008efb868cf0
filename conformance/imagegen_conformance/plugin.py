"""The pytest plugin: its options. Where they name an implementation, `pytest_items` does the rest."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from imagegen_conformance.cases import LEVELS
from imagegen_conformance.errors import ConformanceError

if TYPE_CHECKING:
    from imagegen_conformance.pytest_items import PytestRun

NAME = "imagegen-conformance-run"
NODE = "imagegen-conformance"  # the node that all items hang from, and the beginning of their ids


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of `imagegen-conformance run`, under names of their own."""
    group = parser.getgroup("imagegen", "image generation tool conformance")
    group.addoption(
        "--imagegen-impl", metavar="PATH", help="run the cases against package.module:Name, an item per case"
    )
    group.addoption("--imagegen-command", metavar="COMMAND", help="the same against a program that answers JSON lines")
    group.addoption("--imagegen-level", action="append", choices=LEVELS, default=[], help="only this level; repeatable")
    group.addoption("--imagegen-strength", choices=("must", "should"), help="what gates (default: must)")
    group.addoption("--imagegen-select", action="append", default=[], metavar="PATTERN", help="only these case ids")
    group.addoption("--imagegen-area", action="append", default=[], metavar="AREA", help="only this area")
    group.addoption("--imagegen-requirement", action="append", default=[], metavar="ID", help="only what checks this")
    group.addoption("--imagegen-smoke", action="store_true", help="only the few cases that find most")
    group.addoption(
        "--imagegen-variants",
        action=BooleanOptionalAction,
        help="ask payloads in other words too (default: where CI is set)",
    )
    group.addoption("--imagegen-repeat", metavar="N", help="ask every case so many times (default: 1)")
    group.addoption("--imagegen-examples", type=int, metavar="N", help="draw N cases of each kind; needs hypothesis")
    group.addoption("--imagegen-seed", type=int, metavar="SEED", help="what they are drawn by (default: 0)")
    group.addoption("--imagegen-seeds", type=int, metavar="N", help="draw by N seeds from there on, an item each")
    group.addoption("--imagegen-evidence", type=Path, metavar="FILE", help="write the evidence to FILE")
    group.addoption("--imagegen-expected", type=Path, metavar="FILE", help="the failures that are known, with reasons")


def pytest_configure(config: pytest.Config) -> None:
    """Start a run where an implementation is named; what is wrong with the call is said before any test."""
    path, command = config.getoption("--imagegen-impl"), config.getoption("--imagegen-command")
    if path is None and command is None:
        _refuse_without_implementation(config)
        return
    if path is not None and command is not None:
        raise pytest.UsageError("--imagegen-impl and --imagegen-command are two implementations; drop one of them")
    from imagegen_conformance.pytest_items import PytestRun

    try:
        run = PytestRun(config)
        config.pluginmanager.register(run, NAME)
        _add_examples(config, run)
    except ConformanceError as error:
        raise pytest.UsageError(str(error)) from None


def _add_examples(config: pytest.Config, run: PytestRun) -> None:
    examples, seed, seeds = (config.getoption(f"--imagegen-{name}") for name in ("examples", "seed", "seeds"))
    if examples is None:
        for name, given in (("seed", seed), ("seeds", seeds)):
            if given is not None:
                raise pytest.UsageError(f"--imagegen-{name} is of generated cases; add --imagegen-examples N")
        return
    for name, given in (("examples", examples), ("seeds", seeds)):
        if given is not None and given < 1:
            raise pytest.UsageError(f"--imagegen-{name} is {given}; it is a number of at least 1")
    from imagegen_conformance.pytest_examples import PytestExamples

    first = seed or 0
    plugin = PytestExamples(run, examples, range(first, first + (seeds or 1)))
    config.pluginmanager.register(plugin, f"{NAME}-examples")


def _refuse_without_implementation(config: pytest.Config) -> None:
    options = (
        "level",
        "strength",
        "select",
        "area",
        "requirement",
        "smoke",
        "variants",
        "repeat",
        "examples",
        "seed",
        "seeds",
        "evidence",
        "expected",
    )
    given = [f"--imagegen-{option}" for option in options if config.getoption(f"--imagegen-{option}")]
    given += [argument for argument in config.args if argument.startswith(f"{NODE}::")]
    if given:
        problem = f"{given[0]} needs --imagegen-impl or --imagegen-command"
        raise pytest.UsageError(f"{problem}; a test class says it in its attributes")
