"""What letters and cards are told of a notice, under each council's own protocol: what is asked, what is a duty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import pytest

from casework.loading import Loaded
from casework.ports import Directory, Person, ReadRecord
from casework.show_notice import notice_view
from casework.views import NoticeView
from disputes.entries import Entry, EntryKind
from disputes.notices import Notice, NoticeKind, Recipient
from disputes.stage import Addressee
from mail.letters.samples import TODAY
from mail.letters.view import Branding, LetterRoom, letter_view
from mail.letters.writer import Letter, LetterWriter
from mail.signed_reference import ReferenceSigner
from tests.disputes.cast import Play, at_stage_2
from tests.protocols import brighton, cpru, newcastle, swindon

ROOM = LetterRoom(branding=Branding(council="Example"), mailbox="d@example.gov.uk", signer=ReferenceSigner(b"k" * 32))


class Everybody:
    """A directory in which everybody is known by the role that they play."""

    async def person(self, person_id: str) -> Person:
        return Person(id=person_id, name=person_id, email="somebody@example.gov.uk")

    async def people(self, ids: Iterable[str]) -> dict[str, Person]:
        return {each: await self.person(each) for each in ids}


class Somewhere:
    """As much of a desk as a notice needs."""

    council = "Example Council"


async def in_words(play: Play, entry: Entry, notice: Notice) -> NoticeView:
    loaded = Loaded(play.protocol, ReadRecord(play.entries, play.dispute), play.case)
    return await notice_view(cast(Directory, Everybody()), cast(Any, Somewhere()), loaded, entry, notice)


async def latest(play: Play, kind: NoticeKind, index: int = 0) -> NoticeView:
    entry = next(e for e in reversed(play.entries) if any(n.kind is kind for n in e.notices))
    return await in_words(play, entry, [n for n in entry.notices if n.kind is kind][index])


async def lapsed(play: Play, duty: str) -> NoticeView:
    """What the officer is told once the limit of a duty has passed."""
    play.happens(EntryKind.LAPSED, duty)
    to = (Recipient(person="the officer", roles=(Addressee(play.protocol.officer, "X3"),)),)
    return await in_words(play, play.entries[-1], Notice(kind=NoticeKind.LAPSED, to=to, stage=play.stage, duty=duty))


def letter(view: NoticeView) -> Letter:
    return LetterWriter().write(letter_view(view, ROOM, TODAY))


def clock(play: Play) -> str:
    state = play.dispute.clock(play.stage)
    assert state
    return state.duty.id


@pytest.mark.parametrize("stage", ["stage-1", "stage-3", "director"])
async def test_W33_at_the_limit_of_any_tier_the_letter_says_that_going_up_is_a_duty(stage: str) -> None:
    play = newcastle.at(stage)
    view = await lapsed(play, clock(play))
    assert view.must
    assert view.must.id == "W33"
    assert f"Rule W33: “{play.protocol.rule('W33').quote}”" in " ".join(letter(view).text.split())


async def test_W33_above_the_chief_executive_there_is_no_next_tier_to_go_up_to() -> None:
    play = newcastle.at("chief-executive")
    assert (await lapsed(play, clock(play))).must is None


async def test_S5_after_the_informal_stage_the_letter_says_that_going_up_is_a_duty_and_at_level_1_no_more() -> None:
    informal = swindon.raised()
    view = await lapsed(informal, clock(informal))
    assert view.must
    assert view.must.id == "S5"
    assert "Your protocol makes that a duty" in " ".join(letter(view).text.split())
    level = swindon.at("level-1")
    assert (await lapsed(level, clock(level))).must is None


async def test_X3_where_no_rule_makes_it_a_duty_the_officer_decides() -> None:
    play = at_stage_2()
    view = await lapsed(play, clock(play))
    assert view.must is None
    assert "please decide what happens next. Nothing escalates by itself." in " ".join(letter(view).text.split())


async def test_C24_the_letter_to_the_heads_of_service_requests_a_case_discussion() -> None:
    view = await latest(cpru.at("stage-3"), NoticeKind.STAGE_RAISED)
    assert view.asks == "A case discussion, in a meeting."
    assert "your protocol asks this of you. A case discussion, in a meeting." in " ".join(letter(view).text.split())


async def test_C32_the_letter_to_whoever_completes_the_referral_form_says_so() -> None:
    view = await latest(cpru.at("stage-4"), NoticeKind.STAGE_RAISED)
    assert "To complete the referral form and release every form so far with it." in " ".join(letter(view).text.split())


async def test_H26_the_letter_to_the_chief_executive_asks_for_a_written_adjudication() -> None:
    play = brighton.at("level-5")
    assert "What is asked of you: A written adjudication." in " ".join(
        letter(await latest(play, NoticeKind.STAGE_RAISED)).text.split()
    )


async def test_W28_an_invitation_under_newcastles_protocol_has_its_agenda_in_full() -> None:
    play = newcastle.at("stage-3")
    play.does("IRO", "arrange-meeting", meeting_on="2026-05-01", arrangements="10:00, Civic Centre")
    view = await latest(play, NoticeKind.MEETING_CONFIRMED)
    assert view.meeting
    assert view.meeting.agenda[0] == "Child's details"
    assert view.meeting.agenda[-1] == "Outcome: Next steps (Escalation / Legal Advice etc...)"
    assert "Agenda (rule W28):" in letter(view).text


async def test_W19_C32_a_referral_has_a_cover_with_its_way_its_forms_and_its_secure_route() -> None:
    play = newcastle.at("chief-executive").on(newcastle.LEFT_UNRESOLVED)
    play.does("IRO", "take-step", "cafcass")
    view = await latest(play, NoticeKind.REFERRAL)
    facts = {fact.label: fact.text for fact in view.facts}
    assert facts["Sent by"] == "Egress"
    assert facts["Stages so far"].splitlines()[0] == "Stage 1, from Monday 30 March 2026"
    assert len(facts["Stages so far"].splitlines()) == 6
    assert facts["Power to refer"].startswith("Section 25B(3)")
    assert "don't forward it outside the council" in " ".join(letter(view).text.split())
