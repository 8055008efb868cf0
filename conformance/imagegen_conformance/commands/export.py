"""The command `export`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from imagegen_conformance.commands.output import say

__all__ = ["add_export"]


def add_export(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command."""
    export = commands.add_parser("export", help="write the corpus as a package for any language")
    export.add_argument(
        "--out", type=Path, required=True, metavar="DIR|ARCHIVE", help="a folder, or an archive (.tar.gz, .zip)"
    )
    export.add_argument("--revision", help="only what held in this revision of the specification")
    export.add_argument("--level", action="append", default=[], help="only this level; can be repeated")
    export.set_defaults(command=_export)


def _export(parsed: argparse.Namespace) -> int:
    from imagegen_conformance import __version__
    from imagegen_conformance.corpus import Corpus
    from imagegen_conformance.export import NAME, Extract, deliver, package

    extract = Extract(Corpus.load(), parsed.revision, parsed.level)
    files = package(extract)
    deliver(files, parsed.out, f"{NAME}-{__version__}")
    told = f"{len(extract.cases)} cases of revision {extract.revision} at {', '.join(extract.levels)}"
    say([f"{parsed.out}: {told}; {len(files)} files, {sum(map(len, files.values())):,} bytes"])
    return 0
