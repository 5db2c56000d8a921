"""Who may read and do what: only parties, the allocated officer, cover between its dates, and the quality manager."""

from __future__ import annotations

import pytest

from casework.list_work import list_work
from casework.make_move import Request
from casework.open_dispute import NewDispute, form_for, officer_of
from casework.preview import preview_of_move
from casework.show_dispute import move_form
from disputes.entries import EntryKind
from disputes.refusals import Refusal
from rehearsal import council
from rehearsal.council import SamplePerson
from tests.casework.office import RAISING, Office

NORTH = council.TEAM
STRANGERS = [council.SECOND_FIRO, council.ADMIN]
DUTY = "stage-1/respond"


async def answer_to(office: Office, person: SamplePerson, reference: str) -> list[tuple[str, ...]]:
    """What somebody hears who asks for a reference by every way there is."""
    request = Request(reference, "note", "", {"note": "Hello."})
    heard: list[tuple[str, ...]] = []
    for ask in (
        office.show(person, reference),
        office.make(person, reference, "note", note="Hello."),
        office.make(person, reference, "hand-over", officer=council.FIRO.email),
        office.make(person, reference, "no-such-move"),
        preview_of_move(office.desk, office.id_of(person), request),
        move_form(office.desk, office.id_of(person), reference, "note", ""),
    ):
        with pytest.raises(Refusal) as caught:
            await ask
        refusal = caught.value
        heard.append((refusal.name, refusal.text.replace(reference, "…"), refusal.next_step, *refusal.rules))
    return heard


@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda person: person.roles[0])
async def test_who_is_no_party_gets_exactly_the_answer_of_an_unknown_reference(
    office: Office, stranger: SamplePerson
) -> None:
    reference = await office.raised()
    assert await answer_to(office, stranger, reference) == await answer_to(office, stranger, "DRP-2026-0999")


async def test_an_erased_dispute_is_unknown_to_everybody_and_also_to_its_officer(office: Office) -> None:
    reference = await office.raised()
    async with office.store.writing() as work:
        await work.records.erase(reference, office.now[0])
        await work.commit()
    assert await answer_to(office, council.FIRO, reference) == await answer_to(office, council.FIRO, "DRP-2026-0999")


async def test_another_officer_of_the_same_team_is_a_stranger(office: Office) -> None:
    reference = await office.raised()
    mine = await list_work(office.desk, office.id_of(council.FIRO))
    theirs = await list_work(office.desk, office.id_of(council.SECOND_FIRO))
    assert [case.row.reference for case in mine.disputes] == [reference]
    assert theirs.disputes == ()
    assert (
        await office.refused(council.SECOND_FIRO, reference, "withdraw", reason="Mine.")
    ).name == "unknown-reference"


@pytest.mark.parametrize(
    ("party", "theirs"),
    [
        (council.TM, {"acknowledge", "respond", "ask-more-time", "not-mine"}),
        (council.SSW, {"record-occasion"}),  # B37: an escalation of risk
        (council.FSM, set[str]()),
        (council.HOS, set[str]()),
    ],
    ids=lambda value: value.roles[0] if isinstance(value, SamplePerson) else "",
)
async def test_every_party_reads_the_dispute_and_is_offered_only_what_is_theirs(
    office: Office, party: SamplePerson, theirs: set[str]
) -> None:
    reference = await office.raised()
    view = await office.show(party, reference)
    assert view.roles
    assert {offer.move.id for offer in view.offers} == theirs


async def test_the_quality_manager_reads_every_dispute_and_acts_in_none(office: Office) -> None:
    reference = await office.raised()
    view = await office.show(council.QUALITY, reference)
    assert view.subject == "FC-20417"
    assert view.roles == ()
    assert view.offers == ()
    for move, target in (("note", ""), ("acknowledge", DUTY), ("withdraw", "")):
        refusal = await office.refused(council.QUALITY, reference, move, target)
        assert refusal.name == "reads-only"
        assert "act in it only where you hold or cover one of its roles" in refusal.text
    unknown = await office.refused(council.QUALITY, "DRP-2026-0999", "note", note="Hello.")
    assert unknown.name == "unknown-reference"


async def test_somebody_who_is_not_in_the_directory_is_told_whom_to_ask(office: Office) -> None:
    reference = await office.raised()
    with pytest.raises(Refusal, match=r"know you yet\..*administrator"):
        await move_form(office.desk, "nobody", reference, "note", "")


async def test_a_manager_who_leaves_reads_no_more_and_the_duty_moves_to_the_next_without_a_new_clock(
    office: Office,
) -> None:
    reference = await office.raised()
    before = (await office.show(council.FIRO, reference)).duties[0]
    office.at(2026, 4, 1)
    await office.appoint(f"{council.ADMIN.email},TM,{NORTH},,,", without=[council.TM])
    with pytest.raises(Refusal, match="can't find"):
        await office.show(council.TM, reference)
    assert (await office.show(council.ADMIN, reference)).duties[0] == before
    await office.make(council.ADMIN, reference, "acknowledge", DUTY)
    owed = await list_work(office.desk, office.id_of(council.ADMIN))
    assert [duty.duty for duty in owed.owed] == [DUTY]
    assert before.due is not None
    assert owed.owed[0].row.due == before.due.on


