"""Use case: the mail that waits for somebody to file it, with its reasons, as an administrator or an officer sees it.

An administrator sees what is needed to look after the mailbox: who wrote, when, and why it waits, but no text. An
officer sees those that point at their own disputes, with the text, and those of people who are parties in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.desk import Desk
from casework.list_work import list_work
from casework.loading import load
from casework.parties import standing
from casework.ports import TRIAGE, KeptMail, Work
from casework.show_plumbing import is_administrator
from disputes.refusals import Refusal
from disputes.working_days import london_date

SHOWN = 2_000
"""How many characters of a mail's text an officer is shown in the list."""

_CANDIDATES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMail:
    """A mail in triage as one person may see it; `text` is empty for whoever may not read it.

    `may_go_to` are the disputes that it can be filed to with one press: the one that it points at, or the person's own
    in which its sender is a party.
    """

    id: str
    received_at: datetime
    sender: str
    sort: str
    reasons: str
    text: str
    may_go_to: tuple[str, ...]


async def list_triage(desk: Desk, person_id: str) -> list[WaitingMail]:
    """What waits, oldest first, for an administrator or an officer; nobody else has anything to see there."""
    own = [case.row.reference for case in (await list_work(desk, person_id)).disputes]
    async with desk.store.reading() as work:
        administrator = await is_administrator(work, desk, person_id)
        if not own and not administrator:
            raise nothing_to_see()
        waiting = [
            await _seen_by(work, desk, mail, own, administrator=administrator) for mail in await work.mail.triage()
        ]
    return [mail for mail in waiting if administrator or mail.may_go_to]


async def count_triage(desk: Desk, person_id: str) -> int:
    """How many mails wait that somebody may file; 0 for whoever has nothing to do with it."""
    async with desk.store.reading() as work:
        if not await work.mail.triage():
            return 0
    try:
        return len(await list_triage(desk, person_id))
    except Refusal:
        return 0


async def _seen_by(work: Work, desk: Desk, mail: KeptMail, own: list[str], *, administrator: bool) -> WaitingMail:
    theirs = mail.points_at in own
    targets: list[str] = [] if theirs else await _partys(work, desk, mail.sender, own)
    # An administrator may file it wherever it points; whether there is such a dispute is said when that is done.
    named = (mail.points_at,) if mail.points_at and (theirs or administrator) else ()
    return WaitingMail(
        id=mail.id,
        received_at=mail.received_at,
        sender=mail.sender,
        sort=mail.sort,
        reasons=mail.reasons,
        text=mail.text[:SHOWN] if theirs else "",
        may_go_to=tuple(dict.fromkeys((*named, *targets))),
    )


async def _partys(work: Work, desk: Desk, sender: str, own: list[str]) -> list[str]:
    """Somebody's disputes in which a mail's sender is a party."""
    person = await work.directory.by_email(sender) if sender else None
    found: list[str] = []
    for reference in own if person else ():
        loaded = await load(work, desk, reference)
        if loaded and person:
            place = await standing(work.directory, person, loaded.matter, london_date(desk.clock()))
            found += [reference] if place.is_party else []
        if len(found) == _CANDIDATES:
            break
    return found


async def waiting_mail(work: Work, mail_id: str, *outcomes: str) -> KeptMail:
    """A mail that waits (or has one of these outcomes), by its id or the beginning of it. Refuses what there isn't."""
    wanted = mail_id.strip().lower()
    kept = [mail for outcome in (TRIAGE, *outcomes) for mail in await work.mail.triage(outcome)]
    found = [mail for mail in kept if len(wanted) >= 6 and mail.id.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal("which-mail", "Several mails begin like that.", "Give more of its id.")
    raise not_waiting()


def not_waiting() -> Refusal:
    """What is said of a mail that isn't in somebody's list."""
    return Refusal(
        "not-waiting",
        "That mail doesn't wait any more: somebody has filed it, or set it aside.",
        "Look at the list again.",
    )


def nothing_to_see() -> Refusal:
    """What whoever is neither administrator nor officer is told."""
    return Refusal(
        "no-triage",
        "Mail that waits to be filed is for administrators and for the officers whom it concerns.",
        "If you wrote to the shared mailbox and heard nothing, reply to one of the letters that you got.",
    )
