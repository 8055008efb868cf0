"""The image generation tool payload as documented: the reference implementation of the suite.

Modules:

* `tool`: the fields and constructors of the three classes;
* `mapping`: the mapping methods, equality and copies;
* `field`: reading and writing attributes;
* `normalization`: conversion of Python values that have no JSON equivalent;
* `enums`: enumerations;
* `validation`: validation of a payload, by `schema_rules` at level schema and `semantic_rules` at level semantic;
* `model_limits`: sizes and features of named image models, read from the data file;
* `errors`: validation errors and warnings.
"""

from imagegen_reference.enums import ImageGenAction, InputFidelity
from imagegen_reference.errors import RuleError, RuleWarning, ValidationError
from imagegen_reference.mapping import PayloadMapping
from imagegen_reference.tool import ImageGenTool, ImageGenToolInputImageMask, ToolConfig

__all__ = [
    "ImageGenAction",
    "ImageGenTool",
    "ImageGenToolInputImageMask",
    "InputFidelity",
    "PayloadMapping",
    "RuleError",
    "RuleWarning",
    "ToolConfig",
    "ValidationError",
]
