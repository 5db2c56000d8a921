"""The directory as it was read whole, indexed by what is asked of it. Pure, and never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TypeAlias, TypeVar

from casework.ports import Appointment, Person
from disputes.notices import Holder
from storage.cover import holders_of

Key = TypeVar("Key", bound=Hashable)
Numbered: TypeAlias = tuple[int, Appointment]


def folded(email: str) -> str:
    """An e-mail address as it is compared: in any case, without blanks around it."""
    return email.strip().casefold()


def canonical(entra_id: str) -> str:
    """An Entra object id as it is compared."""
    return entra_id.strip().lower()


class KnownDirectory:
    """Everybody, and what they hold. Those who have left are known by id and found by nothing else."""

    def __init__(self, listed: Sequence[Person], left: Iterable[Person], appointments: Sequence[Appointment]) -> None:
        self.listed = tuple(listed)
        self.all_appointments = tuple(appointments)
        self._by_id = {person.id: person for person in (*left, *listed)}
        self._by_email = {folded(person.email): person for person in listed}
        self._by_entra_id = {canonical(person.entra_id): person for person in listed if person.entra_id}
        self._of_post = _grouped(appointments, lambda each: (each.role, each.team))
        self._of_person = _grouped(appointments, lambda each: each.person)
        self._covering = _grouped(appointments, lambda each: each.cover_for)

    def person(self, person_id: str) -> Person | None:
        """A person by our id, also one who has left."""
        return self._by_id.get(person_id)

    def by_entra_id(self, entra_id: str) -> Person | None:
        """A person by Entra object id."""
        return self._by_entra_id.get(canonical(entra_id))

    def by_email(self, email: str) -> Person | None:
        """A person by e-mail address."""
        return self._by_email.get(folded(email))

    def holders(self, role: str, team: str, on: date) -> list[Holder]:
        """Who answers for a role of a team on a day."""
        own, general = (self._of_post.get((role, where), []) for where in (team, ""))
        posts = sorted((*own, *general), key=itemgetter(0)) if team else own
        return holders_of([each for _, each in posts if each.on(on)], team)

    def covers(self, person_id: str, on: date) -> list[str]:
        """The ids of the people who stand in for a person on a day."""
        return list(dict.fromkeys(each.person for _, each in self._covering.get(person_id, ()) if each.on(on)))

    def appointments(self, person_id: str, on: date) -> list[Appointment]:
        """What a person holds or covers on a day."""
        return [each for _, each in self._of_person.get(person_id, ()) if each.on(on)]

    def teams(self) -> list[str]:
        """Every team that an appointment names, sorted."""
        return sorted({each.team for each in self.all_appointments} - {""})


@dataclass(slots=True)
class LatestDirectory:
    """The directory as it was last read, and its stamp: as long as the stamp is the same, so is the directory."""

    stamp: str | None = None
    directory: KnownDirectory | None = None

    def under(self, stamp: str | None) -> KnownDirectory | None:
        """The directory, if it is known under this stamp; under none it never is."""
        return self.directory if stamp is not None and stamp == self.stamp else None

    def keep(self, stamp: str | None, directory: KnownDirectory) -> None:
        """Remembers a directory that was read in the same reading transaction as its stamp."""
        self.stamp, self.directory = stamp, directory


def _grouped(appointments: Iterable[Appointment], key: Callable[[Appointment], Key]) -> dict[Key, list[Numbered]]:
    groups: defaultdict[Key, list[Numbered]] = defaultdict(list)
    for number, each in enumerate(appointments):
        groups[key(each)].append((number, each))
    return dict(groups)