async def test_cover_acts_between_its_dates_is_named_and_starts_no_new_clock(office: Office) -> None:
    await office.appoint(
        f"{council.SECOND_FIRO.email},TM,{NORTH},2026-03-31,2026-04-01,{council.TM.email}",
    )
    reference = await office.raised()
    due = (await office.show(council.FIRO, reference)).duties[0].due
    assert (await office.refused(council.SECOND_FIRO, reference, "acknowledge", DUTY)).name == "unknown-reference"
    office.at(2026, 4, 1, 23, 59)
    await office.make(council.SECOND_FIRO, reference, "acknowledge", DUTY)
    entry = await office.last(reference)
    assert (entry.by.person, entry.by.roles) == (office.id_of(council.SECOND_FIRO), ("TM",))
    assert entry.by.cover_for == office.id_of(council.TM)
    view = await office.show(council.FIRO, reference)
    assert view.duties[0].due == due
    assert view.duties[0].acknowledged == council.SECOND_FIRO.name
    office.at(2026, 4, 2, 0, 0)
    with pytest.raises(Refusal, match="can't find"):
        await office.show(council.SECOND_FIRO, reference)


async def test_whoever_is_covered_may_still_read_and_act_under_their_own_name(office: Office) -> None:
    await office.appoint(f"{council.SECOND_FIRO.email},TM,{NORTH},,,{council.TM.email}")
    reference = await office.raised()
    await office.make(council.TM, reference, "acknowledge", DUTY)
    assert (await office.last(reference)).by.cover_for is None


async def test_the_officers_cover_acts_in_the_officers_disputes_and_in_no_others(office: Office) -> None:
    await office.appoint(f"{council.ADMIN.email},FIRO,{NORTH},,2026-03-31,{council.FIRO.email}")
    hers = await office.raised(council.FIRO)
    his = await office.raised(council.SECOND_FIRO)
    await office.make(council.ADMIN, hers, "note", note="Amina is away.")
    entry = await office.last(hers)
    assert entry.by.cover_for == office.id_of(council.FIRO)
    assert entry.by.roles == ("FIRO",)
    assert (await office.refused(council.ADMIN, his, "note", note="Hello.")).name == "unknown-reference"
    listed = await list_work(office.desk, office.id_of(council.ADMIN))
    assert [case.row.reference for case in listed.disputes] == [hers]


async def test_cover_for_another_post_of_the_officer_gives_no_rights_in_the_officers_disputes(office: Office) -> None:
    await office.appoint(
        f"{council.FIRO.email},FIRO-TM,South,,,",
        f"{council.ADMIN.email},FIRO-TM,South,,,{council.FIRO.email}",
    )
    reference = await office.raised()
    with pytest.raises(Refusal, match="can't find"):
        await office.show(council.ADMIN, reference)
    assert (await list_work(office.desk, office.id_of(council.ADMIN))).disputes == ()
    await office.make(council.TM, reference, "acknowledge", DUTY)
    notice = (await office.last(reference)).notices[0]
    assert office.people(notice) == ([council.FIRO.name], [])


async def test_cover_of_a_manager_of_another_team_gives_no_rights_here(office: Office) -> None:
    await office.appoint(
        f"{council.QUALITY.email},TM,South,,,",
        f"{council.ADMIN.email},TM,,,,{council.QUALITY.email}",
    )
    reference = await office.raised()
    with pytest.raises(Refusal, match="can't find"):
        await office.show(council.ADMIN, reference)
    assert (await list_work(office.desk, office.id_of(council.ADMIN))).owed == ()


async def test_an_all_teams_holder_is_no_party_where_the_team_has_a_holder_of_its_own(office: Office) -> None:
    await office.appoint(f"{council.ADMIN.email},TM,,,,")
    reference = await office.raised()
    with pytest.raises(Refusal, match="can't find"):
        await office.show(council.ADMIN, reference)
    assert (await list_work(office.desk, office.id_of(council.ADMIN))).owed == ()
    await office.appoint(f"{council.ADMIN.email},TM,,,,", without=[council.TM])
    assert (await office.show(council.ADMIN, reference)).roles == ("Fostering Team Manager",)
    assert [duty.duty for duty in (await list_work(office.desk, office.id_of(council.ADMIN))).owed] == [DUTY]


async def test_no_manager_can_close_or_block_the_officers_dispute(office: Office) -> None:
    reference = await office.raised()
    for person in (council.TM, council.FSM, council.HOS, council.FIRO_TM, council.SRSM):
        for move in ("resolve", "withdraw", "hand-over", "note", "correct"):
            refusal = await office.refused(person, reference, move, officer=council.SECOND_FIRO.email)
            assert refusal.name == "not-yours"
            assert "Foster Carer Reviewing Officer" in refusal.text
    assert [entry.kind for entry in await office.entries(reference)] == [EntryKind.RAISED]


async def test_only_an_officer_of_the_protocol_is_asked_to_raise(office: Office) -> None:
    assert [protocol.id for protocol in await officer_of(office.desk, office.id_of(council.FIRO))] == ["bradford-firo"]
    assert await officer_of(office.desk, office.id_of(council.TM)) == []
    with pytest.raises(Refusal, match="raised by a Foster Carer Reviewing Officer"):
        await form_for(office.desk, office.id_of(council.TM), "bradford-firo")
    with pytest.raises(Refusal, match="raised by a Foster Carer Reviewing Officer"):
        await office.raise_new(NewDispute("bradford-firo", RAISING), council.TM)
    assert (await office.everything())["records"] == {}


async def test_cover_that_raises_is_named_as_cover(office: Office) -> None:
    await office.appoint(f"{council.ADMIN.email},FIRO,{NORTH},,2026-03-31,{council.FIRO.email}")
    reference = await office.raised(council.ADMIN)
    by = (await office.last(reference)).by
    assert (by.name, by.cover_for) == (council.ADMIN.name, office.id_of(council.FIRO))
