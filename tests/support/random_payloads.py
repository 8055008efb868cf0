"""Random payloads for the comparison of validators: about half are legal, the others have one fault or several.

Legal values and limits are read from the plain schema and from model_limits.json. The same seed gives the same payloads.
Two kinds of payloads that jsonschema-rs does not support are never generated: those with a lone surrogate, and those with
a fault in a member whose name is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory, load_json

__all__ = ["payloads"]

FIELDS: dict[str, Json] = load_json(data_directory("schemas") / "image_gen_tool.schema.json")["properties"]
LIMITS: Json = load_json(data_directory("fixtures") / "model_limits.json")
KNOWN_MODELS = [name for family in LIMITS["families"] for name in family["models"]]
LISTED_SIZES: list[str] = [
    size
    for family in LIMITS["families"]
    for limit in family["limits"]
    if limit["kind"] == "sizes"
    for size in limit["sizes"]
]
SIMILAR_MODELS = [
    "gpt-image-20", "gpt-image-2-mini", "GPT-IMAGE-2", "gpt-image-2\n", "gpt-image-1x5", "DALL-E-3", "", "other",
]  # fmt: skip
UNUSUAL_VALUES: list[Json] = [
    None, True, False, 0, 1, -1, 1.5, 100.0, 1e300, 2**64 + 50, "", "80", [], ["auto"], {}, {"a": None},
]  # fmt: skip
MALFORMED_SIZES = [
    "{w}X{h}", " {w}x{h}", "{w}x{h} ", "{w}x{h}\n", "+{w}x{h}", "{w}x-{h}", "0{w}x{h}", "{w}x0{h}", "{w} x {h}",
    "{w}x{h}x{h}", "{w}x", "x{h}", "{w}", "0x0", "{w}.0x{h}", "1_{w}x{h}", "{w}\u00d7{h}", "{w}xx{h}", "Auto", "auto ", "auto\n",
    "\uff11\uff10\uff12\uff14x{h}", "{w}x\u0661\u0660\u0662\u0664", "{w}x{h}\u2028", "{w}x{h}\x00", "{w}x{h}px", "\n{w}x{h}",
]  # fmt: skip


def payloads(seed: int, count: int) -> Iterator[dict[str, Json]]:
    """Yield `count` payloads."""
    random = Random(seed)  # noqa: S311 - the numbers are not secret
    for _ in range(count):
        payload = _mostly_legal(random)
        for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
            _change(payload, random)
        yield payload


def _mostly_legal(random: Random) -> dict[str, Json]:
    """Return a payload with a few fields, most of which are compatible."""
    payload: dict[str, Json] = {"type": "image_generation"}
    for field in random.sample(sorted(FIELDS), random.randint(0, 6)):
        payload.setdefault(field, _value(field, random))
    if "size" in payload or random.random() < 0.3:
        payload["model"] = random.choice([*KNOWN_MODELS, *SIMILAR_MODELS])
        payload["size"] = _size(payload["model"], random)
    if payload.get("output_compression", 100) != 100 and random.random() < 0.8:
        payload["output_format"] = random.choice(("webp", "jpeg"))
    if payload.get("background") == "transparent" and random.random() < 0.8:
        payload["output_format"] = "webp"
    return payload


def _value(field: str, random: Random) -> Json:
    schema = FIELDS[field]
    if "enum" in schema:
        return random.choice(schema["enum"])
    if schema.get("type") == "integer":
        minimum, maximum = schema["minimum"], schema["maximum"]
        return random.choice((minimum, maximum, random.randint(minimum, maximum)))
    return {
        "type": "image_generation",
        "model": random.choice(KNOWN_MODELS),
        "size": "auto",
        "input_image_mask": random.choice(({}, {"file_id": "f"}, {"image_url": "", "file_id": "f"}, {"other": 1})),
        "tool_configs": random.choice(({}, {"": {}}, {"a/b~": {"pin": True, "additional_search_text": ""}})),
    }.get(field, random.choice(("", "text", "🎨")))


def _size(model: str, random: Random) -> str:
    """Return a size that the model probably supports, and that is often close to a limit."""
    if random.random() < 0.1:
        return "auto"
    if model.startswith(("gpt-image-1", "dall-e")) and random.random() < 0.9:
        return random.choice(LISTED_SIZES)
    return "{}x{}".format(*_edges(random))


def _edges(random: Random) -> tuple[int, int]:
    """Return a width and a height close to a limit of the calculated sizes; most are multiples of the step."""
    step, edge, ratio = 16, 3840, 3
    long = random.randrange(step, edge + 6 * step, step)
    short = random.choice((
        long // ratio, 655_360 // long, 8_294_400 // long, 3_686_400 // long, random.randint(1, edge), long,
    ))  # fmt: skip
    short = max(1, short - short % step + step * random.randint(-1, 1))
    edges = [long, short]
    if random.random() < 0.15:
        index = random.randrange(2)
        edges[index] = max(1, edges[index] + random.randint(-step, step))
    random.shuffle(edges)
    return edges[0], edges[1]


def _change(payload: dict[str, Json], random: Random) -> None:
    """Change a payload so that it is illegal, or legal and unusual."""
    field = random.choice(sorted(FIELDS))
    kind = random.randrange(6)
    if kind == 0:
        payload[field] = random.choice(UNUSUAL_VALUES)
    elif kind == 1:
        width, height = _edges(random)
        payload["size"] = random.choice(MALFORMED_SIZES).format(w=width, h=height)
    elif kind == 2 and isinstance(payload.get(field), str):
        payload[field] = random.choice((payload[field].upper(), payload[field] + " ", " " + payload[field]))
    elif kind == 3:
        payload["output_compression"] = random.choice((-1, 0, 99, 100, 101, 80.0, "80"))
    elif kind == 4:
        payload["input_image_mask"] = random.choice(({"file_id": 1}, {"image_url": None}, {"image_url": []}))
        payload["tool_configs"] = random.choice((
            {"a": 1}, {"a": {"pin": 1}}, {"a": {"additional_search_text": None}}, {"a": {"additional_search_text": 1}},
        ))  # fmt: skip
    else:
        payload.pop(field, None)
        payload[random.choice(("n", "Size", "__proto__", ""))] = random.choice(UNUSUAL_VALUES)
