"""What stands on the record, and when it happened: late entries, answers had elsewhere, corrections, other officers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casework.list_work import list_work
from casework.make_move import Request, make_move
from casework.open_dispute import NewDispute, form_for
from casework.preview import preview_of_raising
from disputes.entries import EntryKind
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from disputes.working_days import LONDON, london_date
from rehearsal import council
from tests.casework.office import RAISING, Office

DUTY = "stage-1/respond"
BY_PHONE = {"how": "phone", "response": "All done.", "actions": "completed"}
LATE = {"happened_on": "2026-03-31", "late_reason": "I was at a review all week."}


async def test_every_entry_says_when_it_happened_and_when_it_was_recorded(office: Office) -> None:
    reference = await office.to_stage_3()
    office.at(2026, 4, 24)
    await office.sweep()
    await office.dispatch()
    for entry in await office.entries(reference):
        assert entry.happened_at <= entry.recorded_at
        assert entry.happened_at.tzinfo is not None
        assert entry.recorded_at.tzinfo is not None


async def test_an_answer_had_outside_the_tool_counts_from_when_it_was_given(office: Office) -> None:
    reference = await office.raised()
    office.at(2026, 4, 7)
    await office.make(council.FIRO, reference, "respond", DUTY, **BY_PHONE, **LATE)
    entry = await office.last(reference)
    assert entry.kind is EntryKind.RESPONDED
    assert (london_date(entry.happened_at), london_date(entry.recorded_at)) == (date(2026, 3, 31), date(2026, 4, 7))
    assert entry.late_reason == LATE["late_reason"]
    assert entry.by.person == office.id_of(council.FIRO)
    assert {fact.label: fact.text for fact in entry.facts}["How you had this answer"] == "By telephone"
    assert DUTY not in await office.owed(reference)
    view = (await office.show(council.TM, reference)).entries[-1]
    assert (view.late_reason, view.happened_at) == (entry.late_reason, entry.happened_at)


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"happened_on": "2026-03-31"}, "why it is recorded only now"),
        ({"happened_on": "2026-03-31", "late_reason": "   "}, "why it is recorded only now"),
        ({"happened_on": "2026-03-29", "late_reason": "Busy."}, "owed only since Monday 30 March 2026"),
        ({"happened_on": "2026-04-08", "late_reason": "Busy."}, "still to come"),
        ({"happened_on": "31/03/2026", "late_reason": "Busy."}, "isn't a date"),
    ],
)
async def test_a_late_entry_needs_a_reason_and_a_day_between_the_duty_and_today(
    office: Office, entered: dict[str, object], said: str
) -> None:
    reference = await office.raised()
    office.at(2026, 4, 7)
    refusal = await office.refused(council.FIRO, reference, "respond", DUTY, **BY_PHONE, **entered)
    assert said in f"{refusal.text} {refusal.next_step}"
    assert refusal.field in {"happened_on", "late_reason"}


async def test_a_manager_cannot_say_that_their_answer_was_given_earlier(office: Office) -> None:
    reference = await office.raised()
    office.at(2026, 4, 9)
    refusal = await office.refused(
        council.TM, reference, "respond", DUTY, response="Done.", actions="completed", **LATE
    )
    assert refusal.name == "unknown-field"


async def test_nothing_is_recorded_ahead_of_its_time(office: Office) -> None:
    reference = await office.raised()
    tomorrow = office.now[0] + timedelta(days=1)
    request = Request(reference, "acknowledge", DUTY, {})
    with pytest.raises(Refusal, match="still to come"):
        await make_move(office.desk, office.id_of(council.TM), request, key=office.key(), at=tomorrow)
    await make_move(office.desk, office.id_of(council.TM), request, key=office.key(), at=office.now[0].astimezone(UTC))


async def test_B13_X5_acknowledging_is_not_responding_and_a_partial_answer_leaves_the_duty_open(
    office: Office,
) -> None:
    reference = await office.raised()
    due = (await office.show(council.TM, reference)).duties[0].due
    await office.make(council.TM, reference, "acknowledge", DUTY)
    await office.make(council.TM, reference, "respond", DUTY, response="Half of it.", actions="partly")
    view = await office.show(council.TM, reference)
    assert (view.duties[0].owes, view.duties[0].due) == ("respond", due)
    await office.make(council.TM, reference, "respond", DUTY, response="All of it.", actions="completed")
    assert DUTY not in await office.owed(reference)
    assert (await office.show(council.TM, reference)).status == "open"


# ------------------------------------------------------------------------------------------ brought in


BROUGHT_IN = {**RAISING, "happened_on": "2026-03-23", "late_reason": "Raised before we had the assistant."}


async def test_a_dispute_under_way_is_brought_in_and_its_dates_count_from_when_it_was_really_raised(
    office: Office,
) -> None:
    assert {"happened_on", "late_reason"} <= {
        field.name
        for field in await form_for(office.desk, office.id_of(council.FIRO), "bradford-firo", brought_in=True)
    }
    new = NewDispute("bradford-firo", BROUGHT_IN, brought_in=True)
    preview = await preview_of_raising(office.desk, office.id_of(council.FIRO), new)
    assert [duty.due.text for duty in preview.duties if duty.due] == ["Monday 30 March 2026"]
    reference = (await office.raise_new(new)).reference
    entry = await office.last(reference)
    assert (london_date(entry.happened_at), london_date(entry.recorded_at)) == (date(2026, 3, 23), date(2026, 3, 30))
    assert entry.late_reason == BROUGHT_IN["late_reason"]
    assert [notice.kind for notice in entry.notices] == [NoticeKind.BROUGHT_IN]
    view = await office.show(council.TM, reference)
    assert view.stages[1].entered == "brought in"
    assert view.marker == date(2026, 4, 22)
    await office.dispatch()
    assert office.email.kinds() == office.cards.kinds() == ["brought-in"]


async def test_what_was_already_overdue_when_it_was_brought_in_is_prompted_at_once(office: Office) -> None:
    office.at(2026, 4, 1)
    reference = (await office.raise_new(NewDispute("bradford-firo", BROUGHT_IN, brought_in=True))).reference
    await office.sweep()
    kinds = [entry.kind for entry in await office.entries(reference)]
    assert kinds == [EntryKind.RAISED, EntryKind.LAPSED, EntryKind.NUDGED]
    assert (await office.show(council.FIRO, reference)).stage == "Stage 1"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"late_reason": ""}, "why it is recorded only now"), ({"happened_on": "2026-04-01"}, "still to come")],
)
async def test_bringing_in_needs_the_reason_and_a_day_that_has_been(
    office: Office, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        await office.raise_new(NewDispute("bradford-firo", {**BROUGHT_IN, **changes}, brought_in=True))
    assert (await office.everything())["records"] == {}


# ------------------------------------------------------------------------------------------ corrections


async def test_a_mistake_is_corrected_by_a_further_entry_and_the_first_stays_as_it_was(office: Office) -> None:
    reference = await office.raised()
    await office.make(council.FIRO, reference, "note", note="Visited on 3 March.")
    wrong = (await office.entries(reference))[1]
    await office.make(council.FIRO, reference, "correct", entry="2", correction="It was 4 March.", reason="Typing.")
    entries = await office.entries(reference)
    assert entries[1] == wrong
    assert entries[2].kind is EntryKind.CORRECTED
    assert [fact.text for fact in entries[2].facts] == ["2", "It was 4 March.", "Typing."]
    for number in ("0", "4", "-1", "two"):
        refusal = await office.refused(council.FIRO, reference, "correct", entry=number, correction="No.")
        assert "entries 1 to 3" in refusal.text
    assert await office.sound()


# ------------------------------------------------------------------------------------------ other officers


async def test_handing_over_tells_the_new_officer_ends_the_old_ones_access_and_stops_no_clock(office: Office) -> None:
    reference = await office.raised()
    before = (await office.show(council.FIRO, reference)).duties
    await office.make(council.FIRO, reference, "hand-over", officer=council.SECOND_FIRO.email.upper(), reason="Leave.")
    entry = await office.last(reference)
    assert [office.people(notice) for notice in entry.notices] == [([council.SECOND_FIRO.name], [])]
    assert entry.facts[0].text == f"{council.SECOND_FIRO.name} <{council.SECOND_FIRO.email}>"
    with pytest.raises(Refusal, match="can't find"):
        await office.show(council.FIRO, reference)
    view = await office.show(council.SECOND_FIRO, reference)
    assert (view.officer, view.duties) == (council.SECOND_FIRO.name, before)
    assert (await list_work(office.desk, office.id_of(council.FIRO))).disputes == ()
    theirs = await list_work(office.desk, office.id_of(council.SECOND_FIRO))
    assert [case.row.reference for case in theirs.disputes] == [reference]
    await office.make(council.TM, reference, "acknowledge", DUTY)
    assert office.people((await office.last(reference)).notices[0]) == ([council.SECOND_FIRO.name], [])


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (council.TM.email, "not-an-officer"),
        ("nobody@practice.example", "not-an-officer"),
        (council.FIRO.email, "bad-field"),
        ("", "bad-field"),
    ],
)
async def test_only_another_officer_takes_a_dispute_over(office: Office, address: str, name: str) -> None:
    reference = await office.raised()
    refusal = await office.refused(council.FIRO, reference, "hand-over", officer=address)
    assert (refusal.name, refusal.field) == (name, "officer")


async def test_cover_hands_over_for_the_officer_who_is_away(office: Office) -> None:
    await office.appoint(f"{council.ADMIN.email},FIRO,{council.TEAM},,,{council.FIRO.email}")
    reference = await office.raised()
    await office.make(council.ADMIN, reference, "hand-over", officer=council.SECOND_FIRO.email)
    assert (await office.show(council.SECOND_FIRO, reference)).officer == council.SECOND_FIRO.name


# ------------------------------------------------------------------------------------------ siblings


async def test_a_siblings_dispute_is_linked_both_ways_for_people_to_see(office: Office) -> None:
    first = await office.raised()
    second = (
        await office.raise_new(NewDispute("bradford-firo", {**RAISING, "subject": "FC-20418"}, linked_to=first))
    ).reference
    views = [await office.show(council.FIRO, reference) for reference in (first, second)]
    linked = [{f.text for e in view.entries for f in e.facts if f.label == "Linked dispute"} for view in views]
    assert linked == [{second}, {first}]
    assert [entry.kind for entry in await office.entries(first)] == [EntryKind.RAISED, EntryKind.LINKED]
    assert await office.sound()


async def test_nobody_links_to_a_dispute_that_isnt_theirs_and_nothing_is_raised(office: Office) -> None:
    theirs = await office.raised(council.SECOND_FIRO)
    for reference in (theirs, "DRP-2026-0999"):
        new = NewDispute("bradford-firo", RAISING, linked_to=reference)
        for attempt in (office.raise_new(new), preview_of_raising(office.desk, office.id_of(council.FIRO), new)):
            with pytest.raises(Refusal, match=f"can't find {reference}"):
                await attempt
    assert (await office.everything())["records"] == {theirs: 1}


async def test_a_party_who_is_not_the_officer_of_the_sibling_dispute_does_not_link_to_it(office: Office) -> None:
    await office.appoint(f"{council.FIRO.email},FIRO-TM,,,,", without=[council.FIRO_TM])
    theirs = await office.raised(council.SECOND_FIRO)
    new = NewDispute("bradford-firo", RAISING, linked_to=theirs)
    with pytest.raises(Refusal, match="is for its Foster Carer Reviewing Officer"):
        await office.raise_new(new)


# ------------------------------------------------------------------------------------------ frozen text


async def test_X9_a_new_version_of_the_protocol_rewrites_no_open_dispute(office: Office) -> None:
    reference = await office.raised()
    old = office.desk.protocols.latest("bradford-firo")
    changed = replace(old, version="2", title="Something else")
    office.run_by(old, changed)
    assert (await office.show(council.FIRO, reference)).protocol == old.title
    other = await office.raised()
    assert (await office.show(council.FIRO, other)).protocol == "Something else"


async def test_B7_at_immediate_risk_the_dispute_begins_at_stage_3_once_the_safeguarding_action_is_recorded(
    office: Office,
) -> None:
    risk: dict[str, Any] = {"stage": "stage-3", "immediate_risk": "yes"}
    with pytest.raises(Refusal, match="safeguarding action comes first"):
        await office.raised(**risk)
    reference = await office.raised(**risk, safeguarding="Referred at 9.40 today.")
    view = await office.show(council.HOS, reference)
    assert view.stage == "Stage 3"
    assert office.people((await office.last(reference)).notices[0])[0] == [council.HOS.name]


async def test_a_dispute_raised_in_the_night_before_the_clocks_change_is_due_by_the_calendar(office: Office) -> None:
    office.now[0] = datetime(2026, 3, 28, 23, 30, tzinfo=LONDON)
    reference = await office.raised()
    duty = (await office.show(council.FIRO, reference)).duties[0]
    assert duty.due is not None
    assert duty.due.text == "Tuesday 7 April 2026"
