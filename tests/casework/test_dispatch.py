"""The way out: every message is proved, retried, parked or dropped, and reaches people once in effect."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta

import pytest

from casework.dispatch import LEASE_SECONDS, MOST_ATTEMPTS, Dispatched, NotSent
from disputes.entries import DISPATCHER, EntryKind
from disputes.notices import NoticeKind
from rehearsal import council
from tests.casework.office import NO_TEAMS, PERMANENT, TEMPORARY, KilledInMidSend, Office

DUTY = "stage-1/respond"


async def test_the_proof_of_service_names_notice_channel_people_id_and_time(office: Office) -> None:
    reference = await office.to_stage_2()
    office.at(2026, 4, 9, 10, 1)
    assert await office.dispatch() == Dispatched(sent=4)
    proofs = await office.entries(reference, EntryKind.DELIVERED)
    letter = next(p for p in proofs if (p.values["entry"], p.values["channel"]) == ("2", "email"))
    assert {fact.label: fact.text for fact in letter.facts} == {
        "Notice of entry": "2",
        "Channel": "email",
        "To": f"{council.FSM.name} <{council.FSM.email}>",
        "Copies": f"{council.SSW.name} <{council.SSW.email}>; {council.TM.name} <{council.TM.email}>",
        "Message id": f"<{reference}/2/0/email>",
    }
    assert (letter.happened_at, letter.by, letter.values["notice"]) == (office.now[0], DISPATCHER, "stage-raised")
    card = next(p for p in proofs if (p.values["entry"], p.values["channel"]) == ("2", "card"))
    assert {fact.label: fact.text for fact in card.facts}["To"] == f"{council.FSM.name} <{council.FSM.email}>"
    assert await office.waiting() == 0
    assert await office.sound()


async def test_a_receipt_finds_its_dispute_again(office: Office) -> None:
    reference = await office.raised()
    await office.dispatch()
    async with office.store.reading() as work:
        found = await work.outbox.receipt_of(f"<{reference}/1/0/email>")
    assert found is not None
    assert (found.reference, found.sequence) == (reference, 1)


async def test_what_may_be_retried_is_retried_with_growing_waits_and_then_parked_and_told(office: Office) -> None:
    reference = await office.raised()
    office.email.fail(*[TEMPORARY] * MOST_ATTEMPTS)
    waits: list[float] = []
    since = office.system[0]
    for _ in range(300):
        tried = len(office.email.tries)
        await office.dispatch()
        if len(office.email.tries) > tried:
            waits.append((office.system[0] - since).total_seconds())
            since = office.system[0]
        if await office.entries(reference, EntryKind.UNDELIVERED):
            break
        office.later(seconds=20 if len(waits) < 6 else 600)
    assert len(waits) == MOST_ATTEMPTS
    assert waits[1:] == sorted(waits[1:])
    assert waits[1] == 20
    entry = (await office.entries(reference, EntryKind.UNDELIVERED))[0]
    assert {f.label: f.text for f in entry.facts}["Why it was not delivered"] == TEMPORARY.reason
    assert [(n.kind, office.people(n)[0]) for n in entry.notices] == [(NoticeKind.UNDELIVERED, [council.FIRO.name])]
    async with office.store.reading() as work:
        parked = await work.outbox.parked()
    assert [(p.item.key, p.reason) for p in parked] == [(f"{reference}/1/0/email", TEMPORARY.reason)]


async def test_a_server_that_says_when_to_come_back_is_left_alone_until_then(office: Office) -> None:
    await office.raised()
    office.email.fail(NotSent("Too many.", retry=True, after=timedelta(minutes=7)))
    await office.dispatch()
    office.later(minutes=6, seconds=59)
    await office.dispatch()
    assert len(office.email.tries) == 1
    office.later(seconds=1)
    await office.dispatch()
    assert len(office.email.tries) == 2
    assert len(office.email.effects) == 1


async def test_a_failure_that_no_retry_helps_is_parked_at_once_and_may_be_released(office: Office) -> None:
    reference = await office.raised()
    office.email.fail(PERMANENT)
    assert (await office.dispatch()).parked == 1
    assert [e.kind for e in await office.entries(reference, EntryKind.UNDELIVERED)] == [EntryKind.UNDELIVERED]
    async with office.store.writing() as work:
        assert await work.outbox.release(f"{reference}/1/0/email")
        await work.commit()
    await office.dispatch()
    assert f"{reference}/1/0/email" in office.email.effects


async def test_that_something_was_not_delivered_is_said_once_and_never_loops(office: Office) -> None:
    reference = await office.raised()
    office.email.fail(*[PERMANENT] * 20)
    office.cards.fail(*[PERMANENT] * 20)
    for _ in range(5):
        await office.dispatch()
        office.later(hours=2)
    undelivered = await office.entries(reference, EntryKind.UNDELIVERED)
    causes = [len(entry.notices) for entry in undelivered]
    assert sorted(causes) == [0, 0, 0, 0, 1, 1]
    assert await office.waiting() == 0


async def test_who_has_no_teams_gets_the_email_and_nobody_is_troubled_about_it(office: Office) -> None:
    reference = await office.raised()
    office.cards.fail(NO_TEAMS)
    assert await office.dispatch() == Dispatched(sent=1, dropped=1)
    entry = (await office.entries(reference, EntryKind.UNDELIVERED))[0]
    assert entry.notices == ()
    assert {f.label: f.text for f in entry.facts}["Channel"] == "card"
    assert await office.waiting() == 0


async def test_a_reminder_that_was_answered_before_it_went_is_not_sent(office: Office) -> None:
    reference = await office.raised()
    await office.dispatch()
    office.at(2026, 4, 9)
    await office.sweep()
    await office.make(council.TM, reference, "respond", DUTY, response="Done.", actions="completed")
    await office.dispatch()
    assert Counter(office.email.kinds()) == {"stage-raised": 1, "answered": 1}
    assert Counter(office.cards.kinds()) == {"stage-raised": 1, "answered": 1}


async def test_a_reminder_that_was_held_up_into_the_night_waits_for_the_morning(office: Office) -> None:
    reference = await office.raised()
    await office.dispatch()
    office.at(2026, 4, 2, 16, 29)
    await office.sweep()
    office.at(2026, 4, 2, 16, 31)
    office.system[0] = office.now[0]
    await office.make(council.TM, reference, "acknowledge", DUTY)
    assert await office.dispatch() == Dispatched(sent=2, retried=2)
    assert "nudge" not in office.email.kinds()
    office.at(2026, 4, 7, 9, 0)
    office.system[0] = office.now[0] - timedelta(seconds=1)
    assert await office.dispatch() == Dispatched()
    office.later(seconds=1)
    assert await office.dispatch() == Dispatched(sent=2)
    assert office.email.kinds()[-1] == office.cards.kinds()[-1] == "nudge"


async def test_a_crash_between_send_and_proof_leads_to_one_more_try_that_has_its_effect_once(office: Office) -> None:
    reference = await office.raised()
    for post in (office.email, office.cards):
        post.killed_after_sending = True
        with pytest.raises(KilledInMidSend):
            await office.dispatch()
        post.killed_after_sending = False
    assert await office.entries(reference, EntryKind.DELIVERED) == []
    office.later(seconds=LEASE_SECONDS - 1)
    assert await office.dispatch() == Dispatched()
    office.later(seconds=1)
    assert await office.dispatch() == Dispatched(sent=2)
    for post in (office.email, office.cards):
        assert [item.attempts for item in post.tries] == [0, 1]
        assert len({item.key for item in post.tries}) == len(post.effects) == 1
    assert len(await office.entries(reference, EntryKind.DELIVERED)) == 2


async def test_a_message_that_breaks_keeps_no_other_one_back_and_its_text_out_of_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await office.raised(), await office.raised()
    office.email.fail(*[KeyError("Supervision visits have not happened")] * MOST_ATTEMPTS)
    with caplog.at_level(logging.DEBUG):
        done = await office.dispatch()
    assert done.sent == 2
    assert done.retried == 2
    assert f"{first}/1/0/email" in caplog.text
    assert "KeyError" in caplog.text
    assert "upervision visits" not in caplog.text
    office.email.failures.clear()
    office.later(minutes=1)
    await office.dispatch()
    assert set(office.email.effects) == {f"{first}/1/0/email", f"{second}/1/0/email"}


async def test_a_message_that_breaks_every_time_is_parked_in_the_end(office: Office) -> None:
    reference = await office.raised()
    office.email.fail(*[ValueError("Hm.")] * MOST_ATTEMPTS)
    for _ in range(MOST_ATTEMPTS):
        await office.dispatch()
        office.later(hours=2)
    entry = (await office.entries(reference, EntryKind.UNDELIVERED))[0]
    assert {f.label: f.text for f in entry.facts}["Why it was not delivered"] == "ValueError, see the log."


async def test_a_round_tries_no_more_than_it_may(office: Office) -> None:
    for _ in range(3):
        await office.raised()
    assert (await office.dispatch(limit=4)).sent == 4
    assert await office.waiting() == 2


async def test_a_message_of_a_dispute_that_was_erased_meanwhile_is_forgotten(office: Office) -> None:
    reference = await office.raised()
    key = f"{reference}/1/0/email"
    async with office.store.writing() as work:
        items = await work.outbox.claim(office.system[0], 5, LEASE_SECONDS)
        await work.records.erase(reference, office.now[0])
        for item in items:
            await work.outbox.add(item, office.system[0])
        await work.commit()
    assert key in {item.key for item in items}
    assert await office.dispatch() == Dispatched(dropped=2)
    assert office.email.tries == []
    assert await office.waiting() == 0
