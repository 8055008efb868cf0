"""Each subject finds the combinations of a case by its content, and a weaker case has fewer of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.authoring.criteria.criterion import Combination

Find = Callable[..., set[Combination]]
TOOL = {"type": "image_generation"}
AS_DICT = {"method": "as_dict", "returns": {}}
SIZE = {"args": [{**TOOL, "size": "auto"}]}


def tool(**fields):
    return {**TOOL, **fields}


def reject(rule: str, path: str, payload):
    repair = [{"op": "remove", "path": path}]
    return {
        "kind": "reject",
        "requirement": rule,
        "payload": payload,
        "reasons": [{"path": path, "rule": rule}],
        "repair": repair,
    }


class TestRejections:
    @pytest.mark.parametrize(
        ("payload", "contexts"),
        [
            (tool(quality="ultra"), {"alone"}),
            (tool(size="auto", quality="ultra"), {"beside-size", "last"}),
            (tool(quality="ultra", size="auto"), {"beside-size"}),
            ({"quality": "ultra", **TOOL}, {"alone", "first"}),
            (tool(quality="ultra", hue=1), {"unknown-key"}),
            (tool(quality="ultra", model="dall-e-2"), {"beside-model", "with-dall-e-2"}),
            (tool(quality="ultra", model="other"), {"beside-model", "with-another-model"}),
            (tool(quality="ultra", model="gpt-image-1", input_fidelity="low"), {"beside-input_fidelity"}),
            (tool(quality="ultra", moderation="low", action="edit"), set()),
        ],
    )
    def test_context_is_found_by_the_other_keys(self, find: Find, payload, contexts) -> None:
        found = find("rejections", **reject("quality.value", "/quality", payload))
        assert found == {("quality.value", "string", context) for context in contexts}

    def test_full_payload_names_the_family(self, find: Find) -> None:
        fields = {
            "model": "gpt-image-1.5",
            "quality": "ultra",
            "size": "auto",
            "output_format": "webp",
            "output_compression": 100,
            "moderation": "low",
            "background": "auto",
            "partial_images": 0,
            "action": "edit",
        }
        found = find("rejections", **reject("quality.value", "/quality", tool(**fields)))
        assert ("quality.value", "string", "full-gpt-image-1") in found

    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            (1, "integer"),
            (-1, "negative"),
            (0.5, "fraction"),
            (2.0, "integer"),
            (True, "boolean"),
            ([], "array"),
            ({}, "object"),
            ("", "empty-string"),
            (None, "null"),
        ],
    )
    def test_kind_of_violation_is_found_by_the_value(self, find: Find, value, kind: str) -> None:
        found = find("rejections", **reject("quality.value", "/quality", tool(quality=value)))
        assert found == {("quality.value", kind, "alone")}

    def test_missing_value_is_absent(self, find: Find) -> None:
        data = reject("type.required", "/type", {}) | {
            "repair": [{"op": "add", "path": "/type", "value": TOOL["type"]}]
        }
        assert find("rejections", **data) == {("type.required", "absent", "alone")}

    def test_payload_that_is_no_object_stands_alone(self, find: Find) -> None:
        data = reject("payload.type", "", []) | {"repair": [{"op": "replace", "path": "", "value": TOOL}]}
        assert find("rejections", **data) == {("payload.type", "array", "alone")}

    @pytest.mark.parametrize(("at_fault", "context"), [("a", "first-of-several"), ("b", "last-of-several")])
    def test_fault_in_one_of_several_configurations_has_its_position(
        self, find: Find, at_fault: str, context: str
    ) -> None:
        configs = {name: {"pin": 1 if name == at_fault else True} for name in "ab"}
        path = f"/tool_configs/{at_fault}/pin"
        found = find("rejections", **reject("tool_configs.pin.type", path, tool(tool_configs=configs)))
        assert ("tool_configs.pin.type", "integer", context) in found

    def test_accepted_payload_breaks_no_rule(self, find: Find) -> None:
        assert find("rejections", payload=tool(quality="low")) == set()

    def test_members_of_a_format_of_some_models_include_the_model(self, find: Find) -> None:
        payload = tool(model="gpt-image-2.6-sunburst", output_format="gif", output_compression=50)
        data = reject("output_compression.gif", "/output_compression", payload)
        assert ("output_compression.gif", "integer", "alone") in find("rejections", "openai", **data)


class TestLegality:
    def test_each_field_has_the_context_of_the_others(self, find: Find) -> None:
        assert find("legality", payload=tool(quality="low", size="auto")) == {
            ("quality", "quality=low", "beside-size"),
            ("size", "size=auto", "beside-quality"),
            ("size", "size=auto", "last"),
        }

    def test_illegal_value_has_no_class(self, find: Find) -> None:
        assert find("legality", payload=tool(quality="ultra")) == set()

    def test_rejected_payload_is_not_legal(self, find: Find) -> None:
        assert find("legality", **reject("quality.value", "/quality", tool(size="auto", quality="ultra"))) == set()


class TestMembers:
    def test_members_of_a_dimension_are_found_with_their_context(self, find: Find) -> None:
        found = find("members", payload=tool(quality="low", name="painter"))
        assert ("legal_values/quality.low", "beside-name") in found

    def test_equal_value_of_another_type_is_not_the_member(self, find: Find) -> None:
        found = find("members", payload=tool(partial_images=True))
        assert not any(name.startswith("legal_values/partial_images") for name, _ in found)

    def test_legal_members_of_a_rejected_payload_do_not_count(self, find: Find) -> None:
        found = find("members", **reject("size.type", "/size", tool(quality="low", size=1024)))
        assert ("rules/size.type", "beside-quality") in found
        assert not any(name == "legal_values/quality.low" for name, _ in found)


class TestIllegalValues:
    def test_value_of_a_dimension_is_found_at_the_place_of_the_reason(self, find: Find) -> None:
        data = reject("tool_configs.pin.type", "/tool_configs/a/pin", tool(tool_configs={"a": {"pin": 0}}))
        assert ("illegal_values/zero", "tool_configs.*.pin") in find("illegal-values", **data)

    def test_value_of_an_accepted_payload_does_not_count(self, find: Find) -> None:
        assert find("illegal-values", payload=tool(output_compression=0)) == set()


class TestPairs:
    def test_accepted_payload_combines_pairs(self, find: Find) -> None:
        found = find("value-pairs", kind="accept", payload=tool(quality="low", size="auto"))
        assert ("quality=low", "size=auto") in found

    def test_payload_that_may_be_rejected_combines_none(self, find: Find) -> None:
        assert find("value-pairs", kind="either", payload=tool(quality="low")) == set()


def calls(*steps, construct=None):
    return {"steps": list(steps), "construct": construct or SIZE}


class TestOperations:
    @pytest.mark.parametrize(
        ("step", "combination"),
        [
            ({"method": "get-attribute", "args": ["size"]}, ("attribute-read", "present", "size")),
            ({"method": "get-attribute", "args": ["name"]}, ("attribute-read", "missing", "name")),
            ({"method": "set-attribute", "args": ["size", None]}, ("attribute-write-null", "present", "size")),
            ({"method": "set-item", "args": ["hue", 1]}, ("item-write", "missing", "unknown-key")),
            ({"method": "get", "args": ["size", 1]}, ("get-default", "present", "size")),
            ({"method": "pop", "args": ["size"]}, ("pop", "present", "size")),
            ({"method": "pop", "args": ["size"], "kwargs": {"default": 1}}, ("pop-default", "present", "size")),
            ({"method": "update", "args": [{"name": "a"}]}, ("update-mapping", "missing", "name")),
            ({"method": "update", "args": [[["name", "a"]]]}, ("update-pairs", "missing", "name")),
            ({"method": "update", "kwargs": {"name": "a"}}, ("update-keywords", "missing", "name")),
        ],
    )
    def test_operation_is_found_with_its_key(self, find: Find, step, combination) -> None:
        assert combination in find("operations", **calls(step, AS_DICT))

    def test_operation_whose_effect_nothing_checks_does_not_count(self, find: Find) -> None:
        assert find("operations", **calls({"method": "pop", "args": ["size"]})) == set()

    def test_key_is_missing_after_its_removal(self, find: Find) -> None:
        found = find("operations", **calls({"method": "clear"}, {"method": "get", "args": ["size"]}, AS_DICT))
        assert ("get", "missing", "size") in found
        assert ("get", "present", "size") not in found

    def test_failed_removal_leaves_the_key_present(self, find: Find) -> None:
        steps = (
            {"method": "delete-attribute", "args": ["size"], "raises": "missing-attribute"},
            {"method": "get", "args": ["size"]},
        )
        assert ("get", "present", "size") in find("operations", **calls(*steps, AS_DICT))

    def test_constructor_sets_its_keys(self, find: Find) -> None:
        found = find("operations", **calls(AS_DICT, construct={"kwargs": {"size": "auto"}}))
        assert found == {("constructor-keywords", "missing", "size")}


class TestStates:
    @pytest.mark.parametrize(
        ("before", "target", "state"),
        [
            ([], "tool", "new"),
            ([{"method": "set-item", "args": ["name", "a"]}], "tool", "changed"),
            ([{"method": "clear"}], "tool", "cleared"),
            ([{"method": "pop", "args": ["name"], "raises": "missing-key"}], "tool", "failed"),
            ([{"method": "copy", "save_as": "other"}], "other", "copied"),
            ([{"method": "deepcopy", "save_as": "other"}], "other", "deep-copied"),
            ([{"method": "pickle-round-trip", "save_as": "other"}], "other", "pickled"),
            ([{"method": "construct", "object_args": ["tool"], "save_as": "other"}], "other", "made-from-tool"),
            ([{"method": "update", "object_args": ["tool"]}], "tool", "updated-with-itself"),
            ([{"method": "length"}], "tool", "repeated"),
        ],
    )
    def test_state_is_found_by_the_calls_before(self, find: Find, before, target: str, state: str) -> None:
        found = find("states", **calls(*before, {"method": "length", "target": target, "returns": 2}))
        assert ("length", state) in found


READ = {"method": "get-item", "args": ["size"], "returns": "auto"}


class TestRereads:
    @pytest.mark.parametrize(
        ("changes", "change"),
        [
            ([{"method": "set-item", "args": ["size", "auto"]}], "set-item"),
            ([{"method": "set-attribute", "args": ["size", "auto"]}], "set-attribute"),
            ([{"method": "set-attribute", "args": ["size", None]}], "set-attribute-null"),
            ([{"method": "pop", "args": ["size"]}], "pop"),
            ([{"method": "clear"}], "clear"),
            ([{"method": "popitem"}], "popitem"),
            ([{"method": "update", "kwargs": {"size": "auto"}}], "update"),
            (
                [
                    {"method": "make-iterator", "args": [[["size", "auto"]]], "save_as": "given"},
                    {"method": "update", "object_args": ["given"]},
                ],
                "update",
            ),
            (
                [
                    {"method": "construct", **SIZE, "save_as": "other"},
                    {"method": "items", "target": "other", "save_as": "view"},
                    {"method": "make-iterator", "object_args": ["view"], "save_as": "given"},
                    {"method": "update", "object_args": ["given"]},
                ],
                "update",
            ),
        ],
    )
    def test_change_between_two_reads_is_found(self, find: Find, changes, change: str) -> None:
        assert find("rereads", **calls(READ, *changes, READ, construct=SIZE)) == {("item", change, "plain-field")}

    @pytest.mark.parametrize(
        "change",
        [
            {"method": "set-item", "args": ["name", "a"]},
            {"method": "pop", "args": ["size"], "raises": "missing-key"},
            {"method": "setdefault", "args": ["size", "auto"]},
            {"method": "clear", "target": "other"},
        ],
    )
    def test_change_of_something_else_does_not_count(self, find: Find, change) -> None:
        other = {"method": "construct", **SIZE, "save_as": "other"}
        assert find("rereads", **calls(other, READ, change, READ, construct=SIZE)) == set()

    def test_reads_whose_results_nothing_compares_do_not_count(self, find: Find) -> None:
        read, clear = {"method": "get-item", "args": ["size"]}, {"method": "clear"}
        assert find("rereads", **calls(read, clear, READ, construct=SIZE)) == set()
        assert find("rereads", **calls(READ, clear, read, construct=SIZE)) == set()

    def test_change_before_the_last_read_does_not_count_again(self, find: Find) -> None:
        steps = [READ, {"method": "clear"}, READ, {"method": "set-item", "args": ["size", "auto"]}, READ]
        found = find("rereads", **calls(*steps, construct=SIZE))
        assert found == {("item", "clear", "plain-field"), ("item", "set-item", "plain-field")}

    def test_read_of_all_items_shows_a_removal(self, find: Find) -> None:
        length = {"method": "length", "returns": 1}
        found = find("rereads", **calls(length, {"method": "pop", "args": ["size"]}, length, construct=SIZE))
        assert found == {("length", "pop", "plain-field")}

    @pytest.mark.parametrize(("method", "count"), [("get-item", 1), ("as_dict", 0), ("pop", 0)])
    def test_write_to_a_member_of_the_tool_is_a_change(self, find: Find, method: str, count: int) -> None:
        read = {"method": "get", "args": ["input_image_mask"], "returns": {}}
        value = {"method": method, "args": [] if method == "as_dict" else ["input_image_mask"], "save_as": "mask"}
        member = {"method": "get-item", "target": "mask", "args": ["input_image_mask"], "save_as": "mask"}
        steps = [value, *([member] if method == "as_dict" else []), WRITE]
        found = find("rereads", **calls(read, *steps, read, construct=MASK))
        assert len({item for item in found if item[1] == "member"}) == count


MASK = {"args": [{**TOOL, "input_image_mask": {"file_id": "a"}}]}
WRITE = {"method": "set-item", "target": "mask", "args": ["file_id", "b"]}


class TestAliasing:
    @pytest.mark.parametrize(
        ("steps", "way"),
        [
            ([{"method": "get-item", "args": ["input_image_mask"], "save_as": "mask"}], "item"),
            ([{"method": "pop", "args": ["input_image_mask"], "save_as": "mask"}], "pop"),
            (
                [
                    {"method": "items", "save_as": "view"},
                    {"method": "iterate", "target": "view", "save_as": "list"},
                    {"method": "get-item", "target": "list", "args": [1], "save_as": "pair"},
                    {"method": "get-item", "target": "pair", "args": [1], "save_as": "mask"},
                ],
                "items",
            ),
            (
                [
                    {"method": "as_dict", "save_as": "all"},
                    {"method": "get-item", "target": "all", "args": ["input_image_mask"], "save_as": "mask"},
                ],
                "as_dict",
            ),
            (
                [
                    {"method": "literal", "args": [{}], "save_as": "mask"},
                    {"method": "set-item", "args": ["input_image_mask"], "object_args": ["mask"]},
                ],
                "to-set-item",
            ),
            (
                [
                    {"method": "literal", "args": [{"input_image_mask": {}}], "save_as": "all"},
                    {"method": "update", "object_args": ["all"]},
                    {"method": "get-item", "target": "all", "args": ["input_image_mask"], "save_as": "mask"},
                ],
                "to-update",
            ),
        ],
    )
    def test_write_is_found_by_the_flow_of_the_value(self, find: Find, steps, way: str) -> None:
        found = find("aliasing", **calls(*steps, WRITE, AS_DICT, construct=MASK))
        assert found == {(way, "input_image_mask", "set-item")}

    def test_write_whose_effect_nothing_checks_does_not_count(self, find: Find) -> None:
        read = {"method": "get-item", "args": ["input_image_mask"], "save_as": "mask"}
        assert find("aliasing", **calls(read, WRITE, construct=MASK)) == set()

    def test_configuration_is_a_member(self, find: Find) -> None:
        steps = [
            {"method": "get-item", "args": ["tool_configs"], "save_as": "all"},
            {"method": "get-item", "target": "all", "args": ["a"], "save_as": "mask"},
        ]
        construct = {"args": [{**TOOL, "tool_configs": {"a": {}}}]}
        found = find("aliasing", **calls(*steps, WRITE, AS_DICT, construct=construct))
        assert found == {("item", "tool_configs-member", "set-item")}


class TestEquality:
    @pytest.mark.parametrize(
        ("other", "larger", "difference"),
        [
            ({**TOOL, "size": "auto"}, "neither", "none"),
            ({"size": "auto", **TOOL}, "neither", "order"),
            ({**TOOL, "size": "1x1"}, "neither", "changed-size"),
            (TOOL, "left", "missing-size"),
            ({**TOOL, "size": "auto", "hue": 1}, "right", "missing-unknown-key"),
        ],
    )
    def test_only_difference_is_found(self, find: Find, other, larger: str, difference: str) -> None:
        found = find("equality", **calls({"method": "equals", "args": [other], "returns": True}))
        assert found == {("equals", "tool-and-mapping", larger, difference)}

    def test_change_after_the_comparison_does_not_count(self, find: Find) -> None:
        steps = [
            {"method": "construct", **SIZE, "save_as": "other"},
            {"method": "not-equals", "object_args": ["other"], "returns": False},
            {"method": "clear", "target": "other"},
        ]
        assert find("equality", **calls(*steps)) == {("not-equals", "tool-and-tool", "neither", "none")}

    def test_two_differences_are_none_of_the_combinations(self, find: Find) -> None:
        step = {"method": "equals", "args": [{"hue": 1}], "returns": False}
        assert find("equality", **calls(step)) == set()


KEYS = {"method": "keys", "save_as": "view"}
LENGTH = {"method": "length", "target": "view", "returns": 2}


class TestViews:
    def test_operation_on_a_new_view_is_before_changes(self, find: Find) -> None:
        assert find("views", **calls(KEYS, LENGTH)) == {("keys", "length", "before")}

    def test_operation_has_the_change_since_the_view_was_returned(self, find: Find) -> None:
        found = find("views", **calls(KEYS, {"method": "pop", "args": ["size"]}, LENGTH))
        assert found == {("keys", "length", "after-pop")}

    def test_operation_without_a_result_does_not_count(self, find: Find) -> None:
        assert find("views", **calls(KEYS, {"method": "length", "target": "view"})) == set()


class TestSignatures:
    @pytest.mark.parametrize(
        ("step", "form"),
        [
            ({"args": ["size"]}, "key-by-position"),
            ({"kwargs": {"key": "size"}}, "key-by-name"),
            ({"args": ["size", 1]}, "default-by-position"),
            ({"args": ["size"], "kwargs": {"default": 1}}, "default-by-name"),
            ({"args": ["size", 1, 2], "raises": "invalid-arguments"}, "superfluous"),
            ({"args": ["size"], "kwargs": {"other": 1}, "raises": "invalid-arguments"}, "undocumented"),
            ({"raises": "invalid-arguments"}, "omitted"),
        ],
    )
    def test_form_of_arguments_is_found(self, find: Find, step, form: str) -> None:
        assert ("get", form) in find("signatures", **calls({"method": "get", **step}))

    def test_superfluous_argument_without_an_error_does_not_count(self, find: Find) -> None:
        assert ("get", "superfluous") not in find("signatures", **calls({"method": "get", "args": ["size", 1, 2]}))


class TestPlaces:
    @pytest.mark.parametrize(
        ("payload", "place"),
        [
            (tool(description="x" * 63), "description"),
            (tool(input_image_mask={"image_url": "x" * 63}), "input_image_mask.image_url"),
            (tool(input_image_mask={"hue": "x" * 63}), "input_image_mask.unknown"),
            (tool(tool_configs={"a": {"additional_search_text": "x" * 63}}), "tool_configs.*.additional_search_text"),
            (tool(tool_configs={"x" * 63: {}}), "tool_configs.*(key)"),
            (tool(hue="x" * 63), "unknown"),
            (tool(**{"x" * 63: 1}), "unknown(key)"),
            (tool(hue={"a": "x" * 63}), "unknown.member"),
            (tool(hue=["x" * 63]), "unknown.item"),
        ],
    )
    def test_length_is_found_with_its_place(self, find: Find, payload, place: str) -> None:
        assert ("63", place) in find("lengths", payload=payload)

    def test_string_of_more_than_a_mebibyte_is_one_of_a_mebibyte(self, find: Find) -> None:
        assert ("1048576", "unknown") in find("lengths", payload=tool(hue="x" * (2**20 + 1)))

    def test_value_of_a_dimension_is_found_with_its_place(self, find: Find) -> None:
        payload = tool(description="data:image/png;base64,iVBORw0KGgo=")
        assert ("strings/data-url.png", "description") in find("values", payload=payload)

    def test_changed_value_is_not_that_of_the_dimension(self, find: Find) -> None:
        payload = tool(description="data:image/png;base64,iVBORw0KGgp=")
        assert not any(name.startswith("strings/") for name, _ in find("values", payload=payload))

    def test_double_is_not_the_integer(self, find: Find) -> None:
        whole = {name for name, _ in find("values", payload=tool(output_compression=101.0))}
        assert whole != {name for name, _ in find("values", payload=tool(output_compression=101))}

    @pytest.mark.parametrize(
        ("payload", "combination"),
        [
            (tool(a=1, b=2, size="auto"), ("2", "payload")),
            (tool(input_image_mask={"file_id": "a", "b": 1}), ("1", "input_image_mask")),
            (tool(tool_configs={"a": {}, "b": {}}), ("2", "tool_configs")),
            (tool(hue=[1, 2, 3]), ("3", "unknown[]")),
        ],
    )
    def test_count_is_found_with_its_place(self, find: Find, payload, combination) -> None:
        assert combination in find("counts", payload=payload)

    @pytest.mark.parametrize(("value", "depth"), [(1, "0"), ([], "1"), ({"a": [1, {"b": 1}]}, "3")])
    def test_depth_is_found_with_its_place(self, find: Find, value, depth: str) -> None:
        assert (depth, "unknown") in find("depths", payload=tool(hue=value))


class TestNumbers:
    @pytest.mark.parametrize(
        ("number", "notation", "position"),
        [
            ("80", "plain", "within"),
            ("80.0", "point", "within"),
            ("8e1", "exponent", "within"),
            ("-0", "plain", "minus-zero"),
            ("101.0", "point", "above"),
            ("-1", "plain", "below"),
            ("0.5", "point", "fraction"),
            ("1e-400", "exponent", "fraction"),
            ("9007199254740993", "plain", "beyond-double"),
            ("1e400", "exponent", "infinite"),
        ],
    )
    def test_number_in_a_text_is_classified(self, find: Find, number: str, notation: str, position: str) -> None:
        text = f'{{"type": "image_generation", "output_compression": {number}}}'
        assert find("numbers", text=text) == {(notation, position, "output_compression")}

    def test_invalid_text_has_no_numbers(self, find: Find) -> None:
        assert find("numbers", text='{"output_compression": 80') == set()

    def test_notation_of_the_dimension_is_found_with_its_field(self, find: Find) -> None:
        text = '{"type": "image_generation", "output_compression": 80.0, "hue": 80.0, "size": 80.0}'
        assert find("notations", text=text) == {("point-80", "output_compression"), ("point-80", "unknown-key")}
