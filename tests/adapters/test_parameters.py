"""Parameters of functions and classes, compared with those that the module inspect finds."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from imagegen_conformance.adapters.parameters import _inspected_parameters, parameters_of
from imagegen_reference import ImageGenTool


def positional_only(a, b=1, /): ...
def mixed(a, /, b, *args, c, d=1, **kwargs): ...
def defaults(a=1, b=2): ...
def keywords(*, a, b=1): ...
def nothing(): ...


class Init:
    def __init__(self, payload, *, strict=False): ...
    def method(self, payload): ...


class New:
    def __new__(cls, payload): ...


class Both:
    def __new__(cls, *args): ...
    def __init__(self, payload): ...


class Metaclass(type):
    def __call__(cls, payload, schema): ...


class Created(metaclass=Metaclass):
    def __init__(self): ...


class Empty: ...


FUNCTIONS: list[Any] = [
    positional_only, mixed, defaults, keywords, nothing, Init, New, Both, Created, ImageGenTool, lambda payload: payload,
    functools.partial(mixed, 1, c=2), functools.wraps(defaults)(lambda *args: None), Init(1).method,
]  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS)
def test_parameters_are_those_of_inspect(function: Any) -> None:
    parameters = parameters_of(function)
    assert parameters is not None
    assert parameters == _inspected_parameters(function)


def test_class_without_a_constructor_takes_no_arguments() -> None:
    parameters = parameters_of(Empty)
    assert parameters is not None
    assert not parameters.takes_one_argument


def test_parameters_of_a_class_in_c_are_unknown() -> None:
    assert parameters_of(type("Tool", (dict,), {})) is None


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (positional_only, True),
        (mixed, False),
        (defaults, True),
        (keywords, False),
        (nothing, False),
        (Init, True),
        (Created, False),
    ],
)
def test_call_with_one_argument_is_possible(function: Any, expected: bool) -> None:
    parameters = parameters_of(function)
    assert parameters is not None
    assert parameters.takes_one_argument is expected
