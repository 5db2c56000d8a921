"""Whoever is asked to arrange cover: beside the administrator, the line manager of the person who is away."""

from __future__ import annotations

from dataclasses import replace

from casework.parties import LINE_MANAGER
from casework.ports import Directory
from disputes.case import Decision
from disputes.entries import EntryKind
from disputes.notices import Notice, NoticeKind, Recipient
from disputes.stage import Addressee


async def tell_line_manager(
    directory: Directory, decision: Decision, notices: tuple[Notice, ...], asked_by: str
) -> tuple[Notice, ...]:
    """The notices of a decision; where it asks for cover, with the line manager first, if the directory names one."""
    if decision.kind is not EntryKind.COVER_ASKED:
        return notices
    away = await directory.person(decision.values["away"])
    manager = await directory.person(away.line_manager) if away and away.line_manager else None
    if manager is None or manager.id == asked_by:
        return notices
    first = Recipient(person=manager.id, roles=(Addressee(LINE_MANAGER, "LD5"),))
    asked = next((notice for notice in notices if notice.kind is NoticeKind.COVER_ASKED), None)
    if asked is None:
        made = Notice(kind=NoticeKind.COVER_ASKED, to=(first,), stage=decision.stage, duty=decision.duty)
        return (*notices, made)
    others = tuple(recipient for recipient in asked.to if recipient.person != manager.id)
    return tuple(replace(notice, to=(first, *others)) if notice is asked else notice for notice in notices)
