from __future__ import annotations

import pytest

from imagegen_conformance.mutation.transforms import signatures
from imagegen_reference import ImageGenTool

GET = ImageGenTool.get


@pytest.fixture
def tool() -> ImageGenTool:
    return ImageGenTool(quality="low")


@pytest.mark.parametrize(
    ("method", "args", "kwargs", "expected"),
    [
        (signatures.renamed(GET, "key", "k"), [], {"k": "quality"}, "low"),
        (signatures.renamed(GET, "key", "k"), [], {"key": "quality"}, TypeError),
        (signatures.renamed(GET, "key", "k"), ["quality"], {}, "low"),
        (signatures.positional_only(GET, "key"), ["quality"], {}, "low"),
        (signatures.positional_only(GET, "key"), [], {"key": "quality"}, TypeError),
        (signatures.keyword_only(GET, 1), ["size"], {"default": 1}, 1),
        (signatures.keyword_only(GET, 1), ["size", 1], {}, TypeError),
        (signatures.without_keyword(GET, "default"), ["size"], {"default": 1}, None),
        (signatures.without_keyword(GET, "default"), ["size", 1], {}, 1),
        (signatures.ignoring_positionals(GET, 2), ["size", 1, 2], {}, 1),
        (signatures.ignoring_keywords(GET, ("key", "default")), ["size"], {"other": 2}, None),
        (signatures.ignoring_keywords(GET, ("key", "default")), [], {"key": "quality", "other": 2}, "low"),
        (signatures.preferring_keyword(GET, ("key", "default")), ["quality"], {"key": "size"}, None),
        (signatures.preferring_keyword(GET, ("key", "default")), ["quality"], {}, "low"),
        (signatures.preferring_keyword(GET, ("key", "default")), ["size", 1, 2], {"key": "a"}, TypeError),
        (signatures.falling_back(GET, 5), [], {}, 5),
        (signatures.falling_back(GET, 5), ["quality"], {}, "low"),
    ],
)
def test_arguments_are_received_in_another_way(method, args, kwargs, expected, tool):
    if expected is TypeError:
        with pytest.raises(TypeError):
            method(tool, *args, **kwargs)
    else:
        assert method(tool, *args, **kwargs) == expected


def test_keyword_argument_of_constructor_becomes_an_item():
    tool = object.__new__(ImageGenTool)
    signatures.accepting_keyword("items")(tool, size="auto", items=1)
    assert tool.as_dict() == {"type": "image_generation", "size": "auto", "items": 1}
    with pytest.raises(TypeError):
        signatures.accepting_keyword("items")(tool, keys=1)
