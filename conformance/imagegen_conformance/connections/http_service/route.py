"""The route of a payload: how it is sent, and what is observed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import Level
from imagegen_conformance.judging.observation import Observation

if TYPE_CHECKING:
    from imagegen_conformance.connections.connection import Notes
    from imagegen_conformance.connections.http_service.client import HttpClient
    from imagegen_conformance.connections.http_service.sender import Exchange

__all__ = ["Probe", "Route"]


class Probe(NamedTuple):
    """A payload that was sent, and what was observed.

    Attributes:
        exchange: The request and the response; None if nothing was sent.
        observation: The observation.
        arrivals: The requests that arrived at the upstream of a gateway. The text of each is one line.
        is_fatal: Whether the response says that no request can be answered.
        number: The number in the marker of the request, with which `revised` finds late arrivals; None if nothing was
            sent, or if there are none by this route.
    """

    exchange: Exchange | None
    observation: Observation
    arrivals: Sequence[object] = ()
    is_fatal: bool = False
    number: int | None = None


class Route(Protocol):
    """A way to ask about payloads."""

    @property
    def kind(self) -> str:
        """The kind of connection, as the identity has it."""
        ...

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels at which cases can be asked."""
        ...

    @property
    def rejects(self) -> bool:
        """Whether an illegal payload has to be rejected."""
        ...

    @property
    def notes(self) -> Notes | None:
        """The notes on the gateway; None for a server, whose responses show nothing but the outcomes."""
        ...

    def probe(
        self, client: HttpClient, request: Request, *, give_up_at: float | None = None, learns: bool = False
    ) -> Probe:
        """Send a payload, and return what was observed.

        Args:
            client: The client of this thread.
            request: The request of a case.
            give_up_at: The time of the monotonic clock at which to stop retrying; None for a number of attempts.
            learns: Whether the response shows the form of responses of its kind, because it is that of a control.
        """
        ...

    def revised(self, probe: Probe) -> Observation:
        """Return the observation of a probe after the controls that confirm it: what happened since can change it."""
        ...

    def faults(self) -> list[str]:
        """Return what happened that no request caused, one line each."""
        ...
