"""Options that several commands have, and the connection options that result from them."""

from __future__ import annotations

from imagegen_conformance.cli.main import parse_arguments
from imagegen_conformance.cli.options import stdio_options
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.runner.options import find_option


def test_stdio_options_without_options_are_the_defaults():
    assert stdio_options(parse_arguments(["run", "--command", "x"])) == StdioOptions()
    assert stdio_options(parse_arguments(["protocol", "check", "--command", "x"])) == StdioOptions()


def test_stdio_options_take_the_values_of_the_command_line():
    values = ["--timeout", "1.5", "--startup-timeout", "2", "--max-restarts", "0", "--max-in-flight", "4"]
    assert stdio_options(parse_arguments(["run", "--command", "x", *values])) == StdioOptions(1.5, 2.0, 0, 4)


def test_help_states_the_defaults_of_stdio_options():
    stated = {name: find_option(name.replace("_", "-")).default for name in StdioOptions._fields}
    assert stated == {name: f"{default:g}" for name, default in StdioOptions._field_defaults.items()}
