"""The early end of a run: why it ended, and with which exit code."""

from __future__ import annotations

from typing import NamedTuple

from imagegen_conformance.cli.signals import SignalInterrupt
from imagegen_conformance.connections.in_process.exit_guard import ImplementationExit
from imagegen_conformance.corpus.cases import Case
from imagegen_conformance.errors import ConformanceError, ServiceError
from imagegen_conformance.results.tally import FAILS, NOTHING_JUDGED
from imagegen_conformance.text import preview

__all__ = ["LAST_CASE", "FailFastStop", "Interruption"]
MAX_REASON_LENGTH = 300  # characters of the reason in the evidence
KEYBOARD_INTERRUPT_CODE = 130  # 128 + SIGINT
LAST_CASE = "after the last case"  # the progress of a run that has judged every case
EXIT_HINT = "Without --in-process, exits are contained."


class FailFastStop(Exception):  # noqa: N818 - it is no error
    """A failure ended the run, as --fail-fast requests.

    Attributes:
        case: The case that failed.
    """

    def __init__(self, case: Case) -> None:
        super().__init__(case.id)
        self.case = case


class Interruption(NamedTuple):
    """The early end of a run.

    Attributes:
        message: What happened, for standard error; empty if the report is enough.
        reason: What happened, for the evidence.
        summary: What happened, in a few words, for the report.
        exit_code: The exit code, or None if the results determine it.
        hint: What to do, as a complete sentence.
        late_exit_code: The exit code after the last case if no case makes the run fail.
        is_run_error: Whether it counts as an error that is not the outcome of a case.
        case: The case at which the run ended, or None for the case in progress.
        details: Further lines for standard error.
    """

    message: str
    reason: str
    summary: str
    exit_code: int | None = None
    hint: str = ""
    late_exit_code: int = NOTHING_JUDGED
    is_run_error: bool = False
    case: Case | None = None
    details: tuple[str, ...] = ()

    def describe(self, progress: str) -> str:
        """Return the message, with the progress of the run and with the hint.

        Args:
            progress: The place at which the run ended: "at CASE, after 3 of 9 cases", or `LAST_CASE`.
        """
        if self.message.startswith("interrupted"):
            return f"{self.message} {progress}"
        end = "" if progress == LAST_CASE else f"The run ended {progress}. "
        return f"{self.message}. {end}{self.hint}".rstrip()

    @classmethod
    def of(cls, cause: BaseException) -> Interruption:
        """Return the interruption by an exception: one of a signal, of the implementation or of the suite."""
        if isinstance(cause, SignalInterrupt):
            return cls(str(cause), cause.name, cause.name, cause.exit_code)
        if isinstance(cause, FailFastStop):
            return cls("", "--fail-fast", "--fail-fast", FAILS, case=cause.case)
        if isinstance(cause, ImplementationExit):
            text = str(cause)
            return cls(text, text, f"os._exit({cause.code})", FAILS, EXIT_HINT, is_run_error=True)
        if isinstance(cause, ConformanceError):
            text = str(cause).removesuffix(cause.hint).rstrip().removesuffix(".")
            # A failing case says something about the implementation, unless it cannot be tested at all.
            exit_code = cause.exit_code if isinstance(cause, ServiceError) else None
            return cls(
                text,
                preview(text, MAX_REASON_LENGTH),
                "an error",
                exit_code,
                cause.hint,
                cause.exit_code,
                details=cause.details,
            )
        text = "interrupted by KeyboardInterrupt"
        return cls(text, text, "KeyboardInterrupt", KEYBOARD_INTERRUPT_CODE)
