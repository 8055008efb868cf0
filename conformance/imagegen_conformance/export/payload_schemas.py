"""The schemas of the payload in an export: the plain and the strict schema of every profile and revision.

| path | content |
|---|---|
| `schemas/payload/PROFILE/REVISION/image_gen_tool.schema.json` | the plain schema of the revision |
| `schemas/payload/PROFILE/REVISION/image_gen_tool.strict.schema.json` | its strict schema |
| `schemas/image_gen_tool.schema.json`, `schemas/image_gen_tool.strict.schema.json` | those of the export's revision |
"""

from __future__ import annotations

from collections.abc import Iterator

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import LIMITS_FILE, LimitsFile
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.strict_schema.compiler import strict_schema, to_text

__all__ = ["PLAIN_SCHEMA", "STRICT_SCHEMA", "payload_schemas"]
PLAIN_SCHEMA, STRICT_SCHEMA = "image_gen_tool.schema.json", "image_gen_tool.strict.schema.json"


def payload_schemas(corpus: Corpus) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each file of an export of a corpus."""
    limits = LimitsFile.load(corpus.profiles, corpus.root / LIMITS_FILE)
    for revision in corpus.profiles.revisions:
        plain = plain_schema(corpus.root, corpus.profiles, revision)
        strict = strict_schema(limits.in_revision(revision), plain)
        for name, schema in ((PLAIN_SCHEMA, plain), (STRICT_SCHEMA, strict)):
            content = to_text(schema).encode()
            yield f"schemas/payload/{revision.profile}/{revision.name}/{name}", content
            if revision == corpus.revision:
                yield f"schemas/{name}", content
