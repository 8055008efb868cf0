"""What models take beyond the types: `models.json`, checked for shape and for sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.cases import STRENGTHS
from imagegen_conformance.corpus import Corpus, data, read_json
from imagegen_conformance.errors import CorpusError, nearest
from imagegen_conformance.json_value import Json
from imagegen_conformance.traceability import Traceability

if TYPE_CHECKING:
    from jsonschema import ValidationError

__all__ = ["Family", "Limit", "Models", "area_holds"]

ARITHMETIC = ("edge", "multiple", "ratio", "pixels", "experimental")
MOST_EDGES = 1000  # two for a size: more of them take minutes to check and to compile
LONGEST_FOUND = 80  # characters of what stands in a file that are told
ABOUT = frozenset({"strength", "source", "date"})  # what says nothing of the limit itself


class Limit(NamedTuple):
    """A limit and its place in the file. `content` is the whole of it; models.schema.json says what stands there."""

    place: str
    kind: str
    rule: str
    content: dict[str, Json]

    @property
    def meaning(self) -> dict[str, Json]:
        """What it says, without who says so."""
        return {key: value for key, value in self.content.items() if key not in ABOUT}


class Family(NamedTuple):
    """Models with the same limits."""

    place: str
    name: str
    models: tuple[str, ...]
    limits: tuple[Limit, ...]

    def of_kind(self, *kinds: str) -> list[Limit]:
        """The limits of these kinds."""
        return [limit for limit in self.limits if limit.kind in kinds]

    def edges(self) -> range | list[int]:
        """The edges that are neither too short nor too long; empty where there is no limit."""
        least = [limit.content["minimum"] for limit in self.of_kind("edge") if "minimum" in limit.content]
        most = [limit.content["maximum"] for limit in self.of_kind("edge") if "maximum" in limit.content]
        return range(max(least, default=1), min(most, default=0) + 1)

    def multiples(self) -> list[int]:
        """Those of the edges that are legal by themselves."""
        steps = [limit.content["of"] for limit in self.of_kind("multiple")]
        return [edge for edge in self.edges() if all(edge % step == 0 for step in steps)]


class Models(NamedTuple):
    """Limits that hold for any model, and the families."""

    any_model: tuple[Limit, ...]
    families: tuple[Family, ...]

    @classmethod
    def load(cls, corpus: Corpus, file: Path | None = None) -> Models:
        """Read a models file, that of the corpus when None, whose rules are requirements of the corpus.

        Raises `CorpusError` that names the place where its shape is wrong, or where it contradicts itself.
        """
        file = file or corpus.root / "models.json"
        content = read_json(file)
        _check_shape(content, file)
        models = cls(
            tuple(_limits(content["any_model"], "/any_model")),
            tuple(_family(family, f"/families/{index}") for index, family in enumerate(content["families"])),
        )
        for problem in _problems(models, corpus):
            raise CorpusError(problem.found, file=file, place=problem.place, mend=problem.mend)
        return models

    def limits(self) -> Iterator[Limit]:
        """Every limit, in the order of the file."""
        yield from self.any_model
        for family in self.families:
            yield from family.limits


def area_holds(limit: Limit) -> Callable[[int, int], bool]:
    """Whether a limit of kind ratio or pixels holds of width and height."""
    least: float = limit.content.get("minimum", 0)
    most: float = limit.content.get("maximum", inf)
    if limit.kind == "ratio":
        return lambda width, height: max(width, height) <= most * min(width, height)
    return lambda width, height: least <= width * height <= most


def _check_shape(content: Json, file: Path) -> None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    validator = Draft202012Validator(read_json(data("schemas") / "models.schema.json"))
    error = best_match(validator.iter_errors(content))
    if error is not None:
        place = "".join(f"/{part}" for part in error.absolute_path)
        raise CorpusError(_told(error), file=file, place=place, mend="see schemas/models.schema.json")
    for place, number in _with_a_point(content):
        raise CorpusError(f"{number} has a point", file=file, place=place, mend=f"write {number:.0f}")


def _told(error: ValidationError) -> str:
    """What is wrong, without the whole of what stands there."""
    found = repr(error.instance)
    short = found if len(found) <= LONGEST_FOUND else f"{found[:LONGEST_FOUND]} ..."
    return error.message.replace(found, short)[:200]


def _with_a_point(content: Json, place: str = "") -> Iterator[tuple[str, float]]:
    """Numbers such as 16.0, which JSON Schema takes for integers, and Python does not."""
    if isinstance(content, float):
        yield place, content
    elif isinstance(content, (dict, list)):
        for key, value in content.items() if isinstance(content, dict) else enumerate(content):
            yield from _with_a_point(value, f"{place}/{key}")


def _family(family: dict[str, Json], place: str) -> Family:
    return Family(place, family["family"], tuple(family["models"]), tuple(_limits(family["limits"], f"{place}/limits")))


def _limits(limits: list[dict[str, Json]], place: str) -> Iterator[Limit]:
    for index, limit in enumerate(limits):
        yield Limit(f"{place}/{index}", limit["kind"], limit["rule"], limit)


class Problem(NamedTuple):
    """What is wrong, where in the file, and how it is mended."""

    place: str
    found: str
    mend: str


def _problems(models: Models, corpus: Corpus) -> Iterator[Problem]:
    yield from _names_twice(models)
    yield from _source_problems(models, corpus)
    yield from _rule_problems(models, corpus)
    yield from _value_problems(models)
    for family in models.families:
        yield from _said_twice(family)
        yield from _bounds(family)
        yield from _arithmetic(family)


def _names_twice(models: Models) -> Iterator[Problem]:
    families: dict[str, str] = {}
    seen: dict[str, str] = {}
    for family in models.families:
        if family.name in families:
            found = f"the family {family.name} stands at {families[family.name]} already"
            yield Problem(f"{family.place}/family", found, "make them one, or rename one")
        families[family.name] = family.place
        for index, name in enumerate(family.models):
            if name in seen:
                place = f"{family.place}/models/{index}"
                yield Problem(place, f"{name} is in the family {seen[name]} already", "a model is in one family")
            seen[name] = family.name


def _rule_problems(models: Models, corpus: Corpus) -> Iterator[Problem]:
    """Rules that are no requirements, or are two things, and limits that claim more than their rule."""
    said: dict[str, Limit] = {}
    for limit in models.limits():
        requirement = corpus.requirements.get(limit.rule)
        if requirement is None:
            mend = nearest(limit.rule, corpus.requirements, "add it to requirements.json")
            yield Problem(f"{limit.place}/rule", f"there is no rule {limit.rule!r}", mend)
        elif STRENGTHS.index(limit.content["strength"]) < STRENGTHS.index(requirement.strength):
            mend = f"{limit.rule} itself is {requirement.strength}"
            yield Problem(f"{limit.place}/strength", "the limit is stronger than its rule", mend)
        other = said.setdefault(_rule_in_schema(limit), limit)
        if other.meaning != limit.meaning:
            found = f"{limit.rule} is something else at {other.place}"
            yield Problem(f"{limit.place}/rule", found, "a rule is one thing")


def _source_problems(models: Models, corpus: Corpus) -> Iterator[Problem]:
    """Documents, and sentences of the specification, that are not there."""
    specification = Traceability.of(corpus)
    for limit in models.limits():
        source = limit.content["source"]
        document, section = source["document"], source["section"]
        if document not in corpus.documents:
            mend = nearest(document, corpus.documents, "add it to the documents of requirements.json")
            yield Problem(f"{limit.place}/source/document", f"there is no document {document!r}", mend)
        if document == specification.document:
            sentences = source.get("sentences", ())
            known = [number for name, number in specification.sentences if name == section]
            if not known:
                mend = nearest(section, {name for name, _ in specification.sentences}, "see specification.json")
                yield Problem(f"{limit.place}/source/section", f"there is no section {section!r}", mend)
            elif not sentences or not set(sentences) <= set(known):
                found = f"{section} has no such sentences: {list(sentences)}" if sentences else "no sentence is named"
                yield Problem(f"{limit.place}/source", found, f"name some of {known[0]} to {known[-1]}")


def _rule_in_schema(limit: Limit) -> str:
    """Rules may say of one model that it does, and of another that it does not."""
    return f"{limit.rule} {limit.content.get('legal')} {limit.content.get('support')}"


def _value_problems(models: Models) -> Iterator[Problem]:
    """Fields and values that the payload does not have."""
    fields: Mapping[str, Json] = read_json(data("schemas") / "image_gen_tool.schema.json")["properties"]
    for limit in models.limits():
        for index, field in enumerate(limit.content.get("fields", ())):
            if field not in fields:
                mend = nearest(field, fields, "see image_gen_tool.schema.json")
                yield Problem(f"{limit.place}/fields/{index}", f"there is no field {field!r}", mend)
        legal = fields[limit.content["field"]].get("enum", ()) if "equals" in limit.content else ()
        if "equals" in limit.content and limit.content["equals"] not in legal:
            mend = f"it is one of {', '.join(map(str, legal))}"
            yield Problem(f"{limit.place}/equals", f"{limit.content['equals']!r} is never legal", mend)


def _said_twice(family: Family) -> Iterator[Problem]:
    seen: dict[tuple[Json, ...], Limit] = {}
    for limit in family.limits:
        bounds: list[str] = [bound for bound in ("minimum", "maximum") if bound in limit.content]
        for bound in bounds or [""]:
            subject = (limit.kind, bound, limit.content.get("field"), limit.content.get("equals"))
            if subject in seen:
                told = " ".join(str(part) for part in subject if part)
                yield Problem(limit.place, f"{told} is said at {seen[subject].place} already", "drop one of them")
            seen[subject] = limit


def _bounds(family: Family) -> Iterator[Problem]:
    for kind in ("edge", "pixels"):
        limits = family.of_kind(kind)
        for low, high in product(limits, limits):
            least, most = low.content.get("minimum"), high.content.get("maximum")
            if least is not None and most is not None and least > most:
                yield Problem(f"{low.place}/minimum", f"the minimum {least} is over the maximum {most}", "swap them")


def _arithmetic(family: Family) -> Iterator[Problem]:
    limits, listed = family.of_kind(*ARITHMETIC), family.of_kind("sizes")
    if limits and listed:
        found = f"the family lists its sizes at {listed[0].place}"
        yield Problem(limits[0].place, found, "list them, or calculate them")
    elif limits and not family.edges():
        # Patterns count digits: without a longest edge there is no end to them.
        yield Problem(family.place, "its sizes are calculated, and no edge is too long", "add an edge with a maximum")
    elif limits and len(family.multiples()) > MOST_EDGES:
        found = f"{len(family.multiples()):,} edges are legal, and sizes are compiled from {MOST_EDGES:,} at most"
        yield Problem(family.place, found, "take a larger multiple, or a smaller maximum of edge")
    elif limits and not any(_legal(family)):
        yield Problem(family.place, "no size at all is legal", "look at its limits together")
    most = [limit.content["maximum"] for limit in family.of_kind("pixels") if "maximum" in limit.content]
    for limit in family.of_kind("experimental"):
        if most and limit.content["above"] >= most[0]:
            yield Problem(f"{limit.place}/above", f"sizes end at {most[0]} pixels already", "warn of fewer")


def _legal(family: Family) -> Iterator[bool]:
    areas = [area_holds(limit) for limit in family.of_kind("ratio", "pixels")]
    for width, height in product(family.multiples(), repeat=2):
        yield all(holds(width, height) for holds in areas)
