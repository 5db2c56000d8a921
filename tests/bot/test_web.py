"""The bot's door and its turns, over HTTP, seen from the other side of the chat."""

import asyncio
from typing import Any

import pytest
from botbuilder.core import MessageFactory, TurnContext
from botbuilder.schema import Activity, InvokeResponse

from bot.activities import card_message
from bot.adapter import address_of
from bot.answers import answer, card_body, message_body, work_after
from bot.request_body import LARGEST_BODY
from bot.sender import Permanent, Retryable
from bot.web import STILL_ON_IT
from casework.ports import Address


async def raw(stage: Any, body: bytes, content_type: str = "application/json", **headers: str) -> int:
    headers = {"Content-Type": content_type, **headers}
    async with stage.session.post(stage.url, data=body, headers=headers) as response:
        await response.read()
        return response.status


@pytest.fixture
def person(stage: Any) -> Any:
    return stage.connector.person("Team Manager A", "tm-a")


async def test_a_message_is_answered_in_the_same_chat(stage: Any, person: Any) -> None:
    replies = await person.say("hello & <b>welcome</b>")
    assert [reply.text for reply in replies] == ["You said hello & <b>welcome</b>"]
    assert replies[0].activity["replyToId"] == person.last_sent["id"]
    assert replies[0].activity["conversation"]["tenantId"] == person.tenant


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"not json", 400), (b"[]", 400), (b"null", 400), (b'"text"', 400), (b"{}", 401),
        (b"\xff\xfe", 400), (b'{"serviceUrl": NaN}', 400), (b"[" * 100_000, 400),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400), (b'{"a":' * 80 + b"1" + b"}" * 80, 400),
        (b'{"text":"\\ud800"}', 400), (b'{"text":"\\u0000"}', 400),
        (b'{"text":"' + b"x" * LARGEST_BODY + b'"}', 413),
        (b'{"serviceUrl":"http://127.0.0.1:1/"}', 400),
        (b'{"serviceUrl":"http://127.0.0.1:1/","type":"message","channelId":"msteams"}', 400),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
async def test_a_broken_body_is_refused_never_a_500(stage: Any, body: bytes, status: int) -> None:
    assert await raw(stage, body) == status


