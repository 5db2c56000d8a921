"""The loopback connector behaves as Teams does: to the bot over REST, to a person on the screen."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from rehearsal.connector import LoopbackConnector
from rehearsal.person import ClientRefuses, Person

TENANT = "tenant"

CARD: dict[str, Any] = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "TextBlock", "text": "Your response"},
        {"type": "FactSet", "facts": [{"title": "Due", "value": "Wednesday 8 April 2026"}]},
        {
            "type": "Input.Text",
            "id": "response",
            "label": "What was done",
            "isRequired": True,
            "maxLength": 20,
            "errorMessage": "Say what was done",
        },
        {
            "type": "ColumnSet",
            "columns": [
                {
                    "type": "Column",
                    "items": [
                        {"type": "Input.Date", "id": "when", "value": "2026-04-08"},
                        {
                            "type": "Input.ChoiceSet",
                            "id": "kind",
                            "choices": [{"title": "Done", "value": "done"}, {"title": "Not", "value": "not"}],
                        },
                        {"type": "Input.Toggle", "id": "sure", "title": "Sure"},
                    ],
                }
            ],
        },
    ],
    "actions": [
        {"type": "Action.Execute", "title": "Respond", "verb": "respond", "data": {"duty": "d1"}},
        {"type": "Action.Execute", "title": "Later", "verb": "later", "associatedInputs": "none"},
        {"type": "Action.Execute", "title": "Off", "verb": "off", "isEnabled": False},
    ],
}


class Bot:
    """Keeps what it is sent; answers presses with `reply`."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.reply: Any = None

    async def messages(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        return web.json_response(self.reply) if self.reply is not None else web.Response()


class Room:
    def __init__(self, bot: Bot, connector: LoopbackConnector, session: aiohttp.ClientSession) -> None:
        self.bot = bot
        self.connector = connector
        self.session = session
        self.person: Person = connector.person("Officer A", "object-a")

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        url = f"{self.connector.service_url}/v3/conversations{path}"
        async with self.session.request(method, url, json=body) as response:
            text = await response.text()
            return response.status, (await response.json() if text else None)

    async def show(self, card: dict[str, Any]) -> str:
        attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
        path = f"/{self.person.chat.id}/activities"
        status, body = await self.call("POST", path, {"type": "message", "attachments": [attachment]})
        assert status == 201
        return body["id"]


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    bot = Bot()
    numbers = iter(range(1, 1000))
    connector = LoopbackConnector(
        tenant=TENANT,
        clock=lambda: datetime(2026, 4, 8, 9, 30, tzinfo=UTC),
        new_id=lambda: f"id-{next(numbers)}",
    )
    application = web.Application()
    application.router.add_post("/api/messages", bot.messages)
    application.add_subapp("/connector", connector.application())
    async with TestServer(application) as server, aiohttp.ClientSession() as session:
        connector.attach(
            session,
            messages_url=str(server.make_url("/api/messages")),
            service_url=str(server.make_url("/connector")),
        )
        yield Room(bot, connector, session)


async def test_typed_words_arrive_in_the_shape_of_teams(room: Room) -> None:
    await room.person.say("my <disputes>")
    (activity,) = room.bot.got
    assert activity["text"] == "my <disputes>"
    assert activity["attachments"][0]["content"] == "<p>my &lt;disputes&gt;</p>"
    assert activity["channelId"] == "msteams"
    assert activity["from"]["aadObjectId"] == "object-a"
    assert activity["conversation"] == {"conversationType": "personal", "tenantId": TENANT, "id": "a:object-a"}
    assert activity["channelData"]["tenant"]["id"] == TENANT
    assert activity["locale"] == "en-GB"
    assert activity["serviceUrl"] == room.connector.service_url


async def test_a_sent_updated_and_deleted_message_is_what_the_person_sees(room: Room) -> None:
    seen: list[int] = []
    stop = room.connector.subscribe(lambda chat: seen.append(len(chat.shown())))
    chat = room.person.chat
    _, sent = await room.call("POST", f"/{chat.id}/activities", {"type": "message", "text": "first"})
    await room.call("POST", f"/{chat.id}/activities", {"type": "typing"})
    await room.call("PUT", f"/{chat.id}/activities/{sent['id']}", {"type": "message", "text": "second"})
    assert [message.text for message in chat.shown()] == ["second"]
    assert [version["text"] for version in chat.messages[0].versions] == ["first", "second"]
    await room.call("DELETE", f"/{chat.id}/activities/{sent['id']}")
    assert chat.shown() == []
    stop()
    await room.call("POST", f"/{chat.id}/activities", {"type": "message", "text": "third"})
    assert seen == [1, 1, 0]


async def test_a_card_is_read_from_top_to_bottom(room: Room) -> None:
    await room.show(CARD)
    assert room.person.latest_card().words.splitlines() == [
        "Your response", "Due: Wednesday 8 April 2026", "What was done", "Sure",
        "Respond", "Later", "Off",
    ]  # fmt: skip


async def test_a_press_sends_inputs_and_data_and_shows_the_returned_card(room: Room) -> None:
    await room.show(CARD)
    frozen = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Answered"}]}
    room.bot.reply = {
        "statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": frozen,
    }  # fmt: skip
    message = room.person.latest_card()
    answer = await room.person.press(message, "Respond", response="all done", kind="done")
    assert answer.card == frozen
    assert message.words == "Answered"
    (activity,) = room.bot.got
    assert (activity["type"], activity["name"]) == ("invoke", "adaptiveCard/action")
    assert activity["replyToId"] == message.id
    assert activity["value"]["action"] == {
        "type": "Action.Execute", "verb": "respond", "title": "Respond",
        "data": {"response": "all done", "when": "2026-04-08", "kind": "done", "sure": "false", "duty": "d1"},
    }  # fmt: skip


async def test_a_message_or_an_error_leaves_the_card(room: Room) -> None:
    await room.show(CARD)
    message = room.person.latest_card()
    room.bot.reply = {
        "statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Thank you",
    }  # fmt: skip
    answer = await room.person.press(message, "later")
    assert (answer.text, answer.failed, answer.card) == ("Thank you", False, None)
    room.bot.reply = {
        "statusCode": 400, "type": "application/vnd.microsoft.error", "value": {"code": "x", "message": "No"},
    }  # fmt: skip
    answer = await room.person.press(message, "later")
    assert (answer.text, answer.failed) == ("No", True)
    assert message.card == CARD


@pytest.mark.parametrize(
    ("action", "inputs", "why"),
    [
        ("respond", {}, "Say what was done"),
        ("respond", {"response": "x" * 21}, "Say what was done"),
        ("respond", {"response": "x", "when": "08/04/2026"}, "not a date"),
        ("respond", {"response": "x", "kind": "maybe"}, "not one of the choices"),
        ("respond", {"response": "x", "other": "y"}, "no input other"),
        ("off", {}, "no button"),
        ("delete", {}, "the card offers: Respond, Later"),
    ],
)
async def test_the_client_refuses_before_the_bot_hears(
    room: Room, action: str, inputs: dict[str, str], why: str
) -> None:
    await room.show(CARD)
    with pytest.raises(ClientRefuses, match=why):
        await room.person.press(room.person.latest_card(), action, inputs)
    assert room.bot.got == []


async def test_a_conversation_is_found_by_either_id_and_only_in_the_tenant(room: Room) -> None:
    for member in ("object-a", "29:object-a"):
        body = {"members": [{"id": member}], "tenantId": TENANT}
        assert await room.call("POST", "", body) == (201, {"id": room.person.chat.id})
    for body in ({"members": [{"id": "nobody"}], "tenantId": TENANT}, {"members": [{"id": "object-a"}]}):
        status, answer = await room.call("POST", "", body)
        assert (status, answer["error"]["code"]) == (400, "BadSyntax")


async def test_who_removed_the_app_cant_be_written_to(room: Room) -> None:
    await room.person.uninstall()
    assert room.bot.got[-1]["action"] == "remove"
    chat = room.person.chat.id
    for method, path, body in (
        ("POST", f"/{chat}/activities", {"type": "message"}),
        ("POST", "", {"members": [{"id": "object-a"}], "tenantId": TENANT}),
    ):
        status, answer = await room.call(method, path, body)
        assert (status, answer["error"]["code"]) == (403, "BotNotInConversationRoster")
    await room.person.install()
    assert (await room.call("POST", f"/{chat}/activities", {"type": "message"}))[0] == 201


async def test_it_fails_when_told_to_and_recovers(room: Room) -> None:
    other = room.connector.person("Officer B", "object-b")
    room.connector.fail_next(429, retry_after="5", times=2, chat=room.person.chat.id)
    path = f"/{room.person.chat.id}/activities"
    assert (await room.call("POST", f"/{other.chat.id}/activities", {"type": "message"}))[0] == 201
    assert [(await room.call("POST", path, {"type": "message"}))[0] for _ in range(3)] == [429, 429, 201]
    assert [call.status for call in room.connector.calls] == [201, 429, 429, 201]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/nowhere/activities", {"type": "message"}, 404, "ConversationNotFound"),
        ("PUT", "/a:object-a/activities/none", {"type": "message"}, 404, "ActivityNotFoundInConversation"),
        ("DELETE", "/a:object-a/activities/none", None, 404, "ActivityNotFoundInConversation"),
        ("POST", "/a:object-a/activities", {}, 400, "BadSyntax"),
        ("POST", "/a:object-a/activities", [], 400, "BadSyntax"),
        ("POST", "/a:object-a/activities", {"type": "message", "text": "x" * 102_400}, 413, "MessageSizeTooBig"),
        ("GET", "/a:object-a/members/nobody", None, 404, "MemberNotFoundInConversation"),
    ],
)
async def test_it_refuses_what_teams_refuses(
    room: Room, method: str, path: str, body: Any, status: int, code: str
) -> None:
    answered, answer = await room.call(method, path, body)
    assert (answered, answer["error"]["code"]) == (status, code)


async def test_members_are_known_by_id(room: Room) -> None:
    status, member = await room.call("GET", "/a:object-a/members/29:object-a")
    assert (status, member["aadObjectId"]) == (200, "object-a")
    assert (await room.call("GET", "/a:object-a/members"))[1] == [member]
