"""The command `python -m imagegen_conformance.connections.python_worker PATH`, which serves a Python object."""

from __future__ import annotations

from imagegen_conformance.connections.python_worker.server import main

if __name__ == "__main__":
    main()
