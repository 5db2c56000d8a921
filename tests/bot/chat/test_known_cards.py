"""The card of a dispute is made once, and anew as soon as there is anything else to show."""

from __future__ import annotations

import gc

from bot import live_cards
from bot.cards.buttons import Place
from bot.live_cards import Said, card_of
from tests.bot.chat.cast import REFERENCE, Council

PLACE = Place(REFERENCE)


async def test_asking_again_shows_the_same_card(council: Council) -> None:
    await council.raise_dispute()
    first = await card_of(council.desk, "firo", PLACE)
    assert await card_of(council.desk, "firo", PLACE) is first
    assert await card_of(council.desk, "tm", PLACE) != first


async def test_what_has_happened_is_on_the_next_card(council: Council) -> None:
    await council.raise_dispute()
    (before,) = await council.person("firo").say("status 1")
    assert "acknowledged by" not in before.words.casefold()
    tm = council.person("tm")
    await tm.press(tm.latest_card(), "Acknowledge")
    (after,) = await council.person("firo").say("status 1")
    assert "acknowledged by dev mistry" in after.words.casefold()


async def test_what_is_said_once_is_not_said_again(council: Council) -> None:
    await council.raise_dispute()
    plain = await card_of(council.desk, "firo", PLACE)
    said = await card_of(council.desk, "firo", PLACE, Said(problem="That can't be done yet."))
    assert "That can't be done yet." in str(said.card)
    assert await card_of(council.desk, "firo", PLACE) is plain


async def test_no_card_of_an_erased_dispute_is_left(council: Council) -> None:
    await council.raise_dispute()
    gc.collect()
    others = len(live_cards._CARDS)  # pyright: ignore[reportPrivateUsage] - what is left is what is asked about
    await council.person("firo").say("status 1")
    async with council.desk.store.writing() as work:
        await work.records.erase(REFERENCE, council.now)
        await work.commit()
    gc.collect()
    assert len(live_cards._CARDS) <= others  # pyright: ignore[reportPrivateUsage]
