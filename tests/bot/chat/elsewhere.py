"""What people send from other places than their own chat: message extension, shared cards, groups."""

from __future__ import annotations

from typing import Any

from rehearsal.person import Answer, Person

GROUP = "19:meeting@thread.v2"


def in_group(person: Person, kind: str = "groupChat", conversation: str = GROUP, **parts: Any) -> dict[str, Any]:
    """An activity from a chat where others read along."""
    activity = person.activity(**parts)
    activity["conversation"] = {
        "id": conversation, "conversationType": kind, "isGroup": True, "tenantId": person.tenant,
    }  # fmt: skip
    return activity


async def extension(person: Person, what: str, value: Any, **parts: Any) -> Answer:
    """An invoke of the message extension, in a group."""
    return await person.post(in_group(person, type="invoke", name=f"composeExtension/{what}", value=value, **parts))


async def search(person: Person, words: str | None, **options: Any) -> Any:
    """What a search answers with."""
    parameter = {"name": "initialRun", "value": "true"} if words is None else {"name": "search", "value": words}
    value = {
        "commandId": "find-dispute",
        "parameters": [parameter],
        "queryOptions": {"skip": 0, "count": 25, **options},
    }
    return (await extension(person, "query", value)).body["composeExtension"]


def references(found: Any) -> list[str]:
    """The references in the titles of what was found."""
    return [each["preview"]["content"]["title"].split(":")[0] for each in found.get("attachments", [])]


async def from_message(person: Person, html: str, **payload: Any) -> Answer:
    """“Raise a dispute” chosen on a message."""
    message = {"id": "1", "body": {"contentType": "html", "content": html}, **payload}
    value = {"commandId": "raise-from-message", "commandContext": "message", "messagePayload": message}
    return await extension(person, "fetchTask", value)


async def submit(person: Person, **data: str) -> Answer:
    """The dialog's button pressed."""
    value = {"commandId": "raise-from-message", "commandContext": "message", "data": data}
    return await extension(person, "submitAction", value)


async def press_shared(person: Person, do: str, reference: str, **parts: Any) -> Answer:
    """A press of a shared card in a group, or the refresh that Teams asks for."""
    action = {"type": "Action.Execute", "verb": do, "data": {"do": do, "reference": reference}}
    value = {"action": action, "trigger": "automatic"}
    return await person.post(in_group(person, type="invoke", name="adaptiveCard/action", value=value, **parts))
