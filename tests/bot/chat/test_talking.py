"""What people type, and who they are: understood loosely, answered kindly, and never more than they may know."""

from __future__ import annotations

import logging

import pytest

from casework.parties import QUALITY_MANAGER
from casework.ports import Appointment
from tests.bot.chat.cast import REFERENCE, Council, Shipped, buttons

UNKNOWN = f"I can't find {REFERENCE} among the disputes that you are part of."


SPELLINGS = ("DRP-2026-0001", "Status drp-2026-1", "1", "drp 2026 0001", "status 0001", "statsu 1", "show 1 please")


async def test_a_dispute_is_found_however_its_number_is_written(council: Council) -> None:
    await council.raise_dispute()
    for typed in SPELLINGS:
        (shown,) = await council.person("firo").say(typed)
        assert shown.words.splitlines()[0] == f"{REFERENCE}: Stage 1"
    (shown,) = await council.person("firo").say("status 1")
    assert "Fostering Team Manager: respond by Wednesday 8 April 2026." in shown.words
    assert "Escalate to Stage 2: The Fostering Team Manager has until the end of Wednesday 8 April 2026." in shown.words
    assert "Resolve" in buttons(shown)


async def test_the_status_names_the_answer_that_was_given_for_somebody_else(council: Council) -> None:
    await council.raise_dispute()
    (shown,) = await council.person("firo").say("status 1")
    titles = [choice["title"] for part in shown.inputs() for choice in part["choices"]]
    assert "For the Fostering Team Manager: respond" in titles
    assert "Acknowledge" not in buttons(shown)


@pytest.mark.parametrize("who", ["outsider", "other_firo", "admin"])
async def test_others_hear_what_they_would_hear_of_no_dispute(council: Council, who: str) -> None:
    await council.raise_dispute()
    for typed in ("status {}", "escalate DRP-2026-000{}", "sibling {}", "note {}"):
        (said,) = await council.person(who).say(typed.format(1))
        (about_none,) = await council.person(who).say(typed.format(2))
        assert said.text.replace(REFERENCE, "DRP-2026-0002") == about_none.text
        assert said.text.startswith((UNKNOWN, "Disputes are raised by"))


async def test_a_quality_manager_reads_and_has_no_buttons(council: Council) -> None:
    await council.raise_dispute()
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    await council.appoint(people, [*posts, Appointment(person="outsider", role=QUALITY_MANAGER)])
    (shown,) = await council.person("outsider").say("status 1")
    assert buttons(shown) == ["Timeline", "Refresh"]
    (said,) = await council.person("outsider").say("resolve 1")
    assert "isn't open to you" in said.words


async def test_my_disputes_and_what_i_owe(council: Council) -> None:
    firo, tm = council.person("firo"), council.person("tm")
    (shown,) = await firo.say("my disputes")
    assert "You have no disputes here." in shown.words
    await council.raise_dispute()
    (shown,) = await firo.say("my cases")
    assert "Fostering Team Manager: respond by Wednesday 8 April 2026." in shown.words
    (shown,) = await tm.say("what do I owe?")
    assert "You owe (1)" in shown.words
    assert "Respond by Wednesday 8 April 2026." in shown.words
    await tm.press(shown, REFERENCE)
    assert tm.latest_card().words.splitlines()[0] == f"{REFERENCE}: Stage 1"
    assert buttons(tm.latest_card())[:2] == ["Acknowledge", "Respond"]
    (shown,) = await tm.say("what's overdue")
    assert REFERENCE not in shown.words
    council.now = council.now.replace(month=4, day=9)
    (shown,) = await tm.say("overdue")
    assert "Respond, overdue since Wednesday 8 April 2026." in shown.words


async def test_a_verb_without_a_number_means_the_only_dispute_or_asks(council: Council) -> None:
    firo = council.person("firo")
    said = await firo.say("escalate")
    assert said[0].text == "Which dispute? Type for example “escalate 42”."
    await council.raise_dispute()
    await firo.say("esclate")
    assert "Escalate" in firo.latest_card().words
    assert "has until the end of Wednesday 8 April 2026" in firo.latest_card().words


async def test_what_isnt_understood_gets_help_with_examples(council: Council) -> None:
    (shown,) = await council.person("firo").say("the weather is nice")
    assert "I'm sorry, I didn't understand that." in shown.words
    assert "“status 42”" in shown.words
    (shown,) = await council.person("tm").say("Help!")
    assert "“raise”" not in shown.words
    (said,) = await council.person("tm").say("cancel")
    assert said.text == "There is nothing to stop."
    (said,) = await council.person("tm").say("raise")
    assert "raised by reviewing officers" in said.text


