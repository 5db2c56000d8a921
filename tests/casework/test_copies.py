"""X6 at the desk: a copy added with a reason, an expected one left out with a reason, a required one never."""

from __future__ import annotations

import pytest

from casework.loading import load
from casework.make_move import Request, make_move
from casework.open_dispute import NewDispute, open_dispute, preview_dispute
from casework.preview import Preview, preview_of_move
from casework.show_notice import notice_view
from disputes.case import Decision
from disputes.copies import AddedCopy, CopyChanges, LeftOut, copied_in, without_copies
from disputes.entries import EntryKind
from disputes.moves.stages import notices_of
from disputes.refusals import Refusal
from protocols.reading import shipped
from rehearsal import council
from tests.casework.office import RAISING, Office

ENTERED = {"reasons": "silence", "outstanding": "Visits."}


async def at_the_limit(office: Office) -> str:
    """Stage 1 went unanswered; Stage 2 is to go to the service manager, with copies to both below (B16)."""
    reference = await office.raised()
    office.at(2026, 4, 9)
    return reference


def escalation(reference: str, changes: CopyChanges) -> Request:
    return Request(reference, "escalate", "stage-2", ENTERED, changes)


async def preview(office: Office, reference: str, changes: CopyChanges) -> Preview:
    return await preview_of_move(office.desk, office.id_of(council.FIRO), escalation(reference, changes))


async def refused(office: Office, reference: str, changes: CopyChanges) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await preview(office, reference, changes)
    return caught.value


def adding(person: str = "Joy Mensah", because: str = "She leads the review of supervision.") -> CopyChanges:
    return CopyChanges(added=(AddedCopy(person, because),))


def without(role: str, because: str = "They have left the service.") -> CopyChanges:
    return CopyChanges(left_out=(LeftOut(role, because),))


async def test_X6_a_copy_added_with_a_reason_is_shown_written_and_sent(office: Office) -> None:
    reference = await at_the_limit(office)
    shown = await preview(office, reference, adding())
    added = shown.mailings[0].copies[-1]
    assert (added.name, added.added_by, added.because, added.reasons) == (
        "Joy Mensah",
        "Amina Okafor",
        "She leads the review of supervision.",
        (),
    )
    me = office.id_of(council.FIRO)
    await make_move(office.desk, me, escalation(reference, adding()), key=office.key())
    entry = await office.last(reference)
    assert ("Copy added for Joy Mensah, because", "She leads the review of supervision.") in [
        (fact.label, fact.text) for fact in entry.facts
    ]
    assert office.people(entry.notices[0])[1][-1] == "Joy Mensah"
    async with office.store.reading() as work:
        loaded = await load(work, office.desk, reference)
        assert loaded is not None
        view = await notice_view(work.directory, office.desk, loaded, entry, entry.notices[0])
    assert view.copies[-1].because == "She leads the review of supervision."
    await office.dispatch()
    assert any(r.name == "Joy Mensah" for view in office.email.effects.values() for r in view.copies)


async def test_X6_whoever_is_added_gets_the_letter_and_no_place_in_the_dispute(office: Office) -> None:
    reference = await at_the_limit(office)
    me = office.id_of(council.FIRO)
    await make_move(office.desk, me, escalation(reference, adding("Bryn Pritchard")), key=office.key())
    with pytest.raises(Refusal, match="can't find"):
        await office.show(council.SECOND_FIRO, reference)


@pytest.mark.parametrize("because", ["", "   ", "x" * 201, "two\nlines"])
async def test_X6_an_added_copy_needs_a_reason(office: Office, because: str) -> None:
    reference = await at_the_limit(office)
    assert (await refused(office, reference, adding(because=because))).field == "because"


async def test_X6_nobody_is_added_twice_and_nobody_from_outside_the_directory(office: Office) -> None:
    reference = await at_the_limit(office)
    for named in ("Elaine Foster", council.TM.email):
        refusal = await refused(office, reference, adding(named))
        assert (refusal.name, refusal.field) == ("gets-it-already", "person")
    assert (await refused(office, reference, adding("mum@home.example"))).name == "not-in-directory"


