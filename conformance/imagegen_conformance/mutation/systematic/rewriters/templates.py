"""Rewriters that expand or strip references to variables, format strings and commands."""

from __future__ import annotations

import re
from typing import Final

from imagegen_conformance.mutation.systematic.rewriters.rewriter import Rewriter, replacing

__all__ = ["TEMPLATES"]
HOME: Final = "/home/user"


def _format_braces(text: str) -> str:
    """Apply `str.format`, which fails for most strings and unescapes doubled braces."""
    try:
        return text.format() if "{" in text or "}" in text else text
    except (ValueError, LookupError, AttributeError):
        return text


def _format_percent(text: str) -> str:
    try:
        return text % () if "%" in text else text
    except (TypeError, ValueError):
        return text


TEMPLATES: Final = (
    Rewriter("template-shell-braces", "replaces references such as ${HOME} with the empty string", replacing(r"(?<!\$)\$\{[A-Za-z_][^{}]*\}", "")),
    Rewriter("template-shell-home", "expands $HOME and ${HOME}", replacing(r"\$(?:HOME\b|\{HOME\})", HOME)),
    Rewriter("template-shell", "replaces references such as $USER with the empty string", replacing(r"\$[A-Za-z_][A-Za-z0-9_]*", "")),
    Rewriter("template-shell-default", "expands references with a default such as ${X:-y}", replacing(r"\$\{[A-Za-z_]\w*:?-([^{}]*)\}", r"\1")),
    Rewriter("template-dollar", "replaces two dollar signs with one", replacing(r"\$\$", "$")),
    Rewriter("template-dollar-digit", "replaces references to groups such as $1 with the empty string", replacing(r"\$[0-9&]", "")),
    Rewriter("template-windows", "replaces references such as %PATH% with the empty string", replacing("%[A-Za-z_][A-Za-z0-9_]*%", "")),
    Rewriter("template-double-braces", "replaces references such as {{name}} with the empty string", replacing(r"\{\{[^{}]*\}\}", "")),
    Rewriter("template-statements", "removes statements such as {% if %}", replacing(r"\{%.*?%\}", "", re.DOTALL)),
    Rewriter("template-comments", "removes comments such as {# #}", replacing(r"\{#.*?#\}", "", re.DOTALL)),
    Rewriter("template-braces", "replaces references such as {name} with the empty string", replacing(r"(?<![${])\{[A-Za-z_][\w.]*\}", "")),
    Rewriter("template-numbered", "replaces references such as {0} with the empty string", replacing(r"\{[0-9]*\}", "")),
    Rewriter("template-ruby", "replaces references such as #{name} with the empty string", replacing(r"#\{[^{}]*\}", "")),
    Rewriter("template-erb", "removes statements such as <%= name %>", replacing("<%.*?%>", "", re.DOTALL)),
    Rewriter("template-actions", "replaces references such as ${{ secrets.X }} with the empty string", replacing(r"\$\{\{.*?\}\}", "")),
    Rewriter("template-at", "replaces references such as @Microsoft.KeyVault(…) with the empty string", replacing(r"@Microsoft\.KeyVault\([^)]*\)", "")),
    Rewriter("template-command", "replaces commands such as $(date) with the empty string", replacing(r"\$\([^()]*\)", "")),
    Rewriter("template-backquotes", "replaces commands in backquotes with the empty string", replacing("`[^`]*`", "")),
    Rewriter("template-format", "applies the format method of Python", _format_braces),
    Rewriter("template-percent", "applies the percent operator of Python", _format_percent),
    Rewriter("template-percent-named", "replaces references such as %(name)s with the empty string", replacing(r"%\([A-Za-z_]\w*\)[sd]", "")),
    Rewriter("template-conversions", "removes conversions such as %s", replacing("%[sdifxn]", "")),
    Rewriter("template-jndi", "removes lookups such as ${jndi:…}", replacing(r"\$\{[a-z]+:[^{}]*\}", "")),
    Rewriter("template-reference", "replaces references to files such as @file or file() with the empty string", replacing(r"^@[\w./-]+$", "")),
)  # fmt: skip
