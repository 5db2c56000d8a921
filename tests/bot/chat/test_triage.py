"""Mail that waits to be filed, in chat: who sees what of it, and one press to file it."""

from __future__ import annotations

import pytest

from casework.file_mail import Outcome, file_mail
from casework.received_mail import MailSort, Pointer, ReceivedMail
from casework.show_dispute import show_dispute
from disputes.entries import EntryKind
from rehearsal.person import Person
from tests.bot.chat.cast import REFERENCE, Council, buttons, names

STRANGER = "pat@elsewhere.example"
SAID = "Opal is the word of the stranger."


async def comes(council: Council, number: int, *, sender: str = STRANGER, reference: str | None = REFERENCE) -> str:
    """A mail comes that can't be filed; gives back what its buttons call it."""
    mail = ReceivedMail(
        identity=f"{number:02}" * 32,
        received_at=council.now,
        sender=sender,
        sort=MailSort.REPLY,
        original=SAID.encode(),
        text=SAID,
        pointers=(Pointer(reference=reference),) if reference else (),
    )
    assert (await file_mail(council.desk, mail)).outcome is Outcome.TRIAGE
    return mail.identity[:12]


async def list_of(person: Person) -> str:
    await person.say("triage")
    return person.latest_card().words


@pytest.fixture
async def raised(council: Council) -> Council:
    await council.raise_dispute()
    return council


async def test_an_officer_reads_what_points_at_her_dispute_and_files_it_with_one_press(raised: Council) -> None:
    await comes(raised, 11)
    firo = raised.person("firo")
    shown = await list_of(firo)
    assert STRANGER in shown
    assert "isn't in the directory" in shown
    assert SAID in shown
    answered = await firo.press(firo.latest_card(), f"File mail 1 to {REFERENCE}")
    assert not answered.failed
    assert f"It is filed to {REFERENCE}" in firo.latest_card().words or "No e-mail waits" in str(answered.card)
    await raised.settle()
    assert "A reply waits for you" in firo.latest_card().words
    assert SAID in firo.latest_card().words
    view = await show_dispute(raised.desk, "firo", REFERENCE)
    filed = [entry for entry in view.entries if entry.kind is EntryKind.REPLY_FILED]
    assert [(entry.by.name, entry.happened_at) for entry in filed] == [(STRANGER, raised.now)]
    assert ("Filed by", "Amina Okafor") in [(fact.label, fact.text) for fact in filed[0].facts]
    assert view.replies_to_classify == 1


async def test_an_administrator_files_it_without_reading_a_word_of_it(raised: Council) -> None:
    await comes(raised, 12)
    admin = raised.person("admin")
    shown = await list_of(admin)
    assert STRANGER in shown
    assert "Opal" not in str(admin.latest_card().card)
    answered = await admin.press(admin.latest_card(), f"File mail 1 to {REFERENCE}")
    assert not answered.failed
    assert "Opal" not in str(answered.card)
    view = await show_dispute(raised.desk, "firo", REFERENCE)
    (filed,) = [entry for entry in view.entries if entry.kind is EntryKind.REPLY_FILED]
    assert ("Filed by", "Ian Copeland (administrator)") in [(fact.label, fact.text) for fact in filed.facts]


async def test_what_points_nowhere_is_filed_by_typing_the_number_and_a_wrong_one_loses_nothing(raised: Council) -> None:
    short = await comes(raised, 13, reference=None)
    admin = raised.person("admin")
    await list_of(admin)
    assert f"File mail 1 to {REFERENCE}" not in buttons(admin.latest_card())
    for typed, why in (("", "I need the dispute's number"), ("99", "DRP-2026-0099")):
        refused = await admin.press(admin.latest_card(), "File mail 1 there", {f"where-{short}": typed})
        assert why in str(refused.card)
        assert short in str(refused.card)
    answered = await admin.press(admin.latest_card(), "File mail 1 there", {f"where-{short}": "1"})
    assert f"It is filed to {REFERENCE}" in str(answered.card)
    await list_of(admin)
    assert "No e-mail waits for you." in admin.latest_card().words


async def test_a_mail_is_set_aside_with_a_reason_only(raised: Council) -> None:
    short = await comes(raised, 14)
    admin = raised.person("admin")
    await list_of(admin)
    refused = await admin.press(admin.latest_card(), "Set mail 1 aside", {f"why-{short}": " "})
    assert "needs a reason" in str(refused.card)
    answered = await admin.press(admin.latest_card(), "Set mail 1 aside", {f"why-{short}": "An advertisement."})
    assert "It is set aside" in str(answered.card)
    view = await show_dispute(raised.desk, "firo", REFERENCE)
    assert [entry.kind for entry in view.entries].count(EntryKind.REPLY_FILED) == 0


async def test_whoever_may_file_is_told_beside_their_disputes_that_mail_waits(raised: Council) -> None:
    firo, other = raised.person("firo"), raised.person("other_firo")
    await firo.say("my disputes")
    assert "to be filed" not in firo.latest_card().words
    await comes(raised, 17)
    for person in (firo, other):
        await person.say("my disputes")
    assert "1 e-mail waits to be filed. Type “triage” to see what came." in firo.latest_card().words
    assert "to be filed" not in other.latest_card().words


async def test_an_officer_of_other_disputes_and_a_manager_see_nothing_of_it(raised: Council) -> None:
    short = await comes(raised, 15)
    for who in ("tm", "other_firo"):
        person = raised.person(who)
        await person.say("triage")
        assert STRANGER not in str([message.activity for message in person.chat.messages])
        forged = {"do": "triage-file", "mail": "15" * 32, "reference": REFERENCE}
        answer = await person.invoke({"type": "Action.Execute", "verb": "x", "data": forged})
        assert STRANGER not in str(answer.body)
        assert SAID not in str(answer.body)
    view = await show_dispute(raised.desk, "firo", REFERENCE)
    assert EntryKind.REPLY_FILED not in [entry.kind for entry in view.entries]
    assert short in await list_of(raised.person("admin"))


async def test_two_who_file_the_same_mail_have_one_effect_and_the_second_is_told(raised: Council) -> None:
    await comes(raised, 16)
    firo, admin = raised.person("firo"), raised.person("admin")
    for person in (firo, admin):
        await list_of(person)
    earlier = admin.latest_card()
    await firo.press(firo.latest_card(), f"File mail 1 to {REFERENCE}")
    late = await admin.press(earlier, f"File mail 1 to {REFERENCE}")
    assert "doesn't wait any more" in str(late.card)
    view = await show_dispute(raised.desk, "firo", REFERENCE)
    assert [entry.kind for entry in view.entries].count(EntryKind.REPLY_FILED) == 1


async def test_a_long_list_comes_in_pages(raised: Council) -> None:
    shorts = [await comes(raised, number) for number in range(21, 27)]
    admin = raised.person("admin")
    first = await list_of(admin)
    assert [short for short in shorts if short in first] == shorts[:4]
    assert len(names(admin.latest_card())) == 8
    following = await admin.press(admin.latest_card(), "Show 2 more")
    assert [short for short in shorts if short in str(following.card)] == shorts[4:]
