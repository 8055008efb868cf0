"""The options of the plugin with the values of pytest's configuration file and of `pyproject.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from imagegen_conformance.runner.configuration import (
    NEEDS,
    Configuration,
    Keys,
    given_values,
    is_set,
    merge_options,
    path_in_messages,
)
from imagegen_conformance.runner.configuration_options import CONFIGURATION_OPTIONS
from imagegen_conformance.runner.options import OPTIONS, PYTEST_PREFIX

if TYPE_CHECKING:
    import pytest

__all__ = ["INI_PREFIX", "PYTEST_OPTIONS", "OptionValues", "add_keys", "given_options", "option_values"]

INI_PREFIX = "imagegen_"
PYTEST_OPTIONS = (*(option for option in OPTIONS if option.front_end != "command line"), *CONFIGURATION_OPTIONS)
KEYS = Keys(
    {INI_PREFIX + option.attribute: option for option in PYTEST_OPTIONS},
    prefix=INI_PREFIX,
    elsewhere={
        option.name: f"Set {option.name} in the table tool.imagegen-conformance of pyproject.toml."
        for option in OPTIONS
        if option.front_end == "command line"
    },
)
# An implementation in the table is that of `imagegen-conformance run`: it must not add its cases to every session.
TABLE_NAMES = {option.name for option in PYTEST_OPTIONS} - {"command"}
PLUGIN_NEEDS = {
    **NEEDS,
    "timeout": ("isolate", "command"),
    "startup-timeout": ("isolate", "command"),
}


class OptionValues(NamedTuple):
    """The values of the options of the plugin.

    Attributes:
        values: The values, by the names of the options; others are not set.
        configuration: The path of the `pyproject.toml` whose table was read; empty if none was read.
    """

    values: Mapping[str, Any]
    configuration: str


def add_keys(parser: pytest.Parser) -> None:
    """Add a key to pytest's configuration file for each option."""
    for key, option in KEYS.options.items():
        kind = "bool" if option.kind in {"flag", "switch"} else "linelist" if option.kind == "repeatable" else "string"
        parser.addini(key, f"default of --{PYTEST_PREFIX}{option.name}", kind, default=None)  # type: ignore[arg-type]


def given_options(config: pytest.Config) -> dict[str, Any]:
    """Return the values of the options of the command line that are given, by their names."""
    return given_values(PYTEST_OPTIONS, lambda option: config.getoption(f"--{PYTEST_PREFIX}{option.name}"))


def option_values(config: pytest.Config) -> OptionValues | None:
    """Return the values of the options, or None if neither an option nor pytest's configuration has an implementation.

    Raises:
        UsageError: A key of a configuration is unknown, its value is invalid, or it contradicts another option.
    """
    given, ini = given_options(config), _ini_configuration(config)
    values = merge_options(given, [ini], PLUGIN_NEEDS, PYTEST_PREFIX)
    if not is_set(values.get("impl")) and not is_set(values.get("command")):
        return None
    table = _table(config, values)
    if table is None:
        return OptionValues(values, "")
    values = merge_options(given, [ini, table.only(TABLE_NAMES)], PLUGIN_NEEDS, PYTEST_PREFIX)
    return OptionValues(values, str(table.file))


def _table(config: pytest.Config, values: Mapping[str, Any]) -> Configuration | None:
    if is_set(values.get("no-config")):
        return None
    # Imported here, because every start of pytest imports this module.
    from imagegen_conformance.runner.configuration_table import read_table

    return read_table(config.invocation_params.dir, values.get("config"))


def _ini_configuration(config: pytest.Config) -> Configuration:
    """Return the options that pytest's configuration file sets."""
    entries = {key: value for key, value in _ini_entries(config).items() if _belongs_to_plugin(config, key)}
    directory = config.invocation_params.dir
    file = None if config.inipath is None else path_in_messages(config.inipath, directory)
    return Configuration.parse(entries, KEYS, file, from_text=True)


def _ini_entries(config: pytest.Config) -> dict[str, object]:
    """Return the keys and values of pytest's configuration file, with those of the option --override-ini.

    `Config.getini` would return the values, but cannot list unknown keys, and reports an invalid value without a hint.
    """
    entries: Mapping[str, Any] | None = getattr(config, "_inicfg", None)
    if entries is None:  # pytest before 9
        overrides = (text.partition("=") for text in config.getoption("override_ini") or ())
        entries = {**config.inicfg, **{key: value for key, _, value in overrides}}
    return {key: getattr(entry, "value", entry) for key, entry in entries.items()}


def _belongs_to_plugin(config: pytest.Config, key: str) -> bool:
    """Return whether a key is one of the plugin, or begins like one and is not a key of another plugin."""
    if key in KEYS.options:
        return True
    if not key.lower().replace("-", "_").startswith(INI_PREFIX):
        return False
    try:
        config.getini(key)
    except ValueError:
        return True
    return False
