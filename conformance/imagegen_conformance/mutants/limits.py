"""Level semantic, wrong: limits that are off, grammar that is lenient, models that are mistaken for others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from imagegen_conformance.corpus import data, read_json
from imagegen_conformance.json_value import Json
from imagegen_conformance.mutants.fields import dropped, refusing
from imagegen_conformance.mutants.mutant import Bend, Make, Mutant, before, bent, validating
from imagegen_reference import ImageGenTool
from imagegen_reference.limits import Limits, read_limits

__all__ = ["MUTANTS"]

CONTENT: Json = read_json(data("fixtures") / "models.json")
FAMILIES = {family["family"]: index for index, family in enumerate(CONTENT["families"])}
RULES = (
    "size.grammar", "size.auto", "size.gpt-image-1", "size.dall-e-2", "size.dall-e-3", "size.gpt-image-2.multiple-of-16",
    "size.gpt-image-2.ratio", "size.gpt-image-2.maximum", "size.gpt-image-2.minimum", "size.gpt-image-2.edge",
    "background.transparent-format", "output_compression.png", "input_fidelity.model",
)  # fmt: skip

Edit = Callable[[Json], object]


def _limits(edit: Edit) -> Limits:
    content = deepcopy(CONTENT)
    edit(content)
    return read_limits(content)


def _edited(edit: Edit) -> Make:
    """The reference, with other data."""
    return bent(lambda _, errors: errors, _limits(edit))


def _of(content: Json, family: str, kind: str, **having: Json) -> Json:
    """A limit of a family, by its kind and what else it says."""
    limits = content["families"][FAMILIES[family]]["limits"]
    return next(limit for limit in limits if limit["kind"] == kind and all(limit.get(key) == value for key, value in having.items()))


def _any(content: Json, field: str) -> Json:
    return next(limit for limit in content["any_model"] if limit.get("field") == field)


def _arithmetic() -> Iterator[Mutant]:
    def off(name: str, rule: str, fault: str, kind: str, key: str, by: int) -> Mutant:
        def edit(content: Json) -> None:
            limits = content["families"][FAMILIES["gpt-image-2"]]["limits"]
            limit = next(limit for limit in limits if limit["kind"] == kind and key in limit)
            limit[key] += by

        return Mutant(name, rule, fault, _edited(edit))

    size = "size.gpt-image-2"
    yield off("step-of-8", f"{size}.multiple-of-16", "edges need only be multiples of 8", "multiple", "of", -8)
    yield off("step-of-32", f"{size}.multiple-of-16", "edges have to be multiples of 32", "multiple", "of", 16)
    yield off("step-of-4", f"{size}.multiple-of-16", "edges need only be multiples of 4", "multiple", "of", -12)
    yield off("step-of-64", f"{size}.multiple-of-16", "edges have to be multiples of 64", "multiple", "of", 48)
    yield off("edge-exclusive", f"{size}.edge", "an edge has to be shorter than 3840", "edge", "maximum", -1)
    yield off("edge-one-step-more", f"{size}.edge", "an edge may be 3856", "edge", "maximum", 16)
    yield off("edge-4096", f"{size}.edge", "an edge may be 4096", "edge", "maximum", 256)
    yield off("ratio-of-2", f"{size}.ratio", "no edge may be longer than twice the other", "ratio", "maximum", -1)
    yield off("ratio-of-4", f"{size}.ratio", "an edge may be four times the other", "ratio", "maximum", 1)
    yield off("pixels-exclusive", f"{size}.maximum", "a size has to have fewer pixels than 8,294,400", "pixels", "maximum", -1)
    yield off("pixels-next", f"{size}.maximum", "a size may have 8,297,472 pixels, which is the next number that can be had", "pixels", "maximum", 3072)
    yield off("pixels-of-4096x2160", f"{size}.maximum", "a size may have the pixels of 4096x2160", "pixels", "maximum", 552_960)
    yield off("pixels-few-exclusive", f"{size}.minimum", "a size has to have more pixels than 655,360", "pixels", "minimum", 1)
    yield off("pixels-few-next", f"{size}.minimum", "a size may have 654,336 pixels, which is the next number that can be had", "pixels", "minimum", -1024)
    yield off("pixels-few-of-1024", f"{size}.minimum", "a size needs the pixels of 1024x1024", "pixels", "minimum", 393_216)
    yield off("experimental-inclusive", f"{size}.experimental", "2560x1440 is warned of too", "experimental", "above", -1)
    yield off("experimental-late", f"{size}.experimental", "the first size past 2560x1440 is not warned of", "experimental", "above", 1536)


SIZE = re.compile(r"([1-9][0-9]*)x([1-9][0-9]*)\Z")


def _size(payload: Json) -> tuple[int, int] | None:
    found = SIZE.match(payload["size"]) if isinstance(payload.get("size"), str) else None
    return (int(found[1]), int(found[2])) if found and len(payload["size"]) < 100 else None


def _one_edge(rule: str, holds: Callable[[int, int], bool]) -> Bend:
    """A rule that is asked of one edge or orientation only: elsewhere it is not found broken."""

    def bend(payload: Json, errors: list[Any]) -> list[Any]:
        size = _size(payload) if isinstance(payload, dict) else None
        return [error for error in errors if not (error[1] == rule and size and holds(*size))]

    return bend


def _orientations() -> Iterator[Mutant]:
    size = "size.gpt-image-2"
    yield Mutant("step-of-width", f"{size}.multiple-of-16", "only the width has to be a multiple of 16", bent(_one_edge(f"{size}.multiple-of-16", lambda width, _: width % 16 == 0)))
    yield Mutant("step-of-height", f"{size}.multiple-of-16", "only the height has to be a multiple of 16", bent(_one_edge(f"{size}.multiple-of-16", lambda _, height: height % 16 == 0)))
    yield Mutant("step-of-either", f"{size}.multiple-of-16", "one edge that is a multiple of 16 is enough", bent(_one_edge(f"{size}.multiple-of-16", lambda width, height: width % 16 == 0 or height % 16 == 0)))
    yield Mutant("step-of-area", f"{size}.multiple-of-16", "the product of the edges has to be a multiple of 256, not each edge of 16", bent(_one_edge(f"{size}.multiple-of-16", lambda width, height: width * height % 256 == 0)))
    yield Mutant("edge-of-width", f"{size}.edge", "only the width is limited", bent(_one_edge(f"{size}.edge", lambda width, _: width <= 3840)))
    yield Mutant("edge-of-height", f"{size}.edge", "only the height is limited", bent(_one_edge(f"{size}.edge", lambda _, height: height <= 3840)))
    yield Mutant("edge-of-shorter", f"{size}.edge", "only the shorter edge is limited", bent(_one_edge(f"{size}.edge", lambda width, height: min(width, height) <= 3840)))
    yield Mutant("ratio-landscape", f"{size}.ratio", "the ratio is asked of landscape sizes only", bent(_one_edge(f"{size}.ratio", lambda width, height: width < height)))
    yield Mutant("ratio-portrait", f"{size}.ratio", "the ratio is asked of portrait sizes only", bent(_one_edge(f"{size}.ratio", lambda width, height: width > height)))
    yield Mutant("ratio-of-whole-numbers", f"{size}.ratio", "the ratio is divided to a whole number", bent(_one_edge(f"{size}.ratio", lambda width, height: max(width, height) // min(width, height) <= 3)))
    yield Mutant("ratio-rounded", f"{size}.ratio", "the ratio is rounded to one decimal", bent(_one_edge(f"{size}.ratio", lambda width, height: round(max(width, height) / min(width, height), 1) <= 3)))
    yield _refusing_size("ratio-exclusive", f"{size}.ratio", "an edge of just three times the other is refused", lambda width, height: 3 * min(width, height) == max(width, height))
    yield _refusing_size("portrait-refused", f"{size}.any-resolution", "portrait sizes are refused", lambda width, height: height > width)
    yield _refusing_size("square-refused", f"{size}.any-resolution", "squares beyond 1024 are refused", lambda width, height: height == width > 1024)
    yield _refusing_size("box-of-4k", f"{size}.maximum", "a size has to fit into 3840x2160", lambda width, height: width > 3840 or height > 2160)
    yield _refusing_size("experimental-refused", f"{size}.experimental", "sizes of more than 2560x1440 pixels are refused", lambda width, height: width * height > 3_686_400)
    standard = {(1024, 1024), (1536, 1024), (1024, 1536)}
    yield _refusing_size("only-standard", f"{size}.any-resolution", "only the standard sizes are taken for gpt-image-2", lambda width, height: (width, height) not in standard)


def _refusing_size(name: str, rule: str, fault: str, when: Callable[[int, int], bool]) -> Mutant:
    def asked(payload: dict[str, Json]) -> bool:
        size = _size(payload)
        return size is not None and str(payload.get("model", "")).startswith("gpt-image-2") and when(*size)

    return Mutant(name, rule, fault, bent(refusing(rule, asked, "/size")))


def _lists() -> Iterator[Mutant]:
    def listed(name: str, rule: str, fault: str, family: str, change: Callable[[list[str]], object]) -> Mutant:
        return Mutant(name, rule, fault, _edited(lambda content: change(_of(content, family, "sizes")["sizes"])))

    others = {"gpt-image-1": "512x512", "gpt-image-1-mini": "1792x1024", "dall-e-2": "1536x1024", "dall-e-3": "1536x1024"}
    for family, other in others.items():
        rule = f"size.{family.removesuffix('-mini')}"
        for size in _of(CONTENT, family, "sizes")["sizes"]:
            fault = f"{size} is refused for {family}"
            standard = "size.gpt-image.standard" if family.startswith("gpt") else rule
            yield listed(f"{family}-refuses-{size}", standard, fault, family, lambda sizes, size=size: sizes.remove(size))
        yield listed(f"{family}-takes-{other}", rule, f"{other} is taken for {family}", family, lambda sizes, other=other: sizes.append(other))
    for family in FAMILIES:
        flipped = _edited(lambda content, family=family: _flip(_of(content, family, "auto")))
        takes = "refused" if _of(CONTENT, family, "auto")["legal"] else "taken"
        yield Mutant(f"{family}-auto", "size.auto", f"auto is {takes} for {family}", flipped)
    for family in FAMILIES:
        for index, model in enumerate(CONTENT["families"][FAMILIES[family]]["models"]):
            unknown = _edited(lambda content, family=family, index=index: content["families"][FAMILIES[family]]["models"].pop(index))
            rule = {"gpt-image-2": "size.gpt-image-2.multiple-of-16"}.get(family, f"size.{family.removesuffix('-mini')}")
            yield Mutant(f"{model}-unknown", rule, f"{model} is not known, and nothing is asked of its sizes", unknown)


def _flip(limit: Json) -> None:
    limit["legal"] = not limit["legal"]


def _features() -> Iterator[Mutant]:
    formats = "background.transparent-format"
    png = "output_compression.png"

    def off(name: str, rule: str, fault: str, field: str, change: Callable[[Json], object]) -> Mutant:
        return Mutant(name, rule, fault, _edited(lambda content: change(_any(content, field))))

    yield off("transparent-not-png", formats, "a transparent background is refused with png", "background", lambda limit: limit["formats"].remove("png"))
    yield off("transparent-not-webp", formats, "a transparent background is refused with webp", "background", lambda limit: limit["formats"].remove("webp"))
    yield off("opaque-not-jpeg", formats, "an opaque background is refused with jpeg", "background", lambda limit: limit.update(equals="opaque"))
    yield off("auto-not-jpeg", formats, "a background of auto is refused with jpeg", "background", lambda limit: limit.update(equals="auto"))
    yield off("compression-not-webp", png, "compression is refused with webp", "output_compression", lambda limit: limit["formats"].remove("webp"))
    yield off("compression-not-jpeg", png, "compression is refused with jpeg", "output_compression", lambda limit: limit["formats"].remove("jpeg"))
    yield off("compression-99", png, "a compression of 99 is taken with png", "output_compression", lambda limit: limit.update(below=99))
    yield off("compression-100", png, "a compression of 100 is refused with png", "output_compression", lambda limit: limit.update(below=101))
    yield off("compression-0", png, "only a compression of 0 is refused with png", "output_compression", lambda limit: limit.update(below=1))
    yield Mutant("format-by-default", formats, "a transparent background is refused where no format is given", bent(refusing(formats, lambda payload: payload.get("background") == "transparent" and "output_format" not in payload, "/background")))
    yield Mutant("compression-by-default", png, "compression is not looked at where no format is given", before(lambda payload: payload.pop("output_compression", None) if "output_format" not in payload and type(payload.get("output_compression")) is int and 0 <= payload["output_compression"] <= 100 else None))
    for family in ("gpt-image-2", "gpt-image-1-mini"):
        taken = _edited(lambda content, family=family: _of(content, family, "feature", field="input_fidelity").update(support="full"))
        yield Mutant(f"{family}-fidelity", "input_fidelity.model", f"input_fidelity is taken for {family}", taken)
    refused = _edited(lambda content: _of(content, "gpt-image-1", "feature").update(support="none"))
    yield Mutant("gpt-image-1-fidelity", "input_fidelity.model", "input_fidelity is refused for gpt-image-1", refused)
    yield Mutant("fidelity-null", "input_fidelity.model", "a null counts as asking for fidelity", bent(refusing("input_fidelity.model", lambda payload: str(payload.get("model")).startswith("gpt-image-2") and payload.get("input_fidelity", 0) is None, "/input_fidelity")))
    yield Mutant("preview-silent", "background.transparent-preview", "gpt-image-2's transparent backgrounds are not warned of", _edited(lambda content: _of(content, "gpt-image-2", "feature", field="background").update(support="full")))
    yield Mutant("experimental-silent", "size.gpt-image-2.experimental", "experimental sizes are not warned of", _edited(lambda content: _of(content, "gpt-image-2", "experimental").update(above=10**9)))
    yield Mutant("deprecated-silent", "deprecated.warning", "deprecated fields are not warned of", _edited(lambda content: content["any_model"].pop(2)))
    for index, field in enumerate(("name", "description", "tool_configs")):
        yield Mutant(f"{field}-silent", "deprecated.warning", f"{field} is not warned of", _edited(lambda content, index=index: content["any_model"][2]["fields"].pop(index)))
    yield Mutant("everything-deprecated", "deprecated.warning", "quality is warned of as deprecated", _edited(lambda content: content["any_model"][2]["fields"].append("quality")))


def _names() -> Iterator[Mutant]:
    known = [model for family in CONTENT["families"] for model in family["models"]]

    def mistaken(name: str, fault: str, like: Callable[[str], str]) -> Mutant:
        def change(payload: dict[str, Json]) -> None:
            if isinstance(payload.get("model"), str):
                payload["model"] = like(payload["model"])

        return Mutant(name, "size.any-model", fault, before(change))

    def prefix(model: str) -> str:
        return max((name for name in known if model.startswith(name)), key=len, default=model)

    def dated(model: str) -> str:
        return max((name for name in known if model.startswith(f"{name}-")), key=len, default=model) if model not in known else model

    yield mistaken("model-by-prefix", "limits bind every model whose name begins like a known one", prefix)
    yield mistaken("model-by-prefix-and-hyphen", "limits bind every model whose name continues a known one by a hyphen", dated)
    yield mistaken("model-any-case", "limits bind models in any case", str.lower)
    yield mistaken("model-trimmed", "limits bind models whose names have spaces around them", str.strip)
    yield mistaken("model-contains", "limits bind every model in whose name a known one stands", lambda model: next((name for name in known if name in model), model))
    yield mistaken("model-dot-any", "a dot in the name of a model stands for any character", lambda model: "gpt-image-1.5" if re.fullmatch("gpt-image-1.5", model) else model)
    yield mistaken("model-of-path", "the last part of a path is taken for the model", lambda model: model.rpartition("/")[2])
    yield mistaken("model-empty-default", "an empty model counts as the default one", lambda model: model or "gpt-image-1")
    default = before(lambda payload: payload.setdefault("model", "gpt-image-1"))
    yield Mutant("no-model-default", "size.any-model", "where no model is named, the limits of gpt-image-1 hold", default)
    newest = before(lambda payload: payload.setdefault("model", "gpt-image-2"))
    yield Mutant("no-model-newest", "size.any-model", "where no model is named, the limits of gpt-image-2 hold", newest)
    unknown = before(lambda payload: payload.update(model="gpt-image-2") if isinstance(payload.get("model"), str) and payload["model"] not in known else None)
    yield Mutant("unknown-model-bound", "size.any-model", "models that are not known are bound by the limits of gpt-image-2", unknown)


def _grammar() -> Iterator[Mutant]:
    def lenient(name: str, fault: str, like: Callable[[str], str]) -> Mutant:
        def change(payload: dict[str, Json]) -> None:
            if isinstance(payload.get("size"), str):
                payload["size"] = like(payload["size"])

        return Mutant(name, "size.grammar", fault, before(change))

    def substituted(name: str, fault: str, pattern: str, by: str, flags: int = 0) -> Mutant:
        return lenient(name, fault, lambda size: re.sub(pattern, by, size, flags=flags))

    yield lenient("size-trimmed", "white space around a size is taken", str.strip)
    yield lenient("size-line-feed", "a line feed after a size is taken", lambda size: size.removesuffix("\n"))
    yield lenient("size-any-case", "a capital X and AUTO are taken", str.lower)
    yield lenient("size-casefold", "a size is case-folded before it is read", str.casefold)
    yield substituted("size-capital", "a capital X is taken", "X", "x")
    yield substituted("size-auto-any-case", "auto is compared without regard to case", "(?i:auto)", "auto")
    yield substituted("size-spaces", "spaces around the x are taken", " *x *", "x")
    yield substituted("size-no-spaces", "all white space in a size is left out", r"\s", "")
    yield substituted("size-leading-zeros", "leading zeros are taken", r"\b0+(?=\d)|(?<=x)0+(?=\d)", "", re.ASCII)
    yield substituted("size-plus", "a plus sign is taken", r"\+(?=\d)", "")
    yield substituted("size-minus", "a minus sign is left out", r"-(?=\d)", "")
    yield substituted("size-underscores", "underscores between digits are taken", r"(?<=\d)_(?=\d)", "")
    yield substituted("size-commas", "commas between digits are taken", r"(?<=\d),(?=\d)", "")
    yield substituted("size-times", "a multiplication sign is taken as an x", "\u00d7", "x")
    yield substituted("size-star", "an asterisk is taken as an x", r"\*", "x")
    yield substituted("size-comma", "a comma is taken as an x", ",", "x")
    yield substituted("size-colon", "a colon is taken as an x", ":", "x")
    yield substituted("size-by", "a hyphen or a word is taken as an x", "-| by ", "x")
    yield substituted("size-units", "units are left out", r"px|pixels", "")
    yield substituted("size-decimals", "a fraction of zero is left out", r"\.0+(?!\d)", "")
    yield lenient("size-exponents", "an exponent is taken", lambda size: re.sub(r"(\d+)[eE]\+?(\d)(?!\d)", lambda found: found[1] + "0" * int(found[2]), size))
    yield substituted("size-tail", "what follows a size is not looked at", r"^([1-9][0-9]*x[1-9][0-9]*).*", r"\1", re.DOTALL)
    yield substituted("size-head", "what precedes a size is not looked at", r".*?([1-9][0-9]*x[1-9][0-9]*)$", r"\1", re.DOTALL)
    yield substituted("size-third", "a third edge is not looked at", r"^(\d+x\d+)x\d+$", r"\1", re.ASCII)
    yield substituted("size-double-x", "several x are taken as one", "x+", "x")
    yield substituted("size-square", "a single number is taken as a square", r"^([1-9][0-9]*)x?$", r"\1x\1")
    yield substituted("size-missing-edge", "an edge that is missing is taken as the other", r"^x([1-9][0-9]*)$", r"\1x\1")
    yield substituted("size-ratio", "a ratio is taken for a size", r"^\d+:\d+$", "1024x1024")
    yield substituted("size-names", "names of sizes are taken", r"^(square|landscape|portrait|large|medium|small|hd|4k|2k|1080p|full)$", "auto", re.IGNORECASE)
    yield substituted("size-empty", "an empty size counts as auto", r"^$", "auto")
    yield substituted("size-quotes", "quotes around a size are left out", "[\"']", "")
    yield substituted("size-control", "control characters in a size are left out", r"[\x00-\x1f\x7f]", "")
    yield substituted("size-invisible", "invisible characters in a size are left out", "[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\u00a0]", "")
    yield substituted("size-zero", "an edge of zero is taken", r"\b0(?=x)|(?<=x)0$", "16")
    yield lenient("size-digits-of-any-script", "digits of any script are taken", lambda size: "".join(str(int(c)) if c.isdecimal() else c for c in size))
    yield lenient("size-compatibility", "a size is normalised to its compatible form", _nfkc)
    yield lenient("size-python-integers", "each edge is read by Python's int", _by_int)
    yield lenient("size-of-bases", "edges in other bases are taken", lambda size: re.sub(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+", lambda found: str(int(found[0], 0)), size))
    yield Mutant("size-auto-among", "size.grammar", "auto may stand for an edge", before(lambda payload: payload.update(size=re.sub("auto", "1024", payload["size"])) if isinstance(payload.get("size"), str) and "x" in payload["size"] else None))
    for bits in (16, 32, 64):
        yield Mutant(f"size-wraps-at-{bits}-bits", "size.gpt-image-2.edge", f"edges are read into {bits} bits, and wrap", before(_wrapping(bits)))
    yield Mutant("size-area-wraps", "size.gpt-image-2.maximum", "the product of the edges wraps at 32 bits, and edges have no limit", bent(_one_edge("size.gpt-image-2.maximum", lambda width, height: width * height % 2**32 <= 8_294_400), _limits(lambda content: _of(content, "gpt-image-2", "edge").update(maximum=10**9))))
    yield Mutant("size-long-refused", "size.any-model", "edges of five digits and more are refused for any model", bent(refusing("size.grammar", lambda payload: isinstance(payload.get("size"), str) and re.search(r"\d{5}", payload["size"]) is not None, "/size")))
    yield Mutant("size-short-refused", "size.any-model", "edges of one digit are refused for any model", bent(refusing("size.grammar", lambda payload: isinstance(payload.get("size"), str) and re.search(r"\b\dx|x\d\b", payload["size"]) is not None, "/size")))
    yield Mutant("size-crash", "size.grammar", "crashes on a size that it cannot read", validating(_crashing))
    yield Mutant("size-crash-long", "size.any-model", "crashes on numbers of thousands of digits", validating(_crashing_long))


def _nfkc(size: str) -> str:
    from unicodedata import normalize

    return normalize("NFKC", size)


def _by_int(size: str) -> str:
    """As a parser does that splits at the x and calls int: it takes signs, spaces, underscores, zeros and any digits."""
    try:
        edges = [int(part) for part in size.split("x")]
    except ValueError:
        return size
    return "{}x{}".format(*edges) if len(edges) == 2 and min(edges) > 0 else size


def _wrapping(bits: int) -> Callable[[dict[str, Json]], None]:
    def change(payload: dict[str, Json]) -> None:
        size = _size(payload)
        if size is not None:
            payload["size"] = "{}x{}".format(*(edge % 2**bits or 1 for edge in size))

    return change


def _crashing(payload: Json) -> object:
    size = payload.get("size") if isinstance(payload, dict) else None
    if isinstance(size, str) and size != "auto" and SIZE.match(size) is None:
        raise IndexError("list index out of range")
    return ImageGenTool.validate_payload(payload)


def _crashing_long(payload: Json) -> object:
    if isinstance(payload, dict) and isinstance(payload.get("size"), str) and len(payload["size"]) > 4000:
        raise OverflowError("Python int too large to convert")
    return ImageGenTool.validate_payload(payload)


def _checks() -> Iterator[Mutant]:
    for rule in RULES:
        yield Mutant(f"drops-{rule}", rule, f"the rule {rule} is not checked", bent(dropped(rule)))
    yield Mutant("schema-only", "payload.combinations", "rules that span fields are not checked", validating(lambda payload: ImageGenTool.validate_payload(payload, "schema")))
    yield Mutant("combinations-refused", "payload.combinations", "many fields at once are refused", bent(refusing("payload.combinations", lambda payload: len(payload) > 12, "")))
    yield Mutant("reason-of-size", "size.gpt-image-2.ratio", "every error of a size is told as one of its grammar", bent(lambda _, errors: [(error[0], "size.grammar" if error[1].startswith("size.gpt") else error[1], *error[2:]) for error in errors]))


MUTANTS: tuple[Mutant, ...] = (
    *_arithmetic(),
    *_orientations(),
    *_lists(),
    *_features(),
    *_names(),
    *_grammar(),
    *_checks(),
)
