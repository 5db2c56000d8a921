"""A slow or failing database: a kind word in time, one effect, and nothing that anybody wrote is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.web import CARD_TROUBLE, EXTENSION_TROUBLE, STILL_ON_IT, STILL_WORKING, TROUBLE
from casework.ports import Work
from casework.show_dispute import show_dispute
from disputes.entries import EntryKind
from disputes.fields import TEXT_LIMIT
from storage.bot_state import BotState
from storage.work import SqlStore
from tests.bot.chat.cast import RAISING, REFERENCE, Council, buttons, fill_in_raising
from tests.bot.chat.elsewhere import extension, from_message, press_shared, search, submit

QUICKLY = 0.1


class TroubledStore:
    """The real database behind a gate that can be shut, or a wire that can be cut."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.gate = asyncio.Event()
        self.gate.set()
        self.cut = False
        self.forgets_to_say_so = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def reading(self) -> Any:
        return self._through(self._store.reading)

    def writing(self) -> Any:
        return self._through(self._store.writing)

    @asynccontextmanager
    async def _through(self, begin: Callable[[], Work]) -> AsyncGenerator[Work]:
        await self.gate.wait()
        if self.cut:
            raise OperationalError("SELECT 1", None, OSError("the wire was cut"))
        async with begin() as work:
            yield work
            if self.forgets_to_say_so and begin == self._store.writing:
                self.forgets_to_say_so = False
                raise OperationalError("COMMIT", None, OSError("committed, but the answer was lost"))


@pytest.fixture
async def trouble(council: Council, store: SqlStore) -> TroubledStore:
    """The bot over a database that a test makes slow or cuts off; what a conversation keeps is in there, too."""
    await council.raise_dispute()
    troubled: Any = TroubledStore(store)
    council.desk = replace(council.desk, store=troubled)
    council.state = BotState(troubled)  # type: ignore[assignment]
    council.restart()
    council.stage.door._answer_within = QUICKLY
    return troubled


async def kinds(council: Council, kind: EntryKind) -> int:
    view = await show_dispute(council.desk, "firo", REFERENCE)
    return sum(entry.kind is kind for entry in view.entries)


async def until(council: Council, person: Any, text: str) -> None:
    """Waits until a person reads this."""
    read = asyncio.Event()

    def look(_: object = None) -> None:
        if any(message.text == text for message in person.chat.from_bot()):
            read.set()

    stop = council.stage.connector.subscribe(look)
    look()
    await asyncio.wait_for(read.wait(), 20)
    stop()


# -------------------------------------------------------------------------------------------------------- slow


async def test_a_slow_message_is_told_so_in_time_and_answered_once(council: Council, trouble: TroubledStore) -> None:
    tm = council.person("tm")
    trouble.gate.clear()
    await tm.say("status 1")
    await tm.post(tm.last_sent)
    await until(council, tm, STILL_ON_IT)
    before = len(tm.chat.cards())
    trouble.gate.set()
    await council.stage.door.drain()
    assert len(tm.chat.cards()) == before + 1
    assert tm.latest_card().words.startswith(f"{REFERENCE}: Stage 1")


async def test_a_slow_press_is_taken_once_with_its_text(council: Council, trouble: TroubledStore) -> None:
    tm, card = council.person("tm"), council.person("tm").latest_card()
    trouble.gate.clear()
    answer = await tm.press(card, "Respond", response="All of it is done.", actions="completed")
    assert answer.text == STILL_WORKING
    assert (await tm.post(tm.last_sent)).text == STILL_WORKING
    trouble.gate.set()
    await council.settle()
    assert await kinds(council, EntryKind.RESPONDED) == 1
    view = await show_dispute(council.desk, "firo", REFERENCE)
    assert "All of it is done." in [fact.text for entry in view.entries for fact in entry.facts]
    assert "Respond" not in buttons(card)


async def test_a_slow_search_and_a_slow_dialog_are_told_so_in_their_own_shape(
    council: Council, trouble: TroubledStore
) -> None:
    firo = council.person("firo")
    trouble.gate.clear()
    assert "search again in a moment" in (await search(firo, "1"))["text"]
    offered = await from_message(firo, "<p>Late.</p>")
    assert "try again in a moment" in offered.body["task"]["value"]
    taken = await submit(firo, wrong="Late.")
    assert "opens in our own chat in a moment" in taken.body["task"]["value"]
    before = len(firo.chat.cards())
    trouble.gate.set()
    await council.stage.door.drain()
    assert len(firo.chat.cards()) == before + 1
    await firo.press(firo.latest_card(), "Next", RAISING[0])
    assert {part["id"]: part.get("value") for part in firo.latest_card().inputs()}["wrong"] == "Late."


async def test_a_slow_form_goes_on_where_it_was_with_what_was_typed(council: Council, trouble: TroubledStore) -> None:
    firo = council.person("firo")
    await firo.say("raise")
    form = firo.latest_card()
    trouble.gate.clear()
    assert (await firo.press(form, "Next", RAISING[0])).text == STILL_WORKING
    trouble.gate.set()
    await council.stage.door.drain()
    for page in RAISING[1:]:
        council.stage.door._answer_within = 60
        await firo.press(firo.latest_card(), "Next", page)
    assert "FC-1187" in firo.latest_card().words
    assert "Confirm and send" in buttons(firo.latest_card())


