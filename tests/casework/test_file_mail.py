"""What becomes of a mail: an answer by its sender's choice, on record for the raiser, in triage, or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from casework.file_mail import Filed, Outcome, file_mail
from casework.ports import KeptFile
from casework.received_mail import MailSort, Pointer, ReceivedMail, ReplyChoice
from disputes.entries import EntryKind
from disputes.fields import TEXT_LIMIT
from disputes.notices import NoticeKind
from disputes.working_days import LONDON, london_date
from rehearsal import council
from rehearsal.council import SamplePerson
from tests.casework.office import Office

STAGE_1, STAGE_2 = "stage-1/respond", "stage-2/confirm-meeting"


PLAN = KeptFile(name="plan.docx", content_type="application/msword", size=12_000, content=b"x" * 12_000)
TOOL = KeptFile(
    name="tool.exe",
    content_type="application/octet-stream",
    size=2,
    refused="It is a program, whatever its name says.",
)
FORGED = "Our mail server says that the sender's address may be forged."


class Postbag:
    """Mails as the intake hands them over, each with an identity of its own."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.count = 0

    def mail(self, sender: SamplePerson | str, text: str = "Visits have resumed.", **changes: object) -> ReceivedMail:
        self.count += 1
        mail = ReceivedMail(
            identity=f"mail-{self.count}",
            received_at=self.office.now[0],
            sender=sender if isinstance(sender, str) else sender.email,
            sort=MailSort.REPLY,
            original=f"From: them\n\n{text}\n".encode(),
            text=text,
        )
        return replace(mail, **changes)  # pyright: ignore[reportArgumentType] - each test knows the fields

    async def file(self, sender: SamplePerson | str, text: str = "Visits have resumed.", **changes: object) -> Filed:
        return await file_mail(self.office.desk, self.mail(sender, text, **changes))

    async def kept(self) -> list[tuple[str, str]]:
        async with self.office.store.reading() as work:
            return [(mail.id, mail.reasons) for mail in await work.mail.triage()]

    async def original(self, identity: str) -> bytes | None:
        async with self.office.store.reading() as work:
            return await work.mail.original(identity)


@pytest.fixture
def bag(office: Office) -> Postbag:
    return Postbag(office)


def about(reference: str, duty: str | None = STAGE_1) -> tuple[Pointer, ...]:
    """The signed reference of a letter."""
    return (Pointer(reference=reference, duty=duty, signed=True),)


async def told(office: Office, reference: str) -> list[tuple[str, list[str]]]:
    entry = await office.last(reference)
    return [(notice.kind.value, office.people(notice)[0]) for notice in entry.notices]


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


# ------------------------------------------------------------------------------------------ triage and the rest


async def unmoved(office: Office, bag: Postbag, reference: str, reasons: Sequence[str]) -> None:
    """The mail waits in triage for these reasons, whole, and the dispute knows nothing of it."""
    assert len(await office.entries(reference)) == 1
    assert [said for _, said in await bag.kept()] == [" ".join(reasons)]
    assert await bag.original("mail-1") is not None


