"""Wire JSON to activities and back: nothing lost, nothing of a wrong type let in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from botbuilder.schema import Activity, ActivityTypes, Attachment, ChannelAccount

from bot.activities import MalformedActivity, activity_from, card_message, json_bytes, payload_of, tenant_of

WIRE: dict[str, Any] = {
    "type": "message",
    "id": "1",
    "timestamp": "2026-04-08T09:30:00.1234567Z",
    "serviceUrl": "https://channel.example/",
    "channelId": "msteams",
    "from": {"id": "29:a", "name": "A", "aadObjectId": "object"},
    "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "conversation-tenant"},
    "recipient": {"id": "28:bot"},
    "text": "hello",
    "entities": [{"type": "clientInfo", "locale": "en-GB", "platform": "Web"}],
    "attachments": [{"contentType": "text/html", "content": "<p>hello</p>"}],
    "channelData": {"tenant": {"id": "data-tenant"}},
    "somethingNew": {"kept": True},
}


def test_what_comes_in_is_what_the_sdk_expects() -> None:
    activity: Any = activity_from(WIRE)
    assert activity.timestamp == datetime(2026, 4, 8, 9, 30, 0, 123456, tzinfo=UTC)
    assert activity.from_property.aad_object_id == "object"
    assert activity.entities[0].type == "clientInfo"
    assert activity.entities[0].additional_properties == {"locale": "en-GB", "platform": "Web"}
    assert activity.attachments[0].content == "<p>hello</p>"
    assert activity.additional_properties == {"somethingNew": {"kept": True}}


def test_the_tenant_survives_from_either_place() -> None:
    assert tenant_of(activity_from(WIRE)) == "data-tenant"
    without = {key: value for key, value in WIRE.items() if key != "channelData"}
    activity: Any = activity_from(without)
    assert tenant_of(activity) == "conversation-tenant"
    assert payload_of(activity)["conversation"]["tenantId"] == "conversation-tenant"


def test_it_reads_as_the_sdks_own_deserializer_does() -> None:
    ours, theirs = activity_from(WIRE), Activity.deserialize(WIRE)
    for name in ("type", "id", "text", "service_url", "channel_id", "channel_data"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours.from_property == theirs.from_property
    assert ours.attachments == theirs.attachments


def test_there_and_back_changes_nothing() -> None:
    wire: dict[str, Any] = {**WIRE, "timestamp": "2026-04-08T09:30:00+00:00"}
    wire["conversation"] = {**wire["conversation"], "tenantId": "data-tenant"}
    assert payload_of(activity_from(wire)) == wire


@pytest.mark.parametrize(
    "broken",
    [
        None, [], "text", 5,
        {**WIRE, "type": None}, {**WIRE, "type": 5}, {**WIRE, "type": ""},
        {**WIRE, "from": None}, {**WIRE, "from": "29:a"}, {**WIRE, "from": {}}, {**WIRE, "from": {"id": 5}},
        {**WIRE, "conversation": {"id": ["a"]}}, {**WIRE, "conversation": None},
        {**WIRE, "text": {"a": 1}}, {**WIRE, "id": 5}, {**WIRE, "timestamp": "yesterday"},
        {**WIRE, "entities": {}}, {**WIRE, "entities": ["x"]}, {**WIRE, "attachments": [None]},
        {**WIRE, "recipient": []}, {**WIRE, "membersAdded": [{"id": 1}]},
        {**WIRE, "conversation": {"id": "a", "isGroup": "no"}},
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_type_is_named_not_swallowed(broken: Any) -> None:
    with pytest.raises(MalformedActivity):
        activity_from(broken)


def test_models_inside_plain_values_and_enums_are_written() -> None:
    activity = Activity(
        type=ActivityTypes.message,
        channel_data={"who": ChannelAccount(id="29:a")},
        attachments=[Attachment(content_type="x", content={"inner": [ChannelAccount(name="A")]})],
        caller_id="urn:secret",
    )
    assert json_bytes(payload_of(activity)) == (
        b'{"type":"message","attachments":[{"contentType":"x","content":{"inner":[{"name":"A"}]}}],'
        b'"channelData":{"who":{"id":"29:a"}}}'
    )


def test_what_cant_go_on_the_wire_is_refused() -> None:
    with pytest.raises(ValueError, match=r"object can.t go on the wire"):
        json_bytes({"x": object()})


def test_a_card_message_carries_its_summary() -> None:
    payload = payload_of(card_message({"type": "AdaptiveCard"}, summary="DRP-2026-0042"))
    assert payload == {
        "type": "message",
        "summary": "DRP-2026-0042",
        "attachments": [
            {"contentType": "application/vnd.microsoft.card.adaptive", "content": {"type": "AdaptiveCard"}}
        ],
    }
