"""Import of an implementation in Python by its path, such as `package.module:Class`, and the choice of its adapter."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClassAdapter
from imagegen_conformance.adapters.function import FunctionAdapter
from imagegen_conformance.adapters.pydantic_model import PydanticModelAdapter
from imagegen_conformance.adapters.validator import ValidatorAdapter
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.errors import ConformanceError, ImplementationError, UsageError, did_you_mean
from imagegen_conformance.text import describe_exception

__all__ = ["adapter_for", "distribution_version", "load_adapter"]
PATH_FORMAT = "Use the form package.module:Name, for example imagegen_reference:ImageGenTool."


def load_adapter(path: str) -> Adapter:
    """Return the adapter for the object that a path names. Modules in the current directory can be imported.

    Raises:
        UsageError: The path does not have the form `package.module:Name`.
        ImplementationError: The object cannot be imported, or no adapter fits it.
    """
    module_name, colon, attribute = path.partition(":")
    if not (module_name and colon and attribute):
        hint = _suggest_dotted_path(path) if path.endswith(".py") else PATH_FORMAT
        raise UsageError(f"{path!r} does not name an implementation", hint=hint)
    if module_name.endswith(".py") or module_name.startswith(".") or set("/\\") & set(path) or "::" in path:
        raise ImplementationError(f"{path!r} does not name a Python object", hint=_suggest_dotted_path(path))
    implementation = _import(module_name, path)
    for part in attribute.split("."):
        implementation = _attribute(implementation, part, path)
    return adapter_for(implementation, path)


def _suggest_dotted_path(path: str) -> str:
    """Return the hint to name a module, and not its file."""
    module_name, _, attribute = path.partition(":")
    file = Path(module_name.removesuffix(".py").replace("\\", "/"))
    if file.is_absolute():
        file = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else Path(file.name)
    module = ".".join(filter(None, (part.strip(".") for part in file.parts))) or "package.module"
    return f"Write the module with dots and without .py: {module}:{attribute.strip(':') or 'Name'}"


def _attribute(owner: Any, name: str, path: str) -> Any:
    module_name, _, attribute = path.partition(":")
    try:
        return getattr(owner, name)
    except AttributeError:
        problem = f"{path!r}: {module_name} has no attribute {attribute}"
        raise ImplementationError(problem, hint=did_you_mean(name, dir(owner), PATH_FORMAT)) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a module may compute its attributes
        problem = f"{path!r}: reading the attribute {name} raised {describe_exception(error)}"
        raise ImplementationError(problem, hint="Fix the code that raises this exception.") from error


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


def adapter_for(implementation: Any, path: str = "") -> Adapter:
    """Return the adapter that fits an object.

    An instance of `Adapter` is its own adapter. A class needs `as_dict`, or `model_validate` and `model_dump`, or is a
    subclass of `Adapter`. Any other object needs `validate`, or is callable.

    Args:
        implementation: The object.
        path: The name of the adapter if it has none; without a path, the module and the name of the object.

    Raises:
        ImplementationError: No adapter fits, or the levels of the adapter are invalid.
    """
    try:
        adapter = _find_adapter(implementation)
    except (ConformanceError, KeyboardInterrupt):
        raise
    except BaseException as error:  # the attributes of an object may raise, and so may the constructor of an adapter
        raise ImplementationError(
            f"{path or _qualified_name(implementation)!r}: inspecting it raised {describe_exception(error)}",
            hint="A subclass of Adapter is constructed without arguments. Reading an attribute must not raise.",
        ) from error
    if adapter is None:
        kind = "class" if isinstance(implementation, type) else type(implementation).__name__
        raise ImplementationError(
            f"{path or _qualified_name(implementation)!r}: no adapter fits this {kind}",
            hint="A class needs as_dict or model_validate; any other object needs validate, or is a function. "
            "For anything else, write a subclass of Adapter.",
        )
    adapter.name = adapter.name or path or _qualified_name(implementation)
    _check_levels(adapter)
    return adapter


def _check_levels(adapter: Adapter) -> None:
    declared: list[Any] = [adapter.levels, adapter.supported_levels]
    for levels in declared:
        if not isinstance(levels, (tuple, list)) or not levels or any(level not in LEVELS for level in levels):
            raise ImplementationError(
                f"{adapter.name!r}: invalid levels {levels!r}", hint=f"Use a tuple of {', '.join(LEVELS)}."
            )


def _find_adapter(implementation: Any) -> Adapter | None:
    if isinstance(implementation, Adapter):
        return implementation
    if isinstance(implementation, type):
        return _find_class_adapter(implementation)
    kind = type(implementation)
    if _find_class_adapter(kind) is not None:
        raise ImplementationError(
            f"{_qualified_name(implementation)!r}: this is an instance of {kind.__name__}",
            hint="Name the class instead.",
        )
    if hasattr(implementation, "validate"):
        return ValidatorAdapter(implementation)
    return FunctionAdapter(implementation) if callable(implementation) else None


def _find_class_adapter(implementation: type) -> Adapter | None:
    if issubclass(implementation, Adapter):
        return implementation()
    if hasattr(implementation, "model_validate") and hasattr(implementation, "model_dump"):
        return PydanticModelAdapter(implementation)
    return DocumentedClassAdapter(implementation) if hasattr(implementation, "as_dict") else None


def _qualified_name(implementation: Any) -> str:
    kind = implementation if hasattr(implementation, "__qualname__") else type(implementation)
    return f"{kind.__module__}:{kind.__qualname__}"


def distribution_version(adapter: Adapter) -> str | None:
    """Return the version of the distribution that contains the implementation, or None if there is none."""
    from importlib import metadata

    implementation = getattr(adapter, "implementation", adapter)
    file = getattr(sys.modules.get(getattr(implementation, "__module__", "")), "__file__", None)
    for distribution in metadata.distributions() if file else ():
        root = Path(str(distribution.locate_file("")))
        if not Path(str(file)).is_relative_to(root):
            continue
        inside = Path(str(file)).relative_to(root).as_posix()
        if any(str(member) == inside for member in distribution.files or ()):
            return distribution.version
    return None
