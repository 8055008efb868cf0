"""The mapping that the tool, the mask and a tool configuration share."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from imagegen_reference.field import Field
from imagegen_reference.normalization import SCALARS, deep_rebuild, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView

M = TypeVar("M", bound="PayloadMapping")

_MISSING = object()


class PayloadMapping(MutableMapping[str, Any]):
    """A mutable mapping with documented fields, which are attributes as well as items.

    It is not a dict, and like any mutable mapping it cannot be hashed. Items that are written through the mapping
    are stored unchanged. Construction and writing an attribute normalize values (see `normalize`).
    """

    # From the name of a field to its `store` function. Computed once per class, so that construction needs one lookup
    # per key.
    _stores: ClassVar[dict[str, Callable[[Any], Any]]] = {}
    _data: dict[str, Any]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {name: field.store for name, field in vars(cls).items() if isinstance(field, Field)}
        cls._stores = cls._stores | own

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        """Create an object from one mapping, or from fields by keyword.

        Every key of a mapping is kept, including unknown keys and null values, and keywords beside a mapping are
        ignored. A keyword whose value is None is omitted. Arguments are copied, except nested instances of
        `PayloadMapping`.

        Raises:
            TypeError: There is more than one positional argument, or an unknown keyword.
            AttributeError: The positional argument has no `items` method.
        """
        if len(args) > 1:
            raise TypeError(f"{type(self).__name__}() takes at most 1 positional argument, got {len(args)}")
        stores = self._stores
        if args:
            self._data = {key: stores.get(key, normalize)(value) for key, value in args[0].items()}
        else:
            self._reject_unknown_keywords(kwargs)
            self._data = {key: stores[key](value) for key, value in kwargs.items() if value is not None}

    def _reject_unknown_keywords(self, keywords: Mapping[str, Any]) -> None:
        for name in keywords:
            if name not in self._stores:
                raise TypeError(f"{type(self).__name__}() got an unexpected keyword argument {name!r}")

    def as_dict(self, *, exclude_readonly: bool = False) -> dict[str, Any]:
        """Return a new dict in which nested objects are dicts.

        It shares no dict, list, tuple or set with the object. Values that were written through the mapping are
        returned unchanged. `exclude_readonly` would omit read-only fields, but no field is read-only.
        """
        del exclude_readonly
        return {
            key: value if type(value) in SCALARS else deep_rebuild(value, _plain) for key, value in self._data.items()
        }

    def clear(self) -> None:
        """Remove all items, including those that construction added."""
        self._data.clear()

    def copy(self: M) -> M:  # noqa: PYI019  # typing.Self is newer than Python 3.10
        """Return an independent object of the same class, in which nested values are copies."""
        from copy import deepcopy  # takes longer to import than this whole package

        return deepcopy(self)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the item with this key, even if it is None, or `default` if the key is missing."""
        return self._data.get(key, default)

    def items(self) -> ItemsView[str, Any]:
        """Return a live, set-like view of the items."""
        return self._data.items()

    def keys(self) -> KeysView[str]:
        """Return a live, set-like view of the keys."""
        return self._data.keys()

    def pop(self, key: str, default: Any = _MISSING) -> Any:
        """Remove the item with this key and return it, or return `default` if the key is missing.

        Raises:
            KeyError: The key is missing, and there is no default.
        """
        return self._data.pop(key) if default is _MISSING else self._data.pop(key, default)

    def popitem(self) -> tuple[str, Any]:
        """Remove and return the pair that was added last.

        Raises:
            KeyError: There are no items.
        """
        return self._data.popitem()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the item with this key. Store `default` first if the key is missing."""
        return self._data.setdefault(key, default)

    def update(self, /, *args: Any, **kwargs: Any) -> None:
        """Store the items of a mapping or an iterable of pairs, then the keywords, without conversion.

        Raises:
            TypeError: There is more than one positional argument, or it is neither a mapping nor an iterable of pairs.
            ValueError: A member of the iterable is not a pair.
        """
        self._data.update(*args, **kwargs)

    def values(self) -> ValuesView[Any]:
        """Return a live view of the values."""
        return self._data.values()

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._data[key] = value

    def __delitem__(self, key: str) -> None:
        del self._data[key]

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __eq__(self, other: object) -> bool:
        """Compare the items. A mapping of another kind is first converted to this class.

        Therefore `ImageGenTool(model="m") == {"model": "m"}`, although the dict has no `type`.
        """
        if not isinstance(other, PayloadMapping):
            if not isinstance(other, Mapping):
                return False
            try:
                other = type(self)(other)
            except ValueError:  # a mapping that cannot be converted is not equal
                return False
        return self._data == other._data

    # Python sets this for every class that defines __eq__. It is declared for readers and type checkers.
    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._data)

    def __copy__(self: M) -> M:  # noqa: PYI019  # as in copy
        # Without this method, copy.copy would return a second object with the same data, and a change of one would
        # change the other.
        duplicate = type(self).__new__(type(self))
        vars(duplicate).update(vars(self), _data=dict(self._data))
        return duplicate


def _plain(value: Any) -> Any:
    return value.as_dict() if isinstance(value, PayloadMapping) else value
