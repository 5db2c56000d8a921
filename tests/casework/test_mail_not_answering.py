"""Mail that answers nothing: in triage, dropped, or on record and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from casework.file_mail import Outcome
from casework.received_mail import MailSort, Pointer, ReplyChoice
from disputes.entries import EntryKind
from disputes.working_days import LONDON, london_date
from rehearsal import council
from rehearsal.council import SamplePerson
from tests.casework.office import Office
from tests.casework.postbag import FORGED, STAGE_1, Postbag, about, told


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