async def test_a_strangers_mail_goes_to_triage_and_not_on_the_record(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    filed = await bag.file("stranger@elsewhere.example", pointers=about(reference), choice=ReplyChoice.COMPLETED)
    assert (filed.outcome, filed.reference) == (Outcome.TRIAGE, None)
    assert "isn't in the directory" in filed.reasons[0]
    await unmoved(office, bag, reference, filed.reasons)


@pytest.mark.parametrize("sender", [council.SECOND_FIRO, council.QUALITY], ids=lambda person: person.roles[0])
async def test_somebody_without_a_role_in_that_dispute_goes_to_triage(
    office: Office, bag: Postbag, sender: SamplePerson
) -> None:
    reference = await office.raised()
    theirs = await office.raised(council.SECOND_FIRO)
    assert theirs != reference
    filed = await bag.file(sender, pointers=about(reference), choice=ReplyChoice.COMPLETED)
    assert "has no role in the dispute" in filed.reasons[0]
    await unmoved(office, bag, reference, filed.reasons)


async def test_a_forged_sender_goes_to_triage(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    filed = await bag.file(council.TM, pointers=about(reference), choice=ReplyChoice.COMPLETED, doubts=FORGED)
    assert "may be forged" in filed.reasons[0]
    await unmoved(office, bag, reference, filed.reasons)


async def test_a_mail_that_is_no_reply_goes_to_triage(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    filed = await bag.file(council.TM, pointers=about(reference), sort=MailSort.OTHER)
    assert "isn't a reply" in filed.reasons[0]
    await unmoved(office, bag, reference, filed.reasons)


@pytest.mark.parametrize("pointers", [(), (Pointer(reference="DRP-2026-0999"),), (Pointer(receipt="<unknown>"),)])
async def test_a_mail_that_points_at_nothing_we_know_goes_to_triage(
    office: Office, bag: Postbag, pointers: tuple[Pointer, ...]
) -> None:
    reference = await office.raised()
    filed = await bag.file(council.TM, pointers=pointers, reasons=("Its reference isn't ours.",))
    assert (filed.outcome, filed.reference) == (Outcome.TRIAGE, None)
    await unmoved(office, bag, reference, ("Its reference isn't ours.", *filed.reasons))


async def test_a_reply_to_an_erased_dispute_goes_to_triage_and_stops_nothing(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    async with office.store.writing() as work:
        await work.records.erase(reference, office.now[0])
        await work.commit()
    assert (await bag.file(council.TM, pointers=about(reference))).outcome is Outcome.TRIAGE


async def test_our_own_mail_coming_back_is_dropped_and_not_kept(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    assert (await bag.file(council.TM, pointers=about(reference), sort=MailSort.OWN)).outcome is Outcome.DROPPED
    assert len(await office.entries(reference)) == 1
    assert await bag.original("mail-1") is None


async def test_X5_an_automatic_reply_is_on_record_and_counts_for_nothing(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    before = await office.owed(reference)
    filed = await bag.file(
        council.TM,
        "I am away.",
        pointers=about(reference),
        sort=MailSort.AUTOMATIC,
        choice=ReplyChoice.COMPLETED,
        away_until=date(2026, 4, 13),
    )
    assert filed.outcome is Outcome.FILED
    entry = await office.last(reference)
    assert (entry.kind, entry.notices) == (EntryKind.AUTO_REPLY_FILED, ())
    assert ("Away until", "Monday 13 April 2026") in [(fact.label, fact.text) for fact in entry.facts]
    assert await office.owed(reference) == before
    office.at(2026, 4, 9)
    await office.sweep()
    assert len(await office.entries(reference, EntryKind.LAPSED)) == 1


async def test_a_bounce_is_on_record_and_told_to_the_officer(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    await office.dispatch()
    for pointers in ((Pointer(receipt=f"<{reference}/1/0/email>"),), about(reference, None)):
        filed = await bag.file(
            "mailer-daemon@elsewhere.example", pointers=pointers, sort=MailSort.BOUNCE, failed=(council.TM.email,)
        )
        assert (filed.outcome, filed.reference) == (Outcome.FILED, reference)
        assert await told(office, reference) == [
            ("bounced", [council.FIRO.name]),
            ("address-failed", [council.ADMIN.name]),
        ]
        assert (await office.last(reference)).facts[0].text == council.TM.email
    assert STAGE_1 in await office.owed(reference)


async def test_a_bounce_that_anybody_could_have_written_is_not_believed(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    filed = await bag.file(
        "mailer-daemon@elsewhere.example", pointers=(Pointer(reference=reference),), sort=MailSort.BOUNCE
    )
    assert filed.outcome is Outcome.TRIAGE
    await unmoved(office, bag, reference, filed.reasons)


async def test_a_reply_reaches_the_officer_also_where_whoever_raises_the_stage_is_missing(
    office: Office, bag: Postbag
) -> None:
    protocol = office.desk.protocols.latest("bradford-firo")
    stages = [replace(s, raised_by="FIRO-TM") if s.id == "stage-1" else s for s in protocol.stages]
    office.run_by(replace(protocol, stages=tuple(stages)))
    reference = await office.raised()
    await office.appoint(without=[council.FIRO_TM])
    assert (await bag.file(council.TM, pointers=about(reference))).outcome is Outcome.FILED
    assert await told(office, reference) == [("reply-to-classify", [council.FIRO.name])]


async def test_a_choice_is_answered_by_cover_in_the_covers_name(office: Office, bag: Postbag) -> None:
    await office.appoint(f"{council.ADMIN.email},TM,{council.TEAM},,2026-04-03,{council.TM.email}")
    reference = await office.raised()
    await bag.file(council.ADMIN, pointers=about(reference), choice=ReplyChoice.ACKNOWLEDGE)
    by = (await office.last(reference)).by
    assert (by.name, by.cover_for) == (council.ADMIN.name, office.id_of(council.TM))


async def test_a_mail_from_before_the_dispute_answers_nothing(office: Office, bag: Postbag) -> None:
    reference = await office.raised()
    early = datetime(2026, 3, 27, 9, tzinfo=LONDON)
    filed = await bag.file(council.TM, pointers=about(reference), choice=ReplyChoice.COMPLETED, received_at=early)
    assert filed.outcome is Outcome.FILED
    assert STAGE_1 in await office.owed(reference)
    assert london_date((await office.last(reference)).happened_at) == date(2026, 3, 27)
