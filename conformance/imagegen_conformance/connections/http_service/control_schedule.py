"""The schedule of the controls: when they are sent, and the part of the budget that is kept for them."""

from __future__ import annotations

import time

from imagegen_conformance.connections.http_service.budget import RequestBudget
from imagegen_conformance.errors import UsageError

__all__ = ["CONTROL_INTERVAL", "ControlSchedule"]

CONTROL_INTERVAL = 200  # requests between two checks of the controls
CONTROL_PERIOD = 60.0  # seconds between two checks of the controls, if requests take long


class ControlSchedule:
    """The checks of the controls: before the first case, after each interval, and after the last case."""

    def __init__(self, budget: RequestBudget, control_count: int) -> None:
        """Plan nothing yet.

        Args:
            budget: The requests that may still be sent.
            control_count: The number of controls of a check.
        """
        self._budget = budget
        self._control_count = control_count
        self._planned = 0  # requests of cases that no check has confirmed
        self._last_check = 0.0

    def request_count(self, count: int) -> int:
        """Return the number of requests for a number of requests of cases, with the controls, without retries."""
        return count + (1 + -(-count // CONTROL_INTERVAL)) * self._control_count

    def check_budget(self, count: int) -> None:
        """Raise UsageError if the maximum number of requests is too small for a number of requests of cases."""
        needed, permitted = self.request_count(count), self._budget.max_requests
        if permitted is not None and needed > permitted:
            subject, hint = ("the run", "Select fewer cases, or permit") if count else ("the check", "Permit")
            problem = f"{subject} needs at least {needed:,} requests, and --max-requests permits {permitted:,}"
            raise UsageError(problem, hint=f"{hint} more requests.")

    def begin(self, count: int) -> None:
        """Plan a number of requests of cases, after the first check."""
        self._planned = count
        self.record_check(0)

    def is_due(self, unconfirmed: int, *, is_urgent: bool = False) -> bool:
        """Return whether the controls have to be sent before the last case.

        Args:
            unconfirmed: The number of requests since the last check.
            is_urgent: Whether there is a reason to send them now.
        """
        if unconfirmed >= CONTROL_INTERVAL:
            return True
        is_early = is_urgent or time.monotonic() - self._last_check > CONTROL_PERIOD
        return is_early and self._may_check_early(unconfirmed)

    def record_check(self, confirmed: int) -> None:
        """Record a check, and keep what the next ones need, so that retries do not use up the budget.

        Args:
            confirmed: The number of requests since the check before.
        """
        self._last_check = time.monotonic()
        self._planned = max(0, self._planned - confirmed)
        self._budget.reserved = -(-self._planned // CONTROL_INTERVAL) * self._control_count

    def _may_check_early(self, unconfirmed: int) -> bool:
        """Return whether the budget permits a check that was not planned."""
        budget = self._budget
        if budget.max_requests is None:
            return True
        needed = self._planned - unconfirmed + budget.reserved + self._control_count
        return budget.spent + needed <= budget.max_requests
