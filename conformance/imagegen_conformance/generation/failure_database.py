"""The database of generated cases that failed, kept by hypothesis.

Hypothesis saves no examples of a search with a seed, so the data of the cases is saved here, in the database of the
loaded hypothesis profile: a directory, Redis, or any other database that hypothesis supports.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from hypothesis import settings

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.generation.case_data import CaseData
from imagegen_conformance.version import __version__

if TYPE_CHECKING:
    from hypothesis.database import ExampleDatabase

__all__ = ["FailureDatabase"]


class FailureDatabase:
    """The generated cases that an implementation failed, by kind.

    The keys contain the version of the suite and the digest of the corpus: a case that failed under other rules may
    be wrong.

    Args:
        corpus: The corpus whose requirements the cases name.
        name: The name of the implementation.
    """

    def __init__(self, corpus: Corpus, name: str) -> None:
        self._key_prefix = f"imagegen-conformance {__version__} {corpus.digest} {name}"

    def fetch(self, kind: str) -> Iterator[CaseData]:
        """Yield the saved cases of a kind, the smallest first."""
        database = self._database()
        if database is not None:
            for saved in sorted(database.fetch(self._key(kind)), key=lambda saved: (len(saved), saved)):
                with suppress(ValueError):  # a value that is not JSON was saved by another program
                    yield json.loads(saved)

    def save(self, kind: str, data: CaseData) -> None:
        """Save a case that failed."""
        database = self._database()
        if database is not None:
            database.save(self._key(kind), _encode(data))

    def delete(self, kind: str, data: CaseData) -> None:
        """Delete a case that no longer fails."""
        database = self._database()
        if database is not None:
            database.delete(self._key(kind), _encode(data))

    def _key(self, kind: str) -> bytes:
        return f"{self._key_prefix} {kind}".encode("utf-8", "surrogatepass")

    def _database(self) -> ExampleDatabase | None:
        return settings().database  # None in CI, unless the profile sets a database


def _encode(data: CaseData) -> bytes:
    return json.dumps(data).encode()
