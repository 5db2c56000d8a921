"""Which of the moves that somebody has become buttons, in which order, and which are made at once from a card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.cards.buttons import Ask
from casework.show_dispute import CaseView
from disputes.kinds import DutyKind
from disputes.moves.move import Offer

ANSWERS = ("acknowledge", "respond", "confirm-meeting")
"""What the owner of a duty does on its card, at once."""

ASIDES = ("ask-more-time", "not-mine")
"""What the owner of a duty does who can't answer in time, or whose it isn't."""

AT_ONCE = (*ANSWERS, "classify-reply", "answer-request", "ask-cover")
"""Every move that is made with one press of a card; the others have a form and a preview."""

_FIRST = (
    *ANSWERS,
    "classify-reply",
    "answer-request",
    "ask-cover",
    "record-meeting",
    "escalate",
    "give-intent",
    "resolve",
    "take-step",
    "fulfil",
)
_RANK = {move: place for place, move in enumerate(_FIRST)}
_MOST_BUTTONS = 4

_DONE_BY = {
    DutyKind.HOLD_MEETING: ("record-meeting",),
    DutyKind.GIVE_INTENT: ("give-intent",),
    DutyKind.ACT_ON_INTENT: ("take-step",),
}
"""Moves that do what a duty asks for without being aimed at it."""


def of_case(view: CaseView) -> tuple[list[Ask], list[Ask]]:
    """The moves of a dispute's own card: the usual next ones as buttons, the others for its list."""
    owned = {duty.id: bool(set(duty.owners) & set(view.roles)) for duty in view.duties}
    owners = {duty.id: " and ".join(duty.owners) for duty in view.duties}
    at_top = view.stages[-1].current
    prompted = {(prompt.move, prompt.target) for prompt in view.prompts}
    buttons: list[Ask] = []
    others: list[Ask] = []
    for offer in _in_order(offer for offer in view.offers if not offer.closed):
        mine = owned.get(offer.target, True)
        usual = offer.move.id in _FIRST and mine and (at_top or offer.move.id != "take-step")
        usual = usual or (offer.move.id, offer.target) in prompted
        if offer.move.id == "fulfil" and len(buttons) > 1:
            usual = False
        label = offer.label if mine else f"For the {owners[offer.target]}: {offer.label[:1].lower()}{offer.label[1:]}"
        ask = Ask(move=offer.move.id, target=offer.target, label=label, at_once=mine and offer.move.id == "acknowledge")
        (buttons if usual and len(buttons) < _MOST_BUTTONS else others).append(ask)
    return buttons, others


def of_duty(offers: Iterable[Offer], duty: str, kind: DutyKind) -> list[Offer]:
    """The moves that deal with one duty."""
    also = _DONE_BY.get(kind, ())
    found = [o for o in offers if not o.closed and o.move.id not in ASIDES and (o.target == duty or o.move.id in also)]
    return sorted(found, key=lambda offer: offer.move.id not in (*ANSWERS, *also))


def next_moves(offers: Iterable[Offer], owned: Sequence[str], *, at_top: bool) -> list[Offer]:
    """The usual next moves after a notice, for somebody who owes these duties."""
    return [
        offer
        for offer in _in_order(offers)
        if not offer.closed
        and offer.move.id in _FIRST
        and (offer.move.id not in (*ANSWERS, "fulfil") or offer.target in owned)
        and (at_top or offer.move.id != "take-step")
    ][:_MOST_BUTTONS]


def _in_order(offers: Iterable[Offer]) -> list[Offer]:
    return sorted(offers, key=lambda offer: _RANK.get(offer.move.id, len(_RANK)))
