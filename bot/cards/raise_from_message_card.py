"""The dialog over a Teams message from which somebody wants to raise a dispute: its text, to be made fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.cards.inputs import inputs_of
from bot.cards.screen import Json, Screen, screen
from bot.cards.words import heading, line, problem
from disputes.fields import Choice, Field, FieldKind
from disputes.protocol import Protocol

RAISE_FROM_MESSAGE = "raise-from-message"
TEXT, PROTOCOL = "wrong", "protocol"
TITLE = "Raise a dispute from this message"


def raise_from_message_card(
    text: Field, protocols: Sequence[Protocol], values: Mapping[str, object], *, message: str | None = None
) -> Screen:
    """The message's words as the draft of one answer of the form; nothing is sent or recorded from here.

    A text over the limit is shown whole, so that it can be shortened and nothing of it is lost.
    """
    fields = [text]
    if len(protocols) > 1:
        choices = tuple(Choice(protocol.id, protocol.title) for protocol in protocols)
        fields.append(Field(name=PROTOCOL, label="Under which protocol?", kind=FieldKind.CHOICE, choices=choices))
    shown = screen(
        TITLE,
        [
            problem(message) if message else {},
            heading(TITLE),
            line("We go on in our own chat, with this text filled in. Nothing is recorded or sent before you confirm."),
            line("Take out any name of a child or carer first: use reference numbers."),
            *(_whole(part, text.limit) for part in inputs_of(fields, values)),
        ],
        buttons=[{"type": "Action.Submit", "title": "Go on in our own chat", "data": {"do": RAISE_FROM_MESSAGE}}],
        banner_first=True,
    )
    fallback = f"{TITLE}. This needs a newer version of Teams; in our own chat you can type “raise”."
    return replace(shown, card={**shown.card, "fallbackText": fallback})


def _whole(part: Json, limit: int) -> Json:
    """An input that cuts nothing off: the limit is judged when the button is pressed."""
    too_long = part["type"] == "Input.Text" and len(str(part.get("value", ""))) > limit
    return {key: value for key, value in part.items() if not (too_long and key == "maxLength")}
