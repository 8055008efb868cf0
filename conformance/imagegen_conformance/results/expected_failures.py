"""Expected failures: the failures that the author of an implementation has listed, with reasons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn, get_args

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ExpectedFailuresError, UsageError, did_you_mean
from imagegen_conformance.jsonlib.pointer import format_pointer, is_valid
from imagegen_conformance.judging.verdict import Failure
from imagegen_conformance.results.result import Result, failure_and_place
from imagegen_conformance.text import MAX_VALUE_LENGTH, escape_control_characters, preview, preview_repr

__all__ = ["ExpectedFailure", "ExpectedFailures"]

FAILURES: tuple[str, ...] = get_args(Failure)
FILE_KEYS = ("$schema", "implementation", "expected_failures")
ENTRY_KEYS = ("cases", "failure", "pointer", "reason", "link", "expires")
FORMER_KEYS = {"at": "pointer"}  # of an entry; the new name is not similar enough to be suggested


class ExpectedFailure(NamedTuple):
    """The failure that is expected of a case.

    Attributes:
        location: The file and the place in it, for messages.
        failure: The kind of the failure.
        pointer: The place of the failure as a JSON Pointer; None for any place.
        reason: Why the case fails.
    """

    location: str
    failure: Failure
    pointer: str | None
    reason: str

    def matches(self, result: Result) -> bool:
        """Return whether the case failed as listed."""
        verdict = result.verdict
        return verdict.failure == self.failure and (self.pointer is None or verdict.pointer == self.pointer)

    def mismatch(self, result: Result) -> str:
        """Return how a result that does not match differs from the listed failure, and what to edit, in one line."""
        verdict = result.verdict
        problem = f"{self.location}: the listed failure of {result.case.id} did not occur"
        if verdict.failure is None:
            return f"{problem}: the case passes. Delete it from the list."
        expected = failure_and_place(self.failure, self.pointer)
        actual = failure_and_place(verdict.failure, verdict.pointer)
        return f"{problem} as listed: expected {expected}, actual {actual}. Correct the entry."


class ExpectedFailures(NamedTuple):
    """The expected failures of one file.

    Attributes:
        file: The file, if there is one.
        entries: The expected failure of each listed case, by its id.
    """

    file: Path | None = None
    entries: Mapping[str, ExpectedFailure] = MappingProxyType({})

    @classmethod
    def load(cls, file: Path, corpus: Corpus, today: date | None = None) -> ExpectedFailures:
        """Read and check a file of expected failures.

        Args:
            file: The file.
            corpus: The corpus that the listed cases belong to.
            today: The date for which the entries are checked; by default, the current date in UTC.

        Raises:
            UsageError: The file cannot be read.
            ExpectedFailuresError: The file or one of its entries is invalid.
        """
        today = today or datetime.now(timezone.utc).date()
        reader = _Reader(file, corpus, today)
        reader.read()
        return cls(file, reader.entries)


class _Reader:
    """The reader of one file. It stops at the first mistake.

    Attributes:
        entries: The expected failures so far, by case id.
    """

    def __init__(self, file: Path, corpus: Corpus, today: date) -> None:
        self.entries: dict[str, ExpectedFailure] = {}
        self._file = file
        self._corpus = corpus
        self._today = today

    def read(self) -> None:
        """Read the whole file."""
        content = self._load()
        if not isinstance(content, dict):
            self._fail((), "the file does not contain an object", 'Write {"expected_failures": […]}.')
        self._check_keys((), content, FILE_KEYS)
        if not isinstance(content.get("expected_failures"), list):
            self._fail((), "the list `expected_failures` is missing", "See schemas/expected_failures.schema.json.")
        for index, value in enumerate(content["expected_failures"]):
            tokens = ("expected_failures", index)
            entry = self._entry(tokens, value)
            for number, case_id in enumerate(value["cases"]):
                self._check_case_id((*tokens, "cases", number), case_id)
                self.entries[case_id] = entry

    def _fail(self, tokens: Iterable[str | int], problem: str, hint: str) -> NoReturn:
        location = escape_control_characters(format_pointer(tokens))
        raise ExpectedFailuresError(problem, file=self._file, location=location, hint=hint)

    def _load(self) -> Any:
        text = self._read_text()
        try:
            return json.loads(text, object_pairs_hook=self._object)
        except json.JSONDecodeError as error:
            location = f"line {error.lineno} column {error.colno}"
            problem = f"the file is not valid JSON ({error.msg})"
            raise ExpectedFailuresError(problem, file=self._file, location=location, hint="Correct it.") from None
        except (ValueError, RecursionError) as error:  # ValueError: an integer is too long
            hint = "Name a file of expected failures."
            raise UsageError(f"the file cannot be read ({error})", file=self._file, hint=hint) from None

    def _read_text(self) -> str:
        if self._file.is_dir():
            raise UsageError("this is a directory", file=self._file, hint="Name a file.")
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise UsageError("the file does not exist", file=self._file, hint="Check the path.") from None
        except UnicodeDecodeError:
            raise UsageError("the file is not valid UTF-8", file=self._file, hint="Save it in UTF-8.") from None
        except (OSError, ValueError) as error:  # ValueError: the path contains a null character
            hint = "Name a file of expected failures."
            raise UsageError(f"the file cannot be read ({error})", file=self._file, hint=hint) from None
        if text.startswith("\ufeff"):
            self._fail((), "the file begins with a byte order mark", "Save it in UTF-8 without a byte order mark.")
        if not text.strip():
            self._fail((), "the file is empty", 'Write {"expected_failures": []}.')
        return text

    def _object(self, members: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return an object of the file. Without this check, the last of several members with the same key wins."""
        content: dict[str, Any] = {}
        for key, value in members:
            if key in content:
                problem = f"an object contains the key {preview_repr(key)} twice"
                self._fail((), problem, "Delete one of the two.")
            content[key] = value
        return content

    def _check_keys(self, tokens: Iterable[str | int], content: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in sorted(content.keys() - set(known)):
            otherwise = f"The keys are {', '.join(known)}."
            former = FORMER_KEYS.get(key) if known is ENTRY_KEYS else None
            hint = f"Did you mean {former}?" if former else did_you_mean(key, known, otherwise)
            self._fail((*tokens, key), f"unknown key {preview_repr(key)}", hint)

    def _entry(self, tokens: tuple[str | int, ...], value: Any) -> ExpectedFailure:
        if not isinstance(value, dict):
            hint = 'Write {"cases": […], "failure": "…", "reason": "…"}.'
            self._fail(tokens, f"an entry is an object, not {preview_repr(value)}", hint)
        self._check_keys(tokens, value, ENTRY_KEYS)
        for key in ("cases", "failure", "reason"):
            if key not in value:
                self._fail((*tokens, key), f"`{key}` is missing", "Every entry has `cases`, `failure` and `reason`.")
        if not isinstance(value["cases"], list) or not value["cases"]:
            problem = f"{preview_repr(value['cases'])} is not a list of case ids"
            self._fail((*tokens, "cases"), problem, "List the cases that fail for this reason.")
        if value["failure"] not in FAILURES:
            hint = did_you_mean(str(value["failure"]), FAILURES, f"Use one of {', '.join(FAILURES)}.")
            self._fail((*tokens, "failure"), f"{preview_repr(value['failure'])} is not a kind of failure", hint)
        if not isinstance(value["reason"], str) or not value["reason"].strip():
            self._fail(
                (*tokens, "reason"), f"{preview_repr(value['reason'])} is not a reason", "Explain why the cases fail."
            )
        self._check_optional_values(tokens, value)
        location = f"{self._file} {format_pointer(tokens)}"
        return ExpectedFailure(location, value["failure"], value.get("pointer"), value["reason"])

    def _check_optional_values(self, tokens: tuple[str | int, ...], value: dict[str, Any]) -> None:
        for key, form in (("pointer", "a JSON Pointer"), ("link", "a URL")):
            if not isinstance(value.get(key, ""), str):
                self._fail((*tokens, key), f"{preview_repr(value[key])} is not a string", f"Write {form}.")
        if not is_valid(value.get("pointer", "")):
            self._reject_pointer((*tokens, "pointer"), value["pointer"])
        if "expires" in value:
            self._check_expiry((*tokens, "expires"), value["expires"])

    def _reject_pointer(self, tokens: Iterable[str | int], text: str) -> NoReturn:
        corrected = f"/{text.removeprefix('#').removeprefix('/')}"
        if is_valid(corrected) and corrected.isprintable():
            hint = f"Did you mean {preview(corrected, MAX_VALUE_LENGTH)}?"
        else:
            hint = "Write the keys and indices with a slash before each of them, such as /size."
        self._fail(tokens, f"{preview_repr(text)} is not a JSON Pointer", hint)

    def _check_expiry(self, tokens: Iterable[str | int], value: Any) -> None:
        expiry = _parse_date(value)
        if expiry is None:
            self._fail(tokens, f"{preview_repr(value)} is not a date", "Write it as YYYY-MM-DD.")
        if expiry < self._today:
            self._fail(tokens, f"the entry expired on {expiry}", "Fix the implementation, or set a later date.")

    def _check_case_id(self, tokens: Iterable[str | int], case_id: Any) -> None:
        if not isinstance(case_id, str):
            self._fail(tokens, f"{preview_repr(case_id)} is not a case id", "Write the id as a string.")
        if "*" in case_id:
            self._fail(tokens, f"{preview_repr(case_id)} is a pattern; patterns are not permitted", "List the ids.")
        if case_id in self.entries:
            self._fail(tokens, f"{case_id} is listed twice", "Delete it in one of the places.")
        try:
            self._corpus.case(case_id)
        except UsageError as error:
            self._fail(tokens, error.problem, error.hint)


def _parse_date(text: Any) -> date | None:
    # Later versions of Python accept more of the notations of ISO 8601 than earlier ones.
    if not isinstance(text, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