async def test_a_huge_body_without_a_length_is_cut_off(stage: Any) -> None:
    async def chunks() -> Any:
        for _ in range(2 * LARGEST_BODY // 65_536 + 2):
            yield b"x" * 65_536

    headers = {"Content-Type": "application/json"}
    try:
        async with stage.session.post(stage.url, data=chunks(), headers=headers) as response:
            assert response.status == 413
    except OSError:
        pass  # The door may close while we are still pushing.


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
async def test_only_json_is_read(stage: Any, content_type: str) -> None:
    assert await raw(stage, b"{}", content_type) == 415


async def test_a_forwarded_request_isnt_local(stage: Any, person: Any) -> None:
    body = b'{"serviceUrl":"http://127.0.0.1:1/","type":"message"}'
    assert await raw(stage, body, **{"X-Forwarded-For": "203.0.113.7"}) == 403


async def test_an_activity_delivered_twice_has_one_effect(stage: Any, person: Any) -> None:
    await person.say("once")
    assert (await person.post(person.last_sent)).status == 200
    assert len(person.chat.from_bot()) == 1


async def test_the_same_press_twice_at_once_gets_the_same_answer(stage: Any, person: Any) -> None:
    turns: list[str] = []

    async def slow(context: TurnContext) -> None:
        turns.append(context.activity.id)
        await asyncio.sleep(0.05)
        await answer(context, message_body("Recorded"))

    stage.bot.turn = slow
    press = person.activity(type="invoke", name="adaptiveCard/action", value={"action": {}})
    first, second = await asyncio.gather(person.post(press), person.post(press))
    assert (first.text, second.text) == ("Recorded", "Recorded")
    assert len(turns) == 1
    assert "already received" in (await person.post(press)).text


@pytest.mark.parametrize("shape", ["dict", "model"])
async def test_an_invoke_gets_its_body_as_plain_json(stage: Any, person: Any, shape: str) -> None:
    body = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Thank you"}

    async def turn(context: TurnContext) -> None:
        value: Any = InvokeResponse(status=200, body=body) if shape == "model" else {"status": 200, "body": body}
        await context.send_activity(Activity(type="invokeResponse", value=value))

    stage.bot.turn = turn
    answered = await person.invoke({"type": "Action.Execute", "verb": "x", "data": {}})
    assert (answered.status, answered.body) == (200, body)


async def test_an_invoke_that_nobody_answers_is_501(stage: Any, person: Any) -> None:
    async def silent(context: TurnContext) -> None:
        """Says nothing."""

    stage.bot.turn = silent
    assert (await person.invoke({"verb": "x"})).status == 501


async def test_a_failing_turn_tells_the_person_and_not_the_caller(
    stage: Any, person: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(context: TurnContext) -> None:
        raise RuntimeError("database is on fire")

    stage.bot.turn = broken
    replies = await person.say("please record this")
    assert "Something went wrong on our side" in replies[0].text
    assert "fire" not in replies[0].text
    answered = await person.invoke({"verb": "x"})
    assert answered.status == 200
    assert answered.failed
    assert "press again" in answered.text
    assert "please record this" not in caplog.text


async def test_a_slow_press_is_answered_first_and_its_card_follows(stage: Any, person: Any) -> None:
    done = asyncio.Event()

    async def slow(context: TurnContext) -> None:
        if context.activity.type == "message":
            await context.send_activity(card_message({"type": "AdaptiveCard", "body": []}, summary="Card"))
            return
        await done.wait()
        await answer(context, card_body({"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Done"}]}))

    stage.bot.turn = slow
    stage.endpoint._answer_within = 0.25
    await person.say("card please")
    answered = await person.invoke({"verb": "x"}, person.latest_card())
    assert "still working" in answered.text
    done.set()
    await stage.endpoint.drain()
    assert person.latest_card().words == "Done"


async def test_a_slow_message_is_answered_in_time_and_finished_after(stage: Any, person: Any) -> None:
    done = asyncio.Event()

    async def slow(context: TurnContext) -> None:
        await done.wait()
        await context.send_activity("finished")

    stage.bot.turn = slow
    stage.endpoint._answer_within = 0.25
    told = asyncio.Event()
    stage.connector.subscribe(lambda chat: told.set() if chat.from_bot() else None)
    await person.say("long work")
    await told.wait()
    done.set()
    await stage.endpoint.drain()
    assert [message.text for message in person.chat.from_bot()] == [STILL_ON_IT, "finished"]


async def test_passing_trouble_at_the_channel_is_retried_with_retry_after(stage: Any, person: Any) -> None:
    stage.connector.fail_next(429, retry_after="2")
    stage.connector.fail_next(502)
    assert [reply.text for reply in await person.say("hello")] == ["You said hello"]
    assert stage.waits == [2.0, 1.0]


async def test_messages_can_be_updated_and_deleted_in_a_turn(stage: Any, person: Any) -> None:
    async def turn(context: TurnContext) -> None:
        first: Any = await context.send_activity("first")
        second: Any = await context.send_activity("second")
        changed = MessageFactory.text("changed")
        changed.id = first.id
        await context.update_activity(changed)
        await context.delete_activity(second.id)

    stage.bot.turn = turn
    await person.say("go")
    assert [message.text for message in person.chat.from_bot()] == ["changed"]


async def test_expected_replies_come_back_in_the_answer(stage: Any, person: Any) -> None:
    answered = await person.post(person.activity(type="message", text="hi", deliveryMode="expectReplies"))
    assert [reply["text"] for reply in answered.body["activities"]] == ["You said hi"]
    assert person.chat.from_bot() == []


