"""Who answers for a post on a day: its holders, or whoever covers for them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.ports import Appointment
from disputes.notices import Holder


def holders_of(appointments: Sequence[Appointment], team: str) -> list[Holder]:
    """Who answers for a role of a team, given the role's appointments that hold on the day.

    An appointment for all teams (team "") counts where the team has no holder of its own. Cover may itself be
    covered; everybody who stands in names the holder that they stand in for. A post that nobody holds but somebody
    covers is theirs: whoever put the cover in wanted it answered.
    """
    posts = [each for each in appointments if each.cover_for is None]
    held = [each.person for each in posts if each.team == team] or [each.person for each in posts if not each.team]
    covers = [each for each in appointments if each.cover_for is not None and each.team in {team, ""}]
    if not held:
        absent = {cover.cover_for for cover in covers} - {cover.person for cover in covers}
        held = sorted(person for person in absent if person is not None)
    return list(dict.fromkeys(holder for person in dict.fromkeys(held) for holder in _answering(person, covers)))


def _answering(holder: str, covers: Iterable[Appointment]) -> list[Holder]:
    stand_ins: dict[str, list[str]] = {}
    for cover in covers:
        stand_ins.setdefault(cover.cover_for or "", []).append(cover.person)
    last: list[str] = []
    waiting, met = [holder], {holder}
    while waiting:
        person = waiting.pop(0)
        further = [each for each in stand_ins.get(person, []) if each not in met]
        if further:
            met.update(further)
            waiting.extend(further)
        else:
            last.append(person)
    return [Holder(person, cover_for=None if person == holder else holder) for person in last]
