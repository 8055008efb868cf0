"""Names of pytest nodes and plugins."""

from __future__ import annotations

__all__ = ["GENERATED_NODE_ID", "GENERATED_PLUGIN_NAME", "PLUGIN_NAME", "ROOT_NODE_ID", "case_id_of"]

PLUGIN_NAME = "imagegen-conformance-run"
GENERATED_PLUGIN_NAME = "imagegen-conformance-generated"
ROOT_NODE_ID = "imagegen-conformance"  # the parent of the items of all cases, and the beginning of their ids
GENERATED_NODE_ID = "imagegen-conformance-generated"  # the beginning of the ids of the items of generated cases


def case_id_of(node_id: str) -> str | None:
    """Return the id of the case whose item has this node id, or None if it is not the item of a case."""
    prefix = f"{ROOT_NODE_ID}::"
    return node_id.removeprefix(prefix) if node_id.startswith(prefix) else None
