"""Implementations in any language, asked through a program that answers JSON lines (docs/protocol.md).

`messages` writes requests and reads answers; `conversation` keeps what was asked and is not settled yet; `process` runs
a program and its pipes; `lane` asks one process after the other, and finds out which case a program stumbled over;
`connection` has several lanes side by side; `check` has a conversation with a program, and says what is wrong with it.
"""

from imagegen_conformance.program.connection import Limits, Program

__all__ = ["Limits", "Program"]
