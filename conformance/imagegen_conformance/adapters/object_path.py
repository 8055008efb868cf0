"""Import of a Python object by its path, such as `package.module:Class`."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from imagegen_conformance.errors import ImplementationError, UsageError, did_you_mean
from imagegen_conformance.text import describe_exception

__all__ = ["PATH_FORMAT", "import_object"]
PATH_FORMAT = "Use the form package.module:Name, for example imagegen_reference:ImageGenTool."


def import_object(path: str, base: type | None = None) -> Any:
    """Return the object that a path names. Modules in the current directory can be imported.

    The object may be a module in a package, as in `package:module`.

    Args:
        path: The path.
        base: If it is given, hints suggest only subclasses of this class.

    Raises:
        UsageError: The path does not have the form `package.module:Name`.
        ImplementationError: The object cannot be imported.
    """
    module_name, colon, attribute = path.partition(":")
    if not (module_name and colon and attribute):
        raise UsageError(f"{path!r} does not name an implementation", hint=_suggest_path(path))
    if module_name.endswith(".py") or module_name.startswith(".") or set("/\\") & set(path) or "::" in path:
        raise ImplementationError(f"{path!r} does not name a Python object", hint=_suggest_dotted_path(path))
    found = _import(module_name, path)
    for part in attribute.split("."):
        found = _attribute(found, part, path, base)
    return found


def _suggest_path(path: str) -> str:
    """Return the hint for a path without a module or without a name."""
    if path.endswith(".py"):
        return _suggest_dotted_path(path)
    owner, dot, name = path.rpartition(".")
    if dot and all(map(str.isidentifier, path.split("."))):
        return f"Use the form package.module:Name. Did you mean {owner}:{name}?"
    return PATH_FORMAT


def _suggest_dotted_path(path: str) -> str:
    """Return the hint to name a module, and not its file."""
    module_name, _, attribute = path.partition(":")
    file = Path(module_name.removesuffix(".py").replace("\\", "/"))
    if file.is_absolute():
        file = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else Path(file.name)
    module = ".".join(filter(None, (part.strip(".") for part in file.parts))) or "package.module"
    return f"Write the module with dots and without .py: {module}:{attribute.strip(':') or 'Name'}"


def _attribute(owner: Any, name: str, path: str, base: type | None) -> Any:
    module_name, _, attribute = path.partition(":")
    try:
        return getattr(owner, name)
    except AttributeError:
        if isinstance(owner, ModuleType) and (submodule := _submodule(owner, name, path)) is not None:
            return submodule
        problem = f"{path!r}: {module_name} has no attribute {attribute}"
        raise ImplementationError(problem, hint=did_you_mean(name, _names(owner, base), PATH_FORMAT)) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a module may compute its attributes
        problem = f"{path!r}: reading the attribute {name} raised {describe_exception(error)}"
        raise ImplementationError(problem, hint="Fix the code that raises this exception.") from error


def _names(owner: Any, base: type | None) -> list[str]:
    """Return the names of the attributes that a hint may suggest."""
    if base is None:
        return dir(owner)
    members = getattr(owner, "__dict__", {})
    return [name for name, value in members.items() if isinstance(value, type) and issubclass(value, base)]


def _submodule(package: ModuleType, name: str, path: str) -> Any:
    """Import a module of a package that the package itself has not imported; return None if there is none."""
    from importlib.util import find_spec

    module_name = f"{package.__name__}.{name}"
    try:
        exists = hasattr(package, "__path__") and find_spec(module_name) is not None
    except (ImportError, ValueError):
        exists = False
    return _import(module_name, path) if exists else None


def _import(module_name: str, path: str) -> Any:
    directory = str(Path.cwd())
    if directory not in sys.path:
        sys.path.insert(0, directory)
    try:
        return importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        missing = error.name or module_name
        if f"{module_name}.".startswith(f"{missing}."):
            hint = f"Check that it is installed in {sys.prefix}, or that it is in the current directory."
        else:
            hint = f"{module_name} was found but imports it. Install it in {sys.prefix}."
        raise ImplementationError(f"{path!r}: there is no module {missing!r}", hint=hint) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise ImplementationError(
            f"{path!r}: importing {module_name} raised {describe_exception(error)}",
            hint=f"Run python -c 'import {module_name}' to see where.",
        ) from error
