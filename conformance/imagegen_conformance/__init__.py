"""Conformance suite for the image generation tool payload.

What is where: `cases` and `corpus` hold what is checked; `adapters` connect an implementation in Python, `program` one
in any language; `runner` asks it; `judge` says what an observation means; `evidence` and `reports` keep and tell it.
`mutants` and `strength` measure the cases, `generated` draws more of them, and `export` packs them for other languages.
`cli`, with its `commands`, and `plugin` are the fronts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = ["Adapter", "ImageGenToolConformance", "__version__"]

if TYPE_CHECKING:
    from imagegen_conformance.adapters import Adapter
    from imagegen_conformance.testing import ImageGenToolConformance


def __getattr__(name: str) -> object:
    """Import on first use: whoever runs the command needs no pytest."""
    if name == "Adapter":
        from imagegen_conformance.adapters import Adapter

        return Adapter
    if name == "ImageGenToolConformance":
        from imagegen_conformance.testing import ImageGenToolConformance

        return ImageGenToolConformance
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
