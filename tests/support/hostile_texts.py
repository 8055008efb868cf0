"""Texts that try to become markup, commands or control sequences in a report."""

from __future__ import annotations

__all__ = ["HOSTILE"]

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "\x1b[31mred\x1b[0m\x00\x07",
    "\u202egnp.exe\u2066 \u2028line",
    "@octocat #12 GH-3 https://example.org ``` ~~~ ` | cell | [a](b) ![i](j) **b** _c_ <b>",
    "::error::x\n::set-output name=a::b",
    "##[error]x ##[group]y",
    "%0A::warning::z",
    "]]> &amp; <!-- -->",
    "\ud800 lone \udfff",
    "# heading\n- item\n> quote",
)
