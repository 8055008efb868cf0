"""The command that computes release histories, with a package index on this machine."""

from __future__ import annotations

import hashlib
import io
import json
import os
import socket
from collections.abc import Iterator
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from packaging.version import Version

import release
from history_command import main
from imagegen_conformance.errors import ConformanceError
from imagegen_conformance.resources import data_directory, load_json
from release import Release

MODULE = "openai/types/responses/tool_param.py"
JSON_PAGE = "application/vnd.pypi.simple.v1+json"
CONFIGURATION_HINT = "Check the network and the configuration of pip (pip config list), and run the command again."


def has_time_zones() -> bool:
    """Return whether Python has data of time zones: on Windows, they are in a package."""
    try:
        ZoneInfo(release.ZONE)
    except ZoneInfoNotFoundError:
        return False
    return True


needs_time_zones = pytest.mark.skipif(not has_time_zones(), reason="this system has no data of time zones")


def tool(annotation: str) -> str:
    """Return a module that declares the tool with one field."""
    return f"class ImageGeneration(TypedDict, total=False):\n    quality: {annotation}\n"


def wheel(version: str, module: str | None) -> bytes:
    """Return a wheel with one module, or without it."""
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        if module is not None:
            archive.writestr(MODULE, module)
        info = f"openai-{version}.dist-info"
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: openai\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return file.getvalue()


class PackageIndex:
    """A package index with the package openai.

    Attributes:
        page: The page of the package.
        content_type: The content type of the page.
        status: The status of the page.
        files: The wheels, by their names.
    """

    def __init__(self) -> None:
        self.page: dict[str, Any] = {"meta": {"api-version": "1.1"}, "name": "openai", "files": []}
        self.content_type = JSON_PAGE
        self.status = 200
        self.files: dict[str, bytes] = {}

    def add(self, version: str, uploaded: str, module: str | None, tag: str = "py3-none-any") -> dict[str, Any]:
        """Add a release, and return its entry in the page."""
        name = f"openai-{version}-{tag}.whl"
        self.files[name] = wheel(version, module)
        digest = hashlib.sha256(self.files[name]).hexdigest()
        entry = {"filename": name, "url": f"../../files/{name}", "hashes": {"sha256": digest}, "upload-time": uploaded}
        self.page["files"].append(entry)
        return entry

    def respond(self, path: str) -> tuple[int, str, bytes]:
        """Return the status, the content type and the body of the response to a path."""
        name = path.rpartition("/")[2]
        if path == "/simple/openai/":
            body = json.dumps(self.page).encode() if self.content_type == JSON_PAGE else b"<html></html>"
            return self.status, self.content_type, body
        if name in self.files:
            return 200, "application/octet-stream", self.files[name]
        return 404, "text/plain", b""


@pytest.fixture
def index(monkeypatch) -> Iterator[PackageIndex]:
    """Start a package index, and configure pip to use it."""
    package_index = PackageIndex()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content_type, body = package_index.respond(self.path)
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments) -> None:
            """Write no log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        configure_pip(monkeypatch, server.server_address[1])
        yield package_index
        server.shutdown()
        thread.join()


def configure_pip(monkeypatch, port: int) -> None:
    """Let pip use only the index at a port of this machine."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{port}/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def add_releases(index: PackageIndex) -> None:
    """Add releases in the wrong order: without the tool, with it, and with changes."""
    index.add("1.100.0", "2026-03-01T10:00:00Z", tool("Literal['low', 'high', 'max']"))
    index.add("1.76.0", "2026-01-01T10:00:00.5Z", None)
    index.add("1.77.0", "2026-01-02T07:59:00Z", tool("Literal['low']"))
    index.add("1.78.0", "2026-01-03T10:00:00Z", tool("Literal['low']"))
    index.add("1.75.0", "2025-12-31T10:00:00Z", tool("int"))
    index.page["files"].append({"filename": "openai-1.79.0.tar.gz", "url": "x", "hashes": {}})


