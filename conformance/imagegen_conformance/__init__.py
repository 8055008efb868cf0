"""Conformance tests for the image generation tool payload, ``{"type": "image_generation", …}``.

The public names are `Adapter`, `UnsupportedError` and `ImageGenToolConformance`. ARCHITECTURE.md describes the modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagegen_conformance.version import __version__

__all__ = ["Adapter", "ImageGenToolConformance", "UnsupportedError", "__version__"]

if TYPE_CHECKING:
    from imagegen_conformance.adapters.base import Adapter, UnsupportedError
    from imagegen_conformance.pytest_plugin.conformance_class import ImageGenToolConformance


def __getattr__(name: str) -> object:
    """Import a public name on first use, because the command line does not need pytest."""
    if name in {"Adapter", "UnsupportedError"}:
        from imagegen_conformance.adapters import base

        return getattr(base, name)
    if name == "ImageGenToolConformance":
        from imagegen_conformance.pytest_plugin.conformance_class import ImageGenToolConformance

        return ImageGenToolConformance
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
