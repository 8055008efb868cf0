"""The arguments of `run` and of `http check` that the configuration file sets."""

from __future__ import annotations

import argparse
from collections.abc import Container
from pathlib import Path

from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.configuration import NEEDS, given_values, merge_options
from imagegen_conformance.runner.configuration_table import TABLE_OPTIONS, read_table

__all__ = ["apply_configuration"]


def apply_configuration(parsed: argparse.Namespace, names: Container[str] | None = None) -> None:
    """Add the values of the configuration file to the arguments of a command, unless the arguments replace them.

    The attribute `configuration` becomes the path of the file, or an empty string if no file is read.

    Args:
        parsed: The arguments.
        names: The options of the command, if it has only some of those of `run`. Other keys are ignored.

    Raises:
        UsageError: The configuration is invalid, or contradicts an argument.
    """
    parsed.configuration = ""
    if parsed.no_config and parsed.config is not None:
        raise UsageError("--no-config contradicts --config", hint="Remove one of them.")
    if parsed.no_config:
        return
    configuration = read_table(_current_directory(), parsed.config)
    if configuration is None:
        return
    parsed.configuration = str(configuration.file)
    options = [option for option in TABLE_OPTIONS if names is None or option.name in names]
    known = {option.name: option for option in options}
    given = given_values(options, lambda option: getattr(parsed, option.attribute))
    for name, value in merge_options(given, [configuration.only(known)], NEEDS).items():
        setattr(parsed, known[name].attribute, value)


def _current_directory() -> Path:
    try:
        return Path.cwd()
    except OSError:  # the directory was deleted
        return Path()  # it has no files and no parents