@needs_time_zones
def test_history_of_all_releases_is_written(index, tmp_path, capfd):
    add_releases(index)
    assert main(["openai", "--out", str(tmp_path)]) == 0
    file = tmp_path / "openai.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content.pop("measured") == datetime.now(timezone.utc).date().isoformat()
    added = {"change": "added", "required": False, "types": ["string"], "values": ["low"], "open": False}
    values = {"change": "values", "added": ["high", "max"], "removed": []}
    assert content == {
        "$schema": "../../schemas/release_history.schema.json",
        "package": "openai",
        "modules": [MODULE],
        "class": "ImageGeneration",
        "arguments": ["openai", "--until", "1.100.0"],
        "releases": ["1.76.0", "1.77.0", "1.78.0", "1.100.0"],
        "history": [
            {
                "release": "1.77.0",
                "date": "2026-01-01",
                "uploaded": "2026-01-02T07:59Z",
                "changes": [{"field": "quality", **added}],
            },
            {
                "release": "1.100.0",
                "date": "2026-03-01",
                "uploaded": "2026-03-01T10:00Z",
                "changes": [{"field": "quality", **values}],
            },
        ],
    }
    assert capfd.readouterr().out.splitlines() == [
        "openai: 4 releases from 1.76.0 to 1.100.0",
        f"openai: changes in 2 releases, written to {file}",
    ]


