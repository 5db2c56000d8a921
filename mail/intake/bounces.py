"""Whom a bounce couldn't reach, why, and which of our letters it was."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mail.intake.parts import Parts
from mail.message import MESSAGE_ID, FailedRecipient
from mail.mime import NOTICE_HEADER

_FIELD = re.compile(
    r"^(final-recipient|original-recipient|action|status|diagnostic-code)\s*:\s*(.{0,1000})", re.IGNORECASE
)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,253}")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A failed delivery: recipients, and the Message-ID and idempotency key of the letter where the report has them."""

    failed: tuple[FailedRecipient, ...]
    message_id: str | None
    key: str | None


def read_bounce(parts: Parts, text: str) -> Bounce:
    """Reads a bounce by its report, else by X-Failed-Recipients, else by the first address in its text."""
    failed = [f for part in parts.leaves if part.content_type == "message/delivery-status" for f in _failed(part.text)]
    if not failed:
        named = _ADDRESS.findall(parts.header("x-failed-recipients"))
        named = named or _ADDRESS.findall(text[:20_000])[:1]
        failed = [FailedRecipient(address.lower(), "Not stated.", permanent=True) for address in named]
    message_id, key = _letter(parts)
    return Bounce(tuple(dict.fromkeys(failed)), message_id, key)


def _failed(status: str) -> list[FailedRecipient]:
    found: list[FailedRecipient] = []
    for block in re.split(r"\n[ \t]*\n", status.replace("\r\n", "\n")):
        fields = {m[1].lower(): m[2].strip() for m in map(_FIELD.match, block.split("\n")) if m}
        address = _ADDRESS.search(fields.get("original-recipient") or fields.get("final-recipient", ""))
        if address is None or fields.get("action", "failed").lower() != "failed":
            continue
        code = fields.get("status", "")
        reason = fields.get("diagnostic-code", "") or code or "Not stated."
        found.append(FailedRecipient(address[0].lower(), reason, permanent=not code.startswith("4")))
    return found


def _letter(parts: Parts) -> tuple[str | None, str | None]:
    for headers in parts.enclosed:
        ids = headers.get("message-id", [])
        keys = headers.get(NOTICE_HEADER.lower(), [])
        if ids or keys:
            found = MESSAGE_ID.search(ids[0]) if ids else None
            return (found[0] if found else None), (keys[0] if keys else None)
    return None, None
