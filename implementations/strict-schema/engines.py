"""Three validators for the schemas of the suite, which should agree: jsonschema, jsonschema-rs and ajv."""

from __future__ import annotations

import shutil
import sys
import weakref
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp

from ajv import AjvProcess
from imagegen_conformance.adapters.base import Adapter
from imagegen_conformance.authoring.limit_checks import load_checked_limits
from imagegen_conformance.corpus.cases import Finding
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.oracles.oracle import SchemaOracle
from imagegen_conformance.oracles.schema_errors import finding_of
from imagegen_conformance.resources import data_directory, load_json
from imagegen_conformance.strict_schema.compiler import strict_schema, to_text

__all__ = [
    "Ajv",
    "Engine",
    "InvalidPayloadError",
    "Jsonschema",
    "JsonschemaRs",
    "OpenAIAjv",
    "OpenAIJsonschema",
    "OpenAIJsonschemaRs",
]

STRICT_SCHEMA = "image_gen_tool.strict"


class InvalidPayloadError(ValueError):
    """A validator found errors in a payload.

    Attributes:
        errors: The findings that the errors stand for.
    """

    def __init__(self, errors: list[Finding]) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = errors


class Engine(Adapter):
    """A validator with one of the schemas of the suite, or with the strict schema of its revision if it states one.

    Attributes:
        schema: The file of the schema, which is the strict one by default.
    """

    levels = ("schema", "semantic")
    rejection_types = (InvalidPayloadError,)

    def __init__(self, schema: str = STRICT_SCHEMA) -> None:
        self.schema = data_directory("schemas") / f"{schema}.schema.json"
        if self.profile is not None:
            folder = mkdtemp()
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self.schema = Path(folder) / self.schema.name
            self.schema.write_text(_strict_schema_text(self.profile, self.revision), encoding="utf-8")

    def errors(self, payload: Json) -> Iterable[Finding]:
        """Return the errors of a payload, as findings."""
        raise NotImplementedError

    def validate(self, payload: Json) -> None:
        """Raise InvalidPayloadError if the validator finds errors."""
        findings = list(dict.fromkeys(self.errors(payload)))
        if findings:
            raise InvalidPayloadError(findings)


class Jsonschema(Engine):
    """The validator of the Python package jsonschema."""

    name = "strict-schema-jsonschema"

    def __init__(self, schema: str = STRICT_SCHEMA) -> None:
        import jsonschema

        super().__init__(schema)
        self.implementation = jsonschema.Draft202012Validator  # the object whose distribution has the version
        self._oracle = SchemaOracle(load_json(self.schema))

    def errors(self, payload: Json) -> Iterable[Finding]:
        """Return the findings of the oracle that the corpus linter uses."""
        return self._oracle(payload)


class JsonschemaRs(Engine):
    """The validator of the package jsonschema-rs, which is written in Rust."""

    name = "strict-schema-jsonschema-rs"

    def __init__(self, schema: str = STRICT_SCHEMA) -> None:
        import jsonschema_rs

        super().__init__(schema)
        self.implementation = jsonschema_rs.Draft202012Validator
        self._validator = jsonschema_rs.Draft202012Validator(load_json(self.schema))

    def errors(self, payload: Json) -> Iterable[Finding]:
        """Yield the errors, whose locations in the schema have their references resolved already."""
        for error in self._validator.iter_errors(payload):
            path = [str(token) for token in error.instance_path]
            yield finding_of(path, error.schema_path, of_null=error.instance is None)


class Ajv(Engine):
    """The validator of the npm package ajv, in a process of Node."""

    name = "strict-schema-ajv"

    def __init__(self, schema: str = STRICT_SCHEMA, packages: Path | None = None) -> None:
        super().__init__(schema)
        self.process = AjvProcess(self.schema, packages or Path(sys.prefix) / "npm")

    def errors(self, payload: Json) -> Iterable[Finding]:
        """Return the errors of one payload."""
        (findings,) = self.process.errors([payload])
        return findings


class _OpenAIEngine(Engine):
    """A validator with the strict schema of the newest revision of OpenAI, for which the suite ships no file."""

    profile = "openai"
    revision = "2026-11-04"


class OpenAIJsonschema(_OpenAIEngine, Jsonschema):
    """The validator jsonschema with the strict schema of OpenAI."""

    name = "strict-schema-openai-jsonschema"


class OpenAIJsonschemaRs(_OpenAIEngine, JsonschemaRs):
    """The validator jsonschema-rs with the strict schema of OpenAI."""

    name = "strict-schema-openai-jsonschema-rs"


class OpenAIAjv(_OpenAIEngine, Ajv):
    """The validator ajv with the strict schema of OpenAI."""

    name = "strict-schema-openai-ajv"


def _strict_schema_text(profile: str, revision: str | None) -> str:
    """Return the schema that `imagegen-conformance schema --strict` prints."""
    corpus = Corpus.load(profile=profile, revision=revision)
    return to_text(
        strict_schema(load_checked_limits(corpus, None), plain_schema(corpus.root, corpus.profiles, corpus.revision))
    )
