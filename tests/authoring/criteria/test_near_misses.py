"""The subject of near misses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagegen_conformance.authoring.criteria.criterion import Combination

Find = Callable[..., set[Combination]]
TOOL = {"type": "image_generation"}


class TestNearMisses:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("", "empty"),
            ("HIGH", "upper-case"),
            ("High", "other-case"),
            (" high", "space-before"),
            ("high ", "space-after"),
            ("high\n", "newline-after"),
            ("\uff48\uff49\uff47\uff48", "compatible-characters"),
            ("l\u043ew", "look-alike"),
            ("hi\u200bgh", "invisible-character"),
            ("h-igh", "other-separator"),
            ("high,low", "list"),
            ("highhigh", "twice"),
            ("higher", "longer"),
            ("hig", "shorter"),
            ("xhigh", "prefixed"),
            ("transparent", "value-of-another-field"),
            ("ultra", "other-word"),
        ],
    )
    def test_kind_is_the_difference_from_a_legal_value(self, find: Find, text: str, kind: str) -> None:
        source_case = {
            "kind": "reject",
            "requirement": "quality.value",
            "payload": {**TOOL, "quality": text},
            "reasons": [{"path": "/quality", "rule": "quality.value"}],
            "repair": [{"op": "remove", "path": "/quality"}],
        }
        assert find("near-misses", **source_case) == {(kind, "quality")}

    def test_accepted_value_is_no_miss(self, find: Find) -> None:
        assert find("near-misses", payload={**TOOL, "quality": "low"}) == set()

    def test_kind_is_possible_if_a_string_has_it(self, subjects) -> None:
        subject = subjects["azure"]["near-misses"]
        assert subject.is_possible(("longer", "quality"))
