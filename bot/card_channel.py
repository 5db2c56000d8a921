"""The cards that nobody asked for: notices sent to people's own chats, and earlier cards brought up to date."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.activities import card_message
from bot.adapter import TurnAdapter
from bot.answers import work_after
from bot.cards.buttons import Place
from bot.cards.outcome_card import gone_card
from bot.cards.screen import Json, Screen
from bot.live_cards import card_of
from bot.presses import inputs_of
from bot.reach import Reach
from bot.refreshing import for_readers
from bot.sender import Permanent, Retryable, SendFailed
from casework.desk import Desk
from casework.dispatch import NotReachable, NotSent, Receipt, Sender
from casework.ports import Address, OutboxItem
from casework.views import NoticeView
from disputes.entries import Entry, EntryKind
from disputes.refusals import Refusal

log = logging.getLogger(__name__)

_GONE = 404
_NOT_INSTALLED = frozenset({403, _GONE})
_NO_NEWS = frozenset({EntryKind.DELIVERED, EntryKind.UNDELIVERED})
_REMEMBERED = 20_000

T = TypeVar("T")


class CardSender(Sender):
    """Sends notices as cards. `wake` is called when a turn has put new messages into the outbox."""

    def __init__(
        self, desk: Desk, adapter: TurnAdapter, reach: Reach, wake: Callable[[], object] = lambda: None
    ) -> None:
        self._desk = desk
        self._adapter = adapter
        self._reach = reach
        self._wake = wake
        self._shown: OrderedDict[str, str] = OrderedDict()
        self._as_of: OrderedDict[str, int] = OrderedDict()

    async def deliver(self, item: OutboxItem, notice: NoticeView) -> Receipt:
        """Sends one notice to one person's own chat; gives the activity's id."""
        person_id = item.person or ""
        address = await self._reach.of(person_id)
        if address is None:
            raise NotReachable("The assistant isn't installed in Teams for this person yet.")
        try:
            shown = await card_of(self._desk, person_id, _place(item))
        except Refusal as refusal:
            raise NotReachable("They have no role in this dispute any more.") from refusal
        receipt = await self._send(address, shown)
        self._remember(receipt, shown.card)
        await self.bring_up_to_date(item.reference)
        return Receipt(id=receipt)

    def bring_up_to_date_after(self, context: TurnContext, reference: str, *, but: str | None = None) -> None:
        """Once the turn is answered, shows on every earlier card what has become of it; `but` was just answered."""
        self._wake()

        async def work() -> None:
            await self.bring_up_to_date(reference, but=but)

        work_after(context, work)

    async def bring_up_to_date(self, reference: str, *, but: str | None = None) -> None:
        """Replaces earlier cards about a dispute that have become stale. A card that can't be replaced stays:
        whoever presses it is told how things stand."""
        async with self._desk.store.reading() as work:
            newest = _newest(await work.records.load(reference))
            if self._as_of.get(reference) == newest:
                return
            sent = await work.outbox.cards_of(reference)
        _keep(self._as_of, reference, newest)
        for item, receipt in sent:
            if item.person and receipt and receipt != but:
                await self._refresh(item, item.person, receipt)

    async def _refresh(self, item: OutboxItem, person_id: str, receipt: str) -> None:
        try:
            shown = await card_of(self._desk, person_id, _place(item))
        except Refusal:
            shown = gone_card(item.reference)
        if not self._is_news(receipt, shown.card):
            return
        address = await self._reach.of(person_id)
        if address is None:
            return
        message = _message(address, shown)
        try:
            await self._adapter.update_for_person(address, receipt, message)
        except SendFailed as failure:
            log.info("a card of %s wasn't brought up to date: %s", item.reference, failure)
            return
        self._remember(receipt, shown.card)

    def _is_news(self, receipt: str, card: Json) -> bool:
        """Whether a card shows something new. One of which we forgot what it shows keeps its inputs: somebody may
        be typing into it."""
        known = self._shown.get(receipt)
        return not inputs_of(card) if known is None else known != _digest(card)

    async def _send(self, address: Address, shown: Screen) -> str:
        try:
            sent = await self._adapter.send_to_person(address, _message(address, shown))
        except Retryable as failure:
            after = timedelta(seconds=failure.retry_after) if failure.retry_after else None
            raise NotSent(f"Teams didn't take it: {failure}.", retry=True, after=after) from failure
        except Permanent as failure:
            if failure.status == _GONE and address.conversation:
                # The chat that we knew is gone; the person may have another one by now.
                return await self._send(replace(address, conversation=""), shown)
            if failure.status in _NOT_INSTALLED or not address.conversation:
                await self._reach.failed(address.person, failure)
                raise NotReachable(f"Teams doesn't reach this person: {failure.code}.") from failure
            raise NotSent(f"Teams refused it: {failure}.", retry=False) from failure
        if not address.conversation:
            await self._reach.remember(replace(address, conversation=sent.conversation_id))
        return sent.activity_id

    def _remember(self, receipt: str, card: Json) -> None:
        _keep(self._shown, receipt, _digest(card))


def _message(address: Address, shown: Screen) -> Activity:
    return card_message(for_readers(shown.card, [address.user], address.channel), summary=shown.summary)


def _place(item: OutboxItem) -> Place:
    return Place(item.reference, item.sequence, item.notice)


def _newest(entries: Sequence[Entry]) -> int:
    """The last entry that can change what a card shows; proofs of service can't."""
    return max((entry.sequence for entry in entries if entry.kind not in _NO_NEWS), default=0)


def _keep(memory: OrderedDict[str, T], key: str, value: T) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > _REMEMBERED:
        memory.popitem(last=False)


def _digest(card: Json) -> str:
    return hashlib.sha256(json.dumps(card, sort_keys=True).encode()).hexdigest()
