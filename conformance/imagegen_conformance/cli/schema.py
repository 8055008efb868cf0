"""The command `schema`: prints the JSON Schema of the payload."""

from __future__ import annotations

import argparse
from pathlib import Path

from imagegen_conformance.cli.options import PROFILE, add_options
from imagegen_conformance.cli.output import print_lines, write_text
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command
from imagegen_conformance.errors import UsageError

__all__ = ["add_schema"]

SCHEMA = CommandHelp(
    summary="print the JSON Schema of the payload",
    description="""\
Print the JSON Schema of the payload in a revision.

The plain schema describes each field by itself. The strict schema also contains the rules that
relate several fields, and the limits of the image models.""",
    examples=[
        "imagegen-conformance schema",
        "imagegen-conformance schema --strict --out image_gen_tool.strict.schema.json",
        "imagegen-conformance schema --strict --profile openai --revision 2026-11-04",
    ],
)


def add_schema(commands: Commands[Parser]) -> None:
    """Add the command `schema`."""
    parser = add_command(commands, "schema", _schema, SCHEMA)
    parser.add_argument("--strict", action="store_true", help="print the strict schema")
    parser.add_argument(
        "--models", type=Path, metavar="FILE", help="read the model limits from FILE (default: the shipped file)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the schema to FILE, and print its size")
    add_options(parser, PROFILE)


def _schema(parsed: argparse.Namespace) -> int:
    text = _schema_text(parsed)
    if parsed.out is None:
        print_lines([text.removesuffix("\n")])
        return 0
    print_lines([f"{parsed.out}: {write_text(parsed.out, text):,} bytes"])
    return 0


def _schema_text(parsed: argparse.Namespace) -> str:
    from imagegen_conformance.authoring.limit_checks import load_checked_limits
    from imagegen_conformance.cli.options import load_corpus
    from imagegen_conformance.corpus.payload_schema import plain_schema
    from imagegen_conformance.strict_schema.compiler import strict_schema, to_text

    models: Path | None = parsed.models
    if models is not None and not parsed.strict:
        raise UsageError("--models applies only to the strict schema", hint="Add --strict, or remove --models.")
    if models is not None and not models.exists():
        raise UsageError("the file does not exist", file=models, hint="Name a file like model_limits.json.")
    corpus = load_corpus(parsed)
    plain = plain_schema(corpus.root, corpus.profiles, corpus.revision)
    return to_text(strict_schema(load_checked_limits(corpus, models), plain) if parsed.strict else plain)
