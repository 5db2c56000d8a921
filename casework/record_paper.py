"""The officer's record on paper, for whoever gets it outside the case system (W15, W17): what happened, in order."""

from __future__ import annotations

from collections.abc import Sequence

from casework.views import RecordLine, RecordPaper, rule_view
from disputes.entries import Entry, EntryKind
from disputes.notices import Notice
from disputes.protocol import Protocol
from disputes.working_days import london_date, long_date

_PLUMBING = frozenset(
    {
        EntryKind.DELIVERED,
        EntryKind.UNDELIVERED,
        EntryKind.BOUNCED,
        EntryKind.NUDGED,
        EntryKind.AUTO_REPLY_FILED,
        EntryKind.REPLY_FILED,
    }
)
"""What says how the dispute was carried, not what it is about; a reply is there once it is classified."""


def record_paper(protocol: Protocol, entries: Sequence[Entry], entry: Entry, notice: Notice) -> RecordPaper | None:
    """The record up to an entry, where the protocol sends it with this notice."""
    if notice.stage is None or notice.stage != entry.effects.opens_stage:
        return None
    addressed = {addressee.role for recipient in notice.to for addressee in recipient.roles}
    rules = (rule for rule in protocol.stage(notice.stage).notices if addressed & {a.role for a in rule.to})
    sends = next((rule.sends_record_rule for rule in rules if rule.sends_record_rule), None)
    if sends is None:
        return None
    told = (each for each in entries if each.sequence <= entry.sequence and each.kind not in _PLUMBING)
    return RecordPaper(
        title=protocol.form.name if protocol.form else protocol.title,
        rule=rule_view(protocol, sends),
        lines=tuple(_line(protocol, each) for each in told),
    )


def _line(protocol: Protocol, entry: Entry) -> RecordLine:
    roles = ", ".join(protocol.title_of(role) for role in entry.by.roles if role in protocol.roles)
    return RecordLine(
        on=long_date(london_date(entry.happened_at)),
        stage=protocol.stage(entry.stage).title if entry.stage else "",
        what=entry.kind.value.replace("-", " ").capitalize(),
        by=f"{entry.by.name} ({roles})" if roles else entry.by.name,
        facts=entry.facts,
    )
