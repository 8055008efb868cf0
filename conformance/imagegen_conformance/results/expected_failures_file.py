"""A file of expected failures: its form, and whether its entries can occur."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, get_args

from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.errors import ExpectedFailuresError, UsageError, did_you_mean
from imagegen_conformance.jsonlib.pointer import format_pointer, is_valid
from imagegen_conformance.judging.verdict import Failure
from imagegen_conformance.results.entry_expiry import parse_date
from imagegen_conformance.results.expected_failures import ExpectedFailure
from imagegen_conformance.results.possible_failures import can_fail_at, possible_failures
from imagegen_conformance.text import (
    MAX_VALUE_LENGTH,
    describe_encoding,
    describe_pointer,
    escape_control_characters,
    preview,
    preview_repr,
)

__all__ = ["ExpectedFailuresFile", "is_url"]

FAILURES: tuple[Failure, ...] = get_args(Failure)
FILE_KEYS = ("$schema", "implementation", "expected_failures")
ENTRY_KEYS = ("cases", "failure", "pointer", "reason", "link", "expires")
FORMER_KEYS = {"at": "pointer"}  # of an entry; the new name is not similar enough to be suggested
URL_PATTERN = r"[A-Za-z][A-Za-z0-9+.-]*:\S+"
ENCODING_HINT = "Save it in UTF-8 without a byte order mark, in Windows PowerShell with `Set-Content -Encoding ascii`."


class ExpectedFailuresFile:
    """The content of one file.

    Attributes:
        text: The text of the file.
        implementation: The text that names the implementation, or None.
        entries: The expected failures, by case id.

    Raises:
        UsageError: The file cannot be read.
        ExpectedFailuresError: The file or one of its entries is invalid. The error is about the first mistake.
    """

    def __init__(self, file: Path, corpus: Corpus, today: date) -> None:
        self.text = ""
        self.implementation: str | None = None
        self.entries: dict[str, ExpectedFailure] = {}
        self._file = file
        self._corpus = corpus
        self._today = today
        self._read()

    def _read(self) -> None:
        content = self._load()
        if not isinstance(content, dict):
            self._fail((), "the file does not contain an object", 'Write {"expected_failures": […]}.')
        self._check_keys((), content, FILE_KEYS)
        self._check_strings((), content, (("$schema", "a path or URL"), ("implementation", "a name")))
        self.implementation = content.get("implementation")
        if not isinstance(content.get("expected_failures"), list):
            self._fail((), "the list `expected_failures` is missing", "See schemas/expected_failures.schema.json.")
        for index, value in enumerate(content["expected_failures"]):
            tokens = ("expected_failures", index)
            entry = self._entry(tokens, value)
            for number, case_id in enumerate(value["cases"]):
                place = (*tokens, "cases", number)
                self._check_possible(place, self._case(place, case_id), entry)
                self.entries[case_id] = entry

    def _fail(self, tokens: Iterable[str | int], problem: str, hint: str) -> NoReturn:
        location = escape_control_characters(format_pointer(tokens))
        raise ExpectedFailuresError(problem, file=self._file, location=location, hint=hint)

    def _load(self) -> Any:
        self.text = self._read_text()
        try:
            return json.loads(self.text, object_pairs_hook=self._object)
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
            if not stat.S_ISREG(self._file.stat().st_mode):  # reading a named pipe would wait for a writer
                hint = "Name a file of expected failures."
                raise UsageError("this is not a regular file", file=self._file, hint=hint)
            content = self._file.read_bytes()
            encoding = describe_encoding(content)
            if encoding is not None:
                self._fail((), f"the file is encoded in {encoding}", ENCODING_HINT)
            text = content.decode("utf-8")
        except FileNotFoundError:
            raise UsageError("the file does not exist", file=self._file, hint="Check the path.") from None
        except UnicodeDecodeError:
            raise UsageError("the file is not valid UTF-8", file=self._file, hint="Save it in UTF-8.") from None
        except (OSError, ValueError) as error:  # ValueError: the path contains a null character
            hint = "Name a file of expected failures."
            raise UsageError(f"the file cannot be read ({error})", file=self._file, hint=hint) from None
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
        self._check_strings(tokens, value, (("pointer", "a JSON Pointer"), ("link", "a URL")))
        if not is_valid(value.get("pointer", "")):
            self._reject_pointer((*tokens, "pointer"), value["pointer"])
        if "link" in value and not is_url(value["link"]):
            self._fail((*tokens, "link"), f"{preview_repr(value['link'])} is not a URL", "Write it with its scheme.")
        location = escape_control_characters(f"{self._file} {format_pointer(tokens)}")
        return ExpectedFailure(
            location,
            value["failure"],
            value.get("pointer"),
            value["reason"],
            self._expired((*tokens, "expires"), value["expires"]) if "expires" in value else None,
            value.get("link"),
            value.get("expires"),
        )

    def _check_strings(
        self, tokens: tuple[str | int, ...], content: dict[str, Any], forms: Iterable[tuple[str, str]]
    ) -> None:
        for key, form in forms:
            if not isinstance(content.get(key, ""), str):
                self._fail((*tokens, key), f"{preview_repr(content[key])} is not a string", f"Write {form}.")

    def _reject_pointer(self, tokens: Iterable[str | int], text: str) -> NoReturn:
        corrected = f"/{text.removeprefix('#').removeprefix('/')}"
        if is_valid(corrected) and corrected.isprintable():
            hint = f"Did you mean {preview(corrected, MAX_VALUE_LENGTH)}?"
        else:
            hint = "Write the keys and indices with a slash before each of them, such as /size."
        self._fail(tokens, f"{preview_repr(text)} is not a JSON Pointer", hint)

    def _expired(self, tokens: Iterable[str | int], value: Any) -> str | None:
        """Return the last day on which an entry was valid if it has passed, otherwise None."""
        expiry = parse_date(value)
        if expiry is None:
            self._fail(tokens, f"{preview_repr(value)} is not a date", "Write it as YYYY-MM-DD.")
        return expiry.isoformat() if expiry < self._today else None

    def _case(self, tokens: Iterable[str | int], case_id: Any) -> Case:
        if not isinstance(case_id, str):
            self._fail(tokens, f"{preview_repr(case_id)} is not a case id", "Write the id as a string.")
        if "*" in case_id:
            self._fail(tokens, f"{preview_repr(case_id)} is a pattern; patterns are not permitted", "List the ids.")
        if case_id in self.entries:
            self._fail(tokens, f"{case_id} is listed twice", "Delete it in one of the places.")
        try:
            return self._corpus.case(case_id)
        except UsageError as error:
            self._fail(tokens, error.problem, error.hint)

    def _check_possible(self, tokens: tuple[str | int, ...], case: Case, entry: ExpectedFailure) -> None:
        """Report an entry that no result of a case can match, because its suffix or its place is wrong.

        A failure that no case of the same source case can have is not reported: it was possible in an earlier version
        of the corpus, and the run reports the entry as stale.
        """
        if _is_possible(case, entry):
            return
        if entry.failure in possible_failures(case):
            place = describe_pointer(entry.pointer or "")
            self._fail(tokens, f"{case.id} cannot fail with {entry.failure} at {place}", "Correct or remove `pointer`.")
        similar = [
            other.id
            for other in self._corpus.cases
            if other.source_id == case.source_id and other is not case and _is_possible(other, entry)
        ]
        if similar:
            problem = f"{case.id} cannot fail with {entry.failure}"
            self._fail(tokens, problem, f"Did you mean {' or '.join(similar)}?")


def is_url(text: str) -> bool:
    """Return whether a text is a URL with its scheme."""
    return re.fullmatch(URL_PATTERN, text) is not None


def _is_possible(case: Case, entry: ExpectedFailure) -> bool:
    if entry.failure not in possible_failures(case):
        return False
    return entry.pointer is None or can_fail_at(case, entry.failure, entry.pointer)
