"""Moving the case clock as a person would: to the next deadline, nudge or working day, sweeping on the way."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from casework.ports import DutyRow
from disputes.england import england
from disputes.refusals import Refusal
from disputes.working_days import LONDON, WorkingCalendar, london_date, long_date
from rehearsal.chats import Json
from rehearsal.hall import Hall

MORNING = time(9, 0)
FARTHEST = timedelta(days=400)
_STEPS = 200


class Passing:
    """The clock's buttons over a hall."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._calendar: WorkingCalendar = england(tuple(sorted(hall.desk.closures)))

    async def ahead(self) -> dict[str, datetime]:
        """Where each button would lead: deadline (the last day), past (when it is overdue), nudge, working-day."""
        now = self._hall.clock()
        duties = await self._duties()
        due = sorted(duty.due for duty in duties if duty.due and self._morning(duty.due) > now)
        late = sorted(duty.due for duty in duties if duty.due and self._after(duty.due) > now)
        nudges = sorted(duty.next_nudge_at for duty in duties if duty.next_nudge_at and duty.next_nudge_at > now)
        found = {"working-day": self._morning(self._calendar.next_working_day(london_date(now)))}
        if nudges:
            found["nudge"] = nudges[0].astimezone(LONDON)
        if due:
            found["deadline"] = self._morning(due[0])
        if late:
            found["past"] = self._after(late[0])
        return found

    async def go(self, to: str) -> None:
        """Moves to one of `ahead`, or to a date (ISO) at nine. Raises Refusal where that can't be."""
        known = await self.ahead()
        target = known.get(to) or self._date(to)
        now = self._hall.clock()
        if target <= now:
            raise Refusal("backwards", "Case time never runs backwards.", "Choose a later day, or begin afresh.")
        if target - now > FARTHEST:
            raise Refusal("too-far", "That is more than a year ahead.", "Choose an earlier day.")
        await self._pass_to(target)

    async def _pass_to(self, target: datetime) -> None:
        """Stops at every reminder on the way, so that each is sent when it would have been."""
        for _ in range(_STEPS):
            now = self._hall.clock()
            stops = [duty.next_nudge_at for duty in await self._duties() if duty.next_nudge_at]
            following = min((stop for stop in stops if now < stop < target), default=None)
            if following is None:
                break
            await self._hall.move_to(following.astimezone(LONDON))
        if self._hall.clock() < target:
            await self._hall.move_to(target)

    async def _duties(self) -> list[DutyRow]:
        async with self._hall.desk.store.reading() as work:
            cases = await work.caseload.all()
            return await work.caseload.duties([row.reference for row in cases])

    def _date(self, value: str) -> datetime:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise Refusal("no-such-moment", "There is nothing ahead of that kind.", "Choose a date instead.") from None
        return self._morning(day)

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, MORNING, LONDON)

    def _after(self, due: date) -> datetime:
        return self._morning(self._calendar.next_working_day(due))


def moment_in_words(moment: datetime) -> str:
    """A moment as the clock shows it."""
    local = moment.astimezone(LONDON)
    return f"{long_date(local.date())}, {local:%H:%M}"


def clock_view(now: datetime, ahead: dict[str, datetime], calendar: WorkingCalendar) -> Json:
    """The clock as the room shows it: now, whether the day counts, and where each button leads."""
    today = london_date(now)
    return {
        "now": moment_in_words(now),
        "date": str(today),
        "working": calendar.is_working_day(today),
        "why": None if calendar.is_working_day(today) else calendar.why_not(today),
        "ahead": {name: moment_in_words(moment) for name, moment in ahead.items()},
    }
