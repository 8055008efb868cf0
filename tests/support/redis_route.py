"""Share the failures of generated cases through a Redis server, as docs/how-to/generate_cases.md describes.

`python tests/support/redis_route.py` starts a server. One process of pytest finds a failure, and another, with another
seed and too few draws to find it, repeats the failure. The exit code is 1 if one of them does something else, and 3 if
redis-server is missing.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "how-to" / "generate_cases.md"
DEFAULT_PORT = "port=6379"
MODULE = "mypackage/tools.py"
REPAIRED_MODULE = "def ImageGenTool(payload):\n    return payload\n"
STARTUP_TIMEOUT = 10  # seconds
REPEATED = "the case failed in an earlier search and was tried first"
# The second process makes one draw, with a seed whose draw does not fail.
FEW = ("--imagegen-generate", "1", "--imagegen-seed", "0")
MANY = ("--imagegen-generate", "200", "--imagegen-seed", "1")


class RouteError(Exception):
    """A process does not do what the documentation says."""


def main() -> int:
    """Return the exit code."""
    server = shutil.which("redis-server")
    if server is None:
        print("redis-server is missing. Install it, for example with `apt-get install redis-server`.", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "first"), Path(folder, "second")
        try:
            with _running_server(server, Path(folder)) as port:
                for workspace in (first, second):
                    _write_workspace(workspace, port)
                _follow_route(first, second)
        except RouteError as error:
            print(f"redis: {error}", file=sys.stderr)
            return 1
    return 0


@contextmanager
def _running_server(server: str, folder: Path) -> Iterator[int]:
    """Start a server, and yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        _await(process, port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + STARTUP_TIMEOUT
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RouteError(f"redis-server does not listen on port {port}")


def _write_workspace(workspace: Path, port: int) -> None:
    """Write the programs of the documentation, with the port of the server."""
    programs = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (profile,) = [program for program in programs if "RedisExampleDatabase" in program]
    (module,) = [program for program in programs if "def ImageGenTool" in program]
    if DEFAULT_PORT not in profile:
        raise RouteError(f"the profile of the documentation does not contain {DEFAULT_PORT}")
    (workspace / MODULE).parent.mkdir(parents=True)
    (workspace / MODULE).write_text(module, encoding="utf-8")
    (workspace / "conftest.py").write_text(profile.replace(DEFAULT_PORT, f"port={port}"), encoding="utf-8")


def _follow_route(first: Path, second: Path) -> None:
    _expect("a process that draws too little finds nothing", _run(second, FEW), fails=False)
    _expect("another process finds a failure", _run(first, MANY), fails=True)
    _expect("the process that draws too little repeats it", _run(second, FEW), fails=True, contains=REPEATED)
    for workspace in (first, second):
        (workspace / MODULE).write_text(REPAIRED_MODULE, encoding="utf-8")
    _expect("a process deletes it, because it passes after a repair", _run(first, FEW), fails=False)


def _run(workspace: Path, options: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--imagegen-impl", "mypackage.tools:ImageGenTool",
        "--imagegen-select", "quality/values/low:wire", *options, "-k", "legal-payloads",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(workspace)}
    return subprocess.run(command, cwd=workspace, env=environment, capture_output=True, text=True, check=False)


def _expect(description: str, completed: subprocess.CompletedProcess[str], *, fails: bool, contains: str = "") -> None:
    if completed.returncode != int(fails) or contains not in completed.stdout:
        raise RouteError(f"this is not true: {description}\n{completed.stdout}{completed.stderr}")
    print(f"redis: {description}")


if __name__ == "__main__":
    sys.exit(main())
