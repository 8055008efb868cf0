"""Foreign text in messages of the suite: on one line, of bounded length, without control characters."""

from __future__ import annotations

from json import detect_encoding

__all__ = [
    "MAX_BEGINNING_LENGTH",
    "MAX_DIGEST_LENGTH",
    "MAX_MESSAGE_LENGTH",
    "MAX_VALUE_LENGTH",
    "describe_encoding",
    "describe_exception",
    "describe_pointer",
    "escape_control_characters",
    "preview",
    "preview_repr",
    "summarize",
]

MAX_MESSAGE_LENGTH = 400  # characters of an exception's message: some validators quote the whole input
MAX_VALUE_LENGTH = 80  # characters of an invalid value in a message
MAX_POINTER_LENGTH = 4096  # characters; a pointer is shown in full because expected failures are listed with it
MAX_BEGINNING_LENGTH = 40  # characters of a long text
MAX_DIGEST_LENGTH = 12  # digits of a hash
ENCODING_SAMPLE_SIZE = 256  # bytes


def escape_control_characters(text: str) -> str:
    """Return `text` with every character escaped that breaks a line or controls a terminal."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def preview(text: str, max_length: int) -> str:
    """Return the beginning of `text` on one line, with an ellipsis if it is longer than `max_length` characters."""
    escaped = escape_control_characters(text[: max_length + 1])
    return escaped if len(escaped) <= max_length else f"{escaped[: max_length - 1]}…"


def count_of(noun: str, count: int) -> str:
    """Return a number with its noun, such as "1 request" or "2,000 requests"."""
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def summarize(beginning: str, text: str) -> str:
    """Return the beginning of a long text as it is shown, followed by the length and the hash of the text."""
    import hashlib

    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:MAX_DIGEST_LENGTH]
    return f"{beginning} ({len(text):,} characters, SHA-256 {digest})"


def describe_pointer(pointer: str, max_length: int | None = None) -> str:
    """Return a JSON Pointer for a message: quoted if it has control characters, or white space at the end of a token.

    Args:
        pointer: The pointer; the empty one is the root.
        max_length: The maximum number of characters, without the quotation marks. By default, a pointer is shown in
            full unless it has a key that is a long text.
    """
    if not pointer:
        return "the root"
    if len(pointer) > MAX_POINTER_LENGTH:
        return summarize(f'"{preview(pointer, max_length or MAX_BEGINNING_LENGTH)}"', pointer)
    text = escape_control_characters(pointer) if max_length is None else preview(pointer, max_length)
    is_clear = pointer.isprintable() and all(token == token.strip() for token in pointer.split("/"))
    return text if is_clear else f'"{text}"'


def preview_repr(value: object) -> str:
    """Return the beginning of the representation of a value, for a message."""
    return preview(repr(value), MAX_VALUE_LENGTH)


def describe_encoding(content: bytes) -> str | None:
    """Return the encoding of a JSON text if it is not UTF-8 without a byte order mark, otherwise None.

    Windows PowerShell and some editors write such files. A file that is not JSON in any encoding has no description.
    """
    name = detect_encoding(content)
    beginning = content[:ENCODING_SAMPLE_SIZE].decode(name, "ignore").lstrip("\ufeff \t\r\n")
    if name == "utf-8" or not beginning.startswith(("{", "[")):
        return None
    return "UTF-8 with a byte order mark" if name == "utf-8-sig" else name[:6].upper()


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
