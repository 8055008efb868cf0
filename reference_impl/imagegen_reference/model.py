"""The mapping that all classes of a payload share."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from imagegen_reference.field import Field
from imagegen_reference.normalisation import SCALARS, normalise, rebuild

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView

M = TypeVar("M", bound="Model")

_MISSING = object()


class Model(MutableMapping[str, Any]):
    """A mutable mapping with documented fields, which are attributes as well as items.

    It is no dict, and like any mutable mapping it cannot be hashed. Items that are set through the mapping
    are stored as they are given; construction and setting an attribute normalise (see `normalise`).
    """

    # From a field's name to what stores it. Made once per class, so that construction is a lookup per key.
    _stores: ClassVar[dict[str, Callable[[Any], Any]]] = {}
    _data: dict[str, Any]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {name: field.store for name, field in vars(cls).items() if isinstance(field, Field)}
        cls._stores = cls._stores | own

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        """Take one mapping, or fields by keyword.

        Of a mapping every key is kept, unknown ones and null values too, and keywords beside it are ignored.
        A keyword that is None is left out. Nothing given is shared, except nested instances of `Model`.

        Raises:
            TypeError: more than one positional argument, or a keyword that is no field.
            AttributeError: the positional argument has no `items` method.
        """
        if len(args) > 1:
            raise TypeError(f"{type(self).__name__}() takes at most 1 positional argument, got {len(args)}")
        stores = self._stores
        if args:
            self._data = {key: stores.get(key, normalise)(value) for key, value in args[0].items()}
        else:
            self._refuse_unknown(kwargs)
            self._data = {key: stores[key](value) for key, value in kwargs.items() if value is not None}

    def _refuse_unknown(self, keywords: Mapping[str, Any]) -> None:
        for name in keywords:
            if name not in self._stores:
                raise TypeError(f"{type(self).__name__}() got an unexpected keyword argument {name!r}")

    def as_dict(self, *, exclude_readonly: bool = False) -> dict[str, Any]:
        """Return a fresh dict with nested models as dicts.

        No dict, list, tuple or set in it is shared with the model. Values that were stored raw through the
        mapping come out raw. `exclude_readonly` would leave out read-only fields, and there are none.
        """
        del exclude_readonly
        return {key: value if type(value) in SCALARS else rebuild(value, _plain) for key, value in self._data.items()}

    def clear(self) -> None:
        """Remove all items, those that construction added included."""
        self._data.clear()

    def copy(self: M) -> M:  # noqa: PYI019  # typing.Self is newer than Python 3.10
        """Return an independent model of the same class, nested values copied too."""
        from copy import deepcopy  # which takes longer to import than all of this package

        return deepcopy(self)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the item at `key`, a stored None included, or `default` where there is none."""
        return self._data.get(key, default)

    def items(self) -> ItemsView[str, Any]:
        """Return a live, set-like view of the items."""
        return self._data.items()

    def keys(self) -> KeysView[str]:
        """Return a live, set-like view of the keys."""
        return self._data.keys()

    def pop(self, key: str, default: Any = _MISSING) -> Any:
        """Remove `key` and return its item, or `default` where there is none.

        Raises:
            KeyError: there is no such key, and no default was given.
        """
        return self._data.pop(key) if default is _MISSING else self._data.pop(key, default)

    def popitem(self) -> tuple[str, Any]:
        """Remove the pair that was added last, and return it.

        Raises:
            KeyError: the model is empty.
        """
        return self._data.popitem()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Return the item at `key`, after storing `default` there where there was none."""
        return self._data.setdefault(key, default)

    def update(self, /, *args: Any, **kwargs: Any) -> None:
        """Store the items of at most one mapping or iterable of pairs, then the keywords, all as given.

        Raises:
            TypeError: more than one positional argument, or one that is neither of these.
            ValueError: a member of the iterable is no pair.
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
        """Compare the data; any other mapping is first made a model of this class.

        So `ImageGenTool(model="m") == {"model": "m"}`, though the dict says nothing of `type`.
        """
        if not isinstance(other, Model):
            if not isinstance(other, Mapping):
                return False
            try:
                other = type(self)(other)
            except ValueError:  # what cannot be made one of these equals none of them
                return False
        return self._data == other._data

    # A mapping that can change has no hash. Python would say so by itself, but not to readers.
    __hash__: ClassVar[None]  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._data)

    def __copy__(self: M) -> M:  # noqa: PYI019  # as in copy
        # Without this, copy.copy would hand out a second object on the same data, and changing one would
        # change both.
        twin = type(self).__new__(type(self))
        vars(twin).update(vars(self), _data=dict(self._data))
        return twin


def _plain(value: Any) -> Any:
    return value.as_dict() if isinstance(value, Model) else value
