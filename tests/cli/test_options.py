"""Options that several commands have, and the connection options that result from them."""

from __future__ import annotations

import pytest

from imagegen_conformance.cli.main import parse_arguments
from imagegen_conformance.cli.options import report_settings, stdio_options
from imagegen_conformance.connections.stdio.options import StdioOptions
from imagegen_conformance.errors import UsageError
from imagegen_conformance.reports.settings import ReportSettings
from imagegen_conformance.runner.options import find_option


def test_stdio_options_without_options_are_the_defaults():
    assert stdio_options(parse_arguments(["run", "--command", "x"])) == StdioOptions()
    assert stdio_options(parse_arguments(["protocol", "check", "--command", "x"])) == StdioOptions()


def test_stdio_options_take_the_values_of_the_command_line():
    values = ["--timeout", "1.5", "--startup-timeout", "2", "--max-restarts", "0", "--max-in-flight", "4"]
    assert stdio_options(parse_arguments(["run", "--command", "x", *values])) == StdioOptions(1.5, 2.0, 0, 4)


def test_help_states_the_defaults_of_stdio_options():
    defaults = {name: find_option(name.replace("_", "-")).default for name in StdioOptions._fields}
    stated = {name: default.partition(",")[0] for name, default in defaults.items()}  # --url has another one
    assert stated == {name: f"{default:g}" for name, default in StdioOptions._field_defaults.items()}


def settings(*options: str) -> ReportSettings:
    return report_settings(parse_arguments(["run", "x:y", *options]))


def test_report_settings_without_options_are_the_defaults():
    assert settings() == ReportSettings()


def test_report_settings_take_the_values_of_the_command_line():
    assert settings("-q").verbosity == settings("--quiet").verbosity == "quiet"
    assert settings("-v").verbosity == settings("--verbose").verbosity == "verbose"
    assert settings("--max-failures", "0").max_failures == 0
    assert settings("-v", "--max-failures", "7") == ReportSettings("verbose", 7)


@pytest.mark.parametrize("option", [["-v"], ["--max-failures", "3"]])
def test_quiet_contradicts_options_that_describe_failures(option):
    name = "--verbose" if option == ["-v"] else "--max-failures"
    with pytest.raises(UsageError, match=f"--quiet omits the failures that {name} describes. Remove one of them."):
        settings("-q", *option)


@pytest.mark.parametrize("number", ["-1", "x", "1.5"])
def test_invalid_number_of_failures_is_an_error(command, number):
    command("run", "x:y", f"--max-failures={number}").assert_usage_error(
        f"argument --max-failures: {number!r} is not a non-negative integer. Give a whole number of at least 0."
    )
