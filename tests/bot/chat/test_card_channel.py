"""Cards that nobody asked for: where they go, what happens when Teams doesn't take them, and how they stay true."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.card_channel import CardSender
from casework.dispatch import NotReachable, NotSent
from casework.make_move import Request, make_move
from casework.ports import Channel, OutboxItem
from casework.show_dispute import show_dispute
from disputes.entries import EntryKind
from tests.bot.chat.cast import REFERENCE, Council, buttons


async def forget(council: Council, who: str) -> None:
    """The assistant never met this person: their address is nobody's."""
    async with council.desk.store.writing() as work:
        address = await work.addresses.of(who)
        assert address is not None
        await work.addresses.put(replace(address, conversation=""))
        await work.commit()


async def raised_item(council: Council) -> tuple[CardSender, OutboxItem]:
    """The manager's card once more, as the dispatcher would hand it over."""
    await council.raise_dispute()
    key = f"{REFERENCE}/1/0/card/tm"
    item = OutboxItem(key=key, reference=REFERENCE, sequence=1, notice=0, channel=Channel.CARD, person="tm")
    return council.cards, item


async def facts(council: Council, kind: EntryKind) -> list[str]:
    """What entries of a kind say."""
    view = await show_dispute(council.desk, "firo", REFERENCE)
    return [fact.text for entry in view.entries if entry.kind is kind for fact in entry.facts]


async def test_a_card_is_proved_by_the_id_that_teams_gave_it(council: Council) -> None:
    await council.raise_dispute()
    shown = council.person("tm").latest_card()
    assert shown.id in await facts(council, EntryKind.DELIVERED)


async def test_whoever_was_only_met_elsewhere_gets_a_chat_of_their_own(council: Council) -> None:
    await forget(council, "tm")
    await council.raise_dispute()
    assert council.person("tm").latest_card().words.startswith("Respond by")
    async with council.desk.store.reading() as work:
        address = await work.addresses.of("tm")
    assert address is not None
    assert address.conversation == council.person("tm").chat.id


async def test_without_the_app_the_card_is_given_up_and_the_letter_still_goes(council: Council) -> None:
    council.person("tm").installed = False
    await council.raise_dispute()
    assert council.person("tm").chat.messages == []
    assert len(council.letters.sent) == 1
    assert await facts(council, EntryKind.UNDELIVERED) == [
        "1",
        "card",
        "Teams doesn't reach this person: BotNotInConversationRoster.",
    ]


async def test_somebody_whom_the_assistant_never_met_cant_be_reached(council: Council) -> None:
    cards, item = await raised_item(council)
    with pytest.raises(NotReachable, match="isn't installed in Teams"):
        await cards.deliver(replace(item, person="nobody"), council.letters.sent[0])


async def test_a_busy_teams_is_tried_again_when_it_says(council: Council) -> None:
    cards, item = await raised_item(council)
    council.stage.connector.fail_next(429, times=9, retry_after="120")
    with pytest.raises(NotSent) as failure:
        await cards.deliver(item, council.letters.sent[0])
    assert (failure.value.retry, failure.value.after) == (True, timedelta(seconds=120))


async def test_what_teams_refuses_for_good_isnt_tried_again(council: Council) -> None:
    cards, item = await raised_item(council)
    council.stage.connector.fail_next(413, code="MessageSizeTooBig")
    with pytest.raises(NotSent) as failure:
        await cards.deliver(item, council.letters.sent[0])
    assert failure.value.retry is False


async def test_an_answer_by_another_way_brings_the_card_up_to_date(council: Council) -> None:
    await council.raise_dispute()
    card = council.person("tm").latest_card()
    entered = {"response": "By e-mail.", "actions": "completed"}
    request = Request(REFERENCE, "respond", "stage-1/respond", entered)
    await make_move(council.desk, "tm", request, key=("mail", "1"))
    await council.settle()
    assert card.words.startswith("Answered on Monday 30 March 2026")
    assert buttons(card) == [f"Show {REFERENCE}"]


async def test_a_card_is_only_replaced_when_it_has_something_new_to_say(council: Council) -> None:
    await council.raise_dispute()
    card, firo = council.person("tm").latest_card(), council.person("firo")
    for restarted in (False, True):
        if restarted:
            council.restart()
        await firo.say("note 1")
        await firo.say("Somebody may be typing into a card just now.")
        await firo.press(firo.latest_card(), "confirm")
        await council.settle()
        assert len(card.versions) == 1


async def test_a_card_that_cant_be_replaced_stays_and_still_answers_truly(council: Council) -> None:
    await council.raise_dispute()
    tm, firo = council.person("tm"), council.person("firo")
    card = tm.latest_card()
    council.stage.connector.fail_next(404, code="ActivityNotFoundInConversation", chat=tm.chat.id)
    await firo.say("withdraw 1")
    await firo.say("Raised twice.")
    await firo.press(firo.latest_card(), "confirm")
    await council.stage.door.drain()
    assert card.words.startswith("Respond by")
    await tm.press(card, "Acknowledge")
    assert "No longer needed" in card.words


async def test_the_clock_reminds_the_manager_and_prompts_the_officer(council: Council) -> None:
    await council.raise_dispute()
    tm, firo = council.person("tm"), council.person("firo")
    await council.at("2026-04-02")
    assert "This is a reminder." in tm.latest_card().words
    assert buttons(tm.latest_card())[:2] == ["Acknowledge", "Respond"]
    await council.at("2026-04-09")
    assert tm.latest_card().words.startswith("Overdue: respond")
    shown = firo.latest_card()
    assert shown.words.startswith("A limit has passed without an answer")
    assert "Nothing goes up by itself (X3)" in shown.words
    assert buttons(shown)[0] == "Escalate to Stage 2"
    await firo.press(shown, "Escalate to Stage 2")
    await firo.press(firo.latest_card(), "Next", reasons="silence", outstanding="No answer at all.")
    await firo.press(firo.latest_card(), "Confirm and send")
    await council.settle()
    assert council.person("fsm").latest_card().words.startswith("Confirm a meeting date by")
    assert tm.latest_card().words.startswith("No longer needed")
