"""Options of the pytest plugin: registration, checks, and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from imagegen_conformance.errors import UsageError
from imagegen_conformance.pytest_plugin.configured_options import (
    PYTEST_OPTIONS,
    OptionValues,
    add_keys,
    given_options,
    option_values,
)
from imagegen_conformance.pytest_plugin.item_arguments import ItemArguments, find_item_arguments
from imagegen_conformance.pytest_plugin.node_ids import case_id_of
from imagegen_conformance.pytest_plugin.target import Target
from imagegen_conformance.runner.configuration import is_set
from imagegen_conformance.runner.option import Option, add_option, looks_like_program, quote_command, suggest_option
from imagegen_conformance.runner.options import PYTEST_PREFIX, RunOptions, run_options

if TYPE_CHECKING:
    import pytest

__all__ = ["PytestOptions", "add_options", "read_options", "reject_unknown_options"]

FLAG_PREFIX = f"--{PYTEST_PREFIX}"


class PytestOptions(NamedTuple):
    """The options of a run under pytest.

    Attributes:
        target: The implementation under test.
        run: The options of the run.
        generate: The number of cases to generate of each kind, or None to generate none.
        seeds: The seeds of the generated cases.
        arguments: The arguments of pytest that name items.
    """

    target: Target
    run: RunOptions
    generate: int | None
    seeds: range
    arguments: ItemArguments


def add_options(parser: pytest.Parser) -> None:
    """Add the options of the plugin to pytest's parser."""
    group = parser.getgroup("imagegen", "image generation tool conformance")
    for option in PYTEST_OPTIONS:
        add_option(group.addoption, option, PYTEST_PREFIX)
    add_keys(parser)


def reject_unknown_options(arguments: Sequence[str]) -> None:
    """Raise UsageError for an unknown option that begins like the options of the plugin.

    Args:
        arguments: The arguments that pytest and its plugins do not know.
    """
    for argument in arguments:
        option = argument.partition("=")[0]
        if option.startswith((FLAG_PREFIX, f"--no-{PYTEST_PREFIX}")):
            names = [option.name for option in PYTEST_OPTIONS]
            hint = suggest_option(option, names, "Run pytest --help for the options.", PYTEST_PREFIX)
            raise UsageError(f"unknown option {option}", hint=hint)


def read_options(config: pytest.Config) -> PytestOptions | None:
    """Return the options of a run, or None if no implementation is named.

    Raises:
        UsageError: Two implementations are named, or an option needs another that is missing.
    """
    option_set = option_values(config)
    if option_set is None:
        _check_no_option_is_given(config)
        return None
    values = option_set.values
    path, command = values.get("impl"), values.get("command")
    if path is not None and command is not None:
        problem = f"{FLAG_PREFIX}impl and {FLAG_PREFIX}command name two implementations"
        raise UsageError(problem, hint="Remove one of them.")
    if path is not None and looks_like_program(path):
        hint = f"For a program, write {FLAG_PREFIX}command {quote_command(path)}"
        raise UsageError(f"{path!r} does not name an implementation", hint=hint)
    if values.get("no-config") and values.get("config") is not None:
        raise UsageError(f"{FLAG_PREFIX}no-config contradicts {FLAG_PREFIX}config", hint="Remove one of them.")
    target = _target(option_set)
    generate, seed, seed_count = (values.get(name) for name in ("generate", "seed", "seed-count"))
    for name, value in (("seed", seed), ("seed-count", seed_count)):
        if value is not None and generate is None:
            hint = f"Add {FLAG_PREFIX}generate N, or remove it."
            raise UsageError(f"{FLAG_PREFIX}{name} applies only to generated cases", hint=hint)
    first_seed = seed or 0
    seeds = range(first_seed, first_seed + (seed_count or 1))
    arguments = find_item_arguments(config)
    if arguments.generated and generate is None:
        hint = f"Add {FLAG_PREFIX}generate N, or remove it."
        raise UsageError(f"{arguments.generated[0]!r} names generated cases", hint=hint)
    options = run_options(lambda option: _run_value(config, values, option))
    return PytestOptions(target, options, generate, seeds, arguments)


def _target(option_set: OptionValues) -> Target:
    """Return the implementation under test; raise UsageError for an option that does not apply to it."""
    values = option_set.values
    path, command = values.get("impl"), values.get("command")
    isolate, rejections = bool(values.get("isolate")), tuple(values.get("rejection", ()))
    timeout, startup_timeout = values.get("timeout"), values.get("startup-timeout")
    if command is not None:
        for name, is_given in (("isolate", isolate), ("rejection", rejections)):
            if is_given:
                problem = f"{FLAG_PREFIX}{name} applies only to Python objects"
                raise UsageError(problem, hint=f"Remove it, or test a Python object with {FLAG_PREFIX}impl.")
    elif not isolate:
        for name, value in (("timeout", timeout), ("startup-timeout", startup_timeout)):
            if value is not None:
                problem = f"{FLAG_PREFIX}{name} applies only to other processes"
                raise UsageError(problem, hint=f"Add {FLAG_PREFIX}isolate, or remove it.")
    return Target(path, command, isolate, rejections, timeout, startup_timeout, option_set.configuration)


def _run_value(config: pytest.Config, values: Mapping[str, Any], option: Option) -> Any:
    """Return the value of an option for `RunOptions`, or None if it keeps its default."""
    # A worker of xdist runs a part of the cases, so that only the controller can write the evidence of the run.
    is_worker = hasattr(config, "workerinput")
    if option not in PYTEST_OPTIONS or (option.name == "evidence" and is_worker):
        return None
    return values.get(option.name)


def _check_no_option_is_given(config: pytest.Config) -> None:
    """Raise UsageError for an option or a case id that would be ignored without an implementation."""
    arguments = [f"{FLAG_PREFIX}{name}" for name, value in given_options(config).items() if is_set(value)]
    arguments += [argument for argument in config.args if case_id_of(argument) is not None]
    if arguments:
        hint = f"Name one with {FLAG_PREFIX}impl or {FLAG_PREFIX}command; in a test class, set its attributes instead."
        raise UsageError(f"{arguments[0]} needs an implementation", hint=hint)
