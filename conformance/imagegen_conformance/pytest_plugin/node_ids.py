"""Names of pytest nodes and plugins, and the file that the nodes of the options belong to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

__all__ = ["GENERATED_NODE_ID", "GENERATED_PLUGIN_NAME", "PLUGIN_NAME", "ROOT_NODE_ID", "case_id_of", "items_path"]

PLUGIN_NAME = "imagegen-conformance-run"
GENERATED_PLUGIN_NAME = "imagegen-conformance-generated"
ROOT_NODE_ID = "imagegen-conformance"  # the parent of the items of all cases, and the beginning of their ids
GENERATED_NODE_ID = "imagegen-conformance-generated"  # the beginning of the ids of the items of generated cases


def case_id_of(node_id: str) -> str | None:
    """Return the id of the case whose item has this node id, or None if it is not the item of a case."""
    prefix = f"{ROOT_NODE_ID}::"
    return node_id.removeprefix(prefix) if node_id.startswith(prefix) else None


def items_path(config: pytest.Config) -> Path:
    """Return the file that the items of the options belong to.

    Editors build a tree of folders and files from the paths of items. Such a path must be a file below the root
    directory: it is the configuration file if that is there, and otherwise a path at which no file exists.
    """
    file = config.inipath
    if file is not None and file.is_relative_to(config.rootpath):
        return file
    return config.rootpath / ROOT_NODE_ID
