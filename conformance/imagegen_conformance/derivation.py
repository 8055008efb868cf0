"""From a case as it is written to the cases that are run.

| written | run | asked | legal |
|---|---|---|---|
| accept | `id` | validate | accepted |
| | `id:warnings` | validate | accepted, with just these warnings; where there are any to ask for, and never gating |
| | `id:wire` | parse | accepted, and given back as in the snapshot |
| reject | `id` | validate | rejected, for one of the reasons where reasons are given |
| | `id:repaired` | validate the repaired payload | accepted |
| | `id:wire` | parse | rejected, or one of the outputs |
| either | `id` | validate | rejected or accepted |
| | `id:warnings` | validate | rejected, or accepted with just these warnings; as above |
| | `id:wire` | parse | rejected, or one of the outputs |
| raw | `id` | parse the text | as written |
| script | `id` | construct and call | as written, step by step |

An accept or either whose requirement is one of level wire is run as `id` what `id:wire` is above, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from imagegen_conformance.cases import Answer, Case, Reason, Request, Requirement, Script, Strength
from imagegen_conformance.errors import CorpusError
from imagegen_conformance.json_value import Json
from imagegen_conformance.patch import apply

__all__ = ["EXPECTATIONS", "derive"]

ROUND_TRIP = "wire.round-trip"
NO_CORRUPTION = "wire.no-corruption"
DESCRIBED = {":repaired": ", repaired", ":warnings": ", as to warnings"}
EXPECTATIONS = ("returns", "returns_unordered", "returns_one_of", "raises")


def derive(
    topic: str,
    written: dict[str, Json],
    requirements: Mapping[str, Requirement],
    snapshots: Mapping[str, Json],
) -> list[Case]:
    """The cases that are run for one that is written, its own id first.

    Raises `CorpusError` (without a file, which the caller knows) where it contradicts the requirements, and
    `KeyError` or `TypeError` where it has not the shape of a case.
    """
    author = _Author(f"{topic}/{written['name']}", written, requirements)
    kind = written["kind"]
    if kind == "script":
        return [author.script()]
    if kind == "raw":
        return [author.raw()]
    if kind == "accept":
        return list(author.accept(snapshots))
    if kind in {"reject", "either"}:
        return list(author.reject() if kind == "reject" else author.either())
    raise CorpusError(f"{author.id} is of an unknown kind {kind!r}", mend="it is accept, reject, either, script or raw")


class _Author:
    """Makes the cases of one written case."""

    def __init__(self, id_: str, written: dict[str, Json], requirements: Mapping[str, Requirement]) -> None:
        self.id = id_
        self.written = written
        self.requirements = requirements
        self.requirement = self._requirement(written["requirement"])
        self.kind = str(written["kind"])
        self.strength: Strength = written.get("strength", self.requirement.strength)
        self.why = str(written.get("why", ""))

    def accept(self, snapshots: Mapping[str, Json]) -> Iterator[Case]:
        """A legal payload: accepted where it is validated, and given back where it is parsed."""
        payload = self.written["payload"]
        # Before its snapshot is written, an accepted payload is expected to come back as it is.
        outputs = (snapshots.get(self.id, payload), *self.written.get("outputs", ()))
        answer = Answer(accepted=True, rejected=False, outputs=outputs)
        if self.requirement.level != "wire":
            yield self._case("", Request("validate", payload), Answer(accepted=True, rejected=False))
        yield from self._warnings(payload, rejected=False)
        # Whether the payload is legal at all is as strong as what makes it so.
        yield self._wire(ROUND_TRIP, payload, answer, self.strength)

    def _warnings(self, payload: Json, *, rejected: bool) -> Iterator[Case]:
        """What is worth a warning is nobody's duty to warn of."""
        if "warnings" not in self.written:
            return
        if self.requirement.level != "semantic":
            problem = f"{self.id} asks for warnings at level {self.requirement.level}"
            raise CorpusError(problem, mend="name a requirement of level semantic")
        warnings = self._reasons(self.written["warnings"])
        answer = Answer(accepted=True, rejected=rejected, warnings=warnings)
        yield self._case(":warnings", Request("validate", payload), answer)._replace(strength="may")

    def reject(self) -> Iterator[Case]:
        """A payload that breaks one rule, its repaired twin, and what parsing may make of it."""
        payload = self.written["payload"]
        answer = Answer(accepted=False, rejected=True, reasons=self._reasons(self.written["reasons"]))
        yield self._case("", Request("validate", payload), answer)
        repaired = apply(payload, self.written["repair"])
        twin = self._case(":repaired", Request("validate", repaired), Answer(accepted=True, rejected=False))
        # On a limit itself, what is legal may be less certain than that what lies past it is not.
        yield twin._replace(strength=self.written.get("repaired_strength", self.strength))
        yield self._wire(NO_CORRUPTION, payload, self._kept_or_refused())

    def either(self) -> Iterator[Case]:
        """A payload that may be refused or accepted, but neither crash nor come back changed."""
        payload = self.written["payload"]
        if self.requirement.level != "wire":
            yield self._case("", Request("validate", payload), Answer(accepted=True, rejected=True))
        yield from self._warnings(payload, rejected=True)
        yield self._wire(NO_CORRUPTION, payload, self._kept_or_refused())

    def raw(self) -> Case:
        """A JSON text, parsed as written."""
        expect = self.written["expect"]
        outputs = tuple(self.written["outputs"]) if "outputs" in self.written else None
        answer = Answer(accepted=expect != "reject", rejected=expect != "accept", outputs=outputs)
        return self._case("", Request("parse-text", self.written["text"]), answer)

    def script(self) -> Case:
        """A tool that is constructed and called; the request says what to do, never what to expect."""
        steps = self.written["steps"]
        told = tuple({key: step[key] for key in EXPECTATIONS if key in step} for step in steps)
        asked = [{key: value for key, value in step.items() if key not in EXPECTATIONS} for step in steps]
        content = {"construct": self.written["construct"], "steps": asked}
        return self._case("", Request("call", content), Script(told))

    def _reasons(self, written: list[dict[str, str]]) -> tuple[Reason, ...]:
        return tuple(Reason(reason["path"], self._requirement(reason["rule"]).id) for reason in written)

    def _kept_or_refused(self) -> Answer:
        outputs = self.written.get("outputs", [self.written["payload"]])
        return Answer(accepted=True, rejected=True, outputs=tuple(outputs))

    def _wire(self, rule: str, payload: Json, answer: Answer, strength: Strength | None = None) -> Case:
        request = Request("parse", payload)
        if self.requirement.level == "wire":
            return self._case("", request, answer)
        requirement = self._requirement(rule)
        case = self._case(":wire", request, answer)
        return case._replace(
            level=requirement.level, requirement=requirement, strength=strength or requirement.strength
        )

    def _case(self, derived: str, request: Request, expected: Answer | Script) -> Case:
        return Case(
            self.id + derived,
            self.id,
            self.kind,
            self.requirement.level,
            self.strength,
            self.requirement,
            str(self.written["description"]) + DESCRIBED.get(derived, ""),
            request,
            expected,
            self.why,
        )

    def _requirement(self, id_: str) -> Requirement:
        try:
            return self.requirements[id_]
        except KeyError:
            raise CorpusError(
                f"{self.id} names a requirement that does not exist: {id_!r}", mend="see requirements.json"
            ) from None
