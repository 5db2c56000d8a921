"""Who is told of what: whom the protocol names and nobody else, as previewed; a vacant post stops it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from casework.open_dispute import NewDispute
from casework.ports import Channel
from casework.preview import Mailing, preview_of_raising
from disputes.entries import Entry, EntryKind
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from rehearsal import council
from rehearsal.council import SamplePerson
from tests.casework.office import RAISING, Office

FIRO, SSW, TM, FSM, HOS = (p.name for p in (council.FIRO, council.SSW, council.TM, council.FSM, council.HOS))
FIRO_TM, SRSM = council.FIRO_TM.name, council.SRSM.name
FSM_DUTY, HOS_DUTY = "stage-2/confirm-meeting", "stage-3/confirm-meeting"

Told = list[tuple[list[str], list[str]]]


def told(office: Office, entry: Entry) -> Told:
    return [office.people(notice) for notice in entry.notices]


def previewed(mailings: Sequence[Mailing]) -> Told:
    return [([r.name for r in m.to], [r.name for r in m.copies]) for m in mailings]


async def test_B11_BA5_stage_1_goes_to_the_team_manager_with_no_copies(office: Office) -> None:
    reference = await office.raised()
    entry = await office.last(reference)
    assert told(office, entry) == [([TM], [])]
    assert [a.rule for r in entry.notices[0].to for a in r.roles] == ["B11"]


async def test_B16_stage_2_goes_to_the_service_manager_with_copies_to_the_social_worker_and_team_manager(
    office: Office,
) -> None:
    entry = await office.last(await office.to_stage_2())
    assert told(office, entry) == [([FSM], [SSW, TM])]
    recipients = (*entry.notices[0].to, *entry.notices[0].copies)
    assert [a.rule for r in recipients for a in r.roles] == ["B16"] * 3


async def test_B24_BA2_stage_3_goes_to_the_head_of_service_with_copies_to_three(office: Office) -> None:
    entry = await office.last(await office.to_stage_3())
    assert told(office, entry) == [([HOS], [FSM, SSW, TM])]


async def test_B28_the_stage_3_meeting_is_told_to_its_chair_and_attendees_and_not_to_the_team_manager(
    office: Office,
) -> None:
    reference = await office.to_stage_3()
    await office.make(council.HOS, reference, "confirm-meeting", HOS_DUTY, meeting_on="2026-04-22")
    confirms = [HOS]  # who has a seat at it, too, and gets a copy for their calendar
    assert told(office, await office.last(reference)) == [([SRSM, FIRO, FSM], confirms)]


async def test_B32_BA3_notice_of_intent_goes_to_the_head_of_service_with_copies_to_three(office: Office) -> None:
    reference = await office.to_stage_3()
    await office.make(council.HOS, reference, "confirm-meeting", HOS_DUTY, meeting_on="2026-04-22")
    office.at(2026, 4, 22, 16)
    await office.make(council.SRSM, reference, "record-meeting", held_on="2026-04-22", attended="FIRO,HoS")
    await office.make(council.FIRO, reference, "give-intent", "intent", steps="ofsted", outline="Visits.")
    assert told(office, await office.last(reference)) == [([HOS], [FSM, SSW, TM])]


async def test_addressees_get_a_card_and_the_email_and_copies_get_the_email(office: Office) -> None:
    reference = await office.to_stage_2()
    await office.dispatch()
    mails = {item.sequence: item for item in office.email.tries}
    stage_2 = next(e for e in await office.entries(reference) if e.kind is EntryKind.ESCALATED)
    letter = office.email.effects[mails[stage_2.sequence].key]
    assert ([r.name for r in letter.to], [r.name for r in letter.copies]) == ([FSM], [SSW, TM])
    cards = [item.person for item in office.cards.tries if item.sequence == stage_2.sequence]
    assert cards == [office.id_of(council.FSM)]


async def test_X6_somebody_in_two_roles_gets_one_notice_that_names_both(office: Office) -> None:
    await office.appoint(f"{council.TM.email},FSM,,,,", without=[council.FSM])
    reference = await office.to_stage_2()
    notice = await office.notice(reference, NoticeKind.STAGE_RAISED)
    assert office.people(notice) == ([TM], [SSW])
    assert [(a.role, a.rule) for a in notice.to[0].roles] == [("FSM", "B16"), ("TM", "B16")]
    await office.dispatch()
    last = max(item.sequence for item in office.email.tries)
    assert [i.channel for i in (*office.email.tries, *office.cards.tries) if i.sequence == last] == [
        Channel.EMAIL,
        Channel.CARD,
    ]


async def test_everybody_who_was_told_hears_of_the_end_once(office: Office) -> None:
    reference = await office.to_stage_2()
    await office.make(
        council.FIRO, reference, "resolve", outcome="resolved", resolution="Visits resumed.", impact="Calmer."
    )
    assert told(office, await office.last(reference)) == [([FSM], [TM, SSW])]


# ------------------------------------------------------------------------------------------ previews

Step = tuple[tuple[int, ...], SamplePerson, str, str, dict[str, object]]

LADDER: tuple[Step, ...] = (
    ((2026, 3, 31), council.TM, "acknowledge", "stage-1/respond", {}),
    ((2026, 4, 1), council.TM, "respond", "stage-1/respond", {"response": "Half of it.", "actions": "partly"}),
    ((2026, 4, 1), council.FIRO, "record-conversation", "", {"with": "SSW", "how": "phone", "summary": "Nothing."}),
    ((2026, 4, 1), council.FIRO, "consult", "second-opinion", {"summary": "Go on."}),
    ((2026, 4, 9), council.FIRO, "escalate", "stage-2", {"reasons": "dissatisfaction", "outstanding": "Visits."}),
    ((2026, 4, 9), council.FIRO, "tell", "", {"who": "carer", "told": "yes", "how": "By telephone."}),
    ((2026, 4, 10), council.FSM, "confirm-meeting", FSM_DUTY, {"meeting_on": "2026-04-15"}),
    (
        (2026, 4, 10),
        council.FIRO_TM,
        "rearrange-meeting",
        "stage-2/hold-meeting",
        {"meeting_on": "2026-04-16", "reason": "Leave."},
    ),
    ((2026, 4, 16, 16), council.FIRO_TM, "record-meeting", "", {"held_on": "2026-04-16", "attended": "FIRO,FSM"}),
    ((2026, 4, 17), council.FIRO_TM, "fulfil", "stage-2/summary", {"text": "Not agreed."}),
    ((2026, 4, 17), council.FIRO, "escalate", "stage-3", {"reasons": "dissatisfaction", "outstanding": "Visits."}),
    ((2026, 4, 20), council.HOS, "confirm-meeting", HOS_DUTY, {"meeting_on": "2026-04-22"}),
    ((2026, 4, 22, 16), council.SRSM, "record-meeting", "", {"held_on": "2026-04-22", "attended": "FIRO,HoS"}),
    ((2026, 4, 23), council.FIRO, "give-intent", "intent", {"steps": "ofsted", "outline": "Visits."}),
    ((2026, 4, 23), council.FIRO, "take-step", "ofsted", {"details": "By telephone."}),
    ((2026, 4, 23), council.FIRO, "note", "", {"note": "Quiet now."}),
    ((2026, 4, 23), council.FIRO, "hand-over", "", {"officer": council.SECOND_FIRO.email}),
    ((2026, 4, 24), council.SECOND_FIRO, "end", "", {"reason": "All done.", "impact": "None."}),
)


async def test_a_preview_changes_nothing_and_is_what_is_then_done_all_the_way_up_the_ladder(office: Office) -> None:
    reference = await office.raised()
    for moment, person, move, target, entered in LADDER:
        office.at(*moment)
        before = await office.everything()
        preview = await office.preview(person, reference, move, target, **entered)
        assert await office.everything() == before, move
        await office.make(person, reference, move, target, **entered)
        entry = await office.last(reference)
        assert previewed(preview.mailings) == told(office, entry), move
        assert preview.facts == entry.facts, move
        assert [duty.id for duty in preview.duties] == [duty.id for duty in entry.effects.starts], move
        assert [d.due.on if d.due else None for d in preview.duties] == [d.due for d in entry.effects.starts], move
    assert await office.sound()


async def test_a_preview_of_raising_uses_up_no_number_and_is_what_is_then_done(office: Office) -> None:
    sibling = await office.raised()
    new = NewDispute("bradford-firo", RAISING, linked_to=sibling)
    before = await office.everything()
    preview = await preview_of_raising(office.desk, office.id_of(council.FIRO), new)
    assert await office.everything() == before
    reference = (await office.raise_new(new)).reference
    entry = await office.last(reference)
    assert reference == "DRP-2026-0002"
    assert previewed(preview.mailings) == told(office, entry) == [([TM], [])]
    assert preview.facts == entry.facts
    assert [duty.due.text for duty in preview.duties if duty.due] == ["Wednesday 8 April 2026"]


async def test_X7_a_preview_says_which_rule_a_due_date_is_by_and_which_days_it_skips(office: Office) -> None:
    preview = await preview_of_raising(office.desk, office.id_of(council.FIRO), NewDispute("bradford-firo", RAISING))
    due = next(duty.due for duty in preview.duties if duty.due)
    assert [rule.id for rule in due.rules] == ["B12", "B13"]
    assert "within 5 working days" in due.rules[0].quote
    assert due.issued == "Monday 30 March 2026"
    skipped = " ".join(due.skipped)
    assert all(day in skipped for day in ("Friday 3 April", "4 April", "5 April", "Monday 6 April"))
    assert "Good Friday" in skipped
    assert "Easter Monday" in skipped


# ------------------------------------------------------------------------------------------ vacancies


@pytest.mark.parametrize("vacant", [council.FSM, council.SSW, council.TM], ids=lambda person: person.roles[0])
async def test_X6_a_vacant_role_stops_the_move_and_names_itself_and_who_can_fill_it(
    office: Office, vacant: SamplePerson
) -> None:
    reference = await office.raised()
    office.at(2026, 4, 9)
    await office.appoint(without=[vacant])
    entered = {"reasons": "silence", "outstanding": "Visits."}
    refusal = await office.refused(council.FIRO, reference, "escalate", "stage-2", **entered)
    title = office.desk.protocols.latest("bradford-firo").title_of(vacant.roles[0])
    assert refusal.name == "vacant-role"
    assert title in refusal.text
    assert council.TEAM in refusal.text
    assert council.ADMIN.name in refusal.next_step
    with pytest.raises(Refusal, match="Nobody holds"):
        await office.preview(council.FIRO, reference, "escalate", "stage-2", **entered)
    await office.appoint()
    await office.make(council.FIRO, reference, "escalate", "stage-2", **entered)


async def test_X6_a_vacant_role_stops_raising_and_uses_up_no_number(office: Office) -> None:
    await office.appoint(without=[council.TM, council.ADMIN])
    new = NewDispute("bradford-firo", RAISING)
    for attempt in (office.raise_new(new), preview_of_raising(office.desk, office.id_of(council.FIRO), new)):
        with pytest.raises(Refusal, match=r"Nobody holds the role Fostering Team Manager .*Ask your administrator"):
            await attempt
    assert (await office.everything())["records"] == {}
    assert await office.waiting() == 0
    await office.appoint()
    assert await office.raised() == "DRP-2026-0001"


async def test_a_post_in_whose_place_somebody_stands_is_not_vacant_and_the_notice_says_for_whom(office: Office) -> None:
    await office.appoint(f"{council.ADMIN.email},TM,{council.TEAM},,,{council.TM.email}")
    reference = await office.raised()
    notice = await office.notice(reference, NoticeKind.STAGE_RAISED)
    assert [(office.name_of(r.person), r.cover_for) for r in notice.to] == [
        (council.ADMIN.name, office.id_of(council.TM))
    ]
    await office.dispatch()
    letter = next(iter(office.email.effects.values()))
    assert letter.to[0].cover_for == TM
