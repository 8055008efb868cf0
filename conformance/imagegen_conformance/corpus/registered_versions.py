"""Registered versions: the version of the suite in which each source case was registered, from the id registry."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from imagegen_conformance.corpus.dimensions import DIMENSIONS_DIRECTORY
from imagegen_conformance.corpus.parametrization import EACH
from imagegen_conformance.corpus.source_cases import iter_written_cases
from imagegen_conformance.errors import CorpusError, UsageError
from imagegen_conformance.text import preview_repr
from imagegen_conformance.version import __version__

__all__ = ["RegisteredVersions"]
REGISTRY_FILE = "case_ids.ndjson"
VersionKey: TypeAlias = tuple[int, ...]


class RegisteredVersions(NamedTuple):
    """The versions of the suite in which source cases were registered.

    A renamed case has the version of its oldest id. A source case that is not registered yet has the version of this
    suite, with which it will be registered.

    A combination of elements has the version of the newest of its parametrized case and its elements.

    Attributes:
        by_id: The versions by the ids of source cases and of elements (dimensions/DIMENSION/ELEMENT).
        dimensions: The names of the dimensions that each parametrized case combines, by its id.
    """

    by_id: Mapping[str, str]
    dimensions: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    @classmethod
    def load(cls, root: Path) -> RegisteredVersions:
        """Read the id registry of a corpus.

        Args:
            root: The directory of the corpus.

        Raises:
            CorpusError: The registry is missing, or a line is malformed.
        """
        file = root / REGISTRY_FILE
        try:
            lines = file.read_bytes().splitlines()
        except OSError as error:
            problem = f"the id registry cannot be read ({error.strerror})"
            raise CorpusError(problem, file=file, hint="Restore the file, or reinstall the package.") from None
        versions: dict[str, str] = {}
        aliases: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            try:
                entry = json.loads(line)
                version = versions.setdefault(entry["id"], entry.get("since") or entry["removed"])
                _key(version)
                if "alias" in entry:
                    aliases[entry["id"]] = entry["alias"]
            except (ValueError, KeyError, TypeError, AttributeError):
                problem, hint = "this line is not an entry of the id registry", "See schemas/case_ids.schema.json."
                raise CorpusError(problem, file=file, location=f"line {number}", hint=hint) from None
        parametrized = {
            case.id: tuple(case.data[EACH].values()) for case in iter_written_cases(root) if EACH in case.data
        }
        return cls(_with_oldest_versions(versions, aliases), parametrized)

    def check(self, version: str) -> None:
        """Raise UsageError if a text is not a version up to that of this suite."""
        known = sorted(set(self.by_id.values()), key=_key)
        hint = f"Name a version in which cases were registered: {', '.join(known)}."
        try:
            is_newer = _key(version) > _key(__version__)
        except ValueError:
            raise UsageError(f"{preview_repr(version)} is not a version of the suite", hint=hint) from None
        if is_newer:
            raise UsageError(f"the version {version} is newer than this suite, {__version__}", hint=hint)

    def contains(self, source_id: str, version: str) -> bool:
        """Return whether a source case was registered in a version or before it."""
        written_id, *elements = source_id.split(":")
        dimensions = self.dimensions.get(written_id, ())
        element_ids = (f"{DIMENSIONS_DIRECTORY}/{name}/{item}" for name, item in zip(dimensions, elements, strict=True))
        return all(_key(self.by_id.get(id_, __version__)) <= _key(version) for id_ in (written_id, *element_ids))


def _with_oldest_versions(versions: dict[str, str], aliases: Mapping[str, str]) -> dict[str, str]:
    """Return the versions, in which each renamed case has the version of its oldest id."""
    oldest = dict(versions)
    for id_ in aliases:
        seen, current = {id_}, aliases[id_]
        while current not in seen:
            oldest[current] = min(oldest.get(current, versions[id_]), versions[id_], key=_key)
            seen.add(current)
            current = aliases.get(current, id_)
    return oldest


@cache
def _key(version: str) -> VersionKey:
    """Return the key by which versions are compared: 0.10 is later than 0.9, and 0.1 equals 0.1.0.

    Raises:
        ValueError: The text is not a version.
    """
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)*", version):
        raise ValueError(version)
    numbers = [int(number) for number in version.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
