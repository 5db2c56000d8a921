"""Teams around the conversation: installing and removing, groups, edits, deletions, files, first contact."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.later_changes import DELETED, EDITED
from bot.reach import BELIEVED_FOR
from bot.typed_words import NO_FILES, NO_WORDS
from casework.ports import Address
from casework.show_dispute import show_dispute
from disputes.entries import EntryKind
from rehearsal.person import Person
from tests.bot.chat.cast import RAISING, REFERENCE, Council, buttons, fill_in_raising
from tests.bot.chat.elsewhere import in_group


async def address_of(council: Council, who: str) -> Address | None:
    async with council.desk.store.reading() as work:
        return await work.addresses.of(who)


async def never_met(council: Council, who: str) -> None:
    async with council.desk.store.writing() as work:
        await work.addresses.forget(who)
        await work.commit()
    council.restart()


async def undelivered(council: Council) -> list[str]:
    view = await show_dispute(council.desk, "firo", REFERENCE)
    return [fact.text for e in view.entries if e.kind is EntryKind.UNDELIVERED for fact in e.facts]


# ------------------------------------------------------------------------------------- installing and removing


async def test_installing_welcomes_once_and_bringing_up_to_date_says_nothing(council: Council) -> None:
    tm = council.person("tm")
    await tm.install()
    assert tm.latest_card().words.startswith("Welcome to the Dispute Resolution Assistant")
    before = len(tm.chat.messages)
    await tm.post(tm.activity(type="installationUpdate", action="add-upgrade"))
    added = [{"id": council.stage.connector.bot_id}]
    await tm.post(tm.activity(type="conversationUpdate", membersAdded=added))
    assert len(tm.chat.messages) == before


async def test_removing_forgets_where_and_installing_again_learns_it_anew(council: Council) -> None:
    tm = council.person("tm")
    await tm.say("help")
    await tm.uninstall()
    assert await address_of(council, "tm") is None
    await tm.install()
    known = await address_of(council, "tm")
    assert known is not None
    assert known.conversation == tm.chat.id
    assert tm.latest_card().words.startswith("Welcome")
    await council.raise_dispute()
    assert tm.latest_card().words.startswith("Respond by")


async def test_what_another_process_forgot_is_learnt_again_within_the_hour(council: Council) -> None:
    tm = council.person("tm")
    await tm.say("help")
    this_one = council.stage.bot.turn
    council.restart()
    await tm.uninstall()
    tm.installed = True
    council.stage.bot.turn = this_one
    later = council.desk.system_clock() + BELIEVED_FOR
    object.__setattr__(council.desk, "system_clock", lambda: later)
    await tm.say("help")
    assert await address_of(council, "tm") is not None


async def test_a_stranger_who_installs_or_removes_it_changes_nothing(council: Council) -> None:
    stranger = council.stage.connector.person("No Body", "nobody")
    await stranger.install()
    assert "I don't know you yet" in stranger.chat.from_bot()[-1].text
    await stranger.uninstall()
    foreign = council.person("tm").activity(type="installationUpdate", action="remove")
    foreign["channelData"] = {"tenant": {"id": "another"}}
    await council.person("tm").post(foreign)
    assert await address_of(council, "tm") is not None


async def test_an_administrator_is_welcomed_with_their_list_among_the_examples(council: Council) -> None:
    for who, told in (("admin", True), ("tm", False)):
        await council.person(who).install()
        assert ("“administration”" in council.person(who).latest_card().words) is told


# ---------------------------------------------------------------------------------------------------- groups


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
async def test_where_others_read_along_everybody_gets_the_way_to_their_own_chat(council: Council, kind: str) -> None:
    await council.raise_dispute()
    connector = council.stage.connector
    stranger = connector.person("No Body", "nobody")
    said: list[Any] = []
    for person in (council.person("firo"), council.person("outsider"), stranger):
        text = f"<at>Assistant</at> status {REFERENCE}"
        await person.post(in_group(person, kind, person.chat.id, type="message", text=text))
        said.append(person.chat.from_bot()[-1].card)
    assert said[0] == said[1] == said[2]
    shown = council.person("firo").latest_card()
    assert shown.words.startswith("Let's do this in our own chat")
    (link,) = [each["url"] for each in shown.actions()]
    assert link == f"https://teams.microsoft.com/l/chat/0/0?tenantId={connector.tenant}&users={connector.bot_id}"
    assert REFERENCE not in str(shown.card)
    assert (await address_of(council, "firo") or said).conversation == council.person("firo").chat.id  # type: ignore[union-attr]


async def test_a_chat_of_two_people_is_not_our_own_although_teams_calls_it_personal(council: Council) -> None:
    await council.raise_dispute()
    tm, card = council.person("tm"), council.person("tm").latest_card()
    between_two = {"id": "19:one_two@unq.gbl.spaces", "conversationType": "personal", "tenantId": tm.tenant}
    button = next(action for action in card.actions() if action["title"] == "Acknowledge")
    pressed = tm.activity(type="invoke", name="adaptiveCard/action", value={"action": button})
    answer = await tm.post({**pressed, "conversation": between_two})
    assert answer.text.startswith("Let's do this in our own chat")
    query = {"commandId": "find-dispute", "parameters": []}
    searched = tm.activity(type="invoke", name="composeExtension/query", value=query)
    assert (await tm.post({**searched, "conversation": between_two})).body["composeExtension"]["type"] == "result"
    shared = {"action": {"type": "Action.Execute", "data": {"do": "bring", "reference": REFERENCE}}}
    brought = tm.activity(type="invoke", name="adaptiveCard/action", value=shared)
    await tm.post({**brought, "conversation": between_two})
    assert tm.latest_card().words.startswith(f"{REFERENCE}: Stage 1")
    known = await address_of(council, "tm")
    assert known is not None
    assert known.conversation == tm.chat.id


async def test_our_own_chat_by_its_other_name_is_our_own(council: Council) -> None:
    tm = council.person("tm")
    bot = council.stage.connector.bot_id.removeprefix("28:")
    conversation = {"id": f"19:tm_{bot}@unq.gbl.spaces", "conversationType": "personal", "tenantId": tm.tenant}
    await tm.post({**tm.activity(type="installationUpdate", action="add-upgrade"), "conversation": conversation})
    known = await address_of(council, "tm")
    assert known is not None
    assert known.conversation == conversation["id"]


async def test_added_to_a_group_it_says_where_to_talk_and_nothing_else_there(council: Council) -> None:
    firo = council.person("firo")
    await firo.post(in_group(firo, conversation=firo.chat.id, type="installationUpdate", action="add"))
    assert firo.latest_card().words.startswith("Let's do this in our own chat")
    before = len(firo.chat.messages)
    for kind in ("messageUpdate", "messageDelete", "messageReaction", "conversationUpdate", "typing"):
        answer = await firo.post(in_group(firo, conversation=firo.chat.id, type=kind, text=f"status {REFERENCE}"))
        assert answer.status == 200
    await firo.post(in_group(firo, conversation=firo.chat.id, type="installationUpdate", action="remove"))
    assert len(firo.chat.messages) == before
    assert await address_of(council, "firo") is not None


async def test_our_name_in_front_of_the_words_is_no_part_of_them(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    name = "<at>Dispute Resolution Assistant</at>"
    mention = {"type": "mention", "text": name, "mentioned": {"id": council.stage.connector.bot_id}}
    for text in (f"{name} status 1", f"status 1 {name}", f"{name}, status 1"):
        await firo.post(firo.activity(type="message", text=text, entities=[mention]))
        assert firo.latest_card().words.startswith(f"{REFERENCE}: Stage 1"), text
    other = {"type": "mention", "text": "<at>Dev</at>", "mentioned": {"id": "29:tm"}}
    await firo.post(firo.activity(type="message", text="<at>Dev</at> status 1", entities=[other, {"type": "mention"}]))
    assert firo.chat.from_bot()[-1].words


# ---------------------------------------------------------------------------------------- edits and deletions


async def edit(person: Person, message_id: str, text: str, second: int = 1, event: str = "editMessage") -> None:
    stamp = f"2026-03-30T09:00:{second:02d}Z"
    data = {"tenant": {"id": person.tenant}, "eventType": event}
    activity = person.activity(type="messageUpdate", text=text, channelData=data, timestamp=stamp)
    await person.post({**activity, "id": message_id})


async def test_editing_a_message_that_was_dealt_with_does_nothing_twice_and_is_told(council: Council) -> None:
    firo = council.person("firo")
    await council.raise_dispute()
    await firo.say("status 1")
    typed = firo.last_sent["id"]
    before = len(firo.chat.from_bot())
    await edit(firo, typed, "withdraw 1")
    assert [message.text for message in firo.chat.from_bot()[before:]] == [EDITED]
    await edit(firo, typed, "withdraw 1")
    await edit(firo, typed, "withdraw 2", second=2)
    await edit(firo, typed, "withdraw 1", second=3, event="undeleteMessage")
    assert [message.text for message in firo.chat.from_bot()[before:]] == [EDITED, EDITED]


async def test_editing_a_typed_answer_leaves_the_form_where_it_is(council: Council) -> None:
    firo = council.person("firo")
    await firo.say("raise")
    waiting = firo.latest_card()
    await edit(firo, firo.last_sent["id"], "cancel")
    assert firo.latest_card() is waiting
    await fill_in_raising(firo)
    assert "Confirm and send" in buttons(firo.latest_card())


async def test_deleting_a_message_deletes_nothing_and_is_said_once_a_day(council: Council) -> None:
    firo = council.person("firo")
    await council.raise_dispute()
    before = (await show_dispute(council.desk, "firo", REFERENCE)).length
    for day, told in (("30", 1), ("30", 1), ("31", 2)):
        council.now = council.now.replace(day=int(day))
        data = {"tenant": {"id": firo.tenant}, "eventType": "softDeleteMessage"}
        await firo.post(firo.activity(type="messageDelete", channelData=data))
        assert [message.text for message in firo.chat.from_bot()].count(DELETED) == told
    assert (await show_dispute(council.desk, "firo", REFERENCE)).length == before


async def test_edits_of_people_who_arent_known_are_refused_like_any_word_of_theirs(council: Council) -> None:
    stranger = council.stage.connector.person("No Body", "nobody")
    await edit(stranger, "m-1", "status 1")
    assert "I don't know you yet" in stranger.chat.from_bot()[-1].text


# -------------------------------------------------------------------------------------------------------- files


@pytest.mark.parametrize(
    "kind", ["application/vnd.microsoft.teams.file.download.info", "image/*", "image/png", "audio/mp4", "video/mp4"]
)
async def test_files_are_refused_with_what_to_do_and_the_words_beside_them_are_read(
    council: Council, kind: str
) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    file = {"contentType": kind, "contentUrl": "https://x.example/1", "name": "plan.docx"}
    before = len(tm.chat.from_bot())
    await tm.post(tm.activity(type="message", attachments=[file]))
    assert [message.text for message in tm.chat.from_bot()[before:]] == [NO_FILES]
    html = {"contentType": "text/html", "content": "<p>status 1</p>"}
    await tm.post(tm.activity(type="message", text="status 1", attachments=[html, file]))
    assert tm.chat.from_bot()[-2].text == NO_FILES
    assert tm.latest_card().words.startswith(f"{REFERENCE}: Stage 1")


async def test_a_file_in_the_middle_of_a_form_leaves_it_waiting(council: Council) -> None:
    firo = council.person("firo")
    await firo.say("raise")
    waiting = firo.latest_card()
    await firo.post(firo.activity(type="message", attachments=[{"contentType": "image/png"}]))
    await firo.press(waiting, "Next", RAISING[0])
    assert firo.latest_card() is not waiting


async def test_a_message_without_words_is_not_met_with_silence(council: Council) -> None:
    tm = council.person("tm")
    name = "<at>Dispute Resolution Assistant</at>"
    mention = {"type": "mention", "text": name, "mentioned": {"id": council.stage.connector.bot_id}}
    gif = {"contentType": "text/html", "content": "<p><img src='https://x.example/1.gif'></p>"}
    for parts in ({"text": name, "entities": [mention]}, {"attachments": [gif]}, {"text": "  "}):
        await tm.post(tm.activity(type="message", **parts))
        assert tm.chat.from_bot()[-1].text == NO_WORDS


async def test_a_card_that_somebody_posts_here_by_hand_is_let_be(council: Council) -> None:
    tm = council.person("tm")
    card = {"contentType": "application/vnd.microsoft.card.adaptive", "content": {"type": "AdaptiveCard"}}
    before = len(tm.chat.from_bot())
    await tm.post(tm.activity(type="message", attachments=[card]))
    assert len(tm.chat.from_bot()) == before


# ----------------------------------------------------------------------------------------------- first contact


async def test_somebody_who_was_never_met_is_reached_by_their_object_id(council: Council) -> None:
    await never_met(council, "tm")
    await council.raise_dispute()
    assert council.person("tm").latest_card().words.startswith("Respond by")
    known = await address_of(council, "tm")
    assert known is not None
    assert (known.conversation, known.user) == (council.person("tm").chat.id, "tm")
    await council.person("tm").say("help")
    assert (await address_of(council, "tm") or known).user == "29:tm"


async def test_without_the_app_the_letter_goes_the_record_says_so_and_the_administrator_is_told(
    council: Council,
) -> None:
    council.person("tm").installed = False
    await council.raise_dispute()
    assert len(council.letters.sent) == 1
    assert "Teams doesn't reach this person: BotNotInConversationRoster." in await undelivered(council)
    (shown,) = await council.person("admin").say("administration")
    assert "Not reached in Teams (1)" in shown.words
    assert "Dev Mistry. They get e-mail only, until the app is installed for them" in shown.words
    assert REFERENCE not in shown.words
    await council.person("tm").install()
    (shown,) = await council.person("admin").say("administration")
    assert "Not reached in Teams" not in shown.words


async def test_a_refusal_that_may_be_our_own_fault_forgets_nobody(council: Council) -> None:
    council.stage.connector.fail_next(403, code="BotDisabledByAdmin", chat=council.person("tm").chat.id)
    await council.raise_dispute()
    assert "Teams doesn't reach this person: BotDisabledByAdmin." in await undelivered(council)
    assert await address_of(council, "tm") is not None


async def test_a_chat_that_is_gone_is_opened_anew(council: Council) -> None:
    known = await address_of(council, "tm")
    assert known is not None
    async with council.desk.store.writing() as work:
        await work.addresses.put(
            Address(**{**{f: getattr(known, f) for f in known.__slots__}, "conversation": "a:old"})
        )
        await work.commit()
    await council.raise_dispute()
    assert council.person("tm").latest_card().words.startswith("Respond by")
    assert (await address_of(council, "tm") or known).conversation == council.person("tm").chat.id


async def test_who_isnt_in_this_tenant_at_all_gets_a_letter_and_parks_nothing(council: Council) -> None:
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    moved = [
        type(p)(id=p.id, name=p.name, email=p.email, entra_id="gone" if p.id == "tm" else p.entra_id) for p in people
    ]
    await council.appoint(moved, posts)
    await never_met(council, "tm")
    await council.raise_dispute()
    assert len(council.letters.sent) == 1
    async with council.desk.store.reading() as work:
        assert await work.outbox.parked() == []


# ------------------------------------------------------------------------------------------- the administrator


async def test_the_administrators_list_has_no_case_text_and_nobody_else_gets_it(council: Council) -> None:
    await council.raise_dispute()
    stranger = council.stage.connector.person("No Body", "0d9b2f60-0000-4000-8000-00000000000a")
    await stranger.say("hello")
    (shown,) = await council.person("admin").say("What needs me?")
    assert "Accounts that I don't know (1)" in shown.words
    assert stranger.object_id in shown.words
    assert "You see no dispute here" in shown.words
    for text in ("FC-1187", *RAISING[1].values(), RAISING[2]["tried"], RAISING[2]["interests"]):
        assert text not in shown.words
    for who in ("firo", "tm", "outsider"):
        (said,) = await council.person(who).say("administration")
        assert "What needs an administrator" not in said.words
        for do in ("plumbing", "release"):
            action = {"type": "Action.Execute", "verb": do, "data": {"do": do, "key": "any"}}
            assert "for administrators" in (await council.person(who).invoke(action)).text


async def test_a_message_that_was_set_aside_is_given_back_with_one_press(council: Council) -> None:
    council.stage.connector.fail_next(400, code="BadSyntax", chat=council.person("tm").chat.id)
    await council.raise_dispute()
    admin = council.person("admin")
    (shown,) = await admin.say("administration")
    assert f"{REFERENCE}: card to Dev Mistry, since" in shown.words
    assert "Teams refused it: BadSyntax (400)." in shown.words
    await asyncio.gather(*(admin.press(shown, f"Try {REFERENCE} again") for _ in range(2)))
    await council.settle()
    assert council.person("tm").latest_card().words.startswith("Respond by")
    await admin.press(shown, "Refresh")
    assert "Set aside" not in shown.words
