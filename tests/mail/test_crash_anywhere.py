"""Dispatch is cut off at every call to the store and the mailbox, one after the other, and then goes on anew.

Whatever the moment: nobody misses a letter, nobody gets it twice, and the record has one proof of it.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from casework.desk import Desk
from casework.dispatch import LEASE_SECONDS, dispatch
from casework.open_dispute import NewDispute, open_dispute
from casework.ports import Channel
from disputes.entries import EntryKind
from mail.graph.transport import GraphTransport
from mail.maildir_folder import MaildirFolder
from mail.mime import NOTICE_HEADER
from rehearsal import council
from storage.work import SqlStore
from tests.mail.test_by_mail import RAISING, MailRoom, NoTeams, room, shared

__all__ = ["room", "shared"]

MOST_POINTS = 400
_PARTS = frozenset({"outbox", "records", "caseload", "directory", "mail", "seen", "addresses"})
STAGE_2: dict[str, object] = {**RAISING, "stage": "stage-2", "stage_reason": "Stage 1 was tried elsewhere."}
EVERYBODY = (council.FSM, council.SSW, council.TM)


class Killed(BaseException):
    """The process ended here."""


class Cutter:
    """Counts the points at which a process can end, and ends it at one of them."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.passed = 0

    def point(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            raise Killed


class Cut:
    """Something whose every asynchronous call can be cut off, before it is carried out and after."""

    def __init__(self, thing: Any, cutter: Cutter) -> None:
        self._thing, self._cutter = thing, cutter

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._thing, name)
        if name in _PARTS:
            return Cut(value, self._cutter)
        if not inspect.iscoroutinefunction(value):
            return value

        async def cut(*arguments: Any, **named: Any) -> Any:
            self._cutter.point()
            answer = await value(*arguments, **named)
            self._cutter.point()
            return answer

        return cut

    async def __aenter__(self) -> Cut:
        return Cut(await self._thing.__aenter__(), self._cutter)

    async def __aexit__(self, *error: object) -> None:
        await self._thing.__aexit__(*error)


class CutStore:
    """A store whose transactions can be cut off."""

    def __init__(self, store: Any, cutter: Cutter) -> None:
        self._store, self._cutter = store, cutter

    def reading(self) -> Cut:
        return Cut(self._store.reading(), self._cutter)

    def writing(self) -> Cut:
        return Cut(self._store.writing(), self._cutter)


@contextmanager
def cut_in_the_mailbox(transport: Any, cutter: Cutter, monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Also within the sending of a letter: at each mailbox that it goes into, and at each call over the wire."""
    with monkeypatch.context() as patch:
        deliver = MaildirFolder.deliver

        def cut_deliver(folder: MaildirFolder, *arguments: Any, **named: Any) -> Any:
            cutter.point()
            stored = deliver(folder, *arguments, **named)
            cutter.point()
            return stored

        if isinstance(transport, GraphTransport):
            wire: Any = transport._wire  # pyright: ignore[reportPrivateUsage]
            line = wire.line
            patch.setattr(wire, "line", lambda: Cut(line(), cutter))
        elif "maildir" in type(transport).__module__:
            patch.setattr(MaildirFolder, "deliver", cut_deliver)
        yield


def restarted(desk: Desk) -> Desk:
    """The same database, opened by a process that remembers nothing."""
    store = cast(SqlStore, desk.store)
    engines = store._engines  # pyright: ignore[reportPrivateUsage]
    return replace(desk, store=SqlStore(engines, store.keys, store.own_key, store.register))


async def test_wherever_dispatch_is_cut_off_everybody_gets_each_letter_once(
    room: MailRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = [datetime(2026, 3, 30, 9, 0, tzinfo=UTC)]
    desk = replace(room.desk, system_clock=lambda: system[0])
    senders = {Channel.EMAIL: room.letters, Channel.CARD: NoTeams()}
    cuts, references = 0, list[str]()
    for at in range(1, MOST_POINTS):
        new = NewDispute("bradford-firo", STAGE_2)
        opened = await open_dispute(desk, room.ids[council.FIRO.email], new, key=("activity", f"raise {at}"))
        cutter = Cutter(at)
        cut_senders = {
            **senders,
            Channel.EMAIL: replace(room.letters, transport=cast(Any, Cut(room.letters.transport, cutter))),
        }
        try:
            with cut_in_the_mailbox(room.letters.transport, cutter, monkeypatch):
                await dispatch(replace(desk, store=cast(Any, CutStore(desk.store, cutter))), cut_senders)
        except Killed:
            cuts += 1
        desk = restarted(desk)
        for _ in range(2):
            system[0] += timedelta(seconds=LEASE_SECONDS)
            await dispatch(desk, senders)
        references.append(opened.reference)
        if cutter.passed < at:
            break
    else:
        pytest.fail("the dispatch never came to its end")
    assert cuts == at - 1 > 40, "the points in the store and in the mailbox are met"
    await once_each(room, desk, references)


async def once_each(room: MailRoom, desk: Desk, references: list[str]) -> None:
    keys = Counter(f"{reference}/1/0/email" for reference in references)
    for person in EVERYBODY:
        assert Counter(mail[NOTICE_HEADER] for mail in room.inbox(person)) == keys, person.name
    transport = room.letters.transport
    sent = [await transport.find_sent(key) for key in keys]
    assert len({item.id for item in sent if item}) == len(references)
    async with desk.store.reading() as work:
        for reference in references:
            kinds = (EntryKind.DELIVERED, EntryKind.UNDELIVERED)
            proofs = [e.values["channel"] for e in await work.records.load(reference) if e.kind in kinds]
            assert sorted(proofs) == ["card", "email"], reference
            carried = await work.outbox.about(reference)
            assert sorted(message.state for message in carried) == ["cancelled", "sent"], reference
        assert await work.records.verify() == []
