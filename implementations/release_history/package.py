"""The packages whose releases are compared, and the places of the tool's declaration in their wheels."""

from __future__ import annotations

from typing import NamedTuple

from packaging.version import Version

__all__ = ["PACKAGES", "Package"]


class Package(NamedTuple):
    """A package that declares the tool.

    Attributes:
        name: The name in the package index.
        oldest: The oldest release that is examined.
        modules: The modules that hold the declaration, as paths in the wheel.
        class_name: The class of the tool. Other classes of the modules declare its nested objects and enumerations.
    """

    name: str
    oldest: Version
    modules: tuple[str, ...]
    class_name: str


_PACKAGES = (
    # The parameter type, not the pydantic model of responses: it declares the payload that a caller may send.
    Package("openai", Version("1.76.0"), ("openai/types/responses/tool_param.py",), "ImageGeneration"),
    Package(
        "azure-ai-projects",
        Version("1.0.0"),
        ("azure/ai/projects/models/_models.py", "azure/ai/projects/models/_enums.py"),
        "ImageGenTool",
    ),
)
PACKAGES = {package.name: package for package in _PACKAGES}
