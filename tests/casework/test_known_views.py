"""What a dispute comes to for somebody is worked out once, and anew as soon as anything that it hangs on changes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta

import pytest

from casework.show_dispute import CaseView
from disputes.entries import Effects
from disputes.refusals import Refusal
from disputes.working_days import LONDON
from rehearsal import council
from rehearsal.council import SamplePerson
from tests.casework.conftest import bradford
from tests.casework.office import Office

SHOWN = (council.FIRO, council.TM, council.FSM, council.FIRO_TM)
STEP = timedelta(hours=6)


def plain(view: CaseView) -> dict[str, object]:
    """A view as it can be compared: its entries put into words, its gates by what they say."""
    shown = {field.name: getattr(view, field.name) for field in fields(view)}
    shown["entries"] = list(view.entries)
    shown["offers"] = [(offer.move.id, offer.target, offer.label, str(offer.closed)) for offer in view.offers]
    return shown


async def anew(office: Office, by: SamplePerson, reference: str) -> CaseView:
    """A view of which nothing was known before."""
    office.store.known_records.forget(reference)
    return await office.show(by, reference)


async def test_the_same_question_has_the_same_answer(office: Office) -> None:
    reference = await office.raised()
    first = await office.show(council.FIRO, reference)
    assert await office.show(council.FIRO, reference) is first
    office.at(2026, 3, 30, 16)
    assert await office.show(council.FIRO, reference) is first


@pytest.mark.parametrize("reach", ["raised", "to_stage_2", "to_stage_3"])
async def test_whatever_the_moment_what_is_known_is_what_would_be_worked_out(office: Office, reach: str) -> None:
    reference: str = await getattr(office, reach)()
    started = office.now[0]
    midnights = [datetime.combine(started + timedelta(days=n), time.min, LONDON) for n in range(1, 16)]
    moments = [started + n * STEP for n in range(60)]
    moments += [midnight + timedelta(seconds=n) for midnight in midnights for n in (-1, 0)]
    known: list[dict[str, object]] = []
    for office.now[0] in moments:
        known += [plain(await office.show(person, reference)) for person in SHOWN]
    assert len(office.store.known_records) == 1
    worked_out: list[dict[str, object]] = []
    for office.now[0] in moments:
        worked_out += [plain(await anew(office, person, reference)) for person in SHOWN]
    assert known == worked_out


async def test_a_limit_of_hours_is_over_within_the_day(office: Office) -> None:
    reference = await office.raised()
    due = office.now[0] + timedelta(hours=3)
    last = await office.last(reference)
    duty = replace(last.effects.starts[0], id="stage-1/by-noon", due_at=due)
    async with office.store.writing() as work:
        await work.records.append(reference, replace(last, sequence=2, effects=Effects(starts=(duty,)), notices=()))
        await work.commit()
    for office.now[0], overdue in ((due - timedelta(seconds=1), set[str]()), (due, {duty.id})):
        view = await office.show(council.TM, reference)
        assert {owed.id for owed in view.duties if owed.overdue} == overdue


async def test_a_waiting_period_ends_with_its_day(office: Office) -> None:
    protocol = bradford()
    waiting = {**protocol.readings, "BA1": replace(protocol.readings["BA1"], value="waiting")}
    office.run_by(replace(protocol, readings=waiting))
    reference = await office.to_stage_3()
    office.at(2026, 4, 27)
    await office.make(council.FIRO, reference, "give-intent", "intent", steps="ofsted", outline="Visits.")
    started = office.now[0].date()
    closed: list[bool] = []
    for day in (started + timedelta(days=n) for n in range(6)):
        office.now[0] = datetime.combine(day, time(12), LONDON)
        offers = (await office.show(council.FIRO, reference)).offers
        closed.append(next(o.closed is not None for o in offers if o.move.id == "take-step" and o.target == "ofsted"))
    assert closed == [True] * 3 + [False] * 3


async def test_what_is_added_to_the_record_is_shown_next(office: Office) -> None:
    reference = await office.raised()
    assert (await office.show(council.FIRO, reference)).duties[0].acknowledged is None
    await office.make(council.TM, reference, "acknowledge", "stage-1/respond")
    assert (await office.show(council.FIRO, reference)).duties[0].acknowledged == council.TM.name


async def test_everybody_is_offered_what_is_theirs(office: Office) -> None:
    reference = await office.raised()
    offered = {person: {o.move.id for o in (await office.show(person, reference)).offers} for person in SHOWN[:2]}
    assert "respond" in offered[council.TM]
    assert "hand-over" in offered[council.FIRO] - offered[council.TM]


async def test_a_new_holder_of_a_role_and_the_old_one_are_shown_what_is_theirs_from_then_on(office: Office) -> None:
    reference = await office.raised()
    assert (await office.show(council.TM, reference)).roles
    await office.appoint(
        f"{council.FSM.email},TM,{council.TEAM},,,",
        without=[council.TM],
    )
    with pytest.raises(Refusal, match=reference):
        await office.show(council.TM, reference)
    assert len((await office.show(council.FSM, reference)).roles) == 2


async def test_a_new_day_off_counts_from_then_on(office: Office) -> None:
    reference = await office.raised()
    marker = (await office.show(council.FIRO, reference)).marker
    office.desk = replace(office.desk, closures=(date(2026, 4, 9),))
    assert (await office.show(council.FIRO, reference)).marker != marker


async def test_an_erased_dispute_is_shown_to_nobody(office: Office) -> None:
    reference = await office.raised()
    await office.show(council.FIRO, reference)
    async with office.store.writing() as work:
        await work.records.erase(reference, office.now[0])
        await work.commit()
    with pytest.raises(Refusal, match=reference):
        await office.show(council.FIRO, reference)
