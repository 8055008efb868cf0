"""Equivalent mutants that decide differently from the released class where the specification leaves a choice."""

from __future__ import annotations

import json
from typing import Final

from imagegen_conformance.mutation import equivalent_adapters as adapters
from imagegen_conformance.mutation import equivalent_tools as tools
from imagegen_conformance.mutation import equivalent_validators as validators
from imagegen_conformance.mutation.equivalent import CLASS, STRICT, WIRE, Equivalent
from imagegen_conformance.mutation.mutant import with_text_parser

__all__ = ["CHOICES"]

CHOICES: Final[tuple[Equivalent, ...]] = (
    Equivalent(
        "null-items-rejected",
        "rejects null as an item",
        CLASS,
        tools.documented_class(tools.NullRejectingTool),
        "must",
    ),
    Equivalent(
        "null-items-dropped",
        "drops items that are null",
        CLASS,
        tools.documented_class(tools.NullDroppingTool),
        "must",
    ),
    Equivalent(
        "mask-object",
        "stores a mask and tool configurations as objects that are no mappings",
        CLASS,
        tools.documented_class(tools.ObjectMaskTool),
        "must",
    ),
    Equivalent(
        "plain-enum",
        "stores type, action and input_fidelity as members of an enumeration that are no strings",
        CLASS,
        tools.documented_class(tools.EnumTool),
        "must",
    ),
    Equivalent(
        "eager",
        "validates all items at every change",
        CLASS,
        tools.documented_class(tools.EagerTool),
        "must",
    ),
    Equivalent(
        "type-keyword-reserved",
        "has no keyword argument type in the constructor",
        CLASS,
        tools.documented_class(tools.ReservedTypeTool),
        "must",
    ),
    Equivalent(
        "mapping-only",
        "requires a mapping with the right type in the constructor",
        CLASS,
        tools.documented_class(tools.MappingOnlyTool),
        "must",
    ),
    Equivalent(
        "pairs-accepted",
        "accepts pairs instead of a mapping in the constructor",
        CLASS,
        tools.documented_class(tools.PairsTool),
        "must",
    ),
    Equivalent(
        "type-protected",
        "rejects the removal of type, except by clear",
        CLASS,
        tools.documented_class(tools.ProtectedTypeTool),
        "must",
    ),
    Equivalent(
        "type-added",
        "adds a missing type in as_dict",
        CLASS,
        tools.documented_class(tools.TypedOutputTool),
        "must",
    ),
    Equivalent(
        "update-first-value",
        "stores the first of several values that update receives for a key",
        CLASS,
        tools.documented_class(tools.FirstValueTool),
        "must",
    ),
    Equivalent(
        "blanks-rejected",
        "rejects strings that are empty or have surrounding spaces",
        STRICT,
        adapters.parsing(adapters.legal_and(validators.reject_blank_strings), *STRICT),
        "must",
    ),
    Equivalent(
        "size-auto-rejected",
        "rejects the size auto for every model",
        STRICT,
        adapters.parsing(adapters.legal_and(validators.reject_size_auto), *STRICT),
        "must",
    ),
    Equivalent(
        "printable-ascii-only",
        "rejects strings with characters other than printable ASCII",
        STRICT,
        adapters.parsing(adapters.legal_and(validators.reject_beyond_printable_ascii), *STRICT),
        "must",
    ),
    Equivalent(
        "empty-tool-configs-only",
        "rejects every member of a tool configuration",
        STRICT,
        adapters.parsing(adapters.legal_and(validators.reject_tool_config_members), *STRICT),
        "must",
    ),
    Equivalent(
        "transparency-needs-model",
        "rejects a transparent background if the model is omitted",
        STRICT,
        adapters.parsing(adapters.legal_and(validators.reject_transparency_without_model), *STRICT),
        "must",
    ),
    Equivalent(
        "larger-minimum",
        "rejects the smallest sizes of gpt-image-2",
        STRICT,
        adapters.parsing(adapters.legal_and(validators.reject_small_sizes), *STRICT),
        "must",
    ),
    Equivalent(
        "infinities-read",
        "reads numbers beyond the range of doubles, NaN and infinities with the parser of Python",
        WIRE,
        with_text_parser(json.loads),
        "must",
    ),
    Equivalent(
        "copy-typed",
        "copies a tool by its constructor, which adds a missing type",
        CLASS,
        tools.documented_class(tools.TypedCopyTool),
        "must",
    ),
)
