"""Fixtures of the tests of connections."""

from __future__ import annotations

from chaos_runs import quick_retries, run

__all__ = ["quick_retries", "run"]
