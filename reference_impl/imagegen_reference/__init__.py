"""The image generation tool payload as documented: a reference implementation to measure others against.

The module to read for each question:

* `tool`: which fields there are, and how the three classes are constructed;
* `model`: how the mapping methods, equality and copying behave;
* `field`: what reading and setting an attribute does;
* `normalisation`: what construction does to values that JSON does not know;
* `enums`: the enumerations among the values;
* `validation`: which payloads are refused, and by which rule;
* `errors`: how a refusal is told.
"""

from imagegen_reference.enums import ImageGenAction, InputFidelity
from imagegen_reference.errors import RuleError, ValidationError
from imagegen_reference.model import Model
from imagegen_reference.tool import ImageGenTool, ImageGenToolInputImageMask, ToolConfig

__all__ = [
    "ImageGenAction",
    "ImageGenTool",
    "ImageGenToolInputImageMask",
    "InputFidelity",
    "Model",
    "RuleError",
    "ToolConfig",
    "ValidationError",
]
