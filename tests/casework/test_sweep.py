"""The clock's round: when people are reminded, when they are left in peace, and what a passed limit leads to (X3)."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from disputes.entries import EntryKind
from disputes.notices import NoticeKind
from disputes.nudges import NudgeSettings
from disputes.working_days import LONDON, london_date
from rehearsal import council
from tests.casework.office import Office
from tests.casework.postbag import Postbag, about

DUTY = "stage-1/respond"
NIGHT_AND_DAY = (0, 7, 8, 9, 12, 16, 17, 22)


async def live_through(office: Office, reference: str, until: date) -> list[tuple[str, str]]:
    """The reminders of a dispute, hour by hour with a sweep at each, as (kind, moment in London)."""
    day = london_date(office.now[0])
    while day <= until:
        for hour in NIGHT_AND_DAY:
            office.at(day.year, day.month, day.day, hour)
            await office.sweep()
        day += timedelta(days=1)
    entries = await office.entries(reference, EntryKind.NUDGED, EntryKind.LAPSED)
    return [(entry.kind.value, f"{entry.recorded_at.astimezone(LONDON):%a %-d %b %H}") for entry in entries]


async def test_X1_X2_reminders_come_before_on_and_after_the_due_day_in_working_hours_and_four_at_most(
    office: Office,
) -> None:
    reference = await office.raised()
    assert await live_through(office, reference, date(2026, 5, 8)) == [
        ("nudged", "Thu 2 Apr 09"),
        ("nudged", "Wed 8 Apr 09"),
        ("lapsed", "Thu 9 Apr 09"),
        ("nudged", "Thu 9 Apr 09"),
        ("nudged", "Thu 16 Apr 09"),
    ]


async def test_a_council_may_set_fewer_reminders_and_other_days_and_hours(office: Office) -> None:
    settings = NudgeSettings(days_ahead=1, days_after=2, days_between=3, at_most=3)
    office.desk = replace(office.desk, nudges=settings)
    reference = await office.raised()
    assert await live_through(office, reference, date(2026, 4, 30)) == [
        ("nudged", "Tue 7 Apr 09"),
        ("nudged", "Wed 8 Apr 09"),
        ("lapsed", "Fri 10 Apr 09"),
        ("nudged", "Fri 10 Apr 09"),
    ]


async def test_a_council_that_lowers_the_most_reminds_no_more_and_prompts_the_officer_all_the_same(
    office: Office,
) -> None:
    reference = await office.raised()
    await live_through(office, reference, date(2026, 4, 8))
    office.desk = replace(office.desk, nudges=NudgeSettings(at_most=2))
    office.at(2026, 4, 9, 0)
    reminders = await live_through(office, reference, date(2026, 4, 30))
    assert [kind for kind, _ in reminders] == ["nudged", "nudged", "lapsed"]


async def test_a_closure_day_of_the_council_is_no_day_for_reminders(office: Office) -> None:
    office.desk = replace(office.desk, closures=(date(2026, 4, 2), date(2026, 4, 9)))
    reference = await office.raised()
    due = (await office.show(council.TM, reference)).duties[0].due
    assert due is not None
    assert due.text == "Friday 10 April 2026"
    assert [moment for _, moment in await live_through(office, reference, date(2026, 4, 14))] == [
        "Tue 7 Apr 09",
        "Fri 10 Apr 09",
        "Mon 13 Apr 09",
        "Mon 13 Apr 09",
    ]


@pytest.mark.parametrize(
    "moment",
    [(2026, 4, 9, 8, 59), (2026, 4, 9, 16, 30), (2026, 4, 9, 23, 0), (2026, 4, 11, 11), (2026, 5, 4, 11)],
    ids=["before nine", "half past four", "night", "Saturday", "bank holiday"],
)
async def test_quiet_hours_defer_and_never_drop(office: Office, moment: tuple[int, ...]) -> None:
    reference = await office.raised()
    office.at(*moment)
    assert (await office.sweep()).reminders == 0
    assert len(await office.entries(reference)) == 1
    office.at(2026, 5, 5, 9, 0)
    assert (await office.sweep()).reminders == 1
    assert len(await office.entries(reference, EntryKind.NUDGED)) == 1


async def test_after_a_month_of_downtime_there_is_one_catch_up_and_no_burst(office: Office) -> None:
    references = [await office.raised() for _ in range(3)]
    office.at(2026, 4, 30)
    for _ in range(3):
        await office.sweep()
    for reference in references:
        kinds = [entry.kind for entry in await office.entries(reference)]
        assert kinds == [EntryKind.RAISED, EntryKind.LAPSED, EntryKind.NUDGED]


async def test_X3_a_passed_limit_prompts_the_officer_once_and_escalates_nothing(office: Office) -> None:
    reference = await office.raised()
    office.at(2026, 4, 9)
    await office.sweep()
    lapsed = await office.entries(reference, EntryKind.LAPSED)
    assert [office.people(notice) for entry in lapsed for notice in entry.notices] == [([council.FIRO.name], [])]
    await live_through(office, reference, date(2026, 6, 1))
    assert len(await office.entries(reference, EntryKind.LAPSED)) == 1
    assert await office.entries(reference, EntryKind.ESCALATED) == []
    view = await office.show(council.FIRO, reference)
    assert (view.stage, view.status, view.duties[0].overdue) == ("Stage 1", "open", True)
    assert "escalate" in {offer.move.id for offer in view.offers if offer.closed is None}


async def test_X1_the_due_day_itself_is_not_overdue_to_its_last_minute(office: Office) -> None:
    reference = await office.raised()
    office.at(2026, 4, 8, 23, 59)
    assert not (await office.show(council.FIRO, reference)).duties[0].overdue
    office.at(2026, 4, 9, 0, 0)
    assert (await office.show(council.FIRO, reference)).duties[0].overdue


async def test_X5_reminders_stop_with_the_answer_and_not_with_an_acknowledgement(office: Office) -> None:
    reference = await office.raised()
    await office.make(council.TM, reference, "acknowledge", DUTY)
    office.at(2026, 4, 2)
    await office.sweep()
    assert len(await office.entries(reference, EntryKind.NUDGED)) == 1
    await office.make(council.TM, reference, "respond", DUTY, response="Done.", actions="completed")
    assert [kind for kind, _ in await live_through(office, reference, date(2026, 5, 8))] == ["nudged"]


async def test_X5_while_a_reply_waits_the_officer_is_reminded_to_say_what_it_means_and_nobody_else(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    office.at(2026, 4, 1)
    await bag.file(council.TM, "Two of three visits are booked.", pointers=about(reference))
    office.at(2026, 4, 2)
    await office.sweep()
    (reminded,) = await office.entries(reference, EntryKind.NUDGED)
    assert [(notice.kind, office.people(notice)) for notice in reminded.notices] == [
        (NoticeKind.REPLY_TO_CLASSIFY, ([council.FIRO.name], []))
    ]
    (reply,) = await office.entries(reference, EntryKind.REPLY_FILED)
    await office.dispatch()
    (sent,) = [notice for notice in office.email.effects.values() if notice.sequence == reminded.sequence]
    assert (sent.by, sent.happened_at) == (council.TM.name, reply.happened_at)
    assert "Two of three visits are booked." in [fact.text for fact in sent.facts]

    await office.make(council.FIRO, reference, "classify-reply", str(reply.sequence), meaning="acknowledgement")
    office.at(2026, 4, 8)
    await office.sweep()
    *_, again = await office.entries(reference, EntryKind.NUDGED)
    assert [(notice.kind, office.people(notice)) for notice in again.notices] == [
        (NoticeKind.NUDGE, ([council.TM.name], []))
    ]


async def test_reminders_stop_when_the_dispute_ends(office: Office) -> None:
    reference = await office.raised()
    await office.make(council.FIRO, reference, "withdraw", reason="Raised in error.")
    assert await live_through(office, reference, date(2026, 4, 20)) == []


async def test_reminders_go_to_whoever_covers_on_the_day(office: Office) -> None:
    await office.appoint(f"{council.ADMIN.email},TM,{council.TEAM},2026-04-02,2026-04-02,{council.TM.email}")
    reference = await office.raised()
    await live_through(office, reference, date(2026, 4, 8))
    told = [office.people(entry.notices[0])[0] for entry in await office.entries(reference, EntryKind.NUDGED)]
    assert told == [[council.ADMIN.name], [council.TM.name]]


async def test_BA4_the_chair_is_reminded_when_the_meeting_day_passes_with_nothing_recorded(office: Office) -> None:
    reference = await office.to_stage_2()
    await office.make(council.FSM, reference, "confirm-meeting", "stage-2/confirm-meeting", meeting_on="2026-04-15")
    office.at(2026, 4, 16)
    await office.sweep()
    lapsed, nudged = (await office.entries(reference))[-2:]
    assert office.people(lapsed.notices[0]) == ([council.FIRO.name], [])
    assert office.people(nudged.notices[0]) == ([council.FIRO_TM.name], [])


async def test_where_nobody_holds_the_role_any_more_the_officer_hears_of_that_instead(office: Office) -> None:
    reference = await office.raised()
    office.at(2026, 4, 2)
    await office.appoint(without=[council.TM])
    assert (await office.sweep()).stuck == ()
    entry = await office.last(reference)
    assert [(n.kind, office.people(n)[0]) for n in entry.notices] == [(NoticeKind.VACANT, [council.FIRO.name])]
    assert [(f.label, f.text) for f in entry.facts] == [("Nobody holds", "Fostering Team Manager")]


async def test_where_one_of_two_owners_is_missing_the_other_is_reminded_and_the_officer_told(office: Office) -> None:
    protocol = office.desk.protocols.latest("bradford-firo")
    stages = list(protocol.stages)
    duties = stages[1].duties
    stages[1] = replace(stages[1], duties=(replace(duties[0], owners=("TM", "FSM")), *duties[1:]))
    office.run_by(replace(protocol, stages=tuple(stages)))
    reference = await office.raised()
    office.at(2026, 4, 2)
    await office.appoint(without=[council.FSM])
    await office.sweep()
    notices = (await office.last(reference)).notices
    assert [(n.kind, office.people(n)[0]) for n in notices] == [
        (NoticeKind.NUDGE, [council.TM.name]),
        (NoticeKind.VACANT, [council.FIRO.name]),
    ]


async def test_where_whoever_raises_the_next_stage_is_missing_the_officer_is_prompted_all_the_same(
    office: Office,
) -> None:
    protocol = office.desk.protocols.latest("bradford-firo")
    stages = [replace(s, raised_by="FIRO-TM") if s.id == "stage-2" else s for s in protocol.stages]
    office.run_by(replace(protocol, stages=tuple(stages)))
    both = await office.raised()
    office.at(2026, 4, 9)
    await office.sweep()
    lapsed = (await office.entries(both, EntryKind.LAPSED))[0]
    assert office.people(lapsed.notices[0])[0] == [council.FIRO.name, council.FIRO_TM.name]
    office.at(2026, 3, 30)
    alone = await office.raised()
    await office.appoint(without=[council.FIRO_TM])
    office.at(2026, 4, 9)
    assert (await office.sweep()).stuck == ()
    lapsed = (await office.entries(alone, EntryKind.LAPSED))[0]
    assert office.people(lapsed.notices[0])[0] == [council.FIRO.name]


async def test_a_broken_dispute_stops_the_round_of_no_other_and_is_logged_without_its_text(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    first, broken, last = [await office.raised() for _ in range(3)]
    async with office.store.writing() as work:
        await work.transaction.connection.execute(
            text("UPDATE disputes SET head_sequence = 7 WHERE reference = :r"), {"r": broken}
        )
        await work.commit()
    office.at(2026, 4, 2)
    with caplog.at_level(logging.DEBUG):
        swept = await office.sweep()
    assert (swept.reminders, swept.stuck) == (2, (f"{broken} {DUTY}",))
    for reference in (first, last):
        assert len(await office.entries(reference, EntryKind.NUDGED)) == 1
    assert broken in caplog.text
    assert "supervision" not in caplog.text.lower()


async def test_a_duty_that_stays_due_whatever_is_done_ends_the_round_and_not_the_process(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await office.raised(), await office.raised()
    office.at(2026, 4, 2)
    long_ago = datetime(2026, 4, 1, 9, tzinfo=LONDON)
    monkeypatch.setattr("casework.recording.next_reminder", lambda state, *_: long_ago if state.duty.clock else None)
    swept = await office.sweep()
    assert sorted(swept.stuck) == [f"{first} {DUTY}", f"{second} {DUTY}"]
    for reference in (first, second):
        assert len(await office.entries(reference, EntryKind.NUDGED)) == 1
