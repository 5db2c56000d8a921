"""A conversation of two cards, held in a personal chat over HTTP, through every way it can go."""

import asyncio
import itertools
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.dialogs import ComponentDialog, DialogTurnResult, WaterfallDialog, WaterfallStepContext

from bot.dialog_host import CancelAndHelp, DialogHost
from bot.dialogs.card_form import CardForm, asking, say
from bot.state import MemoryStateStore
from casework.ports import ChangedMeanwhile


def card(title: str, buttons: list[tuple[str, str]], fields: list[Any], message: str | None) -> dict[str, Any]:
    body: list[Any] = [{"type": "TextBlock", "text": title}]
    if message:
        body.insert(0, {"type": "TextBlock", "text": message})
    actions = [
        {"type": "Action.Execute", "title": label, "verb": verb, "data": {"chosen": verb}} for verb, label in buttons
    ]
    return {"type": "AdaptiveCard", "version": "1.5", "body": [*body, *fields], "actions": actions}


def subject_card(data: Any, values: Any, message: str | None) -> dict[str, Any]:
    subject = {"type": "Input.Text", "id": "subject", "label": "Reference", "isRequired": True,
               "maxLength": 30, "value": values.get("subject", "")}  # fmt: skip
    return card(f"Which child? ({data['kind']})", [("next", "Next"), ("cancel", "Cancel")], [subject], message)


def preview_card(data: Any, values: Any, message: str | None) -> dict[str, Any]:
    buttons = [("confirm", "Confirm"), ("change", "Change")]
    return card(f"Raise for {data['subject']}?", buttons, [], message)


def subject_frozen(data: Any, values: Any) -> dict[str, Any]:
    stopped = "Cancelled" if values["verb"] == "cancel" else f"Reference: {values.get('subject')}"
    return card(stopped, [], [], None)


def preview_frozen(data: Any, values: Any) -> dict[str, Any]:
    return card(f"{values['verb']}ed", [], [], None)


class Raise(ComponentDialog):
    def __init__(self, raised: list[str], new_id: Any) -> None:
        super().__init__("raise")
        self.raised = raised
        self.failures: list[Exception] = []
        self.add_dialog(WaterfallDialog("steps", [self.ask, self.preview, self.finish]))
        self.add_dialog(
            CardForm("subject", card=subject_card, frozen=subject_frozen, summary="Which child?",
                     new_id=new_id, read=self.read, check=self.check)
        )  # fmt: skip
        self.add_dialog(CardForm("preview", card=preview_card, frozen=preview_frozen, summary="Check", new_id=new_id))

    async def ask(self, step: WaterfallStepContext) -> DialogTurnResult:
        return await step.begin_dialog("subject", asking({"kind": "child"}))

    async def preview(self, step: WaterfallStepContext) -> DialogTurnResult:
        result: Any = step.result
        step.values["subject"] = result["subject"]
        return await step.begin_dialog("preview", asking({"subject": result["subject"]}))

    async def finish(self, step: WaterfallStepContext) -> DialogTurnResult:
        if self.failures:
            raise self.failures.pop(0)
        result: Any = step.result
        if result["verb"] == "confirm":
            self.raised.append(str(step.values["subject"]))
            await say(step.context, f"Raised for {step.values['subject']}")
        return await step.end_dialog()

    def read(self, text: str, data: Any) -> dict[str, Any] | None:
        return {"subject": text, "verb": "next"} if text.startswith("REF") else None

    async def check(self, values: Any, data: Any) -> str | None:
        return None if values["subject"].startswith("REF") else "A reference begins with REF."


class Office:
    """The bot as the handler will drive it; `restart` is a new process over the same store."""

    def __init__(self, stage: Any) -> None:
        self.stage = stage
        self.store = MemoryStateStore()
        self.raised: list[str] = []
        self.ids = itertools.count(1)
        self.restart()
        self.person = stage.connector.person("Officer A", "officer-a")

    def restart(self) -> None:
        self.dialog = Raise(self.raised, lambda: f"run-{next(self.ids)}")
        self.host = DialogHost([self.dialog], self.store, CancelAndHelp("Type a reference."))
        self.stage.bot.turn = self.turn

    async def turn(self, context: TurnContext) -> None:
        async def idle(dialogs: Any) -> None:
            if context.activity.text == "raise":
                await dialogs.begin_dialog("raise")
            else:
                await say(context, "Type raise.")

        if not await self.host.run(context, idle):
            await say(context, "Not for the dialogs.")

    def words(self) -> list[str]:
        """What the chat shows of the bot, each message's first line."""
        return [message.words.splitlines()[0] for message in self.person.chat.from_bot()]


@pytest.fixture
def office(stage: Any) -> Office:
    return Office(stage)


