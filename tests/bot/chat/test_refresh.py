"""Cards that bring themselves up to date: what goes over the wire, and what each reader's own view holds."""

from __future__ import annotations

from typing import Any

import pytest

from bot.refreshing import for_readers
from casework.make_move import Request, make_move
from disputes.copies import AddedCopy, CopyChanges
from rehearsal.chats import Message
from rehearsal.person import Answer, Person
from tests.bot.chat.cast import REFERENCE, Council, buttons


def refresh_of(message: Message) -> dict[str, Any]:
    assert message.card is not None
    return message.card["refresh"]


async def look_at(person: Person, message: Message) -> Answer:
    """What Teams does by itself when a card comes into sight of somebody whom it names."""
    activity = person.activity(
        type="invoke",
        name="adaptiveCard/action",
        value={"action": refresh_of(message)["action"], "trigger": "automatic"},
        replyToId=message.id,
    )
    return await person.post(activity)


def words_of(answer: Answer) -> str:
    assert answer.status == 200
    assert answer.card is not None, answer.body
    return str(answer.card)


def titles_of(answer: Answer) -> list[str]:
    assert answer.card is not None
    message = Message("x", from_bot=True, at=None, versions=[])  # type: ignore[arg-type]
    message.versions.append({"attachments": []})
    message.replace_card(answer.card)
    return buttons(message)


async def at_stage_2(council: Council) -> Message:
    """The service manager's card; the team manager and the social worker were copied (B16)."""
    await council.raise_dispute()
    await council.at("2026-04-09")
    entered = {"reasons": "silence", "outstanding": "No answer at all."}
    await make_move(council.desk, "firo", Request(REFERENCE, "escalate", "stage-2", entered), key=("test", "up"))
    await council.settle()
    return council.person("fsm").latest_card()


async def test_a_card_names_its_reader_and_asks_for_how_it_stands_now(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    assert refresh_of(tm.latest_card()) == {
        "action": {
            "type": "Action.Execute",
            "title": "Show how it stands now",
            "verb": "refresh",
            "data": {"do": "refresh", "reference": REFERENCE, "entry": 1, "notice": 0},
            "associatedInputs": "none",
        },
        "userIds": [tm.user_id],
    }


async def test_each_reader_gets_their_own_view_of_one_and_the_same_card(council: Council) -> None:
    card = await at_stage_2(council)
    holder = await look_at(council.person("fsm"), card)
    assert titles_of(holder)[:2] == ["Acknowledge", "Confirm the meeting date"]
    copied = await look_at(council.person("ssw"), card)
    assert "Stage 2 has been raised" in words_of(copied)
    assert "Why you get this: you are the Supervising Social Worker. B16" in words_of(copied)
    assert not {"Acknowledge", "Confirm the meeting date", "Escalate to Stage 3"} & set(titles_of(copied))
    officer = await look_at(council.person("firo"), card)
    assert "Resolve" in titles_of(officer)
    assert "Acknowledge" not in titles_of(officer)


async def test_a_head_of_service_whom_the_officer_added_sees_why_and_no_buttons(council: Council) -> None:
    await council.raise_dispute()
    await council.at("2026-04-09")
    entered = {"reasons": "silence", "outstanding": "No answer at all."}
    copies = CopyChanges(added=(AddedCopy("Farid Rahman", "He chairs the panel."),))
    request = Request(REFERENCE, "escalate", "stage-2", entered, copies)
    await make_move(council.desk, "firo", request, key=("test", "up"))
    await council.settle()
    copied = await look_at(council.person("hos"), council.person("fsm").latest_card())
    assert "Why you get this: Amina Okafor added you to the copies: He chairs the panel." in words_of(copied)
    assert titles_of(copied) == [f"Show {REFERENCE}"]


@pytest.mark.parametrize("who", ["outsider", "other_firo", "admin"])
async def test_whoever_is_no_party_learns_nothing(council: Council, who: str) -> None:
    card = await at_stage_2(council)
    answer = await look_at(council.person(who), card)
    assert answer.card is None
    assert answer.text.startswith(f"I can't find {REFERENCE} among the disputes that you are part of.")


async def test_looking_at_a_card_changes_nothing(council: Council) -> None:
    card = await at_stage_2(council)
    async with council.desk.store.reading() as work:
        before = len(await work.records.load(REFERENCE))
    for who in ("fsm", "tm", "firo"):
        await look_at(council.person(who), card)
    async with council.desk.store.reading() as work:
        assert len(await work.records.load(REFERENCE)) == before


async def test_a_card_of_the_status_command_refreshes_too_when_something_has_happened(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    (shown,) = await firo.say("status 1")
    assert refresh_of(shown)["userIds"] == [firo.user_id]
    tm = council.person("tm")
    await tm.press(tm.latest_card(), "Acknowledge")
    assert "acknowledged by Dev Mistry" not in shown.words
    assert "acknowledged by Dev Mistry" in words_of(await look_at(firo, shown))


async def test_the_card_that_answers_a_press_goes_on_refreshing(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    card = tm.latest_card()
    await tm.press(card, "Acknowledge")
    assert refresh_of(card)["userIds"] == [tm.user_id]
    await council.settle()
    assert refresh_of(card)["userIds"] == [tm.user_id]


async def test_a_card_that_was_brought_up_to_date_goes_on_refreshing(council: Council) -> None:
    await council.raise_dispute()
    card = council.person("tm").latest_card()
    entered = {"response": "By e-mail.", "actions": "completed"}
    await make_move(council.desk, "tm", Request(REFERENCE, "respond", "stage-1/respond", entered), key=("mail", "1"))
    await council.settle()
    assert card.words.startswith("Answered on")
    assert refresh_of(card)["userIds"] == [council.person("tm").user_id]


CARD = {"type": "AdaptiveCard", "refresh": {"action": {"type": "Action.Execute"}}}


def test_at_most_sixty_people_have_views_of_their_own() -> None:
    sixty = [f"29:{n}" for n in range(60)]
    assert for_readers(CARD, sixty, "msteams")["refresh"]["userIds"] == sixty
    assert "refresh" not in for_readers(CARD, [*sixty, "29:60"], "msteams")
    assert for_readers(CARD, [*sixty, *sixty], "msteams")["refresh"]["userIds"] == sixty


@pytest.mark.parametrize(
    ("readers", "channel"), [(["29:1"], "emulator"), (["29:1"], ""), ([], "msteams"), ([""], "msteams")]
)
def test_elsewhere_the_card_is_plain(readers: list[str], channel: str) -> None:
    assert for_readers(CARD, readers, channel) == {"type": "AdaptiveCard"}


def test_a_card_without_a_refresh_stays_as_it_is() -> None:
    plain = {"type": "AdaptiveCard"}
    assert for_readers(plain, ["29:1"], "msteams") is plain


async def test_a_card_that_shows_what_cant_be_taken_isnt_refreshed_so_that_nothing_typed_is_lost(
    council: Council,
) -> None:
    await council.raise_dispute()
    tm, card = council.person("tm"), council.person("tm").latest_card()
    button = next(action for action in card.actions() if action["title"] == "Respond")
    data = {**button["data"], "response": "The plan is under way.", "actions": "no such choice"}
    await tm.invoke({"type": "Action.Execute", "verb": "respond", "data": data}, card)
    assert "There is a problem" in card.words
    assert card.card is not None
    assert "refresh" not in card.card
    assert "The plan is under way." in str(card.inputs())
