"""The options that choose the configuration file."""

from __future__ import annotations

from imagegen_conformance.runner.option import Option, file_path

__all__ = ["CONFIGURATION_GROUP", "CONFIGURATION_OPTIONS"]

CONFIGURATION_GROUP = "configuration"  # the heading in the help text

CONFIGURATION_OPTIONS: tuple[Option, ...] = (
    Option(
        "config",
        CONFIGURATION_GROUP,
        "read the table tool.imagegen-conformance of this TOML file",
        default="the nearest pyproject.toml that has the table, up to the root of the repository",
        parse=file_path,
        metavar="FILE",
    ),
    Option(
        "no-config",
        CONFIGURATION_GROUP,
        "ignore the table tool.imagegen-conformance of every pyproject.toml",
        kind="flag",
    ),
)
