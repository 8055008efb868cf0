from __future__ import annotations

from imagegen_conformance.reports.style import PLAIN, Style


def test_plain_style_changes_nothing() -> None:
    for mark in (PLAIN.heading, PLAIN.failure, PLAIN.advisory, PLAIN.success):
        assert mark("text") == "text"


def test_colored_style_resets_after_the_text() -> None:
    style = Style(colored=True)
    assert style.heading("text") == "\x1b[1mtext\x1b[0m"
    assert style.failure("text") == "\x1b[1;31mtext\x1b[0m"
    assert style.advisory("text") == "\x1b[33mtext\x1b[0m"
    assert style.success("text") == "\x1b[1;32mtext\x1b[0m"


def test_empty_text_has_no_sequence() -> None:
    assert Style(colored=True).failure("") == ""
