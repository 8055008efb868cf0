"""The strict schema in three engines, which are to answer alike: jsonschema, jsonschema-rs and ajv."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from imagegen_conformance.adapters import Adapter
from imagegen_conformance.cases import Reason
from imagegen_conformance.corpus import data, read_json
from imagegen_conformance.implementations.strict_schema.ajv import AjvProcess
from imagegen_conformance.json_value import Json
from imagegen_conformance.oracles import SchemaOracle
from imagegen_conformance.schema_errors import reason_of

__all__ = ["Ajv", "Engine", "Jsonschema", "JsonschemaRs", "RefusedError"]

STRICT = "image_gen_tool.strict"


class RefusedError(ValueError):
    """An engine found errors: the reasons that they stand for."""

    def __init__(self, errors: list[Reason]) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = errors


class Engine(Adapter):
    """An engine with one of our schemas: the strict one, unless another is named."""

    levels = ("schema", "semantic")
    rejections = (RefusedError,)

    def __init__(self, schema: str = STRICT) -> None:
        self.schema = data("schemas") / f"{schema}.schema.json"

    def errors(self, payload: Json) -> Iterable[Reason]:
        """What the engine finds wrong, as reasons."""
        raise NotImplementedError

    def validate(self, payload: Json) -> None:
        """Raise `RefusedError` for what the engine refuses."""
        found = list(dict.fromkeys(self.errors(payload)))
        if found:
            raise RefusedError(found)


class Jsonschema(Engine):
    """The validator of the Python package jsonschema."""

    def __init__(self, schema: str = STRICT) -> None:
        import jsonschema

        super().__init__(schema)
        self.implementation = jsonschema.Draft202012Validator  # tells the version
        self._oracle = SchemaOracle(schema)

    def errors(self, payload: Json) -> Iterable[Reason]:
        """As the corpus check asks it."""
        return self._oracle(payload)


class JsonschemaRs(Engine):
    """The validator of the package jsonschema-rs, which is written in Rust."""

    def __init__(self, schema: str = STRICT) -> None:
        import jsonschema_rs

        super().__init__(schema)
        self.implementation = jsonschema_rs.Draft202012Validator
        self._validator = jsonschema_rs.Draft202012Validator(read_json(self.schema))

    def errors(self, payload: Json) -> Iterable[Reason]:
        """Its errors; a location follows references already."""
        for error in self._validator.iter_errors(payload):
            path = [str(part) for part in error.instance_path]
            yield reason_of(path, error.schema_path, of_null=error.instance is None)


class Ajv(Engine):
    """The validator of the npm package ajv, in a process of Node."""

    def __init__(self, schema: str = STRICT, packages: Path | None = None) -> None:
        super().__init__(schema)
        self.process = AjvProcess(self.schema, packages or Path(sys.prefix) / "npm")

    def errors(self, payload: Json) -> Iterable[Reason]:
        """Its errors, of one payload at a time."""
        (found,) = self.process.errors([payload])
        return found
