"""The declaration of the tool: parsing sources, and comparing two declarations."""

from __future__ import annotations

import pytest

from annotation import DeclarationError
from comparison import Change, compare
from declaration import Field, read_declaration

PARAMETER = '''
from typing import Literal, Optional, Required, TypeAlias, TypedDict, Union

Format: TypeAlias = Literal["png", "webp"]

class Reasoning(TypedDict, total=False):
    effort: Literal["low", "high"]

class Drawing(TypedDict, total=False):
    """Settings of a drawing."""

    reasoning: Optional[Reasoning]
    """The effort."""

class Tool(TypedDict, total=False):
    """A tool."""

    type: Required[Literal["image_generation"]]
    quality: Literal["low", "high"]
    """The quality."""

    model: Union[str, Literal["a", "b"]]
    fidelity: Optional[Literal["low"]]
    count: int
    format: Format
    drawing: Drawing
    """The drawing."""
'''

MODEL = '''
class Mode(str, Enum, metaclass=CaseInsensitive):
    FAST = "fast"
    """FAST."""
    SLOW = "slow"

class Kind(str, Enum):
    IMAGE = "image_generation"

class Config(_Model):
    pin: Optional[bool] = rest_field(visibility=["read"])

class Base(_Model):
    __mapping__: dict[str, _Model] = {}
    type: str = rest_discriminator(name="type")
    shared: Optional[str] = rest_field()

class Tool(Base, discriminator="image_generation"):
    type: Literal[Kind.IMAGE] = rest_discriminator(name="type", visibility=["read"])
    mode: Optional[Union[str, "_models.Mode"]] = rest_field()
    max_size: int = rest_field(name="maxSize")
    configs: Optional[dict[str, "_models.Config"]] = rest_field()

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
'''


def declare(annotation: str, documentation: str = "") -> str:
    """Return the source of a tool with one field."""
    text = f"    '''{documentation}'''\n" if documentation else ""
    return f"class Part(TypedDict):\n    x: int\nclass Tool(TypedDict, total=False):\n    field: {annotation}\n{text}"


def changes(before: str, after: str) -> list[Change]:
    return compare(read_declaration([before], "Tool"), read_declaration([after], "Tool"))


def test_fields_of_a_parameter_type_are_read():
    declaration = read_declaration([PARAMETER], "Tool")
    assert {path: field._replace(documentation="") for path, field in declaration.items()} == {
        "type": Field(True, ("string",), ("image_generation",), False, ""),
        "quality": Field(False, ("string",), ("low", "high"), False, ""),
        "model": Field(False, ("string",), ("a", "b"), True, ""),
        "fidelity": Field(False, ("null", "string"), ("low",), False, ""),
        "count": Field(False, ("integer",), (), False, ""),
        "format": Field(False, ("string",), ("png", "webp"), False, ""),
        "drawing": Field(False, ("object",), (), False, ""),
        "drawing.reasoning": Field(False, ("null", "object"), (), False, ""),
        "drawing.reasoning.effort": Field(False, ("string",), ("low", "high"), False, ""),
    }
    assert {path for path, field in declaration.items() if field.documentation} == {
        "quality",
        "drawing",
        "drawing.reasoning",
    }


def test_fields_of_a_model_are_read_with_those_of_its_base():
    assert read_declaration([MODEL], "Tool") == {
        "type": Field(True, ("string",), ("image_generation",), False, ""),
        "shared": Field(False, ("null", "string"), (), True, ""),
        "mode": Field(False, ("null", "string"), ("fast", "slow"), True, ""),
        "maxSize": Field(True, ("integer",), (), False, ""),
        "configs": Field(False, ("null", "object"), (), False, ""),
        "configs.*": Field(False, ("object",), (), False, ""),
        "configs.*.pin": Field(False, ("boolean", "null"), (), False, ""),
    }


def test_definitions_may_be_in_another_module():
    tool, mode = "class Tool(Model):\n    mode: _enums.Mode\n", "class Mode(str, Enum):\n    FAST = 'fast'\n"
    assert read_declaration([tool, mode], "Tool") == {"mode": Field(True, ("string",), ("fast",), False, "")}


@pytest.mark.parametrize("sources", [[], ["class Other(TypedDict):\n    x: int\n"], ["Tool: TypeAlias = int\n"]])
def test_modules_without_the_class_declare_no_fields(sources):
    assert read_declaration(sources, "Tool") == {}


@pytest.mark.parametrize(("arguments", "required"), [("", True), (", total=True", True), (", total=False", False)])
def test_argument_total_makes_keys_optional(arguments, required):
    base = "class Base(TypedDict, total=False):\n    x: int\n"
    source = f"{base}class Tool(Base{arguments}):\n    y: Optional[int]\n    z: NotRequired[int]\n"
    declaration = read_declaration([source], "Tool")
    assert {path: field.required for path, field in declaration.items()} == {"x": False, "y": required, "z": False}


