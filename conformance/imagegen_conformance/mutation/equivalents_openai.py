"""Equivalent mutants of the default revision of the profile openai.

Its documentation leaves more open than that of azure: which models support gif and svg, how many frames a GIF may
have, what later models support, and whether a retired model is rejected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from imagegen_conformance.corpus.requirements import Level, Strength
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.equivalent import STRICT, Equivalent
from imagegen_conformance.mutation.equivalent_adapters import parsing, pass_through
from imagegen_conformance.mutation.equivalent_validators import reject_blank_strings
from imagegen_conformance.mutation.fields import STANDARD_SIZES
from imagegen_conformance.mutation.generated.schema_node import SchemaNode, schema_nodes
from imagegen_conformance.mutation.mutant import AdapterFactory, Payload, mutate_errors
from imagegen_conformance.mutation.transforms.errors import keeping_errors
from imagegen_reference.model_limits import limits_in
from imagegen_reference.revision import find_revision
from imagegen_reference.validation import validate_payload

__all__ = ["OPENAI_EQUIVALENTS"]
PROFILE: Final = "openai"
REVISION: Final = find_revision(PROFILE)
NODES: Final = schema_nodes(REVISION)
RETIRED: Final = limits_in(REVISION).retired
FORMAT_MODELS: Final = (
    "gpt-image-2.6-sunburst",
    "gpt-image-2.6-flare",
)  # the cases assume that these support gif and svg
QUALITY_MODELS: Final = ("gpt-image-2.5-",)  # the beginning of the names of models that are stated to support max
TRANSPARENCY_MODELS: Final = ("gpt-image-2.5-", "gpt-image-1.5", "gpt-image-1-mini")
FIDELITY_MODELS: Final = ("gpt-image-1.5", "gpt-image-1-mini")
MAX_FRAMES: Final = 16
MIN_DURATION, MAX_DURATION = 10, 5000  # milliseconds
SIZE_MODELS: Final = ("gpt-image-2", "gpt-image-2-2026-04-21")  # and those of QUALITY_MODELS
Rejection = Callable[[Payload], None]


def _require(condition: object, problem: str) -> None:
    if not condition:
        raise ValueError(problem)


def _model(payload: Payload) -> str:
    return str(payload.get("model", ""))


# Functions that reject a payload where a correct implementation may, and the reference does not


def reject_unknown_members(payload: Payload) -> None:
    """Reject unknown keys of the payload, and of the objects in it."""
    _reject_unknown(payload, [node for node in NODES if len(node.path) == 1])


def _reject_unknown(value: Payload, members: list[SchemaNode]) -> None:
    known = {node.path[-1]: node for node in members}
    _require(value.keys() <= known.keys(), "a key is unknown")
    for name, item in value.items():
        if known[name].members and isinstance(item, dict):
            _reject_unknown(item, list(known[name].members))


def reject_nulls(payload: Payload) -> None:
    """Reject nulls, except of `input_fidelity` and of `reasoning` in `svg`."""
    nullable = {node.path[-1] for node in NODES if node.is_nullable}
    _require(not _has_null(payload, nullable), "a value is null")


def _has_null(value: Json, nullable: set[str]) -> bool:
    if not isinstance(value, dict):
        return False
    return any((item is None and name not in nullable) or _has_null(item, nullable) for name, item in value.items())


def reject_retired_models(payload: Payload) -> None:
    """Reject retired models."""
    _require(_model(payload) not in RETIRED, "the model was shut down")


def reject_formats_of_other_models(payload: Payload) -> None:
    """Reject the formats gif and svg unless the model supports them according to the cases."""
    is_new = payload.get("output_format") in {"gif", "svg"}
    _require(not is_new or _model(payload) in FORMAT_MODELS, "the model may not support the format")


def reject_frames_beyond_limits(payload: Payload) -> None:
    """Reject many frames, and frames that are very short or long."""
    count, duration = payload.get("frame_count", 1), payload.get("frame_duration_ms", MIN_DURATION)
    _require(1 <= count <= MAX_FRAMES, "there are too many or no frames")
    _require(MIN_DURATION <= duration <= MAX_DURATION, "the duration of a frame is beyond the limits")


def reject_qualities_of_other_models(payload: Payload) -> None:
    """Reject the qualities xhigh and max unless the model is stated to support them."""
    is_new = payload.get("quality") in {"xhigh", "max"}
    _require(not is_new or _model(payload).startswith(QUALITY_MODELS), "the model may not support the quality")


def reject_undocumented_support(payload: Payload) -> None:
    """Reject a background, a fidelity or a size that the documentation permits for other models only."""
    model, size = _model(payload), payload.get("size")
    if payload.get("background") == "transparent":
        _require(model.startswith(TRANSPARENCY_MODELS), "the model may not support transparency")
    if payload.get("input_fidelity") is not None:
        _require(model in FIDELITY_MODELS, "the model may not support input_fidelity")
    is_standard = size in STANDARD_SIZES or (size == "auto" and not model)
    if size is not None and not is_standard:
        has_sizes = model in SIZE_MODELS or model.startswith(QUALITY_MODELS)
        _require(has_sizes, "the model may not support the size")


def reject_decimal_points(payload: Payload) -> None:
    """Reject integers with a decimal point."""
    _require(not any(isinstance(value, float) for value in payload.values()), "an integer has a decimal point")


UNDECIDED: Final[tuple[Rejection, ...]] = (
    reject_unknown_members,
    reject_nulls,
    reject_retired_models,
    reject_formats_of_other_models,
    reject_frames_beyond_limits,
    reject_qualities_of_other_models,
    reject_undocumented_support,
    reject_decimal_points,
    reject_blank_strings,
)


def _parsing(*rejections: Rejection, is_strict: bool = True) -> Callable[[Json], Json]:
    """Return a function that rejects what the rejections reject, and illegal payloads if `is_strict` is true."""

    def parse(payload: Json) -> Json:
        if is_strict:
            validate_payload(payload, profile=PROFILE)
        pass_through(payload)
        for reject in rejections:
            reject(payload)
        return payload

    return parse


def _equivalent(
    name: str, difference: str, levels: tuple[Level, ...], make: AdapterFactory, strength: Strength = "should"
) -> Equivalent:
    return Equivalent(f"{PROFILE}-{name}", difference, levels, make, strength, PROFILE)


OPENAI_EQUIVALENTS: Final[tuple[Equivalent, ...]] = (
    _equivalent(
        "reference", "does not differ from the reference", STRICT, mutate_errors(keeping_errors, revision=REVISION)
    ),
    _equivalent("strict", "rejects illegal payloads when it parses them", STRICT, parsing(_parsing(), *STRICT)),
    _equivalent(
        "known-only",
        "rejects unknown keys at any depth",
        STRICT,
        parsing(_parsing(reject_unknown_members), *STRICT),
    ),
    _equivalent(
        "no-nulls",
        "rejects nulls, except of input_fidelity and of reasoning",
        STRICT,
        parsing(_parsing(reject_nulls), *STRICT),
    ),
    _equivalent(
        "retired-rejected",
        "rejects retired models",
        STRICT,
        parsing(_parsing(reject_retired_models), *STRICT),
    ),
    _equivalent(
        "formats-by-model",
        "rejects gif and svg for every model except gpt-image-2.6",
        STRICT,
        parsing(_parsing(reject_formats_of_other_models), *STRICT),
    ),
    _equivalent(
        "frames-limited",
        "rejects more than 16 frames, and frames that are very short or long",
        STRICT,
        parsing(_parsing(reject_frames_beyond_limits), *STRICT),
    ),
    _equivalent(
        "undecided-rejected",
        "rejects everything about which the documentation decides nothing",
        STRICT,
        parsing(_parsing(*UNDECIDED), *STRICT),
        "must",
    ),
)
