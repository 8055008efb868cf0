"""Level wire, wrong: what gets lost, added, converted or cut between the JSON that goes in and the JSON that comes out."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from imagegen_conformance.adapters import Adapter, DocumentedClass
from imagegen_conformance.json_value import Json
from imagegen_conformance.mutants.mutant import Mutant, constructed, given_back, tool
from imagegen_reference import ImageGenTool
from imagegen_reference.structure import FIELDS

__all__ = ["MUTANTS"]

DEFAULTS = {
    "model": "gpt-image-1", "quality": "auto", "size": "auto", "output_format": "png", "output_compression": 100,
    "moderation": "auto", "background": "auto", "partial_images": 0, "action": "auto", "input_fidelity": "low",
}  # fmt: skip
FIRST = ("model", "quality", "size", "output_format", "output_compression", "moderation", "background", "input_fidelity",
         "input_image_mask", "partial_images", "action")  # fmt: skip

Change = Callable[[dict[str, Json]], object]


def _lost() -> Iterator[Mutant]:
    for field in FIELDS:
        if field != "type":
            yield Mutant(f"loses-{field}", "wire.round-trip", f"{field} is lost on the way out", given_back(lambda content, field=field: content.pop(field, None)))
    yield Mutant("loses-unknown", "wire.unknown-keys", "keys that are not known are lost", given_back(_keep(lambda key, _: key in FIELDS)))
    yield Mutant("loses-unknown-of-mask", "wire.unknown-keys", "keys that are not known are lost from a mask", given_back(_nested("input_image_mask", lambda mask: {key: value for key, value in mask.items() if key in {"image_url", "file_id"}})))
    yield Mutant("loses-unknown-of-configs", "wire.unknown-keys", "keys that are not known are lost from tool configurations", given_back(_configs(lambda config: {key: value for key, value in config.items() if key in {"pin", "additional_search_text"}})))
    yield Mutant("loses-unknown-values", "wire.unknown-keys", "the value of a key that is not known becomes null", given_back(_replace(lambda key, value: value if key in FIELDS else None)))
    yield Mutant("loses-unknown-objects", "wire.unknown-keys", "objects below keys that are not known are emptied", given_back(_replace(lambda key, value: {} if key not in FIELDS and isinstance(value, dict) else value)))
    yield Mutant("loses-private", "wire.unknown-keys", "keys that begin with an underscore or a dollar are lost", given_back(_keep(lambda key, _: not key.startswith(("_", "$")))))
    yield Mutant("loses-empty-key", "wire.unknown-keys", "an empty key is lost", given_back(_keep(lambda key, _: key != "")))
    yield Mutant("loses-dunder", "wire.unknown-keys", "keys of special meaning elsewhere are lost", given_back(_keep(lambda key, _: key not in {"__proto__", "constructor", "__class__", "prototype", "toString", "hasOwnProperty", "__init__", "__dict__"})))
    yield Mutant("loses-newer", "wire.round-trip", "the fields that came with later revisions are lost", given_back(_keep(lambda key, _: key not in {"name", "description", "tool_configs"})))
    yield Mutant("folds-keys", "wire.unknown-keys", "keys become lower case", given_back(_rename(str.lower)))
    yield Mutant("camels-keys", "wire.unknown-keys", "keys in camel case become snake case", constructed(_rename(lambda key: re.sub(r"(?<=[a-z])([A-Z])", r"_\1", key).lower())))
    yield Mutant("trims-keys", "wire.unknown-keys", "keys are trimmed", given_back(_rename(str.strip)))
    yield Mutant("normalises-keys", "wire.unknown-keys", "keys are normalised to their composed form", given_back(_rename(lambda key: unicodedata.normalize("NFC", key))))
    yield Mutant("hyphens-keys", "wire.unknown-keys", "hyphens in keys become underscores", given_back(_rename(lambda key: key.replace("-", "_"))))
    yield Mutant("splits-keys", "wire.unknown-keys", "what follows a dot in a key is lost", given_back(_rename(lambda key: key.partition(".")[0])))
    for value, name in ((0, "zero"), (False, "false"), ("", "empty-string")):
        yield Mutant(f"loses-{name}", "wire.falsy-survives", f"{name.replace('-', ' ')} is lost", given_back(_keep(lambda _, found, value=value: not (type(found) is type(value) and found == value))))
    yield Mutant("loses-falsy", "wire.falsy-survives", "what is falsy is lost", given_back(_keep(lambda _, value: bool(value))))
    yield Mutant("loses-empty-object", "wire.falsy-survives", "empty objects are lost", given_back(_keep(lambda _, value: value != {})))
    yield Mutant("loses-empty-array", "wire.no-corruption", "empty arrays are lost", given_back(_keep(lambda _, value: value != [])))
    yield Mutant("empty-object-null", "wire.falsy-survives", "empty objects become null", given_back(_replace(lambda _, value: None if value == {} else value)))
    yield Mutant("loses-falsy-inside", "wire.falsy-survives", "what is falsy is lost inside objects", given_back(_deep(lambda value: {key: item for key, item in value.items() if item or item is None} if isinstance(value, dict) else value)))
    yield Mutant("empties-mask", "wire.round-trip", "a mask comes back empty", given_back(_nested("input_image_mask", lambda _: {})))
    yield Mutant("empties-configs", "wire.round-trip", "tool configurations come back empty", given_back(_configs(lambda _: {})))
    yield Mutant("loses-second-config", "wire.round-trip", "only the first tool configuration comes back", given_back(_nested("tool_configs", lambda configs: dict(list(configs.items())[:1]))))
    yield Mutant("loses-pin-false", "wire.falsy-survives", "a pin of false is lost", given_back(_configs(lambda config: {key: value for key, value in config.items() if key != "pin" or value})))


def _keep(keep: Callable[[str, Json], bool]) -> Change:
    def change(content: dict[str, Json]) -> None:
        for key in [key for key, value in content.items() if not keep(key, value)]:
            del content[key]

    return change


def _replace(by: Callable[[str, Json], Json]) -> Change:
    def change(content: dict[str, Json]) -> None:
        for key, value in content.items():
            content[key] = by(key, value)

    return change


def _rename(name: Callable[[str], str]) -> Change:
    def change(content: dict[str, Json]) -> None:
        renamed = {name(key): value for key, value in content.items()}
        content.clear()
        content.update(renamed)

    return change


def _nested(field: str, by: Callable[[dict[str, Json]], Json]) -> Change:
    return _replace(lambda key, value: by(value) if key == field and isinstance(value, dict) else value)


def _configs(by: Callable[[dict[str, Json]], Json]) -> Change:
    def each(configs: dict[str, Json]) -> Json:
        return {name: by(config) if isinstance(config, dict) else config for name, config in configs.items()}

    return _nested("tool_configs", each)


def _deep(by: Callable[[Json], Json]) -> Change:
    """Every value, those inside first."""

    def replaced(value: Json) -> Json:
        if isinstance(value, dict):
            return by({key: replaced(item) for key, item in value.items()})
        return by([replaced(item) for item in value]) if isinstance(value, list) else by(value)

    return _replace(lambda _, value: replaced(value))


def _texts(by: Callable[[str], str]) -> Change:
    return _deep(lambda value: by(value) if isinstance(value, str) else value)


def _added() -> Iterator[Mutant]:
    for field, default in DEFAULTS.items():
        fault = f"the default of {field} is written where it was left out"
        yield Mutant(f"writes-{field}", "wire.omitted-stays-omitted", fault, given_back(lambda content, field=field, default=default: content.setdefault(field, default)))
    yield Mutant("writes-nulls", "wire.omitted-stays-omitted", "fields that were left out come back as null", given_back(lambda content: [content.setdefault(field, None) for field in FIRST]))
    yield Mutant("writes-fidelity-null", "wire.omitted-stays-omitted", "an input_fidelity that was left out comes back as null", given_back(lambda content: content.setdefault("input_fidelity", None)))
    yield Mutant("writes-file-id", "wire.round-trip", "a mask gets a file_id of null", given_back(_nested("input_image_mask", lambda mask: {"file_id": None, **mask})))
    yield Mutant("writes-pin", "wire.round-trip", "a tool configuration gets a pin of false", given_back(_configs(lambda config: {"pin": False, **config})))
    yield Mutant("writes-n", "wire.round-trip", "the number of images is added", given_back(lambda content: content.setdefault("n", 1)))
    yield Mutant("writes-default-for-null", "wire.null", "a null comes back as the default", given_back(_replace(lambda key, value: DEFAULTS.get(key, value) if value is None else value)))
    yield Mutant("writes-compression-of-format", "wire.round-trip", "a format of webp gets a compression", given_back(lambda content: content.setdefault("output_compression", 100) if content.get("output_format") == "webp" else None))
    yield Mutant("writes-format-of-background", "wire.round-trip", "a transparent background gets a format", given_back(lambda content: content.setdefault("output_format", "png") if content.get("background") == "transparent" else None))


def _converted() -> Iterator[Mutant]:
    corrupt = "wire.no-corruption"
    yield Mutant("digits-to-integers", corrupt, "strings of digits become integers", given_back(_replace(lambda key, value: int(value) if key in {"output_compression", "partial_images"} and isinstance(value, str) and value.isdecimal() else value)))
    yield Mutant("digits-anywhere", corrupt, "strings of digits become integers, wherever they stand", given_back(_deep(lambda value: int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value) else value)))
    yield Mutant("booleans-to-integers", corrupt, "booleans become integers", given_back(_replace(lambda key, value: int(value) if key in FIELDS and isinstance(value, bool) else value)))
    yield Mutant("booleans-anywhere", corrupt, "booleans become integers, wherever they stand", given_back(_deep(lambda value: int(value) if isinstance(value, bool) else value)))
    yield Mutant("bits-to-booleans", corrupt, "0 and 1 become booleans", given_back(_deep(lambda value: bool(value) if type(value) is int and value in {0, 1} else value)))
    yield Mutant("pin-by-truth", corrupt, "a pin is read by its truth", given_back(_configs(lambda config: {**config, "pin": bool(config["pin"])} if "pin" in config else config)))
    yield Mutant("words-to-booleans", corrupt, "the words true and false become booleans", given_back(_deep(lambda value: {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value)))
    yield Mutant("words-to-null", corrupt, "the words null and None become null", given_back(_deep(lambda value: None if value in ("null", "None") and isinstance(value, str) else value)))
    yield Mutant("integers-to-strings", corrupt, "integers become strings", given_back(_replace(lambda key, value: str(value) if type(value) is int else value)))
    yield Mutant("scalars-to-strings", corrupt, "scalars in fields of text become strings", given_back(_replace(lambda key, value: str(value) if key in {"name", "description", "model", "size", "quality"} and isinstance(value, (int, float)) else value)))
    yield Mutant("fractions-cut", corrupt, "fractions are cut", given_back(_replace(lambda key, value: int(value) if key in FIELDS and isinstance(value, float) and abs(value) < 1e15 else value)))
    yield Mutant("fractions-rounded", corrupt, "fractions are rounded to six digits", given_back(_deep(lambda value: round(value, 6) if isinstance(value, float) and abs(value) < 1e15 else value)))
    yield Mutant("numbers-to-doubles", corrupt, "integers become doubles", given_back(_deep(lambda value: _double(value) if type(value) is int else value)))
    yield Mutant("numbers-clamped", corrupt, "a compression is clamped into its range", given_back(_replace(lambda key, value: max(0, min(100, value)) if key == "output_compression" and type(value) is int else value)))
    yield Mutant("partial-clamped", corrupt, "a number of partial images is clamped into its range", given_back(_replace(lambda key, value: max(0, min(3, value)) if key == "partial_images" and type(value) is int else value)))
    for bits in (32, 64):
        yield Mutant(f"numbers-wrap-at-{bits}-bits", corrupt, f"integers wrap at {bits} bits", given_back(_deep(lambda value, bits=bits: _wrapped(value, bits) if type(value) is int else value)))
    yield Mutant("numbers-capped", corrupt, "integers are capped at 64 bits", given_back(_deep(lambda value: max(-(2**63), min(2**63 - 1, value)) if type(value) is int else value)))
    yield Mutant("one-to-array", corrupt, "a single value becomes an array of one", given_back(_replace(lambda key, value: [value] if key == "model" and isinstance(value, str) else value)))
    yield Mutant("array-to-one", corrupt, "an array of one becomes its member", given_back(_deep(lambda value: value[0] if isinstance(value, list) and len(value) == 1 else value)))
    yield Mutant("arrays-to-objects", corrupt, "arrays become objects", given_back(_replace(lambda key, value: {str(n): item for n, item in enumerate(value)} if isinstance(value, list) else value)))
    yield Mutant("arrays-sorted", corrupt, "arrays are sorted", given_back(_deep(lambda value: sorted(value, key=repr) if isinstance(value, list) else value)))
    yield Mutant("arrays-unique", corrupt, "what stands in an array twice comes back once", given_back(_deep(lambda value: [item for n, item in enumerate(value) if item not in value[:n]] if isinstance(value, list) else value)))
    yield Mutant("objects-to-strings", corrupt, "objects below keys that are not known become strings", given_back(_replace(lambda key, value: json.dumps(value) if key not in FIELDS and isinstance(value, (dict, list)) else value)))
    yield Mutant("mask-of-url", corrupt, "a string as a mask becomes an object", given_back(_replace(lambda key, value: {"image_url": value} if key == "input_image_mask" and isinstance(value, str) else value)))
    yield Mutant("pairs-to-configs", corrupt, "pairs as tool configurations become an object", constructed(_replace(lambda key, value: {str(n): item for n, item in enumerate(value)} if key == "tool_configs" and isinstance(value, list) else value)))
    yield Mutant("falsy-configs", corrupt, "tool configurations that are falsy become an empty object", constructed(_replace(lambda key, value: {} if key == "tool_configs" and not value and value is not None else value)))
    yield Mutant("null-to-empty", "wire.null", "nulls become empty strings", given_back(_replace(lambda _, value: "" if value is None else value)))
    yield Mutant("null-to-word", "wire.null", "nulls become the word null", given_back(_replace(lambda _, value: "null" if value is None else value)))
    yield Mutant("null-to-object", "wire.null", "a null where an object belongs becomes an empty one", constructed(_replace(lambda key, value: {} if value is None and key in {"input_image_mask", "tool_configs"} else value)))
    yield Mutant("null-members-lost", corrupt, "nulls in arrays are lost", given_back(_deep(lambda value: [item for item in value if item is not None] if isinstance(value, list) else value)))
    yield Mutant("null-to-zero", "wire.null", "a null where an integer belongs becomes zero", given_back(_replace(lambda key, value: 0 if value is None and key in {"output_compression", "partial_images"} else value)))
    yield Mutant("null-to-false", "wire.null", "a pin of null becomes false", given_back(_configs(lambda config: {key: False if key == "pin" and value is None else value for key, value in config.items()})))
    for field, legal in (("quality", "auto"), ("output_format", "png"), ("moderation", "auto"), ("background", "auto"), ("action", "auto"), ("input_fidelity", "low")):
        known = {"quality": ("low", "medium", "high", "auto"), "output_format": ("png", "webp", "jpeg"), "moderation": ("auto", "low"), "background": ("transparent", "opaque", "auto"), "action": ("generate", "edit", "auto"), "input_fidelity": ("high", "low")}[field]
        yield Mutant(f"replaces-{field}", corrupt, f"a {field} that is not known comes back as {legal}", given_back(_replace(lambda key, value, field=field, known=known, legal=legal: legal if key == field and value is not None and value not in list(known) else value)))
        yield Mutant(f"folds-{field}", corrupt, f"{field} comes back in lower case", given_back(_replace(lambda key, value, field=field: value.lower() if key == field and isinstance(value, str) else value)))
    yield Mutant("aliases-format", corrupt, "jpg comes back as jpeg", given_back(_replace(lambda key, value: "jpeg" if key == "output_format" and value in ("jpg", "JPG", "JPEG") else value)))
    yield Mutant("snaps-size", corrupt, "a size comes back as the nearest standard one", given_back(_replace(lambda key, value: _snapped(value) if key == "size" and isinstance(value, str) else value)))
    yield Mutant("rounds-size", corrupt, "the edges of a size come back as multiples of 16", given_back(_replace(lambda key, value: _rounded(value) if key == "size" and isinstance(value, str) else value)))
    yield Mutant("reads-size", corrupt, "the edges of a size are read as integers and written anew", given_back(_replace(lambda key, value: _read_size(value) if key == "size" and isinstance(value, str) else value)))
    yield Mutant("folds-size", corrupt, "a size comes back in lower case", given_back(_replace(lambda key, value: value.lower() if key == "size" and isinstance(value, str) else value)))
    yield Mutant("folds-model", "wire.strings", "a model comes back in lower case", given_back(_replace(lambda key, value: value.lower() if key == "model" and isinstance(value, str) else value)))
    yield Mutant("undates-model", "wire.strings", "a model comes back without its date", given_back(_replace(lambda key, value: re.sub(r"-\d{4}-\d\d-\d\d$", "", value) if key == "model" and isinstance(value, str) else value)))


def _double(value: int) -> Json:
    try:
        return float(value)
    except OverflowError:
        return value


def _wrapped(value: int, bits: int) -> int:
    return (value + 2 ** (bits - 1)) % 2**bits - 2 ** (bits - 1)


def _snapped(size: str) -> str:
    return size if size in {"auto", "1024x1024", "1536x1024", "1024x1536"} else "1024x1024"


def _edges(size: str) -> list[int]:
    try:
        edges = [int(part) for part in size.lower().split("x")]
    except ValueError:
        return []
    return edges if len(edges) == 2 else []


def _rounded(size: str) -> str:
    edges = _edges(size)
    return "x".join(str(max(16, round(edge / 16) * 16)) for edge in edges) if edges and max(edges) < 10**6 else size


def _read_size(size: str) -> str:
    edges = _edges(size)
    return f"{edges[0]}x{edges[1]}" if edges and max(map(abs, edges)) < 10**9 else size


def _strings() -> Iterator[Mutant]:
    def texts(name: str, fault: str, by: Callable[[str], str]) -> Mutant:
        return Mutant(name, "wire.strings", fault, given_back(_texts(by)))

    yield texts("trims", "strings are trimmed", str.strip)
    yield texts("trims-right", "white space after a string is lost", str.rstrip)
    yield texts("trims-left", "white space before a string is lost", str.lstrip)
    yield texts("trims-line-feed", "a line feed after a string is lost", lambda text: text.removesuffix("\n"))
    yield texts("folds-space", "white space becomes single spaces", lambda text: re.sub(r"\s+", " ", text))
    yield texts("folds-line-ends", "carriage returns and line feeds become line feeds", lambda text: text.replace("\r\n", "\n").replace("\r", "\n"))
    yield texts("tabs-to-spaces", "tabs become spaces", lambda text: text.replace("\t", " "))
    yield texts("composes", "strings are normalised to their composed form", lambda text: unicodedata.normalize("NFC", text))
    yield texts("decomposes", "strings are normalised to their decomposed form", lambda text: unicodedata.normalize("NFD", text))
    yield texts("compatible", "strings are normalised to their compatible form", lambda text: unicodedata.normalize("NFKC", text))
    yield texts("folds-case", "strings are case-folded", str.casefold)
    yield texts("upper-case", "strings come back in upper case", str.upper)
    yield texts("drops-astral", "characters beyond 16 bits are lost", lambda text: "".join(c for c in text if ord(c) < 0x10000))
    yield texts("splits-astral", "characters beyond 16 bits become two surrogates", lambda text: "".join(_surrogates(c) for c in text))
    yield texts("replaces-astral", "characters beyond 16 bits are replaced", lambda text: re.sub("[\U00010000-\U0010ffff]", "\ufffd", text))
    yield texts("drops-non-ascii", "characters beyond ASCII are lost", lambda text: text.encode("ascii", "ignore").decode())
    yield texts("questions-non-latin", "characters beyond Latin-1 become question marks", lambda text: text.encode("latin-1", "replace").decode("latin-1"))
    yield texts("mojibake", "UTF-8 is read as Latin-1", lambda text: text.encode("utf-8", "surrogatepass").decode("latin-1"))
    yield texts("cuts-at-nul", "strings end at a NUL", lambda text: text.partition("\x00")[0])
    yield texts("drops-nul", "NUL is lost", lambda text: text.replace("\x00", ""))
    yield texts("drops-control", "control characters are lost", lambda text: re.sub(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text))
    yield texts("drops-invisible", "characters of no width are lost", lambda text: re.sub("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]", "", text))
    yield texts("drops-mark", "a byte order mark before a string is lost", lambda text: text.removeprefix("\ufeff"))
    yield texts("plain-spaces", "spaces of any kind become plain ones", lambda text: re.sub("[\u00a0\u2000-\u200a\u202f\u3000]", " ", text))
    yield texts("plain-quotes", "curly quotes become straight", lambda text: text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}))
    yield texts("separators", "separators of lines become line feeds", lambda text: text.replace("\u2028", "\n").replace("\u2029", "\n"))
    yield texts("escapes-markup", "markup is escaped", lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    yield texts("unescapes-markup", "escaped markup is read", lambda text: text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    yield texts("unescapes-percent", "percent escapes are read", lambda text: re.sub("%([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text))
    yield texts("plus-to-space", "a plus becomes a space", lambda text: text.replace("+", " "))
    yield texts("unescapes-backslash", "escapes are read once more", lambda text: text.replace("\\n", "\n").replace("\\u0041", "A").replace("\\\\", "\\"))
    yield texts("escapes-quotes", "quotes get a backslash", lambda text: text.replace('"', '\\"'))
    yield texts("expands-variables", "variables of the shell are expanded", lambda text: re.sub(r"\$\{?\w+\}?", "", text))
    yield texts("formats-braces", "double braces become single", lambda text: text.replace("{{", "{").replace("}}", "}"))
    for length in (64, 255, 1000, 4096):
        yield texts(f"cuts-at-{length}", f"strings are cut after {length} characters", lambda text, length=length: text[:length])
    yield texts("reverses-bidirectional", "text from right to left comes back in another order", lambda text: text[::-1] if any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text) else text)


def _surrogates(character: str) -> str:
    code = ord(character) - 0x10000
    return character if code < 0 else chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def _types() -> Iterator[Mutant]:
    yield Mutant("type-lost", "wire.type-written", "type is lost", given_back(lambda content: content.pop("type", None)))
    yield Mutant("type-renamed", "wire.type-written", "type comes back as tool_type", given_back(lambda content: content.update(tool_type=content.pop("type", None))))
    yield Mutant("type-other", "wire.type-written", "type comes back with a hyphen", given_back(lambda content: content.update(type="image-generation")))
    yield Mutant("type-null", "wire.type-written", "type comes back as null", given_back(lambda content: content.update(type=None)))
    yield Mutant("order-decides", "wire.key-order", "what stands before type is lost", constructed(_after_type))
    yield Mutant("order-first", "wire.key-order", "a payload whose first key is not type is refused", constructed(_type_first))
    yield Mutant("order-sorted", "wire.key-order", "a payload whose keys are sorted is refused", constructed(_not_sorted))


def _after_type(content: dict[str, Json]) -> None:
    keys = list(content)
    for key in keys[: keys.index("type")] if "type" in content else ():
        del content[key]


def _type_first(content: dict[str, Json]) -> None:
    if next(iter(content), "type") != "type":
        raise ValueError("type comes first")


def _not_sorted(content: dict[str, Json]) -> None:
    if len(content) > 2 and list(content) == sorted(content):
        raise ValueError("keys are sorted")


def _states() -> Iterator[Mutant]:
    seen: dict[str, Json] = {}

    def remembers(self: ImageGenTool, *, exclude_readonly: bool = False) -> dict[str, Json]:
        content = ImageGenTool.as_dict(self)
        kept = seen.get("quality")
        seen.update(content)
        return {**content, "quality": kept} if kept is not None and "quality" not in content else content

    yield Mutant("remembers", "wire.no-corruption", "a quality comes back in the next payload too", tool(as_dict=remembers))


def _refusals() -> Iterator[Mutant]:
    def refuses(name: str, requirement: str, fault: str, when: Callable[[dict[str, Json]], bool]) -> Mutant:
        def change(content: dict[str, Json]) -> None:
            if when(content):
                raise ValueError(fault)

        return Mutant(name, requirement, fault, constructed(change))

    yield refuses("parses-nothing", "wire.round-trip", "every payload is refused", lambda _: True)
    yield refuses("refuses-bare", "wire.omitted-stays-omitted", "a payload of nothing but its type is refused", lambda content: content.keys() == {"type"})
    yield refuses("refuses-deprecated", "wire.round-trip", "payloads with deprecated fields are refused", lambda content: not content.keys().isdisjoint({"name", "description", "tool_configs"}))
    yield refuses("refuses-new-models", "wire.round-trip", "models beyond the first are refused", lambda content: str(content.get("model", "gpt-image-1")) not in {"gpt-image-1", "gpt-image-1-mini"})
    yield refuses("refuses-moderation-low", "wire.round-trip", "a moderation of low is refused", lambda content: content.get("moderation") == "low")
    yield refuses("refuses-any-size", "wire.round-trip", "sizes beyond the standard ones are refused", lambda content: content.get("size", "auto") not in ["auto", "1024x1024", "1536x1024", "1024x1536"])
    yield refuses("refuses-mask", "wire.round-trip", "payloads with a mask are refused", lambda content: "input_image_mask" in content)
    yield refuses("refuses-long", "wire.strings", "strings of more than a thousand characters are refused", lambda content: any(isinstance(value, str) and len(value) > 1000 for value in content.values()))
    yield refuses("refuses-non-ascii", "wire.strings", "strings beyond ASCII are refused", lambda content: not all(value.isascii() for value in content.values() if isinstance(value, str)))
    yield refuses("refuses-empty-text", "wire.falsy-survives", "empty strings are refused", lambda content: "" in [value for value in content.values() if isinstance(value, str)])


def _crashes() -> Iterator[Mutant]:
    def crashes(name: str, requirement: str, fault: str, when: Callable[[dict[str, Json]], bool]) -> Mutant:
        def change(content: dict[str, Json]) -> None:
            if when(content):
                raise RuntimeError(fault)

        return Mutant(name, requirement, fault, constructed(change))

    yield crashes("wire-crash-null", "wire.null", "crashes on a null", lambda content: None in content.values())
    yield crashes("wire-crash-unknown", "wire.unknown-keys", "crashes on a key that it does not know", lambda content: not content.keys() <= FIELDS.keys())
    yield crashes("wire-crash-empty", "wire.type-written", "crashes on an empty object", lambda content: not content)
    yield crashes("wire-crash-surrogate", "raw.unpredictable", "crashes on a surrogate that stands alone", lambda content: re.search("[\ud800-\udfff]", "".join([str(item) for pair in content.items() for item in pair])) is not None)
    yield crashes("wire-crash-long-integer", "wire.no-corruption", "crashes on integers beyond 64 bits", lambda content: any(isinstance(value, int) and abs(value) >= 2**63 for value in content.values()))
    yield crashes("wire-crash-type", "wire.no-corruption", "crashes on a value of another type", lambda content: any(isinstance(content.get(field), (list, dict)) for field in ("quality", "model", "size", "name")))


def _adapters() -> Iterator[Mutant]:
    class NeverAnswers(DocumentedClass):
        def parse(self, payload: Json) -> Any:
            return object()

        def serialize(self, parsed: Any) -> Json:
            return None

    def make() -> Adapter:
        return NeverAnswers(ImageGenTool)

    yield Mutant("gives-null", "wire.round-trip", "null comes back, whatever was sent", make)


MUTANTS: tuple[Mutant, ...] = (
    *_lost(),
    *_added(),
    *_converted(),
    *_strings(),
    *_types(),
    *_states(),
    *_refusals(),
    *_crashes(),
    *_adapters(),
)
