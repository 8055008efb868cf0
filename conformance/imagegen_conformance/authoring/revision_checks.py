"""The checks of the corpus that depend on the revision: strengths, definitions, traceability, plain cases and oracles.

A problem that several revisions share is reported once, with all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.authoring.oracle_checks import load_oracles, oracle_problems
from imagegen_conformance.authoring.prerequisite_checks import prerequisite_problems
from imagegen_conformance.authoring.strength_checks import strength_problems
from imagegen_conformance.authoring.traceability import Traceability
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.payload_schema import PAYLOAD_SCHEMA_FILE, plain_schema
from imagegen_conformance.corpus.profiles import Revision
from imagegen_conformance.corpus.requirements import STRENGTHS
from imagegen_conformance.corpus.revisions import load_revisions
from imagegen_conformance.errors import CorpusError, did_you_mean
from imagegen_conformance.jsonlib.values import dumps

__all__ = ["revision_problems"]
PLACE = "\0"  # no message contains it


def revision_problems(corpus: Corpus) -> Iterator[str]:
    """Yield a line for each problem of the corpus in any revision."""
    yield from strength_problems(corpus)
    revisions: dict[str, list[Revision]] = {}
    for item in _every_revision(corpus):
        for problem in _problems(item):
            # Equal messages of several revisions differ in the name of the revision only.
            revisions.setdefault(problem.replace(f" in {item.revision}", PLACE), []).append(item.revision)
    for problem, having in revisions.items():
        everywhere = len(having) == len(corpus.profiles.revisions)
        where = "any revision" if everywhere else corpus.profiles.describe(having)
        is_general = everywhere or PLACE in problem
        yield problem.replace(PLACE, f" in {where}") if is_general else f"{problem} This is so in {where}."


def _every_revision(corpus: Corpus) -> Iterator[Corpus]:
    """Iterate over the corpus in every revision, first in its own."""
    others = [revision for revision in corpus.profiles.revisions if revision != corpus.revision]
    return load_revisions(corpus, [corpus.revision, *others])


def _problems(corpus: Corpus) -> Iterator[str]:
    """Yield a line for each problem of the cases of one revision."""
    yield from _definition_problems(corpus)
    yield from Traceability.from_corpus(corpus).problems()
    yield from prerequisite_problems(corpus)
    yield from _overly_strict_repairs(corpus)
    try:
        oracles = load_oracles(corpus)
    except CorpusError as error:
        yield str(error)  # a contradiction in the model limits
        return
    for case in corpus.cases:
        yield from oracle_problems(case, oracles)


def _definition_problems(corpus: Corpus) -> Iterator[str]:
    """Yield a line for each field of a revision that is not defined by exactly one of its requirements.

    A corpus without definitions, such as a small one for tests, has none of the cases that need them.
    """
    file = corpus.root / "requirements.json"
    fields = plain_schema(corpus.root, corpus.profiles, corpus.revision)["properties"]
    definitions: dict[str, str] = {}
    for requirement in corpus.requirements.values():
        field = requirement.defines
        if field is None:
            continue
        if field not in fields:
            hint = did_you_mean(field, fields, f"See {PAYLOAD_SCHEMA_FILE}.")
            yield f"{file}: {requirement.id} defines {field}, which is no field in {corpus.revision}. {hint}"
        if field in definitions:
            problem = f"{definitions[field]} and {requirement.id} both define {field} in {corpus.revision}"
            yield f"{file}: {problem}. Remove one `defines`, or correct `profiles`."
        definitions.setdefault(field, requirement.id)
    for field in fields if definitions else ():
        if field not in definitions:
            hint = "Add `defines` to the requirement that states its legal values."
            yield f"{file}: no requirement defines {field} in {corpus.revision}. {hint}"


def _overly_strict_repairs(corpus: Corpus) -> Iterator[str]:
    """Yield a line for each repaired payload that is accepted with less strength by a case of its own."""
    weaker = {
        dumps(case.request.content): (case.id, case.strength)
        for case in corpus.cases
        if case.kind == "accept" and case.id == case.source_id and case.strength != case.requirement.strength
    }
    for case in corpus.cases:
        if case.id == f"{case.source_id}:repaired" and dumps(case.request.content) in weaker:
            id_, strength = weaker[dumps(case.request.content)]
            if STRENGTHS.index(case.strength) < STRENGTHS.index(strength):
                problem = (
                    f"its strength is {case.strength}, but {id_} accepts the same payload with strength {strength}"
                )
                yield f"{case.id}: {problem}. Set repaired_strength to {strength}, or use another repair."
