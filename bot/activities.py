"""Turn wire JSON into the SDK's activities and back, checked and fast.

The SDK's own deserializer walks the object with regular expressions and silently loses
`conversation.tenantId`. Here each model's attribute map is compiled once to a table of readers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any, cast

from botbuilder import schema
from botbuilder.schema import Activity, Attachment
from msrest.serialization import Model
from pydantic import TypeAdapter

Reader = Callable[[Any, str], Any]

_WIRE: TypeAdapter[Any] = TypeAdapter(Any)

ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive"

# What every later line of the bot relies on; without these there is nobody to answer.
_REQUIRED = ("type", "channelId", "serviceUrl")
_REQUIRED_PARTIES = ("from", "conversation")

# The SDK spells the tenant's key differently from the wire.
_WIRE_KEYS = {"tenantID": "tenantId"}

# Who called is known from the token, never from the payload, and never goes out.
_NOT_ON_THE_WIRE = frozenset({"callerId"})


class MalformedActivity(ValueError):
    """The payload isn't an activity; the message names the offending key. Sending it again can't help."""


def activity_from(payload: object) -> Activity:
    """Read one activity from decoded JSON.

    Unknown keys are kept in `additional_properties`, as the SDK does. Raises MalformedActivity
    when a known key has the wrong type, or when the sender, conversation or channel is missing.
    """
    if not isinstance(payload, dict):
        raise MalformedActivity("an activity must be a JSON object")
    wire = cast("dict[str, Any]", payload)
    for key in _REQUIRED:
        if not isinstance(wire.get(key), str) or not wire[key]:
            raise MalformedActivity(f"{key} is missing")
    for key in _REQUIRED_PARTIES:
        party = wire.get(key)
        if not isinstance(party, dict) or not cast("dict[str, Any]", party).get("id"):
            raise MalformedActivity(f"{key}.id is missing")
    activity: Any = _read_model(Activity, wire, "activity")
    if activity.conversation.tenant_id is None:
        activity.conversation.tenant_id = tenant_of(activity)
    return activity


def payload_of(model: Any) -> dict[str, Any]:
    """Give a model's wire form, without empty keys; nested models become plain dicts."""
    wire: dict[str, Any] = {
        key: value for key, value in (model.additional_properties or {}).items() if value is not None
    }
    keys = _keys_of(type(model))
    for attribute, value in vars(model).items():
        if value is None:
            continue
        key = keys.get(attribute)
        if key is not None:
            wire[key] = _plain(value)
    return wire


def json_bytes(payload: object) -> bytes:
    """Encode a payload for the wire; models nested inside plain dicts are written too.

    Raises ValueError for what can't go on it.
    """
    return _WIRE.dump_json(payload, fallback=_encode)


def tenant_of(activity: Activity) -> str | None:
    """Give the Entra tenant an activity came from: `channelData.tenant.id`, else the conversation's."""
    tenant = _dig(activity.channel_data, "tenant", "id")
    conversation: Any = activity.conversation
    return tenant if isinstance(tenant, str) else conversation.tenant_id


def tenants_of(activity: Activity) -> frozenset[str]:
    """Give every tenant that an activity names: of its channel, its conversation and its sender."""
    wire: Any = activity
    sender: dict[str, Any] = wire.from_property.additional_properties or {}
    named = (_dig(wire.channel_data, "tenant", "id"), wire.conversation.tenant_id, sender.get("tenantId"))
    return frozenset(str(tenant) for tenant in named if tenant)


def is_personal(activity: Activity) -> bool:
    """Tell whether an activity comes from somebody's own chat with the bot.

    Teams calls a chat of two people personal, too: its id begins with 19: and doesn't name the bot.
    """
    wire: Any = activity
    conversation = wire.conversation
    if conversation.conversation_type not in (None, "personal") or conversation.is_group:
        return False
    bot = str(wire.recipient.id or "").removeprefix("28:") if wire.recipient else ""
    return not conversation.id.startswith("19:") or (bool(bot) and bot in conversation.id)


def card_message(card: dict[str, Any], *, summary: str) -> Activity:
    """Make a message that carries one Adaptive Card; the summary shows in the notification."""
    attachment = Attachment(content_type=ADAPTIVE_CARD, content=card)
    return Activity(type="message", summary=summary, attachments=[attachment])


def _read_model(model: type[Model], payload: object, path: str) -> Model:
    if not isinstance(payload, dict):
        raise MalformedActivity(f"{path} must be an object")
    readers = _readers_of(model)
    fields: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in cast("dict[str, Any]", payload).items():
        known = readers.get(key)
        if known is None:
            extra[key] = value
        elif value is not None:
            attribute, read = known
            fields[attribute] = read(value, key)
    made = model(**fields)
    if extra:
        made.additional_properties = extra
    return made


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise MalformedActivity(f"{key} must be text")
    return value


def _flag(value: Any, key: str) -> bool:
    if not isinstance(value, bool):
        raise MalformedActivity(f"{key} must be true or false")
    return value


def _time(value: Any, key: str) -> datetime:
    try:
        return datetime.fromisoformat(_text(value, key))
    except ValueError as error:
        raise MalformedActivity(f"{key} must be an ISO 8601 time") from error


def _as_is(value: Any, key: str) -> Any:
    return value


def _list_of(read: Reader) -> Reader:
    def read_list(value: Any, key: str) -> list[Any]:
        if not isinstance(value, list):
            raise MalformedActivity(f"{key} must be a list")
        return [read(item, key) for item in cast("list[Any]", value)]

    return read_list


def _model_reader(model: type[Model]) -> Reader:
    def read(value: Any, key: str) -> Model:
        return _read_model(model, value, key)

    return read


_BASIC: dict[str, Reader] = {"str": _text, "bool": _flag, "iso-8601": _time, "object": _as_is}


def _reader_for(type_name: str) -> Reader:
    if type_name.startswith("["):
        return _list_of(_reader_for(type_name[1:-1]))
    basic = _BASIC.get(type_name)
    if basic is not None:
        return basic
    model = getattr(schema, type_name, None)
    return _model_reader(model) if isinstance(model, type) else _as_is


_readers: dict[type[Model], dict[str, tuple[str, Reader]]] = {}
_keys: dict[type[Model], dict[str, str]] = {}


def _readers_of(model: type[Model]) -> dict[str, tuple[str, Reader]]:
    table = _readers.get(model)
    if table is None:
        table = _readers[model] = {
            key: (attribute, _reader_for(type_name)) for attribute, key, type_name in _fields_of(model)
        }
    return table


def _keys_of(model: type[Model]) -> dict[str, str]:
    table = _keys.get(model)
    if table is None:
        table = _keys[model] = {attribute: key for attribute, key, _ in _fields_of(model)}
    return table


def _fields_of(model: type[Model]) -> list[tuple[str, str, str]]:
    """Each field of a model: attribute, wire key, type's name."""
    fields: dict[str, dict[str, str]] = getattr(model, "_attribute_map", {})
    return [
        (attribute, _WIRE_KEYS.get(entry["key"], entry["key"]), entry["type"])
        for attribute, entry in fields.items()
        if entry["key"] not in _NOT_ON_THE_WIRE
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[Any]", value)]
    if isinstance(value, Model):
        return payload_of(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _encode(value: object) -> Any:
    if isinstance(value, Model | datetime):
        return _plain(value)
    raise TypeError(f"{type(value).__name__} can't go on the wire")


def _dig(value: Any, *keys: str) -> Any:
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, Any]", value).get(key)
    return value
