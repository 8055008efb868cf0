"""The places that the bodies of errors name, in the forms of common servers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from imagegen_conformance.connections.http_service.error_body import parse_error_body
from imagegen_conformance.connections.http_service.error_places import ErrorPlaces, find_places
from imagegen_conformance.connections.http_service.place_parser import UNKNOWN_PAYLOAD
from imagegen_conformance.jsonlib.pointer import format_pointer, is_valid
from json_values import JSON, SCALARS

PLACE = ("tools", "0")
PLAIN: dict[str, Any] = {"type": "image_generation"}


def places(body: dict[str, Any], payload: Any, place: tuple[str, ...] = PLACE) -> ErrorPlaces:
    return find_places(parse_error_body(body).entries, place, payload)


def paths(body: dict[str, Any], payload: Any, place: tuple[str, ...] = PLACE) -> list[tuple[str, str]]:
    return [(reason["path"], reason["rule"]) for reason in places(body, payload, place).reasons]


def openai(param: Any, code: Any = "invalid_value") -> dict[str, Any]:
    return {"error": {"message": "Invalid value.", "type": "invalid_request_error", "param": param, "code": code}}


def fastapi(*errors: tuple[str, list[Any]]) -> dict[str, Any]:
    return {"detail": [{"type": kind, "loc": ["body", "tools", 0, *loc], "msg": "m"} for kind, loc in errors]}


def prism(*errors: tuple[str, list[str], str]) -> dict[str, Any]:
    validation = [
        {"location": ["body", "tools", "0", *location], "severity": "Error", "code": code, "message": message}
        for code, location, message in errors
    ]
    kind = "https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY"
    return {"type": kind, "title": "Invalid request", "status": 422, "detail": "invalid", "validation": validation}


class TestNotations:
    @pytest.mark.parametrize(
        "param",
        [
            "tools[0].quality",
            "$.tools[0].quality",
            "$['tools'][0]['quality']",
            "body.tools[0].quality",
            "tools.0.quality",
            'tools[0]["quality"]',
            "tools[0][quality]",
            "/tools/0/quality",
            "#/tools/0/quality",
            "#/tools/0/q%75ality",
            "/body/tools/0/quality",
            ["body", "tools", 0, "quality"],
            ["body", "tools", "0", "quality"],
            ["tools", 0, "quality"],
            ["$", "tools", 0, "quality"],
        ],
    )
    def test_place_of_a_member_is_its_path(self, param: Any):
        assert paths(openai(param), {**PLAIN, "quality": 5}) == [("/quality", "invalid_value")]
        assert paths(openai(param), UNKNOWN_PAYLOAD) == [("/quality", "invalid_value")]

    @pytest.mark.parametrize(
        "param", ["tools", "tools[0]", "$", "body", "request_body", "$.tools", "/tools", "#", ["body"], []]
    )
    def test_place_that_contains_the_payload_is_the_root(self, param: Any):
        assert places(openai(param), PLAIN) == ErrorPlaces(
            [{"path": "", "rule": "invalid_value", "message": "Invalid value."}], [], contains_payload=True
        )

    @pytest.mark.parametrize(
        ("param", "outside"),
        [
            ("model", "model"),
            ("tools[1].quality", "tools[1].quality"),
            ("tools2[0]", "tools2[0]"),
            ("$.input", "$.input"),
            ("/input", "/input"),
            (["header", "authorization"], "header.authorization"),
        ],
    )
    def test_place_of_another_parameter_is_outside(self, param: Any, outside: str):
        assert places(openai(param), PLAIN) == ErrorPlaces([], [outside], contains_payload=False)

    @pytest.mark.parametrize(
        "param",
        [
            None,
            5,
            True,
            {},
            "",
            " ",
            ["tools", None],
            ["tools", 0.5],
            "/tools/~2",
            "tools[0].[",
            "t" * 5000,
            ["a"] * 101,
            ["a" * 5000],
        ],
    )
    def test_value_that_is_no_place_names_none(self, param: Any):
        assert places(openai(param), PLAIN) == ErrorPlaces([], [], contains_payload=False)

    def test_place_of_a_payload_that_is_the_whole_body_has_no_parents(self):
        assert paths(openai("quality"), PLAIN, ()) == [("/quality", "invalid_value")]
        assert paths(openai("$.input_image_mask.file_id"), PLAIN, ()) == [
            ("/input_image_mask/file_id", "invalid_value")
        ]

    @pytest.mark.parametrize(
        ("payload", "param", "path"),
        [
            ({"x.y[0]": 1}, "tools[0].x.y[0]", "/x.y[0]"),
            ({"x": {"y": 1}, "x.y": 2}, "tools[0].x.y", "/x.y"),
            ({"tool_configs": {"a.b": {"c": 1}}}, "tools[0].tool_configs.a.b.c", "/tool_configs/a.b/c"),
            ({"tool_configs": {"a/b": 5}}, ["tools", "0", "tool_configs", "a~1b"], "/tool_configs/a~1b"),
            ({"a~1b": 5}, ["tools", "0", "a~1b"], "/a~01b"),
            ({"x": [{"a.b": 1}]}, "tools[0].x[0].a.b", "/x/0/a.b"),
            ({}, "tools[0].x.y", "/x/y"),
            ({**PLAIN, "size": 5}, "tools[0].x.size", "/size"),
            ({"x": {}}, "tools[0].x.y.z", "/x/y/z"),
            ({}, "tools[0].x", "/x"),
            ({"": 1}, "tools[0].x", "/x"),
            ({"model": 5}, ["tools", 0, "model", "str"], "/model"),
            (
                {"input_image_mask": {"file_id": 5}},
                ["tools", 0, "input_image_mask", "Mask", "file_id"],
                "/input_image_mask/file_id",
            ),
        ],
    )
    def test_members_of_the_payload_decide_about_a_place(self, payload: Any, param: Any, path: str):
        assert paths(openai(param), payload) == [(path, "invalid_value")]

    @pytest.mark.parametrize("payload", [None, 5, "text", [], [{"type": 5}]])
    def test_place_in_a_payload_without_members_is_the_root(self, payload: Any):
        assert paths(openai("tools[0].type"), payload) == [("", "invalid_value")]


KEYS = st.text(min_size=1, max_size=4)
SIMPLE_KEYS = st.text("abc_", min_size=1, max_size=4)


def pointers(value: Any) -> list[tuple[str, ...]]:
    """Return the reference tokens of each value in a JSON value, apart from the root."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [tokens for key, item in items for tokens in [(str(key),), *((str(key), *rest) for rest in pointers(item))]]


