"""Mail that is no answer: absences, letters that came back, answers from calendars, too many, and filed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from casework.file_by_hand import file_by_hand, set_aside
from casework.file_mail import Filed, Outcome, Pace, file_mail
from casework.ports import SET_ASIDE, Address
from casework.proof_of_service import proof_of_service
from casework.received_mail import InvitationAnswer, MailSort, Pointer, ReplyChoice
from casework.triage import list_triage
from disputes.entries import EntryKind
from disputes.refusals import Refusal
from rehearsal import council
from rehearsal.council import SamplePerson
from tests.casework.office import Office
from tests.casework.postbag import PLAN, STAGE_1, TOOL, Postbag, about, told

DAEMON = "mailer-daemon@elsewhere.example"
STRANGER = "stranger@elsewhere.example"


async def facts(office: Office, reference: str) -> dict[str, str]:
    return {fact.label: fact.text for fact in (await office.last(reference)).facts}


# ------------------------------------------------------------------------------------------ absences


async def away(bag: Postbag, reference: str, until: date | None, by: SamplePerson = council.TM) -> Filed:
    return await bag.file(by, "I am away.", sort=MailSort.AWAY, away_until=until, pointers=about(reference))


async def test_X5_an_absence_of_who_owes_an_answer_is_told_to_the_officer_with_its_last_day_and_counts_for_nothing(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    before = await office.owed(reference)
    assert (await away(bag, reference, date(2026, 4, 13))).outcome is Outcome.FILED
    entry = await office.last(reference)
    assert (entry.kind, entry.by.name, entry.duty) == (EntryKind.AUTO_REPLY_FILED, council.TM.name, STAGE_1)
    assert entry.values["person"] == office.id_of(council.TM)
    assert entry.values["until"] == "2026-04-13"
    assert await facts(office, reference) == {
        "Away until": "Monday 13 April 2026",
        "Automatic reply": "I am away.",
    }
    assert await told(office, reference) == [("away", [council.FIRO.name])]
    assert await office.owed(reference) == before
    state = (await office.show(council.FIRO, reference)).duties[0]
    assert (state.acknowledged, state.reply_waiting) == (None, False)


@pytest.mark.parametrize("until", [date(2026, 4, 13), None])
async def test_each_absence_is_told_of_once_however_many_letters_it_answers(
    office: Office, bag: Postbag, until: date | None
) -> None:
    reference = await office.raised()
    for _ in range(3):
        await away(bag, reference, until)
    filed = await office.entries(reference, EntryKind.AUTO_REPLY_FILED)
    assert [len(entry.notices) for entry in filed] == [1, 0, 0]
    await away(bag, reference, date(2026, 5, 1))
    assert await told(office, reference) == [("away", [council.FIRO.name])]


async def test_an_absence_of_somebody_who_owes_nothing_or_that_is_over_is_only_on_record(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    for by, until in ((council.SSW, date(2026, 4, 13)), (council.TM, date(2026, 3, 20)), (council.FIRO, None)):
        assert (await away(bag, reference, until, by)).outcome is Outcome.FILED
        assert await told(office, reference) == []


async def test_X5_a_read_receipt_is_on_record_as_one(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    await bag.file(council.TM, "Read.", sort=MailSort.RECEIPT, pointers=about(reference))
    assert await facts(office, reference) == {"Read receipt": "Read."}


# ------------------------------------------------------------------------------------------ what came back


async def bounced(bag: Postbag, reference: str, who: str, key: str = "1/0", **changes: Any) -> Filed:
    pointers = (Pointer(receipt=f"<{reference}/{key}/email>"),)
    return await bag.file(
        DAEMON, sort=MailSort.BOUNCE, failed=(who,), failed_because="No such address.", pointers=pointers, **changes
    )


async def in_teams(office: Office, person: SamplePerson) -> None:
    address = Address(
        person=office.id_of(person),
        service_url="https://teams.example",
        conversation="c",
        bot="b",
        user="u",
        tenant="t",
        channel="msteams",
    )
    async with office.store.writing() as work:
        await work.addresses.put(address)
        await work.commit()


async def test_a_bounce_says_whom_it_concerns_why_and_that_they_had_the_card(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    await office.dispatch()
    await bounced(bag, reference, council.TM.email.upper())
    assert await facts(office, reference) == {
        "Could not be delivered to": council.TM.email.upper(),
        "Why, as the mail server says": "No such address.",
        "Notice of entry": "1",
        "Tried instead": f"{council.TM.name} has had it as a card in Teams",
    }
    values = (await office.last(reference)).values
    assert {name: values[name] for name in ("entry", "number", "notice", "channel", "people")} == {
        "entry": "1",
        "number": "0",
        "notice": "stage-raised",
        "channel": "email",
        "people": office.id_of(council.TM),
    }


async def test_whoever_is_only_copied_gets_a_card_instead_where_teams_reaches_them(
    office: Office, bag: Postbag
) -> None:
    reference = await office.to_stage_2()
    await office.dispatch()
    (escalated,) = await office.entries(reference, EntryKind.ESCALATED)
    (copied,) = [r.person for r in escalated.notices[0].copies][:1]
    person = next(p for p in council.EVERYONE if office.ids.get(p.email) == copied)
    await in_teams(office, person)
    key = f"{escalated.sequence}/0"
    await bounced(bag, reference, person.email, key)
    assert (await facts(office, reference))["Tried instead"] == f"A card in Teams goes to {person.name}"
    await bounced(bag, reference, person.email, key, received_at=office.now[0] + timedelta(minutes=1))
    await office.dispatch()
    cards = [item for item in office.cards.tries if item.person == copied and item.key.endswith("/instead")]
    assert len(cards) == 1
    (delivered,) = [
        {fact.label: fact.text for fact in entry.facts}
        for entry in await office.entries(reference, EntryKind.DELIVERED)
        if entry.values.get("person") == copied
    ]
    assert delivered["To"] == f"{person.name} <{person.email}>"
    proof = await proof_of_service(office.desk, office.id_of(council.FIRO), reference)
    (line,) = [each for each in proof.lines if each.recipient.person == copied and each.entry == escalated.sequence]
    assert line.copied
    assert line.bounced is not None
    assert line.card is not None
    assert line.card.sent_at is not None


async def test_where_the_other_channel_reaches_nobody_that_is_said(office: Office, bag: Postbag) -> None:
    reference = await office.to_stage_2()
    (escalated,) = await office.entries(reference, EntryKind.ESCALATED)
    copied = escalated.notices[0].copies[0].person
    person = next(p for p in council.EVERYONE if office.ids.get(p.email) == copied)
    key = f"{reference}/{escalated.sequence}/0/email"
    filed = await bag.file(DAEMON, sort=MailSort.BOUNCE, failed=(person.email,), pointers=(Pointer(key=key),))
    assert filed.outcome is Outcome.FILED
    said = (await facts(office, reference))["Tried instead"]
    assert said == f"Nothing: the assistant doesn't reach {person.name} in Teams"


@pytest.mark.parametrize("key", ["DRP-2026-0001/1/0/email", "DRP-2026-0001/99/0/email", "DRP-2026-0001/1/9/email", "x"])
async def test_a_bounce_whose_key_could_be_guessed_is_believed_only_of_an_address_that_was_written_to(
    office: Office, bag: Postbag, key: str
) -> None:
    reference = await office.raised()
    assert reference == "DRP-2026-0001"
    filed = await bag.file(DAEMON, sort=MailSort.BOUNCE, failed=("other@x.example",), pointers=(Pointer(key=key),))
    assert filed.outcome is Outcome.TRIAGE
    assert len(await office.entries(reference)) == 1


async def test_a_bounce_of_what_told_of_a_bounce_is_told_to_nobody_so_that_it_never_goes_round(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    await office.dispatch()
    await bounced(bag, reference, council.TM.email)
    sequence = (await office.last(reference)).sequence
    await office.dispatch()
    filed = await bounced(bag, reference, council.FIRO.email, f"{sequence}/0")
    assert filed.outcome is Outcome.TRIAGE
    assert await told(office, reference) == []
    assert len(await office.entries(reference, EntryKind.BOUNCED)) == 2


async def test_the_officer_whose_own_letter_came_back_is_not_told_of_it_by_letter(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    await office.make(council.TM, reference, "respond", STAGE_1, response="Done.", actions="completed")
    sequence = (await office.last(reference)).sequence
    await office.dispatch()
    await bounced(bag, reference, council.FIRO.email, f"{sequence}/0")
    assert await told(office, reference) == [("address-failed", [council.ADMIN.name])]


# ------------------------------------------------------------------------------------------ calendars


@pytest.mark.parametrize(
    ("answer", "said", "notices"),
    [
        ("accepted", "Accepted", []),
        ("declined", "Declined", ["meeting-answered"]),
        ("tentative", "Accepted for now, not for certain", ["meeting-answered"]),
        ("proposed", "Another time proposed", ["meeting-answered"]),
    ],
)
async def test_an_answer_to_an_invitation_is_on_record_and_told_where_the_meeting_is_in_doubt(
    office: Office, bag: Postbag, answer: str, said: str, notices: Sequence[str]
) -> None:
    reference = await office.to_stage_2()
    before = await office.owed(reference)
    invitation = InvitationAnswer(answer=answer, meeting="Wednesday 15 April 2026, 10:00", comment="Perhaps late.")
    pointers = (Pointer(reference=reference, duty="meeting-3", signed=True),)
    filed = await bag.file(council.FSM, "", sort=MailSort.INVITATION, invitation=invitation, pointers=pointers)
    assert (filed.outcome, filed.reference) == (Outcome.FILED, reference)
    entry = await office.last(reference)
    assert (entry.kind, entry.by.name) == (EntryKind.MEETING_ANSWERED, council.FSM.name)
    assert (entry.values["answer"], entry.values["meeting"]) == (answer, "3")
    known = await facts(office, reference)
    assert known["Answer to the invitation"] == said
    assert known["Meeting that it answers"] == "Wednesday 15 April 2026, 10:00"
    assert known["Comment"] == "Perhaps late."
    assert [kind for kind, _ in await told(office, reference)] == notices
    assert await office.owed(reference) == before


async def test_the_case_shows_who_comes_and_which_files_came_until_the_meeting_is_another_one(
    office: Office, bag: Postbag
) -> None:
    reference = await office.to_stage_2()
    await office.make(
        council.FSM, reference, "confirm-meeting", "stage-2/confirm-meeting", meeting_on="2026-04-15", response="Yes."
    )
    for person, answer in ((council.FSM, "declined"), (council.TM, "accepted"), (council.FSM, "accepted")):
        invitation = InvitationAnswer(answer=answer)
        await bag.file(person, "", sort=MailSort.INVITATION, invitation=invitation, pointers=about(reference))
    await bag.file(council.TM, "See the plan.", pointers=about(reference), files=(PLAN, TOOL))
    view = await office.show(council.FIRO, reference)
    assert view.meeting_answers == ((council.FSM.name, "Accepted"), (council.TM.name, "Accepted"))
    assert view.files[0] == "plan.docx (application/msword, 12 kB)"
    assert "not taken" in view.files[1]
    rearranged = {"meeting_on": "2026-04-16", "reason": "Illness."}
    await office.make(council.FIRO_TM, reference, "rearrange-meeting", "stage-2/hold-meeting", **rearranged)
    assert (await office.show(council.FIRO, reference)).meeting_answers == ()


async def test_a_strangers_answer_to_an_invitation_waits_in_triage(office: Office, bag: Postbag) -> None:
    reference = await office.to_stage_2()
    invitation = InvitationAnswer(answer="accepted")
    filed = await bag.file(STRANGER, sort=MailSort.INVITATION, invitation=invitation, pointers=about(reference))
    assert filed.outcome is Outcome.TRIAGE


# ------------------------------------------------------------------------------------------ too many, and twice


async def test_what_one_sender_writes_beyond_the_pace_waits_in_triage_and_is_filed_again_an_hour_later(
    office: Office, bag: Postbag
) -> None:
    reference, pace = await office.raised(), Pace(most=3)
    outcomes: list[Outcome] = []
    for minute in (0, 1, 2, 3, 61, 62):
        mail = bag.mail(council.TM, f"Mail {minute}.", pointers=about(reference))
        mail = replace(mail, received_at=office.now[0] + timedelta(minutes=minute))
        outcomes.append((await file_mail(office.desk, mail, pace)).outcome)
    assert outcomes == [*[Outcome.FILED] * 3, Outcome.TRIAGE, Outcome.FILED, Outcome.FILED]
    (waiting,) = await bag.kept()
    assert "more than 3 mails within 60 minutes" in waiting[1]
    assert await bag.original(waiting[0]) is not None
    others = await file_mail(office.desk, bag.mail(council.SSW, pointers=about(reference)), pace)
    assert others.outcome is Outcome.FILED


async def test_a_mail_that_its_server_writes_anew_is_the_same_mail_and_kept_all_the_same(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    mail = bag.mail(council.TM, message_id="<a@b>", pointers=about(reference), choice=ReplyChoice.ACKNOWLEDGE)
    assert (await file_mail(office.desk, mail)).outcome is Outcome.ANSWERED
    again = replace(mail, identity="another", original=b"written anew")
    assert (await file_mail(office.desk, again)).outcome is Outcome.DROPPED
    assert len(await office.entries(reference)) == 2
    assert await bag.original("another") == b"written anew"


async def test_another_mail_under_the_same_id_has_no_effect_and_is_left_to_a_person(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    mail = bag.mail(council.TM, message_id="<a@b>", pointers=about(reference), choice=ReplyChoice.ACKNOWLEDGE)
    await file_mail(office.desk, mail)
    later = office.now[0] + timedelta(minutes=5)
    other = replace(mail, identity="another", received_at=later, choice=ReplyChoice.COMPLETED)
    filed = await file_mail(office.desk, other)
    assert (filed.outcome, STAGE_1 in await office.owed(reference)) == (Outcome.TRIAGE, True)


async def test_a_program_that_chooses_again_and_again_is_told_once_that_it_was_answered(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    await office.make(council.TM, reference, "respond", STAGE_1, response="Done.", actions="completed")
    for _ in range(3):
        await bag.file(council.TM, pointers=about(reference), choice=ReplyChoice.COMPLETED)
    kinds = [notice.kind.value for entry in await office.entries(reference) for notice in entry.notices]
    assert kinds.count("already-answered") == 1


# ------------------------------------------------------------------------------------------ by hand


async def by_hand(office: Office, who: SamplePerson, mail_id: str, reference: str) -> str:
    placed = await file_by_hand(office.desk, office.id_of(who), mail_id, reference, key=office.key())
    return placed.reference


async def strangers_mail(office: Office, bag: Postbag, reference: str | None, **changes: object) -> str:
    pointers = (Pointer(reference=reference),) if reference else ()
    await bag.file(STRANGER, "See the plan.", pointers=pointers, files=(PLAN,), **changes)
    return (await bag.kept())[-1][0]


async def test_a_mail_filed_by_hand_is_on_record_from_when_it_came_with_its_files_and_asks_the_raiser(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    came = office.now[0]
    mail_id = await strangers_mail(office, bag, None)
    office.at(2026, 4, 1)
    assert await by_hand(office, council.ADMIN, mail_id, reference.lower()) == reference
    entry = await office.last(reference)
    assert (entry.kind, entry.happened_at, entry.duty) == (EntryKind.REPLY_FILED, came, None)
    assert await told(office, reference) == [("reply-to-classify", [council.FIRO.name])]
    known = await facts(office, reference)
    assert known["Reply"] == "See the plan."
    assert known["From"] == STRANGER
    assert "points at a dispute" in known["Why it waited"]
    assert known["Filed by"] == f"{council.ADMIN.name} (administrator)"
    async with office.store.reading() as work:
        (listed,) = await work.mail.files_of(reference)
        assert await work.mail.file_content(listed.mail, listed.position) == PLAN.content
    assert await bag.kept() == []


async def test_a_partys_mail_filed_by_hand_can_be_classified_as_their_response(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    await bag.file(council.TM, "Visits have resumed.", sort=MailSort.OTHER)
    mail_id = (await bag.kept())[0][0]
    await by_hand(office, council.FIRO, mail_id, reference)
    entry = await office.last(reference)
    assert (entry.by.name, entry.duty) == (council.TM.name, STAGE_1)
    await office.make(
        council.FIRO, reference, "classify-reply", str(entry.sequence), meaning="response", actions="completed"
    )
    assert STAGE_1 not in await office.owed(reference)


@pytest.mark.parametrize("sort", [MailSort.AUTOMATIC, MailSort.AWAY, MailSort.RECEIPT])
async def test_X5_what_a_machine_wrote_is_no_reply_by_whomever_it_is_filed(
    office: Office, bag: Postbag, sort: MailSort
) -> None:
    reference = await office.raised()
    mail_id = await strangers_mail(office, bag, reference, sort=sort)
    await by_hand(office, council.FIRO, mail_id, reference)
    assert (await office.last(reference)).kind is EntryKind.AUTO_REPLY_FILED
    assert (await office.show(council.FIRO, reference)).replies_to_classify == 0


@pytest.mark.parametrize("who", [council.TM, council.SSW, council.QUALITY, council.SECOND_FIRO])
async def test_nobody_but_its_officer_and_administrators_files_or_sets_aside(
    office: Office, bag: Postbag, who: SamplePerson
) -> None:
    reference = await office.raised()
    mail_id = await strangers_mail(office, bag, reference)
    for attempt in (
        by_hand(office, who, mail_id, reference),
        set_aside(office.desk, office.id_of(who), mail_id, "No.", key=office.key()),
    ):
        with pytest.raises(Refusal):
            await attempt
    assert [mail for mail, _ in await bag.kept()] == [mail_id]
    assert len(await office.entries(reference)) == 1


async def test_an_officer_files_no_mail_that_she_is_not_shown_by_guessing_its_id(office: Office, bag: Postbag) -> None:
    mine, theirs = await office.raised(), await office.raised(council.SECOND_FIRO)
    for reference in (theirs, None):
        mail_id = await strangers_mail(office, bag, reference)
        with pytest.raises(Refusal, match="doesn't wait"):
            await by_hand(office, council.FIRO, mail_id, mine)
    assert len(await office.entries(mine)) == 1
    another = await office.raised()
    mail_id = await strangers_mail(office, bag, mine)
    assert await by_hand(office, council.FIRO, mail_id, another) == another


async def test_who_sees_what_of_it(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    pointed, nowhere = await strangers_mail(office, bag, reference), await strangers_mail(office, bag, None)
    await bag.file(council.TM, "Visits have resumed.", sort=MailSort.OTHER)
    partys = (await bag.kept())[-1][0]

    async def seen(who: SamplePerson) -> dict[str, tuple[str, tuple[str, ...]]]:
        return {m.id: (m.text, m.may_go_to) for m in await list_triage(office.desk, office.id_of(who))}

    assert await seen(council.FIRO) == {pointed: ("See the plan.", (reference,)), partys: ("", (reference,))}
    assert await seen(council.ADMIN) == {pointed: ("", (reference,)), nowhere: ("", ()), partys: ("", ())}
    with pytest.raises(Refusal):
        await seen(council.TM)


async def test_set_aside_keeps_it_with_the_reason_and_it_can_still_be_filed(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    mail_id = await strangers_mail(office, bag, reference)
    await set_aside(office.desk, office.id_of(council.FIRO), mail_id, "An advertisement.", key=office.key())
    assert await bag.kept() == []
    async with office.store.reading() as work:
        (aside,) = await work.mail.triage(SET_ASIDE)
    assert aside.reasons.endswith(f"Set aside by {council.FIRO.name}: An advertisement.")
    await by_hand(office, council.ADMIN, mail_id, reference)
    assert (await office.last(reference)).kind is EntryKind.REPLY_FILED


async def test_the_same_press_files_once(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    mail_id = await strangers_mail(office, bag, reference)
    for again in (False, True):
        placed = await file_by_hand(office.desk, office.id_of(council.ADMIN), mail_id, reference, key=("press", "1"))
        assert placed.again is again
    assert len(await office.entries(reference)) == 2
