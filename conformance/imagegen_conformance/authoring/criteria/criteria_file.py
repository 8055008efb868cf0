"""The file of criteria: the criteria of all profiles and revisions."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.authoring.criteria.criterion import SEPARATOR, Criterion, ExceptionEntry
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.corpus.validity import Validity
from imagegen_conformance.errors import CorpusError, invalid_shape_error
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["CRITERIA_FILE", "CriteriaFile"]
CRITERIA_FILE = "criteria.json"


class CriteriaFile(NamedTuple):
    """The content of a file of criteria.

    Attributes:
        path: The file.
        criteria: The criteria, in the order of the file.
    """

    path: Path
    criteria: tuple[Criterion, ...]

    @classmethod
    def load(cls, root: Path, profiles: Profiles) -> CriteriaFile:
        """Load the criteria of a corpus.

        Args:
            root: The directory of the corpus.
            profiles: The profiles that ranges refer to.

        Raises:
            CorpusError: The file is missing or malformed, or has an invalid range.
        """
        file = root / CRITERIA_FILE
        content = load_json(file)
        reader = _Reader(profiles, file)
        try:
            return cls(file, tuple(reader.criterion(entry, index) for index, entry in enumerate(content["criteria"])))
        except (KeyError, TypeError, AttributeError) as error:
            raise invalid_shape_error(error, "a file of criteria", "criteria", file) from None


class _Reader:
    """A reader of the entries of a file, which adds the place to errors in their ranges."""

    def __init__(self, profiles: Profiles, path: Path) -> None:
        self._profiles = profiles
        self._path = path

    def criterion(self, data: dict[str, Json], index: int) -> Criterion:
        pointer = format_pointer(("criteria", index))
        exceptions = enumerate(data.get("exceptions", ()))
        return Criterion(
            pointer,
            data["criterion"],
            data["statement"],
            data["subject"],
            {name: tuple(patterns) for name, patterns in data["dimensions"].items()},
            tuple(self._exception(entry, f"{pointer}/exceptions/{position}") for position, entry in exceptions),
            self._validity(data, pointer),
        )

    def _exception(self, data: dict[str, Json], pointer: str) -> ExceptionEntry:
        patterns = tuple(tuple(pattern.split(SEPARATOR)) for pattern in data["combinations"])
        return ExceptionEntry(pointer, patterns, data["reason"], self._validity(data, pointer))

    def _validity(self, data: dict[str, Json], pointer: str) -> Validity:
        try:
            return self._profiles.validity(data)
        except CorpusError as error:
            raise CorpusError(error.problem, file=self._path, location=pointer, hint=error.hint) from None
