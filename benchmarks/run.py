"""Every figure, in one table; a name, such as `start_up`, takes only those of one script.

Exits with 1 when a figure could not be measured.
"""

from __future__ import annotations

import platform
import sys

import growth
import mix
import per_case
import programs
import start_up
import strict
import validation
import whole_process
from figure import Row, show

MODULES = (per_case, whole_process, validation, strict, growth, start_up, programs)
SCRIPTS = {module.__name__: module for module in MODULES}


def main(names: list[str]) -> int:
    unknown = set(names) - SCRIPTS.keys()
    if unknown:
        raise SystemExit(f"no figures are called {', '.join(unknown)}; there are {', '.join(SCRIPTS)}")
    found: list[Row] = []
    for name in names or SCRIPTS:
        print(f"measuring {name} ...", file=sys.stderr)
        found += SCRIPTS[name].figures()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    code = show(found)
    if not names or {"validation", "strict"} & set(names):
        print(mix.described())
    if not names or "start_up" in names:
        print("\n".join(start_up.imports()))
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
