"""The corpus' own linter: shapes, ids, snapshots, and whether the oracles and the reference bear every case out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from imagegen_conformance.adapters import DocumentedClass, InProcess
from imagegen_conformance.cases import STRENGTHS, Answer, Case, Level, Reason, Script
from imagegen_conformance.corpus import Corpus, Written, data, read_json, written_cases
from imagegen_conformance.difference import same
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.json_value import Json, dumps
from imagegen_conformance.ledger import PROSE, Ledger
from imagegen_conformance.models import Models
from imagegen_conformance.oracles import Oracle, SchemaOracle, reference_oracle
from imagegen_conformance.pairwise import REQUIREMENT, Pairwise, accepted
from imagegen_conformance.reports.failure import headline
from imagegen_conformance.runner import run

__all__ = ["check", "shape_problems"]

SHAPES = {
    "requirements.json": "requirements",
    "specification.json": "specification",
    "models.json": "models",
    "smoke.json": "smoke",
    "controls.json": "controls",
}
FOLDERS = ("cases", "snapshots")  # whose files have the schemas of these names


def check(corpus: Corpus) -> tuple[list[str], list[str]]:
    """The lines of the report, and every problem: one line each, with its place and its mend."""
    ledger = Ledger.load(corpus.root)
    problems = [*_strangers(corpus.root), *shape_problems(corpus.root)]
    if problems:  # what follows relies on the shapes
        return [], problems
    cases = list(written_cases(corpus.root))
    problems = [
        *ledger.problems(corpus),
        *_twins(cases),
        *_overstated(cases, corpus),
        *_snapshot_problems(cases, corpus.root),
    ]
    oracles = _oracles()
    for case in corpus.cases:
        problems += _script_problems(case)
        problems += _oracle_problems(case, oracles)
    problems += _reference_problems(corpus)
    pairs, missing = _pairs(corpus)
    problems += missing
    return [*_census(cases, corpus), *pairs, "" if problems else "every file, id and expectation holds"], problems


def _pairs(corpus: Corpus) -> tuple[list[str], list[str]]:
    """A line about the values that stand side by side, and a problem for every two that nowhere do.

    The models file is checked on the way.
    """
    try:
        pairwise = Pairwise(Models.load(corpus))
    except CorpusError as error:
        return [], [str(error)]
    if REQUIREMENT not in corpus.requirements:
        return [], []
    wanted = pairwise.wanted()
    missing = sorted(wanted.difference(*map(pairwise.pairs, accepted(corpus))))
    mend = "`imagegen-conformance corpus pairs` prints cases that do"
    problems = [f"no accepted case has {one} and {other}; {mend}" for one, other in missing]
    return [f"{len(wanted) - len(missing)} of {len(wanted)} pairs of values stand in an accepted case"], problems


def _oracles() -> dict[Level, dict[str, Oracle]]:
    """Who knows the rules up to which level."""
    strict = SchemaOracle("image_gen_tool.strict")
    return {
        "schema": {"the schema": SchemaOracle("image_gen_tool")},
        "semantic": {"the reference": reference_oracle, "the strict schema": strict},
    }


def _census(cases: list[Written], corpus: Corpus) -> Iterator[str]:
    written = Counter(str(case.content["kind"]) for case in cases)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(written.items()))
    yield f"{written.total()} cases are written: {kinds}"
    run_as = Counter((case.level, case.strength) for case in corpus.cases)
    told = ", ".join(f"{count} {level} {strength}" for (level, strength), count in sorted(run_as.items()))
    yield f"{len(corpus.cases)} cases are run: {told}"


def _strangers(root: Path) -> Iterator[str]:
    """Files that nobody would ever load."""
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.is_file() and (file.suffix != ".json" or file.parent.parent != root / folder):
                yield f"{file}: this is no {folder} file; it belongs to {folder}/AREA/TOPIC.json"


def shape_problems(root: Path) -> Iterator[str]:
    """Every file of a corpus that does not fit its schema, each with the place."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    def problem(name: str, content: Json, where: str) -> Iterator[str]:
        schema = read_json(data("schemas") / f"{name}.schema.json")
        error = best_match(Draft202012Validator(schema).iter_errors(content))
        if error is not None:
            place = "".join(f"/{part}" for part in error.absolute_path)
            yield f"{where} {place}: {error.message[:200]}; see schemas/{name}.schema.json"

    for file, shape in SHAPES.items():
        yield from problem(shape, read_json(root / file), str(root / file))
    for folder in FOLDERS:
        for path in sorted((root / folder).glob("*/*.json")):
            yield from problem(folder, read_json(path), str(path))
    ledger = root / "ids.lock"
    for number, line in enumerate(ledger.read_bytes().splitlines() if ledger.is_file() else (), 1):
        yield from problem("ids", json.loads(line), f"{ledger} line {number}")


