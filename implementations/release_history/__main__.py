"""The command `python implementations/release_history`: compute which release of a package changed the tool."""

from __future__ import annotations

from history_command import main

if __name__ == "__main__":
    raise SystemExit(main())
