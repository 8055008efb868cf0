"""The command that runs one case only, as the header of evidence has it: with placeholders for the case."""

from __future__ import annotations

from imagegen_conformance.corpus.cases import Case

__all__ = ["CASE_PLACEHOLDER", "LEVEL_PLACEHOLDER", "rerun_command"]
CASE_PLACEHOLDER, LEVEL_PLACEHOLDER = "{case}", "{level}"


def rerun_command(template: str, case: Case) -> str:
    """Return the command for a case.

    Args:
        template: The command, with placeholders for the id and the level of the case.
        case: The case.
    """
    return template.replace(LEVEL_PLACEHOLDER, case.level).replace(CASE_PLACEHOLDER, case.id)
