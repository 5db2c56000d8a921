"""A person at a Teams client: types, presses buttons, and sees what comes back.

Does what the client does before the bot hears of anything: fills in an input's preset value, refuses
a press while a required input is empty, and puts the returned card in the pressed card's place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Protocol, cast

from rehearsal.chats import ADAPTIVE_CARD, Chat, Json, Message


class ClientRefuses(Exception):
    """Teams wouldn't let this happen: no such button, or an input that isn't filled in as it must be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How the bot answered one HTTP request."""

    status: int
    body: Any

    @property
    def card(self) -> Json | None:
        """The card that took the pressed card's place."""
        return cast("Json", self._value) if self._kind == ADAPTIVE_CARD else None

    @property
    def text(self) -> str:
        """The words shown under the pressed card: a message, or an error's."""
        value = self._value
        if isinstance(value, dict):
            return str(cast("Json", value).get("message", "")) if self._kind.endswith("error") else ""
        return value if isinstance(value, str) else ""

    @property
    def failed(self) -> bool:
        """Whether the client shows that the press went wrong."""
        return self.status >= 400 or self._kind.endswith("error")

    @property
    def _kind(self) -> str:
        return str(cast("Json", self.body).get("type", "")) if isinstance(self.body, dict) else ""

    @property
    def _value(self) -> Any:
        return cast("Json", self.body).get("value") if isinstance(self.body, dict) else None


class Connector(Protocol):
    """What stands between a person's client and the bot."""

    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    bot_id: str
    bot_name: str
    service_url: str

    async def deliver(self, activity: Json) -> Answer:
        """Send an activity to the bot and give its answer."""
        ...

    def changed(self, chat: Chat) -> None:
        """Tell whoever watches that a chat shows something new."""
        ...


class Person:
    """Somebody with the app in their personal chat."""

    def __init__(self, connector: Connector, name: str, object_id: str, tenant: str) -> None:
        self._connector = connector
        self.name = name
        self.object_id = object_id
        self.tenant = tenant
        self.user_id = f"29:{object_id}"
        self.chat = Chat(f"a:{object_id}")
        self.installed = True
        self.last_sent: Json = {}

    async def say(self, text: str) -> list[Message]:
        """Type a message; gives what the bot said to it by the time it answered the request."""
        activity = self.activity(
            type="message",
            text=text,
            textFormat="plain",
            attachments=[{"contentType": "text/html", "content": f"<p>{escape(text)}</p>"}],
        )
        self.chat.messages.append(
            Message(activity["id"], from_bot=False, at=self._connector.clock(), versions=[activity])
        )
        self._connector.changed(self.chat)
        before = len(self.chat.messages)
        await self.post(activity)
        return [message for message in self.chat.messages[before:] if message.from_bot]

    async def press(
        self, message: Message, action: str, inputs: Mapping[str, str] | None = None, **more: str
    ) -> Answer:
        """Press a button, named by its verb or its title, with inputs by id.

        The answer's card takes the pressed card's place. Raises ClientRefuses where Teams would.
        """
        button = find_action(message, action)
        filled = {**(inputs or {}), **more}
        values = {} if button.get("associatedInputs") == "none" else fill_in(message, filled)
        data = {**values, **cast("Json", button.get("data") or {})}
        pressed = {key: button[key] for key in ("type", "id", "verb", "title") if key in button}
        if button["type"] == "Action.Submit":
            return await self.post(self.activity(type="message", value=data, replyToId=message.id))
        return await self.invoke({**pressed, "data": data}, message)

    async def invoke(self, action: Json, message: Message | None = None) -> Answer:
        """Send a press as it is, true or forged; the answer's card is shown where there is a message."""
        activity = self.activity(
            type="invoke",
            name="adaptiveCard/action",
            value={"action": action, "trigger": "manual"},
            **({"replyToId": message.id} if message is not None else {}),
        )
        answer = await self.post(activity)
        if message is not None and answer.card is not None:
            message.replace_card(answer.card)
            self._connector.changed(self.chat)
        return answer

    async def install(self) -> Answer:
        """Add the app: the bot hears that it was installed."""
        self.installed = True
        return await self.post(self.activity(type="installationUpdate", action="add"))

    async def uninstall(self) -> Answer:
        """Remove the app: the bot hears of it, and can't write here any more."""
        answer = await self.post(self.activity(type="installationUpdate", action="remove"))
        self.installed = False
        return answer

    async def post(self, activity: Json) -> Answer:
        """Send an activity to the bot as it is; sending `last_sent` again is a duplicate delivery."""
        self.last_sent = activity
        return await self._connector.deliver(activity)

    def activity(self, **parts: Any) -> Json:
        """Make an activity in the shape of Teams, from this person, with these parts added or replaced."""
        connector = self._connector
        now = connector.clock()
        return {
            "id": connector.new_id(),
            "timestamp": now.isoformat(),
            "localTimezone": "Europe/London",
            "serviceUrl": connector.service_url,
            "channelId": "msteams",
            "from": {"id": self.user_id, "name": self.name, "aadObjectId": self.object_id},
            "conversation": {
                "conversationType": self.chat.kind,
                "tenantId": self.tenant,
                "id": self.chat.id,
            },
            "recipient": {"id": connector.bot_id, "name": connector.bot_name},
            "entities": [
                {
                    "type": "clientInfo",
                    "locale": "en-GB",
                    "country": "GB",
                    "platform": "Web",
                    "timezone": "Europe/London",
                }
            ],
            "channelData": {"tenant": {"id": self.tenant}},
            "locale": "en-GB",
            **parts,
        }

    def latest_card(self) -> Message:
        """The newest message with a card. Raises ClientRefuses where there is none."""
        cards = self.chat.cards()
        if not cards:
            raise ClientRefuses(f"{self.name} has no card")
        return cards[-1]


