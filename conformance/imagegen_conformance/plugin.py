"""The pytest plugin: its options. Where they name an implementation, `pytest_items` does the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.cases import LEVELS
from imagegen_conformance.errors import ConformanceError

NAME = "imagegen-conformance-run"
NODE = "imagegen-conformance"  # the node that all items hang from, and the beginning of their ids


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of `imagegen-conformance run`, under names of their own."""
    group = parser.getgroup("imagegen", "image generation tool conformance")
    group.addoption(
        "--imagegen-impl", metavar="PATH", help="run the cases against package.module:Name, an item per case"
    )
    group.addoption("--imagegen-level", action="append", choices=LEVELS, default=[], help="only this level; repeatable")
    group.addoption("--imagegen-strength", choices=("must", "should"), help="what gates (default: must)")
    group.addoption("--imagegen-select", action="append", default=[], metavar="PATTERN", help="only these case ids")
    group.addoption("--imagegen-area", action="append", default=[], metavar="AREA", help="only this area")
    group.addoption("--imagegen-requirement", action="append", default=[], metavar="ID", help="only what checks this")
    group.addoption("--imagegen-smoke", action="store_true", help="only the few cases that find most")
    group.addoption("--imagegen-variants", action="store_true", help="ask payloads in other words too")
    group.addoption("--imagegen-repeat", metavar="N", help="ask every case so many times (default: 1)")
    group.addoption("--imagegen-evidence", type=Path, metavar="FILE", help="write the evidence to FILE")
    group.addoption("--imagegen-expected", type=Path, metavar="FILE", help="the failures that are known, with reasons")


def pytest_configure(config: pytest.Config) -> None:
    """Start a run where an implementation is named; what is wrong with the call is said before any test."""
    path = config.getoption("--imagegen-impl")
    if path is None:
        _refuse_without_implementation(config)
        return
    from imagegen_conformance.pytest_items import PytestRun

    try:
        config.pluginmanager.register(PytestRun(config, path), NAME)
    except ConformanceError as error:
        raise pytest.UsageError(str(error)) from None


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
        "evidence",
        "expected",
    )
    given = [f"--imagegen-{option}" for option in options if config.getoption(f"--imagegen-{option}")]
    given += [argument for argument in config.args if argument.startswith(f"{NODE}::")]
    if given:
        raise pytest.UsageError(f"{given[0]} needs --imagegen-impl; a test class says it in its attributes")
