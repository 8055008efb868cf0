"""Which payloads every implementation must accept, according to the reference."""

from __future__ import annotations

from collections.abc import Iterable

from imagegen_conformance.corpus.model_limits import Limit, ModelLimits
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.jsonlib.values import Json

__all__ = ["FORMATS_OF_SOME_MODELS", "Acceptance", "undecided_rules"]
TOOL = {"type": "image_generation"}
RETIRED_RULE = "model.retired"
# No document names the models that support these formats.
FORMATS_OF_SOME_MODELS = ("gif", "svg")


def undecided_rules(limits: Iterable[Limit]) -> frozenset[str]:
    """Return the rules of warnings about payloads that implementations may reject: retired models and previews."""
    return frozenset({RETIRED_RULE, *(limit.rule for limit in limits if limit.data.get("support") == "preview")})


class Acceptance:
    """The payloads that every implementation must accept in a revision.

    A legal payload may be rejected if its model is retired, if it uses a feature that is in preview, or if a known
    model may not support its output format. If the model is omitted, an implementation may apply the limits of its
    default model.

    Args:
        limits: The model limits of the revision.
        revision: The revision.
    """

    def __init__(self, limits: ModelLimits, revision: Revision) -> None:
        self._revision = revision
        self._undecided_rules = undecided_rules(limits.limits())
        self._known_models = {model for family in limits.families for model in family.models}
        # The size is `auto` by default, so a model without it is no default model.
        models = [model for family in limits.families for model in family.active_models(limits.retired)[:1]]
        self._default_models = [model for model in models if self._is_certain({**TOOL, "model": model, "size": "auto"})]

    def is_required(self, payload: dict[str, Json]) -> bool:
        """Return whether every implementation must accept a payload."""
        models = () if "model" in payload else self._default_models
        if payload.get("output_format") in FORMATS_OF_SOME_MODELS and payload.get("model") in self._known_models:
            return False
        return all(map(self._is_certain, [payload, *({**payload, "model": model} for model in models)]))

    def warning_rules(self, payload: Json) -> set[str] | None:
        """Return the rules of the reference's warnings, or None if it rejects the payload."""
        from imagegen_reference import ImageGenTool, ValidationError

        profile, revision = self._revision.profile, self._revision.name
        try:
            return {
                warning.rule for warning in ImageGenTool.validate_payload(payload, profile=profile, revision=revision)
            }
        except ValidationError:
            return None

    def _is_certain(self, payload: dict[str, Json]) -> bool:
        warnings = self.warning_rules(payload)
        return warnings is not None and self._undecided_rules.isdisjoint(warnings)
