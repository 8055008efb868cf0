"""The image generation tool payload as documented: a reference implementation to measure others against.

The module to read for each question:

* `tool`: which fields there are, and how the three classes are constructed;
* `model`: how the mapping methods, equality and copying behave;
* `field`: what reading and setting an attribute does;
* `normalisation`: what construction does to values that JSON does not know;
* `enums`: the enumerations among the values;
* `validation`: how a payload is checked: by `structure` at level schema, by `semantics` beyond that;
* `limits`: what the models take, as the data say;
* `errors`: how a refusal is told, and a warning.
"""

from imagegen_reference.enums import ImageGenAction, InputFidelity
from imagegen_reference.errors import RuleError, RuleWarning, ValidationError
from imagegen_reference.model import Model
from imagegen_reference.tool import ImageGenTool, ImageGenToolInputImageMask, ToolConfig

__all__ = [
    "ImageGenAction",
    "ImageGenTool",
    "ImageGenToolInputImageMask",
    "InputFidelity",
    "Model",
    "RuleError",
    "RuleWarning",
    "ToolConfig",
    "ValidationError",
]
