"""Annotations: lines with which the runner of GitHub Actions shows messages on the page of the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

TITLE = "imagegen-conformance"
MAX_POINTER = 200  # characters
MAX_ERRORS = 10  # GitHub shows at most ten errors of a step
KINDS = {
    "new-failure": "new failure",
    "not-judged-any-more": "not judged any more",
    "failing-differently": "failing differently",
}


class Comparison(NamedTuple):
    """What a comparison with an earlier run says.

    Attributes:
        conclusion: The conclusion, as a sentence without its end.
        errors: What is worse, as annotations.
    """

    conclusion: str
    errors: list[str]

    @classmethod
    def of(cls, content: dict[str, Any]) -> Comparison:
        """Return the last comparison of a JSON report of the command `compare`."""
        last = content["comparisons"][-1]
        errors = [annotation("error", problem, "run error") for problem in last["run_errors"]]
        errors += [_change(change) for change in last["changes"] if change["worse"]]
        return cls(last["conclusion"], errors)

    def annotations(self, exit_code: int) -> list[str]:
        """Return the conclusion, and what is worse. GitHub shows all of them.

        Args:
            exit_code: The exit code of the run, which can fail for other reasons.
        """
        if exit_code == 0:
            return [annotation("notice", self.conclusion)]
        end = (
            "" if self.errors else f": the run ended with exit code {exit_code}, and the log of the step has the reason"
        )
        errors, limit = [annotation("error", self.conclusion + end), *self.errors], MAX_ERRORS
        if len(errors) <= limit:
            return errors
        further = f"{len(errors) - limit + 1} more problems: see the summary of the job"
        return [*errors[: limit - 1], annotation("error", further, "further problems")]


def annotation(kind: str, text: str, title: str = TITLE) -> str:
    """Return a line for the runner. The text can have several lines, and any characters.

    Args:
        kind: `error`, `warning` or `notice`.
        text: The text.
        title: The title.
    """
    title = _escape(title).replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} title={title}::{_escape(text)}"


def annotations_of_run(file: Path, exit_code: int) -> list[str]:
    """Return the annotations that a run has written, without errors if the run did not fail.

    The annotations do not depend on an earlier run, which the configuration of the project can name.
    """
    lines = _lines_of(file)
    errors = [line for line in lines if line.startswith("::error ")]
    if exit_code or not errors:
        return lines
    text = "The failures are as in the earlier run: see the summary of the job."
    return [annotation("notice", text), *warnings_of_run(file)]


def warnings_of_run(file: Path) -> list[str]:
    """Return the warnings that a run has written."""
    return [line for line in _lines_of(file) if line.startswith("::warning ")]


def _lines_of(file: Path) -> list[str]:
    """Return the lines as the runner sees them: other separators can be a part of foreign text."""
    return file.read_text(encoding="utf-8").rstrip("\n").split("\n") if file.is_file() else []


def _change(change: dict[str, Any]) -> str:
    kind = KINDS.get(change["kind"], change["kind"])
    return annotation("error", "\n".join(_lines(change)), f"{change.get('requirement', TITLE)}: {kind}")


def _lines(change: dict[str, Any]) -> Iterator[str]:
    after = change.get("after", {"verdict": "not run"})
    cause = after.get("failure", after["verdict"]).replace("-", " ")
    place = f" at {after['pointer'][:MAX_POINTER]}" if "pointer" in after else ""
    yield f"{change['case']}: {cause}{place}"
    details = change.get("details", {})
    for label in ("sent", "expected", "actual", "differences", "rerun"):
        value = details.get(label, [])
        yield from (f"{label}: {text}" for text in ([value] if isinstance(value, str) else value))


def _escape(text: str) -> str:
    """Escape what the runner reads as a part of the command, and what is not visible."""
    visible = (character if character.isprintable() or character == "\n" else _code(character) for character in text)
    return "".join(visible).replace("%", "%25").replace("\n", "%0A")


def _code(character: str) -> str:
    return f"\\u{ord(character):04x}"
