"""The table of keys in docs/reference/configuration.md."""

from __future__ import annotations

import re

import pytest

from documents import read
from imagegen_conformance.pytest_plugin.configured_options import PYTEST_OPTIONS
from imagegen_conformance.runner.configuration import DEPENDENT, SUPERSEDED
from imagegen_conformance.runner.configuration_table import TABLE_OPTIONS
from imagegen_conformance.runner.configured_value import configured_value
from imagegen_conformance.runner.option import Option, file_path
from imagegen_conformance.runner.report_options import report_file

DASH = "\N{EN DASH}"
ROW = re.compile(
    rf"^\| (?P<key>`[a-z-]+`|{DASH}) \| (?P<value>[a-z ]+) \| (?P<pytest_key>`imagegen_\w+`|{DASH}) \|$", re.MULTILINE
)
REPLACEMENT = re.compile(
    r"^\| (?:`--(?P<option>[a-z-]+)`|implementation \(argument\)) \| (?P<keys>`.+`) \|$", re.MULTILINE
)
ROWS = [match.groupdict() for match in ROW.finditer(read("docs/reference/configuration.md"))]
SAMPLES = {"boolean": True, "integer": 1, "number": 1.5, "path": "x", "string": "x"}
BY_KEY = {option.name: option for option in TABLE_OPTIONS}
BY_PYTEST_KEY = {f"imagegen_{option.attribute}": option for option in PYTEST_OPTIONS}


def listed(column: str) -> list[str]:
    return [row[column].strip("`") for row in ROWS if row[column] != DASH]


def test_each_key_has_one_row():
    assert sorted(listed("key")) == sorted(BY_KEY)
    assert sorted(listed("pytest_key")) == sorted(BY_PYTEST_KEY)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['key']} {row['pytest_key']}".replace("`", ""))
def test_row_names_the_type_of_the_value_and_the_key_of_the_same_option(row):
    option = BY_KEY.get(row["key"].strip("`")) or BY_PYTEST_KEY[row["pytest_key"].strip("`")]
    if row["key"] != DASH:
        expected = "impl" if option.name == "implementation" else option.name
        assert BY_PYTEST_KEY.get(row["pytest_key"].strip("`"), option._replace(name=expected)).name == expected
    assert (row["value"] == "path") == (option.kind == "value" and option.parse is file_path)
    assert configured_value(option, sample(option, row["value"])) is not None


def test_table_of_replaced_keys_is_that_of_the_program():
    rows = REPLACEMENT.finditer(read("docs/reference/configuration.md"))
    documented = {row["option"] or "implementation": set(re.findall(r"`([a-z-]+)`", row["keys"])) for row in rows}
    names = set(BY_KEY)
    replaced = {name: {*SUPERSEDED.get(name, ()), *DEPENDENT.get(name, ())} & names for name in BY_KEY}
    assert documented == {name: keys for name, keys in replaced.items() if keys}


def sample(option: Option, value: str) -> object:
    """Return a value of the type that the table names, which the option accepts."""
    if option.choices or option.parse is report_file:
        text = "json=x" if option.parse is report_file else option.choices[0]
        return [text] if value == "list of strings" else text
    return ["x"] if value == "list of strings" else SAMPLES[value]
