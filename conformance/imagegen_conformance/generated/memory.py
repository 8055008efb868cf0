"""Remembers generated cases that failed, in the database of hypothesis' settings.

The database is one that others may share: a folder, Redis, or whatever hypothesis knows. What is kept there is the case
as it is written, for hypothesis itself keeps nothing of what is drawn by a seed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import settings

from imagegen_conformance import __version__
from imagegen_conformance.corpus import Corpus
from imagegen_conformance.generated.payloads import Content

if TYPE_CHECKING:
    from hypothesis.database import ExampleDatabase

__all__ = ["Memory"]


class Memory:
    """What failed of an implementation, by the kind of case.

    Another release, or a corpus that has changed, remembers nothing: what was wrong may be right by now.
    """

    def __init__(self, corpus: Corpus, name: str) -> None:
        self._name = f"imagegen-conformance {__version__} {corpus.digest} {name}"

    def recall(self, kind: str) -> Iterator[Content]:
        """Those that failed, the smallest first."""
        database = self._database()
        if database is not None:
            for kept in sorted(database.fetch(self._key(kind)), key=lambda kept: (len(kept), kept)):
                with suppress(ValueError):  # what is no JSON was not written here
                    yield json.loads(kept)

    def keep(self, kind: str, content: Content) -> None:
        """Remember one that failed."""
        database = self._database()
        if database is not None:
            database.save(self._key(kind), _written(content))

    def forget(self, kind: str, content: Content) -> None:
        """Forget one that does not fail any more."""
        database = self._database()
        if database is not None:
            database.delete(self._key(kind), _written(content))

    def _key(self, kind: str) -> bytes:
        return f"{self._name} {kind}".encode("utf-8", "surrogatepass")

    def _database(self) -> ExampleDatabase | None:
        return settings().database  # of the profile that is loaded; none in CI, unless one says so


def _written(content: Content) -> bytes:
    return json.dumps(content).encode()