def _twins(cases: list[Written]) -> Iterator[str]:
    """Cases that ask and expect the same under two names."""
    seen: dict[str, str] = {}
    for written in cases:
        # Key order counts here: there are cases about just that.
        content = dumps({key: value for key, value in written.content.items() if key not in PROSE | {"name"}})
        if content in seen:
            yield f"{written.file} {written.place}: {written.id} repeats {seen[content]}; drop one of them"
        seen.setdefault(content, written.id)


def _overstated(cases: list[Written], corpus: Corpus) -> Iterator[str]:
    """Repaired payloads that have to be accepted more strictly than the case says that is about them."""
    weaker = {
        dumps(written.content["payload"]): (written.id, written.content["strength"])
        for written in cases
        if written.content["kind"] == "accept" and "strength" in written.content
    }
    for case in corpus.cases:
        if case.id == f"{case.authored}:repaired" and dumps(case.request.content) in weaker:
            id_, strength = weaker[dumps(case.request.content)]
            if STRENGTHS.index(case.strength) < STRENGTHS.index(strength):
                mend = f"give it a repaired_strength of {strength}, or another repair"
                yield f"{case.authored}: what is repaired is {case.strength}, and {id_} says {strength}; {mend}"


def _snapshot_problems(cases: list[Written], root: Path) -> Iterator[str]:
    accepted = {written.id: written for written in cases if written.content["kind"] == "accept"}
    pinned: dict[str, Path] = {}
    snapshots: dict[str, Json] = {}
    for file in sorted((root / "snapshots").glob("*/*.json")):
        content = read_json(file)
        snapshots |= content
        pinned |= dict.fromkeys(content, file)
    mend = "run `make snapshots`, and look at the change"
    for id_ in accepted.keys() - pinned.keys():
        yield f"{accepted[id_].file} {accepted[id_].place}: {id_} has no snapshot; {mend}"
    for id_ in accepted.keys() & pinned.keys():
        # Written by the reference, and not believed: a legal payload comes back as it is.
        if not same(accepted[id_].content["payload"], snapshots[id_], exact=True):
            yield f"{pinned[id_]}: {id_} is pinned as something else than its payload; look at the reference"
    for id_ in pinned.keys() - accepted.keys():
        yield f"{pinned[id_]}: {id_} is no accept case; {mend}"


def _script_problems(case: Case) -> Iterator[str]:
    if not isinstance(case.expected, Script):
        return
    alternatives = {len(step["returns_one_of"]) for step in case.expected.steps if "returns_one_of" in step}
    if len(alternatives) > 1:
        yield f"{case.id}: its lists returns_one_of differ in length; the n-th entries belong together"


def _oracle_problems(case: Case, oracles: Mapping[Level, Mapping[str, Oracle]]) -> Iterator[str]:
    """A payload that an oracle sees otherwise than its case, or that two oracles see differently."""
    if not isinstance(case.expected, Answer) or (case.id != case.authored and case.request.operation == "parse"):
        return  # at level wire, the payload is that of the case itself
    payload, expected = _payload(case), case.expected
    for level, those in oracles.items():
        found = {name: oracle(payload) for name, oracle in those.items()}
        # What a rule of level semantic refuses, level schema takes.
        legal = expected.accepted or (level, case.level) == ("schema", "semantic")
        for name, reasons in found.items():
            if legal and reasons and not (expected.rejected and expected.accepted):
                yield f"{case.id}: {name} refuses it for {_told(reasons)}, and the case accepts it; correct one of them"
            elif not legal and case.request.operation == "validate" and not _among(reasons, expected.reasons):
                told = _told(expected.reasons)
                yield f"{case.id}: {name} finds {_told(reasons)}, and the case {told}; correct one of them"
        if len({frozenset(reason.rule for reason in reasons) for reasons in found.values()}) > 1:
            told = " and ".join(f"{name} finds {_told(reasons)}" for name, reasons in found.items())
            yield f"{case.id}: {told}; correct one of them"
    if expected.reasons and case.requirement.id not in {reason.rule for reason in expected.reasons}:
        yield f"{case.id}: {case.requirement.id} is none of its reasons; it belongs to another requirement"


def _among(found: Collection[Reason], reasons: Collection[Reason]) -> bool:
    """Whether a payload is refused, and for nothing else than these reasons."""
    return bool(found) and set(found) <= set(reasons)


def _payload(case: Case) -> Json:
    """What the oracles look at: of a text, what it is read as."""
    if case.request.operation != "parse-text":
        return case.request.content
    outputs = case.expected.outputs if isinstance(case.expected, Answer) else None
    return outputs[0] if outputs else {"type": "image_generation"}


def _told(reasons: Iterable[Reason]) -> str:
    return ", ".join(map(str, reasons)) or "nothing"


def _reference_problems(corpus: Corpus) -> Iterator[str]:
    """Cases that the reference itself fails, at every level that it has."""
    from imagegen_reference import ImageGenTool

    adapter = DocumentedClass(ImageGenTool)
    for result in run(corpus.cases, InProcess(adapter)):
        if result.verdict.result != "pass" and result.case.level in adapter.levels:
            yield f"{headline(result)}: the reference does not bear this case out; correct one of them"
