"""Arguments that several commands take."""

from __future__ import annotations

import argparse
import math
import os

from imagegen_conformance.cases import LEVELS

__all__ = ["add_filters", "count", "in_ci", "number", "seconds"]


def count(text: str) -> int:
    """A number of at least 1."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of at least 1")
    return int(text)


def number(text: str) -> int:
    """A number that may be 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of at least 0")
    return int(text)


def seconds(text: str) -> float:
    """A time that is longer than none."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not (0 < number < math.inf):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return number


def in_ci() -> bool:
    """Whether this is a run in a pipeline, where cases are asked in other words too unless somebody says no."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def add_filters(parser: argparse.ArgumentParser) -> None:
    """The options by which cases are selected."""
    parser.add_argument(
        "--level",
        action="append",
        choices=LEVELS,
        default=[],
        help="only this level; can be repeated (default: those that are claimed)",
    )
    parser.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only these ids: a glob, an id, or its beginning",
    )
    parser.add_argument("--area", action="append", default=[], help="only this area, the first part of an id")
    parser.add_argument("--requirement", action="append", default=[], metavar="ID", help="only what checks this")
