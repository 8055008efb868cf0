"""Conformance tests for the image generation tool payload, ``{"type": "image_generation", …}``.

The public names are those of `__all__`. ARCHITECTURE.md describes the modules.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from imagegen_conformance.version import __version__

__all__ = [
    "Adapter",
    "CaseResult",
    "ImageGenToolConformance",
    "NotApplicableError",
    "SuiteOptions",
    "SuiteResult",
    "UnsupportedError",
    "__version__",
    "run_suite",
]

if TYPE_CHECKING:
    from imagegen_conformance.adapters.base import Adapter, NotApplicableError, UnsupportedError
    from imagegen_conformance.library.options import SuiteOptions
    from imagegen_conformance.library.results import CaseResult, SuiteResult
    from imagegen_conformance.library.suite import run_suite
    from imagegen_conformance.pytest_plugin.conformance_class import ImageGenToolConformance

# From each public name to its module, which is imported on first use: the command line does not need pytest.
_MODULES = {
    "Adapter": "adapters.base",
    "CaseResult": "library.results",
    "ImageGenToolConformance": "pytest_plugin.conformance_class",
    "NotApplicableError": "adapters.base",
    "SuiteOptions": "library.options",
    "SuiteResult": "library.results",
    "UnsupportedError": "adapters.base",
    "run_suite": "library.suite",
}


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
