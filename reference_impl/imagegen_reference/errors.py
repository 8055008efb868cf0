"""How a refusal is told: one exception that lists every broken rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class RuleError:
    """One broken rule, and where it was broken."""

    path: str
    """JSON Pointer to what is wrong, such as `/input_image_mask/file_id`; empty for the payload itself."""
    rule: str
    """Id of the requirement that was broken, such as `quality.value`."""
    message: str
    """One line saying what was found and what is wanted."""


class ValidationError(ValueError):
    """A payload breaks at least one rule.

    `errors` is a tuple of every `RuleError`, in the documented order of the fields.
    """

    def __init__(self, errors: Iterable[RuleError]) -> None:
        self.errors = tuple(errors)
        # The same tuple goes to the base class, for that is what pickling hands to the constructor again.
        super().__init__(self.errors)

    def __str__(self) -> str:
        return "\n".join(f"{error.message} [{error.rule}]" for error in self.errors)
