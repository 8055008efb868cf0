from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from imagegen_conformance.mutation import transforms

MODULES = sorted(path.stem for path in Path(transforms.__path__[0]).glob("*.py") if path.stem != "__init__")
# Types, and data that the functions work with.
NOT_TRANSFORMS = {
    *("Constructor", "Equality", "LimitsEdit", "ObjectChange", "PayloadValidator", "SizeCondition", "StringChange"),
    *("TextParser", "ValueChange", "KNOWN_MODELS", "MODEL_LIMITS", "SIZE", "ASTRAL"),
}


@pytest.mark.parametrize("name", MODULES)
def test_every_transform_is_named_in_the_tests_of_its_module(name):
    module = importlib.import_module(f"{transforms.__name__}.{name}")
    words = set(re.findall(r"\w+", Path(__file__).with_name(f"test_{name}.py").read_text(encoding="utf-8")))
    assert set(module.__all__) - NOT_TRANSFORMS - words == set()