async def keep_address(stage: Any, person: Any) -> Address:
    kept: list[Address] = []

    async def turn(context: TurnContext) -> None:
        kept.append(address_of(context.activity, "tm-a"))

    stage.bot.turn = turn
    await person.say("hello")
    return kept[0]


async def test_a_notice_reaches_a_person_who_didnt_ask(stage: Any, person: Any) -> None:
    address = await keep_address(stage, person)
    sent = await stage.adapter.send_to_person(address, MessageFactory.text("DRP-2026-0042 is yours"))
    assert sent.conversation_id == person.chat.id
    assert person.chat.find(sent.activity_id).text == "DRP-2026-0042 is yours"
    await stage.adapter.update_for_person(address, sent.activity_id, MessageFactory.text("answered"))
    assert [message.text for message in person.chat.from_bot()] == ["answered"]


async def test_a_notice_opens_the_chat_of_a_person_known_by_object_id_only(stage: Any, person: Any) -> None:
    address = await keep_address(stage, person)
    stranger = Address(
        person="tm-a", service_url=address.service_url, conversation="", bot=address.bot,
        user="tm-a", tenant=address.tenant, channel="msteams",
    )  # fmt: skip
    sent = await stage.adapter.send_to_person(stranger, MessageFactory.text("first contact"))
    assert sent.conversation_id == person.chat.id
    with pytest.raises(Permanent):
        await stage.adapter.update_for_person(stranger, sent.activity_id, MessageFactory.text("x"))


async def test_a_notice_that_fails_says_so_and_whether_waiting_helps(stage: Any, person: Any) -> None:
    address = await keep_address(stage, person)
    await person.uninstall()
    with pytest.raises(Permanent, match="BotNotInConversationRoster"):
        await stage.adapter.send_to_person(address, MessageFactory.text("x"))
    person.installed = True
    stage.connector.fail_next(429, retry_after="60")
    with pytest.raises(Retryable) as raised:
        await stage.adapter.send_to_person(address, MessageFactory.text("x"))
    assert raised.value.retry_after == 60.0


async def test_a_failing_proactive_turn_raises_to_its_caller(stage: Any, person: Any) -> None:
    references: list[Any] = []

    async def turn(context: TurnContext) -> None:
        references.append(TurnContext.get_conversation_reference(context.activity))

    async def proactive(context: TurnContext) -> None:
        await context.send_activity("out of the blue")

    stage.bot.turn = turn
    await person.say("hello")
    await stage.adapter.continue_conversation(references[0], proactive)
    assert [message.text for message in person.chat.from_bot()] == ["out of the blue"]
    await person.uninstall()
    with pytest.raises(Permanent):
        await stage.adapter.continue_conversation(references[0], proactive)


async def test_work_put_off_comes_after_the_answer_and_its_failure_is_nobody_elses(
    stage: Any, person: Any, caplog: pytest.LogCaptureFixture
) -> None:
    go = asyncio.Event()

    async def turn(context: TurnContext) -> None:
        async def later() -> None:
            await go.wait()
            await context.send_activity("and the rest")

        async def fail() -> None:
            raise RuntimeError

        work_after(context, fail)
        work_after(context, later)
        await answer(context, message_body("Received"))

    stage.bot.turn = turn
    assert (await person.invoke({"verb": "x"})).text == "Received"
    assert person.chat.from_bot() == []
    go.set()
    await stage.endpoint.drain()
    assert [message.text for message in person.chat.from_bot()] == ["and the rest"]
    assert "Work after a turn failed: RuntimeError" in caplog.text


async def test_activities_without_an_id_are_each_taken(stage: Any, person: Any) -> None:
    unnamed = [person.activity(type="message", text=f"number {n}", id=None) for n in range(3)]
    await asyncio.gather(*(person.post(activity) for activity in unnamed))
    assert sorted(message.text for message in person.chat.from_bot()) == [f"You said number {n}" for n in range(3)]
