"""The history of the tool in the releases of a package: the releases at which its declaration changed."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timezone
from typing import NamedTuple

from annotation import DeclarationError
from comparison import Change, compare
from declaration import Declaration, read_declaration
from package import Package
from release import Release

__all__ = ["Entry", "History", "compute_history"]

MAX_DOWNLOADS = 4  # at the same time
SCHEMA = "../../schemas/release_history.schema.json"
LINE_LENGTH = 120


class Entry(NamedTuple):
    """A release at which something changed.

    Attributes:
        release: The release.
        changes: The changes.
    """

    release: Release
    changes: list[Change]


class History(NamedTuple):
    """The history of the tool in a package.

    Attributes:
        package: The package.
        releases: All releases that were examined, in the order of their versions.
        entries: The releases at which something changed.
    """

    package: Package
    releases: list[Release]
    entries: list[Entry]

    def to_text(self, measured: date) -> str:
        """Return the content of the data file, with the date of the measurement."""
        versions = ", ".join(json.dumps(str(release.version)) for release in self.releases)
        return "\n".join(
            [
                "{",
                f'  "$schema": {json.dumps(SCHEMA)},',
                f'  "package": {json.dumps(self.package.name)},',
                f'  "modules": {json.dumps(self.package.modules)},',
                f'  "class": {json.dumps(self.package.class_name)},',
                f'  "measured": {json.dumps(measured.isoformat())},',
                f'  "arguments": {json.dumps([self.package.name, "--until", str(self.releases[-1].version)])},',
                '  "releases": [',
                textwrap.fill(versions, LINE_LENGTH, initial_indent="    ", subsequent_indent="    "),
                "  ],",
                '  "history": [',
                ",\n".join(map(_entry_text, self.entries)),
                "  ]",
                "}",
                "",
            ]
        )


def compute_history(
    package: Package, releases: list[Release], read_modules: Callable[[Package, Release], list[str]]
) -> History:
    """Return the history of the tool in these releases.

    A release is compared with the one before it. A stable release is compared with the stable one before it, so that
    its changes include those of its pre-releases.

    Args:
        package: The package.
        releases: The releases, in the order of their versions.
        read_modules: Returns the sources of the modules of a release.

    Raises:
        DeclarationError: A declaration is not supported.
    """

    def declaration_of(release: Release) -> Declaration:
        try:
            return read_declaration(read_modules(package, release), package.class_name)
        except DeclarationError as error:
            raise DeclarationError(error.problem, file=f"{package.name} {release.version}") from None

    with ThreadPoolExecutor(MAX_DOWNLOADS) as executor:
        declarations = list(executor.map(declaration_of, releases))
    return History(package, releases, list(_entries(zip(releases, declarations, strict=True))))


def _entries(declarations: Iterable[tuple[Release, Declaration]]) -> Iterator[Entry]:
    newest: Declaration = {}
    stable: Declaration = {}
    for release, declaration in declarations:
        changes = compare(newest if release.version.is_prerelease else stable, declaration)
        if changes:
            yield Entry(release, changes)
        newest = declaration
        if not release.version.is_prerelease:
            stable = declaration


def _entry_text(entry: Entry) -> str:
    release, changes = entry
    uploaded = release.uploaded.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%MZ")
    head = {"release": str(release.version), "date": release.date.isoformat(), "uploaded": uploaded}
    lines = ",\n".join(f"        {json.dumps(change)}" for change in changes)
    return f'    {{\n      {json.dumps(head)[1:-1]},\n      "changes": [\n{lines}\n      ]\n    }}'
