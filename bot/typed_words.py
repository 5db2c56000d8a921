"""What somebody typed to us: without the mention of our name, and what came along that we can't take."""

from __future__ import annotations

from typing import Any, cast

from botbuilder.schema import Activity

NO_FILES = (
    "I can't take files, pictures or recordings here, so I haven't kept that one. Say in words what it shows, and keep "
    "the file itself in the case system; or attach it to a reply to my e-mail, which is kept with the dispute."
)

NO_WORDS = "That message has no words that I can read. Type “help” to see what I can do."

_AROUND = " \t\n\r,:\u00a0"
_CARD = "application/vnd.microsoft.card."
_FILES = ("image/", "audio/", "video/", "application/vnd.microsoft.teams.file.")


def without_mention(activity: Activity) -> str:
    """The message's text; where it begins or ends by naming us, without that."""
    wire: Any = activity
    text = str(wire.text or "").strip()
    ours = wire.recipient.id if wire.recipient else None
    for entity in wire.entities or []:
        extra: dict[str, Any] = entity.additional_properties or {}
        mentioned = extra.get("mentioned")
        spelt = extra.get("text")
        is_ours = isinstance(mentioned, dict) and cast("dict[str, Any]", mentioned).get("id") == ours
        if entity.type == "mention" and is_ours and isinstance(spelt, str) and spelt:
            text = text.removeprefix(spelt).removesuffix(spelt).strip(_AROUND)
    return text


def brings_files(activity: Activity) -> bool:
    """Whether a file, picture or recording came with the message."""
    wire: Any = activity
    return any(str(each.content_type or "").casefold().startswith(_FILES) for each in wire.attachments or [])


def is_only_a_card(activity: Activity) -> bool:
    """Whether somebody posted a card here and typed nothing: that card isn't for us."""
    wire: Any = activity
    return any(str(each.content_type or "").startswith(_CARD) for each in wire.attachments or [])
