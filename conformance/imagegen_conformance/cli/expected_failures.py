"""The command `expected-failures`: adds failures of a recorded run to a list, and removes those that do not occur."""

from __future__ import annotations

import argparse
import os
import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from imagegen_conformance.cli.output import PROGRAM, print_lines, write_text
from imagegen_conformance.cli.parser import CommandHelp, Commands, Parser, add_command, add_subcommands
from imagegen_conformance.errors import EvidenceError, ExpectedFailuresError, UsageError
from imagegen_conformance.runner.option import file_path
from imagegen_conformance.text import MAX_MESSAGE_LENGTH, escape_control_characters, preview, preview_repr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from imagegen_conformance.results.expected_failures_file import ExpectedFailuresFile
    from imagegen_conformance.results.recorded_run import RecordedRun

__all__ = ["add_expected_failures"]

EXPECTED_FAILURES = CommandHelp(
    summary="add failures of a run to a list of expected failures, or remove ids from it",
    description="""\
Edit a list of expected failures: accept adds failures of a run with a reason, prune removes the ids
of cases that do not fail as listed. The rest of the file stays as it is.""",
    examples=[
        f"{PROGRAM} expected-failures accept e.ndjson list.json --reason 'See issue 1.'",
        f"{PROGRAM} expected-failures prune e.ndjson list.json",
    ],
)
ACCEPT = CommandHelp(
    summary="add the failures of a run that are not listed, with a reason",
    description="""\
Add the failures that make a run fail and are not listed, one entry for each requirement, kind and
place of failure. The file is created if it is missing. Nothing is removed.

Flaky results and errors are added only if --select is the id of the case, and advisory failures
only if --select matches it. With --check, nothing is written, and the exit code is 1 if the file
would change.""",
    examples=[
        f"{PROGRAM} expected-failures accept e.ndjson list.json --reason 'See issue 1.'",
        f"{PROGRAM} expected-failures accept e.ndjson list.json --check --select quality",
    ],
)
PRUNE = CommandHelp(
    summary="remove the ids of cases that do not fail as listed",
    description="""\
Remove the ids of the cases that pass or fail in another way, and the entries that list no other
case. Ids of cases that the run did not judge stay. Nothing is added. With --check, nothing is
written, and the exit code is 1 if the file would change.""",
    examples=[
        f"{PROGRAM} expected-failures prune e.ndjson list.json",
        f"{PROGRAM} expected-failures prune e.ndjson list.json --check",
    ],
)


class _Changes(NamedTuple):
    """The changes of a list, in words.

    Attributes:
        amount: How many failures are added, or ids removed, such as "2 ids".
        verb: What happens to them.
        participle: What has happened to them.
        implementation: The name of the implementation of the evidence.
    """

    amount: str
    verb: str
    participle: str
    implementation: str


def add_expected_failures(commands: Commands[Parser]) -> None:
    """Add the command `expected-failures` with its subcommands."""
    subcommands = add_subcommands(add_command(commands, "expected-failures", None, EXPECTED_FAILURES))
    accept = add_command(subcommands, "accept", _accept, ACCEPT)
    _add_files(accept)
    accept.add_argument("--reason", metavar="TEXT", type=_reason, help="why the cases fail; required to add entries")
    accept.add_argument("--link", metavar="URL", type=_link, help="URL of an issue or of documentation")
    accept.add_argument(
        "--expires", metavar="DATE", type=_date, help="last day on which the entries are valid, YYYY-MM-DD in UTC"
    )
    accept.add_argument(
        "--select",
        metavar="PATTERN",
        action="append",
        default=[],
        help="add only failures of cases whose id matches this glob or begins with these parts; repeatable",
    )
    _add_files(add_command(subcommands, "prune", _prune, PRUNE))


def _add_files(parser: Parser) -> None:
    parser.add_argument("evidence", metavar="EVIDENCE", type=file_path, help="evidence file of a complete run")
    parser.add_argument("file", metavar="FILE", type=file_path, help="list of expected failures")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, and exit with code 1 if the file would change"
    )


