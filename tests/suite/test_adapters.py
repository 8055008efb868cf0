from __future__ import annotations

import itertools
import sys
import types
from pathlib import Path
from typing import Any

import pydantic
import pytest

import imagegen_reference
from imagegen_conformance.adapters import (
    Adapter,
    DocumentedClass,
    Function,
    InProcess,
    PydanticModel,
    Validator,
    adapt,
    observe,
    resolve,
    version_of,
)
from imagegen_conformance.cases import Request
from imagegen_conformance.errors import ConformanceError, ImplementationError, UsageError

TOOL = {"type": "image_generation"}
NAMES = (f"adapted_module_{number}" for number in itertools.count())


@pytest.fixture
def module(tmp_path: Path, monkeypatch):
    """Write a module that can be imported, and give its name."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    def write(source: str) -> str:
        name = next(NAMES)
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
        return name

    return write


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
    type: str
    kind: str = pydantic.Field("x", alias="Kind")
    n: int = 1


class TestDocumentedClass:
    def test_of_the_reference(self) -> None:
        adapter = adapt(imagegen_reference.ImageGenTool)
        assert isinstance(adapter, DocumentedClass)
        assert adapter.levels == ("wire", "model", "schema")
        assert adapter.name.endswith(":ImageGenTool")
        assert observe(adapter, Request("parse", TOOL)) == {"outcome": "accepted", "output": TOOL}

    @pytest.mark.parametrize(("method", "levels"), [("", ("wire", "model")), ("validate", ("wire", "model", "schema")), ("validate_payload", ("wire", "model", "schema"))])  # fmt: skip
    def test_claims_schema_where_it_validates(self, method: str, levels: tuple[str, ...]) -> None:
        methods: dict[str, Any] = {"as_dict": dict, **({method: dict} if method else {})}
        assert adapt(type("Tool", (dict,), methods)).levels == levels

    def test_looks_at_the_payload_where_the_class_can(self) -> None:
        class Tool(dict):  # type: ignore[type-arg]
            as_dict = dict

            @staticmethod
            def validate_payload(payload: object) -> bool:
                return payload == TOOL

            def validate(self) -> None:
                raise RuntimeError

        assert observe(adapt(Tool), Request("validate", TOOL)) == {"outcome": "accepted"}
        assert observe(adapt(Tool), Request("validate", {}))["outcome"] == "rejected"


class TestPydanticModel:
    def test_gives_back_what_was_set_under_its_own_name(self) -> None:
        adapter = adapt(Model)
        assert isinstance(adapter, PydanticModel)
        payload = {"type": "x", "Kind": "y", "more": [1]}
        assert observe(adapter, Request("parse", payload)) == {"outcome": "accepted", "output": payload}

    @pytest.mark.parametrize(("strict", "outcome"), [(None, "accepted"), (False, "accepted"), (True, "rejected")])
    def test_is_as_strict_as_it_is_told(self, strict: bool | None, outcome: str) -> None:
        adapter = PydanticModel(Model, strict=strict)
        assert observe(adapter, Request("validate", {"type": "x", "n": "1"}))["outcome"] == outcome
        assert observe(adapter, Request("parse-text", '{"type": "x", "n": "1"}'))["outcome"] == outcome

    def test_refuses_without_reasons(self) -> None:
        observation = observe(adapt(Model), Request("validate", {}))
        assert set(observation) == {"outcome", "message"}


class TestFunction:
    def test_claims_wire_and_can_be_asked_more(self) -> None:
        adapter = adapt(lambda payload: payload)
        assert isinstance(adapter, Function)
        assert InProcess(adapter).supports("wire")
        assert not InProcess(adapter).supports("schema")
        assert InProcess(adapter, ("schema",)).supports("schema")
        assert not InProcess(adapter, ("model",)).supports("model")

    @pytest.mark.parametrize("text", ['{"a":', "NaN", "", "1e999"])
    def test_reads_texts_strictly(self, text: str) -> None:
        assert observe(adapt(lambda payload: payload), Request("parse-text", text))["outcome"] == "rejected"


class TestValidator:
    def test_is_any_object_with_validate(self) -> None:
        import types

        adapter = adapt(types.SimpleNamespace(validate=lambda payload: None))
        assert isinstance(adapter, Validator)
        assert adapter.levels == ("schema",)
        assert observe(adapter, Request("parse", TOOL))["outcome"] == "unsupported"
        assert observe(adapter, Request("validate", TOOL)) == {"outcome": "accepted"}


class Warns:
    path, rule, message = "/size", "size.large", "that is large"


TOLD = {"path": "/size", "rule": "size.large", "message": "that is large"}


class TestWarnings:
    @pytest.mark.parametrize(
        ("returned", "warnings"),
        [
            ([], []),
            ((), []),
            ((Warns,), [TOLD]),
            ([Warns(), dict(TOLD)], [TOLD, TOLD]),
            ([{"path": "", "rule": "r"}], [{"path": "", "rule": "r"}]),
        ],
    )
    def test_are_what_validate_returns(self, returned: object, warnings: list[object]) -> None:
        adapter = adapt(types.SimpleNamespace(validate=lambda payload: returned))
        assert observe(adapter, Request("validate", TOOL)) == {"outcome": "accepted", "warnings": warnings}

    @pytest.mark.parametrize("returned", [None, True])
    def test_are_not_told_by_who_returns_none(self, returned: object) -> None:
        adapter = adapt(types.SimpleNamespace(validate=lambda payload: returned))
        assert observe(adapter, Request("validate", TOOL)) == {"outcome": "accepted"}

    @pytest.mark.parametrize("returned", [["size is large"], "large", 5, {"path": "/size"}, [None], ["a", Warns]])
    def test_anything_else_is_no_answer(self, returned: object) -> None:
        adapter = adapt(types.SimpleNamespace(validate=lambda payload: returned))
        observation = observe(adapter, Request("validate", TOOL))
        assert observation["outcome"] == "error"
        assert "raise to refuse, or return False" in observation["message"]

    @pytest.mark.parametrize(
        "warning", [{"path": "size", "rule": "r"}, {"path": "/size"}, {"path": "/size", "rule": 5}]
    )
    def test_a_warning_of_another_shape_is_an_error(self, warning: object) -> None:
        adapter = adapt(types.SimpleNamespace(validate=lambda payload: [warning]))
        assert observe(adapter, Request("validate", TOOL))["outcome"] == "error"


class TestOwn:
    def test_stands_for_itself(self) -> None:
        class Mine(Adapter):
            levels = ("semantic",)

        one = Mine()
        assert adapt(one) is one
        assert isinstance(adapt(Mine), Mine)
        assert adapt(Mine, "my:Mine").name == "my:Mine"

    @pytest.mark.parametrize("levels", ["wire", ("wires",), None, [1], {"wire"}, ("wire", None)])
    def test_with_wrong_levels_is_refused(self, levels: object) -> None:
        mine = type("Mine", (Adapter,), {"levels": levels})
        with pytest.raises(ImplementationError, match=r"its levels are .*; they are a tuple of wire, model"):
            adapt(mine, "my:Mine")

    @pytest.mark.parametrize("error", [RuntimeError("a\nb"), SystemExit(0), TypeError(), KeyError("x")])
    def test_that_cannot_be_made_is_refused(self, error: BaseException) -> None:
        class Mine(Adapter):
            def __init__(self) -> None:
                raise error

        with pytest.raises(ImplementationError, match="an adapter is made without arguments") as refused:
            adapt(Mine, "my:Mine")
        assert "\n" not in str(refused.value)


class Odd:
    @property
    def validate(self) -> object:
        raise RuntimeError("do not look")


@pytest.mark.parametrize("thing", [5, None, "text", [], {}, object(), type("Plain", (), {}), Odd()])
def test_what_nothing_fits_is_refused(thing: object) -> None:
    with pytest.raises(ImplementationError) as refused:
        adapt(thing, "my:thing")
    assert str(refused.value).startswith("'my:thing': ")
    assert refused.value.exit_code == 3
    with pytest.raises(ImplementationError):
        adapt(thing)


class TestResolve:
    @pytest.mark.parametrize("path", ["", ":", "a", "a.b", "a:", ":b", "imagegen_reference"])
    def test_what_is_no_path_is_a_wrong_call(self, path: str) -> None:
        with pytest.raises(UsageError, match=r"names no implementation; the form is package.module:Name"):
            resolve(path)

    def test_a_path_may_lead_into_a_class(self, module) -> None:
        name = module("class Outer:\n    class Inner:\n        def as_dict(self): return {}\n")
        assert resolve(f"{name}:Outer.Inner").name == f"{name}:Outer.Inner"

    def test_the_current_folder_can_be_imported(self, tmp_path: Path, monkeypatch) -> None:
        monkeypatch.setattr(sys, "path", list(sys.path))
        monkeypatch.chdir(tmp_path)
        (tmp_path / "module_of_the_folder.py").write_text("def tool(payload): return payload\n")
        assert isinstance(resolve("module_of_the_folder:tool"), Function)

    @pytest.mark.parametrize(
        ("source", "attribute", "line"),
        [
            ("import no_such_dependency_x", "x", "there is no module 'no_such_dependency_x'; {m} was found, but needs it: install it"),
            ("import adapted_module", "x", "there is no module 'adapted_module'; {m} was found, but needs it"),
            ("import {m}_more", "x", "there is no module '{m}_more'; {m} was found, but needs it"),
            ("raise RuntimeError('a\\nb')", "x", "importing {m} raised RuntimeError: a b; python -c 'import {m}' shows where"),
            ("raise SystemExit(0)", "x", "importing {m} raised SystemExit: 0"),
            ("def (", "x", "importing {m} raised SyntaxError: "),
            ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "x", "importing {m} raised E: (its message cannot"),
            ("class Tool: pass", "Tol", "{m} has no Tol; did you mean Tool?"),
            ("class Tool: pass", "Tool.x.y", "{m} has no Tool.x.y; the form is"),
            ("class Tool: pass", "a..b", "{m} has no a..b"),
            ("class Tool: pass", "Tool", "no adapter fits this class; a class has as_dict or model_validate"),
            ("tool = 5", "tool", "no adapter fits this int"),
            ("def __getattr__(name): raise RuntimeError('boom')", "tool", "{m} has no tool: RuntimeError: boom"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_found_is_told(self, module, source: str, attribute: str, line: str) -> None:
        name = module("")
        file = Path(next(p for p in sys.path if (Path(p) / f"{name}.py").is_file())) / f"{name}.py"
        file.write_text(source.replace("{m}", name))
        with pytest.raises(ImplementationError) as refused:
            resolve(f"{name}:{attribute}")
        assert str(refused.value).startswith(f"'{name}:{attribute}': {line.replace('{m}', name)}")
        assert "\n" not in str(refused.value)

    def test_a_missing_module_is_asked_for(self) -> None:
        with pytest.raises(
            ImplementationError, match="there is no module 'no_such_module_x'; is 'no_such_module_x' installed"
        ):
            resolve("no_such_module_x:Tool")
        with pytest.raises(ImplementationError, match=r"there is no module 'imagegen_reference.none'; is "):
            resolve("imagegen_reference.none:Tool")

    def test_an_interrupt_while_importing_is_the_users(self, module) -> None:
        with pytest.raises(KeyboardInterrupt):
            resolve(module("raise KeyboardInterrupt") + ":x")

    @pytest.mark.parametrize("path", ["..:x", ".a:x", "a b:x", "os.path.none:x", "\x00:x", "sys.path:x"])
    def test_odd_names_are_refused(self, path: str) -> None:
        with pytest.raises(ConformanceError):
            resolve(path)


class TestVersion:
    def test_is_that_of_the_distribution(self) -> None:
        assert version_of(adapt(pydantic.BaseModel)) == pydantic.VERSION

    def test_is_that_of_what_an_adapter_connects(self) -> None:
        class Lax(PydanticModel):
            def __init__(self) -> None:
                super().__init__(pydantic.BaseModel, strict=False)

        assert version_of(adapt(Lax)) == pydantic.VERSION

    def test_of_what_was_not_installed_is_unknown(self, module) -> None:
        name = module("def tool(payload): return payload\n")
        assert version_of(resolve(f"{name}:tool")) is None
        assert version_of(adapt(lambda payload: payload)) is None


def test_an_answer_is_asked_for_before_it_is_taken() -> None:
    with pytest.raises(RuntimeError, match="nothing was sent"):
        InProcess(adapt(lambda payload: payload)).receive()