async def test_unknown_people_are_told_what_to_do_and_nothing_else(
    council: Council, caplog: pytest.LogCaptureFixture
) -> None:
    await council.raise_dispute()
    stranger = council.stage.connector.person("No Body", "nobody")
    with caplog.at_level(logging.WARNING):
        (said,) = await stranger.say(f"status {REFERENCE}")
        answer = await stranger.invoke({"type": "Action.Execute", "data": {"do": "show", "reference": REFERENCE}})
    assert said.text.startswith("I don't know you yet, so I can't show you anything. Ask your administrator")
    assert "object id: nobody" in said.text
    assert answer.text == said.text
    assert REFERENCE not in caplog.text
    assert "isn't in the directory" in caplog.text


async def test_foreign_tenants_and_guests_are_refused(council: Council) -> None:
    tm = council.person("tm")
    foreign = tm.activity(type="message", text="my disputes", channelData={"tenant": {"id": "another-tenant"}})
    guest = tm.activity(type="message", text="my disputes")
    guest["from"]["userRole"] = "guest"
    for activity in (foreign, guest):
        await tm.post(activity)
    assert ["your account isn't one of theirs" in said.text for said in tm.chat.from_bot()] == [True, True]


async def test_in_a_group_nothing_is_said_about_any_dispute(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    for kind in ("groupChat", "channel"):
        activity = firo.activity(type="message", text=f"status {REFERENCE}")
        activity["conversation"] = {**activity["conversation"], "conversationType": kind, "isGroup": True}
        await firo.post(activity)
        assert firo.chat.from_bot()[-1].words.startswith("Let's do this in our own chat")
        invoke = {**activity, "id": f"press-{kind}", "type": "invoke", "name": "adaptiveCard/action"}
        invoke["value"] = {"action": {"type": "Action.Execute", "data": {"do": "show", "reference": REFERENCE}}}
        answer = await firo.post(invoke)
        assert answer.text.startswith("Let's do this in our own chat")


async def test_whoever_installs_the_assistant_is_welcomed_by_what_they_may_do(council: Council) -> None:
    await council.person("firo").install()
    await council.person("tm").install()
    firo = council.person("firo").chat.from_bot()[0]
    assert firo.words.splitlines()[0] == "Welcome to the Dispute Resolution Assistant"
    assert buttons(firo) == ["My disputes", "Raise a dispute"]
    assert buttons(council.person("tm").chat.from_bot()[0]) == ["My disputes"]


async def test_reactions_and_what_else_nobody_needs_change_nothing(council: Council) -> None:
    tm = council.person("tm")
    before = len(tm.chat.from_bot())
    for kind in ("messageReaction", "typing", "conversationUpdate", "event"):
        answer = await tm.post(tm.activity(type=kind))
        assert answer.status == 200
    assert len(tm.chat.from_bot()) == before
    answer = await tm.post(tm.activity(type="invoke", name="task/fetch", value={}))
    assert answer.body == {"task": {"type": "message", "value": "I can't do that here."}}


async def test_an_officer_of_two_protocols_is_asked_which(council: Council) -> None:
    await council.raise_dispute()
    object.__setattr__(council.desk, "protocols", Shipped("bradford-firo", "newcastle-iro"))
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    officer = council.desk.protocols.latest("newcastle-iro").officer
    await council.appoint(people, [*posts, Appointment(person="firo", role=officer, team="North")])
    firo = council.person("firo")
    for typed in ("raise a new dispute", "raise"):
        (shown,) = await firo.say(typed)
        assert shown.words.splitlines()[0] == "Under which protocol?"
    await firo.press(shown, council.desk.protocols.latest("newcastle-iro").title)
    assert "Step 1 of" in firo.latest_card().words


async def test_what_if_shows_where_each_stage_would_fall_against_the_marker_and_raises_nothing(
    council: Council,
) -> None:
    firo = council.person("firo")
    (shown,) = await firo.say("what if I raised one today?")
    assert "Stage 1: due Wednesday 8 April 2026" in shown.words
    assert "Stage 3: due Friday 24 April 2026" in shown.words
    assert "20-working-day marker: Wednesday 29 April 2026" in shown.words
    (empty,) = await firo.say("my disputes")
    assert "You have no disputes here." in empty.words
    (said,) = await council.person("tm").say("what if")
    assert "you aren't one in the directory" in said.text
