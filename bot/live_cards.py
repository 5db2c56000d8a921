"""Makes a card for one person as things stand now: to be sent, after a press, or to bring it up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from bot.cards.buttons import Ask, Place
from bot.cards.case_card import case_card
from bot.cards.duty_card import Closed, duty_card
from bot.cards.notice_card import notice_card
from bot.cards.screen import Screen
from bot.cards.words import on_day
from bot.offers import AT_ONCE, next_moves, of_case, of_duty
from bot.orders import ON_DEMAND
from casework.desk import Desk
from casework.loading import Loaded, load_for
from casework.parties import Standing
from casework.show_dispute import CaseView, show_dispute
from casework.show_notice import notice_view
from casework.views import DutyView, NoticeView, RecipientView
from disputes.dispute import DutyState
from disputes.entries import Entry
from disputes.moves.catalogue import fields_of, offers
from disputes.moves.move import Offer
from disputes.notices import NoticeKind
from disputes.refusals import unknown_reference

_ASKS_FOR_A_DUTY = frozenset({NoticeKind.STAGE_RAISED, NoticeKind.BROUGHT_IN, NoticeKind.NUDGE})


@dataclass(frozen=True, slots=True)
class Said:
    """What a card says on top, and what its inputs hold: after a press that was taken, or one that wasn't.

    `asks_for` is a field that is only shown on demand and that the refusal asked for.
    """

    done: str | None = None
    problem: str | None = None
    values: Mapping[str, object] | None = None
    asks_for: str | None = None


NOTHING_SAID = Said()

_CARDS: WeakKeyDictionary[CaseView, Screen] = WeakKeyDictionary()
"""The cards of the views that the desk still knows: a view of which nothing new is said always has the same card."""


async def card_of(desk: Desk, person_id: str, place: Place, said: Said = NOTHING_SAID) -> Screen:
    """The card of a notice, or of a whole dispute, for one party. To everybody else the reference is unknown."""
    if place.entry is None:
        return _case(await show_dispute(desk, person_id, place.reference), said)
    async with desk.store.reading() as work:
        loaded, standing = await load_for(work, desk, place.reference, person_id, reading=True)
        entry, index = _entry_at(loaded, place)
        notice = await notice_view(work.directory, desk, loaded, entry, entry.notices[index])
    reader = next((person for person in notice.to if person.person == person_id), None)
    state = loaded.dispute.duties.get(entry.notices[index].duty or "")
    asks_for_duty = notice.kind in _ASKS_FOR_A_DUTY
    if notice.duty and state and asks_for_duty and standing.actor.holds(*state.duty.owners):
        return _duty(loaded, standing, notice, notice.duty, state, place, reader, said)
    reply = str(entry.sequence) if notice.kind is NoticeKind.REPLY_TO_CLASSIFY else None
    asks = [
        _on_card(loaded, standing, offer, said) if offer.target == reply else _through_form(offer)
        for offer in _next(loaded, standing)
    ]
    return notice_card(
        notice,
        place,
        asks,
        reader=reader,
        values=said.values,
        message=said.problem,
        said=said.done,
    )


def _case(view: CaseView, said: Said) -> Screen:
    card = _CARDS.get(view) if said is NOTHING_SAID else None
    if card is None:
        buttons, others = of_case(view)
        card = case_card(view, buttons, others, message=said.problem, said=said.done)
        if said is NOTHING_SAID:
            _CARDS[view] = card
    return card


async def check_place(desk: Desk, person_id: str, place: Place) -> None:
    """Refuses a card that we never made, before anything is done because of it."""
    if place.entry is not None:
        async with desk.store.reading() as work:
            loaded, _ = await load_for(work, desk, place.reference, person_id, reading=True)
        _entry_at(loaded, place)


def _entry_at(loaded: Loaded, place: Place) -> tuple[Entry, int]:
    """The entry and notice that a press names; numbers that aren't there are a forgery and find nothing."""
    entry, index = place.entry or 0, place.notice or 0
    if not (1 <= entry <= len(loaded.entries) and 0 <= index < len(loaded.entries[entry - 1].notices)):
        raise unknown_reference(place.reference)
    return loaded.entries[entry - 1], index


def _duty(
    loaded: Loaded,
    standing: Standing,
    view: NoticeView,
    duty: DutyView,
    state: DutyState,
    place: Place,
    reader: RecipientView | None,
    said: Said,
) -> Screen:
    found = of_duty(offers(loaded.case, standing.actor), state.duty.id, state.duty.kind)
    return duty_card(
        view,
        duty,
        place,
        [_on_card(loaded, standing, offer, said) for offer in found],
        reader=reader,
        closed=_closed(state),
        values=said.values,
        message=said.problem,
        said=said.done,
    )


def _on_card(loaded: Loaded, standing: Standing, offer: Offer, said: Said) -> Ask:
    if offer.move.id not in AT_ONCE:
        return _through_form(offer)
    fields = fields_of(loaded.case, standing.actor, offer.move.id, offer.target)
    shown = tuple(field for field in fields if field.name not in ON_DEMAND or field.name == said.asks_for)
    return Ask(move=offer.move.id, target=offer.target, label=offer.label, fields=shown, at_once=True)


def _through_form(offer: Offer) -> Ask:
    return Ask(move=offer.move.id, target=offer.target, label=offer.label)


def _next(loaded: Loaded, standing: Standing) -> list[Offer]:
    owned = [s.duty.id for s in loaded.dispute.open_duties if standing.actor.holds(*s.duty.owners)]
    at_top = loaded.protocol.after(loaded.case.stage.id) is None
    return next_moves(offers(loaded.case, standing.actor), owned, at_top=at_top)


def _closed(state: DutyState) -> Closed | None:
    if state.discharged_at:
        return Closed(state.closed_by, on_day(state.discharged_at))
    return Closed(None, on_day(state.superseded_at)) if state.superseded_at else None
