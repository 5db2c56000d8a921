"""Use case: somebody arranges who stands in for a role's holder, from one day to another.

The duties that are owed pass over with every date as it is, and each dispute's record names both people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from casework.cover_plan import CoverPlan, Passing, plan_cover
from casework.desk import Desk
from casework.ports import Person, Work
from casework.preview import Mailing, Preview
from casework.recording import record
from casework.retrying import until_unchanged
from casework.show_notice import recipients_of
from casework.views import RecipientView, duty_view
from disputes.case import Caution, Decision
from disputes.dispute import DutyState
from disputes.duties import owes
from disputes.entries import EntryKind
from disputes.fields import Fact
from disputes.notices import Notice, NoticeKind, Recipient
from disputes.stage import Addressee
from disputes.working_days import long_date

_NOBODY_TOLD = "Nothing is owed for this role at present, so nobody is told now. Please tell {name} yourself."


@dataclass(frozen=True, slots=True)
class Arranged:
    """Cover that was arranged, and the disputes in which somebody was told of it; none if it was so before."""

    references: tuple[str, ...]


async def preview_of_cover(desk: Desk, person_id: str, entered: Mapping[str, object]) -> Preview:
    """What arranging cover would come to: who is told, and which duties pass over. Raises what doing it would raise."""
    async with desk.store.reading() as work:
        plan = await plan_cover(work, desk, person_id, entered)
        told: dict[str, RecipientView] = {}
        for passing in plan.passing:
            to, _ = await recipients_of(work.directory, passing.loaded.protocol, _notice(plan, passing))
            told |= {view.person: view for view in to}
    duties = [
        replace(
            duty_view(
                passing.loaded.protocol, passing.loaded.case.calendar, state.duty, state, passing.loaded.case.now
            ),
            owes=f"{_owed(passing, state)} in {passing.loaded.dispute.reference}",
        )
        for passing in plan.passing
        for state in passing.duties
    ]
    cautions = list(plan.cautions)
    if not told:
        cautions.append(Caution(text=_NOBODY_TOLD.format(name=plan.cover.name), rule="LD5"))
    return Preview(
        stage=None,
        facts=_facts(plan),
        mailings=(Mailing(to=tuple(told.values()), copies=()),) if told else (),
        duties=tuple(duties),
        cautions=tuple(cautions),
        kept="It goes into the directory.",
    )


async def arrange_cover(desk: Desk, person_id: str, entered: Mapping[str, object], *, key: tuple[str, str]) -> Arranged:
    """Puts the cover into the directory and on every record that it touches, once. Raises Refusal, nothing changed."""
    return await until_unchanged(lambda: _once(desk, person_id, entered, key))


async def _once(desk: Desk, person_id: str, entered: Mapping[str, object], key: tuple[str, str]) -> Arranged:
    async with desk.store.writing() as work:
        if not await work.seen.claim(*key, desk.clock()):
            return Arranged(())
        plan = await plan_cover(work, desk, person_id, entered)
        await work.directory.add(plan.appointments)
        for passing in plan.passing:
            await _write(work, desk, plan, passing)
        await work.commit()
    return Arranged(tuple(passing.loaded.dispute.reference for passing in plan.passing))


async def _write(work: Work, desk: Desk, plan: CoverPlan, passing: Passing) -> None:
    loaded = passing.loaded
    owed = tuple(
        Fact("Still owed", f"{_owed(passing, state)}{_by(state)}; the date stays as it is") for state in passing.duties
    )
    decision = Decision(
        kind=EntryKind.COVER_ARRANGED,
        stage=loaded.case.stage.id,
        duty=passing.duties[0].duty.id if passing.duties else None,
        values={
            "away": plan.away.id,
            "cover": plan.cover.id,
            "roles": ",".join(passing.roles),
            "from": plan.starts.isoformat(),
            "until": plan.ends.isoformat(),
        },
        facts=(*_facts(plan), *owed),
    )
    await record(work, desk, loaded.protocol, loaded.dispute, decision, passing.arranged_by, (_notice(plan, passing),))


def _notice(plan: CoverPlan, passing: Passing) -> Notice:
    """To whoever stands in, to the officer, and to whom it was arranged for, if they didn't do it themselves."""
    officer = passing.loaded.protocol.officer
    to = [Recipient(person=plan.cover.id, roles=_as(*passing.roles), cover_for=plan.away.id)]
    officers = (Recipient(person=each.person, roles=_as(officer), cover_for=each.cover_for) for each in passing.officer)
    to += [each for each in officers if each.person not in {plan.cover.id, plan.away.id, plan.by.id}]
    if plan.away.id != plan.by.id:
        to.append(Recipient(person=plan.away.id, roles=_as(*passing.roles)))
    duty = passing.duties[0].duty.id if passing.duties else None
    return Notice(kind=NoticeKind.COVER, to=tuple(to), stage=passing.loaded.case.stage.id, duty=duty)


def _as(*roles: str) -> tuple[Addressee, ...]:
    return tuple(Addressee(role, "LD5") for role in roles)


def _facts(plan: CoverPlan) -> tuple[Fact, ...]:
    return (
        Fact("Stands in", _named(plan.cover)),
        Fact("For", _named(plan.away)),
        Fact("As", "; ".join(plan.titles)),
        Fact("From", long_date(plan.starts)),
        Fact("Until", f"the end of {long_date(plan.ends)}"),
        Fact("Arranged by", plan.by.name),
    )


def _named(person: Person) -> str:
    return f"{person.name} <{person.email}>"


def _owed(passing: Passing, state: DutyState) -> str:
    return owes(state.duty, passing.loaded.protocol.stage(state.duty.stage).title)


def _by(state: DutyState) -> str:
    return f" by {long_date(state.duty.due)}" if state.duty.due else ""
