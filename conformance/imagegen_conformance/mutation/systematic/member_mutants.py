"""Mutants that do not check a rule about a member of a nested object, depending on the other members.

For tool configurations, the number, the position and the names of the configurations count as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from imagegen_conformance.jsonlib.pointer import parse_pointer
from imagegen_conformance.mutation.mutant import Mutant, Payload
from imagegen_conformance.mutation.systematic.mutant_builder import MutantBuilder
from imagegen_conformance.mutation.systematic.mutation import Domain
from imagegen_conformance.mutation.systematic.payload_facts import PayloadFacts, finding_label
from imagegen_conformance.mutation.systematic.rule_finding import RuleFinding, broken, rule_findings
from imagegen_reference.errors import Error
from imagegen_reference.revision import DEFAULT_PROFILE, Revision
from imagegen_reference.schema_rules import fields_in

__all__ = ["member_mutants"]
CONFIGS: Final = "tool_configs"
# The members of the nested objects, by the path to the object; `*` stands for the name of a tool configuration.
MEMBERS: Final = {
    "input_image_mask": ("image_url", "file_id"),
    "tool_configs.*": ("pin", "additional_search_text"),
    "svg": ("model", "reasoning"),
    "svg.reasoning": ("effort",),
}


class _MemberContext(NamedTuple):
    """A condition on an object that contains an illegal member.

    Attributes:
        name: The end of the names of mutants.
        clause: The end of the description of a fault.
        holds: Returns whether the condition holds for the object and the name of the member.
    """

    name: str
    clause: str
    holds: Callable[[Payload, str], bool]


# Conditions on the object of all tool configurations and the name of the illegal one, or of the one with an illegal
# member. The first two are generated for each rule, the others for all rules together.
CONFIG_CONTEXTS: Final = (
    _MemberContext("after-1", "after the first tool configuration", lambda configs, name: list(configs).index(name) >= 1),
    _MemberContext("before-last", "before the last tool configuration", lambda configs, name: list(configs)[-1] != name),
    _MemberContext("after-2", "after the second one", lambda configs, name: list(configs).index(name) >= 2),
    _MemberContext("after-9", "after the ninth one", lambda configs, name: list(configs).index(name) >= 9),
    _MemberContext("in-2", "if there are several", lambda configs, _: len(configs) >= 2),
    _MemberContext("in-10", "if there are ten or more", lambda configs, _: len(configs) >= 10),
)  # fmt: skip
CONTEXTS_OF_EACH_RULE: Final = CONFIG_CONTEXTS[:2]
CONTEXTS_OF_ALL_RULES: Final = CONFIG_CONTEXTS[2:]
# Patterns for the names of tool configurations.
CONFIG_NAMES: Final = (
    ("empty", "an empty name", "$"),
    ("dotted", "a name with a dot", r".*\."),
    ("slashed", "a name with a slash", ".*/"),
    ("tilde", "a name with a tilde", ".*~"),
    ("spaced", "a name with a space", ".* "),
    ("hyphenated", "a name with a hyphen", ".*-"),
    ("numbered", "a name that begins with a digit", "[0-9]"),
    ("capitalized", "a name with a capital letter", ".*[A-Z]"),
    ("foreign", "a name that is not ASCII", ".*[^\x00-\x7f]"),
    ("private", "a name that begins with an underscore", "_"),
    ("long", "a name of more than 64 characters", ".{65}"),
)  # fmt: skip


def member_mutants(revision: Revision) -> Iterator[Mutant]:
    """Yield the mutants of a revision. Those of the fields that the default profile has are mutants of that profile."""
    build = MutantBuilder(revision, "rule × member")
    fields = fields_in(revision)
    for finding in rule_findings(revision):
        path = _object_path(finding)
        is_new = revision.profile == DEFAULT_PROFILE or path.startswith("svg")
        if path and is_new and finding.fields[0] in fields:
            if path.startswith(CONFIGS):
                yield from (_unchecked(build, finding, context, depth=1) for context in CONTEXTS_OF_EACH_RULE)
            if path in MEMBERS:
                yield from _object_mutants(build, finding, path)
    if revision.profile == DEFAULT_PROFILE:
        yield from _config_mutants(build)


def _object_path(finding: RuleFinding) -> str:
    """Return the path to the object whose member breaks the rule, or the empty string for a field."""
    place = finding.label.partition(":")[2]
    if not place:
        known = {"tool_configs.member.type": f"{CONFIGS}.*", "tool_configs.pin.type": f"{CONFIGS}.*.pin"}
        known["tool_configs.additional_search_text.type"] = f"{CONFIGS}.*.additional_search_text"
        place = known.get(finding.rule, finding.rule.rpartition(".")[0])
    return place.rpartition(".")[0]


def _object_mutants(build: MutantBuilder, finding: RuleFinding, path: str) -> Iterator[Mutant]:
    known = MEMBERS[path]
    place = finding.label.partition(":")[2] or finding.rule.removesuffix(".type").removesuffix(".value")
    own = place.rpartition(".")[2]
    contexts = [
        *(_MemberContext(f"with-{other}", f"beside the member {other}", _has_member(other)) for other in known if other != own),
        _MemberContext("with-unknown", "beside an unknown member", _has_other_member(known)),
        _MemberContext("second", "unless it is the first member", lambda value, name: next(iter(value)) != name),
        _MemberContext("not-last", "unless it is the last member", lambda value, name: next(reversed(value)) != name),
    ]  # fmt: skip
    for context in contexts:
        yield _unchecked(build, finding, context, depth=-1)


def _has_member(name: str) -> Callable[[Payload, str], bool]:
    return lambda value, _: name in value


def _has_other_member(known: Sequence[str]) -> Callable[[Payload, str], bool]:
    return lambda value, _: any(name not in known for name in value)


def _config_mutants(build: MutantBuilder) -> Iterator[Mutant]:
    for context in CONTEXTS_OF_ALL_RULES:
        yield _config_unchecked(build, context)
    for name, words, pattern in CONFIG_NAMES:
        yield _config_unchecked(build, _MemberContext(f"of-{name}", f"with {words}", _is_named(pattern)))


def _config_unchecked(build: MutantBuilder, context: _MemberContext) -> Mutant:
    """Return a mutant that ignores all errors of the tool configurations for which a condition holds."""

    def ignores(payload: Payload, error: Error) -> bool:
        tokens = parse_pointer(error[0])
        return tokens[0] == CONFIGS and len(tokens) > 1 and context.holds(payload[CONFIGS], tokens[1])

    def has_error(facts: PayloadFacts) -> bool:
        return any(error[0].startswith(f"/{CONFIGS}/") for error in _errors(facts))

    def is_affected(facts: PayloadFacts) -> bool:
        return any(ignores(facts.payload, error) for error in _errors(facts))

    def _errors(facts: PayloadFacts) -> Iterator[Error]:
        return (error for errors in facts.findings(build.revision).values() for error in errors)

    def change(payload: Payload, errors: list[Error]) -> list[Error]:
        return [error for error in errors if not ignores(payload, error)]

    name, fault = f"skips-configs-{context.name}", f"does not check tool configurations {context.clause}"
    domain = Domain("tool configurations with errors", has_error, is_affected)
    return build.with_errors(name, "tool_configs.member.type", fault, domain, change)


def _is_named(pattern: str) -> Callable[[Payload, str], bool]:
    match = re.compile(pattern).match
    return lambda _, name: match(name) is not None


def _unchecked(build: MutantBuilder, finding: RuleFinding, context: _MemberContext, depth: int) -> Mutant:
    """Return a mutant that ignores errors.

    Args:
        build: The builder of mutants.
        finding: The rule.
        context: The condition under which the errors are ignored.
        depth: The token of the JSON Pointer of an error that is the name of the member.
    """
    label, revision = finding.label, build.revision

    def ignores(payload: Payload, error: Error) -> bool:
        tokens = parse_pointer(error[0])
        parent = payload
        for token in tokens[: depth % len(tokens)]:
            parent = parent[token]
        return context.holds(parent, tokens[depth])

    def is_affected(facts: PayloadFacts) -> bool:
        return any(ignores(facts.payload, error) for error in facts.findings(revision)[label])

    def change(payload: Payload, errors: list[Error]) -> list[Error]:
        return [error for error in errors if finding_label(error) != label or not ignores(payload, error)]

    name, fault = f"skips-{finding.name}-{context.name}", f"does not check {finding.subject} {context.clause}"
    return build.with_errors(name, finding.rule, fault, broken(revision, label, is_affected), change)