def test_class_that_contains_itself_is_read_once():
    source = "class Tool(TypedDict, total=False):\n    part: 'Tool'\n    x: int\n"
    assert list(read_declaration([source], "Tool")) == ["part", "x"]


@pytest.mark.parametrize(
    ("annotation", "types", "values", "is_open"),
    [
        ("str", ("string",), (), True),
        ("str | Literal['a'] | None", ("null", "string"), ("a",), True),
        ("Optional[Union[Literal['a'], Literal['b', 'a']]]", ("null", "string"), ("a", "b"), False),
        ("Annotated[Literal['a'], Info(x=1)]", ("string",), ("a",), False),
        ("typing.Union[int, float, bool, None]", ("boolean", "integer", "null", "number"), (), False),
        ("NotRequired['Part']", ("object",), (), False),
        ("Iterable[str]", ("array",), (), False),
        ("Dict[str, object]", ("object",), (), False),
    ],
)
def test_annotation_is_read(annotation, types, values, is_open):
    field = read_declaration([declare(annotation)], "Tool")["field"]
    assert field == (False, types, values, is_open, "")


def test_elements_have_a_path():
    declaration = read_declaration([declare("List[Union[Part, Literal['a']]]")], "Tool")
    assert list(declaration) == ["field", "field.*", "field.*.x"]
    assert declaration["field.*"] == (False, ("object", "string"), ("a",), False, "")
    assert read_declaration([declare("Dict[str, object]")], "Tool")["field.*"].types == ("any",)


@pytest.mark.parametrize(
    "annotation",
    ["Unknown", "Set[int]", "Optional[Literal[1]]", "Literal[Part.X]", "Literal[Other.X]", "f()"],
)
def test_unsupported_annotation_is_an_error(annotation):
    with pytest.raises(DeclarationError) as caught:
        read_declaration([declare(annotation)], "Tool")
    problem = f"the annotation {annotation} is not supported"
    assert str(caught.value) == f"{problem}. Extend implementations/release_history/annotation.py."


def test_module_that_cannot_be_parsed_is_an_error():
    with pytest.raises(DeclarationError, match=r"^a module of the package cannot be parsed \(.+\)\. Extend"):
        read_declaration(["class Tool(:"], "Tool")


class TestChanges:
    @pytest.mark.parametrize(
        ("before", "after", "change"),
        [
            ("Literal['a']", "Literal['b', 'a', 'c']", {"change": "values", "added": ["b", "c"], "removed": []}),
            ("Literal['a', 'b']", "Literal['b']", {"change": "values", "added": [], "removed": ["a"]}),
            ("Literal['a']", "Union[str, Literal['a']]", {"change": "opened"}),
            ("Union[str, Literal['a']]", "Literal['a']", {"change": "closed"}),
            ("str", "Optional[str]", {"change": "types", "added": ["null"], "removed": []}),
            ("int", "float", {"change": "types", "added": ["number"], "removed": ["integer"]}),
            ("int", "Required[int]", {"change": "required"}),
            ("Required[int]", "int", {"change": "optional"}),
        ],
    )
    def test_change_of_a_field_is_described(self, before, after, change):
        assert changes(declare(before), declare(after)) == [{"field": "field", **change}]

    def test_order_of_values_does_not_matter(self):
        assert changes(declare("Literal['a', 'b']"), declare("Literal['b', 'a']")) == []

    def test_several_changes_of_a_field_are_separate(self):
        kinds = [change["change"] for change in changes(declare("Literal['a']", "One."), declare("str", "Two."))]
        assert kinds == ["opened", "values", "documentation"]

    def test_new_field_has_its_declaration(self):
        (change,) = changes("class Tool(TypedDict): ...", declare("Literal['a']", "A text."))
        assert change.pop("documentation")
        assert change == {
            "field": "field",
            "change": "added",
            "required": False,
            "types": ["string"],
            "values": ["a"],
            "open": False,
        }

    def test_new_field_without_strings_and_documentation_has_no_such_keys(self):
        assert changes("", declare("int")) == [
            {"field": "field", "change": "added", "required": False, "types": ["integer"]}
        ]

    def test_fields_of_nested_objects_are_separate_and_sorted(self):
        found = changes(declare("int"), declare("Part"))
        assert [(change["field"], change["change"]) for change in found] == [("field", "types"), ("field.x", "added")]

    def test_missing_field_is_removed(self):
        assert changes(declare("int"), "") == [{"field": "field", "change": "removed"}]

    def test_change_of_documentation_has_a_digest_instead_of_the_text(self):
        (change,) = changes(declare("int", "A text."), declare("int", "Another text."))
        assert set(change) == {"field", "change", "documentation"}
        assert change["documentation"] == "88965c12b75a2a8c"

    def test_line_breaks_of_documentation_do_not_matter(self):
        assert changes(declare("int", "A long text."), declare("int", "\n    A long\n    text.\n    ")) == []

    def test_removed_documentation_is_null(self):
        assert changes(declare("int", "A text."), declare("int")) == [
            {"field": "field", "change": "documentation", "documentation": None}
        ]