def find_action(message: Message, name: str) -> Json:
    """The enabled button with this verb, else with this title. Raises ClientRefuses."""
    buttons = [
        button
        for button in message.actions()
        if button.get("type") in ("Action.Execute", "Action.Submit") and button.get("isEnabled") is not False
    ]
    for key in ("verb", "title"):
        for button in buttons:
            if button.get(key) == name:
                return button
    offered = ", ".join(str(button.get("title")) for button in buttons) or "none"
    raise ClientRefuses(f"there is no button {name!r}; the card offers: {offered}")


def fill_in(message: Message, filled: Mapping[str, str]) -> dict[str, str]:
    """What the client sends for a card's inputs: what was typed, else what was preset."""
    values: dict[str, str] = {}
    for field in message.inputs():
        name = str(field["id"])
        default = str(field.get("value", ""))
        if not default and field["type"] == "Input.Toggle":
            default = str(field.get("valueOff", "false"))
        value = filled.get(name, default)
        problem = _problem(field, value)
        if problem:
            raise ClientRefuses(str(field.get("errorMessage") or f"{name}: {problem}"))
        values[name] = value
    unknown = set(filled) - set(values)
    if unknown:
        raise ClientRefuses(f"the card has no input {', '.join(sorted(unknown))}")
    return values


def _problem(field: Json, value: str) -> str | None:
    if not value:
        return "must be filled in" if field.get("isRequired") else None
    kind = field["type"]
    if kind == "Input.Text":
        if len(value) > int(field.get("maxLength") or len(value)):
            return "too long"
        if field.get("regex") and not re.search(str(field["regex"]), value):
            return "not in the expected form"
    if kind == "Input.Date" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return "not a date"
    if kind == "Input.ChoiceSet":
        offered = {str(choice["value"]) for choice in cast("list[Json]", field.get("choices") or [])}
        picked = value.split(",") if field.get("isMultiSelect") else [value]
        if not offered.issuperset(picked):
            return "not one of the choices"
    return None
