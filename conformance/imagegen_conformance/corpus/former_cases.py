"""Former cases: ids of the registry whose cases were removed or renamed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.text import MAX_MESSAGE_LENGTH, preview

__all__ = ["FormerCase", "removed_cases"]
REGISTRY_FILE = "case_ids.ndjson"


class FormerCase(NamedTuple):
    """A case that does not exist under this id any more.

    Attributes:
        problem: The fact, for a message.
        hint: What to do, or an empty string if the case was removed.
    """

    problem: str
    hint: str

    @classmethod
    def find(cls, root: Path, id_: str) -> FormerCase | None:
        """Return the former case with an id, or None if there was none.

        Args:
            root: The directory of the corpus. A registry that is missing or malformed has no former cases.
            id_: The id of a case, with its suffix.
        """
        source_id, colon, suffix = id_.partition(":")  # the registry has no lines for elements and derived cases
        entry = _last_entry(root / REGISTRY_FILE, source_id)
        if "removed" in entry:
            return cls(f"the case {id_} was removed in release {_removal(entry)}", "")
        if "alias" in entry:
            return cls(f"the case {id_} was renamed", f"Use {entry['alias']}{colon}{suffix}.")
        return None


def removed_cases(root: Path) -> Mapping[str, str]:
    """Return the release that removed each former source case, and the reason, by the id of the source case.

    Args:
        root: The directory of the corpus. A registry that is missing or malformed has no former cases.
    """
    try:
        entries = [json.loads(line) for line in (root / REGISTRY_FILE).read_bytes().splitlines()]
        last = {str(entry["id"]): entry for entry in entries}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {id_: _removal(entry) for id_, entry in last.items() if "removed" in entry}


def _removal(entry: Mapping[str, str]) -> str:
    """Return the release that removed a case, and the reason."""
    return f"{entry['removed']} ({preview(str(entry.get('reason')), MAX_MESSAGE_LENGTH)})"


def _last_entry(file: Path, source_id: str) -> dict[str, str]:
    """Return the line of the registry that applies to an id, or an empty object."""
    try:
        lines = file.read_bytes().splitlines()
        # Parsing only the lines that contain the id is much faster: there are thousands of lines.
        quoted = json.dumps(source_id).encode("ascii")
        entries = [json.loads(line) for line in lines if quoted in line]
        return next((entry for entry in reversed(entries) if entry["id"] == source_id), {})
    except (OSError, ValueError, KeyError, TypeError):
        return {}
