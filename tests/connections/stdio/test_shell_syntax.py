"""Shell syntax in command lines, which no shell reads."""

from __future__ import annotations

import sys

import pytest

from imagegen_conformance.connections.stdio.connection import StdioConnection
from imagegen_conformance.connections.stdio.shell_syntax import find_expansion, find_shell_syntax
from imagegen_conformance.errors import ImplementationError, UsageError
from revisions import AZURE

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the quotation marks are those of POSIX shells")


@pytest.mark.parametrize(
    ("command", "syntax"),
    [
        ("node adapter.mjs | tee log", "|"),
        ("cd app && node adapter.mjs", "&&"),
        ("test -f x || node adapter.mjs", "||"),
        ("cd app; node adapter.mjs", "app;"),
        ("node adapter.mjs ; true", ";"),
        ("node adapter.mjs &", "&"),
        ("node adapter.mjs 2>&1", "2>&1"),
        ("node adapter.mjs 2>/dev/null", "2>"),
        ("node adapter.mjs > log", ">"),
        ("node adapter.mjs < requests", "<"),
        ("$HOME/adapter", "$HOME"),
        ("node ${APP}/adapter.mjs", "${APP"),
        ("node $(pwd)/adapter.mjs", "$("),
        ("~/bin/adapter", "~/bin/adapter"),
        ("NODE_ENV=test node adapter.mjs", "NODE_ENV=test"),
        ("NAME='a b' node adapter.mjs", "NAME=…"),
    ],
)
def test_shell_syntax_is_found(command: str, syntax: str) -> None:
    assert find_shell_syntax(command) == syntax


@posix_only
@pytest.mark.parametrize(
    "command",
    [
        "node adapter.mjs",
        "node adapter.mjs --level=wire --url http://localhost:80/?a=1&b=2",
        "java -cp lib/* Adapter",
        "python -c 'import x; print(1 > 2)'",
        'perl -e "print 1; exit"',
        "sh -c 'cd app && exec node adapter.mjs'",
        r"adapter \$HOME a\;b",
        'perl -e "my $x = 1"',
        "program a|b",
        "C:/PROGRA~1/node/node.exe adapter.mjs",
        "",
    ],
)
def test_command_that_needs_no_shell_is_not_reported(command: str) -> None:
    assert find_shell_syntax(command) is None


@posix_only
@pytest.mark.parametrize(
    ("command", "expansion"),
    [
        ("java -cp lib/* Adapter", "lib/*"),
        ('node "$APP/adapter.mjs"', "$APP"),
        ("node '*'", None),
        ("node a.mjs", None),
    ],
)
def test_word_that_a_shell_would_expand_is_found(command: str, expansion: str | None) -> None:
    assert find_expansion(command) == expansion


@posix_only
def test_shell_syntax_is_a_usage_error_that_says_how_to_use_a_shell() -> None:
    with pytest.raises(UsageError) as caught:
        StdioConnection("cd app && node adapter.mjs", AZURE)
    assert str(caught.value) == (
        "'cd app && node adapter.mjs' contains &&, but no shell reads it. "
        "Use a shell, such as sh -c 'cd app && node adapter.mjs', or quote this part."
    )


@posix_only
@pytest.mark.parametrize("command", ['no-such-program "$APP/adapter.mjs"', f'{sys.executable} "$APP/adapter.py"'])
def test_program_that_does_not_start_is_told_about_the_shell(command: str) -> None:
    with pytest.raises(ImplementationError) as caught:
        StdioConnection(command, AZURE)
    assert "No shell expands $APP. " in str(caught.value)
