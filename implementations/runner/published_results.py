"""The published results: the compressed evidence of each run, and the matrix that is made of it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from imagegen_conformance.cli.file_replacement import replace_file
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ConformanceError, did_you_mean
from imagegen_conformance.reports.matrix import Matrix
from imagegen_conformance.reports.matrix_columns import MatrixColumns
from imagegen_conformance.reports.matrix_markdown import render_matrix_markdown
from imagegen_conformance.reports.matrix_page import render_matrix_page
from imagegen_conformance.results.verification import verify

__all__ = ["EXCERPT_BEGINNING", "EXCERPT_END", "PublishedResults", "with_excerpt"]

ENDING = ".ndjson.gz"
COMPRESSION_LEVEL = 9
EXCERPT_BEGINNING = "<!-- The table is written by `make matrix`. Its runs: {}. -->\n"
EXCERPT_END = "<!-- End of the table. -->\n"
EXCERPT = re.compile(
    "({})(.*?)(?={})".format(*(re.escape(text).replace(r"\{\}", "(.*)") for text in (EXCERPT_BEGINNING, EXCERPT_END))),
    re.DOTALL,
)
HEADING_LINES = 2  # of a table in Markdown
MARKERS_HINT = "Add the two comments between which the table stands."


class PublishedResults:
    """The folder of the published results.

    Attributes:
        folder: The folder.
        names: The names of the runs, in the order of the columns.
        optional: The names of the runs whose published evidence is kept if there is no fresh evidence.
        page: The file of the matrix as a page.
        table: The file of the matrix as a Markdown table.
    """

    def __init__(self, folder: Path, names: Sequence[str], optional: Collection[str] = ()) -> None:
        self.folder = folder
        self.names = tuple(names)
        self.optional = frozenset(optional)
        self.page = folder / "matrix.html"
        self.table = folder / "matrix.md"

    def evidence(self, name: str) -> Path:
        """Return the file of the evidence of a run."""
        return self.folder / "evidence" / f"{name}{ENDING}"

    def files(self) -> Iterator[Path]:
        """Yield the evidence files that the folder has."""
        yield from sorted((self.folder / "evidence").glob(f"*{ENDING}"))

    def kept(self, fresh: Path) -> list[str]:
        """Return the names of the optional runs that have published evidence, but no fresh evidence in a folder."""
        return [
            name
            for name in self.names
            if name in self.optional and self.evidence(name).is_file() and not _fresh(fresh, name).exists()
        ]

    def replace_evidence(self, folder: Path) -> None:
        """Compress the evidence of each run from a folder, and remove the evidence of unknown runs.

        Nothing is replaced unless the verdicts of all runs are confirmed.

        Raises:
            ConformanceError: Evidence of a run is missing, incomplete, edited, or of another corpus.
        """
        corpus = Corpus.load()
        kept = self.kept(folder)
        replaced = [name for name in self.names if name not in kept]
        for name in replaced:
            verify(_fresh(folder, name), corpus)
        contents = {self.evidence(name): _compressed(_fresh(folder, name)) for name in replaced}
        (self.folder / "evidence").mkdir(parents=True, exist_ok=True)
        for file in set(self.files()) - set(map(self.evidence, self.names)):
            file.unlink()
        for file, content in contents.items():
            replace_file(file, content)

    def matrix(self) -> Matrix:
        """Return the matrix of the evidence. The verdicts of all runs are confirmed.

        Raises:
            ConformanceError: Evidence is missing, incomplete or edited.
        """
        columns = MatrixColumns()
        return Matrix([columns.read(name, self.evidence(name)) for name in self.names], columns.corpus)

    def render(self, matrix: Matrix) -> Mapping[Path, str]:
        """Return the contents of the files that are made of the matrix."""
        return {self.page: render_matrix_page(matrix), self.table: render_matrix_markdown(matrix)}


def with_excerpt(text: str, table: str, file: Path) -> str:
    """Return the text of a document with some rows of another table between its markers.

    Args:
        text: The text. The first marker names the runs whose rows it shows.
        table: The table in Markdown, with a row for each run.
        file: The file of the document, for messages.

    Raises:
        ConformanceError: The document has no markers, or names a run that the table does not have.
    """
    match = EXCERPT.search(text)
    if match is None:
        raise ConformanceError("the document has no markers of the table", file=file, hint=MARKERS_HINT)
    lines = table.splitlines()
    rows = {line.split("|")[1].strip(" `"): line for line in lines[HEADING_LINES:] if line.startswith("|")}
    names = match[2].split(", ")
    for name in names:
        if name not in rows:
            hint = did_you_mean(name, rows, f"The runs are {', '.join(rows)}.")
            raise ConformanceError(f"the marker of the table names the unknown run {name!r}", file=file, hint=hint)
    excerpt = "\n".join([*lines[:HEADING_LINES], *(rows[name] for name in names)])
    return f"{text[: match.end(1)]}\n{excerpt}\n\n{text[match.end() :]}"


def _fresh(folder: Path, name: str) -> Path:
    return folder / f"{name}.ndjson"


def _compressed(file: Path) -> bytes:
    """Return the content of a file, compressed without the time and the name of the file."""
    return gzip.compress(file.read_bytes(), COMPRESSION_LEVEL, mtime=0)