class TestAnyPlace:
    @given(st.dictionaries(KEYS, JSON, min_size=1, max_size=4), st.data())
    def test_place_with_separate_tokens_is_found_again(self, payload: dict[str, Any], data: st.DataObject):
        payload.pop("type", None)
        assume(payload)
        tokens = data.draw(st.sampled_from(pointers(payload)))
        pointer = format_pointer(tokens)
        for place in (["body", *PLACE, *tokens], ["tools", 0, *tokens], f"/tools/0{pointer}"):
            assert paths(openai(place), payload) == [(pointer, "invalid_value")]

    @given(
        st.recursive(
            st.dictionaries(SIMPLE_KEYS, SCALARS, min_size=1, max_size=3),
            lambda inner: st.dictionaries(SIMPLE_KEYS, inner | st.lists(inner, max_size=2), min_size=1, max_size=3),
        ),
        st.data(),
    )
    def test_place_with_periods_or_brackets_is_found_again(self, payload: dict[str, Any], data: st.DataObject):
        tokens = data.draw(st.sampled_from(pointers(payload)))
        indexed = "".join(f"[{token}]" if token.isdigit() else f".{token}" for token in tokens)
        dotted = "".join(f".{token}" for token in tokens)
        quoted = "".join(f"[{token}]" if token.isdigit() else f"['{token}']" for token in tokens)
        for place in (f"tools[0]{indexed}", f"$.tools[0]{indexed}", f"tools.0{dotted}", f"$['tools'][0]{quoted}"):
            assert paths(openai(place), payload) == [(format_pointer(tokens), "invalid_value")]

    @given(st.text(max_size=12), KEYS)
    def test_place_of_a_member_with_any_name_is_found(self, value: str, key: str):
        for place in (f"tools[0].{key}", f"tools[0]['{key}']", f"$.tools[0].{key}", f"body.tools.0[{key}]"):
            assert paths(openai(place), {key: value}) == [(format_pointer([key]), "invalid_value")]

    @given(JSON, JSON)
    def test_any_place_has_a_valid_path(self, place: Any, payload: Any):
        found = places({"error": {"param": place}, "details": [{"param": place, "code": place}]}, payload)
        assert all(is_valid(reason["path"]) for reason in found.reasons)


