"""Use case: a notice in words, from the record, for whoever sends or previews it."""

from __future__ import annotations

from casework.after_meeting import after_meeting
from casework.desk import Desk
from casework.loading import Loaded
from casework.meeting_view import MEETING_NOTICES, meeting_view
from casework.parties import title_of
from casework.plumbing_facts import plumbing_facts
from casework.ports import Directory
from casework.record_paper import record_paper
from casework.views import NoticeView, Reason, RecipientView, RuleView, duty_view, request_view, rule_view
from disputes.entries import Entry, EntryKind
from disputes.fields import Fact
from disputes.notices import PLUMBING, Notice, NoticeKind, Recipient
from disputes.protocol import Protocol
from disputes.stage import Stage
from disputes.working_days import london_date, long_date


async def notice_view(directory: Directory, desk: Desk, loaded: Loaded, entry: Entry, notice: Notice) -> NoticeView:
    """A notice of an entry on the record."""
    state = loaded.dispute.duties.get(notice.duty) if notice.duty else None
    waiting = any(reply.duty == notice.duty for reply in loaded.dispute.replies.values())
    protocol = loaded.protocol
    stage = protocol.stage(notice.stage or entry.stage or loaded.case.stage.id)
    opening = _retold(loaded, entry, notice, stage)
    people = await recipients_of(directory, protocol, notice)
    officer = await directory.person(loaded.dispute.officer)
    told = await plumbing_facts(directory, loaded, entry, notice) if notice.kind in PLUMBING else opening.facts
    return NoticeView(
        kind=notice.kind,
        entry=entry.kind,
        reference=loaded.dispute.reference,
        sequence=entry.sequence,
        council=desk.council,
        protocol=protocol.title,
        subject="" if notice.kind in PLUMBING else loaded.dispute.opening.subject,
        stage=stage.title,
        entered=opening.effects.entered,
        by=opening.by.name,
        happened_at=opening.happened_at,
        facts=(
            *_asked(loaded, entry, notice),
            *told,
            *after_meeting(protocol, stage, notice),
            *_carried(loaded, opening),
            *_way(loaded, entry, notice),
        ),
        to=people[0],
        copies=people[1],
        duty=duty_view(
            protocol,
            loaded.case.calendar,
            state.duty,
            state,
            loaded.case.now,
            reply_waiting=state.open and waiting,
            requests=loaded.dispute.requests.values(),
        )
        if state
        else None,
        asks_for_meeting=any(rule.asks_for_meeting for rule in stage.notices),
        record=stage.record,
        officer=officer.name if officer else "",
        asks="; ".join(_asks(loaded, notice)),
        must=_must(protocol, stage, notice),
        meeting=meeting_view(protocol, loaded.entries, entry, (*people[0], *people[1]))
        if notice.kind in MEETING_NOTICES
        else None,
        paper=record_paper(protocol, loaded.entries, entry, notice),
        request=request_view(asked) if (asked := loaded.dispute.requests.get(entry.sequence)) else None,
        elsewhere=_elsewhere(loaded, stage),
    )


def _elsewhere(loaded: Loaded, stage: Stage) -> str:
    """Where the dispute is now, if it isn't at this stage any more."""
    if not loaded.dispute.open:
        return loaded.dispute.status.value
    now = loaded.case.stage
    return f"at {now.title}" if now.id != stage.id else ""


def _asked(loaded: Loaded, entry: Entry, notice: Notice) -> tuple[Fact, ...]:
    """What the protocol says is asked of the addressees, and how they are to go about it (W5, C24)."""
    if notice.kind not in _OPENING or notice.stage is None:
        return ()
    clock = loaded.protocol.stage(notice.stage).clock if notice.duty else None
    asked = tuple(Fact(ASKED, asks) for asks in _asks(loaded, notice))
    return (*asked, *((Fact("In the case system", clock.instructions),) if clock and clock.instructions else ()))


def _asks(loaded: Loaded, notice: Notice) -> tuple[str, ...]:
    if notice.kind not in _OPENING or notice.stage is None:
        return ()
    addressed = {addressee.role for recipient in notice.to for addressee in recipient.roles}
    rules = (rule for rule in loaded.protocol.stage(notice.stage).notices if addressed & {a.role for a in rule.to})
    return tuple(rule.asks for rule in rules if rule.asks)


def _must(protocol: Protocol, stage: Stage, notice: Notice) -> RuleView | None:
    """The rule by which whoever is told of a lapsed limit has to go up, where the protocol has one (S5, W33)."""
    rule = protocol.must_progress_rule
    due = notice.kind is NoticeKind.LAPSED and rule in stage.progress_rules and protocol.after(stage.id)
    return rule_view(protocol, rule) if rule and due else None


def _way(loaded: Loaded, entry: Entry, notice: Notice) -> tuple[Fact, ...]:
    """The way up to a referral: who reads its cover knows which stages there were, and when (C32, H28, W18)."""
    if notice.kind is not NoticeKind.REFERRAL:
        return ()
    protocol, dispute = loaded.protocol, loaded.dispute
    visits = [f"{protocol.stage(v.stage).title}, from {long_date(london_date(v.opened_at))}" for v in dispute.visits]
    statutory = any(step.id == entry.values.get("step") and step.statutory_rule for step in protocol.outside)
    return (
        Fact("About", dispute.opening.subject),
        Fact("Stages so far", "\n".join(visits)),
        *((Fact("Power to refer", _POWER),) if statutory else ()),
    )


def _carried(loaded: Loaded, opening: Entry) -> tuple[Fact, ...]:
    """What the dispute was raised with, carried into the notice of a higher stage (C7, C13)."""
    first = loaded.entries[0]
    if opening is first or opening.effects.opens_stage is None:
        return ()
    carried = {first.values.get(name) for name in ("wrong", "wanted", "steps")}
    return tuple(fact for fact in first.facts if fact.text in carried)


_POWER = (
    "Section 25B(3) of the Children Act 1989: the officer may refer the case if they consider it appropriate; the "
    "authority must co-operate (G3)."
)

ASKED = "What is asked of you"
"""The label under which cards say what `NoticeView.asks` holds."""

_OPENING = frozenset({NoticeKind.STAGE_RAISED, NoticeKind.BROUGHT_IN, NoticeKind.NUDGE})
_RETELL = frozenset({NoticeKind.NUDGE, NoticeKind.LAPSED})


def _retold(loaded: Loaded, entry: Entry, notice: Notice, stage: Stage) -> Entry:
    """The entry that a notice is about: what the clock reminds of is told again, everything else is its own."""
    if notice.kind in _RETELL:
        return next(e for e in reversed(loaded.entries) if e.effects.opens_stage == stage.id)
    if entry.kind is EntryKind.NUDGED and notice.kind is NoticeKind.REPLY_TO_CLASSIFY:
        return loaded.entries[int(entry.values["reply"]) - 1]
    return entry


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
                Reason(role=title_of(protocol, a.role), rule=rule_view(protocol, a.rule)) for a in recipient.roles
            ),
            cover_for=people[recipient.cover_for].name if recipient.cover_for in people else None,
            added_by=recipient.added_by,
            because=recipient.because,
        )

    return tuple(view(r) for r in notice.to), tuple(view(r) for r in notice.copies)
