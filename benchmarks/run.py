"""Every figure, in one table; a name, such as `start_up`, takes only those of one script."""

from __future__ import annotations

import platform
import sys

import growth
import per_case
import start_up
import validation
import whole_process
from figure import show

SCRIPTS = {module.__name__: module for module in (per_case, whole_process, validation, growth, start_up)}


def main(names: list[str]) -> None:
    unknown = set(names) - SCRIPTS.keys()
    if unknown:
        raise SystemExit(f"no figures are called {', '.join(unknown)}; there are {', '.join(SCRIPTS)}")
    found = []
    for name in names or SCRIPTS:
        print(f"measuring {name} ...", file=sys.stderr)
        found += SCRIPTS[name].figures()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    show(found)
    if not names or "start_up" in names:
        print("\n".join(start_up.imports()))


if __name__ == "__main__":
    main(sys.argv[1:])
