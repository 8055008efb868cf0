"""The limits of a revision, and where the content of the model limits has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.mutation.transforms.limit_edits import LimitsEdit

__all__ = ["LimitPlace", "limit_places"]


class LimitPlace(NamedTuple):
    """A limit, and its place in the content of the model limits.

    Attributes:
        family: The family; the empty string for a limit of any model.
        position: The position among the limits of the family, or among those of any model.
        limit: The limit.
    """

    family: str
    position: int
    limit: Json

    @property
    def rule(self) -> str:
        """The rule that states the limit."""
        return str(self.limit["rule"])

    @property
    def label(self) -> str:
        """The rule, and the family if there is one, as part of the name of a mutant."""
        return f"{self.rule}-of-{self.family}" if self.family else self.rule

    @property
    def subject(self) -> str:
        """The rule, and the family if there is one, as part of a sentence."""
        return f"{self.rule} for {self.family}" if self.family else self.rule

    @property
    def is_permission(self) -> bool:
        """Whether the limit states that something is legal."""
        return self.limit.get("legal") is True or self.limit.get("support") == "full"

    def _siblings(self, content: Json) -> Json:
        if not self.family:
            return content["any_model"]
        return next(entry["limits"] for entry in content["families"] if entry["family"] == self.family)

    def remove(self, content: Json) -> None:
        """Remove the limit from the content of the model limits."""
        del self._siblings(content)[self.position]

    def set(self, key: str, value: Json) -> LimitsEdit:
        """Return an edit that sets a member of the limit."""

        def edit(content: Json) -> None:
            self._siblings(content)[self.position][key] = value

        return edit

    def repeat_with(self, key: str, value: Json) -> LimitsEdit:
        """Return an edit that adds a copy of the limit in which a member has another value."""

        def edit(content: Json) -> None:
            self._siblings(content).append({**self.limit, key: value})

        return edit


def limit_places(content: Json) -> Iterator[LimitPlace]:
    """Yield all limits in the content of the model limits."""
    for position, limit in enumerate(content["any_model"]):
        yield LimitPlace("", position, limit)
    for entry in content["families"]:
        for position, limit in enumerate(entry["limits"]):
            yield LimitPlace(entry["family"], position, limit)
