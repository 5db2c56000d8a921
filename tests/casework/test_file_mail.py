"""What becomes of a mail: an answer by its sender's choice, or on record for the raiser."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.file_mail import Filed, Outcome, file_mail
from casework.received_mail import MailSort, Pointer, ReplyChoice
from disputes.entries import EntryKind
from disputes.fields import TEXT_LIMIT
from rehearsal import council
from tests.casework.office import Office
from tests.casework.postbag import PLAN, STAGE_1, STAGE_2, TOOL, Postbag, about, told

# ------------------------------------------------------------------------------------------ the sender's choice


@pytest.mark.parametrize(
    ("choice", "kind", "discharged"),
    [
        (ReplyChoice.ACKNOWLEDGE, EntryKind.ACKNOWLEDGED, False),
        (ReplyChoice.RESPOND, EntryKind.RESPONDED, False),
        (ReplyChoice.COMPLETED, EntryKind.RESPONDED, True),
    ],
)
async def test_B13_X5_a_choice_in_a_reply_is_the_same_answer_as_the_buttons(
    office: Office, bag: Postbag, choice: ReplyChoice, kind: EntryKind, discharged: bool
) -> None:
    reference = await office.raised()
    filed = await bag.file(council.TM, pointers=about(reference), choice=choice)
    assert (filed.outcome, filed.reference) == (Outcome.ANSWERED, reference)
    entry = await office.last(reference)
    assert (entry.kind, entry.by.person, entry.by.roles) == (kind, office.id_of(council.TM), ("TM",))
    assert ("Received", "By e-mail") in [(fact.label, fact.text) for fact in entry.facts]
    assert (STAGE_1 not in await office.owed(reference)) is discharged
    assert await told(office, reference) == [("answered", [council.FIRO.name])]
    assert await bag.original("mail-1") == b"From: them\n\nVisits have resumed.\n"


async def test_B18_a_confirmation_by_mail_is_the_same_as_by_the_button(office: Office, bag: Postbag) -> None:
    reference = await office.to_stage_2()
    said, pointers = "Further to our call on 27 March, I confirm 15 April.", about(reference, STAGE_2)
    filed = await bag.file(council.FSM, said, pointers=pointers, choice=ReplyChoice.CONFIRM)
    assert filed.outcome is Outcome.ANSWERED
    assert (await office.show(council.FIRO, reference)).meeting_on == date(2026, 4, 15)
    assert STAGE_2 not in await office.owed(reference)
    invited = [council.FIRO_TM.name, council.FIRO.name, council.TM.name]
    assert await told(office, reference) == [("meeting-confirmed", invited)]


@pytest.mark.parametrize("said", ["Either 15 April or 16 April.", "15 April 2036"])
async def test_B18_a_confirmation_without_one_sensible_date_is_left_to_the_officer(
    office: Office, bag: Postbag, said: str
) -> None:
    reference = await office.to_stage_2()
    filed = await bag.file(council.FSM, said, pointers=about(reference, STAGE_2), choice=ReplyChoice.CONFIRM)
    assert filed.outcome is Outcome.FILED
    assert (await office.show(council.FIRO, reference)).meeting_on is None
    assert await told(office, reference) == [("reply-to-classify", [council.FIRO.name])]


async def test_more_time_is_asked_for_by_mail_as_by_the_button_and_moves_no_date(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    said = "I ask for time until (day, month and year): 17 April 2026\n\nWhy: the visit is late."
    filed = await bag.file(council.TM, said, pointers=about(reference), choice=ReplyChoice.MORE_TIME)
    assert (filed.outcome, filed.reasons) == (Outcome.ANSWERED, ("The sender chose: more time.",))
    assert (await office.last(reference)).values["wished_on"] == "2026-04-17"
    assert await told(office, reference) == [("more-time", [council.FIRO.name])]
    view = await office.show(council.TM, reference)
    assert [duty.due.text for duty in view.duties if duty.due] == ["Wednesday 8 April 2026"]


async def test_more_time_without_a_day_is_left_to_the_officer(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    filed = await bag.file(council.TM, "A bit longer.", pointers=about(reference), choice=ReplyChoice.MORE_TIME)
    assert filed.outcome is Outcome.FILED
    assert await told(office, reference) == [("reply-to-classify", [council.FIRO.name])]


async def test_not_mine_is_said_by_mail_as_by_the_button(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    said = "This isn't mine. It is with the South team."
    filed = await bag.file(council.TM, said, pointers=about(reference), choice=ReplyChoice.NOT_MINE)
    assert filed.outcome is Outcome.ANSWERED
    assert await told(office, reference) == [
        ("not-mine", [council.FIRO.name]),
        ("check-directory", [council.ADMIN.name]),
    ]
    assert STAGE_1 in await office.owed(reference)


async def test_an_empty_reply_is_no_response_whatever_its_link_said(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    filed = await bag.file(council.TM, "  \n", pointers=about(reference), choice=ReplyChoice.COMPLETED)
    assert filed.outcome is Outcome.FILED
    assert STAGE_1 in await office.owed(reference)
    assert await office.entries(reference, EntryKind.RESPONDED) == []


async def test_a_reply_counts_from_receipt_even_if_it_is_read_after_the_limit(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    office.at(2026, 4, 8, 17, 0)
    mail = bag.mail(council.TM, pointers=about(reference), choice=ReplyChoice.COMPLETED)
    office.at(2026, 4, 9)
    await office.sweep()
    await file_mail(office.desk, mail)
    entry = await office.last(reference)
    assert (entry.kind, entry.happened_at, entry.recorded_at) == (EntryKind.RESPONDED, mail.received_at, office.now[0])
    kinds = [e.kind for e in await office.entries(reference)]
    assert kinds == [EntryKind.RAISED, EntryKind.LAPSED, EntryKind.NUDGED, EntryKind.RESPONDED]
    assert STAGE_1 not in await office.owed(reference)


@pytest.mark.parametrize("sort", [MailSort.REPLY, MailSort.AUTOMATIC, MailSort.BOUNCE])
async def test_a_mail_server_ahead_of_our_clock_puts_nothing_into_the_future(
    office: Office, bag: Postbag, sort: MailSort
) -> None:
    reference = await office.raised()
    ahead = office.now[0] + timedelta(minutes=9)
    await bag.file(council.TM, sort=sort, pointers=about(reference), received_at=ahead)
    entry = await office.last(reference)
    assert entry.happened_at == entry.recorded_at == office.now[0]


async def test_a_choice_made_for_a_stage_that_is_over_answers_no_later_stage(office: Office, bag: Postbag) -> None:
    await office.appoint(f"{council.TM.email},FSM,,,,", without=[council.FSM])
    reference = await office.to_stage_2()
    filed = await bag.file(council.TM, "15 April", pointers=about(reference, STAGE_1), choice=ReplyChoice.ACKNOWLEDGE)
    assert filed.outcome is Outcome.FILED
    view = await office.show(council.FIRO, reference)
    assert next(duty for duty in view.duties if duty.id == STAGE_2).acknowledged is None


# ------------------------------------------------------------------------------------------ without a choice


async def test_X5_a_reply_without_a_choice_is_on_record_and_counts_only_when_the_officer_says_what_it_is(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    office.at(2026, 4, 8, 15)
    filed = await bag.file(council.TM, "All done, see the case system.", pointers=about(reference))
    assert filed == Filed(Outcome.FILED, ("The sender made no explicit choice.",), reference)
    assert await told(office, reference) == [("reply-to-classify", [council.FIRO.name])]
    received = (await office.last(reference)).happened_at
    view = await office.show(council.FIRO, reference)
    assert view.replies_to_classify == 1
    assert (view.duties[0].id, view.duties[0].reply_waiting, view.duties[0].acknowledged) == (STAGE_1, True, None)
    office.at(2026, 4, 10)
    silent = await office.refused(
        council.FIRO, reference, "escalate", "stage-2", reasons="silence", outstanding="Visits."
    )
    assert "Say first what the reply means" in silent.next_step
    await office.make(council.FIRO, reference, "classify-reply", "2", meaning="response", actions="completed")
    entry = await office.last(reference)
    assert (entry.kind, entry.happened_at) == (EntryKind.REPLY_CLASSIFIED, received)
    assert STAGE_1 not in await office.owed(reference)
    assert (await office.show(council.FIRO, reference)).replies_to_classify == 0


async def test_B13_a_reply_classified_as_acknowledgement_leaves_the_duty_open(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    await bag.file(council.TM, "Got it.", pointers=about(reference))
    await office.make(council.FIRO, reference, "classify-reply", "2", meaning="acknowledgement")
    duty = (await office.show(council.FIRO, reference)).duties[0]
    assert (duty.id, duty.acknowledged is not None) == (STAGE_1, True)


async def test_a_manager_does_not_classify_their_own_reply(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    await bag.file(council.TM, pointers=about(reference))
    refusal = await office.refused(
        council.TM, reference, "classify-reply", "2", meaning="response", actions="completed"
    )
    assert refusal.name == "not-yours"


async def test_a_long_reply_is_cut_on_the_record_and_whole_in_the_original(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    said = "Visit. " * 2000
    await bag.file(council.TM, said, pointers=about(reference), choice=ReplyChoice.RESPOND)
    await bag.file(council.TM, said, pointers=about(reference))
    for entry in (await office.entries(reference))[1:]:
        longest = max(len(fact.text) for fact in entry.facts)
        assert longest == TEXT_LIMIT
        assert any(fact.text.endswith("…") for fact in entry.facts)
    original = await bag.original("mail-1")
    assert original is not None
    assert said.encode() in original


async def test_an_answer_inside_the_quote_is_flagged_and_attachments_are_named(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    await bag.file(council.TM, pointers=about(reference), answers_inside_quote=True, files=(PLAN, TOOL))
    facts = {fact.label: fact.text for fact in (await office.last(reference)).facts}
    assert "open the original" in facts["Mind"]
    assert facts["Attachments"].splitlines() == [
        "plan.docx (application/msword, 12 kB)",
        "tool.exe (application/octet-stream, 2 bytes): not taken. It is a program, whatever its name says.",
    ]
    async with office.store.reading() as work:
        listed = await work.mail.files_of(reference)
        assert [file.file.name for file in listed] == ["plan.docx", "tool.exe"]
        assert await work.mail.file_content(listed[0].mail, 0) == b"x" * 12_000


async def test_the_officers_own_reply_becomes_a_note_and_asks_nobody(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    filed = await bag.file(council.FIRO, "For the file.", pointers=about(reference))
    assert filed.outcome is Outcome.FILED
    entry = await office.last(reference)
    assert (entry.kind, entry.notices) == (EntryKind.NOTED, ())
    assert (await office.show(council.FIRO, reference)).replies_to_classify == 0


async def test_a_copied_partys_reply_by_the_managers_link_answers_nothing(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    filed = await bag.file(council.SSW, pointers=about(reference), choice=ReplyChoice.COMPLETED)
    assert filed.outcome is Outcome.FILED
    assert STAGE_1 in await office.owed(reference)
    entry = await office.last(reference)
    assert (entry.kind, entry.by.name, entry.duty) == (EntryKind.REPLY_FILED, council.SSW.name, None)
    as_the_managers = {"meaning": "response", "actions": "completed"}
    assert (await office.refused(council.FIRO, reference, "classify-reply", "2", **as_the_managers)).name in {
        "bad-field",
        "unknown-field",
    }


# ------------------------------------------------------------------------------------------ card and mail


async def test_of_card_and_mail_the_first_wins_and_who_came_second_by_mail_is_told(
    office: Office, bag: Postbag
) -> None:
    reference = await office.raised()
    await office.make(council.TM, reference, "respond", STAGE_1, response="Done.", actions="completed")
    filed = await bag.file(council.TM, "Done, really.", pointers=about(reference), choice=ReplyChoice.COMPLETED)
    assert filed == Filed(Outcome.FILED, ("What it answers was settled before.",), reference)
    assert len(await office.entries(reference, EntryKind.RESPONDED)) == 1
    assert await told(office, reference) == [
        ("answered", [council.FIRO.name]),
        ("already-answered", [council.TM.name]),
    ]
    facts = {fact.label: fact.text for fact in (await office.last(reference)).facts}
    assert facts == {"Answered before": f"{council.TM.name}, Monday 30 March 2026", "Reply": "Done, really."}
    assert (await office.show(council.FIRO, reference)).replies_to_classify == 0


async def test_of_mail_and_card_the_first_wins_and_who_presses_second_is_told(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    await bag.file(council.TM, pointers=about(reference), choice=ReplyChoice.COMPLETED)
    refusal = await office.refused(council.TM, reference, "respond", STAGE_1, response="Done.", actions="completed")
    assert refusal.name == "no-longer-open"
    assert len(await office.entries(reference, EntryKind.RESPONDED)) == 1


async def test_the_same_mail_twice_has_one_effect(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    mail = bag.mail(council.TM, pointers=about(reference), choice=ReplyChoice.ACKNOWLEDGE)
    assert (await file_mail(office.desk, mail)).outcome is Outcome.ANSWERED
    assert await file_mail(office.desk, mail) == Filed(Outcome.DROPPED, ("It was filed before.",))
    assert len(await office.entries(reference)) == 2


async def test_a_reply_to_a_letter_finds_dispute_and_duty_by_the_letters_own_id(office: Office, bag: Postbag) -> None:
    reference = await office.to_stage_2()
    await office.dispatch()
    pointers = (Pointer(receipt="<somebody-elses>"), Pointer(receipt=f"<{reference}/2/0/email>"))
    filed = await bag.file(council.FSM, "15 April", pointers=pointers, choice=ReplyChoice.CONFIRM)
    assert filed.outcome is Outcome.ANSWERED
    assert (await office.last(reference)).duty == STAGE_2
