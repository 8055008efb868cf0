"""Finding an implementation by its path, and the adapter that fits it."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pydantic
import pytest

from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.adapters.function import FunctionAdapter
from imagegen_conformance.adapters.pydantic_model import PydanticModelAdapter
from imagegen_conformance.adapters.resolve import adapter_for, distribution_version, load_adapter
from imagegen_conformance.errors import ConformanceError, ImplementationError, UsageError

PATH_FORMAT = "Use the form package.module:Name, for example imagegen_reference:ImageGenTool."
MODULE_NAMES = (f"resolved_module_{number}" for number in itertools.count())


@pytest.fixture
def module(tmp_path: Path, monkeypatch):
    """Return a function that writes a module in which `{m}` stands for its name, and returns the name."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    def write(source: str) -> str:
        name = next(MODULE_NAMES)
        (tmp_path / f"{name}.py").write_text(source.replace("{m}", name), encoding="utf-8")
        return name

    return write


class TestLoadAdapter:
    @pytest.mark.parametrize("path", ["", ":", "a", "a:", ":b", "imagegen_reference", "a b.c", "a."])
    def test_path_of_another_form_is_a_usage_error(self, path: str):
        with pytest.raises(UsageError) as caught:
            load_adapter(path)
        assert str(caught.value) == f"{path!r} does not name an implementation. {PATH_FORMAT}"

    @pytest.mark.parametrize(
        ("path", "suggestion"), [("a.b", "a:b"), ("pk.validation.validate", "pk.validation:validate")]
    )
    def test_path_without_a_colon_is_a_usage_error_that_suggests_one(self, path: str, suggestion: str):
        with pytest.raises(UsageError) as caught:
            load_adapter(path)
        hint = f"Use the form package.module:Name. Did you mean {suggestion}?"
        assert str(caught.value) == f"{path!r} does not name an implementation. {hint}"

    @pytest.mark.parametrize(
        ("path", "suggestion"),
        [
            ("adapter.py:Name", "adapter:Name"),
            ("tests/adapter.py:Name", "tests.adapter:Name"),
            ("./adapter:Name", "adapter:Name"),
            ("../adapter.py:Name", "adapter:Name"),
            ("tests\\adapter.py:Name", "tests.adapter:Name"),
            (".adapter:Name", "adapter:Name"),
            ("adapter::Name", "adapter:Name"),
            ("tests/adapter.py::Name", "tests.adapter:Name"),
            ("/no/such/folder/adapter.py:Name", "adapter:Name"),
            (f"{Path.cwd()}/tests/adapter.py:Name", "tests.adapter:Name"),
        ],
    )
    def test_path_of_a_file_is_an_error_that_names_the_module(self, path: str, suggestion: str):
        with pytest.raises(ImplementationError) as caught:
            load_adapter(path)
        hint = f"Write the module with dots and without .py: {suggestion}"
        assert str(caught.value) == f"{path!r} does not name a Python object. {hint}"

    def test_file_without_a_name_is_a_usage_error_that_names_the_module(self):
        with pytest.raises(UsageError, match=r"Write the module with dots and without \.py: tests\.adapter:Name$"):
            load_adapter("tests/adapter.py")

    def test_path_can_lead_into_a_class(self, module):
        name = module("class Outer:\n    class Inner(dict):\n        as_dict = dict\n")
        assert load_adapter(f"{name}:Outer.Inner").name == f"{name}:Outer.Inner"

    @pytest.fixture
    def package(self, tmp_path: Path, module) -> str:
        """Return the name of a package that does not import its modules."""
        name = module("")
        (tmp_path / f"{name}.py").rename(tmp_path / "moved")
        (tmp_path / name).mkdir()
        (tmp_path / "moved").rename(tmp_path / name / "__init__.py")
        return name

    def test_module_of_a_package_that_is_not_imported_is_an_object(self, package: str, tmp_path: Path):
        (tmp_path / package / "validation.py").write_text("def validate(payload): return True\n")
        adapter = load_adapter(f"{package}:validation")
        assert (adapter.kind, adapter.name) == ("validator", f"{package}:validation")
        assert load_adapter(f"{package}:validation.validate").kind == "validator"

    def test_module_of_a_package_that_does_not_exist_is_an_error(self, package: str):
        with pytest.raises(ImplementationError, match=f"{package} has no attribute validation\\."):
            load_adapter(f"{package}:validation")

    def test_module_of_a_package_that_cannot_be_imported_is_an_error(self, package: str, tmp_path: Path):
        (tmp_path / package / "validation.py").write_text("raise RuntimeError('boom')\n")
        with pytest.raises(ImplementationError, match=rf"importing {package}\.validation raised RuntimeError: boom\. "):
            load_adapter(f"{package}:validation")

    def test_module_in_the_current_folder_can_be_imported(self, tmp_path: Path, monkeypatch):
        monkeypatch.setattr(sys, "path", list(sys.path))
        monkeypatch.chdir(tmp_path)
        (tmp_path / "module_of_the_folder.py").write_text("def tool(payload): return payload\n")
        assert isinstance(load_adapter("module_of_the_folder:tool"), FunctionAdapter)

    @pytest.mark.parametrize(
        ("source", "attribute", "message"),
        [
            ("import no_such_dependency_x", "x", "there is no module 'no_such_dependency_x'. {m} was found but imports it. Install it in "),
            ("import resolved_module", "x", "there is no module 'resolved_module'. {m} was found but imports it. Install it in "),
            ("import {m}_more", "x", "there is no module '{m}_more'. {m} was found but imports it. Install it in "),
            ("raise RuntimeError('a\\nb')", "x", "importing {m} raised RuntimeError: a b. Run python -c 'import {m}' to see where."),
            ("raise SystemExit(0)", "x", "importing {m} raised SystemExit: 0. Run "),
            ("def (", "x", "importing {m} raised SyntaxError: "),
            ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "x", "importing {m} raised E: (its message cannot"),
            ("class Tool: pass", "Tol", "{m} has no attribute Tol. Did you mean Tool?"),
            ("class Tool: pass", "Tool.x.y", "{m} has no attribute Tool.x.y. Use the form package.module:Name"),
            ("class Tool: pass", "a..b", "{m} has no attribute a..b. Use the form package.module:Name"),
            ("class Tool: pass", "Tool", "no adapter fits this class. A class needs as_dict, from_dict and to_dict, model_validate, or validate. For anything else, write a subclass of Adapter."),
            ("tool = 5", "tool", "no adapter fits this int. An object needs validate, or is a function. For anything else, write a subclass of Adapter."),
            ("def __getattr__(name): raise RuntimeError('boom')", "tool", "reading the attribute tool raised RuntimeError: boom. Fix the code that raises this exception."),
        ],
    )  # fmt: skip
    def test_implementation_that_cannot_be_loaded_is_named(self, module, source: str, attribute: str, message: str):
        name = module(source)
        with pytest.raises(ImplementationError) as caught:
            load_adapter(f"{name}:{attribute}")
        assert str(caught.value).startswith(f"'{name}:{attribute}': {message.replace('{m}', name)}")
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize("missing", ["no_such_module_x", "imagegen_reference.none"])
    def test_missing_module_is_named_with_the_environment(self, missing: str):
        with pytest.raises(ImplementationError) as caught:
            load_adapter(f"{missing}:Tool")
        hint = f"Check that it is installed in {sys.prefix}, or that it is in the current directory."
        assert str(caught.value) == f"'{missing}:Tool': there is no module {missing!r}. {hint}"

    def test_keyboard_interrupt_during_the_import_ends_the_run(self, module):
        with pytest.raises(KeyboardInterrupt):
            load_adapter(module("raise KeyboardInterrupt") + ":x")

    def test_keyboard_interrupt_of_an_attribute_ends_the_run(self, module):
        with pytest.raises(KeyboardInterrupt):
            load_adapter(module("def __getattr__(name): raise KeyboardInterrupt") + ":x")

    @pytest.mark.parametrize("path", ["..:x", ".a:x", "a b:x", "os.path.none:x", "\x00:x", "sys.path:x"])
    def test_unusual_module_name_is_an_error(self, path: str):
        with pytest.raises(ConformanceError):
            load_adapter(path)


