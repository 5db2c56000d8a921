"""Makes a card for one person as things stand now: to be sent, after a press, or to bring it up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from bot.cards.buttons import Ask, Place
from bot.cards.case_card import case_card
from bot.cards.duty_card import Closed, duty_card
from bot.cards.notice_card import notice_card
from bot.cards.screen import Screen
from bot.cards.words import on_day
from bot.offers import ASIDES, AT_ONCE, next_moves, of_case, of_duty
from bot.orders import ON_DEMAND
from casework.desk import Desk
from casework.loading import Loaded, load_for
from casework.open_notice import notice_at, open_notice
from casework.parties import Standing, holders
from casework.ports import Work
from casework.show_dispute import CaseView, show_dispute
from casework.show_notice import notice_view
from casework.views import DutyView, NoticeView, RecipientView
from disputes.dispute import DutyState
from disputes.entries import Entry
from disputes.moves.catalogue import fields_of, offers
from disputes.moves.move import Offer
from disputes.notices import NoticeKind
from disputes.working_days import london_date

_ASKS_FOR_A_DUTY = frozenset({NoticeKind.STAGE_RAISED, NoticeKind.BROUGHT_IN, NoticeKind.NUDGE})
_ASKS_FOR_A_WORD = frozenset({NoticeKind.REPLY_TO_CLASSIFY, NoticeKind.MORE_TIME, NoticeKind.NOT_MINE, NoticeKind.AWAY})


@dataclass(frozen=True, slots=True)
class Said:
    """What a card says on top, and what its inputs hold: after a press that was taken, or one that wasn't.

    `asks_for` is a field that is only shown on demand and that the refusal asked for; `unsaved` is a text that came too
    late, so that it isn't lost.
    """

    done: str | None = None
    problem: str | None = None
    values: Mapping[str, object] | None = None
    asks_for: str | None = None
    unsaved: str = ""


NOTHING_SAID = Said()

_CARDS: WeakKeyDictionary[CaseView, Screen] = WeakKeyDictionary()
"""The cards of the views that the desk still knows: a view of which nothing new is said always has the same card."""


async def card_of(desk: Desk, person_id: str, place: Place, said: Said = NOTHING_SAID) -> Screen:
    """The card of a notice, or of a whole dispute, for one party. To everybody else the reference is unknown."""
    if place.entry is None:
        return _case(await show_dispute(desk, person_id, place.reference), said)
    async with desk.store.reading() as work:
        opened = await open_notice(work, desk, person_id, place.reference, place.entry, place.notice or 0)
        notice = await notice_view(work.directory, desk, opened.loaded, opened.entry, opened.notice)
        reader = next((person for person in (*notice.to, *notice.copies) if person.person == person_id), None)
        if opened.standing is None:
            return notice_card(notice, place, [], reader=reader, party=False)
        state = opened.loaded.dispute.duties.get(opened.notice.duty or "")
        if notice.duty and state and _owes(opened.standing, notice, state, reader):
            stand_ins = await _stand_ins(work, opened.loaded, person_id, state)
            return _duty(opened.loaded, opened.standing, notice, notice.duty, state, place, reader, stand_ins, said)
    return notice_card(
        notice,
        place,
        _asks(opened.loaded, opened.standing, opened.entry, notice, said),
        reader=reader,
        values=said.values,
        message=said.problem,
        said=said.done,
    )


def _owes(standing: Standing, notice: NoticeView, state: DutyState, reader: RecipientView | None) -> bool:
    """Whether the card is about something that its reader owes; of cover, only whoever stands in by it is asked."""
    if notice.kind is NoticeKind.COVER:
        return reader is not None and reader.cover_for is not None and standing.actor.holds(*state.duty.owners)
    return notice.kind in _ASKS_FOR_A_DUTY and standing.actor.holds(*state.duty.owners)


def _asks(loaded: Loaded, standing: Standing, entry: Entry, notice: NoticeView, said: Said) -> list[Ask]:
    """What a notice's reader may do next. Once the dispute is elsewhere, only what the notice itself asks for."""
    own = entry.values.get("reply", str(entry.sequence)) if notice.kind in _ASKS_FOR_A_WORD else None
    stale = bool(notice.elsewhere) and notice.kind is not NoticeKind.ENDED
    return [
        _on_card(loaded, standing, offer, said) if offer.target == own else _through_form(offer)
        for offer in _next(loaded, standing)
        if offer.target == own or not stale
    ]


async def _stand_ins(work: Work, loaded: Loaded, person_id: str, state: DutyState) -> list[str]:
    """The names of whoever stands in for somebody in a duty, now."""
    on = london_date(loaded.case.now)
    ids = [
        holder.person
        for role in state.duty.owners
        for holder in await holders(work.directory, role, loaded.matter, on)
        if holder.cover_for == person_id
    ]
    people = await work.directory.people(ids)
    return [people[each].name for each in dict.fromkeys(ids) if each in people]


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
        notice_at(loaded, place.entry, place.notice or 0)


def _duty(
    loaded: Loaded,
    standing: Standing,
    view: NoticeView,
    duty: DutyView,
    state: DutyState,
    place: Place,
    reader: RecipientView | None,
    stand_ins: Sequence[str],
    said: Said,
) -> Screen:
    offered = offers(loaded.case, standing.actor)
    found = of_duty(offered, state.duty.id, state.duty.kind)
    asides = [o for o in offered if o.move.id in ASIDES and o.target == state.duty.id and not o.closed]
    return duty_card(
        view,
        duty,
        place,
        [_on_card(loaded, standing, offer, said) for offer in found],
        asides=[_through_form(offer) for offer in asides],
        reader=reader,
        stand_ins=stand_ins,
        closed=_closed(state),
        values=said.values,
        message=said.problem,
        said=said.done,
        unsaved=said.unsaved if not state.open else "",
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
