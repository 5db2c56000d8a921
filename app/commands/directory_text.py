"""The directory in words: what an import changes, who answers for what, and which posts nobody holds."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import StringIO

from casework.ports import Appointment, Person
from disputes.notices import Holder
from disputes.working_days import long_date
from storage.cover import holders_of
from storage.directory_changes import DirectoryChanges
from storage.directory_gaps import Coverage

EVERY_TEAM = "every team"


def changes_text(changes: DirectoryChanges, names: Mapping[str, Person]) -> str:
    """What would change, a line each, with a plus, a minus or a tilde before it."""
    if not changes.any:
        return "The directory says the same already."
    lines: list[str] = []
    lines += _block("People", _people(changes))
    lines += _block("Appointments", _appointments(changes, names))
    moves = [
        f"  {move.reference}: {move.role} for {move.team}: from {_who(move.before, names)} to {_who(move.after, names)}"
        for move in changes.moves
    ]
    lines += _block("Open duties that move to another holder; their clocks run on", moves)
    return "\n".join(lines)


def lost_cover_text(changes: DirectoryChanges, names: Mapping[str, Person], today: date) -> str:
    """Cover that an import ends early, as rows to add to the file: what was arranged in chat, no file knows."""
    ended = [each for each in changes.removed if each.cover_for and (each.ends is None or each.ends >= today)]
    if not ended:
        return ""
    rows = "\n".join(f"  {_row(each, names)}" for each in ended)
    return f"Cover that would end with this. If it was arranged in chat, add it to the file to keep it:\n{rows}\n"


def coverage_text(covered: Coverage) -> str:
    """Which posts nobody holds, and what follows from that."""
    lines = [f"  {gap.protocol}: {gap.title} ({gap.role}) for {gap.team or EVERY_TEAM}" for gap in sorted(covered.gaps)]
    if not covered.has_administrator:
        lines.append("  the installation: Administrator (ADMIN), who is told when something can't be sent")
    head = "Posts that nobody holds; while that is so, nothing that must tell them can be sent"
    said = _block(head, lines) or ["Every post is held in the protocols that are in use."]
    if covered.unused:
        said.append(f"Not in use, since nobody holds their officer's role: {', '.join(covered.unused)}.")
    return "\n".join(said)


def directory_text(
    people: Sequence[Person], appointments: Sequence[Appointment], titles: Mapping[str, str], on: date
) -> str:
    """Who answers for which role on a day: posts for every team first, then team by team."""
    if not people:
        return 'The directory is empty. Fill it with "drp directory import people.csv".'
    names = {person.id: person for person in people}
    lines = [f"On {long_date(on)}", ""]
    for team in sorted({each.team for each in appointments}):
        lines.append(team or "Every team")
        of_team = [each for each in appointments if each.team == team]
        for role in sorted({each.role for each in of_team}):
            posts = [each for each in of_team if each.role == role]
            answering = holders_of([each for each in posts if each.on(on)], team)
            lines.append(f"  {titles.get(role, role)} ({role}): {_who(answering, names)}")
            lines += [f"    {_dates(each, names)}" for each in posts if each.starts or each.ends or each.cover_for]
        lines.append("")
    managed = sum(person.line_manager is not None for person in people)
    silent = sum(person.entra_id is None for person in people)
    lines.append(f"{len(people)} people, {managed} of them with a line manager.")
    if silent:
        lines.append(f"{silent} without an Entra object id: they are reached by e-mail alone.")
    return "\n".join(lines)


def _block(head: str, lines: Iterable[str]) -> list[str]:
    listed = list(lines)
    return [f"{head}:", *listed, ""] if listed else []


def _people(changes: DirectoryChanges) -> list[str]:
    return [
        *(f"  + {_person(person)}" for person in changes.people_added),
        *(f"  ~ {_person(before)} becomes {_person(after)}" for before, after in changes.people_changed),
        *(f"  - {_person(person)} (stays known in old records)" for person in changes.people_gone),
    ]


def _appointments(changes: DirectoryChanges, names: Mapping[str, Person]) -> list[str]:
    return [
        *(f"  + {_appointment(each, names)}" for each in changes.added),
        *(f"  ~ {_appointment(before, names)}: now {_span(after)}" for before, after in changes.changed),
        *(f"  - {_appointment(each, names)}" for each in changes.removed),
    ]


def _person(person: Person) -> str:
    return f"{person.name} <{person.email}>" + ("" if person.entra_id else ", without an Entra id")


def _row(each: Appointment, names: Mapping[str, Person]) -> str:
    """An appointment as a line of people.csv."""
    person, away = names[each.person], names[each.cover_for or each.person]
    manager = names.get(person.line_manager or "")
    cells = [person.entra_id or "", person.email, person.name, each.role, each.team]
    cells += [day.isoformat() if day else "" for day in (each.starts, each.ends)]
    line = StringIO()
    csv.writer(line, lineterminator="").writerow([*cells, away.email, manager.email if manager else ""])
    return line.getvalue()


def _appointment(each: Appointment, names: Mapping[str, Person]) -> str:
    cover = f" in place of {_name(each.cover_for, names)}" if each.cover_for else ""
    return f"{_name(each.person, names)}: {each.role} for {each.team or EVERY_TEAM}{cover}, {_span(each)}"


def _dates(each: Appointment, names: Mapping[str, Person]) -> str:
    cover = f" in place of {_name(each.cover_for, names)}" if each.cover_for else ""
    return f"{_name(each.person, names)}{cover}: {_span(each)}"


def _span(each: Appointment) -> str:
    match each.starts, each.ends:
        case None, None:
            return "without an end"
        case starts, None:
            return f"from {long_date(starts)}"
        case None, ends:
            return f"until {long_date(ends)}"
        case starts, ends:
            return f"from {long_date(starts)} until {long_date(ends)}"


def _who(holders: Sequence[Holder], names: Mapping[str, Person]) -> str:
    said = [
        _name(holder.person, names) + (f" (covering for {_name(holder.cover_for, names)})" if holder.cover_for else "")
        for holder in holders
    ]
    return " and ".join(said) or "nobody"


def _name(person_id: str, names: Mapping[str, Person]) -> str:
    person = names.get(person_id)
    return person.name if person else person_id
