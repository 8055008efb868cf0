"""The adapter of an implementation in Python, given as an object or as a path such as `package.module:Class`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.object_kind import Probe, find_adapter
from imagegen_conformance.adapters.object_path import import_object
from imagegen_conformance.adapters.rejection import load_rejection_types
from imagegen_conformance.adapters.signature import EntryPointError
from imagegen_conformance.corpus.requirements import LEVELS
from imagegen_conformance.errors import ConformanceError, ImplementationError
from imagegen_conformance.text import describe_exception, preview_repr

__all__ = ["adapter_for", "distribution_version", "load_adapter"]


def load_adapter(path: str, rejections: Sequence[str] = (), *, probe: Probe | None = None) -> Adapter:
    """Return the adapter for the object that a path names. Modules in the current directory can be imported.

    Args:
        path: The path.
        rejections: The paths of the exception classes that reject a payload; without any, the adapter decides.
        probe: Returns whether a function validates; None for a call with a plain payload in this process.

    Raises:
        UsageError: A path does not have the form `package.module:Name`, or one of `rejections` is no exception class.
        ImplementationError: The object cannot be imported, or no adapter fits it.
    """
    implementation = import_object(path)
    return adapter_for(implementation, path, rejection_types=load_rejection_types(rejections), probe=probe)


def adapter_for(
    implementation: Any,
    path: str = "",
    *,
    rejection_types: tuple[type[BaseException], ...] = (),
    probe: Probe | None = None,
) -> Adapter:
    """Return the adapter that fits an object.

    An instance of `Adapter` is its own adapter. The signatures of other objects are inspected, and a function is
    called once with a plain payload, because a function that returns None or a boolean is a validator.

    Args:
        implementation: The object.
        path: The name of the adapter if it has none; without a path, the module and the name of the object.
        rejection_types: The exception classes that reject a payload; without any, the adapter decides.
        probe: Returns whether a function validates; None for a call with a plain payload in this process.

    Raises:
        ImplementationError: No adapter fits, the object cannot receive payloads, or the levels, the rejection types,
            the profile or the revision of the adapter are invalid.
    """
    name = path or _qualified_name(implementation)
    try:
        adapter = find_adapter(implementation, probe)
        adapter.name = adapter.name or name
        _check_attributes(adapter, name, rejection_types)
    except EntryPointError as error:
        raise ImplementationError(f"{name!r}: {error.problem}", hint=error.hint) from None
    except (ConformanceError, KeyboardInterrupt):
        raise
    except BaseException as error:  # the attributes of an object may raise, and so may the constructor of an adapter
        raise ImplementationError(
            f"{name!r}: inspecting it raised {describe_exception(error)}",
            hint="A subclass of Adapter is constructed without arguments. Reading an attribute must not raise.",
        ) from error
    return adapter


def _check_attributes(adapter: Adapter, name: str, rejection_types: tuple[type[BaseException], ...]) -> None:
    if rejection_types:
        adapter.rejection_types = rejection_types
    for attribute in ("name", "kind"):
        value = getattr(adapter, attribute)
        if not isinstance(value, str):
            problem = f"{name!r}: its {attribute} is not a string but of type {type(value).__name__}"
            raise ImplementationError(problem, hint="Use a string.")
    _check_levels(adapter)
    _check_rejection_types(adapter)
    _check_revision(adapter)


def _check_levels(adapter: Adapter) -> None:
    declared: list[Any] = [adapter.levels, adapter.supported_levels]
    for levels in declared:
        if not isinstance(levels, (tuple, list)) or not levels or any(level not in LEVELS for level in levels):
            raise ImplementationError(
                f"{adapter.name!r}: invalid levels {levels!r}", hint=f"Use a tuple of {', '.join(LEVELS)}."
            )


def _check_rejection_types(adapter: Adapter) -> None:
    types: Any = adapter.rejection_types
    if isinstance(types, tuple) and all(isinstance(kind, type) and issubclass(kind, BaseException) for kind in types):
        return
    raise ImplementationError(
        f"{adapter.name!r}: invalid rejection_types {preview_repr(types)}", hint="Use a tuple of exception classes."
    )


def _check_revision(adapter: Adapter) -> None:
    """Raise ImplementationError unless the adapter states both a profile and a revision, or neither."""
    stated: list[Any] = [adapter.profile, adapter.revision]
    if any(text is not None for text in stated) and not all(isinstance(text, str) and text for text in stated):
        problem = (
            f"{adapter.name!r}: its profile is {preview_repr(stated[0])}, and its revision {preview_repr(stated[1])}"
        )
        raise ImplementationError(problem, hint="Set both to strings, or neither.")


def _qualified_name(implementation: Any) -> str:
    try:
        return f"{implementation.__module__}:{implementation.__qualname__}"
    except Exception:  # noqa: BLE001 - an object may lack these attributes, and reading them may raise anything
        kind = type(implementation)
        return f"{kind.__module__}:{kind.__qualname__}"


def distribution_version(adapter: Adapter) -> str | None:
    """Return the version of the distribution that contains the implementation, or None if there is none.

    `importlib.metadata` would take longer to import than a run of one case takes.
    """
    implementation = getattr(adapter, "implementation", adapter)
    file = getattr(sys.modules.get(getattr(implementation, "__module__", "")), "__file__", None)
    for root in map(Path, sys.path if file else ()):
        if not Path(str(file)).is_relative_to(root):
            continue
        member = f"\n{Path(str(file)).relative_to(root).as_posix()},"
        for record in root.glob("*.dist-info/RECORD"):
            if member in "\n" + record.read_text(encoding="utf-8", errors="replace"):
                return _metadata_version(record.with_name("METADATA"))
    return None


def _metadata_version(file: Path) -> str | None:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("Version:")), None)
