"""From a path such as `package.module:Class` to the adapter for what it names."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClass
from imagegen_conformance.adapters.exceptions import describe
from imagegen_conformance.adapters.function import Function
from imagegen_conformance.adapters.pydantic_model import PydanticModel
from imagegen_conformance.adapters.validator import Validator
from imagegen_conformance.cases import LEVELS
from imagegen_conformance.errors import ConformanceError, ImplementationError, UsageError, nearest

__all__ = ["adapt", "resolve", "version_of"]

FORM = "the form is package.module:Name, for example imagegen_reference:ImageGenTool"


def resolve(path: str) -> Adapter:
    """The adapter for what a path names; the current folder can be imported from.

    Raises `UsageError` for what is no path, and `ImplementationError` for what cannot be imported or found.
    """
    module_name, colon, attribute = path.partition(":")
    if not (module_name and colon and attribute):
        raise UsageError(f"{path!r} names no implementation", mend=FORM)
    found = _import(module_name, path)
    for part in attribute.split("."):
        found = _attribute(found, part, f"{path!r}: {module_name} has no {attribute}")
    return adapt(found, path)


def _attribute(found: Any, part: str, problem: str) -> Any:
    try:
        return getattr(found, part)
    except AttributeError:
        raise ImplementationError(problem, mend=nearest(part, dir(found), FORM)) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a module may compute what it exports
        raise ImplementationError(f"{problem}: {describe(error)}", mend="mend what raises that") from error


def _import(module_name: str, path: str) -> Any:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        return importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        missing = error.name or module_name
        mend = (
            f"is {missing!r} installed in {sys.prefix}, or in the current folder?"
            if f"{module_name}.".startswith(f"{missing}.")
            else f"{module_name} was found, but needs it: install it in {sys.prefix}"
        )
        raise ImplementationError(f"{path!r}: there is no module {missing!r}", mend=mend) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise ImplementationError(
            f"{path!r}: importing {module_name} raised {describe(error)}",
            mend=f"python -c 'import {module_name}' shows where",
        ) from error


def adapt(implementation: Any, path: str = "") -> Adapter:
    """The adapter that fits an object; its `name` is the path, or the object's own.

    Adapters stand for themselves; classes need `model_validate` or `as_dict`; other objects `validate`, or a call.
    Raises `ImplementationError` where nothing fits.
    """
    try:
        adapter = _adapter(implementation)
    except (ConformanceError, KeyboardInterrupt):
        raise
    except BaseException as error:  # an attribute that raises, a subclass of Adapter that cannot be made
        raise ImplementationError(
            f"{path or _name(implementation)!r}: looking at it raised {describe(error)}",
            mend="an adapter is made without arguments; anything else lets itself be looked at",
        ) from error
    if adapter is None:
        kind = "class" if isinstance(implementation, type) else type(implementation).__name__
        raise ImplementationError(
            f"{path or _name(implementation)!r}: no adapter fits this {kind}",
            mend="a class has as_dict or model_validate; anything else is a function, has validate(), or is an Adapter",
        )
    adapter.name = adapter.name or path or _name(implementation)
    _check_levels(adapter)
    return adapter


def _check_levels(adapter: Adapter) -> None:
    told: list[Any] = [adapter.levels, adapter.able]
    for levels in told:
        if not isinstance(levels, (tuple, list)) or not levels or any(level not in LEVELS for level in levels):
            raise ImplementationError(
                f"{adapter.name!r}: its levels are {levels!r}", mend=f"they are a tuple of {', '.join(LEVELS)}"
            )


def _adapter(implementation: Any) -> Adapter | None:
    if isinstance(implementation, Adapter):
        return implementation
    if isinstance(implementation, type):
        return _class_adapter(implementation)
    kind = type(implementation)
    if _class_adapter(kind) is not None:
        raise ImplementationError(
            f"{_name(implementation)!r}: this is an instance of {kind.__name__}", mend="name the class"
        )
    if hasattr(implementation, "validate"):
        return Validator(implementation)
    return Function(implementation) if callable(implementation) else None


def _class_adapter(implementation: type) -> Adapter | None:
    if issubclass(implementation, Adapter):
        return implementation()
    if hasattr(implementation, "model_validate") and hasattr(implementation, "model_dump"):
        return PydanticModel(implementation)
    return DocumentedClass(implementation) if hasattr(implementation, "as_dict") else None


def _name(implementation: Any) -> str:
    kind = implementation if hasattr(implementation, "__qualname__") else type(implementation)
    return f"{kind.__module__}:{kind.__qualname__}"


def version_of(adapter: Adapter) -> str | None:
    """The version of the distribution that an implementation was installed by, or None where none says so."""
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
