"""Exceptions of implementations, told in one line."""

from __future__ import annotations

__all__ = ["describe"]

LONGEST_MESSAGE = 400  # characters: some validators print the whole input


def describe(reason: BaseException) -> str:
    """An exception in one line that is not too long; raises nothing, whatever the exception does."""
    try:
        text = " ".join(str(reason).split())
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - an exception that cannot even be printed
        text = "(its message cannot be printed)"
    name = type(reason).__name__
    line = f"{name}: {text}" if text else name
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"
