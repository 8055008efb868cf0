"""Measure all ratios, or those of the named scripts, and print them as a table.

`run.py [SCRIPT...]`. The comparison with schema fuzzing prints a table of its own. The exit code is 1 if something
could not be measured.
"""

from __future__ import annotations

import platform
import sys

import http_check
import http_throughput
import loading
import long_texts
import mock_server
import per_case
import report_pages
import scaling
import schema_fuzzing
import startup
import stdio
import strict_schema
import validated_payloads
import validation
import whole_process
import worker_process
from ratio import Row, print_table

MODULES = (
    per_case,
    long_texts,
    whole_process,
    loading,
    validation,
    strict_schema,
    scaling,
    startup,
    stdio,
    worker_process,
    http_throughput,
    mock_server,
    http_check,
    report_pages,
)
SCRIPTS = {module.__name__: module for module in MODULES}
FUZZING = schema_fuzzing.__name__


def main(names: list[str]) -> int:
    unknown = set(names) - {*SCRIPTS, FUZZING}
    if unknown:
        scripts = ", ".join([*SCRIPTS, FUZZING])
        raise SystemExit(f"unknown script {', '.join(sorted(unknown))}. The scripts are {scripts}.")
    rows: list[Row] = []
    for name in [name for name in names or SCRIPTS if name != FUZZING]:
        print(f"measuring {name} ...", file=sys.stderr)
        rows += SCRIPTS[name].ratios()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    exit_code = print_table(rows) if rows else 0
    if not names or {"validation", "strict_schema"} & set(names):
        print(validated_payloads.summary())
    if not names or "startup" in names:
        print("\n".join(startup.imports()))
    if not names or "report_pages" in names:
        print(report_pages.summary())
    if not names or FUZZING in names:
        print(f"measuring {FUZZING} ...", file=sys.stderr)
        exit_code |= schema_fuzzing.main([])
    return exit_code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