async def test_two_cards_lead_to_one_effect_and_are_frozen(office: Office) -> None:
    person = office.person
    await person.say("raise")
    answer = await person.press(person.latest_card(), "Next", subject="REF-1")
    assert answer.card is not None
    assert office.words() == ["Reference: REF-1", "Raise for REF-1?"]
    await person.press(person.latest_card(), "Confirm")
    assert office.raised == ["REF-1"]
    assert office.words() == ["Reference: REF-1", "confirmed", "Raised for REF-1"]
    assert (await person.say("anything"))[0].text == "Type raise."


async def test_a_restart_between_any_two_steps_loses_nothing(office: Office) -> None:
    person = office.person
    await person.say("raise")
    office.restart()
    await person.press(person.latest_card(), "Next", subject="REF-1")
    office.restart()
    await person.press(person.latest_card(), "Confirm")
    assert office.raised == ["REF-1"]


async def test_typed_words_do_as_well_as_the_card_which_is_frozen(office: Office) -> None:
    await office.person.say("raise")
    await office.person.say("REF-2")
    assert office.words() == ["Reference: REF-2", "Raise for REF-2?"]


async def test_words_that_are_no_answer_show_the_card_again(office: Office) -> None:
    person = office.person
    await person.say("raise")
    (shown,) = await person.say("hello there")
    assert shown.words.splitlines()[0].startswith("I couldn't take that as an answer")
    # Both copies are live; whichever is pressed, neither stays live.
    first = person.chat.cards()[0]
    await person.press(first, "Next", subject="REF-3")
    assert office.words() == ["Reference: REF-3", "Reference: REF-3", "Raise for REF-3?"]


async def test_a_refused_answer_keeps_what_was_typed(office: Office) -> None:
    person = office.person
    await person.say("raise")
    message = person.latest_card()
    await person.press(message, "Next", subject="wrong")
    assert message.words.splitlines()[0] == "A reference begins with REF."
    assert message.inputs()[0]["value"] == "wrong"
    await person.press(message, "Next", subject="REF-4")
    assert office.words() == ["Reference: REF-4", "Raise for REF-4?"]


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("", "Fill in “Reference”."),
        ("x" * 31, "“Reference” takes at most 30 characters; yours has 31."),
        (["a"], "Fill in “Reference”."),
        ({"a": 1}, "Fill in “Reference”."),
        (None, "Fill in “Reference”."),
    ],
)
async def test_what_the_client_should_have_refused_is_refused(office: Office, subject: Any, words: str) -> None:
    person = office.person
    await person.say("raise")
    message = person.latest_card()
    data = {**message.actions()[0]["data"], "subject": subject}
    await person.invoke({"type": "Action.Execute", "verb": "next", "data": data}, message)
    assert message.words.splitlines()[0] == words
    assert office.words()[-1] == words


async def test_an_old_press_changes_nothing_and_shows_the_current_step(office: Office) -> None:
    person = office.person
    await person.say("raise")
    message = person.latest_card()
    old = message.actions()[0]
    await person.press(message, "Next", subject="REF-1")
    answer = await person.invoke({**old, "data": {**old["data"], "subject": "REF-9"}}, message)
    assert answer.card is not None
    assert office.words() == ["Raise for REF-1?", "Raise for REF-1?"]
    # The copy works too, and both are frozen by it.
    await person.press(message, "Confirm")
    assert office.raised == ["REF-1"]
    assert office.words() == ["confirmed", "confirmed", "Raised for REF-1"]


@pytest.mark.parametrize(
    "forged",
    [
        {"verb": "delete-everything"},
        {"verb": None},
        {"data": {"run": "run-1", "step": "preview", "chosen": "next", "subject": "REF-1"}},
        {"data": {"run": "run-99", "step": "subject", "chosen": "next", "subject": "REF-1"}},
        {"data": {"run": "run-1", "step": "subject", "chosen": "confirm", "subject": "REF-1"}},
    ],
    ids=str,
)
async def test_a_forged_press_gets_the_current_card(office: Office, forged: dict[str, Any]) -> None:
    person = office.person
    await person.say("raise")
    message = person.latest_card()
    real = message.actions()[0]
    await person.invoke({**real, "data": {**real["data"], "subject": "REF-1"}, **forged}, message)
    assert office.words() == ["Which child? (child)"]


async def test_extra_data_in_a_press_is_dropped(office: Office) -> None:
    person = office.person
    await person.say("raise")
    real = person.latest_card().actions()[0]
    data = {**real["data"], "subject": "REF-1", "admin": "yes"}
    await person.invoke({**real, "data": data}, person.latest_card())
    kept = await office.store.read_state(f"dialogs/msteams/{person.tenant}/{person.chat.id}")
    assert kept is not None
    assert "admin" not in kept[0]


