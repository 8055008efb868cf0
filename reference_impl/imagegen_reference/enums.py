"""Enumerations of field values."""

from enum import Enum


class ImageGenAction(str, Enum):
    """Whether the tool generates a new image or edits an existing one."""

    GENERATE = "generate"
    """Generate a new image."""
    EDIT = "edit"
    """Edit an existing image."""
    AUTO = "auto"
    """Let the model decide. This is the default."""


class InputFidelity(str, Enum):
    """How closely the output follows the input image."""

    HIGH = "high"
    """Preserve as much of the input image as possible."""
    LOW = "low"
    """Preserve the overall composition only."""
