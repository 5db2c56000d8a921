"""Use case: a notice in words, from the record, for whoever sends or previews it."""

from __future__ import annotations

from casework.desk import Desk
from casework.loading import Loaded
from casework.ports import Directory
from casework.views import NoticeView, Reason, RecipientView, duty_view, rule_view
from disputes.entries import Entry
from disputes.notices import Notice, NoticeKind, Recipient
from disputes.protocol import Protocol


async def notice_view(directory: Directory, desk: Desk, loaded: Loaded, entry: Entry, notice: Notice) -> NoticeView:
    """A notice of an entry on the record."""
    state = loaded.dispute.duties.get(notice.duty) if notice.duty else None
    protocol = loaded.protocol
    stage = protocol.stage(notice.stage or entry.stage or loaded.case.stage.id)
    opening = _opening_entry(loaded, stage.id) if notice.kind in _RETELL else entry
    people = await recipients_of(directory, protocol, notice)
    officer = await directory.person(loaded.dispute.officer)
    return NoticeView(
        kind=notice.kind,
        reference=loaded.dispute.reference,
        sequence=entry.sequence,
        council=desk.council,
        protocol=protocol.title,
        subject=loaded.dispute.opening.subject,
        stage=stage.title,
        entered=opening.effects.entered,
        by=opening.by.name,
        happened_at=entry.happened_at,
        facts=opening.facts,
        to=people[0],
        copies=people[1],
        duty=duty_view(protocol, loaded.case.calendar, state.duty, state, loaded.case.now) if state else None,
        asks_for_meeting=any(rule.asks_for_meeting for rule in stage.notices),
        record=stage.record,
        officer=officer.name if officer else "",
    )


_RETELL = frozenset({NoticeKind.NUDGE, NoticeKind.LAPSED})


def _opening_entry(loaded: Loaded, stage: str) -> Entry:
    """The entry that opened a stage: a nudge says again what it is about."""
    return next(e for e in reversed(loaded.entries) if e.effects.opens_stage == stage)


async def recipients_of(
    directory: Directory, protocol: Protocol, notice: Notice
) -> tuple[tuple[RecipientView, ...], tuple[RecipientView, ...]]:
    """The recipients of a notice in words: those addressed, and those copied."""
    ids = [r.person for r in (*notice.to, *notice.copies)]
    covered = [r.cover_for for r in (*notice.to, *notice.copies) if r.cover_for]
    people = await directory.people([*ids, *covered])

    def view(recipient: Recipient) -> RecipientView:
        person = people[recipient.person]
        return RecipientView(
            person=person.id,
            name=person.name,
            email=person.email,
            reasons=tuple(
                Reason(role=protocol.title_of(a.role), rule=rule_view(protocol, a.rule)) for a in recipient.roles
            ),
            cover_for=people[recipient.cover_for].name if recipient.cover_for in people else None,
        )

    return tuple(view(r) for r in notice.to), tuple(view(r) for r in notice.copies)
