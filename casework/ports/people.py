"""The port to the directory: people, appointments and cover; and where people are reached in Teams."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from disputes.notices import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the directory."""

    id: str
    name: str
    email: str
    entra_id: str | None = None
    line_manager: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A role that a person holds, or covers for `cover_for`, from one day to another inclusive; team "" is all."""

    person: str
    role: str
    team: str = ""
    starts: date | None = None
    ends: date | None = None
    cover_for: str | None = None

    def on(self, day: date) -> bool:
        """Whether the appointment holds on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


class Directory(ABC):
    """The council's people, their appointments and their cover."""

    @abstractmethod
    async def person(self, person_id: str) -> Person | None:
        """A person by our id."""

    @abstractmethod
    async def people(self, ids: Sequence[str]) -> dict[str, Person]:
        """Several people at once, by id; unknown ids are left out."""

    @abstractmethod
    async def by_entra_id(self, entra_id: str) -> Person | None:
        """A person by Entra object id."""

    @abstractmethod
    async def by_email(self, email: str) -> Person | None:
        """A person by e-mail address, in any case."""

    @abstractmethod
    async def holders(self, role: str, team: str, on: date) -> list[Holder]:
        """Who answers for a role of a team on a day: its holders, or whoever covers for them, both named.

        An appointment for all teams (team "") holds for each team that has no appointment of its own.
        """

    @abstractmethod
    async def covers(self, person_id: str, on: date) -> list[str]:
        """The ids of the people who stand in for a person on a day."""

    @abstractmethod
    async def appointments(self, person_id: str, on: date) -> list[Appointment]:
        """What a person holds or covers on a day."""

    @abstractmethod
    async def teams(self) -> list[str]:
        """Every team that an appointment names, sorted."""

    @abstractmethod
    async def replace_all(self, people: Sequence[Person], appointments: Sequence[Appointment]) -> None:
        """Makes these the whole directory. People who are gone stay known by id, without appointments."""

    @abstractmethod
    async def add(self, appointments: Sequence[Appointment]) -> None:
        """Adds appointments, such as cover, and leaves everybody and everything else as it is."""

    @abstractmethod
    async def everything(self) -> tuple[list[Person], list[Appointment]]:
        """The whole directory, for previews and checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a person is reached in Teams: the parts of a conversation reference, in our own columns."""

    person: str
    service_url: str
    conversation: str
    bot: str
    user: str
    tenant: str
    channel: str


class Addresses(ABC):
    """Teams conversation references by person."""

    @abstractmethod
    async def put(self, address: Address) -> None:
        """Remembers where a person is reached."""

    @abstractmethod
    async def of(self, person: str) -> Address | None:
        """Where a person is reached, or None where the app has never met them."""

    @abstractmethod
    async def forget(self, person: str) -> None:
        """Forgets where a person is reached: the app was removed there."""

    @abstractmethod
    async def known(self) -> frozenset[str]:
        """Everybody of whom it is known where they are reached."""

    @abstractmethod
    async def any(self) -> Address | None:
        """Somebody's address: it tells by which service and as which bot people of the council are reached."""

    @abstractmethod
    async def service_urls(self) -> list[str]:
        """The service URLs of every address; each was verified by a token when it was remembered."""
