"""Every file of the package, by its name in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from imagegen_conformance import __version__
from imagegen_conformance.corpus import data, digest_of
from imagegen_conformance.export.extract import Extract
from imagegen_conformance.export.flat import flat_file
from imagegen_conformance.json_value import Json

__all__ = ["MANIFEST", "MANIFEST_SCHEMA", "NAME", "SUMS", "checksums", "hash_of", "package"]

NAME = "imagegen-conformance-fixtures"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
MANIFEST_SCHEMA = "schemas/manifest.schema.json"
# Of the newest revision: nobody has written those of earlier ones.
PAYLOAD_SCHEMAS = frozenset({"image_gen_tool.schema.json", "image_gen_tool.strict.schema.json"})


def package(extract: Extract) -> dict[str, bytes]:
    """The files, in the order of their names; the manifest and the checksums are made of all others."""
    files = dict(_files(extract))
    files[MANIFEST] = _json(_manifest(extract, files))
    files[SUMS] = checksums({name: hash_of(content) for name, content in files.items()})
    return dict(sorted(files.items()))


def checksums(hashes: Mapping[str, str]) -> bytes:
    """The file that `sha256sum --check` takes."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()


def _files(extract: Extract) -> Iterator[tuple[str, bytes]]:
    for name, content in extract.files():
        yield f"fixtures/{name}", content
    for file in data("schemas").glob("*.json"):
        if extract.newest or file.name not in PAYLOAD_SCHEMAS:
            yield f"schemas/{file.name}", file.read_bytes()
    yield "cases.json", flat_file(extract.cases)
    yield from _languages()


def _languages() -> Iterator[tuple[str, bytes]]:
    """What makes it a package of npm, and a module of Go; for all others it is a folder of files."""
    folder = Path(__file__).parent.parent / "packages"
    for file in (path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if file.name == "package.json":
            content = _json({"name": NAME, "version": __version__, **json.loads(content)})
        yield file.name, content


def _manifest(extract: Extract, files: Mapping[str, bytes]) -> dict[str, Json]:
    levels = Counter(case.level for case in extract.cases)
    return {
        "$schema": MANIFEST_SCHEMA,
        "suite": __version__,
        "revision": extract.revision,
        "levels": list(extract.levels),
        "corpus": digest_of({name.removeprefix("fixtures/"): content for name, content in files.items()}),
        "counts": {
            "requirements": len(extract.requirements),
            "written": len(extract.written),
            "cases": len(extract.cases),
            "levels": {level: levels[level] for level in extract.levels},
        },
        "files": [{"path": name, "bytes": len(files[name]), "sha256": hash_of(files[name])} for name in sorted(files)],
    }


def _json(content: Json) -> bytes:
    return (json.dumps(content, indent=2) + "\n").encode("ascii")


def hash_of(content: bytes) -> str:
    """As the manifest and the checksums have it."""
    return sha256(content).hexdigest()