class TestEntries:
    def test_details_of_azure_have_codes(self):
        details = [
            {"code": "invalid_value", "message": "Invalid value '5'.", "param": "$.tools[0].quality"},
            {"code": "invalid_value", "message": "Expected string, got integer", "param": "$.tools[0].quality"},
            {"code": "invalid_value", "message": "Expected string, got integer", "param": "$.tools[0].size"},
        ]
        body = {"error": {"code": "invalid_request", "message": "invalid", "param": None, "details": details}}
        assert places(body, {**PLAIN, "quality": 5, "size": 5}).reasons == [
            {"path": "/quality", "rule": "invalid_value", "message": "Invalid value '5'."},
            {"path": "/size", "rule": "invalid_value", "message": "Expected string, got integer"},
        ]

    @pytest.mark.parametrize(
        "body",
        [
            {"errors": [{"pointer": "#/tools/0/quality", "detail": "must be a string"}]},
            {"errors": [{"source": {"pointer": "/tools/0/quality"}, "title": "t"}]},
            {"errors": {"$.tools[0].quality": ["must be a string"]}},
            {"errors": {"tools[0].quality": "must be a string"}},
            {"invalid-params": [{"name": "tools[0].quality", "reason": "must be a string"}]},
            {"issues": [{"path": ["tools", 0, "quality"]}]},
            {"errors": [{"type": "field", "msg": "m", "path": "tools[0].quality", "location": "body"}]},
            {"errors": [{"instancePath": "/tools/0/quality"}, {"instancePath": 5}, "text", None]},
        ],
    )
    def test_entry_without_a_code_has_an_empty_rule(self, body: dict[str, Any]):
        assert paths(body, {**PLAIN, "quality": 5}) == [("/quality", "")]

    @pytest.mark.parametrize("code", [None, 5, "", "400", ["x"], "https://example.org/e"])
    def test_code_that_names_no_rule_is_ignored(self, code: Any):
        assert paths(openai("tools[0].quality", code), {**PLAIN, "quality": 5}) == [("/quality", "")]

    def test_missing_member_of_a_schema_is_the_member(self):
        message = "Request body property tools.0 must have required property 'type'"
        assert paths(prism(("required", [], message)), {"quality": "low"}) == [("/type", "required")]
        assert paths(prism(("required", [], "another text")), {"quality": "low"}) == [("", "required")]

    def test_unknown_key_is_left_out_if_it_is_elsewhere(self):
        # smg reports a key of the mask without its parent.
        payload = {**PLAIN, "input_image_mask": {"size": 1}}
        found = places(openai("tools[0].size", "unknown_parameter"), payload)
        assert found == ErrorPlaces([], [], contains_payload=True)
        for known in ({**PLAIN, "x": 1}, UNKNOWN_PAYLOAD):
            assert paths(openai("tools[0].x", "unknown_parameter"), known) == [("/x", "unknown_parameter")]

    @pytest.mark.parametrize("kind", ["json_invalid", "invalid_json"])
    def test_offset_of_a_syntax_error_is_no_place(self, kind: str):
        body = {"detail": [{"type": kind, "loc": ["body", 83], "msg": "JSON decode error"}]}
        assert places(body, UNKNOWN_PAYLOAD) == ErrorPlaces([], [], contains_payload=False)

    def test_at_most_20_reasons_are_kept(self):
        payload = {f"k{index}": index for index in range(100)}
        body = {"errors": [{"pointer": f"/tools/0/{key}"} for key in payload]}
        assert paths(body, payload) == [(f"/k{index}", "") for index in range(20)]

    def test_foreign_texts_are_shortened(self):
        reason = places(
            {"details": [{"param": "tools[0].x", "code": "c" * 500, "message": "m\n" * 500}]}, PLAIN
        ).reasons[0]
        assert (len(reason["rule"]), len(reason["message"])) == (80, 400)
        assert "\n" not in reason["message"]


OTHER_BRANCHES = [
    ("missing", ["FunctionTool", "name"]),
    ("literal_error", ["FunctionTool", "type"]),
    ("literal_error", ["Mcp", "type"]),
]


