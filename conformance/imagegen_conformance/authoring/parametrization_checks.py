"""Checks of parametrized cases and dimensions.

| check | problem |
|---|---|
| `_shape_problems` | a combination stands for a case that does not match the schema of cases |
| `_exception_problems` | an exception matches no combination |
| `unused_dimensions` | no parametrized case uses a dimension |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from imagegen_conformance.corpus.parametrization import EACH
from imagegen_conformance.corpus.source_cases import CaseFiles, SourceCase, written_cases
from imagegen_conformance.errors import CorpusError, did_you_mean
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.text import preview

if TYPE_CHECKING:
    from imagegen_conformance.corpus.corpus import Corpus

__all__ = ["ParametrizationChecks"]
CASE_SCHEMA = "#/$defs/case"
MAX_MESSAGE_LENGTH = 200  # characters of a validator's message, which may quote a whole case


class ParametrizationChecks:
    """The checks of the parametrized cases and dimensions of a corpus.

    Args:
        corpus: The corpus, in any revision.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._case_files = CaseFiles(corpus.root, corpus.profiles)

    def problems(self) -> Iterator[str]:
        """Yield a line for each problem.

        Raises:
            CorpusError: A parametrized case or a dimension is malformed.
        """
        used: set[str] = set()
        for file in self._case_files.files:
            for case in written_cases(file):
                if EACH in case.data:
                    used.update(case.data[EACH].values())
                    yield from self._exception_problems(case)
            yield from self._shape_problems(self._case_files.source_cases(file))
        yield from self._unused_dimensions(used)

    def _exception_problems(self, case: SourceCase) -> Iterator[str]:
        for pattern in self._case_files.parametrized(case).unmatched_exceptions():
            problem = f"the exception {pattern} matches no combination"
            yield f"{case.file} {case.pointer}: {case.id}: {problem}. Correct or remove it."

    @cached_property
    def _validator(self) -> Any:
        from jsonschema import Draft202012Validator

        schema = load_json(data_directory("schemas") / "cases.schema.json")
        return Draft202012Validator({"$ref": CASE_SCHEMA, "$defs": schema["$defs"]})

    def _shape_problems(self, cases: Iterable[SourceCase]) -> Iterator[str]:
        """Yield a line for each case of a combination with an invalid shape.

        The shape depends on single elements, so that a combination of which all elements were seen needs no check.
        """
        from jsonschema.exceptions import best_match

        seen: set[tuple[str | None, int, str]] = set()
        for case in cases:
            if case.parametrized_id is None:
                continue
            written_name, *elements = str(case.data["name"]).split(":")
            parts = {(case.parametrized_id, index, name) for index, name in enumerate(elements)}
            if parts <= seen:
                continue
            seen |= parts
            error = best_match(self._validator.iter_errors({**case.data, "name": written_name}))
            if error is not None:
                place = format_pointer(error.absolute_path)
                problem = f"{case.id}: {preview(error.message, MAX_MESSAGE_LENGTH)} at {place or 'the case'}"
                hint = "Correct the template or the element; see schemas/cases.schema.json."
                yield str(CorpusError(problem, file=case.file, location=case.pointer, hint=hint))

    def _unused_dimensions(self, used: set[str]) -> Iterator[str]:
        for dimension in self._case_files.dimensions:
            if dimension.name not in used:
                hint = did_you_mean(dimension.name, used, "Remove the file, or refer to it in `each`.")
                yield f"{dimension.file}: no parametrized case uses this dimension. {hint}"
