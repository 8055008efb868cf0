"""The addresses of the documents that state requirements, for commands that show sources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from imagegen_conformance.corpus.requirements import Source
from imagegen_conformance.errors import invalid_shape_error
from imagegen_conformance.resources import load_json

__all__ = ["SourceLinks"]
SECTION = "{section}"  # the place of the section in an address


class SourceLinks:
    """The addresses of the public documents.

    Attributes:
        addresses: The addresses by the keys of the documents. `{section}` stands for the section.
    """

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self.addresses = addresses

    @classmethod
    def load(cls, root: Path) -> SourceLinks:
        """Return the addresses in the requirements.json of a corpus.

        Raises:
            CorpusError: The file is missing or malformed.
        """
        file = root / "requirements.json"
        content = load_json(file)
        try:
            documents = content["documents"].items()
            return cls({name: str(document["url"]) for name, document in documents if "url" in document})
        except (KeyError, TypeError, AttributeError) as error:
            raise invalid_shape_error(error, "a list of requirements", "requirements", file) from None

    def address(self, source: Source) -> str | None:
        """Return the address of a source, or None if its document is not public."""
        address = self.addresses.get(source.document)
        return address and address.replace(SECTION, source.section.removeprefix("#"))
