"""The commands of the runner of GitHub Actions that switch other commands off and on.

The runner takes lines such as `::error::text` for commands, wherever in the output of a step they are, and `##[error]`
even in the middle of a line. A payload or the message of an implementation that contains them would give commands.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["StopCommands", "is_github_runner"]


class StopCommands(NamedTuple):
    """The lines around text that must give no commands. Their token is secret, so that the text cannot contain it.

    Attributes:
        stop: The line before the text.
        resume: The line after the text.
    """

    stop: str
    resume: str

    @classmethod
    def with_new_token(cls) -> StopCommands:
        """Return the lines with a token that was not used before."""
        token = secrets.token_hex(16)
        return cls(f"::stop-commands::{token}", f"::{token}::")


def is_github_runner(environment: Mapping[str, str]) -> bool:
    """Return whether the output of this process goes to the runner of GitHub Actions."""
    return environment.get("GITHUB_ACTIONS") == "true"
