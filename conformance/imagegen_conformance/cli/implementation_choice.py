"""The implementation that the arguments of `run` choose, and the options that apply to its kind."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.errors import UsageError
from imagegen_conformance.runner.configuration import is_set
from imagegen_conformance.runner.option import looks_like_program, quote_command, repeat_option
from imagegen_conformance.runner.options import find_option
from imagegen_conformance.runner.program_options import PROGRAM_OPTIONS
from imagegen_conformance.runner.service_options import REQUEST_OPTIONS

__all__ = ["check_implementation", "check_service"]

PYTHON_OPTIONS = ("in-process", "rejection")
# Of programs, but not of servers.
PROCESS_OPTIONS = ("max-restarts",)
PARALLEL_OPTIONS = ("jobs", "max-in-flight")


def check_implementation(parsed: argparse.Namespace) -> None:
    """Raise UsageError unless there is exactly one implementation, and all options apply to it."""
    path = parsed.implementation
    choices = ((path, path), ("--command", parsed.command), ("--url", parsed.url))
    names = [name for name, value in choices if value is not None]
    if len(names) > 1:
        raise UsageError(f"{names[0]} and {names[1]} name two implementations", hint="Remove one of them.")
    if not names:
        hint = "Name a Python object, such as package.module:Name, a program with --command, or a server with --url."
        if parsed.relay:
            hint = "Name a gateway with --url, or a client program with --command."
        raise UsageError("no implementation is given", hint=hint)
    if parsed.implementation is not None:
        _check_path(parsed.implementation, parsed.level)
        if parsed.relay:
            hint = "Remove it, or name a gateway with --url or a client program with --command."
            raise UsageError("--relay does not apply to Python objects", hint=hint)
    check_service(parsed)
    if parsed.implementation is None:
        _reject_options(parsed, PYTHON_OPTIONS, "applies only to Python objects", "Remove it, or test a Python object.")
    for option in PROGRAM_OPTIONS:
        if parsed.in_process and getattr(parsed, option.attribute) is not None:
            problem = f"--{option.name} applies to processes, but --in-process starts none"
            raise UsageError(problem, hint="Remove one of them.")


def check_service(parsed: argparse.Namespace) -> None:
    """Raise UsageError for options that do not apply to the server, the gateway or the client."""
    if parsed.url is not None:
        problem = "does not apply to servers and gateways"
        _reject_options(parsed, PROCESS_OPTIONS, problem, "Remove it.")
        _reject_options(parsed, PARALLEL_OPTIONS, problem, "Remove it; --concurrency sends requests in parallel.")
    elif parsed.relay:
        problem, hint = "does not apply to client programs", "Remove it; --jobs starts several processes."
        _reject_options(parsed, ("concurrency",), problem, hint)
        _reject_options(parsed, REQUEST_OPTIONS, problem, "Remove it, or name a gateway with --url.")
    else:
        hint = "Remove it, or name a server with --url."
        _reject_options(parsed, REQUEST_OPTIONS, "applies only to servers and gateways", hint)
    if not parsed.relay:
        hint = "Remove it, or add --relay."
        _reject_options(parsed, ("upstream-port",), "applies only to --relay", hint)
    if getattr(parsed, "smoke", False) and parsed.no_smoke:
        raise UsageError("--smoke and --no-smoke contradict each other", hint="Remove one of them.")


def _reject_options(parsed: argparse.Namespace, names: Iterable[str], problem: str, hint: str) -> None:
    for name in names:
        if is_set(getattr(parsed, find_option(name).attribute, None)):
            raise UsageError(f"--{name} {problem}", hint=hint)


def _check_path(implementation: str, levels: list[str]) -> None:
    """Raise UsageError for a level, a program or a URL in the place of the path of a Python object."""
    if implementation in LEVELS and levels:
        hint = repeat_option("--level", [*levels, implementation])
    elif implementation.startswith(("http://", "https://")):
        from imagegen_conformance.connections.http_service.endpoint import Endpoint

        Endpoint.parse(implementation)  # a URL that contains a secret must not appear in the message
        hint = f"For a server, write --url {implementation}"
    elif looks_like_program(implementation):
        hint = f"For a program, write --command {quote_command(implementation)}"
    else:
        return
    raise UsageError(f"{implementation!r} does not name an implementation", hint=hint)
