"""Every figure, in one table, and strength side by side in another; a name, such as `start_up`, takes only one script.

Exits with 1 when a figure could not be measured.
"""

from __future__ import annotations

import platform
import sys

import alternative
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
STRENGTH = alternative.__name__


def main(names: list[str]) -> int:
    unknown = set(names) - {*SCRIPTS, STRENGTH}
    if unknown:
        raise SystemExit(f"no figures are called {', '.join(unknown)}; there are {', '.join([*SCRIPTS, STRENGTH])}")
    found: list[Row] = []
    for name in [name for name in names or SCRIPTS if name != STRENGTH]:
        print(f"measuring {name} ...", file=sys.stderr)
        found += SCRIPTS[name].figures()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    code = show(found) if found else 0
    if not names or {"validation", "strict"} & set(names):
        print(mix.described())
    if not names or "start_up" in names:
        print("\n".join(start_up.imports()))
    if not names or STRENGTH in names:
        print(f"measuring {STRENGTH} ...", file=sys.stderr)
        code |= alternative.main([])
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