class TestUnions:
    def test_branch_that_takes_the_type_is_selected(self):
        body = fastapi(*OTHER_BRANCHES, ("literal_error", ["ImageGeneration", "quality"]))
        assert paths(body, {**PLAIN, "quality": 5}) == [("/quality", "literal_error")]

    def test_nested_union_ends_at_the_member(self):
        nested = [
            ("string_type", ["ImageGeneration", "model", "str"]),
            ("literal_error", ["ImageGeneration", "model", "x"]),
        ]
        assert paths(fastapi(*OTHER_BRANCHES, *nested), {**PLAIN, "model": 5}) == [
            ("/model", "string_type"),
            ("/model", "literal_error"),
        ]

    def test_tag_of_a_union_is_no_part_of_the_place(self):
        assert paths(fastapi(("enum", ["image_generation", "quality"])), {**PLAIN, "quality": 5}) == [
            ("/quality", "enum")
        ]

    def test_wrong_tag_is_the_type(self):
        assert paths(fastapi(("union_tag_invalid", [])), {"type": "x"}) == [("/type", "union_tag_invalid")]
        assert paths(fastapi(("union_tag_not_found", [])), {}) == [("/type", "union_tag_not_found")]

    @pytest.mark.parametrize(
        ("others", "expected"),
        [
            ([("missing", ["Loose", "name"])], [("/quality", "enum")]),  # its name decides
            ([("missing", ["ImageGenPreview", "name"])], []),
            ([("missing", ["Loose", "name"]), ("enum", ["ImageGenTool", "type"])], []),
        ],
    )
    def test_name_decides_between_several_branches(self, others: list[Any], expected: list[tuple[str, str]]):
        body = fastapi(*OTHER_BRANCHES, ("enum", ["ImageGenTool", "quality"]), *others)
        if others[-1][1] == ["ImageGenTool", "type"]:
            expected = [("/name", "missing")]
        assert paths(body, {**PLAIN, "quality": 5}) == expected

    def test_wrong_type_is_the_only_reason(self):
        # The branch that takes it is that of another tool, which needs other members.
        body = fastapi(("missing", ["FunctionTool", "name"]), ("literal_error", ["ImageGeneration", "type"]))
        assert paths(body, {"type": "function"}) == [("/type", "literal_error")]
        assert paths(body, {"quality": "low"}) == [("/type", "literal_error")]
        assert paths(openai("tools[0].name", "missing_required_parameter"), {"type": "function"}) == []
        assert paths(openai("tools[0].type"), {"type": "function"}) == [("/type", "invalid_value")]

    def test_payload_without_members_is_the_root_in_each_branch(self):
        body = fastapi(("model_attributes_type", ["FunctionTool"]), ("model_attributes_type", ["ImageGeneration"]))
        assert paths(body, []) == [("", "model_attributes_type")]

    def test_single_member_in_mixed_branches_is_kept(self):
        body = prism(
            ("required", [], "tools.0 must have required property 'name'"),
            ("enum", ["type"], "must be function"),
            ("type", ["quality"], "must be object"),
            ("enum", ["quality"], "must be low"),
            ("anyOf", [], "must match a schema in anyOf"),
        )
        assert paths(body, {**PLAIN, "quality": 5}) == [("/quality", "type"), ("/quality", "enum")]

    @pytest.mark.parametrize("union", [("anyOf", [], "m"), ("oneOf", [], "m"), ("enum", ["type"], "m")])
    def test_several_members_in_mixed_branches_are_uncertain(self, union: Any):
        body = prism(("type", ["name"], "must be string"), ("type", ["size"], "must be string"), union)
        assert places(body, {**PLAIN, "name": 5, "size": 5}) == ErrorPlaces([], [], contains_payload=True)

    def test_missing_type_in_mixed_branches_is_the_only_reason(self):
        body = prism(
            ("required", [], "must have required property 'type'"),
            ("required", [], "must have required property 'name'"),
            ("type", ["quality"], "must be object"),
            ("anyOf", [], "must match a schema in anyOf"),
        )
        assert paths(body, {"quality": "low"}) == [("/type", "required")]

    def test_errors_without_a_union_are_all_kept(self):
        body = prism(("type", ["size"], "must be string"), ("type", ["name"], "must be string"))
        assert paths(body, {**PLAIN, "size": 5, "name": 5}) == [("/size", "type"), ("/name", "type")]
        missing = prism(("required", [], "must have required property 'type'"), ("enum", ["quality"], "m"))
        assert paths(missing, {"quality": 5}) == [("/type", "required"), ("/quality", "enum")]
