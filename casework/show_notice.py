"""Use case: a notice in words, from the record, for whoever sends or previews it."""

from __future__ import annotations

from casework.desk import Desk
from casework.loading import Loaded
from casework.ports import Directory
from casework.views import NoticeView, Reason, RecipientView, duty_view, rule_view
from disputes.entries import Entry
from disputes.fields import Fact
from disputes.notices import Notice, NoticeKind, Recipient
from disputes.protocol import Protocol


async def notice_view(directory: Directory, desk: Desk, loaded: Loaded, entry: Entry, notice: Notice) -> NoticeView:
    """A notice of an entry on the record."""
    state = loaded.dispute.duties.get(notice.duty) if notice.duty else None
    waiting = any(reply.duty == notice.duty for reply in loaded.dispute.replies.values())
    protocol = loaded.protocol
    stage = protocol.stage(notice.stage or entry.stage or loaded.case.stage.id)
    opening = _opening_entry(loaded, stage.id) if notice.kind in _RETELL else entry
    people = await recipients_of(directory, protocol, notice)
    officer = await directory.person(loaded.dispute.officer)
    return NoticeView(
        kind=notice.kind,
        entry=entry.kind,
        reference=loaded.dispute.reference,
        sequence=entry.sequence,
        council=desk.council,
        protocol=protocol.title,
        subject=loaded.dispute.opening.subject,
        stage=stage.title,
        entered=opening.effects.entered,
        by=opening.by.name,
        happened_at=opening.happened_at,
        facts=(*_asked(loaded, entry, notice), *opening.facts, *_carried(loaded, opening)),
        to=people[0],
        copies=people[1],
        duty=duty_view(
            protocol, loaded.case.calendar, state.duty, state, loaded.case.now, reply_waiting=state.open and waiting
        )
        if state
        else None,
        asks_for_meeting=any(rule.asks_for_meeting for rule in stage.notices),
        record=stage.record,
        officer=officer.name if officer else "",
    )


def _asked(loaded: Loaded, entry: Entry, notice: Notice) -> tuple[Fact, ...]:
    """What the protocol says is asked of the addressees, and how they are to go about it (W5, C24)."""
    if notice.kind not in _OPENING or notice.stage is None:
        return ()
    stage = loaded.protocol.stage(notice.stage)
    addressed = {addressee.role for recipient in notice.to for addressee in recipient.roles}
    rules = (rule for rule in stage.notices if addressed & {addressee.role for addressee in rule.to})
    clock = stage.clock if notice.duty else None
    asked = tuple(Fact("What is asked of you", rule.asks) for rule in rules if rule.asks)
    return (*asked, *((Fact("In the case system", clock.instructions),) if clock and clock.instructions else ()))


def _carried(loaded: Loaded, opening: Entry) -> tuple[Fact, ...]:
    """What the dispute was raised with, carried into the notice of a higher stage (C7, C13)."""
    first = loaded.entries[0]
    if opening is first or opening.effects.opens_stage is None:
        return ()
    carried = {first.values.get(name) for name in ("wrong", "wanted", "steps")}
    return tuple(fact for fact in first.facts if fact.text in carried)


_OPENING = frozenset({NoticeKind.STAGE_RAISED, NoticeKind.BROUGHT_IN, NoticeKind.NUDGE})
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
