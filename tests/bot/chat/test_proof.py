"""The proof of service in chat: typed or pressed, for parties alone, and never a word of the concern."""

from __future__ import annotations

from tests.bot.chat.cast import REFERENCE, Council, buttons


async def test_a_party_sees_what_became_of_every_letter_by_typing_and_by_the_timelines_button(council: Council) -> None:
    await council.raise_dispute()
    (typed,) = await council.person("firo").say("proof of service 1")
    assert typed.words.splitlines()[0] == f"{REFERENCE}: proof of service"
    assert "Stage 1: the stage was raised" in typed.words
    (timeline,) = await council.person("firo").say("timeline 1")
    assert "Proof of service" in buttons(timeline)
    await council.person("firo").press(timeline, "Proof of service")
    pressed = council.person("firo").latest_card()
    assert pressed.words.splitlines()[0] == f"{REFERENCE}: proof of service"


async def test_somebody_without_a_role_hears_what_they_would_hear_of_no_dispute(council: Council) -> None:
    await council.raise_dispute()
    (said,) = await council.person("outsider").say("proof 1")
    (about_none,) = await council.person("outsider").say("proof 2")
    assert said.text.replace(REFERENCE, "DRP-2026-0002") == about_none.text
