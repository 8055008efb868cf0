"""Former cases: ids of the registry whose cases were removed or renamed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from imagegen_conformance.text import MAX_MESSAGE_LENGTH, preview

__all__ = ["FormerCase"]
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
            reason = preview(str(entry.get("reason")), MAX_MESSAGE_LENGTH)
            return cls(f"the case {id_} was removed in release {entry['removed']} ({reason})", "")
        if "alias" in entry:
            return cls(f"the case {id_} was renamed", f"Use {entry['alias']}{colon}{suffix}.")
        return None


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
