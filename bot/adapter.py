"""Run one authenticated activity through the bot, and carry what it says to the channel.

The SDK's turn context, middleware and dialogs over our own sender: no msrest client on the way, and a
proactive message that fails tells its caller so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse
from msrest.serialization import Model

from bot.activities import ADAPTIVE_CARD, is_personal, payload_of, tenant_of
from bot.answers import INVOKE_RESPONSE, Work, put_off
from bot.held import held
from bot.sender import ConnectorSender, Permanent
from casework.ports import Address

OnTurn = Callable[[TurnContext], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What the HTTP request is answered with, in plain JSON values, and the work that was put off."""

    status: int = 200
    body: Any = None
    after: tuple[Work, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivered:
    """Proof that the channel accepted a message."""

    conversation_id: str
    activity_id: str


def address_of(activity: Activity, person: str) -> Address:
    """Read off an incoming activity where its sender can be reached; `person` is our id for them.

    The conversation is empty unless this is their personal chat: a notice never goes to a group.
    """
    wire: Any = activity
    personal = is_personal(activity)
    return Address(
        person=person,
        service_url=wire.service_url,
        conversation=wire.conversation.id if personal else "",
        bot=wire.recipient.id if wire.recipient else "",
        user=wire.from_property.id,
        tenant=tenant_of(activity) or "",
        channel=wire.channel_id,
    )


class TurnAdapter(BotAdapter):
    """The bot's way in and out. `on_turn_error` stays unset: failures reach whoever can act on them."""

    def __init__(self, sender: ConnectorSender) -> None:
        super().__init__()
        self.sender = sender

    async def process(self, activity: Activity, on_turn: OnTurn) -> TurnResult:
        """Run one turn; the activity must have been authenticated. Raises what the bot raises."""
        await self.sender.trust(activity.service_url)
        context = TurnContext(self, activity)
        await self.run_pipeline(context, on_turn)
        return replace(_result(context), after=tuple(put_off(context)))

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Send in order. While the turn is held, responses get their ids on release."""
        waiting = held(context)
        responses: list[ResourceResponse] = []
        for activity in activities:
            response = ResourceResponse(id="")
            responses.append(response)
            if activity.type == "invokeResponse":
                context.turn_state[INVOKE_RESPONSE] = activity
            elif activity.type == "trace":
                continue
            elif waiting is None:
                response.id = await self._send(activity)
            else:
                waiting.posts.append(self._later(activity, response))
        return responses

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Replace a message that was sent before."""
        waiting = held(context)
        if waiting is None:
            await self._update(activity)
        else:
            waiting.posts.append(lambda: self._update(activity))
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """Take back a message that was sent before."""
        wire: Any = reference

        async def delete() -> None:
            await self.sender.delete_activity(wire.service_url, wire.conversation.id, wire.activity_id)

        waiting = held(context)
        if waiting is None:
            await delete()
        else:
            waiting.posts.append(delete)

    async def send_to_person(self, address: Address, activity: Activity) -> Delivered:
        """Send a message that nobody asked for, opening the conversation if need be.

        Raises Retryable or Permanent; nothing is swallowed, so that the outbox knows what happened.
        """
        conversation = address.conversation or await self.open_chat(address)
        payload = _addressed(activity, address, conversation)
        sent = await self.sender.send_to_conversation(address.service_url, conversation, payload)
        return Delivered(conversation, sent)

    async def open_chat(self, address: Address) -> str:
        """Open somebody's own chat, or find the one that exists; gives its id. Raises Retryable or Permanent."""
        return await self.sender.create_conversation(
            address.service_url,
            {
                "bot": {"id": address.bot},
                "members": [{"id": address.user}],
                "isGroup": False,
                "tenantId": address.tenant,
                "channelData": {"tenant": {"id": address.tenant}},
            },
        )

    async def update_for_person(self, address: Address, activity_id: str, activity: Activity) -> Delivered:
        """Replace a message sent to a person before. Raises Retryable or Permanent."""
        if not address.conversation:
            raise Permanent(None, "NoConversation")
        payload = {**_addressed(activity, address, address.conversation), "id": activity_id}
        await self.sender.update_activity(address.service_url, address.conversation, activity_id, payload)
        return Delivered(address.conversation, activity_id)

    async def say(self, to: Activity, text: str) -> None:
        """Answer an activity with plain words outside its turn, for example after a failure."""
        reply = Activity(type="message", text=text, text_format="plain", input_hint="acceptingInput")
        reference = TurnContext.get_conversation_reference(to)
        await self._send(TurnContext.apply_conversation_reference(reply, reference))

    async def deliver_late(self, to: Activity, result: TurnResult) -> None:
        """Show the result of an invoke that was answered before it was finished."""
        body = cast("dict[str, Any]", result.body) if isinstance(result.body, dict) else {}
        kind, value = body.get("type"), body.get("value")
        if kind == ADAPTIVE_CARD and to.reply_to_id:
            update = Activity(type="message", id=to.reply_to_id, attachments=[{"contentType": kind, "content": value}])
            reference = TurnContext.get_conversation_reference(to)
            await self._update(TurnContext.apply_conversation_reference(update, reference))
        elif isinstance(value, str):
            await self.say(to, value)
        elif isinstance(value, dict):
            message = cast("dict[str, Any]", value).get("message")
            if isinstance(message, str):
                await self.say(to, message)

    async def _send(self, activity: Any) -> str:
        url, conversation, payload = activity.service_url, activity.conversation.id, payload_of(activity)
        if activity.reply_to_id:
            return await self.sender.reply_to_activity(url, conversation, activity.reply_to_id, payload)
        return await self.sender.send_to_conversation(url, conversation, payload)

    async def _update(self, activity: Any) -> None:
        url, conversation, payload = activity.service_url, activity.conversation.id, payload_of(activity)
        await self.sender.update_activity(url, conversation, activity.id, payload)

    def _later(self, activity: Activity, response: ResourceResponse) -> Callable[[], Awaitable[object]]:
        async def send() -> None:
            response.id = await self._send(activity)

        return send


def _addressed(activity: Activity, address: Address, conversation: str) -> dict[str, Any]:
    return {
        **payload_of(activity),
        "type": activity.type or "message",
        "channelId": address.channel,
        "serviceUrl": address.service_url,
        "from": {"id": address.bot},
        "recipient": {"id": address.user},
        "conversation": {"id": conversation, "tenantId": address.tenant},
    }


def _result(context: TurnContext) -> TurnResult:
    if context.activity.type != "invoke":
        if context.activity.delivery_mode != "expectReplies":
            return TurnResult()
        replies = [payload_of(reply) for reply in context.buffered_reply_activities]
        return TurnResult(200, {"activities": replies})
    answer: Any = context.turn_state.get(INVOKE_RESPONSE)
    if answer is None:
        return TurnResult(501)
    value: Any = answer.value
    if isinstance(value, dict):
        plain = cast("dict[str, Any]", value)
        return TurnResult(int(plain.get("status", 200)), plain.get("body"))
    body = value.body
    return TurnResult(int(value.status), payload_of(body) if isinstance(body, Model) else body)
