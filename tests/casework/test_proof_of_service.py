"""The proof of service: for every notice and recipient what became of it, and for the family what was done for them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from casework.file_mail import file_mail
from casework.ports import Carriage
from casework.proof_for_family import proof_for_family
from casework.proof_of_service import ProofOfService, ServedLine, proof_for_export, proof_of_service
from casework.received_mail import MailSort, Pointer, ReceivedMail
from casework.served_words import all_words
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from rehearsal import council
from tests.casework.office import NO_TEAMS, PERMANENT, TEMPORARY, Office

DUTY = "stage-1/respond"


async def proof(office: Office, reference: str) -> ProofOfService:
    return await proof_of_service(office.desk, office.id_of(council.FIRO), reference)


def line(lines: Sequence[ServedLine], name: str, kind: NoticeKind = NoticeKind.STAGE_RAISED) -> ServedLine:
    return next(each for each in lines if each.recipient.name == name and each.kind is kind)


async def back(office: Office, sort: MailSort, reference: str, identity: str, **more: object) -> None:
    """Something comes back about the letter of the first entry."""
    receipt = f"<{reference}/1/0/email>"
    mail = ReceivedMail(
        identity=identity,
        received_at=office.now[0],
        sender=council.TM.email,
        sort=sort,
        original=b"x",
        pointers=(Pointer(receipt=receipt),),
        **more,  # pyright: ignore[reportArgumentType]
    )
    await file_mail(office.desk, mail)


async def test_X5_delivered_answered_by_a_machine_acknowledged_and_responded_are_five_times_and_kept_apart(
    office: Office,
) -> None:
    reference = await office.raised()
    queued = line((await proof(office, reference)).lines, council.TM.name)
    assert queued.email
    assert queued.card
    assert (queued.email.state, queued.card.state) == (Carriage.WAITING, Carriage.WAITING)
    assert queued.queued_at == office.now[0]
    await office.dispatch()
    sent = line((await proof(office, reference)).lines, council.TM.name)
    assert sent.email
    assert (sent.email.state, sent.email.id) == (Carriage.SENT, f"<{reference}/1/0/email>")
    assert sent.email.sent_at == sent.email.accepted_at == office.now[0]
    assert sent.card
    assert sent.card.id
    assert (sent.auto_replied, sent.acknowledged, sent.responded, sent.bounced) == (None, None, None, None)
    office.at(2026, 3, 30, 11)
    await back(office, MailSort.AUTOMATIC, reference, "a1", text="I am away.")
    office.at(2026, 3, 31)
    await office.make(council.TM, reference, "acknowledge", DUTY)
    office.at(2026, 4, 1)
    await office.make(council.TM, reference, "respond", DUTY, response="Done.", actions="completed")
    done = line((await proof(office, reference)).lines, council.TM.name)
    times = [each.at if each else None for each in (done.auto_replied, done.acknowledged, done.responded)]
    assert [at.day if at else None for at in times] == [30, 31, 1]
    assert all_words(done)[2:] == [
        "automatic reply 30 March 2026, 11:00",
        "acknowledged 31 March 2026, 10:00",
        "answered 1 April 2026, 10:00",
    ]


async def test_X5_a_read_receipt_is_no_answer_of_any_kind(office: Office) -> None:
    reference = await office.raised()
    await office.dispatch()
    await back(office, MailSort.RECEIPT, reference, "r1", text="Read.")
    served = line((await proof(office, reference)).lines, council.TM.name)
    assert (served.auto_replied, served.acknowledged, served.responded) == (None, None, None)


async def test_a_bounce_is_told_of_the_recipient_whose_address_failed_and_of_no_other(office: Office) -> None:
    reference = await office.to_stage_2()
    await office.dispatch()
    entry = (await office.entries(reference))[1]
    number = next(n for n, notice in enumerate(entry.notices) if notice.kind is NoticeKind.STAGE_RAISED)
    mail = ReceivedMail(
        identity="b1",
        received_at=office.now[0],
        sender="mailer-daemon@example.gov.uk",
        sort=MailSort.BOUNCE,
        original=b"x",
        pointers=(Pointer(receipt=f"<{reference}/{entry.sequence}/{number}/email>"),),
        failed=(council.SSW.email,),
        failed_because="550 5.1.1 no such address",
    )
    await file_mail(office.desk, mail)
    lines = [each for each in (await proof(office, reference)).lines if each.entry == entry.sequence]
    assert {each.recipient.name for each in lines if each.bounced} == {council.SSW.name}
    assert "came back 9 April 2026, 10:00 (550 5.1.1 no such address)" in all_words(line(lines, council.SSW.name))


async def test_what_waits_was_set_aside_or_reaches_nobody_says_why(office: Office) -> None:
    reference = await office.raised()
    office.email.fail(TEMPORARY)
    office.cards.fail(NO_TEAMS)
    await office.dispatch()
    waits = line((await proof(office, reference)).lines, council.TM.name)
    assert waits.email
    assert waits.card
    assert (waits.email.state, waits.email.reason) == (Carriage.WAITING, "The server is busy.")
    assert (waits.card.state, waits.card.reason) == (Carriage.CANCELLED, "They don't have the app.")
    office.later(minutes=5)
    office.email.fail(PERMANENT)
    await office.dispatch()
    parked = line((await proof(office, reference)).lines, council.TM.name)
    assert parked.email
    assert (parked.email.state, parked.email.reason) == (Carriage.PARKED, "There is no such mailbox.")
    assert all_words(parked) == [
        "e-mail couldn't be sent and was set aside: There is no such mailbox",
        "card not sent: They don't have the app",
    ]


async def test_an_answer_by_whoever_covers_names_them(office: Office) -> None:
    reference = await office.raised()
    await office.dispatch()
    await office.make(council.FIRO, reference, "respond", DUTY, response="By phone.", actions="completed", how="phone")
    served = line((await proof(office, reference)).lines, council.TM.name)
    assert served.responded
    assert served.responded.by == council.FIRO.name
    assert all_words(served)[-1].endswith(f"by {council.FIRO.name}")


async def test_a_reminder_shows_what_came_after_it_and_not_what_was_before(office: Office) -> None:
    reference = await office.raised()
    await office.dispatch()
    office.at(2026, 3, 31)
    await office.make(council.TM, reference, "acknowledge", DUTY)
    office.at(2026, 4, 2)
    await office.sweep()
    await office.dispatch()
    lines = (await proof(office, reference)).lines
    assert line(lines, council.TM.name).acknowledged
    assert line(lines, council.TM.name, NoticeKind.NUDGE).acknowledged is None


async def test_copies_are_shown_with_their_rule_and_owe_no_answer(office: Office) -> None:
    reference = await office.to_stage_2()
    await office.dispatch()
    copies = [each for each in (await proof(office, reference)).lines if each.copied]
    assert {each.recipient.name for each in copies} >= {council.SSW.name, council.TM.name}
    assert {each.rules for each in copies if each.stage == "Stage 2"} == {"B16"}
    assert all(each.card is None and each.email for each in copies)


async def test_only_those_who_may_read_the_dispute_are_shown_its_proof(office: Office) -> None:
    reference = await office.raised()
    with pytest.raises(Refusal) as refusal:
        await proof_of_service(office.desk, office.id_of(council.ADMIN), reference)
    assert refusal.value.name == "unknown-reference"
    with pytest.raises(Refusal):
        await proof_for_export(office.desk, "DRP-2026-9999")


async def test_B40_S27_the_family_sees_what_was_done_on_which_day_and_nobodys_name(office: Office) -> None:
    reference = await office.raised()
    await office.dispatch()
    await back(office, MailSort.AWAY, reference, "a1", text="I am ill.")
    office.at(2026, 4, 2)
    await office.sweep()
    office.at(2026, 4, 7)
    await office.make(council.TM, reference, "respond", DUTY, response="Partly.", actions="partly")
    office.at(2026, 4, 9)
    await office.sweep()
    await office.make(council.FIRO, reference, "escalate", "stage-2", reasons="dissatisfaction", outstanding="Visits.")
    shown = await proof_for_family(office.desk, reference)
    assert [(str(each.on), each.what, each.roles) for each in shown.lines] == [
        ("2026-03-30", "The concern was put to them", "Fostering Team Manager"),
        ("2026-04-02", "They were reminded", "Fostering Team Manager"),
        ("2026-04-09", "They were reminded", "Fostering Team Manager"),
        ("2026-04-09", "The concern was put to them", "Fostering Service Manager"),
    ]
    assert str(shown.lines[0].answered_on) == "2026-04-07"
    text = repr(shown)
    for private in (*(p.name for p in council.EVERYONE), *(p.email for p in council.EVERYONE), "isits", "ill", "FC-"):
        assert private not in text.replace(council.COUNCIL, ""), private
