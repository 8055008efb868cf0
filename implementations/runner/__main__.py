"""The command `python implementations/runner`: install real implementations, run them, and write their evidence."""

from __future__ import annotations

from command import main

if __name__ == "__main__":
    raise SystemExit(main())
