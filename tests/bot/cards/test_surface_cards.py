"""The cards around the conversation at their largest, and what they must never hold."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.cards.plumbing_card import plumbing_card
from bot.cards.screen import LARGEST_CARD
from bot.cards.shared_card import shared_card
from casework.show_plumbing import Vacancy
from rehearsal.chats import read_aloud
from tests.bot.cards.screens import CASE
from tests.bot.cards.surface_screens import BUSY, REFERENCE, surface_screens


def test_the_administrators_list_fits_on_a_card_however_much_there_is() -> None:
    parked = tuple(replace(each, reason="😀" * 5_000) for each in BUSY.parked * 100)
    vacancies = tuple(Vacancy(title="Head of Everything " * 5, role=f"R{n}", team="Team " * 20) for n in range(300))
    people = tuple(replace(person, name="Name " * 20) for person in BUSY.not_in_teams * 100)
    seen = replace(BUSY, parked=parked, vacancies=vacancies, not_in_teams=people, without_account=people)
    card = plumbing_card(seen, [f"{n:064d}" for n in range(20)]).card
    assert len(json.dumps(card, ensure_ascii=False).encode()) < LARGEST_CARD
    words = "\n".join(read_aloud(card))
    assert "And 192 more: run drp outbox parked." in words
    assert "And 292 more: run drp directory gaps." in words
    assert "and 192 more. They get e-mail only" in words


def test_a_shared_card_is_the_same_for_every_dispute_but_for_its_reference() -> None:
    assert json.dumps(shared_card(REFERENCE).card).replace(REFERENCE, "…") == json.dumps(shared_card("…").card).replace(
        "\\u2026", "…"
    )


def test_no_card_that_others_may_see_names_anybody_or_anything_of_the_case() -> None:
    screens = surface_screens(CASE)
    for name in ("own-chat", "shared", "shared-stranger"):
        words = "\n".join(read_aloud(screens[name].card))
        for told in (CASE.stage, CASE.protocol, CASE.team, CASE.officer, CASE.subject):
            assert told not in words, (name, told)
