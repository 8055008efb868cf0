from __future__ import annotations

import pickle
from typing import Any

import pytest

from imagegen_conformance.mutation.mutant import with_members
from imagegen_conformance.mutation.picklable_tool import PicklableTool
from imagegen_conformance.mutation.transforms.operations import reference_method, with_sight
from imagegen_conformance.mutation.transforms.tool_states import (
    MarkedCall,
    Marker,
    fail,
    marks_after,
    marks_after_error,
    marks_reduction,
    marks_result,
    see_nothing,
    see_old_items,
    wrong_in_state,
)
from imagegen_reference import ImageGenTool

MARKERS: list[Marker] = [marks_after(), marks_after_error, marks_result]
FAILING_GET = wrong_in_state(reference_method("get"), fail)


def tool_with(**members: Any) -> Any:
    return with_members(get=FAILING_GET, **members)().construct({"quality": "low"})


def assert_is_in_state(tool: Any) -> None:
    with pytest.raises(RuntimeError, match=r"^the tool is in a state that was not expected$"):
        tool.get("quality")


def test_tool_is_in_the_state_after_a_call():
    tool = tool_with(clear=marks_after()(reference_method("clear")))
    assert tool.get("quality") == "low"
    tool.clear()
    assert_is_in_state(tool)


def test_tool_is_in_the_state_after_a_call_that_fulfills_the_condition():
    def is_with_null(call: MarkedCall) -> bool:
        return call.args[1:] == (None,) and call.kwargs == {} and "size" in call.tool

    tool = tool_with(__setitem__=marks_after(is_with_null)(reference_method("__setitem__")))
    tool["size"] = "auto"
    assert tool.get("size") == "auto"
    tool["size"] = None
    assert_is_in_state(tool)


def test_tool_is_in_the_state_after_an_error():
    tool = tool_with(pop=marks_after_error(reference_method("pop")))
    assert tool.pop("size", 1) == 1
    assert tool.get("quality") == "low"
    with pytest.raises(KeyError):
        tool.pop("size")
    assert_is_in_state(tool)


def test_result_is_in_the_state():
    tool = tool_with(copy=marks_result(reference_method("copy")))
    assert_is_in_state(tool.copy())
    assert tool.get("quality") == "low"


def test_unpickled_tool_is_in_the_state():
    tool = tool_with(__reduce__=marks_reduction(PicklableTool.__reduce__))
    assert_is_in_state(pickle.loads(pickle.dumps(tool)))
    assert tool.get("quality") == "low"


def test_operation_in_the_state_sees_no_items_or_the_old_ones():
    for see, expected in ((see_nothing, {}), (see_old_items, {"size": "auto", "type": "image_generation"})):
        as_dict = wrong_in_state(ImageGenTool.as_dict, with_sight("as_dict", see))
        tool = tool_with(as_dict=as_dict, update=marks_after()(reference_method("update")))
        del tool["quality"]
        tool.update(size="auto")
        tool["model"] = "m"
        assert tool.as_dict() == expected
