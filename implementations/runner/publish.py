"""The command `python implementations/runner/publish.py`: publish the results of all runs, or check them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from imagegen_conformance.cli.file_replacement import replace_file
from imagegen_conformance.cli.output import print_lines
from imagegen_conformance.errors import ConformanceError
from manifest import load_runs
from published_results import PublishedResults, with_excerpt
from verdict_check import verdict_problems

__all__ = ["main"]

CHECKOUT = Path(__file__).parents[2]
WHY_KEPT = ", because it has a large installation and was not run. Run `make implementations-large`."


def main(arguments: list[str] | None = None) -> int:
    """Publish the results, or check them. Return 0, 1 if the check finds a difference, or 2 for an error."""
    parsed = _parser().parse_args(arguments)
    runs = load_runs()
    results = PublishedResults(parsed.results, [run.name for run in runs], [run.name for run in runs if run.is_large])
    try:
        if parsed.check:
            return _check(results, parsed.evidence)
        if not parsed.pages:
            print_lines([f"{name}: the published evidence is kept{WHY_KEPT}" for name in results.kept(parsed.evidence)])
            results.replace_evidence(parsed.evidence)
        return _write_pages(results, parsed.readme)
    except ConformanceError as error:
        print_lines([f"imagegen-conformance: {error}"], sys.stderr)
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python implementations/runner/publish.py",
        description="Publish the evidence of all implementations and the matrix that is made of it.",
    )
    parser.add_argument(
        "--evidence",
        type=Path,
        default=CHECKOUT / "build" / "evidence",
        metavar="FOLDER",
        help="folder with the fresh evidence (default: build/evidence)",
    )
    parser.add_argument(
        "--results",
        type=Path,
        default=CHECKOUT / "results",
        metavar="FOLDER",
        help="folder of the published results (default: results)",
    )
    parser.add_argument(
        "--readme",
        type=Path,
        default=CHECKOUT / "README.md",
        metavar="FILE",
        help="document that shows the table (default: README.md)",
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--pages", action="store_true", help="keep the published evidence, and write the pages only")
    mode.add_argument(
        "--check", action="store_true", help="write nothing; fail if fresh verdicts differ from the published ones"
    )
    return parser


def _check(results: PublishedResults, evidence: Path) -> int:
    problems = list(verdict_problems(results, evidence))
    kept = results.kept(evidence)
    print_lines(f"{name}: not compared{WHY_KEPT}" for name in kept)
    compared = len(results.names) - len(kept)
    print_lines(problems or [f"the verdicts of {compared} runs are those of the published evidence"])
    return 1 if problems else 0


def _write_pages(results: PublishedResults, readme: Path) -> int:
    matrix = results.matrix()
    contents = dict(results.render(matrix))
    contents[readme] = with_excerpt(readme.read_text(encoding="utf-8"), contents[results.table], readme)
    for file, content in contents.items():
        replace_file(file, content.encode("utf-8"))
    stale = [f"{column.name} is stale: {column.detail}" for column in matrix.columns if column.status == "stale"]
    print_lines([*stale, f"{len(matrix.columns) - len(stale)} of {len(matrix.columns)} runs have verdicts"])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
