"""Options of the pytest plugin: registration, checks, and their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from imagegen_conformance.errors import UsageError
from imagegen_conformance.pytest_plugin.item_arguments import ItemArguments, find_item_arguments
from imagegen_conformance.pytest_plugin.node_ids import case_id_of
from imagegen_conformance.pytest_plugin.target import Target
from imagegen_conformance.runner.option import Option, add_option, looks_like_program, quote_command, suggest_option
from imagegen_conformance.runner.options import OPTIONS, PYTEST_PREFIX, RunOptions, find_option, run_options

if TYPE_CHECKING:
    import pytest

__all__ = ["PytestOptions", "add_options", "read_options", "reject_unknown_options"]

FLAG_PREFIX = f"--{PYTEST_PREFIX}"
PYTEST_OPTIONS = tuple(option for option in OPTIONS if option.front_end != "command line")


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
    path, command = _value(config, find_option("impl")), _value(config, find_option("command"))
    if path is None and command is None:
        _check_no_option_is_given(config)
        return None
    if path is not None and command is not None:
        problem = f"{FLAG_PREFIX}impl and {FLAG_PREFIX}command name two implementations"
        raise UsageError(problem, hint="Remove one of them.")
    if path is not None and looks_like_program(path):
        hint = f"For a program, write {FLAG_PREFIX}command {quote_command(path)}"
        raise UsageError(f"{path!r} does not name an implementation", hint=hint)
    target = _target(config, path, command)
    generate, seed, seed_count = (_value(config, find_option(name)) for name in ("generate", "seed", "seed-count"))
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
    options = run_options(lambda option: _run_value(config, option))
    return PytestOptions(target, options, generate, seeds, arguments)


def _target(config: pytest.Config, path: str | None, command: str | None) -> Target:
    """Return the implementation under test; raise UsageError for an option that does not apply to it."""
    isolate, rejections = _value(config, find_option("isolate")), tuple(_value(config, find_option("rejection")))
    timeout, startup_timeout = (_value(config, find_option(name)) for name in ("timeout", "startup-timeout"))
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
    return Target(path, command, isolate, rejections, timeout, startup_timeout)


def _value(config: pytest.Config, option: Option) -> Any:
    return config.getoption(f"{FLAG_PREFIX}{option.name}")


def _run_value(config: pytest.Config, option: Option) -> Any:
    """Return the value of an option for `RunOptions`, or None if it keeps its default."""
    # A worker of xdist runs a part of the cases, so that only the controller can write the evidence of the run.
    is_worker = hasattr(config, "workerinput")
    if option not in PYTEST_OPTIONS or (option.name == "evidence" and is_worker):
        return None
    return _value(config, option)


def _check_no_option_is_given(config: pytest.Config) -> None:
    """Raise UsageError for an option or a case id that would be ignored without an implementation."""
    values = {f"{FLAG_PREFIX}{option.name}": _value(config, option) for option in PYTEST_OPTIONS}
    arguments = [name for name, value in values.items() if value is not None and value is not False and value != []]
    arguments += [argument for argument in config.args if case_id_of(argument) is not None]
    if arguments:
        hint = f"Name one with {FLAG_PREFIX}impl or {FLAG_PREFIX}command; in a test class, set its attributes instead."
        raise UsageError(f"{arguments[0]} needs an implementation", hint=hint)
