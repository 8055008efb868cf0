"""Model limits: rules about the sizes and features of named models, as data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.profiles import Profiles, Revision
from imagegen_conformance.corpus.validity import EVERYWHERE, Validity
from imagegen_conformance.errors import CorpusError, invalid_shape_error
from imagegen_conformance.jsonlib.pointer import format_pointer
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import load_json

__all__ = ["LIMITS_FILE", "AreaPredicate", "Family", "Limit", "LimitsFile", "ModelLimits"]
LIMITS_FILE = "model_limits.json"
PROVENANCE_KEYS = frozenset({"strength", "source", "date", "profiles"})  # keys that do not define the limit


class Limit(NamedTuple):
    """One limit.

    Attributes:
        pointer: The place in the file as a JSON Pointer.
        kind: The kind, such as `edge`; schemas/model_limits.schema.json describes each kind.
        rule: The id of the requirement.
        data: The JSON object.
        validity: Where the limit holds. A limit of a family holds only where the family does.
    """

    pointer: str
    kind: str
    rule: str
    data: dict[str, Json]
    validity: Validity = EVERYWHERE

    @property
    def definition(self) -> dict[str, Json]:
        """The JSON object without the keys that state the source, the strength, and where the limit holds."""
        return {key: value for key, value in self.data.items() if key not in PROVENANCE_KEYS}


class Family(NamedTuple):
    """Models with the same limits.

    Attributes:
        pointer: The place in the file as a JSON Pointer.
        name: The name of the family.
        models: The values of the field `model` that denote these models.
        limits: The limits.
        validity: Where the family holds.
        released: The dates on which models were released, by profile and model.
        retired: The dates on which models were retired, by profile and model.
    """

    pointer: str
    name: str
    models: tuple[str, ...]
    limits: tuple[Limit, ...]
    validity: Validity = EVERYWHERE
    released: Mapping[str, Mapping[str, str]] = {}
    retired: Mapping[str, Mapping[str, str]] = {}

    def limits_of_kind(self, *kinds: str) -> list[Limit]:
        """Return the limits of these kinds."""
        return [limit for limit in self.limits if limit.kind in kinds]

    def edges(self) -> range:
        """Return the lengths of edges that all limits of kind edge permit; empty if no limit sets a maximum."""
        limits = self.limits_of_kind("edge")
        minimum = max((limit.data["minimum"] for limit in limits if "minimum" in limit.data), default=1)
        maximum = min((limit.data["maximum"] for limit in limits if "maximum" in limit.data), default=0)
        return range(minimum, maximum + 1)

    def multiples(self) -> list[int]:
        """Return the lengths of edges that all limits of kinds edge and multiple permit."""
        divisors = [limit.data["of"] for limit in self.limits_of_kind("multiple")]
        return [edge for edge in self.edges() if all(edge % divisor == 0 for divisor in divisors)]

    def retired_models(self, revision: Revision) -> frozenset[str]:
        """Return the models that are retired in a revision: they were retired on its date, or earlier."""
        dates = self.retired.get(revision.profile, {})
        return frozenset(model for model, date in dates.items() if date <= revision.date)

    def active_models(self, retired: Collection[str]) -> list[str]:
        """Return the models that are not among the retired ones."""
        return [model for model in self.models if model not in retired]


class ModelLimits(NamedTuple):
    """The model limits of one revision.

    Attributes:
        any_model: The limits that do not depend on the model.
        families: The families of models, with the limits of each.
        retired: The models that are retired in the revision. They may be rejected.
    """

    any_model: tuple[Limit, ...]
    families: tuple[Family, ...]
    retired: frozenset[str] = frozenset()

    @classmethod
    def load(cls, corpus: Corpus, file: Path | None = None) -> ModelLimits:
        """Load the model limits that hold in the revision of a corpus.

        Args:
            corpus: The corpus whose requirements the limits refer to.
            file: The file; model_limits.json of the corpus by default.

        Raises:
            CorpusError: The file is missing or malformed, or has an invalid range.
        """
        return LimitsFile.load(corpus.profiles, file or corpus.root / LIMITS_FILE).in_revision(corpus.revision)

    def limits(self) -> Iterator[Limit]:
        """Yield every limit, in the order of the file."""
        yield from self.any_model
        for family in self.families:
            yield from family.limits


class LimitsFile(NamedTuple):
    """The content of a file of model limits: those of all revisions.

    Attributes:
        path: The file.
        any_model: The limits that do not depend on the model.
        families: The families of models, with the limits of each.
    """

    path: Path
    any_model: tuple[Limit, ...]
    families: tuple[Family, ...]

    @classmethod
    def load(cls, profiles: Profiles, path: Path) -> LimitsFile:
        """Load a file that matches its schema; `authoring.limit_shape` checks that.

        Args:
            profiles: The profiles that ranges refer to.
            path: The file.

        Raises:
            CorpusError: The file is missing or malformed, or has an invalid range.
        """
        content = load_json(path)
        reader = _Reader(profiles, path)
        try:
            families = [reader.family(family, index) for index, family in enumerate(content["families"])]
            return cls(path, reader.limits(content["any_model"], "any_model"), tuple(families))
        except (KeyError, TypeError, AttributeError) as error:
            raise invalid_shape_error(error, "a file of model limits", "model_limits", path) from None

    def limits(self) -> Iterator[Limit]:
        """Yield every limit, in the order of the file."""
        yield from self.any_model
        for family in self.families:
            yield from family.limits

    def revisions(self, profiles: Profiles) -> dict[str, list[Revision]]:
        """Return the revisions in which each limit and each family holds, by its pointer."""
        holding = {limit.pointer: _revisions(profiles.revisions, limit.validity) for limit in self.any_model}
        for family in self.families:
            holding[family.pointer] = _revisions(profiles.revisions, family.validity)
            for limit in family.limits:
                holding[limit.pointer] = _revisions(holding[family.pointer], limit.validity)
        return holding

    def in_revision(self, revision: Revision) -> ModelLimits:
        """Return the limits that hold in a revision."""
        families = tuple(
            family._replace(limits=_valid(family.limits, revision))
            for family in self.families
            if family.validity.holds_in(revision)
        )
        retired = frozenset[str]().union(*(family.retired_models(revision) for family in families))
        return ModelLimits(_valid(self.any_model, revision), families, retired)


@dataclass(frozen=True)
class AreaPredicate:
    """A predicate of sizes: whether a limit of kind ratio or pixels permits a width and a height.

    It can be compared and hashed, so that results can be cached by predicate.

    Attributes:
        kind: The kind of the limit.
        minimum: The minimum of the limit; 0 if it has none.
        maximum: The maximum of the limit; infinite if it has none.
    """

    kind: str
    minimum: float
    maximum: float

    @classmethod
    def of(cls, limit: Limit) -> AreaPredicate:
        """Return the predicate of a limit."""
        return cls(limit.kind, limit.data.get("minimum", 0), limit.data.get("maximum", inf))

    def __call__(self, width: int, height: int) -> bool:
        """Return whether the limit permits a size."""
        if self.kind == "ratio":
            return max(width, height) <= self.maximum * min(width, height)
        return self.minimum <= width * height <= self.maximum


class _Reader:
    """A reader of the entries of a file, which adds the place to errors in their ranges."""

    def __init__(self, profiles: Profiles, path: Path) -> None:
        self._profiles = profiles
        self._path = path

    def family(self, data: dict[str, Json], index: int) -> Family:
        pointer = format_pointer(("families", index))
        return Family(
            pointer,
            data["family"],
            tuple(data["models"]),
            self.limits(data["limits"], "families", index, "limits"),
            self._validity(data, pointer),
            data.get("released", {}),
            data.get("retired", {}),
        )

    def limits(self, limits: list[dict[str, Json]], *path: str | int) -> tuple[Limit, ...]:
        pointers = [format_pointer((*path, index)) for index in range(len(limits))]
        return tuple(
            Limit(pointer, data["kind"], data["rule"], data, self._validity(data, pointer))
            for pointer, data in zip(pointers, limits, strict=True)
        )

    def _validity(self, data: dict[str, Json], pointer: str) -> Validity:
        try:
            return self._profiles.validity(data)
        except CorpusError as error:
            raise CorpusError(error.problem, file=self._path, location=pointer, hint=error.hint) from None


def _revisions(revisions: Iterable[Revision], validity: Validity) -> list[Revision]:
    return [revision for revision in revisions if validity.holds_in(revision)]


def _valid(limits: tuple[Limit, ...], revision: Revision) -> tuple[Limit, ...]:
    return tuple(limit for limit in limits if limit.validity.holds_in(revision))