class RaisingAttribute:
    @property
    def validate(self) -> object:
        raise RuntimeError("not readable")


class TestAdapterFor:
    def test_adapter_is_its_own_adapter(self):
        class Mine(Adapter):
            levels = ("semantic",)

        instance = Mine()
        assert adapter_for(instance) is instance
        assert isinstance(adapter_for(Mine), Mine)
        assert adapter_for(Mine, "my:Mine").name == "my:Mine"

    def test_adapter_keeps_its_own_name(self):
        class Mine(Adapter):
            name = "mine"

        assert adapter_for(Mine, "my:Mine").name == "mine"

    @pytest.mark.parametrize("levels", ["wire", ("wires",), None, [1], {"wire"}, ("wire", None), ()])
    def test_invalid_levels_are_an_error(self, levels: object):
        mine = type("Mine", (Adapter,), {"levels": levels})
        with pytest.raises(ImplementationError) as caught:
            adapter_for(mine, "my:Mine")
        hint = "Use a tuple of wire, object, schema, semantic."
        assert str(caught.value) == f"'my:Mine': invalid levels {levels!r}. {hint}"

    @pytest.mark.parametrize(
        ("profile", "revision"),
        [("azure", None), (None, "2.3"), ("", "2.3"), ("azure", ""), (1, "2.3"), ("azure", 2.3)],
    )
    def test_incomplete_statement_of_a_revision_is_an_error(self, profile: object, revision: object):
        mine = type("Mine", (Adapter,), {"profile": profile, "revision": revision})
        with pytest.raises(ImplementationError) as caught:
            adapter_for(mine, "my:Mine")
        problem = f"'my:Mine': its profile is {profile!r}, and its revision {revision!r}"
        assert str(caught.value) == f"{problem}. Set both to strings, or neither."

    @pytest.mark.parametrize("error", [RuntimeError("a\nb"), SystemExit(0), TypeError(), KeyError("x")])
    def test_adapter_that_cannot_be_constructed_is_an_error(self, error: BaseException):
        class Mine(Adapter):
            def __init__(self) -> None:
                raise error

        with pytest.raises(ImplementationError) as caught:
            adapter_for(Mine, "my:Mine")
        assert str(caught.value).startswith(f"'my:Mine': inspecting it raised {type(error).__name__}")
        assert str(caught.value).endswith(
            ". A subclass of Adapter is constructed without arguments. Reading an attribute must not raise."
        )
        assert "\n" not in str(caught.value)

    def test_instance_of_a_class_with_an_adapter_is_an_error(self):
        with pytest.raises(ImplementationError, match=r": this is an instance of Tool\. Name the class instead\.$"):
            adapter_for(type("Tool", (dict,), {"as_dict": dict})())

    @pytest.mark.parametrize("thing", [5, None, "text", [], {}, object(), type("Plain", (), {}), RaisingAttribute()])
    def test_object_without_an_adapter_is_an_error(self, thing: object):
        with pytest.raises(ImplementationError) as caught:
            adapter_for(thing, "my:thing")
        assert str(caught.value).startswith("'my:thing': ")
        assert caught.value.exit_code == 3
        with pytest.raises(ImplementationError):
            adapter_for(thing)


class TestDistributionVersion:
    def test_version_is_that_of_the_distribution(self):
        assert distribution_version(adapter_for(pydantic.BaseModel)) == pydantic.VERSION

    def test_version_is_that_of_the_implementation_and_not_of_the_adapter(self):
        class Lax(PydanticModelAdapter):
            def __init__(self) -> None:
                super().__init__(pydantic.BaseModel, strict=False)

        assert distribution_version(adapter_for(Lax)) == pydantic.VERSION

    def test_version_is_unknown_without_a_distribution(self, module):
        name = module("def tool(payload): return payload\n")
        assert distribution_version(load_adapter(f"{name}:tool")) is None
        assert distribution_version(adapter_for(lambda payload: payload)) is None
