"""Somebody's own chat with the assistant, reached from elsewhere: a message extension, a card in a group."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount

from bot.activities import tenant_of
from bot.adapter import TurnAdapter
from bot.reach import Reach
from bot.sender import SendFailed
from disputes.refusals import Refusal


class OwnChats:
    """Opens people's own chats."""

    def __init__(self, adapter: TurnAdapter, reach: Reach) -> None:
        self._adapter = adapter
        self._reach = reach

    async def open(self, person_id: str) -> TurnContext:
        """A turn in a person's own chat that they didn't begin there. Refuses where Teams doesn't lead to it."""
        address = await self._reach.of(person_id)
        if address is None:
            raise no_chat()
        if not address.conversation:
            try:
                conversation = await self._adapter.open_chat(address)
            except SendFailed as failure:
                raise no_chat() from failure
            address = replace(address, conversation=conversation)
            await self._reach.remember(address)
        began: Any = Activity(
            type="event",
            channel_id=address.channel,
            service_url=address.service_url,
            conversation=ConversationAccount(
                id=address.conversation, conversation_type="personal", tenant_id=address.tenant
            ),
            from_property=ChannelAccount(id=address.user),
            recipient=ChannelAccount(id=address.bot),
        )
        return TurnContext(self._adapter, began)

    async def lost(self, person_id: str, failure: SendFailed) -> Refusal:
        """What is said when a chat that was opened can't be written to; one that isn't there is forgotten."""
        await self._reach.failed(person_id, failure)
        return no_chat()


def no_chat() -> Refusal:
    """Teams doesn't let us write to this person."""
    return Refusal(
        "no-chat",
        "I can't write to you in our own chat.",
        "Add this app to your own Teams (Apps, then its name, then Add), say “hello” to it, and try again.",
    )


def chat_link(activity: Activity) -> str | None:
    """A link that opens the reader's own chat with the assistant to whom an activity went."""
    wire: Any = activity
    bot = str(wire.recipient.id) if wire.recipient and wire.recipient.id else ""
    if not bot.startswith("28:"):
        return None
    tenant = quote(tenant_of(activity) or "", safe="")
    return f"https://teams.microsoft.com/l/chat/0/0?tenantId={tenant}&users={quote(bot, safe=':')}"
