"""The command line that starts a module in a process of its own."""

from __future__ import annotations

import sys

# With `python -m`, the current directory is the first place in which Python looks for modules, so that a project with a
# file such as `types.py` would replace a module of the standard library. The option -P needs Python 3.11.
START = (
    "import sys; sys.path[:] = [entry for entry in sys.path if entry]; "
    "import runpy; runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)


def module_command(module: str, *arguments: str) -> list[str]:
    """Return a command that runs a module as `python -m` does, without the modules of the current directory."""
    return [sys.executable, "-c", START, module, *arguments]
