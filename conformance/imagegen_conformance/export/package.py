"""The files of an export, by their paths in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from imagegen_conformance.corpus.corpus import corpus_digest
from imagegen_conformance.export.cases_file import LENIENT_CASES_FILE, cases_files
from imagegen_conformance.export.fixture_files import fixture_files
from imagegen_conformance.export.payload_files import INVALID, VALID, payload_files
from imagegen_conformance.export.payload_schemas import PLAIN_SCHEMA, STRICT_SCHEMA, payload_schemas
from imagegen_conformance.export.subset import CorpusSubset
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.resources import data_directory
from imagegen_conformance.version import __version__

__all__ = ["CHECKSUM_FILE", "MANIFEST_FILE", "MANIFEST_SCHEMA", "PACKAGE_NAME", "build_package", "checksums", "hash_of"]
PACKAGE_NAME = "imagegen-conformance-fixtures"
MANIFEST_FILE = "manifest.json"
CHECKSUM_FILE = "SHA256SUMS"
MANIFEST_SCHEMA = "schemas/export_manifest.schema.json"
TEMPLATES = Path(__file__).parent / "templates"


def build_package(subset: CorpusSubset) -> dict[str, bytes]:
    """Return the content of each file, in the order of the paths; manifest and checksums list all other files."""
    files = dict(_files(subset))
    files[MANIFEST_FILE] = _to_bytes(_manifest(subset, files))
    files[CHECKSUM_FILE] = checksums({path: hash_of(content) for path, content in files.items()})
    return dict(sorted(files.items()))


def checksums(hashes: Mapping[str, str]) -> bytes:
    """Return the content of a file for `sha256sum --check`, given the hash of each file."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode()


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    return sha256(content).hexdigest()


def _files(subset: CorpusSubset) -> Iterator[tuple[str, bytes]]:
    for name, content in fixture_files(subset):
        yield f"fixtures/{name}", content
    for file in data_directory("schemas").glob("*.json"):
        if file.name not in {PLAIN_SCHEMA, STRICT_SCHEMA}:
            yield f"schemas/{file.name}", file.read_bytes()
    yield from payload_schemas(subset.corpus)
    yield from cases_files(subset).items()
    yield from payload_files(subset.cases)
    yield from _template_files()


def _template_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files that make the directory an npm package and a Go module, and its README."""
    for file in (path for path in TEMPLATES.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.name == "package.json":
            content = _to_bytes({"name": PACKAGE_NAME, "version": __version__, **json.loads(content)})
        yield file.name, content


def _manifest(subset: CorpusSubset, files: Mapping[str, bytes]) -> dict[str, Json]:
    counts = Counter(case.level for case in subset.cases)
    return {
        "$schema": MANIFEST_SCHEMA,
        "suite": __version__,
        "profile": subset.corpus.revision.profile,
        "revision": subset.corpus.revision.name,
        "levels": list(subset.levels),
        "corpus_sha256": corpus_digest({path.removeprefix("fixtures/"): content for path, content in files.items()}),
        "counts": {
            "requirements": len(subset.corpus.requirements),
            "source_cases": len(subset.source_ids),
            "cases": len(subset.cases),
            "lenient_cases": len(json.loads(files[LENIENT_CASES_FILE])["cases"]),
            "levels": {level: counts[level] for level in subset.levels},
            "payloads": {
                folder.rpartition("/")[2]: sum(path.startswith(f"{folder}/") for path in files)
                for folder in (VALID, INVALID)
            },
        },
        "files": [{"path": path, "bytes": len(files[path]), "sha256": hash_of(files[path])} for path in sorted(files)],
    }


def _to_bytes(content: Json) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode("ascii")
