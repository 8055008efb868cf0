"""Contexts: the keys beside the members of a payload that a case is about.

| context | the payload has, besides `type` and the members |
|---|---|
| `alone` | nothing |
| `beside-FIELD` | this field only, and perhaps the fields to which rules relate it |
| `next-to-null` | fields, one of which is null |
| `next-to-fault` | fields, one of which has a value that is illegal by itself |
| `with-FAMILY` | a model of this family only |
| `unknown-key` | one unknown key only |
| `full-FAMILY` | most fields, and a model of this family |
| `all-FAMILY` | the members of a payload with all fields for this family, a model of it, and nothing else |
| `first` | anything: the members precede all others |
| `last` | at least one field: the members follow all others |
| `first-of-several`, `last-of-several` | anything: the fault is in the first or last of several tool configurations |

Fields without which the members are never legal belong to the members, as a model does to a format that only some
models support.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from imagegen_conformance.authoring.criteria.revision_values import TYPE, UNKNOWN, UNKNOWN_ITEM, RevisionValues
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.acceptance import FORMATS_OF_SOME_MODELS

__all__ = ["ALONE", "OTHER_MODEL", "Contexts"]
ALONE = "alone"
FULL_SHARE = 0.6  # of the fields: some fields exclude each other
MAX_OTHERS = 3  # fields beside the members: one, and those that it needs
COMPANIONS = ("model", "output_format")  # fields that other fields need
CONFIGS = "tool_configs"
NEXT_TO_NULL, NEXT_TO_FAULT = "next-to-null", "next-to-fault"
OTHER_MODEL = "another-model"


class Contexts:
    """The contexts of a revision.

    Args:
        values: The fields and values of the revision.
        families: The members that denote each family of models; those of the revision by default.
        full: The further members of a payload for each family; there are no contexts `all-FAMILY` by default.
    """

    def __init__(
        self,
        values: RevisionValues,
        families: Mapping[str, Sequence[dict[str, Json]]] | None = None,
        full: Mapping[str, dict[str, Json]] | None = None,
    ) -> None:
        self._values = values
        self._fields = frozenset(values.fields)
        self._min_full = round(FULL_SHARE * len(values.fields))
        if families is None:
            families = {name: [{"model": model} for model in models] for name, models in values.models.items()}
            families[OTHER_MODEL] = []
        self._families = families
        self._all_members = full or {}
        # Members that also have a format denote a model more precisely than the model alone.
        denotations = [(members, name) for name, entries in families.items() for members in entries]
        self._denotations = sorted(denotations, key=lambda denotation: -len(denotation[0]))
        self.elements = (
            ALONE,
            UNKNOWN,
            NEXT_TO_NULL,
            NEXT_TO_FAULT,
            "first",
            "last",
            "first-of-several",
            "last-of-several",
            *(f"beside-{field}" for field in values.fields if field != TYPE),
            *(f"with-{label}" for label in families),
            *(f"full-{label}" for label in families),
            *(f"all-{label}" for label in self._all_members),
        )

    def of(self, payload: dict[str, Json], members: Collection[str]) -> Iterator[str]:
        """Yield the contexts of some members of a payload."""
        own = self._with_companions(members, payload)
        others = [key for key in payload if key not in own and key != TYPE]
        if not others:
            yield ALONE
        elif len(self._fields.intersection(payload)) >= self._min_full and "model" in payload:
            family = self._family(payload)
            yield f"full-{family}"
            if self._is_whole(family, payload, others):
                yield f"all-{family}"
        elif others == ["model"]:
            yield "beside-model"
            yield f"with-{self._family(payload)}"
        elif len(others) == 1 and others[0] not in self._values.all_fields:
            yield UNKNOWN
        elif any(payload[key] is None for key in others):
            yield NEXT_TO_NULL
        elif any(key in self._fields and self._values.class_of(key, payload[key]) is None for key in others):
            yield NEXT_TO_FAULT
        else:
            yield from (f"beside-{field}" for field in self._main_fields(others))
        yield from self._positions(payload, members, others)

    def candidates(self, payload: dict[str, Json], members: Collection[str], context: str) -> Iterator[dict[str, Json]]:
        """Yield payloads in which the members of a payload have a context; they may break further rules."""
        if context == ALONE:
            yield payload
        elif context == UNKNOWN:
            yield {**payload, UNKNOWN_ITEM[0]: UNKNOWN_ITEM[1]}
        elif context in (NEXT_TO_NULL, NEXT_TO_FAULT):
            yield from self._next_to(payload, None if context == NEXT_TO_NULL else {})
        elif context in ("first", "last"):
            yield from self._ordered(payload, members, context)
        elif context.endswith("-of-several"):
            yield from self._several(payload, context)
        else:
            kind, _, name = context.partition("-")
            yield from self._named(payload, kind, name)

    def _named(self, payload: dict[str, Json], kind: str, name: str) -> Iterator[dict[str, Json]]:
        """Yield payloads with a field or a family."""
        if kind == "beside" and name not in payload:
            yield from self._values.extensions(payload, name)
            for related in self._values.related(name):
                for extended in self._values.extensions(payload, related) if related not in payload else ():
                    yield from self._values.extensions(extended, name)
        elif kind == "with":
            yield from ({**payload, **members} for members in self._models(name))
        elif kind == "full":
            for model in self._models(name):
                yield from self._values.full_payloads({**payload, **model})
        elif kind == "all":
            yield from ({**model, **self._all_members[name], **payload} for model in self._models(name))

    def _is_whole(self, family: str, payload: dict[str, Json], others: list[str]) -> bool:
        members = self._all_members.get(family)
        if members is None or not members.keys() <= payload.keys():
            return False
        return all(key == "model" or (key in members and payload[key] == members[key]) for key in others)

    def _next_to(self, payload: dict[str, Json], value: Json) -> Iterator[dict[str, Json]]:
        for field in self._values.fields:
            if field not in payload and field != TYPE:
                yield {**payload, field: value}

    def _with_companions(self, members: Collection[str], payload: dict[str, Json]) -> Collection[str]:
        companions = [field for member in members for field in self._values.companions.get(member, ())]
        if "output_format" in members and payload.get("output_format") in FORMATS_OF_SOME_MODELS:
            companions.append("model")
        return {*members, *companions} if companions else members

    def _main_fields(self, others: list[str]) -> list[str]:
        """Return the fields to which rules relate all others: those of several that are not there for another."""
        tolerated = [{field, *self._values.related(field)} for field in others if field in self._fields]
        if len(tolerated) < len(others) or len(others) > MAX_OTHERS:
            return []
        fields = [field for field, others_of in zip(others, tolerated, strict=True) if others_of.issuperset(others)]
        for companion in COMPANIONS:
            if len(fields) > 1 and companion in fields:
                fields.remove(companion)
        return fields

    def _family(self, payload: dict[str, Json]) -> str:
        for members, name in self._denotations:
            if all(payload.get(key) == value for key, value in members.items()):
                return name
        return OTHER_MODEL

    def _models(self, family: str) -> Sequence[dict[str, Json]]:
        return self._families[family] or [{"model": "a-model"}]

    def _positions(self, payload: dict[str, Json], members: Collection[str], others: list[str]) -> Iterator[str]:
        keys = [key in members for key in payload]
        count = sum(keys)
        if count and all(keys[:count]) and len(keys) > count:
            yield "first"
        if count and all(keys[-count:]) and others:
            yield "last"
        configs = payload.get(CONFIGS)
        if CONFIGS in members and isinstance(configs, dict) and len(configs) > 1:
            yield from ("first-of-several", "last-of-several")

    def _ordered(self, payload: dict[str, Json], members: Collection[str], context: str) -> Iterator[dict[str, Json]]:
        own = {key: value for key, value in payload.items() if key in members}
        rest = {key: value for key, value in payload.items() if key not in members}
        for field in ("moderation", "quality", "action"):
            if field not in payload:
                other = {**rest, field: self._values.item(field)[1]}
                yield {**own, **other} if context == "first" else {**other, **own}

    def _several(self, payload: dict[str, Json], context: str) -> Iterator[dict[str, Json]]:
        configs = payload.get(CONFIGS)
        if isinstance(configs, dict) and len(configs) == 1:
            other = {"other": {"pin": True}}
            ordered = {**configs, **other} if context.startswith("first") else {**other, **configs}
            yield {**payload, CONFIGS: ordered}
