"""The interface of a connection, and the identity of the implementation behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from imagegen_conformance.corpus.cases import Request
from imagegen_conformance.corpus.requirements import LEVELS, Level
from imagegen_conformance.errors import ImplementationError, UsageError
from imagegen_conformance.jsonlib.values import Json
from imagegen_conformance.judging.observation import Observation
from imagegen_conformance.text import preview_repr

if TYPE_CHECKING:
    from imagegen_conformance.corpus.profiles import Profiles, Revision

__all__ = ["Connection", "Identity", "LocalConnection", "Notes"]


class Identity(NamedTuple):
    """The description of an implementation under test, as reports and evidence show it.

    Attributes:
        name: The name of the implementation, or the path of the Python object.
        version: Its version, or None if it is unknown.
        language: The programming language.
        adapter: The kind of adapter, such as "function" or "program".
        levels: The levels that the implementation claims.
        profile: The profile that the adapter states to implement, or None if it states none.
        revision: The revision that it states to implement, or a release that has it; None if `profile` is None.
    """

    name: str
    version: str | None
    language: str
    adapter: str
    levels: tuple[Level, ...]
    profile: str | None = None
    revision: str | None = None

    def to_json(self) -> dict[str, Json]:
        """Return the members, without a profile and a revision if none are stated."""
        members: dict[str, Json] = {**self._asdict(), "levels": list(self.levels)}
        return {name: value for name, value in members.items() if name == "version" or value is not None}

    @classmethod
    def from_json(cls, members: dict[str, Json]) -> Identity:
        """Return the description that `to_json` describes.

        Raises:
            TypeError, ValueError: A member is missing, unknown, or has another type.
        """
        levels, texts = members.get("levels"), {key: value for key, value in members.items() if key != "levels"}
        if not isinstance(levels, list) or not set(levels) <= set(LEVELS):
            raise ValueError("levels")
        if not all(isinstance(value, str) or (key == "version" and value is None) for key, value in texts.items()):
            raise TypeError("a member is not a string")
        return cls(levels=tuple(levels), **texts)

    def stated_revision(self, profiles: Profiles) -> Revision | None:
        """Return the revision that the adapter states to implement, or None if it states none.

        Raises:
            ImplementationError: The profile or the revision is unknown.
        """
        if self.profile is None:
            return None
        try:
            return profiles.find(self.profile, self.revision)
        except UsageError as error:
            problem = f"the adapter of {preview_repr(self.name)} states an unknown revision: {error.problem}"
            raise ImplementationError(problem, hint=error.hint) from None


class Notes(Protocol):
    """What an implementation does beside the payloads, without an effect on any verdict."""

    def lines(self) -> list[str]:
        """Return the notes so far, one line each."""
        ...


class Connection(Protocol):
    """The transport to an implementation under test.

    Observations may arrive in any order. The caller has at most `max_in_flight` requests outstanding.
    """

    @property
    def identity(self) -> Identity:
        """The description of the implementation."""
        ...

    @property
    def max_in_flight(self) -> int:
        """The maximum number of outstanding requests, at least 1."""
        ...

    @property
    def notes(self) -> Notes | None:
        """The notes on the implementation, or None for a connection that sees nothing but the payloads."""
        ...

    @property
    def can_validate(self) -> bool:
        """Whether requests to validate are sent as such. If not, they are sent as requests to parse."""
        ...

    def supports(self, level: Level) -> bool:
        """Return whether cases of this level can be run."""
        ...

    def prepare(self, count: int) -> None:
        """Check whether the implementation can be tested. The command line calls it before the first case.

        Args:
            count: The number of requests of cases. A connection to a server needs it; others may get 0.

        Raises:
            ConformanceError: The implementation cannot be tested.
        """
        ...

    def send(self, sequence: int, request: Request) -> None:
        """Send a request; `receive` returns its observation under the same sequence number."""
        ...

    def receive(self) -> tuple[int, Observation]:
        """Return the next observation, with the sequence number of its request."""
        ...

    def take_available(self) -> list[tuple[int, Observation]]:
        """Return the observations that `receive` has not returned, and remove them; do not wait."""
        ...

    def sequence_in_progress(self) -> int | None:
        """Return the number of the request that the implementation most likely works on; None if it is unknown."""
        ...

    def close(self) -> list[str]:
        """Close the connection, and return the faults that no case caused, one line each."""
        ...


class LocalConnection:
    """What the connections to a Python object or to an adapter program have in common.

    Attributes:
        notes: None, because they see nothing but the payloads.
    """

    notes: Notes | None = None

    @property
    def can_validate(self) -> bool:
        """Whether requests to validate are sent as such."""
        return True

    def prepare(self, count: int) -> None:
        """Do nothing: an implementation that was loaded, or has responded to hello, can be tested."""

    def take_available(self) -> list[tuple[int, Observation]]:
        """Return no observation."""
        return []

    def sequence_in_progress(self) -> int | None:
        """Return None."""
        return None
