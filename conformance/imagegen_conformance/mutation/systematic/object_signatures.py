"""Mutants of level object: each documented parameter × each way to receive it, and arguments that are not documented.

`update` and the constructor accept any positional and keyword arguments by their signature; the effect of these arguments
is the subject of other mutants. The constructor rejects unknown keyword arguments, also those that are named like a method,
which an implementation that looks for an attribute of that name takes for a field. That `exclude_readonly` is a keyword argument only, and that keys are required, is the
subject of mutants that are written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from imagegen_conformance.mutation.mutant import MembersFactory, Mutant
from imagegen_conformance.mutation.systematic.request_scope import CALLS
from imagegen_conformance.mutation.transforms import signatures
from imagegen_conformance.mutation.transforms.operations import Method, reference_method

__all__ = ["object_signature_mutants"]
DIMENSION: Final = "signature"


class Signature(NamedTuple):
    """The documented signature of a method.

    Attributes:
        method: The method.
        parameters: The parameters that are passed by position or by name.
        keywords: The parameters that are passed by name only.
        requirements: The requirement that a fault of each parameter breaks.
    """

    method: str
    parameters: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


SIGNATURES: Final = (
    Signature("get", ("key", "default"), (), ("get.present", "get.missing")),
    Signature("pop", ("key", "default"), (), ("pop.present", "pop.default")),
    Signature("setdefault", ("key", "default"), (), ("setdefault.present", "setdefault.missing")),
    Signature("as_dict", (), ("exclude_readonly",), ("as_dict.exclude_readonly",)),
    Signature("clear"),
    Signature("copy"),
    Signature("items"),
    Signature("keys"),
    Signature("popitem"),
    Signature("values"),
)
OTHER_NAMES: Final = {
    "key": ("k", "name", "field", "item"),
    "default": ("d", "value", "fallback", "default_value"),
    "exclude_readonly": ("exclude_read_only", "excludeReadonly", "exclude_none", "readonly"),
}


def object_signature_mutants() -> Iterator[Mutant]:
    """Yield the mutants."""
    for signature in SIGNATURES:
        yield from _parameter_mutants(signature)
        yield from _argument_mutants(signature)
    for keyword in (*(signature.method for signature in SIGNATURES), "update"):
        yield _constructor_mutant(keyword)


def _parameter_mutants(signature: Signature) -> Iterator[Mutant]:
    name, method = signature.method, reference_method(signature.method)
    for position, parameter in enumerate((*signature.parameters, *signature.keywords)):
        requirement = signature.requirements[position]
        for other in OTHER_NAMES[parameter]:
            fault = f"calls the parameter {parameter} of {name} {other}"
            yield _mutant(
                name, f"{parameter}-as-{other}", requirement, fault, signatures.renamed(method, parameter, other)
            )
        fault = f"ignores the argument {parameter} of {name} if it is passed by name"
        if parameter == "default":  # without a key, the call raises an error; `exclude_readonly` has no effect
            make = signatures.without_keyword(method, parameter)
            yield _mutant(name, f"{parameter}-by-name-ignored", requirement, fault, make)
    for position, parameter in enumerate(signature.parameters):
        requirement = signature.requirements[position]
        fault = f"accepts the argument {parameter} of {name} by position only"
        yield _mutant(
            name, f"{parameter}-positional", requirement, fault, signatures.positional_only(method, parameter)
        )
        fault = f"accepts the argument {parameter} of {name} by name only"
        yield _mutant(name, f"{parameter}-by-name", requirement, fault, signatures.keyword_only(method, position))


def _argument_mutants(signature: Signature) -> Iterator[Mutant]:
    name, method = signature.method, reference_method(signature.method)
    names = (*signature.parameters, *signature.keywords)
    positionals = len(signature.parameters)
    faults = {
        "further-positionals": (
            "ignores superfluous positional arguments of",
            signatures.ignoring_positionals(method, positionals),
        ),
        "unknown-keywords": ("ignores unknown keyword arguments of", signatures.ignoring_keywords(method, names)),
        "errors-ignored": ("returns null for wrong arguments of", signatures.falling_back(method, None)),
    }
    if signature.parameters:
        faults["argument-twice"] = (
            "prefers the keyword argument if an argument is passed twice to",
            signatures.preferring_keyword(method, signature.parameters),
        )
    for suffix, (fault, replacement) in faults.items():
        yield _mutant(name, suffix, "signature.arguments", f"{fault} {name}", replacement)


def _mutant(method: str, name: str, requirement: str, fault: str, replacement: Method) -> Mutant:
    make = MembersFactory({method: replacement})
    return Mutant(f"{method}-{name}", requirement, fault, make, dimension=DIMENSION, scope=CALLS)


def _constructor_mutant(keyword: str) -> Mutant:
    make = MembersFactory({"__init__": signatures.accepting_keyword(keyword)})
    fault = f"stores the keyword argument {keyword} of the constructor as an item"
    name, requirement = f"constructor-keyword-{keyword}", "constructor.unknown-keyword"
    return Mutant(name, requirement, fault, make, dimension=DIMENSION, scope=CALLS)
