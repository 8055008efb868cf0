"""The command `export`: writes the corpus as a package for other languages."""

from __future__ import annotations

import argparse
from pathlib import Path

from imagegen_conformance.cli.options import PROFILE, add_options, load_corpus
from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.runner.options import find_option

__all__ = ["add_export"]

LEVEL = find_option("level")._replace(help="export the cases of this level; repeatable", default="all levels")
EXPORT = CommandHelp(
    summary="write the corpus as a package for any language",
    description="""\
Write the cases of a revision, the requirements and the schemas as a package of JSON files, which
tests in any language can read. The same corpus always results in the same bytes.

An existing directory or archive is replaced only if it is empty or an earlier export.""",
    examples=[
        "imagegen-conformance export --out conformance-fixtures",
        "imagegen-conformance export --out fixtures.tar.gz --profile openai --level wire",
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
    add_options(parser, [*PROFILE, LEVEL])


def _export(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.export.package import PACKAGE_NAME, build_package
    from imagegen_conformance.export.subset import CorpusSubset
    from imagegen_conformance.export.writer import check_place, write_export
    from imagegen_conformance.version import __version__

    subset = CorpusSubset(load_corpus(parsed), parsed.level)
    summary = f"{len(subset.cases)} cases of {subset.corpus.revision} at {', '.join(subset.levels)}"
    check_place(parsed.out)
    files = build_package(subset)
    write_export(files, parsed.out, f"{PACKAGE_NAME}-{__version__}")
    size = sum(map(len, files.values()))
    print_lines([f"{parsed.out}: {summary}; {len(files)} files, {size:,} bytes"])
    return 0
