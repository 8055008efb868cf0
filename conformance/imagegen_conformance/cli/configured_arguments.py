"""The arguments of `run` that the configuration file sets."""

from __future__ import annotations

import argparse
from pathlib import Path

from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.configuration import NEEDS, given_values, merge_options
from imagegen_conformance.runner.configuration_table import TABLE_OPTIONS, read_table

__all__ = ["apply_configuration"]


def apply_configuration(parsed: argparse.Namespace) -> None:
    """Add the values of the configuration file to the arguments of `run`, unless the arguments replace them.

    The attribute `configuration` becomes the path of the file, or an empty string if no file is read.

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
    given = given_values(TABLE_OPTIONS, lambda option: getattr(parsed, option.attribute))
    for name, value in merge_options(given, [configuration], NEEDS).items():
        setattr(parsed, name.replace("-", "_"), value)


def _current_directory() -> Path:
    try:
        return Path.cwd()
    except OSError:  # the directory was deleted
        return Path()  # it has no files and no parents
