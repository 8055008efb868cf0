"""The output of commands with `--format json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.runner.option import Option
from imagegen_conformance.version import __version__

if TYPE_CHECKING:
    from imagegen_conformance.corpus.profiles import Revision

__all__ = ["FORMAT", "print_json"]

FORMAT = Option("format", "output", "format of the output", "text", choices=("text", "json"))
FORMAT_VERSION = 1


def print_json(command: str, revision: Revision, content: dict[str, Json]) -> None:
    """Print a JSON object that describes itself, as `schemas/command_output.schema.json` describes it.

    Args:
        command: The command.
        revision: The revision in which the corpus was loaded.
        content: The members that belong to the command.
    """
    header = {
        "format": FORMAT_VERSION,
        "command": command,
        "suite": __version__,
        "profile": revision.profile,
        "revision": revision.name,
    }
    print_lines([json.dumps({**header, **content}, indent=2)])
