"""Arranging cover: who may, what passes over with every date as it is, who is told, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.arrange_cover import Arranged, arrange_cover, preview_of_cover
from casework.list_work import list_work
from casework.open_notice import open_notice
from casework.preview import Preview
from disputes.entries import EntryKind
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from rehearsal import council
from rehearsal.council import SamplePerson
from tests.casework.office import Office

DUTY = "stage-1/respond"
DAYS = {"starts": "2026-03-30", "ends": "2026-04-10"}


async def arrange(office: Office, arranger: SamplePerson, **entered: str) -> Arranged:
    return await arrange_cover(office.desk, office.id_of(arranger), {**DAYS, **entered}, key=office.key())


async def preview(office: Office, arranger: SamplePerson, **entered: str) -> Preview:
    return await preview_of_cover(office.desk, office.id_of(arranger), {**DAYS, **entered})


async def refused(office: Office, arranger: SamplePerson, **entered: str) -> Refusal:
    """The refusal; nothing changes, and the preview says the same."""
    async with office.store.reading() as work:
        before = (await work.directory.everything(), await office.everything())
    with pytest.raises(Refusal) as caught:
        await arrange(office, arranger, **entered)
    with pytest.raises(Refusal) as previewed:
        await preview(office, arranger, **entered)
    async with office.store.reading() as work:
        assert (await work.directory.everything(), await office.everything()) == before
    assert str(previewed.value) == str(caught.value)
    return caught.value


async def test_a_manager_arranges_cover_and_the_duty_passes_over_with_its_date(office: Office) -> None:
    reference = await office.raised()
    arranged = await arrange(office, council.TM, by=council.QUALITY.email)
    assert arranged.references == (reference,)
    assert (await list_work(office.desk, office.id_of(council.QUALITY))).owed
    await office.make(council.QUALITY, reference, "respond", DUTY, response="Done.", actions="completed")
    entry = await office.last(reference)
    assert (entry.by.name, entry.by.cover_for) == ("Joy Mensah", office.id_of(council.TM))
    assert (await office.entries(reference))[0].effects.starts[0].due is not None
    assert not [e for e in await office.entries(reference) if e.effects.redates], "no clock moves"


async def test_the_record_names_both_and_says_what_is_still_owed(office: Office) -> None:
    reference = await office.raised()
    await arrange(office, council.TM, by="joy mensah")
    entry = await office.last(reference)
    assert entry.kind is EntryKind.COVER_ARRANGED
    assert {fact.label: fact.text for fact in entry.facts} == {
        "Stands in": "Joy Mensah <joy.mensah@practice.example>",
        "For": "Dev Mistry <dev.mistry@practice.example>",
        "As": "Fostering Team Manager, Fostering North",
        "From": "Monday 30 March 2026",
        "Until": "the end of Friday 10 April 2026",
        "Arranged by": "Dev Mistry",
        "Still owed": "respond by Wednesday 8 April 2026; the date stays as it is",
    }


async def test_the_officer_and_whoever_stands_in_are_told_and_the_preview_says_so_before(office: Office) -> None:
    reference = await office.raised()
    shown = await preview(office, council.TM, by=council.QUALITY.email)
    told = [person.name for mailing in shown.mailings for person in mailing.to]
    assert told == ["Joy Mensah", "Amina Okafor"]
    assert [(duty.owes, duty.due and duty.due.text) for duty in shown.duties] == [
        (f"respond in {reference}", "Wednesday 8 April 2026")
    ]
    assert len(await office.entries(reference)) == 1, "a preview changes nothing"
    await arrange(office, council.TM, by=council.QUALITY.email)
    to, copies = office.people(await office.notice(reference, NoticeKind.COVER))
    assert (to, copies) == (["Joy Mensah", "Amina Okafor"], [])
    await office.dispatch()
    assert "cover" in office.cards.kinds()
    assert "cover" in office.email.kinds()


async def test_cover_that_begins_later_gives_nothing_before_its_first_day_and_nothing_after_its_last(
    office: Office,
) -> None:
    reference = await office.raised()
    await arrange(office, council.TM, by=council.QUALITY.email, starts="2026-04-01", ends="2026-04-02")
    late = {"response": "Done.", "actions": "completed"}
    assert (await office.refused(council.QUALITY, reference, "respond", DUTY, **late)).name == "reads-only"
    office.at(2026, 4, 1)
    await office.make(council.QUALITY, reference, "acknowledge", DUTY)
    office.at(2026, 4, 3)
    assert (await office.refused(council.QUALITY, reference, "respond", DUTY, **late)).name == "reads-only"


async def test_whoever_is_to_stand_in_reads_of_the_cover_before_it_begins_and_no_case_text(
    office: Office,
) -> None:
    await office.appoint(f"{council.ADMIN.email},SSW,South,,,")
    reference = await office.raised()
    await arrange(office, council.TM, by=council.ADMIN.email, starts="2026-04-01")
    number = (await office.last(reference)).sequence
    async with office.store.reading() as work:
        opened = await open_notice(work, office.desk, office.id_of(council.ADMIN), reference, number, 0)
        assert opened.standing is None
        with pytest.raises(Refusal, match="can't find"):
            await open_notice(work, office.desk, office.id_of(council.ADMIN), reference, 1, 0)
        with pytest.raises(Refusal, match="can't find"):
            await open_notice(work, office.desk, office.id_of(council.SECOND_FIRO), reference, number, 0)
    await office.dispatch()
    letter = next(view for view in office.email.effects.values() if view.kind is NoticeKind.COVER)
    assert letter.subject == ""
    assert "Supervision visits" not in str(letter.facts)


async def test_a_line_manager_and_an_administrator_may_arrange_it_and_whoever_is_away_is_told(office: Office) -> None:
    reference = await office.raised()
    async with office.store.writing() as work:
        people, posts = await work.directory.everything()
        boss = office.id_of(council.FSM)
        people = [replace(p, line_manager=boss) if p.email == council.TM.email else p for p in people]
        await work.directory.replace_all(people, posts)
        await work.commit()
    for arranger, first, last in (
        (council.FSM, "2026-03-30", "2026-04-10"),
        (council.ADMIN, "2026-04-11", "2026-04-30"),
    ):
        days = {"starts": first, "ends": last}
        await arrange(office, arranger, away=council.TM.email, by=council.QUALITY.email, **days)
        to, _ = office.people(await office.notice(reference, NoticeKind.COVER))
        assert to == ["Joy Mensah", "Amina Okafor", "Dev Mistry"]
        assert (await office.last(reference)).by.name == arranger.name


async def test_nobody_else_arranges_it(office: Office) -> None:
    async with office.store.writing() as work:
        people, posts = await work.directory.everything()
        boss = office.id_of(council.HOS)
        people = [replace(p, line_manager=boss) if p.email == council.FSM.email else p for p in people]
        await work.directory.replace_all(people, posts)
        await work.commit()
    refusal = await refused(office, council.HOS, away=council.TM.email, by=council.QUALITY.email)
    assert refusal.text == ("Cover for Dev Mistry is arranged by themselves, their line manager or an administrator.")


async def test_an_officers_own_cover_takes_her_disputes_over(office: Office) -> None:
    reference = await office.raised()
    await arrange(office, council.FIRO, by=council.SECOND_FIRO.email)
    to, _ = office.people(await office.notice(reference, NoticeKind.COVER))
    assert to == ["Bryn Pritchard"]
    assert [case.row.reference for case in (await list_work(office.desk, office.id_of(council.SECOND_FIRO))).disputes]
    await office.make(council.SECOND_FIRO, reference, "note", note="I stand in.")


@pytest.mark.parametrize(
    ("entered", "field", "said"),
    [
        ({"by": "somebody@elsewhere.example"}, "by", "“somebody@elsewhere.example” isn't in the directory."),
        ({"by": "Dev Mistry"}, "by", "Nobody stands in for themselves."),
        ({"by": "Joy Mensah", "starts": "2026-03-29"}, "starts", "Cover can't begin in the past."),
        ({"by": "Joy Mensah", "ends": "2026-03-29"}, "ends", "The last day is before the first."),
        ({"by": "Joy Mensah", "ends": "2027-06-01"}, "ends", "That is more than a year."),
        ({"by": ""}, "by", '"Who stands in" is missing.'),
        (
            {"by": "Amina Okafor"},
            "by",
            "Amina Okafor is the Foster Carer Reviewing Officer of DRP-2026-0001 and can't answer it, too.",
        ),
    ],
)
async def test_what_cant_be_is_refused_about_its_field(
    office: Office, entered: dict[str, str], field: str, said: str
) -> None:
    await office.raised()
    refusal = await refused(office, council.TM, **entered)
    assert (refusal.field, refusal.text) == (field, said)


async def test_the_same_cover_isnt_arranged_twice_and_two_people_dont_stand_in_for_each_other(office: Office) -> None:
    await arrange(office, council.TM, by=council.FSM.email)
    assert "then already" in (await refused(office, council.TM, by=council.FSM.email)).text
    await office.appoint(f"{council.SECOND_FIRO.email},TM,{council.TEAM},,,")
    await arrange(office, council.TM, by=council.SECOND_FIRO.email)
    assert "nobody would be there" in (await refused(office, council.SECOND_FIRO, by=council.TM.email)).text


async def test_the_same_press_arranges_it_once(office: Office) -> None:
    reference = await office.raised()
    entered, me = {**DAYS, "by": council.QUALITY.email}, office.id_of(council.TM)
    first = await arrange_cover(office.desk, me, entered, key=("draft", "1"))
    again = await arrange_cover(office.desk, me, entered, key=("draft", "1"))
    assert (first.references, again.references) == ((reference,), ())
    assert len(await office.entries(reference, EntryKind.COVER_ARRANGED)) == 1


async def test_cover_while_nothing_is_owed_is_kept_and_says_that_nobody_is_told(office: Office) -> None:
    shown = await preview(office, council.TM, by=council.QUALITY.email)
    assert shown.mailings == ()
    assert "nobody is told now" in shown.cautions[0].text
    await arrange(office, council.TM, by=council.QUALITY.email)
    reference = await office.raised()
    assert office.people((await office.entries(reference))[0].notices[0])[0] == ["Joy Mensah"]
