"""The JSON Schemas of a revision as oracles."""

from __future__ import annotations

from typing import NamedTuple

from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.model_limits import ModelLimits
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.oracles.oracle import SchemaOracle
from imagegen_conformance.strict_schema.compiler import strict_schema

__all__ = ["SchemaOracles"]


class SchemaOracles(NamedTuple):
    """The oracles of one revision that validate with a JSON Schema.

    Attributes:
        plain: The oracle with the plain schema, for level schema.
        strict: The oracle with the strict schema, for levels schema and semantic.
    """

    plain: SchemaOracle
    strict: SchemaOracle

    @classmethod
    def load(cls, corpus: Corpus, limits: ModelLimits | None = None) -> SchemaOracles:
        """Return the oracles of the revision of a corpus.

        Args:
            corpus: The corpus.
            limits: The model limits of the revision; those of the corpus by default.

        Raises:
            CorpusError: A file of the corpus is missing or malformed.
        """
        plain = plain_schema(corpus.root, corpus.profiles, corpus.revision)
        strict = strict_schema(limits or ModelLimits.load(corpus), plain)
        return cls(SchemaOracle(plain), SchemaOracle(strict))
