"""Payloads for comparing validators: about half are legal, and the rest is wrong in one way or a few.

What is legal, and where the limits are, is read from the plain schema and from models.json. The same seed gives the
same payloads. Two things are left out that jsonschema-rs cannot tell of: a lone surrogate, and a fault in a member whose
name is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from imagegen_conformance.corpus import data, read_json
from imagegen_conformance.json_value import Json

__all__ = ["payloads"]

FIELDS: dict[str, Json] = read_json(data("schemas") / "image_gen_tool.schema.json")["properties"]
MODELS: Json = read_json(data("fixtures") / "models.json")
KNOWN = [name for family in MODELS["families"] for name in family["models"]]
LISTED: list[str] = [
    size
    for family in MODELS["families"]
    for limit in family["limits"]
    if limit["kind"] == "sizes"
    for size in limit["sizes"]
]
LOOK_ALIKES = [
    "gpt-image-20", "gpt-image-2-mini", "GPT-IMAGE-2", "gpt-image-2\n", "gpt-image-1x5", "DALL-E-3", "", "other",
]  # fmt: skip
STRANGE: list[Json] = [
    None, True, False, 0, 1, -1, 1.5, 100.0, 1e300, 2**64 + 50, "", "80", [], ["auto"], {}, {"a": None},
]  # fmt: skip
MALFORMED = [
    "{w}X{h}", " {w}x{h}", "{w}x{h} ", "{w}x{h}\n", "+{w}x{h}", "{w}x-{h}", "0{w}x{h}", "{w}x0{h}", "{w} x {h}",
    "{w}x{h}x{h}", "{w}x", "x{h}", "{w}", "0x0", "{w}.0x{h}", "1_{w}x{h}", "{w}\u00d7{h}", "{w}xx{h}", "Auto", "auto ", "auto\n",
    "\uff11\uff10\uff12\uff14x{h}", "{w}x\u0661\u0660\u0662\u0664", "{w}x{h}\u2028", "{w}x{h}\x00", "{w}x{h}px", "\n{w}x{h}",
]  # fmt: skip


def payloads(seed: int, count: int) -> Iterator[dict[str, Json]]:
    """So many payloads."""
    random = Random(seed)  # noqa: S311 - nothing is secret here
    for _ in range(count):
        payload = _legal(random)
        for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
            _spoil(payload, random)
        yield payload


def _legal(random: Random) -> dict[str, Json]:
    """A payload of a few fields, which mostly go together."""
    payload: dict[str, Json] = {"type": "image_generation"}
    for field in random.sample(sorted(FIELDS), random.randint(0, 6)):
        payload.setdefault(field, _value(field, random))
    if "size" in payload or random.random() < 0.3:
        payload["model"] = random.choice([*KNOWN, *LOOK_ALIKES])
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
        least, most = schema["minimum"], schema["maximum"]
        return random.choice((least, most, random.randint(least, most)))
    return {
        "type": "image_generation",
        "model": random.choice(KNOWN),
        "size": "auto",
        "input_image_mask": random.choice(({}, {"file_id": "f"}, {"image_url": "", "file_id": "f"}, {"other": 1})),
        "tool_configs": random.choice(({}, {"": {}}, {"a/b~": {"pin": True, "additional_search_text": ""}})),
    }.get(field, random.choice(("", "text", "🎨")))


def _size(model: str, random: Random) -> str:
    """Mostly one that the model takes; often close to a limit."""
    if random.random() < 0.1:
        return "auto"
    if model.startswith(("gpt-image-1", "dall-e")) and random.random() < 0.9:
        return random.choice(LISTED)
    return "{}x{}".format(*_edges(random))


def _edges(random: Random) -> tuple[int, int]:
    """Width and height around a limit of the arithmetic, on its step or beside it."""
    step, edge, ratio = 16, 3840, 3
    long = random.randrange(step, edge + 6 * step, step)
    short = random.choice((
        long // ratio, 655_360 // long, 8_294_400 // long, 3_686_400 // long, random.randint(1, edge), long,
    ))  # fmt: skip
    short = max(1, short - short % step + step * random.randint(-1, 1))
    edges = [long, short]
    if random.random() < 0.15:
        at = random.randrange(2)
        edges[at] = max(1, edges[at] + random.randint(-step, step))
    random.shuffle(edges)
    return edges[0], edges[1]


def _spoil(payload: dict[str, Json], random: Random) -> None:
    """Make something wrong, or strange and legal."""
    field = random.choice(sorted(FIELDS))
    kind = random.randrange(6)
    if kind == 0:
        payload[field] = random.choice(STRANGE)
    elif kind == 1:
        width, height = _edges(random)
        payload["size"] = random.choice(MALFORMED).format(w=width, h=height)
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
        payload[random.choice(("n", "Size", "__proto__", ""))] = random.choice(STRANGE)