# ----------------------------------------------------------------------------------------------------- cut off


async def test_a_failing_database_is_told_kindly_and_everything_works_again_after(
    council: Council, trouble: TroubledStore
) -> None:
    council.stage.door._answer_within = 60
    firo, tm = council.person("firo"), council.person("tm")
    trouble.cut = True
    (said,) = await tm.say("status 1")
    assert said.text == TROUBLE
    assert (await press_shared(tm, "shared", REFERENCE)).text == CARD_TROUBLE
    assert (await search(tm, "1"))["text"] == EXTENSION_TROUBLE
    assert "still has its text" in (await submit(firo, wrong="Kept.")).body["task"]["value"]
    assert (await extension(firo, "fetchTask", {})).body["task"]["value"] == EXTENSION_TROUBLE
    trouble.cut = False
    (said,) = await tm.say("status 1")
    assert said.words.startswith(f"{REFERENCE}: Stage 1")


async def test_a_press_that_failed_can_be_pressed_again_with_its_text_still_there(
    council: Council, trouble: TroubledStore
) -> None:
    council.stage.door._answer_within = 60
    tm, card = council.person("tm"), council.person("tm").latest_card()
    written = {"response": "All of it is done.", "actions": "completed"}
    trouble.cut = True
    answer = await tm.press(card, "Respond", written)
    assert (answer.failed, answer.text) == (True, CARD_TROUBLE)
    assert "Respond" in buttons(card), "the card, with what was typed into it, is as it was"
    trouble.cut = False
    assert await kinds(council, EntryKind.RESPONDED) == 0
    await tm.press(card, "Respond", written)
    assert await kinds(council, EntryKind.RESPONDED) == 1


async def test_a_draft_outlives_trouble_at_every_step_and_is_raised_once(
    council: Council, trouble: TroubledStore
) -> None:
    council.stage.door._answer_within = 60
    firo = council.person("firo")
    await firo.say("raise")
    for page in RAISING:
        form = firo.latest_card()
        trouble.cut = True
        assert (await firo.press(form, "Next", page)).text == CARD_TROUBLE
        (said,) = await firo.say("help")
        assert said.text == TROUBLE
        trouble.cut = False
        council.restart()
        await firo.press(form, "Next", page)
    preview = firo.latest_card()
    for value in ("FC-1187", RAISING[1]["wrong"], RAISING[2]["interests"]):
        assert value in preview.words
    trouble.cut = True
    assert (await firo.press(preview, "Confirm and send")).text == CARD_TROUBLE
    trouble.cut = False
    await firo.press(preview, "Confirm and send")
    assert "DRP-2026-0002" in firo.latest_card().words
    async with council.desk.store.reading() as work:
        assert len(await work.caseload.all()) == 2


async def test_an_answer_that_was_written_but_not_confirmed_by_the_database_counts_once(
    council: Council, trouble: TroubledStore
) -> None:
    council.stage.door._answer_within = 60
    tm, card = council.person("tm"), council.person("tm").latest_card()
    trouble.forgets_to_say_so = True
    assert (await tm.press(card, "Acknowledge")).text == CARD_TROUBLE
    await tm.press(card, "Acknowledge")
    assert await kinds(council, EntryKind.ACKNOWLEDGED) == 1


# -------------------------------------------------------------------------------------------- limits and signs


async def test_a_typed_answer_over_the_limit_is_refused_with_the_limit_and_kept(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    await firo.say("note 1")
    await firo.say("x" * (TEXT_LIMIT + 1))
    card = firo.latest_card()
    assert "has 4,001 characters" in card.words
    assert "It can hold 4,000" in card.words
    assert [part.get("value") for part in card.inputs()][:1] == ["x" * (TEXT_LIMIT + 1)]


SIGNS = "*a* _b_ <b>c</b> [d](javascript:alert(1)) `e` ~f~ <at>g</at> &amp; \\h"


def untouched(part: Any, place: str = "") -> list[str]:
    """Where the signs stand so that a client would read them as Markdown."""
    if isinstance(part, list):
        return [found for item in part for found in untouched(item, place)]
    if isinstance(part, dict):
        kind = str(part.get("type", place))
        return [f for key, item in part.items() if key != "data" for f in untouched(item, f"{kind}.{key}")]
    harmless = place in ("TextRun.text", "Input.Text.value")
    return [place] if isinstance(part, str) and "[d](" in part and not harmless else []


async def test_markdown_and_html_are_shown_as_typed_on_every_card_that_anybody_gets(council: Council) -> None:
    firo, tm = council.person("firo"), council.person("tm")
    await firo.say("raise")
    texts = {name: f"{SIGNS}\n- 1. {name}" for name in ("wrong", "wanted", "steps", "tried", "interests")}
    await fill_in_raising(firo, subject=SIGNS[:60], **texts)
    await firo.press(firo.latest_card(), "Confirm and send")
    await council.settle()
    await tm.press(tm.latest_card(), "Respond", response=SIGNS, actions="partly")
    await council.settle()
    await firo.say("status 1")
    await firo.say("my disputes")
    read = 0
    for person in council.stage.connector.people:
        for message in person.chat.from_bot():
            for version in message.versions:
                assert untouched(version.get("attachments", [])) == []
                plain = version.get("textFormat") == "plain"
                assert plain or "[d](" not in str(version.get("text", ""))
            read += SIGNS in message.words
    assert read >= 3