@needs_time_zones
def test_written_file_matches_the_schema(index, tmp_path):
    index.add("2.0.0b1", "2026-01-01T10:00:00Z", tool("Dict[str, Optional[Literal['low']]]"))
    index.add("2.0.0", "2026-01-02T10:00:00Z", tool("Required[str]\n    'A text.'"))
    index.add("2.1.0", "2026-01-03T10:00:00Z", tool("Optional[Literal['low']]\n    'Another text.'"))
    index.add("2.2.0", "2026-01-03T10:00:00Z", tool("Optional[Literal['low']]"))
    index.add("2.3.0", "2026-01-03T10:00:00Z", None)
    assert main(["openai", "--out", str(tmp_path)]) == 0
    schema = load_json(data_directory("schemas") / "release_history.schema.json")
    content = json.loads((tmp_path / "openai.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(content)
    assert [entry["release"] for entry in content["history"]] == ["2.0.0b1", "2.0.0", "2.1.0", "2.2.0", "2.3.0"]
    assert content["history"][-1]["changes"] == [{"field": "quality", "change": "removed"}]


@needs_time_zones
def test_stable_release_is_compared_with_the_stable_one_before_it(index, tmp_path):
    index.add("1.76.0", "2026-01-01T10:00:00Z", tool("int"))
    index.add("1.77.0b1", "2026-01-02T10:00:00Z", tool("str"))
    index.add("1.77.0b2", "2026-01-03T10:00:00Z", tool("str"))
    index.add("1.77.0", "2026-01-04T10:00:00Z", tool("str"))
    index.add("1.78.0b1", "2026-01-05T10:00:00Z", tool("str"))
    index.add("1.78.0", "2026-01-06T10:00:00Z", tool("str"))
    assert main(["openai", "--out", str(tmp_path)]) == 0
    history = json.loads((tmp_path / "openai.json").read_text(encoding="utf-8"))["history"]
    assert [entry["release"] for entry in history] == ["1.76.0", "1.77.0b1", "1.77.0"]
    assert history[1]["changes"] == history[2]["changes"]


@needs_time_zones
def test_newer_releases_are_left_out_on_request(index, tmp_path):
    add_releases(index)
    assert main(["openai", "--out", str(tmp_path), "--until", "1.78.0"]) == 0
    content = json.loads((tmp_path / "openai.json").read_text(encoding="utf-8"))
    assert (content["arguments"][-1], content["releases"][-1]) == ("1.78.0", "1.78.0")
    assert len(content["history"]) == 1


@needs_time_zones
def test_first_wheel_of_a_release_counts(index, tmp_path):
    index.add("1.76.0", "2026-01-09T10:00:00Z", tool("str"), "py2.py3-none-any")
    index.add("1.76.0", "2026-01-05T10:00:00Z", tool("int"))
    assert main(["openai", "--out", str(tmp_path)]) == 0
    (entry,) = json.loads((tmp_path / "openai.json").read_text(encoding="utf-8"))["history"]
    assert (entry["date"], entry["changes"][0]["types"]) == ("2026-01-05", ["integer"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["openia"], "unknown package 'openia'. Did you mean openai?"),
        (["xyz"], "unknown package 'xyz'. The packages are openai and azure-ai-projects."),
        (
            ["--until", "1.0.0"],
            "--until applies to a single package. Name the package, or remove --until.",
        ),
        (
            ["openai", "--until", "1.100.1"],
            "unknown release '1.100.1' of openai. Did you mean 1.100.0?",
        ),
        (["openai", "--until", "x"], "unknown release 'x' of openai. The newest release is 1.100.0."),
    ],
)
def test_invalid_argument_is_an_error(index, tmp_path, capfd, arguments, message):
    index.add("1.100.0", "2026-01-01T10:00:00Z", None)
    assert main([*arguments, "--out", str(tmp_path)]) == 2
    assert capfd.readouterr().err == f"imagegen-conformance: {message}\n"
    assert list(tmp_path.iterdir()) == []


def error_of(folder: Path, capfd) -> str:
    """Compute the history of openai, which fails because of the index, and return the message."""
    assert main(["openai", "--out", str(folder)]) == 3
    assert list(folder.iterdir()) == []
    return capfd.readouterr().err.removeprefix("imagegen-conformance: ").removesuffix("\n")


def test_missing_network_is_an_error(monkeypatch, tmp_path, capfd):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # a port that nothing listens on
        configure_pip(monkeypatch, unused.getsockname()[1])
        message = error_of(tmp_path, capfd)
    assert message.startswith("the package index cannot be read (Failed to connect to 127.0.0.1")
    assert message.endswith(f"). {CONFIGURATION_HINT}")


def test_error_of_the_server_is_reported(index, tmp_path, capfd):
    index.status = 403
    message = error_of(tmp_path, capfd)
    assert message.startswith("the package index cannot be read (403 Client Error")
    assert message.endswith(f"). {CONFIGURATION_HINT}")


def test_package_that_is_not_in_the_index_is_an_error(index, tmp_path, capfd):
    index.status = 404
    assert error_of(tmp_path, capfd) == f"the package index has no package 'openai'. {CONFIGURATION_HINT}"


def test_index_without_json_is_an_error(index, tmp_path, capfd):
    index.content_type = "text/html"
    hint = "Configure pip to use an index with version 1.1 of its API."
    assert error_of(tmp_path, capfd) == f"the package index does not provide its pages as JSON. {hint}"


def test_index_without_upload_times_is_an_error(index, tmp_path, capfd):
    del index.add("1.76.0", "2026-01-01T10:00:00Z", None)["upload-time"]
    problem = "the package index does not provide 'upload-time' of openai-1.76.0-py3-none-any.whl"
    hint = "Configure pip to use an index with version 1.1 of its API."
    assert error_of(tmp_path, capfd) == f"{problem}. {hint}"


def test_wheel_with_another_digest_is_an_error(index, tmp_path, capfd):
    index.add("1.76.0", "2026-01-01T10:00:00Z", tool("int"))
    index.files["openai-1.76.0-py3-none-any.whl"] = wheel("1.76.0", tool("str"))
    message = error_of(tmp_path, capfd)
    assert message.startswith("pip cannot download openai-1.76.0-py3-none-any.whl (ERROR: THESE PACKAGES DO NOT MATCH")
    assert message.endswith(f"). {CONFIGURATION_HINT}")


def test_missing_wheel_is_an_error(index, tmp_path, capfd):
    index.add("1.76.0", "2026-01-01T10:00:00Z", tool("int"))
    index.files.clear()
    assert error_of(tmp_path, capfd).startswith("pip cannot download openai-1.76.0-py3-none-any.whl (ERROR: ")


def test_package_without_releases_is_an_error(index, tmp_path, capfd):
    index.add("1.75.0", "2026-01-01T10:00:00Z", tool("int"))
    message = "openai has no wheel of release 1.76.0 or later. Check the configuration of pip (pip config list)."
    assert error_of(tmp_path, capfd) == message


def test_unsupported_declaration_names_the_release(index, tmp_path, capfd):
    index.add("1.76.0", "2026-01-01T10:00:00Z", tool("int"))
    index.add("1.77.0", "2026-01-01T10:00:00Z", tool("Set[int]"))
    assert main(["openai", "--out", str(tmp_path)]) == 2
    message = "openai 1.77.0: the annotation Set[int] is not supported"
    hint = "Extend implementations/release_history/annotation.py."
    assert capfd.readouterr().err == f"imagegen-conformance: {message}. {hint}\n"


def test_system_without_time_zones_is_an_error(monkeypatch):
    def missing(name: str) -> None:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(release, "ZoneInfo", missing)
    problem = "this system has no data of the time zone America/Los_Angeles. Install the package tzdata."
    with pytest.raises(ConformanceError) as caught:
        _ = Release(Version("1.0"), datetime.now(timezone.utc), "", "").date
    assert str(caught.value) == problem
