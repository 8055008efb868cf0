"""The command `export`: writes the corpus as a package for other languages."""

from __future__ import annotations

import argparse
from pathlib import Path

from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.runner.option import add_option
from imagegen_conformance.runner.options import find_option

__all__ = ["add_export"]

LEVEL = find_option("level")._replace(help="export the cases of this level; repeatable", default="all levels")
EXPORT = CommandHelp(
    summary="write the corpus as a package for any language",
    description="""\
Write the cases, the requirements and the schemas as a package of JSON files, which tests in any
language can read. The same corpus always results in the same bytes.

An existing directory or archive is replaced only if it is empty or an earlier export.""",
    examples=[
        "imagegen-conformance export --out conformance-fixtures",
        "imagegen-conformance export --out fixtures.tar.gz --level wire --revision 2.2",
    ],
)


def add_export(commands: Commands[Parser]) -> None:
    """Add the command `export`."""
    parser = add_command(commands, "export", _export, EXPORT)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR|ARCHIVE",
        help="directory, .tar.gz archive or .zip archive to write",
    )
    parser.add_argument(
        "--revision",
        metavar="REVISION",
        help="export what applied in this revision of the specification, such as 2.2 (default: the latest)",
    )
    add_option(parser.add_argument, LEVEL)


def _export(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.export.package import PACKAGE_NAME, build_package
    from imagegen_conformance.export.subset import CorpusSubset
    from imagegen_conformance.export.writer import write_export
    from imagegen_conformance.version import __version__

    subset = CorpusSubset(Corpus.load(), parsed.revision, parsed.level)
    files = build_package(subset)
    write_export(files, parsed.out, f"{PACKAGE_NAME}-{__version__}")
    size = sum(map(len, files.values()))
    summary = f"{len(subset.cases)} cases of revision {subset.revision} at {', '.join(subset.levels)}"
    print_lines([f"{parsed.out}: {summary}; {len(files)} files, {size:,} bytes"])
    return 0
