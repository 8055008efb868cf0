"""The image generation tool payload as documented: the reference implementation of the suite.

Modules:

* `tool`: the fields and constructors of the three classes;
* `mapping`: the mapping methods, equality and copies;
* `field`: reading and writing attributes;
* `normalization`: conversion of Python values that have no JSON equivalent;
* `enums`: enumerations;
* `validation`: validation of a payload by a revision, by `schema_rules` at level schema and `semantic_rules` at level
  semantic;
* `rule`: the kinds of rules about single values;
* `revision`: the profiles and their revisions, read from a data file;
* `model_limits`: the limits of named image models, read from a data file, with `size_limit` and `field_limit`;
* `data_file`: reading data files;
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
