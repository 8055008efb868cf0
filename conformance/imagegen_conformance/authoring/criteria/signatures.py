"""The subject of signatures: a documented method, and the form in which its arguments are passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from imagegen_conformance.authoring.criteria.call_sequence import Call
from imagegen_conformance.authoring.criteria.criterion import Combination
from imagegen_conformance.authoring.criteria.proposals import TOOL, calls_proposal
from imagegen_conformance.authoring.criteria.subject import CallSubject
from imagegen_conformance.authoring.criteria.traced_object import Tool
from imagegen_conformance.jsonlib.values import Json

__all__ = ["Signatures"]
SUPERFLUOUS, UNDOCUMENTED, OMITTED = "superfluous", "undocumented", "omitted"
BY_POSITION, BY_NAME = "by-position", "by-name"
NAMED = "named-"
"""The prefix of the forms of undocumented keyword arguments that have the name of a method."""


class Signature(NamedTuple):
    """The parameters of a method.

    Attributes:
        positional: The parameters that are passed by position or by name.
        required: The number of them that have no default.
        keyword_only: The parameters that are passed by name only.
        takes_any_keyword: Whether keyword arguments are items.
        rejected: The names of keyword arguments that are no items although they are attributes.
        max_positional: The number of positional arguments beyond which they are superfluous.
    """

    positional: tuple[str, ...] = ()
    required: int = 0
    keyword_only: tuple[str, ...] = ()
    takes_any_keyword: bool = False
    rejected: tuple[str, ...] = ()
    max_positional: int | None = None

    @property
    def limit(self) -> int:
        """The maximum number of positional arguments."""
        return len(self.positional) if self.max_positional is None else self.max_positional

    def forms(self) -> list[str]:
        """Return the forms of arguments that the signature distinguishes."""
        forms = [f"{name}-{form}" for name in self.positional for form in (BY_POSITION, BY_NAME)]
        forms += [f"{name}-{BY_NAME}" for name in self.keyword_only]
        undocumented = [] if self.takes_any_keyword else [UNDOCUMENTED]
        omitted = [OMITTED] if self.required else []
        return [*forms, SUPERFLUOUS, *undocumented, *omitted, *(NAMED + name for name in self.rejected)]


KEY_AND_DEFAULT = Signature(("key", "default"), 1)
NOTHING = Signature()
METHODS: Mapping[str, Signature] = {
    "as_dict": Signature(keyword_only=("exclude_readonly",)),
    "clear": NOTHING,
    "copy": NOTHING,
    "get": KEY_AND_DEFAULT,
    "items": NOTHING,
    "keys": NOTHING,
    "pop": KEY_AND_DEFAULT,
    "popitem": NOTHING,
    "setdefault": KEY_AND_DEFAULT,
    "update": Signature(takes_any_keyword=True, max_positional=1),
    "values": NOTHING,
}
CONSTRUCTOR = Signature(takes_any_keyword=True, rejected=tuple(METHODS), max_positional=1)
SIGNATURES: Mapping[str, Signature] = {**METHODS, "construct": CONSTRUCTOR}
"""The documented signatures. Those of the constructor and of `update` take any number of items."""
VALUES: dict[str, Json] = {"key": "size", "default": "auto", "exclude_readonly": True}


class Signatures(CallSubject):
    """The documented methods, and the forms of arguments."""

    name = "signatures"

    def __init__(self) -> None:
        forms = dict.fromkeys(form for signature in SIGNATURES.values() for form in signature.forms())
        self.dimensions = {"method": tuple(SIGNATURES), "form": tuple(forms)}

    def combinations(self, calls: Sequence[Call]) -> Iterator[Combination]:
        """Yield the forms of the arguments of a call sequence; of illegal ones, if an error is expected."""
        for call in calls:
            if call.method in SIGNATURES and (call.method == "construct" or isinstance(call.target, Tool)):
                yield from ((call.method, form) for form in _forms(call, SIGNATURES[call.method]))

    def is_possible(self, combination: Combination) -> bool:
        """Return whether the signature of the method has the form."""
        method, form = combination
        return form in SIGNATURES[method].forms()

    def proposal(self, combination: Combination) -> Json:
        """Return a call sequence with a call of the method, and the items after it."""
        method, form = combination
        signature = SIGNATURES[method]
        args: list[Json] = [VALUES[name] for name in signature.positional[: signature.required]]
        kwargs: dict[str, Json] = {}
        if form == SUPERFLUOUS:
            args = [VALUES[name] for name in signature.positional] or [{}] * signature.limit
            args.append({})
        elif form == UNDOCUMENTED or form.startswith(NAMED):
            kwargs = {form.removeprefix(NAMED): 1}
        elif form == OMITTED:
            args = []
        else:
            name = form.removesuffix(f"-{BY_POSITION}").removesuffix(f"-{BY_NAME}")
            if form.endswith(BY_NAME):
                args = [] if name == "key" else args
                kwargs = {name: VALUES[name]}
            elif name not in signature.positional[: signature.required]:
                args.append(VALUES[name])
        step = {"method": method, **({"args": args} if args else {}), **({"kwargs": kwargs} if kwargs else {})}
        return calls_proposal({"args": [{**TOOL, "size": "1024x1024"}]}, [step, {"method": "as_dict"}])


def _forms(call: Call, signature: Signature) -> Iterator[str]:
    count = call.argument_count
    if call.is_error:
        if count > signature.limit:
            yield SUPERFLUOUS
        if not signature.takes_any_keyword and call.kwargs.keys() - {*signature.positional, *signature.keyword_only}:
            yield UNDOCUMENTED
        if count + len(call.kwargs.keys() & set(signature.positional)) < signature.required:
            yield OMITTED
        yield from (NAMED + name for name in call.kwargs if name in signature.rejected)
    yield from (f"{name}-{BY_POSITION}" for name in signature.positional[:count])
    named = (*signature.positional, *signature.keyword_only)
    yield from (f"{name}-{BY_NAME}" for name in named if name in call.kwargs)
