"""Long texts in JSON values: their compact form, in which a repeated part is written once.

A repetition is an array of texts and numbers, `[TEXT, COUNT, TEXT, COUNT, …]`: each text is repeated, and the results
are joined. A compact value contains short names in place of its long texts, as values and as keys, and a table has the
repetition of each name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain, count
from typing import Final, TypeAlias

from imagegen_conformance.jsonlib.values import Json

__all__ = [
    "LONG_TEXTS",
    "MAX_SHORT_LENGTH",
    "Repetition",
    "compact",
    "expand",
    "has_long_text",
    "name_long_texts",
    "repeat",
    "repetition",
]
Repetition: TypeAlias = list[str | int]
LONG_TEXTS: Final = "long_texts"  # the key of the table in files
MAX_SHORT_LENGTH = 4096  # characters; a longer text is long
MAX_EXPANDED_LENGTH = 1 << 26  # characters of all texts of a table; a forged file could name any count
MAX_PERIOD = 128  # characters of a part that is repeated
BLOCK_SIZES = (1 << 13, 1 << 7, 1)  # characters that are compared at once, from the largest to one part
WINDOW = 512  # characters; a part is repeated if it fills this window, which begins at a multiple of its length


def has_long_text(value: Json) -> bool:
    """Return whether a value contains a long text, as a value or as a key."""
    return next(_long_texts(value), None) is not None


def compact(value: Json) -> tuple[Json, dict[str, Repetition]]:
    """Return a value in its compact form, and the table of its long texts.

    The names in the table occur nowhere in the value, not even as a part of a text. If no text gets shorter, or the
    value is nested too deeply, it is returned as it is, with an empty table. Texts that `expand` would reject, because
    the table is too long with them, stay in the value.
    """
    repetitions, remaining = dict[str, Repetition](), MAX_EXPANDED_LENGTH
    for text in dict.fromkeys(_long_texts(value)):
        if len(text) <= remaining:
            repetitions[text] = repetition(text)
            remaining -= len(text)
    shorter = {text: parts for text, parts in repetitions.items() if _written_length(parts) < len(text) // 2}
    named, names = _name(value, shorter)
    return named, {name: shorter[text] for name, text in names.items()}


def name_long_texts(value: Json) -> tuple[Json, dict[str, str]]:
    """Return a value with names in place of its long texts, as values and as keys, and the texts by their names.

    The names occur nowhere in the value. A value that is nested too deeply is returned as it is.
    """
    return _name(value, dict.fromkeys(_long_texts(value)))


def expand(value: Json, table: Mapping[str, Repetition]) -> Json:
    """Return the value of which `compact` returned the compact form and the table.

    Raises:
        TypeError, ValueError: The table is malformed, or its texts are too long.
    """
    remaining, texts = MAX_EXPANDED_LENGTH, dict[str, str]()
    for name, parts in table.items():
        texts[name] = repeat(parts, remaining)
        remaining -= len(texts[name])
    return _replace(value, texts) if texts else value


def repeat(parts: Repetition, max_length: int = MAX_EXPANDED_LENGTH) -> str:
    """Return the text of a repetition.

    Raises:
        TypeError, ValueError: The repetition is malformed, or the text is too long.
    """
    pairs: list[tuple[str, int]] = []
    for text, number in zip(parts[::2], parts[1::2], strict=True):
        if type(text) is not str or type(number) is not int:
            raise TypeError("a repetition consists of texts and numbers, by turns")
        pairs.append((text, number))
    if any(number < 0 for _, number in pairs) or sum(len(text) * number for text, number in pairs) > max_length:
        raise ValueError("a repetition has a negative number, or its text is too long")
    return "".join(text * number for text, number in pairs)


def repetition(text: str) -> Repetition:
    """Return a short repetition of a text. Repeated parts have the shortest period, and begin as early as possible."""
    parts: Repetition = []
    position = anchor = 0
    while anchor + WINDOW <= len(text):
        period = _period(text, anchor)
        if period is None:
            anchor += WINDOW
            continue
        start = _run_start(text, anchor, period, position)
        anchor = _run_end(text, start, period)
        if start > position:
            parts += [text[position:start], 1]
        parts += [text[start : start + period], (anchor - start) // period]
        position = anchor
    return [*parts, text[position:], 1] if position < len(text) else parts


def _name(value: Json, long_texts: Collection[str]) -> tuple[Json, dict[str, str]]:
    """Return a value with names in place of some of its texts, and the texts by their names."""
    if not long_texts:
        return value, {}
    texts = set(_texts(value))
    unused = (name for name in map("${}".format, count(1)) if not any(name in text for text in texts))
    names = {text: next(unused) for text in long_texts}
    try:
        return _replace(value, names), {name: text for text, name in names.items()}
    except RecursionError:
        return value, {}


def _period(text: str, start: int) -> int | None:
    """Return the shortest period of the window that begins at `start`, or None if none is short enough."""
    end = start + WINDOW
    for period in range(1, MAX_PERIOD + 1):
        if text[start] == text[start + period] and text[start : end - period] == text[start + period : end]:
            return period
    return None


def _run_start(text: str, start: int, period: int, minimum: int) -> int:
    """Return the first place, not before `minimum`, from which on the text has a period, given a later one."""
    while start - WINDOW >= minimum and text[start - WINDOW : start] == text[start - WINDOW + period : start + period]:
        start -= WINDOW
    while start > minimum and text[start - 1] == text[start - 1 + period]:
        start -= 1
    return start


def _run_end(text: str, start: int, period: int) -> int:
    """Return the end of the last repetition of the part that begins at `start`."""
    part = text[start : start + period]
    end = start
    for size in BLOCK_SIZES:
        block = part * max(size // period, 1)
        while text.startswith(block, end):
            end += len(block)
    return end


def _written_length(parts: Repetition) -> int:
    return sum(len(str(part)) for part in parts)


def _long_texts(value: Json) -> Iterator[str]:
    return (text for text in _texts(value) if len(text) > MAX_SHORT_LENGTH)


def _texts(value: Json) -> Iterator[str]:
    """Yield all strings and keys in a value."""
    remaining = [value]
    while remaining:
        item = remaining.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            remaining += reversed([*chain.from_iterable(item.items())])
        elif isinstance(item, list):
            remaining += reversed(item)


def _replace(value: Json, replacements: Mapping[str, str]) -> Json:
    """Return a value in which some strings and keys are replaced."""
    if isinstance(value, str):
        return replacements.get(value, value)
    if isinstance(value, dict):
        return {replacements.get(key, key): _replace(item, replacements) for key, item in value.items()}
    return [_replace(item, replacements) for item in value] if isinstance(value, list) else value
