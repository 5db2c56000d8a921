"""A dispute that begins with a message in a group: raised from it, answered, shared, and a manager who leaves Teams."""

from __future__ import annotations

from app.practice import Practice
from rehearsal import council
from rehearsal.chats import read_aloud
from rehearsal.council import SamplePerson
from rehearsal.playing import confirm, fill_in
from tests.bot.chat.elsewhere import from_message, press_shared, references, search, submit
from tests.journeys.bradford import RAISING, REFERENCE, card, letters, raise_dispute, title

MESSAGE = "<p>Supervision visits have not happened since January.</p><p>Can this go further?</p>"


async def shared_with(practice: Practice, person: SamplePerson) -> str:
    """What somebody reads on the card that was shared in a group."""
    answer = await press_shared(practice.chat_of(person), "shared", REFERENCE)
    assert answer.card is not None
    return "\n".join(read_aloud(answer.card))


async def test_from_a_message_in_a_group_to_a_card_that_tells_each_reader_what_they_may_know(
    practice: Practice,
) -> None:
    officer = practice.chat_of(council.FIRO)
    offered = (await from_message(officer, MESSAGE)).body["task"]["value"]["card"]["content"]
    text = next(part["value"] for part in offered["body"] if part.get("id") == "wrong")
    assert text == "Supervision visits have not happened since January.\n\nCan this go further?"
    await submit(officer, wrong=RAISING["wrong"])
    entered = {name: value for name, value in RAISING.items() if name != "wrong"}
    preview = await fill_in(officer, entered)
    assert RAISING["wrong"] in preview.words
    assert letters(practice, council.TM) == []
    await confirm(officer)
    await practice.settle()
    assert title(card(practice, council.TM)) == "Respond by Wednesday 8 April 2026"

    assert references(await search(officer, "1")) == [REFERENCE]
    assert "Fostering Team Manager: respond by Wednesday 8 April 2026." in await shared_with(practice, council.TM)
    assert "You are" not in await shared_with(practice, council.QUALITY)
    for stranger in (council.SECOND_FIRO, council.ADMIN):
        seen = await shared_with(practice, stranger)
        assert f"I can't find {REFERENCE} among the disputes that you are part of." in seen
        assert "Stage 1" not in seen


async def test_who_removes_the_app_gets_letters_the_administrator_sees_it_and_a_new_start_is_a_welcome(
    practice: Practice,
) -> None:
    manager = practice.chat_of(council.TM)
    await manager.uninstall()
    await raise_dispute(practice)
    assert len(letters(practice, council.TM)) == 1
    await practice.chat_of(council.ADMIN).say("administration")
    assert council.TM.name in card(practice, council.ADMIN).words
    await manager.install()
    assert card(practice, council.TM).words.startswith("Welcome")
    await manager.say("what do I owe")
    assert REFERENCE in card(practice, council.TM).words
