"""The text of a file of expected failures, and edits of it that leave every other byte as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from imagegen_conformance.jsonlib.values import Json

__all__ = ["ExpectedFailuresText"]

DEFAULT_INDENTATION = "  "
_decode = json.JSONDecoder().raw_decode
_white_space = re.compile(r"[ \t\r\n]*")


class _Span(NamedTuple):
    """A part of a text.

    Attributes:
        start: The index of its first character.
        end: The index after its last character.
    """

    start: int
    end: int


class _Edit(NamedTuple):
    """The replacement of a part of a text.

    Attributes:
        start: The index of the first character that is replaced.
        end: The index after the last character that is replaced.
        text: The new text.
    """

    start: int
    end: int
    text: str


class _Array(NamedTuple):
    """An array in a text.

    Attributes:
        span: The array, with its brackets.
        items: The items.
    """

    span: _Span
    items: tuple[_Span, ...]


class ExpectedFailuresText:
    """The text of a valid file.

    Args:
        text: The text, which `ExpectedFailuresFile` has checked.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        root = _members(text, _skip(text, 0))
        self._entries = _array(text, root["expected_failures"].start)
        self._line_break = "\r\n" if "\r\n" in text else "\n"
        first_key = text.index('"')
        self._indentation = DEFAULT_INDENTATION if (found := _indentation(text, first_key)) is None else found

    @classmethod
    def empty(cls, implementation: str) -> ExpectedFailuresText:
        """Return the text of a new file without entries, for an implementation with this name."""
        content = {"implementation": implementation, "expected_failures": []}
        return cls(f"{_dumps(content, DEFAULT_INDENTATION)}\n")

    def with_entries(self, entries: Sequence[Json]) -> str:
        """Return the text with more entries at the end of the list."""
        if not entries:
            return self._text
        items = self._entries.items
        indentation = _indentation(self._text, items[0].start) if items else None
        if indentation is None:
            indentation = 2 * self._indentation
        line_start = f"{self._line_break}{indentation}"
        texts = [_dumps(entry, self._indentation).replace("\n", line_start) for entry in entries]
        if items:
            end = items[-1].end
            return self._edited([_Edit(end, end, "".join(f",{line_start}{text}" for text in texts))])
        content = f",{line_start}".join(texts)
        last_line = f"{self._line_break}{self._indentation}"
        start, end = self._entries.span
        return self._edited([_Edit(start + 1, end - 1, f"{line_start}{content}{last_line}")])

    def without_cases(self, ids: Collection[str]) -> str:
        """Return the text without these case ids, and without the entries that list no other case."""
        edits: list[_Edit] = []
        kept_entries: list[bool] = []
        for entry in self._entries.items:
            cases = _array(self._text, _members(self._text, entry.start)["cases"].start)
            kept = [_decode(self._text, start)[0] not in ids for start, _ in cases.items]
            kept_entries.append(any(kept))
            if any(kept):
                edits += _deletions(cases, kept)
        return self._edited([*edits, *_deletions(self._entries, kept_entries)])

    def _edited(self, edits: Iterable[_Edit]) -> str:
        parts: list[str] = []
        position = 0
        for start, end, text in sorted(edits):
            parts += [self._text[position:start], text]
            position = end
        return "".join([*parts, self._text[position:]])


def _members(text: str, start: int) -> dict[str, _Span]:
    """Return the values of the object that starts at an index, by key."""
    members: dict[str, _Span] = {}
    position = _skip(text, start + 1)
    while text[position] != "}":
        key, end = _decode(text, position)
        value_start = _skip(text, _skip(text, end) + 1)  # behind the colon
        _, value_end = _decode(text, value_start)
        members[key] = _Span(value_start, value_end)
        position = _next(text, value_end)
    return members


def _array(text: str, start: int) -> _Array:
    """Return the array that starts at an index."""
    items: list[_Span] = []
    position = _skip(text, start + 1)
    while text[position] != "]":
        _, end = _decode(text, position)
        items.append(_Span(position, end))
        position = _next(text, end)
    return _Array(_Span(start, position + 1), tuple(items))


def _next(text: str, end: int) -> int:
    """Return the index of the next item or member, or of the closing bracket."""
    position = _skip(text, end)
    return _skip(text, position + 1) if text[position] == "," else position


def _skip(text: str, position: int) -> int:
    """Return the index of the first character that is not white space."""
    match = _white_space.match(text, position)
    return position if match is None else match.end()


def _deletions(array: _Array, kept: Sequence[bool]) -> list[_Edit]:
    """Return the edits that delete the items of an array that are not kept, each with one comma."""
    items = array.items
    if all(kept):
        return []
    if not any(kept):
        return [_Edit(array.span.start + 1, array.span.end - 1, "")]
    last_kept = max(index for index, is_kept in enumerate(kept) if is_kept)
    return [
        # The white space before an item stays, and that after the last item of the list.
        _Edit(item.start, items[index + 1].start, "")
        if index < last_kept
        else _Edit(items[index - 1].end, item.end, "")
        for index, item in enumerate(items)
        if not kept[index]
    ]


def _indentation(text: str, position: int) -> str | None:
    """Return the white space before an index, or None if something else precedes it on its line, or no line does."""
    line_start = text.rfind("\n", 0, position) + 1
    white_space = text[line_start:position]
    return white_space if line_start and not white_space.strip(" \t") else None


def _dumps(value: Json, indentation: str) -> str:
    """Return a JSON text with one item on each line. Characters that are not printable are escaped."""
    text = json.dumps(value, indent=indentation, ensure_ascii=False)
    if text.isascii():
        return text
    return "".join(
        character if character in "\n\t" or character.isprintable() else json.dumps(character)[1:-1]
        for character in text
    )