async def test_X6_an_expected_copy_is_left_out_with_a_warning_and_a_reason(office: Office) -> None:
    reference = await at_the_limit(office)
    shown = await preview(office, reference, without("SSW"))
    assert [person.name for person in shown.mailings[0].copies] == ["Dev Mistry"]
    caution = shown.cautions[-1]
    assert (caution.text, caution.rule) == (
        "Your protocol expects a copy to the Supervising Social Worker, who gets none.",
        "B16",
    )
    assert shown.facts[-1].text == "They have left the service."
    assert (await refused(office, reference, without("SSW", because=""))).field == "because"


async def test_X6_a_copy_that_isnt_the_councils_own_rule_is_refused_in_our_words(office: Office) -> None:
    reference = await at_the_limit(office)
    await office.make(council.FIRO, reference, "escalate", "stage-2", **ENTERED)
    refusal = await _withdrawal_without(office, reference, "SSW")
    assert refusal.name == "copy-required"
    assert refusal.field == "role"
    assert "LD1: Local default, not from the protocol" in refusal.text
    assert refusal.rules == ("X6",)


async def _withdrawal_without(office: Office, reference: str, role: str) -> Refusal:
    request = Request(reference, "withdraw", "", {"reason": "Raised twice."}, without(role))
    with pytest.raises(Refusal) as caught:
        await preview_of_move(office.desk, office.id_of(council.FIRO), request)
    return caught.value


async def test_X6_a_role_that_gets_no_copy_cant_be_left_out(office: Office) -> None:
    reference = await at_the_limit(office)
    assert (await refused(office, reference, without("FSM"))).name == "not-copied"


async def test_X6_nobody_is_copied_where_nobody_is_sent_anything(office: Office) -> None:
    reference = await office.raised()
    request = Request(reference, "note", "", {"note": "Hello."}, adding())
    with pytest.raises(Refusal) as caught:
        await preview_of_move(office.desk, office.id_of(council.FIRO), request)
    assert caught.value.name == "nothing-sent"


async def test_X6_a_manager_changes_no_copies(office: Office) -> None:
    reference = await office.raised()
    request = Request(reference, "acknowledge", "stage-1/respond", {}, adding())
    with pytest.raises(Refusal) as caught:
        await preview_of_move(office.desk, office.id_of(council.TM), request)
    assert caught.value.name == "not-yours"


async def test_X6_copies_are_added_when_a_dispute_is_raised_too(office: Office) -> None:
    new = NewDispute("bradford-firo", RAISING, copies=adding())
    raised = await preview_dispute(office.desk, office.id_of(council.FIRO), new)
    assert office.people(raised.notices[0]) == (["Dev Mistry"], ["Joy Mensah"])
    made = await office.raise_new(new)
    assert office.people((await office.entries(made.reference))[0].notices[0])[1] == ["Joy Mensah"]


async def test_a_draft_that_is_raised_twice_finds_the_dispute_that_it_raised(office: Office) -> None:
    me, new = office.id_of(council.FIRO), NewDispute("bradford-firo", RAISING)
    first = await open_dispute(office.desk, me, new, key=("draft", "a"))
    await open_dispute(office.desk, me, new, key=("draft", "b"))
    again = await open_dispute(office.desk, me, new, key=("draft", "a"))
    assert (again.reference, again.entry) == (first.reference, None)


async def test_X6_a_required_copy_is_refused_with_the_rule_quoted(office: Office) -> None:
    swindon = shipped()["swindon-fciro"]
    decision = Decision(kind=EntryKind.ESCALATED, stage="level-1", notices=notices_of(swindon.stage("level-1")))
    assert [(each.role, each.required) for each in copied_in(swindon, decision)] == [("OSM", True), ("SM-QAR", True)]
    with pytest.raises(Refusal) as caught:
        without_copies(swindon, decision, (LeftOut("OSM", "On leave."),))
    assert caught.value.name == "copy-required"
    assert f"S7: “{swindon.rule('S7').quote}”" in caught.value.text


async def test_X6_at_most_ten_copies_are_added_to_a_message(office: Office) -> None:
    reference = await at_the_limit(office)
    many = CopyChanges(added=tuple(AddedCopy("Joy Mensah", "She asked.") for _ in range(11)))
    assert (await refused(office, reference, many)).name == "too-many-copies"
