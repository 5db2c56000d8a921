"""Who is talking to us: somebody of the council's own tenant and directory, or nobody (DESIGN 14)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from botbuilder.schema import Activity

from bot.activities import tenant_of
from casework.desk import Desk
from casework.ports import Person
from disputes.refusals import Refusal

log = logging.getLogger(__name__)

_GUESTS = frozenset({"guest", "anonymous"})


class Identity:
    """Knows people by Entra object id and tenant; a name or an address in an activity proves nothing."""

    def __init__(self, desk: Desk, tenants: Iterable[str]) -> None:
        self._desk = desk
        self._tenants = frozenset(tenant.casefold() for tenant in tenants)

    async def person_of(self, activity: Activity) -> Person:
        """The person in the directory who sent this. Raises a refusal that reveals nothing."""
        sender: Any = activity.from_property
        if (tenant_of(activity) or "").casefold() not in self._tenants or _role(sender) in _GUESTS:
            log.warning("refused: an account of another organisation, or a guest")
            raise Refusal(
                "foreign-account",
                "This assistant is for the council's own staff, and your account isn't one of theirs.",
                "If you work for the council, sign in with your council account.",
            )
        object_id = str(sender.aad_object_id or "")
        async with self._desk.store.reading() as work:
            person = await work.directory.by_entra_id(object_id) if object_id else None
        if person is None:
            log.warning("refused: an account that isn't in the directory")
            raise Refusal(
                "unknown-person",
                "I don't know you yet, so I can't show you anything.",
                "Ask your administrator to add you to the directory"
                + (f"; they will need your account's object id: {object_id}." if object_id else "."),
            )
        return person


def _role(sender: Any) -> str:
    extra: dict[str, Any] = sender.additional_properties or {}
    return str(extra.get("userRole") or "").casefold()
