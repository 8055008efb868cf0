"""The data files that the package shares with the suite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = Any


def load_data_file(name: str) -> Json:
    """Return the content of a data file, in the installed package of the suite or in a checkout."""
    root = Path(__file__).parent.parent
    installed = root / "imagegen_conformance" / "fixtures" / name
    file = installed if installed.is_file() else root.parent / "fixtures" / name
    return json.loads(file.read_text(encoding="utf-8"))
