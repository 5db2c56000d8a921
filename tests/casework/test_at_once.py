"""The same thing twice, and several people at once: one effect each, one winner, a sound record. On both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from casework.dispatch import dispatch
from casework.file_mail import Filed, Outcome, file_mail
from casework.make_move import Made, Request, make_move
from casework.open_dispute import NewDispute, open_dispute
from casework.ports import Channel
from casework.received_mail import MailSort, Pointer, ReceivedMail, ReplyChoice
from casework.sweep import sweep
from disputes.entries import EntryKind
from disputes.refusals import Refusal
from rehearsal import council
from tests.casework.office import RAISING, Office

DUTY = "stage-1/respond"
RESPONSE = {"response": "Visits have resumed.", "actions": "completed"}


async def test_an_activity_that_comes_twice_has_one_effect_and_the_second_says_so(any_office: Office) -> None:
    office = any_office
    reference = await office.raised()
    request = Request(reference, "acknowledge", DUTY, {})
    presses = [make_move(office.desk, office.id_of(council.TM), request, key=("activity", "a-1")) for _ in range(4)]
    made = await asyncio.gather(*presses)
    assert Counter(each.entry is None for each in made) == {True: 3, False: 1}
    assert {each.reference for each in made} == {reference}
    assert len(await office.entries(reference, EntryKind.ACKNOWLEDGED)) == 1


async def test_a_draft_that_is_confirmed_twice_raises_one_dispute_and_uses_up_one_number(any_office: Office) -> None:
    office = any_office
    new = NewDispute("bradford-firo", RAISING)
    presses = [open_dispute(office.desk, office.id_of(council.FIRO), new, key=("draft", "d-1")) for _ in range(3)]
    made = await asyncio.gather(*presses)
    assert Counter(each.entry is None for each in made) == {True: 2, False: 1}
    assert (await office.everything())["records"] == {"DRP-2026-0001": 1}
    assert await office.raised() == "DRP-2026-0002"


async def test_a_refused_press_may_be_repeated_with_the_same_activity(office: Office) -> None:
    reference = await office.raised()
    key = ("activity", "again")
    wrong = Request(reference, "respond", DUTY, {"response": "Done."})
    with pytest.raises(Refusal, match="is missing"):
        await make_move(office.desk, office.id_of(council.TM), wrong, key=key)
    right = replace(wrong, entered=RESPONSE)
    assert (await make_move(office.desk, office.id_of(council.TM), right, key=key)).entry is not None


async def test_of_two_who_press_at_once_one_wins_and_the_other_gets_a_polite_refusal(any_office: Office) -> None:
    office = any_office
    await office.appoint(f"{council.SECOND_FIRO.email},TM,{council.TEAM},,,")
    reference = await office.raised()
    heard = await asyncio.gather(
        office.make(council.TM, reference, "respond", DUTY, **RESPONSE),
        office.make(council.SECOND_FIRO, reference, "respond", DUTY, **RESPONSE),
        return_exceptions=True,
    )
    refusals = [each for each in heard if isinstance(each, Refusal)]
    assert [isinstance(each, Made) for each in heard].count(True) == 1
    assert [refusal.name for refusal in refusals] == ["no-longer-open"]
    assert reference in refusals[0].text
    assert "status" in refusals[0].next_step
    assert len(await office.entries(reference, EntryKind.RESPONDED)) == 1


async def test_card_and_mail_and_the_same_mail_again_at_once_make_one_answer(any_office: Office) -> None:
    office = any_office
    reference = await office.raised()
    mail = ReceivedMail(
        identity="mail-1",
        received_at=office.now[0],
        sender=council.TM.email,
        sort=MailSort.REPLY,
        original=b"Visits have resumed.",
        text="Visits have resumed.",
        pointers=(Pointer(reference=reference, duty=DUTY, signed=True),),
        choice=ReplyChoice.COMPLETED,
    )
    pressed, *filed = await asyncio.gather(
        office.make(council.TM, reference, "respond", DUTY, **RESPONSE),
        file_mail(office.desk, mail),
        file_mail(office.desk, mail),
        return_exceptions=True,
    )
    outcomes = Counter(each.outcome for each in filed if isinstance(each, Filed))
    won = Outcome.FILED if isinstance(pressed, Made) else Outcome.ANSWERED
    assert isinstance(pressed, Made | Refusal)
    assert outcomes == {won: 1, Outcome.DROPPED: 1}
    assert len(await office.entries(reference, EntryKind.RESPONDED)) == 1
    assert await office.sound()


async def test_ten_moves_at_once_on_one_dispute_all_happen_and_leave_a_sound_chain(any_office: Office) -> None:
    office = any_office
    reference = await office.raised()
    await asyncio.gather(*(office.make(council.FIRO, reference, "note", note=f"Note {n}.") for n in range(10)))
    entries = await office.entries(reference)
    assert [entry.sequence for entry in entries] == list(range(1, 12))
    assert {entry.values["note"] for entry in entries[1:]} == {f"Note {n}." for n in range(10)}
    assert await office.sound()


async def test_disputes_raised_at_once_get_numbers_of_their_own(any_office: Office) -> None:
    raised = await asyncio.gather(*(any_office.raised() for _ in range(6)))
    assert sorted(raised) == [f"DRP-2026-{n:04d}" for n in range(1, 7)]


async def test_siblings_linked_at_once_to_one_dispute_are_all_linked(any_office: Office) -> None:
    office = any_office
    reference = await office.raised()
    new = NewDispute("bradford-firo", RAISING, linked_to=reference)
    made = await asyncio.gather(*(office.raise_new(new) for _ in range(4)))
    linked = [entry.values["linked"] for entry in await office.entries(reference, EntryKind.LINKED)]
    assert sorted(linked) == sorted(each.reference for each in made)
    assert await office.sound()


async def test_several_replicas_sweep_at_once_and_nobody_is_nudged_twice(any_office: Office) -> None:
    office = any_office
    references = [await office.raised() for _ in range(5)]
    office.at(2026, 4, 2)
    await asyncio.gather(*(sweep(office.desk) for _ in range(4)))
    await sweep(office.desk)
    for reference in references:
        assert len(await office.entries(reference, EntryKind.NUDGED)) == 1
    assert await office.sound()


async def test_sweeping_while_people_press_harms_neither(any_office: Office) -> None:
    office = any_office
    references = [await office.raised() for _ in range(5)]
    office.at(2026, 4, 2)
    await asyncio.gather(
        *(office.make(council.TM, reference, "acknowledge", DUTY) for reference in reversed(references)),
        *(sweep(office.desk) for _ in range(2)),
        *(office.make(council.FIRO, reference, "note", note="Hello.") for reference in references),
    )
    await sweep(office.desk)
    for reference in references:
        kinds = Counter(entry.kind for entry in await office.entries(reference))
        assert kinds[EntryKind.NUDGED] == kinds[EntryKind.ACKNOWLEDGED] == kinds[EntryKind.NOTED] == 1
    assert await office.sound()


async def test_several_replicas_dispatch_at_once_and_every_message_goes_once(any_office: Office) -> None:
    office = any_office
    references = [await office.raised() for _ in range(4)]
    senders = {Channel.EMAIL: office.email, Channel.CARD: office.cards}
    rounds = await asyncio.gather(
        *(dispatch(office.desk, senders) for _ in range(3)),
        *(office.make(council.TM, reference, "acknowledge", DUTY) for reference in references),
    )
    assert len(rounds) == 7
    for _ in range(3):
        office.later(minutes=5)
        await office.dispatch()
    assert await office.waiting() == 0
    assert Counter(item.key for item in (*office.email.tries, *office.cards.tries)).most_common(1)[0][1] == 1
    for reference in references:
        proofs = [entry.values["receipt"] for entry in await office.entries(reference, EntryKind.DELIVERED)]
        assert len(proofs) == len(set(proofs)) == 4
    assert await office.sound()
