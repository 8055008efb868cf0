"""Level schema, wrong: what careless validators of types, enums, ranges and required fields do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from imagegen_conformance.json_value import Json
from imagegen_conformance.mutants.mutant import Bend, Mutant, before, bent, validating
from imagegen_reference import ImageGenTool
from imagegen_reference.errors import Error
from imagegen_reference.structure import FIELDS

__all__ = ["MUTANTS", "dropped", "refusing"]

ENUMS = {
    "quality": (("low", "medium", "high", "auto"), ("hd", "standard", "xhigh", "max")),
    "output_format": (("png", "webp", "jpeg"), ("jpg", "gif")),
    "moderation": (("auto", "low"), ("high", "none")),
    "background": (("transparent", "opaque", "auto"), ("white",)),
    "input_fidelity": (("high", "low"), ("medium", "auto")),
    "action": (("generate", "edit", "auto"), ("variation",)),
}
RANGES = {"output_compression": (0, 100), "partial_images": (0, 3)}
STRINGS = ("model", "size", "name", "description")
NESTED = {
    "/input_image_mask/image_url": "input_image_mask.image_url.type",
    "/input_image_mask/file_id": "input_image_mask.file_id.type",
    "/tool_configs/*/pin": "tool_configs.pin.type",
    "/tool_configs/*/additional_search_text": "tool_configs.additional_search_text.type",
}
RULES = (
    "payload.type", "type.required", "type.value", "input_image_mask.type", "tool_configs.type", "tool_configs.member.type",
    *NESTED.values(), *(f"{field}.type" for field in (*STRINGS, *RANGES)), *(f"{field}.range" for field in RANGES),
    *(f"{field}.value" for field in ENUMS),
)  # fmt: skip
DEPRECATED = ("name", "description", "tool_configs")


def without(when: Callable[[Error], bool]) -> Bend:
    """Some errors are not found."""
    return lambda _, errors: [error for error in errors if not when(error)]


def dropped(rule: str) -> Bend:
    """A check is not made."""
    return without(lambda error: error[1] == rule)


def taken(field: str, value: Json) -> Bend:
    """A value that is illegal is taken."""
    return without(lambda error: error[0] == f"/{field}" and _alike(error[2], value))


def refusing(rule: str, when: Callable[[dict[str, Json]], bool], path: str | None = None) -> Bend:
    """Something that is legal is refused, by a rule that exists."""
    error: Error = (path or "/" + rule.split(".", maxsplit=1)[0], rule, None, "something else")

    def bend(payload: Json, errors: list[Error]) -> list[Error]:
        return [*errors, error] if isinstance(payload, Mapping) and when(dict(payload)) else errors

    return bend


def _alike(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _enums() -> Iterator[Mutant]:
    for field, (legal, illegal) in ENUMS.items():
        rule = f"{field}.value"
        for value in legal:
            narrow = refusing(rule, lambda payload, field=field, value=value: payload.get(field) == value)
            known = f"{field}.known" if f"{field}.known" in {"input_fidelity.known", "action.known"} else rule
            yield Mutant(f"{field}-refuses-{value}", known, f"{field} may not be {value}", bent(narrow))
        for value in illegal:
            wide = taken(field, value)
            yield Mutant(f"{field}-takes-{value}", rule, f"{field} may be {value}", bent(wide))
    narrow = refusing("input_fidelity.value", lambda payload: payload.get("input_fidelity", 0) is None)
    yield Mutant("input_fidelity-refuses-null", "input_fidelity.value", "input_fidelity may not be null", bent(narrow))


def _ranges() -> Iterator[Mutant]:
    for field, (least, most) in RANGES.items():
        rule = f"{field}.range"
        for bound in (least, most):
            narrow = refusing(rule, lambda payload, field=field, bound=bound: _alike(payload.get(field), bound))
            yield Mutant(f"{field}-refuses-{bound}", rule, f"the bound {bound} of {field} is exclusive", bent(narrow))
        for past in (least - 1, most + 1):
            yield Mutant(f"{field}-takes-{past}", rule, f"{field} may be {past}", bent(taken(field, past)))
        for bits in (8, 16, 32, 64):
            wide = without(lambda error, rule=rule, bits=bits, most=most: error[1] == rule and _wrapped(error[2], bits) <= most)
            yield Mutant(f"{field}-wraps-at-{bits}-bits", rule, f"{field} is read into {bits} bits, and wraps", bent(wide))


def _wrapped(value: Any, bits: int) -> int:
    return int(value) % 2**bits


def _checks() -> Iterator[Mutant]:
    for rule in RULES:
        yield Mutant(f"drops-{rule}", rule, f"the rule {rule} is not checked", bent(dropped(rule)))
    for field in (*FIELDS, *(f"{path}" for path in NESTED)):
        if field in {"type", "input_fidelity"}:
            continue
        wide = without(lambda error, field=field: error[1] == "null.refused" and _at(error[0], field))
        yield Mutant(f"null-{field.strip('/').replace('/', '.').replace('*', 'member')}", "null.refused", f"{field} may be null", bent(wide))
    member = without(lambda error: error[1] == "null.refused" and error[0].startswith("/tool_configs/") and error[0].count("/") == 2)
    yield Mutant("null-tool_configs.member", "null.refused", "a tool configuration may be null", bent(member))


def _at(path: str, field: str) -> bool:
    if field.startswith("/tool_configs/"):
        return path.startswith("/tool_configs/") and path.rpartition("/")[2] == field.rpartition("/")[2] and path.count("/") == 3
    return path == (field if field.startswith("/") else f"/{field}")


def _coercions() -> Iterator[Mutant]:
    def mutant(name: str, requirement: str, fault: str, change: Callable[[dict[str, Json]], object]) -> Mutant:
        return Mutant(name, requirement, fault, before(change))

    for field in RANGES:
        rule = f"{field}.type"
        yield mutant(f"{field}-digits", rule, f"a string of digits is taken as {field}", _convert(field, str, int))
        yield mutant(f"{field}-boolean", rule, f"a boolean is taken as {field}", _convert(field, bool, int))
        yield mutant(f"{field}-fraction", rule, f"a fraction is cut to {field}", _convert(field, float, int))
    for field, rule in {**{field: f"{field}.type" for field in STRINGS}, **{field: f"{field}.value" for field in ENUMS}}.items():
        yield mutant(f"{field}-of-one", rule, f"an array of one string is taken as {field}", _convert(field, list, _only))
    for field in STRINGS:
        yield mutant(f"{field}-number", f"{field}.type", f"a number is taken as {field}", _convert(field, (int, float), str))
    for field in ENUMS:
        rule = f"{field}.value"
        yield mutant(f"{field}-any-case", rule, f"{field} is compared without regard to case", _convert(field, str, str.lower))
        yield mutant(f"{field}-trimmed", rule, f"{field} is trimmed before it is compared", _convert(field, str, str.strip))
        yield mutant(f"{field}-empty", rule, f"an empty {field} counts as left out", _leave_out(field, ""))
        yield mutant(f"{field}-false", rule, f"a {field} of false counts as left out", _leave_out(field, False))
    yield mutant("type-any-case", "type.value", "type is compared without regard to case", _convert("type", str, str.lower))
    yield mutant("type-trimmed", "type.value", "type is trimmed before it is compared", _convert("type", str, str.strip))
    yield mutant("type-hyphen", "type.value", "a hyphen in type is as good as an underscore", _convert("type", str, lambda text: text.replace("-", "_")))
    yield mutant("type-prefix", "type.value", "type need only begin as it is written", _convert("type", str, lambda text: text[:16]))
    yield mutant("falsy-unchecked", "quality.value", "what is falsy is not looked at", _leave_out_falsy)
    yield mutant("mask-list", "input_image_mask.type", "an array is taken as a mask", _convert("input_image_mask", list, lambda _: {}))
    yield mutant("mask-url", "input_image_mask.type", "a string is taken as a mask's URL", _convert("input_image_mask", str, lambda _: {}))
    yield mutant("configs-list", "tool_configs.type", "an array is taken as tool configurations", _convert("tool_configs", list, lambda _: {}))
    yield mutant("configs-falsy", "tool_configs.type", "falsy tool configurations are not looked at", _leave_out("tool_configs", False, 0, "", []))
    yield mutant("configs-first", "tool_configs.member.type", "only the first tool configuration is checked", _convert("tool_configs", dict, lambda configs: dict(list(configs.items())[:1])))
    yield mutant("configs-shallow", "tool_configs.pin.type", "what is in a tool configuration is not checked", _convert("tool_configs", dict, _emptied))
    yield mutant("mask-first", "input_image_mask.file_id.type", "only the first member of a mask is checked", _convert("input_image_mask", dict, lambda mask: dict(list(mask.items())[:1])))
    yield mutant("pin-words", "tool_configs.pin.type", "pin may be a word for true or false", _in_configs("pin", lambda value: value in ("true", "false", "yes", "no")))
    yield mutant("pin-bit", "tool_configs.pin.type", "pin may be 0 or 1", _in_configs("pin", lambda value: type(value) is int and value in (0, 1)))


def _convert(field: str, kind: type | tuple[type, ...], convert: Callable[[Any], Json]) -> Callable[[dict[str, Json]], object]:
    kinds = kind if isinstance(kind, tuple) else (kind,)

    def change(payload: dict[str, Json]) -> None:
        if type(payload.get(field)) in kinds:
            try:
                payload[field] = convert(payload[field])
            except (ValueError, OverflowError):  # it stays as it is, and is refused
                return

    return change


def _only(values: list[Json]) -> Json:
    return values[0] if len(values) == 1 else values


def _emptied(configs: dict[str, Json]) -> dict[str, Json]:
    return {name: {} if isinstance(config, dict) else config for name, config in configs.items()}


def _leave_out(field: str, *values: Json) -> Callable[[dict[str, Json]], object]:
    def change(payload: dict[str, Json]) -> None:
        if any(_alike(payload.get(field), value) for value in values):
            del payload[field]

    return change


def _leave_out_falsy(payload: dict[str, Json]) -> None:
    for field in [field for field, value in payload.items() if not value]:
        del payload[field]


def _in_configs(key: str, lenient: Callable[[Json], bool]) -> Callable[[dict[str, Json]], object]:
    def change(payload: dict[str, Json]) -> None:
        configs = payload.get("tool_configs")
        if isinstance(configs, dict):
            payload["tool_configs"] = {name: _without(config, key, lenient) for name, config in configs.items()}

    return change


def _without(config: Json, key: str, lenient: Callable[[Json], bool]) -> Json:
    if isinstance(config, dict) and key in config and lenient(config[key]):
        return {name: value for name, value in config.items() if name != key}
    return config


def _openness() -> Iterator[Mutant]:
    models = {"gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5", "gpt-image-2", "dall-e-2", "dall-e-3"}
    sizes = {"1024x1024", "1024x1536", "1536x1024", "auto"}
    mask = refusing("input_image_mask.type", lambda payload: "input_image_mask" in payload and "file_id" not in payload["input_image_mask"])
    both = refusing("input_image_mask.type", lambda payload: {"file_id", "image_url"} <= set(payload.get("input_image_mask", ())))
    empty = refusing("input_image_mask.type", lambda payload: payload.get("input_image_mask") == {})
    yield Mutant("model-closed", "model.open", "only models that are known are taken", bent(refusing("model.type", lambda payload: payload.get("model", "gpt-image-1") not in models)))
    for model in sorted(models):
        yield Mutant(f"model-refuses-{model}", "model.open", f"{model} is refused", bent(refusing("model.type", lambda payload, model=model: payload.get("model") == model)))
    for size in sorted(sizes):
        yield Mutant(f"size-refuses-{size}", "size.open", f"a size of {size} is refused", bent(refusing("size.type", lambda payload, size=size: payload.get("size") == size)))
    yield Mutant("model-empty", "model.open", "an empty model is refused", bent(refusing("model.type", lambda payload: payload.get("model") == "")))
    yield Mutant("size-closed", "size.open", "only the standard sizes and auto are taken", bent(refusing("size.type", lambda payload: payload.get("size", "auto") not in sizes)))
    yield Mutant("mask-needs-file", "input_image_mask.optional", "a mask without a file_id is refused", bent(mask))
    yield Mutant("mask-not-both", "input_image_mask.optional", "a mask with both its members is refused", bent(both))
    yield Mutant("mask-not-empty", "input_image_mask.optional", "a mask without members is refused", bent(empty))
    yield Mutant("type-first", "wire.key-order", "type has to be the first key", bent(refusing("type.value", lambda payload: next(iter(payload), "") != "type")))
    for field in DEPRECATED:
        yield Mutant(f"{field}-gone", "deprecated.legal", f"{field} is refused, for it is deprecated", bent(refusing(f"{field}.type", lambda payload, field=field: field in payload)))
    for field in ("name", "description"):
        yield Mutant(f"{field}-not-empty", f"{field}.type", f"an empty {field} is refused", bent(refusing(f"{field}.type", lambda payload, field=field: payload.get(field) == "")))


def _reports() -> Iterator[Mutant]:
    """The verdict is right, and the reason is not."""
    yield Mutant("reasons-at-top", "quality.value", "every error is told of the whole payload", _telling(lambda error: ("", *error[1:])))
    yield Mutant("reasons-of-field", "input_image_mask.file_id.type", "what is wrong inside is told of the field", _telling(lambda error: ("/" + error[0].split("/")[1] if error[0] else "", *error[1:])))
    yield Mutant("reasons-generic", "output_compression.range", "every error is told as one of type", _telling(lambda error: (error[0], "payload.type", *error[2:])))
    yield Mutant("reasons-unescaped", "tool_configs.member.type", "names in paths are not escaped", _telling(lambda error: (error[0].replace("~1", "/").replace("~0", "~"), *error[1:])))
    yield Mutant("reasons-without-empty", "tool_configs.pin.type", "names that are empty are left out of paths", _telling(lambda error: (re.sub("/(?=/|$)", "", error[0]), *error[1:])))
    yield Mutant("null-by-type", "null.refused", "a null is told as a wrong type", _telling(lambda error: (error[0], error[1].replace("null.refused", "quality.value"), *error[2:])))


def _telling(tell: Callable[[Error], Error]) -> Any:
    return bent(lambda _, errors: [tell(error) for error in errors])


def _crashes() -> Iterator[Mutant]:
    def crashing(when: Callable[[Json], bool]) -> Any:
        def validate(payload: Json) -> object:
            if when(payload):
                raise RuntimeError("what nobody thought of")
            return ImageGenTool.validate_payload(payload)

        return validating(validate)

    def fields(payload: Json) -> list[Json]:
        return list(payload.values()) if isinstance(payload, dict) else []

    yield Mutant("crash-not-an-object", "payload.type", "crashes on what is no object", crashing(lambda payload: not isinstance(payload, dict)))
    yield Mutant("crash-no-type", "type.required", "crashes where there is no type", crashing(lambda payload: isinstance(payload, dict) and "type" not in payload))
    yield Mutant("crash-null", "null.refused", "crashes on a null", crashing(lambda payload: None in fields(payload)))
    yield Mutant("crash-array", "quality.value", "crashes on an array", crashing(lambda payload: any(isinstance(value, list) for value in fields(payload))))
    yield Mutant("crash-long-integer", "output_compression.range", "crashes on integers of more than 64 bits", crashing(lambda payload: any(isinstance(value, int) and abs(value) >= 2**64 for value in fields(payload))))
    yield Mutant("crash-unknown", "wire.unknown-keys", "crashes on a key that it does not know", crashing(lambda payload: isinstance(payload, dict) and not payload.keys() <= FIELDS.keys()))


def _whole() -> Iterator[Mutant]:
    def refuse(_: Json) -> object:
        raise ValueError("no")

    yield Mutant("refuses-everything", "quality.value", "every payload is refused", validating(refuse))
    yield Mutant("accepts-everything", "quality.value", "every payload is accepted", validating(lambda _: None))
    yield Mutant("accepts-falsy", "payload.type", "what is no object and falsy is accepted", bent(lambda payload, errors: errors if payload else []))


MUTANTS: tuple[Mutant, ...] = (
    *_enums(),
    *_ranges(),
    *_checks(),
    *_coercions(),
    *_openness(),
    *_reports(),
    *_crashes(),
    *_whole(),
)
