"""The current ids of renamed cases, from the id registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from imagegen_conformance.corpus.former_cases import REGISTRY_FILE

__all__ = ["CaseAliases"]


class CaseAliases(NamedTuple):
    """The ids that renamed cases have now.

    Attributes:
        by_source_id: The next id of each renamed source case, by its former id.
    """

    by_source_id: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def load(cls, root: Path) -> CaseAliases:
        """Read the id registry of a corpus. A registry that is missing or malformed has no aliases."""
        aliases: dict[str, str] = {}
        try:
            for line in (root / REGISTRY_FILE).read_bytes().splitlines():
                entry = json.loads(line)
                aliases.pop(entry["id"], None)  # the last line of an id applies
                if "alias" in entry:
                    aliases[entry["id"]] = str(entry["alias"])
        except (OSError, ValueError, KeyError, TypeError):
            return cls()
        return cls(aliases)

    def current_id(self, id_: str) -> str:
        """Return the current id of a case. The case of an id that is not an alias has this id.

        Args:
            id_: The id, with the suffixes of elements and of derived cases.
        """
        source_id, colon, suffix = id_.partition(":")  # the registry has no lines for elements and derived cases
        seen: set[str] = set()
        while source_id in self.by_source_id and source_id not in seen:
            seen.add(source_id)
            source_id = self.by_source_id[source_id]
        return f"{source_id}{colon}{suffix}"
