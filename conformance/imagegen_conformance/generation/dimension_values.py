"""The elements of the dimensions of a corpus, of which generated cases are made."""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.dimensions import Dimensions
from imagegen_conformance.corpus.templates import NO_SCOPE, evaluate
from imagegen_conformance.jsonlib.values import Json

__all__ = ["DimensionValues"]
# The attributes of which cases are made. The others describe the element, or depend on those of other dimensions.
ATTRIBUTES = frozenset({"name", "requirement", "value", "model", "members", "companions", "steps"})


class DimensionValues:
    """The elements of dimensions that exist in the revision of a corpus. An unknown dimension has none.

    Args:
        corpus: The corpus.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._dimensions = Dimensions(corpus.root)
        self._names = frozenset(self._dimensions.names())

    def elements(self, *names: str) -> Iterator[dict[str, Json]]:
        """Yield the attributes of the elements of some dimensions, without templates."""
        profiles, revision = self._corpus.profiles, self._corpus.revision
        for name in names:
            for element in self._dimensions.find(name).elements if name in self._names else ():
                if profiles.holds_in(dict(element.attributes), revision):
                    used = {key: value for key, value in element.attributes.items() if key in ATTRIBUTES}
                    yield evaluate(used, NO_SCOPE, is_data=True)

    def values(self, *names: str) -> list[Json]:
        """Return the attribute `value` of each element of some dimensions."""
        return [element["value"] for element in self.elements(*names)]
