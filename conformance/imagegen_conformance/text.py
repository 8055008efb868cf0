"""Foreign text in messages of the suite: on one line, of bounded length, without control characters."""

from __future__ import annotations

__all__ = [
    "MAX_MESSAGE_LENGTH",
    "MAX_VALUE_LENGTH",
    "describe_exception",
    "escape_control_characters",
    "preview",
    "preview_repr",
]

MAX_MESSAGE_LENGTH = 400  # characters of an exception's message: some validators quote the whole input
MAX_VALUE_LENGTH = 80  # characters of an invalid value in a message


def escape_control_characters(text: str) -> str:
    """Return `text` with every character escaped that breaks a line or controls a terminal."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def preview(text: str, max_length: int) -> str:
    """Return the beginning of `text` on one line, with an ellipsis if it is longer than `max_length` characters."""
    escaped = escape_control_characters(text[: max_length + 1])
    return escaped if len(escaped) <= max_length else f"{escaped[: max_length - 1]}…"


def preview_repr(value: object) -> str:
    """Return the beginning of the representation of a value, for a message."""
    return preview(repr(value), MAX_VALUE_LENGTH)


def describe_exception(error: BaseException) -> str:
    """Return the type and message of an exception on one line. Never raise, even if the message cannot be computed."""
    try:
        text = " ".join(str(error).split())
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - an exception whose message cannot be computed
        text = "(its message cannot be printed)"
    name = type(error).__name__
    line = f"{name}: {text}" if text else name
    return line if len(line) <= MAX_MESSAGE_LENGTH else line[: MAX_MESSAGE_LENGTH - 1] + "…"
