"""Source cases: the cases of the case files, and those for which parametrized cases stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.corpus.dimensions import Dimensions
from imagegen_conformance.corpus.parametrization import EACH, ParametrizedCase
from imagegen_conformance.corpus.profiles import Profiles
from imagegen_conformance.corpus.templates import NO_SCOPE, REPETITION, compile_template
from imagegen_conformance.errors import CorpusError, invalid_shape_error
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json, parse_json, read_text

__all__ = [
    "CaseFiles",
    "SourceCase",
    "iter_source_cases",
    "iter_written_cases",
    "topic_of",
    "written_cases",
]


class SourceCase(NamedTuple):
    """A case as written in a case file, or one that stands for a combination of elements.

    Attributes:
        file: The case file.
        position: The position in the file's array `cases`.
        topic: AREA/TOPIC, the location of the file without its ending.
        data: The JSON object.
    """

    file: Path
    position: int
    topic: str
    data: dict[str, Json]

    @property
    def id(self) -> str:
        """The id: AREA/TOPIC/NAME, or AREA/TOPIC/NAME:ELEMENT for an element of a parametrized case."""
        return f"{self.topic}/{self.data['name']}"

    @property
    def parametrized_id(self) -> str | None:
        """The id of the parametrized case of a combination; None for a case that stands for itself."""
        id_, colon, _ = self.id.partition(":")
        return id_ if colon else None

    @property
    def pointer(self) -> str:
        """The place in the file as a JSON Pointer."""
        return format_pointer(("cases", self.position))


class CaseFiles:
    """The case files of a corpus.

    Args:
        root: The directory of the corpus.
        profiles: The profiles that ranges refer to.

    Attributes:
        files: All case files, in alphabetical order.
        dimensions: The dimensions of the corpus.
    """

    def __init__(self, root: Path, profiles: Profiles) -> None:
        self.files = _files(root)
        self.dimensions = Dimensions(root)
        self._profiles = profiles

    def matching(self, patterns: Sequence[str]) -> list[Path]:
        """Return the files that can contain matching cases, or all files if there are no such files."""
        found = [file for file in self.files if any(_may_contain_match(topic_of(file), item) for item in patterns)]
        return found or self.files

    def source_cases(self, file: Path) -> Iterator[SourceCase]:
        """Yield the source cases of a file; for each parametrized case, those for which it stands.

        Raises:
            CorpusError: The file, or a dimension, is malformed.
        """
        text = read_text(file)
        has_repetitions = f'"{REPETITION}"' in text
        for case in _cases(file, parse_json(text, file)):
            if _is_parametrized(case.data):
                yield from self._combinations(case)
            elif has_repetitions:
                yield _with_long_texts(case)
            else:
                yield case

    def parametrized(self, case: SourceCase) -> ParametrizedCase:
        """Return the parametrized case that is written in a file.

        Raises:
            CorpusError: It is malformed.
        """
        try:
            return ParametrizedCase(case.data, self.dimensions, self._profiles)
        except CorpusError as error:
            raise _placed(error, case) from None
        except (KeyError, TypeError, AttributeError) as error:
            raise invalid_shape_error(error, "a parametrized case", "cases", case.file, case.pointer) from None

    def _combinations(self, case: SourceCase) -> Iterator[SourceCase]:
        try:
            for data in self.parametrized(case).source_cases():
                yield case._replace(data=data)
        except CorpusError as error:
            raise _placed(error, case) from None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise invalid_shape_error(error, "a parametrized case", "cases", case.file, case.pointer) from None


def iter_source_cases(root: Path, patterns: Sequence[str] = ()) -> Iterator[SourceCase]:
    """Yield the source cases of the files that can contain cases that match the patterns, as `Corpus.load` does.

    Raises:
        CorpusError: A file is malformed.
    """
    case_files = CaseFiles(root, Profiles.load(root))
    for file in case_files.matching(patterns):
        yield from case_files.source_cases(file)


def iter_written_cases(root: Path) -> Iterator[SourceCase]:
    """Yield the cases as they are written in the case files: parametrized cases are not expanded.

    Raises:
        CorpusError: A file is malformed.
    """
    for file in _files(root):
        yield from written_cases(file)


def written_cases(file: Path) -> list[SourceCase]:
    """Return the cases as they are written in a file.

    Raises:
        CorpusError: The file is malformed.
    """
    return _cases(file, load_json(file))


def topic_of(file: Path) -> str:
    """Return the topic of a case file: AREA/TOPIC."""
    return f"{file.parent.name}/{file.stem}"


def _files(root: Path) -> list[Path]:
    return sorted((root / "cases").glob("*/*.json"))


def _cases(file: Path, content: Json) -> list[SourceCase]:
    if not isinstance(content, dict) or not isinstance(content.get("cases"), list):
        problem = "a case file must contain an object with an array `cases`"
        raise CorpusError(problem, file=file, hint="See schemas/cases.schema.json.")
    topic = topic_of(file)
    return [SourceCase(file, position, topic, data) for position, data in enumerate(content["cases"])]


def _is_parametrized(data: Json) -> bool:
    return isinstance(data, dict) and EACH in data


def _with_long_texts(case: SourceCase) -> SourceCase:
    """Return a case with the texts for which its repetitions stand."""
    try:
        return case._replace(data=compile_template(case.data, (), is_data=True)(NO_SCOPE))
    except (TypeError, ValueError) as error:
        raise invalid_shape_error(error, "a case", "cases", case.file, case.pointer) from None


def _placed(error: CorpusError, case: SourceCase) -> CorpusError:
    """Return an error with the place of a case, unless it has a place."""
    if error.file:
        return error
    return CorpusError(error.problem, file=case.file, location=case.pointer, hint=error.hint)


def _may_contain_match(topic: str, pattern: str) -> bool:
    literal = re.split(r"[*?[]", pattern, maxsplit=1)[0]
    return f"{topic}/".startswith(literal) or literal.startswith(f"{topic}/")
