"""The entry point of the pytest plugin: its options, and the start of a run if they name an implementation."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import pytest

from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.pytest_plugin.node_ids import GENERATED_PLUGIN_NAME, PLUGIN_NAME, ROOT_NODE_ID
from imagegen_conformance.pytest_plugin.options import add_options, read_options, reject_unknown_options
from imagegen_conformance.text import escape_control_characters

NO_CASES = pytest.StashKey[bool]()  # whether the arguments exclude the items of the options
CONFIGURATION = pytest.StashKey[str]()  # the path of the pyproject.toml whose table was read


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, which are those of `imagegen-conformance run` with a prefix."""
    add_options(parser)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(parser: pytest.Parser, args: list[str]) -> Generator[None]:
    """Reject unknown options of the plugin with a hint, before pytest rejects them without one."""
    yield
    # After the initial conftest files, because they may add options.
    try:
        reject_unknown_options(parser.parse_known_and_unknown_args(args)[1])
    except ConformanceError as error:
        raise pytest.UsageError(str(error)) from None


def pytest_configure(config: pytest.Config) -> None:
    """Register the hooks of a run if the options name an implementation."""
    try:
        _register_run(config)
    except ConformanceError as error:
        raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Sequence[str]) -> None:
    """Register the hooks of test classes, which the controller of xdist does not import, if there may be any."""
    if any("::test_case[" in node_id for node_id in ids):
        from imagegen_conformance.pytest_plugin.class_hooks import ClassHooks

        ClassHooks.of(node.config).pytest_xdist_node_collection_finished(ids)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Return the configuration of the run, or a notice if its cases are not run because of the arguments."""
    if NO_CASES in config.stash:
        return f"{ROOT_NODE_ID}: no case is run, because every argument is the id of another test"
    configuration = config.stash.get(CONFIGURATION, "")
    return f"{ROOT_NODE_ID}: configuration {escape_control_characters(configuration)}" if configuration else None


def _register_run(config: pytest.Config) -> None:
    options = read_options(config)
    if options is None:
        return
    if options.arguments.exclude_items:
        config.stash[NO_CASES] = True
        return
    config.stash[CONFIGURATION] = options.target.configuration
    # pytest would look in files for the items that these arguments name.
    config.args[:] = options.arguments.others
    # Imported here, because every start of pytest imports this module.
    from imagegen_conformance.pytest_plugin.run import PytestRun

    run = PytestRun(config, options)
    config.pluginmanager.register(run, PLUGIN_NAME)
    if options.generate is not None:
        from imagegen_conformance.pytest_plugin.generated_items import PytestGenerated

        generated = PytestGenerated(run, options, options.generate)
        config.pluginmanager.register(generated, GENERATED_PLUGIN_NAME)
