"""Who is talking to us: somebody of the council's own tenant and directory, or nobody (DESIGN 14)."""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from botbuilder.schema import Activity

from bot.activities import tenant_of, tenants_of
from casework.desk import Desk
from casework.ports import Person
from disputes.refusals import Refusal

log = logging.getLogger(__name__)

_GUESTS = frozenset({"guest", "anonymous"})
_GUEST_MARK = "#ext#"
_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_REMEMBERED = 20


class Identity:
    """Knows people by Entra object id and tenant; a name or an address in an activity proves nothing."""

    def __init__(self, desk: Desk, tenants: Iterable[str]) -> None:
        self._desk = desk
        self._tenants = frozenset(tenant.casefold() for tenant in tenants)
        self._strangers: OrderedDict[str, None] = OrderedDict()

    @property
    def strangers(self) -> list[str]:
        """The latest accounts of our own tenant that wrote and aren't in the directory, the newest first."""
        return [*reversed(self._strangers)]

    async def person_of(self, activity: Activity) -> Person:
        """The person in the directory who sent this. Raises a refusal that reveals nothing."""
        sender: Any = activity.from_property
        object_id = str(sender.aad_object_id or "")
        if not self._is_of_ours(activity) or _is_guest(sender):
            tenant = _for_the_log(tenant_of(activity))
            log.warning("refused: a guest or another organisation's: %s of %s", _for_the_log(object_id), tenant)
            raise Refusal(
                "foreign-account",
                "This assistant is for the council's own staff, and your account isn't one of theirs.",
                "If you work for the council, sign in with your council account.",
            )
        async with self._desk.store.reading() as work:
            person = await work.directory.by_entra_id(object_id) if object_id else None
        if person is None:
            self._note(object_id)
            log.warning("refused: an account that isn't in the directory: %s", _for_the_log(object_id))
            raise Refusal(
                "unknown-person",
                "I don't know you yet, so I can't show you anything.",
                "Ask your administrator to add you to the directory"
                + (f"; they will need your account's object id: {object_id}." if object_id else "."),
            )
        return person

    def _is_of_ours(self, activity: Activity) -> bool:
        """Whether every tenant that the activity names is served here; it must name one."""
        named = {tenant.casefold() for tenant in tenants_of(activity)}
        return bool(named) and named <= self._tenants

    def _note(self, object_id: str) -> None:
        if _ID.fullmatch(object_id):
            self._strangers[object_id] = None
            self._strangers.move_to_end(object_id)
            if len(self._strangers) > _REMEMBERED:
                self._strangers.popitem(last=False)


def _is_guest(sender: Any) -> bool:
    """Whether Teams says so, or the account's name does: Entra puts #EXT# into that of a guest."""
    extra: dict[str, Any] = sender.additional_properties or {}
    names = (extra.get("userPrincipalName"), extra.get("email"))
    return str(extra.get("userRole") or "").casefold() in _GUESTS or any(
        _GUEST_MARK in str(name or "").casefold() for name in names
    )


def _for_the_log(value: str | None) -> str:
    """An id, and nothing else: whatever doesn't look like one stays out of the log."""
    return value if value and _ID.fullmatch(value) else "(no readable id)"
