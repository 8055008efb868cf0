"""Level semantic in each revision: limits with a range, retired models, and the kinds `values`, `not-with` and `format`."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest

from imagegen_reference import ImageGenTool, RuleWarning, ValidationError
from imagegen_reference.model_limits import read_limits
from imagegen_reference.revision import REVISIONS, find_revision
from imagegen_reference.semantic_rules import check_semantic_rules

TYPE = {"type": "image_generation"}
FIRST, NEWEST = "2025-05-21", "2026-11-04"
QUALITIES = '"low", "medium", "high", "auto"'


class Value(str, Enum):
    XHIGH = "xhigh"
    TRANSPARENT = "transparent"


def validate(profile: str, revision: str, **fields: Any) -> tuple[RuleWarning, ...]:
    return ImageGenTool.validate_payload({**TYPE, **fields}, profile=profile, revision=revision)


def errors_of(profile: str, revision: str, **fields: Any) -> list[tuple[str, str]]:
    try:
        validate(profile, revision, **fields)
    except ValidationError as error:
        return [(broken.path, broken.rule) for broken in error.errors]
    return []


def openai(revision: str = NEWEST, **fields: Any) -> list[str]:
    return [f"{rule} at {path}" for path, rule in errors_of("openai", revision, **fields)]


def message(profile: str, revision: str, **fields: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        validate(profile, revision, **fields)
    (error,) = caught.value.errors
    return error.message


# Payloads, the rule that each breaks at the field of its first key, and the revisions in which it does.
RANGES: list[tuple[dict[str, Any], str, dict[str, tuple[str, str | None]]]] = [
    ({"size": "1000x1000", "model": "gpt-image-2"}, "size.gpt-image-2.multiple-of-16", {
        "azure": ("2.3", None), "openai": ("2026-05-06", None)}),
    ({"size": "16x16", "model": "gpt-image-2.5-flare"}, "size.gpt-image-2.minimum", {"openai": ("2026-09-08", None)}),
    ({"size": "512x512", "model": "gpt-image-1"}, "size.gpt-image-1", {
        "azure": ("2.3", None), "openai": ("2026-05-06", None)}),
    ({"size": "1024x1536", "model": "dall-e-3"}, "size.dall-e-3", {
        "azure": ("2.3", None), "openai": ("2026-05-06", "2026-08-26")}),
    ({"size": "auto", "model": "dall-e-2"}, "size.auto", {
        "azure": ("2.3", None), "openai": ("2026-05-06", "2026-08-26")}),
    ({"size": "1x1 "}, "size.grammar", {"azure": ("2.3", None), "openai": ("2026-05-06", None)}),
    ({"background": "transparent", "output_format": "jpeg"}, "background.transparent-format", {
        "azure": ("2.0", None), "openai": ("2026-05-06", None)}),
    ({"background": "transparent", "model": "gpt-image-2"}, "background.transparent-model", {
        "openai": ("2026-05-06", "2026-08-26")}),
    ({"background": "transparent", "model": "gpt-image-2.5-flare"}, "background.transparent-model", {}),
    ({"output_compression": 99}, "output_compression.png", {"azure": ("2.0", None), "openai": (FIRST, None)}),
    ({"input_fidelity": "high", "model": "gpt-image-2"}, "input_fidelity.model", {
        "azure": ("2.3", None), "openai": ("2026-10-06", None)}),
    ({"input_fidelity": "low", "model": "gpt-image-1-mini"}, "input_fidelity.model", {
        "openai": ("2025-10-06", "2026-10-06")}),
    ({"input_fidelity": "high", "model": "gpt-image-1-mini"}, "input_fidelity.model", {
        "azure": ("2.0", None), "openai": ("2025-10-06", None)}),
    ({"input_fidelity": "high", "model": "gpt-image-1"}, "input_fidelity.model", {}),
    ({"quality": "max", "model": "gpt-image-1"}, "quality.model", {"openai": ("2026-09-08", None)}),
    ({"quality": "max", "model": "gpt-image-1.5"}, "quality.model", {"openai": ("2026-09-08", None)}),
    ({"quality": "max", "model": "gpt-image-1-mini"}, "quality.model", {"openai": ("2026-09-08", None)}),
    ({"quality": "max", "model": "gpt-image-2"}, "quality.model", {"openai": ("2026-09-08", None)}),
    ({"quality": "max", "model": "gpt-image-2-2026-04-21"}, "quality.model", {"openai": ("2026-09-08", None)}),
    ({"quality": "max", "model": "gpt-image-2.5-sunburst"}, "quality.model", {}),
    ({"quality": "max", "model": "gpt-image-2.5-flare-2026-09-08"}, "quality.model", {}),
    ({"quality": "max", "model": "gpt-image-2.6-flare"}, "quality.model", {}),
    ({"quality": "max", "model": "other"}, "quality.model", {}),
]  # fmt: skip


@pytest.mark.parametrize("revision", REVISIONS, ids=lambda revision: "-".join(revision[:2]))
def test_limit_holds_exactly_in_its_range(revision: Any) -> None:
    names = [known.name for known in REVISIONS if known.profile == revision.profile]
    for fields, rule, ranges in RANGES:
        since, until = ranges.get(revision.profile, (None, None))
        is_over = until is not None and revision.position >= names.index(until)
        holds = since is not None and revision.position >= names.index(since) and not is_over
        expected = [(f"/{next(iter(fields))}", rule)] if holds else []
        # Models, sizes and qualities that do not exist yet in a revision break the rule of their field at level schema.
        found = [error for error in errors_of(*revision[:2], **fields) if not error[1].endswith(".value")]
        assert found == expected, fields


class TestFormats:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"output_compression": 99}, ["output_compression.gif at /output_compression"]),
            ({"output_compression": 100}, []),
            ({"partial_images": 1}, ["partial_images.gif at /partial_images"]),
            ({"partial_images": 1.0}, ["partial_images.gif at /partial_images"]),
            ({"partial_images": 0}, []),
            ({"input_image_mask": {}}, ["input_image_mask.gif at /input_image_mask"]),
            ({"svg": {}}, ["svg.format at /svg"]),
            ({"frame_count": 2, "frame_duration_ms": 3}, []),
            (
                {"input_image_mask": {}, "partial_images": 3, "output_compression": 0, "svg": {}},
                [
                    "output_compression.gif at /output_compression",
                    "input_image_mask.gif at /input_image_mask",
                    "partial_images.gif at /partial_images",
                    "svg.format at /svg",
                ],
            ),
        ],
    )
    def test_gif_excludes_values(self, fields: dict[str, Any], expected: list[str]) -> None:
        assert openai(output_format="gif", **fields) == expected

    @pytest.mark.parametrize("other", [{}, {"output_format": "png"}, {"output_format": "webp"}])
    def test_values_excluded_by_gif_are_legal_with_other_formats(self, other: dict[str, Any]) -> None:
        assert openai(partial_images=1, input_image_mask={}, **other) == []

    @pytest.mark.parametrize("other", [{}, {"output_format": "png"}, {"output_format": "svg"}])
    @pytest.mark.parametrize("field", ["frame_count", "frame_duration_ms"])
    def test_frames_require_gif(self, field: str, other: dict[str, Any]) -> None:
        assert openai(**other, **dict[str, Any]({field: 0})) == [f"{field}.format at /{field}"]

    def test_svg_settings_require_svg(self) -> None:
        assert openai(svg={}) == openai(svg={}, output_format="webp") == ["svg.format at /svg"]
        assert openai(svg={}, output_format="svg") == []

    @pytest.mark.parametrize("output_format", ["webp", "jpeg", "svg"])
    def test_compression_is_legal_with_formats_that_no_limit_names(self, output_format: str) -> None:
        assert openai(output_compression=5, output_format=output_format) == []

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"frame_count": None}, ["null.refused at /frame_count"]),
            ({"frame_count": "2"}, ["frame_count.type at /frame_count"]),
            ({"frame_count": 2, "output_format": "GIF"}, ["output_format.value at /output_format"]),
            ({"frame_count": 2, "output_format": None}, ["null.refused at /output_format"]),
            ({"svg": {"model": 5}}, ["svg.model.type at /svg/model"]),
            ({"input_image_mask": {"file_id": 5}, "output_format": "gif"}, [
                "input_image_mask.file_id.type at /input_image_mask/file_id"]),
            ({"partial_images": 4, "output_format": "gif"}, ["partial_images.range at /partial_images"]),
            ({"quality": "hd", "model": "gpt-image-2"}, ["quality.value at /quality"]),
            ({"quality": None, "model": "gpt-image-2"}, ["null.refused at /quality"]),
            ({"quality": "max", "model": 5}, ["model.type at /model"]),
        ],
    )  # fmt: skip
    def test_limit_is_not_evaluated_if_a_value_is_illegal_by_itself(
        self, fields: dict[str, Any], expected: list[str]
    ) -> None:
        assert openai(**fields) == expected

    def test_unknown_keys_have_no_limits(self) -> None:
        assert errors_of("azure", "2.8", frame_count=2, frame_duration_ms=3, svg={}, complexity="low") == []
        assert openai("2026-10-26", frame_count=2, frame_duration_ms=3, svg={}, complexity="low") == []


def test_null_is_no_value_of_input_fidelity() -> None:
    for model in ("gpt-image-1-mini", "gpt-image-2"):
        assert errors_of("azure", "2.8", model=model, input_fidelity=None) == []
        assert openai(model=model, input_fidelity=None) == []


def test_members_of_enumerations_are_values() -> None:
    assert openai(model="gpt-image-2", quality=Value.XHIGH) == ["quality.model at /quality"]
    assert openai("2026-05-06", model="gpt-image-2", background=Value.TRANSPARENT) == [
        "background.transparent-model at /background"
    ]


def test_closed_values_have_one_error() -> None:
    assert openai(FIRST, model="gpt-image-2", size="1000x1000") == ["model.value at /model", "size.value at /size"]
    assert errors_of("azure", "2.2", model="dall-e-2", size="256x256") == [("/size", "size.value")]


class TestWarnings:
    @pytest.mark.parametrize(
        ("model", "first"),
        [
            ("dall-e-2", "2026-08-26"),
            ("dall-e-3", "2026-08-26"),
            ("gpt-image-1", "2026-10-26"),
            ("gpt-image-1.5", None),
        ],
    )
    def test_retired_model_has_a_warning_from_its_date_on(self, model: str, first: str | None) -> None:
        revisions = [revision for revision in REVISIONS if revision.profile == "openai"]
        warned = [
            revision.name
            for revision in revisions[3:]  # any string is a model
            if [(warning.path, warning.rule) for warning in validate(*revision[:2], model=model)]
            == [("/model", "model.retired")]
        ]
        names = [revision.name for revision in revisions]
        assert warned == ([] if first is None else names[names.index(first) :])

    def test_retired_model_is_legal_in_every_revision_of_azure(self) -> None:
        for revision in ("2.0", "2.3", "2.8"):
            assert validate("azure", revision, model="gpt-image-1") == ()

    def test_warning_of_a_retired_model_states_the_date(self) -> None:
        (warning,) = validate("openai", NEWEST, model="dall-e-2", size="7x7")
        assert warning.message == 'model is "dall-e-2": the model was shut down on 2026-05-12'

    def test_warning_at_level_semantic_only(self) -> None:
        assert ImageGenTool.validate_payload({**TYPE, "model": "dall-e-2"}, "schema", profile="openai") == ()

    @pytest.mark.parametrize(
        ("profile", "revision", "expected"),
        [
            ("azure", "2.2", []),
            ("azure", "2.3", ["background.transparent-preview"]),
            ("openai", "2026-08-26", ["background.transparent-preview"]),
        ],
    )
    def test_preview_has_a_warning_in_its_range(self, profile: str, revision: str, expected: list[str]) -> None:
        found = validate(profile, revision, model="gpt-image-2", background="transparent")
        assert [warning.rule for warning in found] == expected

    @pytest.mark.parametrize(("revision", "expected"), [("2.2", []), ("2.3", ["/name"]), ("2.8", ["/name"])])
    def test_deprecated_field_has_a_warning_in_its_range(self, revision: str, expected: list[str]) -> None:
        assert [warning.path for warning in validate("azure", revision, name="n")] == expected
        assert validate("openai", NEWEST, name="n") == ()


@pytest.mark.parametrize(
    ("revision", "fields", "expected"),
    [
        (
            NEWEST,
            {"quality": "max", "model": "gpt-image-2"},
            f'quality is "max"; expected one of {QUALITIES}, because gpt-image-2 supports no other value',
        ),
        (
            NEWEST,
            {"input_fidelity": "high", "model": "gpt-image-1-mini"},
            'input_fidelity is "high"; expected "low", because gpt-image-1-mini supports no other value',
        ),
        (
            "2026-05-06",
            {"background": "transparent", "model": "gpt-image-2"},
            'background is "transparent"; expected another value, because gpt-image-2 does not support it',
        ),
        (
            NEWEST,
            {"input_image_mask": {}, "output_format": "gif"},
            "input_image_mask is an object; expected output_format other than gif, or the key omitted",
        ),
        (
            NEWEST,
            {"partial_images": 2, "output_format": "gif"},
            "partial_images is 2; expected output_format other than gif, or another value",
        ),
        (NEWEST, {"frame_count": 2}, "frame_count is 2; expected output_format gif, or the key omitted"),
        (
            NEWEST,
            {"background": "transparent", "output_format": "jpeg"},
            'background is "transparent"; expected output_format png or webp, or another value',
        ),
    ],
)
def test_message_states_the_legal_alternative(revision: str, fields: dict[str, Any], expected: str) -> None:
    assert message("openai", revision, **fields) == expected


CONTENT: Any = {
    "any_model": [
        {
            "kind": "not-with",
            "field": "complexity",
            "other": "quality",
            "equals": "low",
            "rule": "complexity.quality",
        },
        {"kind": "format", "field": "input_fidelity", "formats": ["png"], "rule": "input_fidelity.format"},
        {"kind": "deprecated", "fields": ["name", "complexity"], "rule": "deprecated"},
    ],
    "families": [
        {
            "family": "tiny",
            "models": ["tiny"],
            "profiles": {"azure": {"since": "2.1", "until": "2.3"}, "openai": {}},
            "retired": {"azure": {"tiny": "2026-05-29"}},
            "limits": [
                {"kind": "values", "field": "complexity", "values": ["low"], "rule": "tiny.complexity"},
                {"kind": "values", "field": "quality", "values": ["low"], "rule": "tiny.quality"},
            ],
        },
    ],
}


class TestData:
    """Entries with a range, from other data."""

    def found(self, profile: str, revision: str, **fields: Any) -> list[str]:
        limits = read_limits(CONTENT, find_revision(profile, revision))
        errors, warnings = check_semantic_rules(fields, limits=limits)
        return [*(rule for _, rule, _, _ in errors), *(warning.rule for warning in warnings)]

    @pytest.mark.parametrize(("revision", "expected"), [("2.0", []), ("2.1", ["tiny.quality"]), ("2.3", [])])
    def test_family_holds_in_its_range(self, revision: str, expected: list[str]) -> None:
        assert self.found("azure", revision, model="tiny", quality="high") == expected

    def test_model_is_retired_on_the_date_of_the_revision(self) -> None:
        assert self.found("azure", "2.1", model="tiny") == []
        assert self.found("azure", "2.2", model="tiny") == ["model.retired"]
        assert self.found("azure", "2.2", model="tiny", quality="high") == ["tiny.quality", "model.retired"]
        assert self.found("openai", NEWEST, model="tiny") == []

    def test_limit_of_a_field_that_does_not_exist_is_left_out(self) -> None:
        fields = {"model": "tiny", "complexity": "high", "quality": "low"}
        assert self.found("openai", NEWEST, **fields) == ["tiny.complexity", "complexity.quality", "deprecated"]
        assert self.found("openai", "2026-10-26", **fields) == []
        assert self.found("openai", FIRST, input_fidelity="low", output_format="webp", name="n") == []

    def test_other_field_has_no_default_unless_the_service_applies_one(self) -> None:
        assert self.found("openai", NEWEST, complexity="low") == ["deprecated"]

    def test_limit_without_a_condition_affects_any_value_but_null(self) -> None:
        assert self.found("openai", NEWEST, input_fidelity="low", output_format="webp") == ["input_fidelity.format"]
        assert self.found("openai", NEWEST, input_fidelity=None, output_format="webp") == []
        assert self.found("openai", NEWEST, input_fidelity="low") == []

    @pytest.mark.parametrize(
        ("profile", "revision", "expected"),
        [
            ("azure", "2.0", {"size", "input_fidelity"}),
            ("azure", "2.2", {"size", "input_fidelity", "name", "quality", "model"}),
            ("openai", "2026-10-26", {"size", "input_fidelity", "quality"}),
        ],
    )
    def test_affected_fields_are_those_of_the_revision(self, profile: str, revision: str, expected: set[str]) -> None:
        assert read_limits(CONTENT, find_revision(profile, revision)).affected_fields == expected
