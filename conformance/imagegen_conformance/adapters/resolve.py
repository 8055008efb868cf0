"""From a path such as `package.module:Class` to the adapter for what it names."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.documented_class import DocumentedClass
from imagegen_conformance.adapters.function import Function
from imagegen_conformance.adapters.pydantic_model import PydanticModel
from imagegen_conformance.adapters.validator import Validator
from imagegen_conformance.errors import ImplementationError, UsageError

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
        if not hasattr(found, part):
            raise ImplementationError(f"{path!r}: {module_name} has no {attribute}", mend=_near(part, found))
        found = getattr(found, part)
    return adapt(found, path)


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
            if module_name.startswith(missing)
            else f"{module_name} was found, but needs it: install it in {sys.prefix}"
        )
        raise ImplementationError(f"{path!r}: there is no module {missing!r}", mend=mend) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        text = " ".join(str(error).split())
        raise ImplementationError(
            f"{path!r}: importing {module_name} raised {type(error).__name__}: {text}",
            mend=f"python -c 'import {module_name}' shows where",
        ) from error


def _near(name: str, found: object) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, dir(found), n=3)
    return f"did you mean {' or '.join(near)}?" if near else FORM


def adapt(implementation: Any, path: str = "") -> Adapter:
    """The adapter that fits an object; its `name` is the path, or the object's own.

    Adapters stand for themselves; classes need `model_validate` or `as_dict`; other objects `validate`, or a call.
    Raises `ImplementationError` where nothing fits.
    """
    adapter = _adapter(implementation)
    if adapter is None:
        kind = "class" if isinstance(implementation, type) else type(implementation).__name__
        raise ImplementationError(
            f"{path or implementation!r}: no adapter fits this {kind}",
            mend="a class has as_dict or model_validate; anything else is a function, has validate(), or is an Adapter",
        )
    adapter.name = adapter.name or path or _name(implementation)
    return adapter


def _adapter(implementation: Any) -> Adapter | None:
    if isinstance(implementation, Adapter):
        return implementation
    if isinstance(implementation, type):
        return _class_adapter(implementation)
    if hasattr(implementation, "validate"):
        return Validator(implementation)
    return Function(implementation) if callable(implementation) else None


def _class_adapter(implementation: type) -> Adapter | None:
    if issubclass(implementation, Adapter):
        try:
            return implementation()
        except Exception as error:
            raise ImplementationError(
                f"{implementation.__name__}() raised {type(error).__name__}: {error}",
                mend="an adapter is made without arguments",
            ) from error
    if hasattr(implementation, "model_validate") and hasattr(implementation, "model_dump"):
        return PydanticModel(implementation)
    return DocumentedClass(implementation) if hasattr(implementation, "as_dict") else None


def _name(implementation: Any) -> str:
    kind = implementation if hasattr(implementation, "__qualname__") else type(implementation)
    return f"{kind.__module__}:{kind.__qualname__}"


def version_of(path: str) -> str | None:
    """The version of the distribution that a path's module was installed by, or None where none says so."""
    from importlib import metadata

    module = sys.modules.get(path.partition(":")[0])
    file = getattr(module, "__file__", None)
    if file is None:
        return None
    for distribution in metadata.distributions():
        root = Path(str(distribution.locate_file("")))
        if not Path(file).is_relative_to(root):
            continue
        inside = Path(file).relative_to(root).as_posix()
        if any(str(member) == inside for member in distribution.files or ()):
            return distribution.version
    return None
