"""The certificate of an erasure: what was destroyed, what stays as proof, and what nobody here can reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from disputes.working_days import LONDON, long_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One erasure as it happened."""

    council: str
    reference: str
    at: datetime
    by: str
    reason: str
    entries: int
    first: datetime
    last: datetime
    chain_holds: bool
    traces_wiped: bool


def unreachable() -> tuple[str, ...]:
    """Where something about a dispute may still be when it is erased here."""
    return (
        "Teams chats: the cards that the bot sent and what people typed to it, in each person's chat",
        "mailboxes: letters and replies, in the shared mailbox with its sent items and in every recipient's",
        "calendars: meetings by their reference, in those of everybody who was invited",
        "backups of the database made before now: replay the erasure register after restoring one",
        "the council's case system, and whatever people exported, printed or copied",
    )


def certificate_text(made: Certificate) -> str:
    """The certificate as a text file."""
    proof = "holds" if made.chain_holds else "DOESN'T HOLD: run drp record verify"
    wiped = "yes" if made.traces_wiped else "with the next thing that is written to the database"
    reach = "\n".join(f"  - {place}" for place in unreachable())
    return f"""\
CERTIFICATE OF ERASURE

Council:    {made.council}
Dispute:    {made.reference}
Erased:     {_moment(made.at)}
Decided by: {made.by}
Reason:     {made.reason}

Destroyed
  - the key of this dispute, without which its record can't be read: who, what, every text and attachment
  - its rows in the lists of disputes and duties, its messages in the outbox, and the mail that was kept for it
  - what deleted rows left in the database's files: {wiped}

Kept, as proof that nothing was changed before
  - {made.entries} sealed entries, written from {_moment(made.first)} to {_moment(made.last)}:
    of each its number, kind, times and hashes, and text that nobody can open
  - the reference, the protocol and its version
  - a line in the erasure register
  The chain of entries {proof}.

Not within the assistant's reach
{reach}
"""


def _moment(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{long_date(local.date())}, {local:%H:%M}"
