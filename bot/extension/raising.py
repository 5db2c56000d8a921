"""Raising from a message: its words become the draft of what is wrong, and the form opens in the officer's own chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.activities import ADAPTIVE_CARD, json_bytes
from bot.answers import Body
from bot.cards.raise_from_message_card import PROTOCOL, TEXT, TITLE, raise_from_message_card
from bot.cards.refusal import refusal_words
from bot.dialog_host import DialogHost
from bot.orders import RAISE, raise_order
from bot.own_chat import OwnChats
from bot.sender import SendFailed
from casework.desk import Desk
from casework.open_dispute import form_for, officer_of
from disputes.fields import Field
from disputes.protocol import Protocol
from disputes.refusals import Refusal

OPENED = (
    "The form is open in our own chat, with this text filled in under “{label}”. "
    "Nothing is recorded or sent before you confirm it there."
)
NO_TEXT = "That message has no words that I can read; pictures and files I don't take. Say in words what is wrong."
BUSY = (
    "In our own chat we are in the middle of something. Finish it there, or type “cancel” there, "
    "and press the button below again: your text is still here."
)
LARGEST_DRAFT = 60_000
"""Bytes of a message, as sent, that are shown to be shortened: more wouldn't fit on a card."""


class RaisingFromMessages:
    """The dialog over a message. `new_id` gives a new draft's id."""

    def __init__(self, desk: Desk, host: DialogHost, chats: OwnChats, new_id: Callable[[], str]) -> None:
        self._desk = desk
        self._host = host
        self._chats = chats
        self._new_id = new_id

    async def offer(self, person_id: str, text: str) -> Body:
        """Shows the message's words, to be made fit. Refuses who isn't an officer, and what can't be shown whole."""
        protocols, field = await self._form(person_id)
        if len(json_bytes(text)) > LARGEST_DRAFT:
            raise Refusal(
                "too-long",
                f"That message has {len(text):,} characters; “{field.label}” takes at most {field.limit:,}.",
                'Copy the part that matters, type "raise" in our own chat and paste it there; the message stays here.',
            )
        return _continued(protocols, field, {TEXT: text}, None if text else NO_TEXT, length=len(text))

    async def take(self, person_id: str, values: Mapping[str, str]) -> Body:
        """Opens the form in the officer's own chat; where that can't be, shows the text again with the reason."""
        protocols, field = await self._form(person_id)
        text = values.get(TEXT, "").strip()
        try:
            protocol = _chosen(protocols, values.get(PROTOCOL, ""))
            _check(text, field)
            if not await self._begin(person_id, protocol, text):
                return _continued(protocols, field, values, BUSY)
        except Refusal as refusal:
            return _continued(protocols, field, values, refusal_words(refusal))
        return {"task": {"type": "message", "value": OPENED.format(label=field.label)}}

    async def _form(self, person_id: str) -> tuple[list[Protocol], Field]:
        protocols = await officer_of(self._desk, person_id)
        if not protocols:
            raise Refusal(
                "not-an-officer",
                "Disputes are raised by reviewing officers, and you aren't one in the directory.",
                "If that is wrong, ask your administrator to add your appointment.",
            )
        fields = await form_for(self._desk, person_id, protocols[0].id)
        return protocols, next(field for field in fields if field.name == TEXT)

    async def _begin(self, person_id: str, protocol: Protocol, text: str) -> bool:
        order = await raise_order(self._desk, person_id, protocol, self._new_id())
        order["values"] = {**order["values"], TEXT: text}
        context = await self._chats.open(person_id)
        try:
            return await self._host.begin_if_idle(context, RAISE, order)
        except SendFailed as failure:
            # The form that nobody saw must not wait there for an answer.
            await self._host.forget(context)
            raise await self._chats.lost(person_id, failure) from failure


def _chosen(protocols: list[Protocol], wanted: str) -> Protocol:
    found = next((protocol for protocol in protocols if protocol.id == wanted), None)
    if found is None and len(protocols) > 1:
        raise Refusal("which-protocol", "No protocol is chosen.", "Choose one from the list.", field=PROTOCOL)
    return found or protocols[0]


def _check(text: str, field: Field) -> None:
    if not text:
        raise field.missing()
    if len(text) > field.limit:
        raise Refusal("too-long", _too_long(len(text), field), "Shorten it below; nothing of it is lost.")


def _too_long(length: int, field: Field) -> str:
    return f"This text has {length:,} characters; “{field.label}” takes at most {field.limit:,}."


def _continued(
    protocols: list[Protocol], field: Field, values: Mapping[str, str], message: str | None, *, length: int = 0
) -> Body:
    if message is None and length > field.limit:
        message = f"{_too_long(length, field)} Shorten it below before you go on."
    shown = raise_from_message_card(field, protocols, values, message=message)
    card = {"contentType": ADAPTIVE_CARD, "content": shown.card}
    return {"task": {"type": "continue", "value": {"title": TITLE, "width": "medium", "height": "large", "card": card}}}
