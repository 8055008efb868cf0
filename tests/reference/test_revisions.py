"""Level schema in each revision: every field and value is known exactly in its range."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from imagegen_reference import ImageGenTool, ValidationError
from imagegen_reference.revision import DEFAULT_PROFILE, DEFAULT_REVISION, REVISIONS, Revision, find_revision
from imagegen_reference.schema_rules import FIELDS, HISTORIES, fields_in

FIXTURES = Path(__file__).parents[2] / "fixtures"
PROFILES = json.loads((FIXTURES / "profiles.json").read_text(encoding="utf-8"))
SCHEMA = json.loads((FIXTURES / "payload_schema.json").read_text(encoding="utf-8"))
TYPE = {"type": "image_generation"}

# From a profile to the first revision in which something holds, and the first in which it no longer does.
Range = dict[str, tuple[str, str | None]]
ALWAYS: Range = {"azure": ("2.0", None), "openai": ("2025-05-21", None)}
ANIMATION: Range = {"openai": ("2026-11-04", None)}

FIELD_RANGES: dict[str, Range] = {
    **dict.fromkeys(["model", "quality", "size", "output_format", "output_compression", "moderation"], ALWAYS),
    "background": ALWAYS,
    "input_fidelity": {"azure": ("2.0", None), "openai": ("2025-07-16", None)},
    "input_image_mask": ALWAYS,
    "partial_images": ALWAYS,
    "action": {"azure": ("2.0", None), "openai": ("2026-02-05", None)},
    "name": {"azure": ("2.1", None)},
    "description": {"azure": ("2.1", None)},
    "tool_configs": {"azure": ("2.2", None)},
    **dict.fromkeys(["complexity", "frame_count", "frame_duration_ms", "svg"], ANIMATION),
}

# Fields, values, and the range in which the values are legal if the field exists.
VALUE_RANGES: list[tuple[str, list[Any], Range]] = [
    ("model", ["gpt-image-1"], ALWAYS),
    ("model", ["gpt-image-1-mini"], {"azure": ("2.0", None), "openai": ("2025-10-06", None)}),
    ("model", ["gpt-image-2", "", "x"], {"azure": ("2.0", None), "openai": ("2025-12-16", None)}),
    ("quality", ["low", "medium", "high", "auto"], ALWAYS),
    ("quality", ["xhigh", "max"], {"openai": ("2026-09-08", None)}),
    ("quality", ["hd"], {}),
    ("size", ["1024x1024", "1024x1536", "1536x1024", "auto"], ALWAYS),
    ("size", ["1792x1024", "", "x"], {"azure": ("2.3", None), "openai": ("2026-05-06", None)}),
    ("output_format", ["png", "webp", "jpeg"], ALWAYS),
    ("output_format", ["gif", "svg"], ANIMATION),
    ("output_format", ["jpg"], {}),
    ("moderation", ["auto", "low"], ALWAYS),
    ("moderation", ["high"], {}),
    ("background", ["transparent", "opaque", "auto"], ALWAYS),
    ("background", ["white"], {}),
    ("input_fidelity", ["high", "low", None], ALWAYS),
    ("input_fidelity", ["medium"], {}),
    ("action", ["generate", "edit", "auto"], ALWAYS),
    ("action", ["create"], {}),
    ("complexity", ["low", "medium", "high"], ANIMATION),
    ("complexity", ["auto", "xhigh"], {}),
]

LEGAL: dict[str, list[Any]] = {
    "output_compression": [0, 100],
    "input_image_mask": [{"file_id": "f"}],
    "partial_images": [0, 3],
    "name": ["n"],
    "description": ["d"],
    "tool_configs": [{"a": {"pin": True}}],
    "frame_count": [9, 9.0, 0, -1, 10**30],
    "frame_duration_ms": [200],
    "svg": [
        *[{}, {"model": "m"}, {"reasoning": None}, {"reasoning": {}}, {"zzz": None}],
        *[{"reasoning": {"effort": effort}} for effort in ("none", "minimal", "low", "medium", "high", "xhigh", "max")],
    ],
}

# Fields, illegal values, and the place in the field and the rule of the only error of each.
ILLEGAL: list[tuple[str, list[Any], str, str]] = [
    ("output_compression", [-1, 101], "", "output_compression.range"),
    ("input_image_mask", [{"file_id": 5}], "/file_id", "input_image_mask.file_id.type"),
    ("partial_images", [-1, 4], "", "partial_images.range"),
    ("name", [5], "", "name.type"),
    ("description", [5], "", "description.type"),
    ("tool_configs", [{"a": {"pin": "no"}}], "/a/pin", "tool_configs.pin.type"),
    ("frame_count", ["9", 9.5, True, [], {}], "", "frame_count.type"),
    ("frame_duration_ms", ["9", 9.5, False], "", "frame_duration_ms.type"),
    ("svg", ["x", 5, [], True], "", "svg.type"),
    ("svg", [{"model": 5}], "/model", "svg.model.type"),
    ("svg", [{"model": None}], "/model", "null.refused"),
    ("svg", [{"reasoning": "low"}, {"reasoning": []}], "/reasoning", "svg.reasoning.type"),
    (
        "svg",
        [{"reasoning": {"effort": "auto"}}, {"reasoning": {"effort": 5}}],
        "/reasoning/effort",
        "svg.reasoning.effort.value",
    ),
    ("svg", [{"reasoning": {"effort": None}}], "/reasoning/effort", "null.refused"),
]


def holds(ranges: Range, revision: Revision) -> bool:
    names = [known.name for known in REVISIONS if known.profile == revision.profile]
    since, until = ranges.get(revision.profile, (None, None))
    is_over = until is not None and revision.position >= names.index(until)
    return since is not None and revision.position >= names.index(since) and not is_over


def broken(payload: object, revision: Revision, level: Any = "schema") -> list[tuple[str, str]]:
    try:
        ImageGenTool.validate_payload(payload, level, profile=revision.profile, revision=revision.name)
    except ValidationError as error:
        return [(broken.path, broken.rule) for broken in error.errors]
    return []


every_revision = pytest.mark.parametrize("revision", REVISIONS, ids=lambda revision: "-".join(revision[:2]))


def test_revisions_are_those_of_the_data_file_in_their_order() -> None:
    expected = [
        Revision(entry["profile"], item["revision"], position, item["date"])
        for entry in PROFILES["profiles"]
        for position, item in enumerate(entry["revisions"])
    ]
    assert list(REVISIONS) == expected
    assert PROFILES["default"] == DEFAULT_PROFILE
    assert find_revision("azure", "2.3") == DEFAULT_REVISION


def test_histories_name_existing_revisions_from_the_oldest() -> None:
    for history in HISTORIES.values():
        for profile, rules in history.items():
            positions = [find_revision(profile, name).position for name in rules]
            assert positions == sorted(set(positions))


class TestFields:
    @every_revision
    def test_fields_of_a_revision_are_in_the_documented_order(self, revision: Revision) -> None:
        expected = ["type", *(field for field, ranges in FIELD_RANGES.items() if holds(ranges, revision))]
        assert list(fields_in(revision)) == expected

    @every_revision
    @pytest.mark.parametrize("field", FIELD_RANGES)
    def test_field_outside_its_range_is_an_unknown_key(self, revision: Revision, field: str) -> None:
        (errors,) = [broken({**TYPE, field: [None]}, revision)]
        is_field = holds(FIELD_RANGES[field], revision)
        assert [path for path, _ in errors] == ([f"/{field}"] if is_field else [])

    @every_revision
    @pytest.mark.parametrize("field", FIELD_RANGES)
    def test_null_breaks_only_the_rule_about_nulls(self, revision: Revision, field: str) -> None:
        is_illegal = field != "input_fidelity" and holds(FIELD_RANGES[field], revision)
        assert broken({**TYPE, field: None}, revision) == ([(f"/{field}", "null.refused")] if is_illegal else [])

    @every_revision
    def test_type_is_required(self, revision: Revision) -> None:
        assert broken({}, revision) == [("/type", "type.required")]
        assert broken({"type": "function"}, revision) == [("/type", "type.value")]
        assert broken([], revision) == [("", "payload.type")]


class TestValues:
    @every_revision
    def test_value_is_accepted_exactly_in_its_range(self, revision: Revision) -> None:
        for field, values, ranges in VALUE_RANGES:
            is_legal = holds(ranges, revision) or not holds(FIELD_RANGES[field], revision)
            for value in values:
                expected = [] if is_legal else [(f"/{field}", f"{field}.value")]
                assert broken({**TYPE, field: value}, revision) == expected, (field, value)

    @every_revision
    def test_value_that_was_always_legal_is_accepted(self, revision: Revision) -> None:
        for field, values in LEGAL.items():
            for value in values:
                assert broken({**TYPE, field: value}, revision) == [], (field, value)

    @every_revision
    def test_value_that_was_never_legal_is_rejected_if_the_field_exists(self, revision: Revision) -> None:
        for field, values, path, rule in ILLEGAL:
            expected = [(f"/{field}{path}", rule)] if holds(FIELD_RANGES[field], revision) else []
            for value in values:
                assert broken({**TYPE, field: value}, revision) == expected, (field, value)

    @pytest.mark.parametrize("value", [5, True, [], {}])
    @pytest.mark.parametrize(
        ("field", "profile", "closed", "opened"),
        [
            ("size", "azure", "2.2", "2.3"),
            ("size", "openai", "2026-02-05", "2026-05-06"),
            ("model", "openai", "2025-10-06", "2025-12-16"),
        ],
    )
    def test_value_that_is_no_string_breaks_the_rule_of_the_revision(
        self, field: str, profile: str, closed: str, opened: str, value: object
    ) -> None:
        assert broken({**TYPE, field: value}, find_revision(profile, closed)) == [(f"/{field}", f"{field}.value")]
        assert broken({**TYPE, field: value}, find_revision(profile, opened)) == [(f"/{field}", f"{field}.type")]

    def test_message_lists_the_values_of_the_revision(self) -> None:
        with pytest.raises(ValidationError) as caught:
            ImageGenTool.validate_payload(
                {**TYPE, "model": "dall-e-3", "size": None}, profile="openai", revision="2025-05-21"
            )
        sizes = '"1024x1024", "1024x1536", "1536x1024", "auto"'
        assert str(caught.value).splitlines() == [
            'model is "dall-e-3"; expected "gpt-image-1" [model.value]',
            f"size is null; expected one of {sizes}, or the key omitted [null.refused]",
        ]


def test_errors_are_in_the_documented_order_of_all_fields() -> None:
    fields = ["model", "quality", "action", "complexity", "frame_count", "frame_duration_ms", "svg"]
    payload = {
        **dict.fromkeys(reversed(fields), 0.5),
        **TYPE,
        "background": "transparent",
        "output_format": "jpeg",
    }
    assert [path for path, _ in broken(payload, find_revision("openai"), "semantic")] == [
        f"/{field}" for field in [*fields[:2], "background", *fields[2:]]
    ]


class TestDefault:
    PAYLOADS: tuple[Any, ...] = (
        TYPE,
        {},
        {**TYPE, "name": 5, "size": "1x1", "model": "gpt-image-2", "quality": "max"},
        {**TYPE, "frame_count": "9", "svg": None, "output_format": "gif"},
        {**TYPE, "model": "gpt-image-1", "size": "1792x1024"},
    )

    @pytest.mark.parametrize("payload", PAYLOADS)
    @pytest.mark.parametrize("level", ["schema", "semantic"])
    def test_default_is_revision_2_3_of_azure(self, payload: Any, level: Any) -> None:
        def outcome(**revision: Any) -> object:
            try:
                return ImageGenTool.validate_payload(payload, level, **revision)
            except ValidationError as error:
                return error.errors

        assert (
            outcome() == outcome(profile="azure") == outcome(revision="2.3") == outcome(profile="azure", revision="2.3")
        )

    def test_class_implements_the_default_revision(self) -> None:
        assert list(fields_in(DEFAULT_REVISION)) == list(FIELDS)
        assert [name for name in vars(ImageGenTool) if name in HISTORIES] == list(FIELDS)
        ImageGenTool({"output_format": "png", "frame_count": "9"}).validate()
        with pytest.raises(ValidationError):
            ImageGenTool({"name": 5}).validate()

    def test_default_of_openai_is_its_newest_revision(self) -> None:
        assert find_revision("openai") == REVISIONS[-1] == find_revision("openai", "2026-11-04")
        ImageGenTool.validate_payload({**TYPE, "name": 5, "output_format": "gif"}, profile="openai")

    def test_profile_and_revision_are_keywords(self) -> None:
        validate: Any = ImageGenTool.validate_payload
        with pytest.raises(TypeError):
            validate(TYPE, "schema", "azure")


@pytest.mark.parametrize("payload", [TYPE, {}, []])
@pytest.mark.parametrize(
    ("profile", "revision", "message"),
    [
        ("google", None, "unknown profile 'google'; expected azure or openai"),
        ("Azure", "2.3", "unknown profile 'Azure'; expected azure or openai"),
        ("azure", "2.9", "unknown revision '2.9' of the profile azure; expected one of 2.0, 2.1, 2.2, 2.3, 2.8"),
        ("azure", "", "unknown revision '' of the profile azure; expected one of 2.0, 2.1, 2.2, 2.3, 2.8"),
        ("openai", "2.3", r"unknown revision '2.3' of the profile openai; expected one of 2025-05-21, .*, 2026-11-04"),
    ],
)
def test_unknown_profile_or_revision_raises(payload: object, profile: str, revision: str | None, message: str) -> None:
    with pytest.raises(ValueError, match=rf"\A{message}\Z") as caught:
        ImageGenTool.validate_payload(payload, profile=profile, revision=revision)
    assert type(caught.value) is ValueError


class TestPayloadSchema:
    """The reference does not read `payload_schema.json`, and agrees with it."""

    @staticmethod
    def holds(entry: Any, revision: Revision) -> bool:
        if "profiles" not in entry:
            return True
        bounds = entry["profiles"].get(revision.profile)
        return bounds is not None and holds(
            {revision.profile: (bounds.get("since", find_first(revision.profile)), bounds.get("until"))}, revision
        )

    @every_revision
    def test_fields_are_equal(self, revision: Revision) -> None:
        expected = [field for field, entry in SCHEMA["properties"].items() if self.holds(entry, revision)]
        assert list(fields_in(revision)) == expected

    @every_revision
    def test_values_are_equal(self, revision: Revision) -> None:
        for field, entry in SCHEMA["properties"].items():
            alternatives = entry.get("anyOf", [])
            legal = [alternative for alternative in alternatives if self.holds(alternative, revision)]
            is_open = any("const" not in alternative for alternative in legal)
            constants = [alternative["const"] for alternative in legal if "const" in alternative]
            candidates = [alternative["const"] for alternative in alternatives if "const" in alternative]
            for value in [*candidates, "anything"] if alternatives else ():
                is_legal = is_open or value in constants or not self.holds(entry, revision)
                assert (broken({**TYPE, field: value}, revision) == []) == is_legal, (field, value)


def find_first(profile: str) -> str:
    return next(revision.name for revision in REVISIONS if revision.profile == profile)
