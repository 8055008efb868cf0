"""The enumerations among the values of an image generation tool."""

from enum import Enum


class ImageGenAction(str, Enum):
    """Whether the tool makes a new image or changes an existing one."""

    GENERATE = "generate"
    """Make a new image."""
    EDIT = "edit"
    """Change an existing image."""
    AUTO = "auto"
    """Let the model decide; the default."""


class InputFidelity(str, Enum):
    """How closely the output keeps to the input image."""

    HIGH = "high"
    """Keep as much of the input image as possible."""
    LOW = "low"
    """Keep its gist only."""
