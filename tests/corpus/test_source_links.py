from __future__ import annotations

from pathlib import Path

import pytest

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.requirements import Source
from imagegen_conformance.corpus.source_links import SourceLinks
from imagegen_conformance.errors import CorpusError

LINKS = SourceLinks({"rfc": "https://example.org/rfc#section-{section}", "page": "https://example.org/page"})


@pytest.mark.parametrize(
    ("source", "address"),
    [
        (Source("rfc", "8.1"), "https://example.org/rfc#section-8.1"),
        (Source("rfc", "#779"), "https://example.org/rfc#section-779"),
        (Source("page", "all"), "https://example.org/page"),
        (Source("measured", "copy"), None),
    ],
)
def test_address_names_the_section(source: Source, address: str | None) -> None:
    assert LINKS.address(source) == address


def test_addresses_of_the_shipped_corpus_are_complete(shipped: Corpus) -> None:
    links = SourceLinks.load(shipped.root)
    assert links.addresses.keys() <= shipped.documents.keys()
    for requirement in shipped.requirements.values():
        for source in requirement.sources:
            address = links.address(source)
            assert address is None or (address.startswith("https://") and "{" not in address)


@pytest.mark.parametrize("content", ["[]", "{}", '{"documents": []}', '{"documents": {"a": 1}}'])
def test_malformed_documents_are_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "requirements.json").write_text(content)
    with pytest.raises(CorpusError, match="this is not a list of requirements "):
        SourceLinks.load(tmp_path)
