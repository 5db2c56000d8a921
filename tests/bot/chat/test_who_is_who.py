"""Who may say what, at every door: messages, presses, the message extension, refreshes; each judged at the wire."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from casework.ports import Appointment, Person
from casework.show_dispute import show_dispute
from disputes.entries import EntryKind
from rehearsal.person import Person as AtClient
from tests.bot.chat.cast import RAISING, REFERENCE, TEAM, Council
from tests.bot.chat.elsewhere import in_group

ANOTHER_TENANT = "11111111-0000-4000-8000-000000000009"
NO_SUCH = "DRP-2026-0002"

Change = Callable[[dict[str, Any]], None]


def _foreign_channel(activity: dict[str, Any]) -> None:
    activity["channelData"] = {"tenant": {"id": ANOTHER_TENANT}}


def _foreign_conversation(activity: dict[str, Any]) -> None:
    activity["conversation"]["tenantId"] = ANOTHER_TENANT


def _foreign_sender(activity: dict[str, Any]) -> None:
    activity["from"]["tenantId"] = ANOTHER_TENANT


def _no_tenant(activity: dict[str, Any]) -> None:
    activity["channelData"] = {}
    del activity["conversation"]["tenantId"]


def _guest(activity: dict[str, Any]) -> None:
    activity["from"]["userRole"] = "Guest"


def _anonymous(activity: dict[str, Any]) -> None:
    activity["from"]["userRole"] = "anonymous"


def _guest_by_name(activity: dict[str, Any]) -> None:
    activity["from"]["userPrincipalName"] = "d.mistry_other.example#EXT#@testshire.example"


def _unknown(activity: dict[str, Any]) -> None:
    activity["from"]["aadObjectId"] = "0d9b2f60-0000-4000-8000-00000000000a"


def _without_id(activity: dict[str, Any]) -> None:
    del activity["from"]["aadObjectId"]


def _by_name_only(activity: dict[str, Any]) -> None:
    activity["from"] = {"id": "29:tm", "name": "Dev Mistry", "email": "tm@practice.example"}


STRANGERS: dict[str, Change] = {
    change.__name__.strip("_"): change
    for change in (
        _foreign_channel,
        _foreign_conversation,
        _foreign_sender,
        _no_tenant,
        _guest,
        _anonymous,
        _guest_by_name,
        _unknown,
        _without_id,
        _by_name_only,
    )
}


def _card(do: str, **data: Any) -> dict[str, Any]:
    return {"action": {"type": "Action.Execute", "verb": do, "data": {"do": do, **data}}}


def _typed(person: AtClient, reference: str) -> dict[str, Any]:
    return person.activity(type="message", text=f"status {reference}")


def _edited(person: AtClient, reference: str) -> dict[str, Any]:
    return person.activity(type="messageUpdate", text=f"status {reference}")


def _shown(person: AtClient, reference: str) -> dict[str, Any]:
    return person.activity(type="invoke", name="adaptiveCard/action", value=_card("show", reference=reference))


def _answered(person: AtClient, reference: str) -> dict[str, Any]:
    value = _card("move", reference=reference, move="acknowledge", target="stage-1/respond", entry=1, notice=0)
    return person.activity(type="invoke", name="adaptiveCard/action", value=value)


def _submitted(person: AtClient, reference: str) -> dict[str, Any]:
    return person.activity(type="message", value={"do": "show", "reference": reference})


def _shared(person: AtClient, reference: str) -> dict[str, Any]:
    value = {**_card("shared", reference=reference), "trigger": "automatic"}
    return in_group(person, type="invoke", name="adaptiveCard/action", value=value)


def _brought(person: AtClient, reference: str) -> dict[str, Any]:
    return in_group(person, type="invoke", name="adaptiveCard/action", value=_card("bring", reference=reference))


def _searched(person: AtClient, reference: str) -> dict[str, Any]:
    value = {"commandId": "find-dispute", "parameters": [{"name": "search", "value": reference}]}
    return in_group(person, type="invoke", name="composeExtension/query", value=value)


def _from_message(person: AtClient, reference: str) -> dict[str, Any]:
    value = {"commandId": "raise-from-message", "messagePayload": {"body": {"content": f"<p>{reference}</p>"}}}
    return in_group(person, type="invoke", name="composeExtension/fetchTask", value=value)


def _raised_from_message(person: AtClient, reference: str) -> dict[str, Any]:
    value = {"commandId": "raise-from-message", "data": {"wrong": reference}}
    return in_group(person, type="invoke", name="composeExtension/submitAction", value=value)


DOORS = {
    door.__name__.strip("_"): door
    for door in (
        _typed,
        _edited,
        _shown,
        _answered,
        _submitted,
        _shared,
        _brought,
        _searched,
        _from_message,
        _raised_from_message,
    )
}


async def heard(person: AtClient, activity: dict[str, Any]) -> str:
    """Everything that comes back: the answer, and what is said in the chat; ids apart."""
    before = len(person.chat.messages)
    answer = await person.post(activity)
    said = [[message.text, message.card] for message in person.chat.messages[before:] if message.from_bot]
    return json.dumps([answer.status, answer.body, said])


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_foreign_tenants_guests_and_unknown_people_learn_nothing_at_any_door(
    council: Council, stranger: str, caplog: pytest.LogCaptureFixture
) -> None:
    await council.raise_dispute()
    length = (await show_dispute(council.desk, "firo", REFERENCE)).length
    firo = council.person("firo")
    for name, door in DOORS.items():
        told: list[str] = []
        for reference in (REFERENCE, NO_SUCH):
            activity = door(firo, reference)
            STRANGERS[stranger](activity)
            with caplog.at_level(logging.WARNING):
                caplog.clear()
                told.append(await heard(firo, activity))
            assert "refused: " in caplog.text, (name, stranger)
            for word in (REFERENCE, NO_SUCH, "Mistry", "Okafor", "practice.example"):
                assert word not in caplog.text
        assert told[0] == told[1], name
        assert "isn't one of theirs" in told[0] or "I don't know you yet" in told[0], name
        for text in ("Stage 1", TEAM, "FC-1187", *RAISING[1].values()):
            assert text not in told[0], name
    assert (await show_dispute(council.desk, "firo", REFERENCE)).length == length


@pytest.mark.parametrize("who", ["outsider", "other_firo", "admin", "former"])
async def test_people_of_the_council_without_a_part_in_it_hear_what_they_would_hear_of_none(
    council: Council, who: str
) -> None:
    await council.raise_dispute()
    if who == "former":
        who = "tm"
        async with council.desk.store.reading() as work:
            people, posts = await work.directory.everything()
        await council.appoint(people, [post for post in posts if post.person != "tm"])
    person = council.person(who)
    for name in ("typed", "shown", "answered", "submitted", "shared", "brought", "searched"):
        known, none = [await heard(person, DOORS[name](person, each)) for each in (REFERENCE, NO_SUCH)]
        assert known.replace(REFERENCE, NO_SUCH) == none, name
        for text in ("FC-1187", *RAISING[1].values()):
            assert text not in known, name


async def test_an_account_that_is_known_by_its_object_id_is_who_the_directory_says(council: Council) -> None:
    await council.raise_dispute()
    tm = council.person("tm")
    activity = _typed(tm, REFERENCE)
    activity["from"] = {**activity["from"], "name": "Somebody Else", "aadObjectId": "TM".lower()}
    assert f"{REFERENCE}: Stage 1" in await heard(tm, activity)


async def test_cover_takes_over_between_its_dates_with_the_same_clock_and_both_are_named(council: Council) -> None:
    await council.raise_dispute()
    before = (await show_dispute(council.desk, "firo", REFERENCE)).duties[0].due
    await council.at("2026-04-01")
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    first, last = council.now.date(), council.now.date().replace(day=2)
    cover = Appointment(person="outsider", role="TM", team=TEAM, cover_for="tm", starts=first, ends=last)
    await council.appoint(people, [*posts, cover])
    kim = council.person("outsider")
    assert "You find it" in await heard(kim, _brought(kim, REFERENCE))
    shown = kim.latest_card()
    await kim.press(shown, "Acknowledge")
    view = await show_dispute(council.desk, "firo", REFERENCE)
    entry = next(each for each in view.entries if each.kind is EntryKind.ACKNOWLEDGED)
    assert (entry.by.name, entry.by.cover_for) == ("Kim Outsider", "tm")
    assert view.duties[0].due == before
    await council.at("2026-04-03")
    for door in (_typed, _shared, _searched):
        assert "Stage 1" not in await heard(kim, door(kim, REFERENCE))
    assert "Stage 1" in await heard(council.person("tm"), _shared(council.person("tm"), REFERENCE))


async def test_somebody_without_an_object_id_in_the_directory_is_a_stranger_in_teams(council: Council) -> None:
    await council.raise_dispute()
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    nameless = [Person(id=p.id, name=p.name, email=p.email) if p.id == "tm" else p for p in people]
    await council.appoint(nameless, posts)
    tm = council.person("tm")
    for door in DOORS.values():
        assert "I don't know you yet" in await heard(tm, door(tm, REFERENCE))