async def test_a_press_when_nothing_is_open_is_told_so(office: Office) -> None:
    person = office.person
    await person.say("raise")
    message = person.latest_card()
    button = message.actions()[0]
    await person.say("cancel")
    answer = await person.invoke(button, message)
    assert "no longer open" in answer.text


async def test_cancel_works_at_any_step_and_leaves_no_live_card(office: Office) -> None:
    person = office.person
    await person.say("raise")
    await person.say("Cancel.")
    assert office.words() == ["Cancelled", "Stopped. Nothing was recorded or sent."]
    await person.say("raise")
    await person.press(person.latest_card(), "Cancel", subject="REF-1")
    assert office.words()[2:] == ["Cancelled", "Stopped. Nothing was recorded or sent."]
    await person.say("raise")
    await person.say("REF-1")
    await person.say("stop")
    assert office.words()[4:] == ["Reference: REF-1", "canceled", "Stopped. Nothing was recorded or sent."]
    assert office.raised == []


async def test_help_explains_and_shows_the_question_again(office: Office) -> None:
    await office.person.say("raise")
    await office.person.say("help")
    assert office.words() == ["Which child? (child)", "Type a reference.", "Which child? (child)"]


@pytest.mark.parametrize("damage", ["not json", '{"version":"old","stack":[{"id":"raise","state":{}}]}'])
async def test_unreadable_state_is_dropped_kindly(office: Office, damage: str) -> None:
    person = office.person
    await person.say("raise")
    message = person.latest_card()
    key = f"dialogs/msteams/{person.tenant}/{person.chat.id}"
    kept = await office.store.read_state(key)
    assert kept is not None
    await office.store.write_state(key, damage, kept[1])
    answer = await person.press(message, "Next", subject="REF-1")
    assert "assistant was updated" in answer.text
    await person.say("raise")
    assert office.words()[-1] == "Which child? (child)"


async def test_an_update_says_so_once_and_still_hears_what_was_said(office: Office) -> None:
    await office.person.say("raise")
    office.host.version = "after the update"
    said = await office.person.say("hello")
    assert [message.text[:27] for message in said] == ["The assistant was updated w", "Type raise."]
    assert [message.text for message in await office.person.say("hello")] == ["Type raise."]


async def test_a_lost_race_is_run_again_and_nothing_is_said_twice(office: Office) -> None:
    person = office.person
    await person.say("raise")
    message = person.latest_card()
    write, lost = office.store.write_state, [True]

    async def lose_once(key: str, text: str, etag: str | None) -> str:
        if lost.pop() if lost else False:
            raise ChangedMeanwhile("somebody else was first")
        return await write(key, text, etag)

    office.store.write_state = lose_once  # type: ignore[method-assign]
    await person.press(message, "Next", subject="REF-1")
    assert lost == []
    assert office.words() == ["Reference: REF-1", "Raise for REF-1?"]


async def test_a_failing_step_sends_nothing_and_can_be_pressed_again(office: Office) -> None:
    person = office.person
    await person.say("raise")
    await person.say("REF-1")
    office.dialog.failures = [RuntimeError("database")]
    answer = await person.press(person.latest_card(), "Confirm")
    assert answer.failed
    assert "press again" in answer.text
    assert office.words()[-1] == "Raise for REF-1?"
    await person.press(person.latest_card(), "Confirm")
    assert office.raised == ["REF-1"]


async def test_twenty_messages_at_once_are_taken_one_by_one(office: Office) -> None:
    await asyncio.gather(*(office.person.say("raise") for _ in range(20)))
    begun = [words for words in office.words() if words.startswith("Which child")]
    repeated = [words for words in office.words() if words.startswith("I couldn't take")]
    assert (len(begun), len(repeated)) == (1, 19)


async def test_an_older_clients_submit_does_the_same(office: Office) -> None:
    person = office.person
    await person.say("raise")
    message = person.latest_card()
    data = {**message.actions()[0]["data"], "verb": "next", "subject": "REF-1"}
    await person.post(person.activity(type="message", value=data, replyToId=message.id))
    assert office.words() == ["Reference: REF-1", "Raise for REF-1?"]


async def test_group_chats_and_other_cards_arent_the_dialogs_business(office: Office) -> None:
    person = office.person
    await person.say("raise")
    group = {**person.activity(type="message", text="raise")}
    group["conversation"] = {**group["conversation"], "conversationType": "groupChat", "isGroup": True}
    await person.post(group)
    assert office.words()[-1] == "Not for the dialogs."
    answer = await person.invoke({"type": "Action.Execute", "verb": "acknowledge", "data": {"duty": "d1"}})
    assert answer.status == 501
