from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegen_conformance.jsonlib.approximation import MAX_ERROR, other_doubles

NOTATIONS = st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)


@pytest.mark.parametrize(
    ("notation", "below", "above"),
    [
        ("9007199254740993.0", 9007199254740991.0, 9007199254740994.0),
        ("-9007199254740993.0", -9007199254740994.0, -9007199254740991.0),
        ("2.99999999999999999999", 2.9999999999999996, 3.0000000000000004),
        ("0.30000000000000004", 0.3, 0.3000000000000001),
        ("18446744073709551616", 18446744073709549568.0, 18446744073709555712.0),
        ("1e23", 9.999999999999997e22, 1.0000000000000001e23),
        ("1" + 299 * "0", 9.999999999999999e298, 1.0000000000000002e299),
    ],
)
def test_long_notation_has_three_doubles_on_each_side(notation: str, below: float, above: float) -> None:
    others = other_doubles(notation)
    assert (len(others), others[2:4]) == (2 * MAX_ERROR, (below, above))


@pytest.mark.parametrize(
    ("notation", "others"),
    [
        ("1e-400", (5e-324, 1e-323, 1.5e-323)),
        ("-1e-400", (-1.5e-323, -1e-323, -5e-324)),
        ("1e-99999999999999999999", (5e-324, 1e-323, 1.5e-323)),
        ("5e-324", (1e-323, 1.5e-323, 2e-323)),
        ("-1e-323", (-2.5e-323, -2e-323, -1.5e-323, -5e-324)),
        ("1.7976931348623157e308", (1.7976931348623151e308, 1.7976931348623153e308, 1.7976931348623155e308)),
    ],
)
def test_other_doubles_are_finite_and_not_0_and_have_the_same_sign(notation: str, others: tuple[float, ...]) -> None:
    assert other_doubles(notation) == others


@pytest.mark.parametrize(
    "notation",
    [
        *("0", "-0.0", "80.0", "25e-1", "1.50", "0.1", "99.99999999999", "9007199254740992.0", "1e22", "1e-22"),
        *("9007199254740993", "18446744073709551615", "-18446744073709551615", "0e99999999999999999999"),
    ],
)
def test_short_notation_has_no_other_doubles(notation: str) -> None:
    assert other_doubles(notation) == ()


@pytest.mark.parametrize("notation", ["1e400", "-1e400", "1e2147483648", "1" * 400])
def test_number_beyond_doubles_has_no_other_doubles(notation: str) -> None:
    assert other_doubles(notation) == ()


@pytest.mark.parametrize("text", ["Infinity", "nan", " 1", "1_0", "0x1"])
def test_text_that_is_no_number_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        assert other_doubles(text)


@given(NOTATIONS)
def test_doubles_are_neighbors_of_the_nearest_one(notation: str) -> None:
    nearest, others = float(notation), other_doubles(notation)
    if others:
        doubles = sorted([*others, nearest])
        assert all(math.nextafter(low, math.inf) == high for low, high in pairwise(doubles))


@given(st.integers(-(2**53), 2**53), st.integers(-22, 22))
def test_short_notation_is_read_by_one_rounded_operation(significand: int, power: int) -> None:
    """The argument for the rule: a reader without long arithmetic computes the nearest double."""
    computed = significand * 10.0**power if power >= 0 else significand / 10.0**-power
    assert computed == float(Fraction(significand) * Fraction(10) ** power) == float(f"{significand}e{power}")
    assert other_doubles(f"{significand}e{power}") == ()
