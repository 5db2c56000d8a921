"""What a new directory would change, as data to show before it is applied: people, appointments, duties that move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casework.ports import Appointment, DutyRow, Person, Work
from disputes.notices import Holder
from storage.cover import holders_of
from storage.people_csv import read_people


@dataclass(frozen=True, slots=True)
class DutyMove:
    """An open duty that other people would answer for; an empty `after` is a post that nobody would hold."""

    reference: str
    duty: str
    role: str
    team: str
    before: tuple[Holder, ...]
    after: tuple[Holder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryChanges:
    """The differences between the directory as it is and as it would be; pairs are (before, after)."""

    people_added: tuple[Person, ...]
    people_changed: tuple[tuple[Person, Person], ...]
    people_gone: tuple[Person, ...]
    added: tuple[Appointment, ...]
    changed: tuple[tuple[Appointment, Appointment], ...]
    removed: tuple[Appointment, ...]
    moves: tuple[DutyMove, ...]

    @property
    def any(self) -> bool:
        """Whether anything would change at all."""
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryImport:
    """A file that was read and can be applied with `Directory.replace_all`."""

    people: list[Person]
    appointments: list[Appointment]
    changes: DirectoryChanges


async def preview_import(work: Work, text: str, on: date, roles: Iterable[str] | None = None) -> DirectoryImport:
    """Reads people.csv against the directory; changes nothing. Raises PeopleRefused with every fault."""
    people_before, before = await work.directory.everything()
    people, after = read_people(text, people_before, None if roles is None else frozenset(roles))
    posts = [(role, "") for role in sorted({each.role for each in (*before, *after)})]
    duties = await work.caseload.owed_by(posts)
    changes = compare((people_before, before), (people, after), duties, on)
    return DirectoryImport(people=people, appointments=after, changes=changes)


def compare(
    before: tuple[Sequence[Person], Sequence[Appointment]],
    after: tuple[Sequence[Person], Sequence[Appointment]],
    open_duties: Iterable[DutyRow],
    on: date,
) -> DirectoryChanges:
    """What one directory changes against another on a day. Pure."""
    people_before, people_after = ({person.id: person for person in each[0]} for each in (before, after))
    added, changed, removed = _appointments(before[1], after[1])
    return DirectoryChanges(
        people_added=tuple(person for id_, person in people_after.items() if id_ not in people_before),
        people_changed=tuple(
            (people_before[id_], person)
            for id_, person in people_after.items()
            if id_ in people_before and people_before[id_] != person
        ),
        people_gone=tuple(person for id_, person in people_before.items() if id_ not in people_after),
        added=added,
        changed=changed,
        removed=removed,
        moves=tuple(_moves(before[1], after[1], open_duties, on)),
    )


def _appointments(
    before: Iterable[Appointment], after: Iterable[Appointment]
) -> tuple[tuple[Appointment, ...], tuple[tuple[Appointment, Appointment], ...], tuple[Appointment, ...]]:
    """Added, changed and removed: changed is the same post of the same person with other dates."""
    same = set(before) & set(after)
    old = [each for each in before if each not in same]
    added: list[Appointment] = []
    changed: list[tuple[Appointment, Appointment]] = []
    for each in after:
        if each in same:
            continue
        earlier = next((other for other in old if _post(other) == _post(each)), None)
        if earlier is None:
            added.append(each)
        else:
            old.remove(earlier)
            changed.append((earlier, each))
    return tuple(added), tuple(changed), tuple(old)


def _post(appointment: Appointment) -> tuple[str, str, str, str | None]:
    return appointment.person, appointment.role, appointment.team, appointment.cover_for


def _moves(
    before: Sequence[Appointment], after: Sequence[Appointment], open_duties: Iterable[DutyRow], on: date
) -> Iterable[DutyMove]:
    for duty in open_duties:
        for role in dict.fromkeys(duty.owners):
            was, will_be = (_answering(each, role, duty.team, on) for each in (before, after))
            if was != will_be:
                yield DutyMove(duty.reference, duty.duty, role, duty.team, was, will_be)


def _answering(appointments: Iterable[Appointment], role: str, team: str, on: date) -> tuple[Holder, ...]:
    return tuple(holders_of([each for each in appointments if each.role == role and each.on(on)], team))
