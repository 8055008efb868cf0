"""Level wire, wrong: readers of JSON text that misread what is JSON, or read what is none."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from imagegen_conformance.json_value import Json, loads
from imagegen_conformance.mutants.mutant import Mutant, read

__all__ = ["MUTANTS"]


def _readers() -> Iterator[Mutant]:
    text, cut, free = "raw.text", "raw.not-json", "raw.unpredictable"

    def substituting(name: str, requirement: str, fault: str, *changes: tuple[str, str]) -> Mutant:
        def parse(content: str) -> Json:
            for pattern, by in changes:
                content = re.sub(pattern, by, content, flags=re.DOTALL)
            return loads(content)

        return Mutant(name, requirement, fault, read(parse))

    def python(content: str) -> Json:
        import ast

        try:
            return loads(content)
        except ValueError:
            return ast.literal_eval(content)

    def prefix(content: str) -> Json:
        return json.JSONDecoder().raw_decode(content.lstrip(" \t\r\n"))[0]

    def closing(content: str) -> Json:
        for end in ("", "}", '"}', '"}}', "}}", "null}", ":null}", '":null}'):
            try:
                return loads(content + end)
            except ValueError:
                continue
        raise ValueError("no JSON")

    def swallowing(content: str) -> Json:
        try:
            return loads(content)
        except ValueError:
            return {}

    def crashing(content: str) -> Json:
        try:
            return loads(content)
        except ValueError:
            raise RuntimeError("unexpected end") from None

    def crashing_on_duplicates(content: str) -> Json:
        def pairs(found: list[tuple[str, Json]]) -> Json:
            if len(dict(found)) < len(found):
                raise RuntimeError("duplicate")
            return dict(found)

        return json.loads(content, object_pairs_hook=pairs)

    def collecting(content: str) -> Json:
        """Names that stand twice get an array of their values."""

        def pairs(found: list[tuple[str, Json]]) -> Json:
            result: dict[str, Json] = {}
            for key, value in found:
                result[key] = [result[key], value] if key in result else value
            return result

        return json.loads(content, object_pairs_hook=pairs)

    def any_top(content: str) -> Json:
        value = loads(content)
        return value if isinstance(value, dict) else {}

    def first_of_array(content: str) -> Json:
        value = loads(content)
        return value[0] if isinstance(value, list) and value else value

    def twice(content: str) -> Json:
        value = loads(content)
        return loads(value) if isinstance(value, str) else value

    def doubles(content: str) -> Json:
        return json.loads(content, parse_int=float)

    def narrow(content: str) -> Json:
        return json.loads(content, parse_int=lambda digits: int(digits) if abs(int(digits)) < 2**53 else float(digits))

    def no_exponents(content: str) -> Json:
        return json.loads(content, parse_float=lambda digits: float(re.sub(r"[eE].*", "", digits)))

    def no_fractions(content: str) -> Json:
        return json.loads(content, parse_float=lambda digits: int(float(digits)) if abs(float(digits)) < 1e15 else float(digits))

    def refusing_floats(content: str) -> Json:
        def refuse(digits: str) -> Json:
            raise ValueError(digits)

        return json.loads(content, parse_float=refuse)

    def number_text(content: str) -> Json:
        return json.loads(content, parse_float=str)

    def shallow(content: str) -> Json:
        if re.search(r"[\[{]{30}|(\{\"a\": ?){30}", content.replace(" ", "")) or content.count("[") > 60 or content.count("{") > 60:
            raise RuntimeError("too deep")
        return loads(content)

    def crash_non_finite(content: str) -> Json:
        value = json.loads(content)
        if "inf" in repr(value) or "nan" in repr(value):
            raise RuntimeError("not finite")
        return loads(content)

    def searching(content: str) -> Json:
        value = loads(content)
        if isinstance(value, dict) and value.get("type") == "image_generation" and "image_generation" not in content:
            raise ValueError("no image_generation")
        return value

    yield substituting("reads-no-escapes", text, "escapes of code points are not read", (r"\\u", r"\\\\u"))
    yield substituting("reads-no-upper-escapes", text, "escapes with capitals are not read", (r"\\u([0-9]*[A-F])", r"\\\\u\1"))
    yield substituting("reads-no-lower-escapes", text, "escapes with small letters are not read", (r"\\u([0-9A-F]*[a-f])", r"\\\\u\1"))
    yield substituting("reads-no-short-escapes", text, "short escapes are not read", (r"\\([bfnrt])", r"\\\\\1"))
    yield substituting("keeps-slash-escape", text, "the backslash before a slash is kept", (r"(?<!\\)\\/", r"\\\\/"))
    yield substituting("halves-backslashes", text, "an escaped backslash is lost", (r"\\\\", ""))
    yield substituting("splits-pairs", text, "of a pair of escapes the second is lost", (r"(\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}", r"\1"))
    yield substituting("loses-space", text, "white space is lost inside strings", (r"[ ]", ""))
    yield substituting("loses-line-feeds", text, "a text with line feeds is not read", (r"\n", "!"))
    yield substituting("no-carriage-returns", text, "a text with carriage returns is not read", (r"\r", "!"))
    yield substituting("no-tabs", text, "a text with tabs is not read", (r"\t", "!"))
    yield substituting("no-space-before", text, "a text that begins with white space is not read", (r"^\s", "!"))
    yield substituting("no-space-behind", text, "a text that ends with white space is not read", (r"\s$", "!"))
    yield substituting("wants-space", text, "a colon without a space behind it is not read", (r'":(?=\S)', '"!'))
    yield substituting("reads-separators", text, "separators of lines inside strings are lost", ("[\u2028\u2029]", ""))
    yield Mutant("searches-type", text, "a text in which the type does not stand literally is refused", read(searching))
    yield Mutant("exponents-lost", text, "exponents are lost", read(no_exponents))
    yield Mutant("fractions-lost", text, "fractions are lost", read(no_fractions))
    yield Mutant("fractions-refused", text, "numbers with a point or exponent are refused", read(refusing_floats))
    yield Mutant("fractions-as-text", text, "numbers with a point or exponent become strings", read(number_text))
    yield Mutant("reads-doubles", text, "integers are read as doubles", read(doubles))
    yield Mutant("reads-53-bits", text, "integers of more than 53 bits are read as doubles", read(narrow))
    yield Mutant("reads-prefix", cut, "what follows the payload is not looked at", read(prefix))
    yield Mutant("closes-text", cut, "a text that is cut short is completed", read(closing))
    yield Mutant("reads-nothing", cut, "a text that is no JSON counts as an empty payload", read(swallowing))
    yield Mutant("crashes-on-text", cut, "crashes on a text that is no JSON", read(crashing))
    yield substituting("adds-commas", cut, "commas that are missing are added", (r'"\s+"', '", "'))
    yield substituting("adds-colons", cut, "colons that are missing are added", (r'"type"\s+"', '"type": "'))
    yield Mutant("reads-python", cut, "literals of Python are read", read(python))
    yield Mutant("crashes-on-duplicates", free, "crashes on a name that stands twice", read(crashing_on_duplicates))
    yield Mutant("collects-duplicates", free, "values of a name that stands twice come back as an array", read(collecting))
    yield Mutant("any-top", "payload.type", "a text that is no object counts as an empty payload", read(any_top))
    yield Mutant("first-of-array", "payload.type", "of an array the first payload is read", read(first_of_array))
    yield Mutant("reads-twice", "payload.type", "a payload in a string is read", read(twice))
    yield Mutant("crashes-on-depth", free, "crashes on great depth", read(shallow))
    yield Mutant("crashes-beyond-doubles", free, "crashes on what is no finite number", read(crash_non_finite))
    yield substituting("mark-crash", free, "a byte order mark becomes part of the first name", ('^\ufeff\\{"', '{"\ufeff'))
    yield substituting("nan-to-null", free, "what is no number becomes zero", ("NaN|-?Infinity", "0"))


MUTANTS: tuple[Mutant, ...] = (*_readers(),)
