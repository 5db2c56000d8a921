"""Looking things up: caseloads, timelines, who answers for a role; each as a card, and none of it changes anything."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.cards.caseload_card import PAGE, caseload_card, narrow_from
from bot.cards.cover_card import cover_card
from bot.cards.proof_card import proof_card
from bot.cards.screen import Screen
from bot.cards.timeline_card import PAGE as ENTRIES
from bot.cards.timeline_card import timeline_card
from bot.phrasebook import FILLER, Wish
from casework.desk import Desk
from casework.proof_of_service import proof_of_service
from casework.show_caseload import CaseloadPage, Narrow, Whose, show_caseload
from casework.show_timeline import show_timeline
from casework.triage import count_triage
from casework.who_covers import who_covers

_WHOSE = {Wish.OWED: Whose.OWED, Wish.TEAM: Whose.TEAM}
_ENDED = frozenset({"ended", "closed", "resolved", "finished", "past", "withdrawn"})
_LATE = frozenset({"overdue", "late", "lapsed", "missed"})
_ASKING_WHO = frozenset({"covering", "covers", "cover", "stands", "standing", "holds", "role", "away", "deputising"})


async def caseload_screen(desk: Desk, person_id: str, whose: str, narrow: str, start: int) -> Screen:
    """A page of a caseload, as a press asks for it; what can't be read of the press asks for the whole."""
    known = Whose(whose) if whose in set(Whose) else Whose.MINE
    page = await show_caseload(desk, person_id, known, narrow_from(narrow), start=max(0, start), size=PAGE)
    return caseload_card(page, to_file=await _to_file(desk, person_id, known))


async def typed_caseload(desk: Desk, person_id: str, wish: Wish, words: str) -> Screen:
    """A caseload as somebody typed it: "overdue at stage 2", "ended disputes", "my team in the north"."""
    typed = words.split()
    asked = Narrow(overdue=wish is Wish.OVERDUE or bool(_LATE & set(typed)), ended=bool(_ENDED & set(typed)))
    whose = _WHOSE.get(wish, Whose.MINE)
    page = await show_caseload(desk, person_id, whose, asked, size=PAGE)
    named = _named_in(words, page, asked)
    if named != asked:
        page = await show_caseload(desk, person_id, whose, named, size=PAGE)
    return caseload_card(page, to_file=await _to_file(desk, person_id, whose))


async def _to_file(desk: Desk, person_id: str, whose: Whose) -> int:
    """How many mails wait that somebody may file; said beside their own disputes."""
    return await count_triage(desk, person_id) if whose is Whose.MINE else 0


async def timeline_screen(desk: Desk, person_id: str, reference: str, after: int = 0) -> Screen:
    """A dispute's timeline, with the page of its record that begins after so many entries."""
    return timeline_card(await show_timeline(desk, person_id, reference, after=max(0, after), most=ENTRIES))


async def proof_screen(desk: Desk, person_id: str, reference: str, after: int = 0) -> Screen:
    """A dispute's proof of service, with the page of notices that begins after so many."""
    return proof_card(await proof_of_service(desk, person_id, reference), after)


async def cover_screen(desk: Desk, person_id: str, words: str, reference: str | None) -> Screen:
    """Who holds the role that the words name, or covers it; without a name whoever is covered now."""
    telling = [word for word in words.split() if word not in FILLER | _ASKING_WHO]
    posts = await who_covers(desk, person_id, telling, reference)
    return cover_card(posts, named=bool(telling))


def _named_in(words: str, page: CaseloadPage, asked: Narrow) -> Narrow:
    """The stage, team and protocol of the list that the words name."""
    typed = set(words.casefold().split())
    return replace(
        asked,
        stage=_one_of(page.stages, words, typed),
        team=_one_of(page.teams, words, typed),
        protocol=_one_of(page.protocols, words, typed) if len(page.protocols) > 1 else "",
    )


def _one_of(names: Sequence[str], words: str, typed: Collection[str]) -> str:
    """The one name that stands in the words, wholly or by a word that none of the others has; "" for none."""
    whole = [name for name in names if f" {name.casefold()} " in f" {words.casefold()} "]
    if whole:
        return max(whole, key=len)
    told = {name: {word for word in name.casefold().split() if len(word) > 3 and word in typed} for name in names}
    found = [name for name, common in told.items() if common and all(common - told[o] for o in names if o != name)]
    return found[0] if len(found) == 1 else ""
