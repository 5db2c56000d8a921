"""Where people are reached in Teams: learnt from what they send, forgotten when they remove the app.

Somebody whom the assistant has never met is tried by their Entra object id, by the way that leads to the others.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.sender import Permanent, SendFailed
from casework.desk import Desk
from casework.ports import Address

BELIEVED_FOR = timedelta(hours=1)
"""How long what this process has seen is believed: another one may have forgotten an address meanwhile."""

GONE = frozenset(
    {"BotNotInConversationRoster", "ConversationNotFound", "ConversationBlockedByUser", "MemberNotFoundInConversation"}
)
"""What Teams says where the app isn't there for somebody; any other refusal may be our own fault, and pass."""


class Reach:
    """Addresses, with what this process has seen of them: most turns bring no news and write nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._met: dict[str, tuple[Address, datetime]] = {}

    async def remember(self, address: Address, *, anew: bool = False) -> None:
        """Where a person is reached from now on; written only when it is news, or `anew`, after an installation.

        An address without a chat of their own never takes the place of one that has it.
        """
        now = self._desk.system_clock()
        met, since = self._met.get(address.person, (None, now))
        if met and not anew and now - since < BELIEVED_FOR and (met == address or not address.conversation):
            return
        async with self._desk.store.reading() as work:
            known = await work.addresses.of(address.person)
        if known is None or (known != address and address.conversation):
            await self._put(address)
            known = address
        self._met[address.person] = (known, now)

    async def forget(self, person_id: str) -> None:
        """Nobody is reached there any more: the app was removed, or Teams says that it isn't there."""
        async with self._desk.store.writing() as work:
            await work.addresses.forget(person_id)
            await work.commit()
        self._met.pop(person_id, None)

    async def failed(self, person_id: str, failure: SendFailed) -> None:
        """Forgets an address that Teams says leads nowhere; trouble of any other kind leaves it as it is."""
        if isinstance(failure, Permanent) and failure.code in GONE:
            await self.forget(person_id)

    async def of(self, person_id: str) -> Address | None:
        """Where a person is reached, or where a first contact may be tried; None where there is no way at all."""
        async with self._desk.store.reading() as work:
            known = await work.addresses.of(person_id)
            person = None if known else await work.directory.person(person_id)
            other = await work.addresses.any() if person and person.entra_id else None
        if person is None or person.entra_id is None or other is None:
            return known
        return Address(
            person=person_id,
            service_url=other.service_url,
            conversation="",
            bot=other.bot,
            user=person.entra_id,
            tenant=other.tenant,
            channel=other.channel,
        )

    async def _put(self, address: Address) -> None:
        async with self._desk.store.writing() as work:
            await work.addresses.put(address)
            await work.commit()
