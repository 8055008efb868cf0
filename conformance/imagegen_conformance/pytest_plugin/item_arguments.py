"""The arguments of pytest that name items of the options."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.pytest_plugin.node_ids import GENERATED_NODE_ID, ROOT_NODE_ID, items_path

if TYPE_CHECKING:
    import pytest

__all__ = ["ItemArguments", "find_item_arguments"]


class ItemArguments(NamedTuple):
    """The arguments of pytest, divided into those that name items of the options and the others.

    An item is named by its node id. Editors name it by its file and the rest of its node id.

    Attributes:
        case_ids: The ids of the named cases.
        generated: The names of the named items of generated cases.
        others: The arguments that name no items of the options.
        node_ids_only: Whether every argument is the id of a node, so that pytest runs nothing else.
    """

    case_ids: tuple[str, ...]
    generated: tuple[str, ...]
    others: tuple[str, ...]
    node_ids_only: bool

    @property
    def choose_items(self) -> bool:
        """Whether only the named items of the options are collected."""
        return bool(self.node_ids_only or self.case_ids or self.generated)

    @property
    def exclude_items(self) -> bool:
        """Whether no items of the options are collected, because every argument is the id of another test."""
        return self.node_ids_only and not (self.case_ids or self.generated)


def find_item_arguments(config: pytest.Config) -> ItemArguments:
    """Return the arguments of a session."""
    names = {argument: _item_name(config, argument) for argument in config.args}
    items = list(dict.fromkeys(name for name in names.values() if name is not None))
    return ItemArguments(
        case_ids=tuple(name for name in items if not _is_generated(name)),
        generated=tuple(name for name in items if _is_generated(name)),
        others=tuple(argument for argument, name in names.items() if name is None),
        node_ids_only=bool(names) and all("::" in argument for argument in names),
    )


def _item_name(config: pytest.Config, argument: str) -> str | None:
    """Return the name of the item that an argument names, or None if it names none."""
    path, separator, name = argument.partition("::")
    is_item = path in {ROOT_NODE_ID, GENERATED_NODE_ID} or (separator and _is_items_path(config, path))
    return name if is_item else None


def _is_generated(name: str) -> bool:
    """Return whether a name is a kind of generated cases. A kind has several words; the id of a case has no spaces."""
    return " " in name


def _is_items_path(config: pytest.Config, path: str) -> bool:
    expected, actual = items_path(config), config.invocation_params.dir / path
    # The folders are compared, because the file need not exist, and because an editor may use a symbolic link.
    return actual.name == expected.name and actual.parent.is_dir() and actual.parent.samefile(expected.parent)