def _reason(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("the reason is empty. Explain why the cases fail.")
    return text


def _link(text: str) -> str:
    from imagegen_conformance.results.expected_failures_file import is_url

    if not is_url(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a URL. Write it with its scheme.")
    return text


def _date(text: str) -> date:
    from imagegen_conformance.results.entry_expiry import parse_date

    parsed = parse_date(text)
    if parsed is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date. Write it as YYYY-MM-DD.")
    return parsed


def _accept(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.corpus.selection import Selection
    from imagegen_conformance.reports.expected_failure_changes import describe_acceptance
    from imagegen_conformance.reports.layout import count
    from imagegen_conformance.results.entry_expiry import current_date
    from imagegen_conformance.results.expected_failures_file import ExpectedFailuresFile
    from imagegen_conformance.results.expected_failures_text import ExpectedFailuresText
    from imagegen_conformance.results.failure_acceptance import FailureAcceptance

    today = current_date()
    _check_options(parsed, today)
    run = _read_run(parsed.evidence)
    for pattern in parsed.select:  # raises UsageError if it matches no case
        run.corpus.select(Selection(patterns=(pattern,)))
    is_new = not os.path.lexists(os.path.realpath(parsed.file))
    listed = None if is_new else ExpectedFailuresFile(parsed.file, run.corpus, today)
    acceptance = FailureAcceptance(run, {} if listed is None else listed.entries, parsed.select)
    expires = None if parsed.expires is None else parsed.expires.isoformat()
    entries = [entry.to_json(parsed.reason or "", parsed.link, expires) for entry in acceptance.entries]
    text = ExpectedFailuresText.empty(run.identity.name) if listed is None else ExpectedFailuresText(listed.text)
    warnings = _check_implementation(parsed.file, listed, run)
    lines = [*warnings, *describe_acceptance(acceptance, _command("prune", parsed), check=parsed.check)]
    changes = _Changes(count(acceptance.count, "failure"), "add", "added", run.identity.name)
    return _finish(parsed, text.with_entries(entries) if entries else None, lines, changes)


def _prune(parsed: argparse.Namespace) -> int:
    from imagegen_conformance.reports.expected_failure_changes import describe_pruning
    from imagegen_conformance.reports.layout import count
    from imagegen_conformance.results.entry_expiry import current_date
    from imagegen_conformance.results.expected_failures_file import ExpectedFailuresFile
    from imagegen_conformance.results.expected_failures_text import ExpectedFailuresText
    from imagegen_conformance.results.failure_pruning import FailurePruning

    run = _read_run(parsed.evidence)
    listed = ExpectedFailuresFile(parsed.file, run.corpus, current_date())
    pruning = FailurePruning(run, listed.entries)
    ids = {result.case.id for result in pruning.removed}
    text = ExpectedFailuresText(listed.text).without_cases(ids) if ids else None
    warnings = _check_implementation(parsed.file, listed, run)
    lines = [*warnings, *describe_pruning(pruning, _command("accept", parsed), check=parsed.check)]
    return _finish(parsed, text, lines, _Changes(count(len(ids), "id"), "remove", "removed", run.identity.name))


def _check_options(parsed: argparse.Namespace, today: date) -> None:
    """Raise UsageError if the reason is missing, or the new entries would have expired."""
    if parsed.reason is None and not parsed.check:
        raise UsageError("--reason is missing", hint="Explain why the cases fail: --reason TEXT")
    if parsed.expires is not None and parsed.expires < today:
        raise UsageError(f"--expires: {parsed.expires} has passed", hint=f"Give {today} or a later day.")


def _read_run(file: Path) -> RecordedRun:
    """Return the run of evidence from which a list can be edited.

    Raises:
        EvidenceError: The evidence is incomplete, was edited, belongs to another corpus, has run errors, or judged no
            case.
    """
    from imagegen_conformance.corpus.corpus import Corpus
    from imagegen_conformance.reports.layout import count
    from imagegen_conformance.results.verification import verify

    run = verify(file, Corpus.load())
    errors = run.tally.run_errors
    if errors:
        first = preview(errors[0], MAX_MESSAGE_LENGTH)
        problem = f"the run has {count(len(errors), 'run error')}, so that its results are unreliable ({first})"
        raise EvidenceError(problem, file=file, hint="Correct the cause, and run the suite again.")
    if not run.tally.answered:
        hint = "Select levels that the implementation claims, and run the suite again."
        raise EvidenceError("the run judged no case", file=file, hint=hint)
    return run


def _check_implementation(file: Path, listed: ExpectedFailuresFile | None, run: RecordedRun) -> Iterator[str]:
    """Yield a warning if a list seems to belong to another implementation than that of the evidence.

    Raises:
        ExpectedFailuresError: The list names another Python object.
    """
    from imagegen_conformance.results.listed_name import is_another_object, names_implementation

    text, name = None if listed is None else listed.implementation, run.identity.name
    if text is None or names_implementation(text, name):
        return
    listed_name, actual = (preview_repr(part) for part in (text, name))
    if is_another_object(text, name):
        problem = f"the list is for {listed_name}, but the evidence is of {actual}"
        hint = "Name the evidence of that implementation, or another file."
        raise ExpectedFailuresError(problem, file=file, location="/implementation", hint=hint)
    shown = escape_control_characters(str(file))
    yield f"warning: {shown} is for {listed_name}, and the evidence is of {actual}. Check that they belong together."


def _command(name: str, parsed: argparse.Namespace) -> str:
    """Return the other command for the same files."""
    reason = " --reason TEXT" if name == "accept" else ""
    files = shlex.join([str(parsed.evidence), str(parsed.file)])
    return escape_control_characters(f"{PROGRAM} expected-failures {name} {files}{reason}")


def _finish(parsed: argparse.Namespace, text: str | None, lines: Iterable[str], changes: _Changes) -> int:
    """Write the file if it has a new text, print what has changed, and return the exit code.

    Args:
        parsed: The parsed arguments.
        text: The new text; None if the file does not change.
        lines: The lines about the changes.
        changes: The changes.
    """
    name = preview(changes.implementation, MAX_MESSAGE_LENGTH)
    if text is None:
        summary = f"unchanged, because there is nothing to {changes.verb} for {name}"
    elif parsed.check:
        summary = f"{changes.amount} to {changes.verb} for {name}. Run the command without --check to change the file."
    else:
        write_text(parsed.file, text)
        summary = f"{changes.amount} {changes.participle} for {name}. Review the file, and commit it."
    print_lines([*lines, f"{escape_control_characters(str(parsed.file))}: {summary}"])
    return int(parsed.check and text is not None)
