"""Writing an entry: the record, the read tables and the outbox change together, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from casework.desk import Desk
from casework.ports import CaseRow, Channel, DutyRow, OutboxItem, Work
from disputes.case import Decision
from disputes.dispute import Dispute, fold
from disputes.entries import By, Entry
from disputes.marker import marker_of
from disputes.notices import Notice
from disputes.nudges import next_reminder
from disputes.protocol import Protocol


async def record(
    work: Work,
    desk: Desk,
    protocol: Protocol,
    dispute: Dispute | None,
    decision: Decision,
    by: By,
    notices: tuple[Notice, ...] = (),
) -> tuple[Dispute, Entry]:
    """Appends what was decided, and gives back the dispute as it is now; without a dispute it begins one."""
    now = desk.clock()
    entry = Entry(
        sequence=dispute.length + 1 if dispute else 1,
        kind=decision.kind,
        happened_at=decision.happened_at or now,
        recorded_at=now,
        by=by,
        stage=decision.stage,
        duty=decision.duty,
        values=decision.values,
        effects=decision.effects,
        facts=decision.facts,
        notices=notices,
        late_reason=decision.late_reason,
    )
    if dispute is None:
        dispute = fold([entry])
        await work.records.create(dispute.reference, entry)
    else:
        await work.records.append(dispute.reference, entry)
        dispute.apply(entry)
    await show_in_lists(work, desk, protocol, dispute)
    for item in messages(dispute.reference, entry):
        await work.outbox.add(item, desk.system_clock())
    return dispute, entry


async def show_in_lists(work: Work, desk: Desk, protocol: Protocol, dispute: Dispute) -> None:
    """Brings the caseload and the open duties up to date with a dispute."""
    calendar = desk.calendar(protocol)
    opening = dispute.opening
    case = CaseRow(
        reference=dispute.reference,
        protocol=opening.protocol,
        version=opening.version,
        team=opening.team,
        officer=dispute.officer,
        stage=dispute.visit.stage,
        status=dispute.status,
        raised_at=dispute.visits[0].opened_at,
        marker=marker_of(dispute, protocol, calendar),
    )
    rows = [
        DutyRow(
            reference=dispute.reference,
            duty=state.duty.id,
            kind=state.duty.kind,
            stage=state.duty.stage,
            team=opening.team,
            owners=state.duty.owners,
            due=state.duty.due,
            due_at=state.duty.due_at,
            acknowledged=state.acknowledged_at is not None,
            next_nudge_at=next_reminder(state, desk.nudges, calendar),
        )
        for state in dispute.open_duties
    ]
    await work.caseload.put(case, rows)


def messages(reference: str, entry: Entry) -> Iterable[OutboxItem]:
    """The messages of an entry's notices: To gets card and e-mail, copies get the e-mail."""
    for index, notice in enumerate(entry.notices):
        key = f"{reference}/{entry.sequence}/{index}"
        for person in (None, *(recipient.person for recipient in notice.to)):
            yield OutboxItem(
                key=f"{key}/card/{person}" if person else f"{key}/email",
                reference=reference,
                sequence=entry.sequence,
                notice=index,
                channel=Channel.CARD if person else Channel.EMAIL,
                person=person,
            )
