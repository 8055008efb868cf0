"""The OpenAPI documents of the mock server, which contain the plain schemas of the suite.

The command `python implementations/node-prism/openapi_document.py` writes them again.
"""

from __future__ import annotations

import json
from pathlib import Path

from imagegen_conformance.connections.relay.stub_responses import STUBS
from imagegen_conformance.corpus.corpus import Corpus
from imagegen_conformance.corpus.payload_schema import plain_schema
from imagegen_conformance.jsonlib.values import Json

__all__ = ["DOCUMENTS", "openapi_document"]

DOCUMENTS = {"openapi-azure.json": ("azure", "2.3"), "openapi-openai.json": ("openai", "2026-11-04")}
FOLDER = Path(__file__).parent
PAYLOAD = "image_generation_tool"
LOCATION_OF_DEFINITIONS = "#/components/schemas/"
KEYS_OF_A_FILE = ("$schema", "$id", "$defs", "examples")  # of the schema as a file of its own
RESPONSE = json.loads(STUBS["/responses"].body)


def openapi_document(profile: str, revision: str) -> str:
    """Return the document of a server that accepts the payloads that the plain schema of a revision permits."""
    corpus = Corpus.load(profile=profile, revision=revision)
    schema = plain_schema(corpus.root, corpus.profiles, corpus.revision)
    payload = {key: value for key, value in schema.items() if key not in KEYS_OF_A_FILE}
    request = {"type": "object", "required": ["tools"], "properties": {"tools": _tools()}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": f"Responses with the tool of {profile} {revision}", "version": revision},
        "paths": {
            "/v1/responses": {
                "post": {
                    "operationId": "createResponse",
                    "requestBody": {"required": True, "content": {"application/json": {"schema": request}}},
                    "responses": {
                        "200": {
                            "description": "The response.",
                            "content": {"application/json": {"schema": {"type": "object"}, "example": RESPONSE}},
                        }
                    },
                }
            }
        },
        "components": {"schemas": {PAYLOAD: payload, **schema.get("$defs", {})}},
    }
    return json.dumps(_with_moved_definitions(document), indent=2) + "\n"


def _tools() -> Json:
    return {"type": "array", "items": {"$ref": f"{LOCATION_OF_DEFINITIONS}{PAYLOAD}"}}


def _with_moved_definitions(value: Json) -> Json:
    """Return a part of the document in which each reference to a definition is that of an OpenAPI document."""
    if isinstance(value, dict):
        return {
            key: item.replace("#/$defs/", LOCATION_OF_DEFINITIONS) if key == "$ref" else _with_moved_definitions(item)
            for key, item in value.items()
        }
    return [_with_moved_definitions(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    for name, (profile, revision) in DOCUMENTS.items():
        (FOLDER / name).write_text(openapi_document(profile, revision), encoding="utf-8")
