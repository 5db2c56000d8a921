"""What Teams would show: chats, their messages, and each message's card as it is now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"

Json = dict[str, Any]


@dataclass(slots=True)
class Message:
    """One message in a chat; `versions` holds every activity that it has shown, the present one last."""

    id: str
    from_bot: bool
    at: datetime
    versions: list[Json]
    deleted: bool = False

    @property
    def activity(self) -> Json:
        """What the message shows now."""
        return self.versions[-1]

    @property
    def text(self) -> str:
        """Its words, without its card."""
        return str(self.activity.get("text") or "")

    @property
    def summary(self) -> str:
        """What a notification shows."""
        return str(self.activity.get("summary") or "")

    @property
    def card(self) -> Json | None:
        """Its Adaptive Card as it is now, or None."""
        for attachment in cast("list[Json]", self.activity.get("attachments") or []):
            if attachment.get("contentType") == ADAPTIVE_CARD:
                return cast("Json", attachment["content"])
        return None

    @property
    def words(self) -> str:
        """Everything that a person reads in it: text, then the card from top to bottom, a line each."""
        lines = [self.text] if self.text else []
        if self.card is not None:
            lines.extend(read_aloud(self.card))
        return "\n".join(lines)

    def actions(self) -> list[Json]:
        """The buttons of its card, those of nested cards included, in reading order."""
        return list(_actions(self.card)) if self.card is not None else []

    def inputs(self) -> list[Json]:
        """The inputs of its card, in reading order."""
        return list(_inputs(self.card)) if self.card is not None else []

    def replace_card(self, card: Json) -> None:
        """Show another card in place of the present one, as the answer to a press does."""
        attachment = {"contentType": ADAPTIVE_CARD, "content": card}
        self.versions.append({**self.activity, "attachments": [attachment]})


@dataclass(slots=True)
class Chat:
    """One conversation and everything in it, oldest first."""

    id: str
    kind: str = "personal"
    messages: list[Message] = field(default_factory=list[Message])

    def find(self, message_id: str) -> Message | None:
        """A message that is still there, by id."""
        return next((m for m in self.messages if m.id == message_id and not m.deleted), None)

    def shown(self) -> list[Message]:
        """The messages that a person sees, oldest first."""
        return [message for message in self.messages if not message.deleted]

    def from_bot(self) -> list[Message]:
        """What the bot said, oldest first."""
        return [message for message in self.shown() if message.from_bot]

    def cards(self) -> list[Message]:
        """The bot's messages that carry a card, oldest first."""
        return [message for message in self.from_bot() if message.card is not None]


_CHILDREN = ("body", "items", "columns", "rows", "cells", "inlines", "images")


def read_aloud(element: Any) -> Iterator[str]:
    """The words of a card in reading order, buttons last; a closed drop-down shows only its label."""
    if isinstance(element, list):
        for item in cast("list[Any]", element):
            yield from read_aloud(item)
    elif isinstance(element, str):
        yield element
    elif isinstance(element, dict):
        part = cast("Json", element)
        if part.get("isVisible") is False:
            return
        if part.get("type") == "RichTextBlock":
            yield "".join(read_aloud(part.get("inlines"))).rstrip()
            return
        for key in ("label", "text", "title", "altText"):
            if isinstance(part.get(key), str) and part[key]:
                yield part[key]
        for fact in cast("list[Json]", part.get("facts") or []):
            yield f"{fact.get('title')}: {fact.get('value')}"
        if part.get("style") == "expanded":
            yield from read_aloud(part.get("choices"))
        for key in (*_CHILDREN, "card", "actions"):
            yield from read_aloud(part.get(key))


def _walk(element: Any) -> Iterator[Json]:
    if isinstance(element, list):
        for item in cast("list[Any]", element):
            yield from _walk(item)
    elif isinstance(element, dict):
        part = cast("Json", element)
        yield part
        for key in (*_CHILDREN, "selectAction", "inlineAction", "actions", "card"):
            yield from _walk(part.get(key))


def _actions(card: Json) -> Iterator[Json]:
    return (part for part in _walk(card) if str(part.get("type", "")).startswith("Action."))


def _inputs(card: Json) -> Iterator[Json]:
    return (part for part in _walk(card) if str(part.get("type", "")).startswith("Input."))
