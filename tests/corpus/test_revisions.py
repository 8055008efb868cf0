from __future__ import annotations

import pytest

from imagegen_conformance.corpus.revisions import revision_key


def test_revisions_are_ordered_by_numbers() -> None:
    assert sorted(["2.10", "2.9", "10.0", "2.0"], key=revision_key) == ["2.0", "2.9", "2.10", "10.0"]


def test_revision_that_is_not_a_number_raises() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        revision_key("2.x")
