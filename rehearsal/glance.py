"""The case at a glance: stages, open duties, gates, who was told what and why, the record; for the room's own eyes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from casework.desk import Desk
from casework.loading import Loaded, load
from casework.parties import holders
from casework.ports import CaseRow, Directory
from casework.show_dispute import CaseView, StageView, show_dispute
from casework.show_notice import recipients_of
from casework.views import DutyView, RecipientView, RuleView
from disputes.entries import Entry, EntryKind
from disputes.working_days import LONDON, london_date, long_date
from rehearsal.chats import Json
from rehearsal.picture import picture_of


async def list_cases(desk: Desk) -> list[CaseRow]:
    """Every dispute of the practice, the newest first."""
    async with desk.store.reading() as work:
        return list(reversed(await work.caseload.all(only_open=False)))


async def glance(desk: Desk, reference: str) -> Json | None:
    """A dispute as the room shows it; None where there is none."""
    async with desk.store.reading() as work:
        loaded = await load(work, desk, reference)
        if loaded is None:
            return None
        told = [line for entry in loaded.entries for line in await _told(work.directory, loaded, entry)]
        who = {
            role: await _names(work.directory, loaded, role)
            for state in loaded.dispute.open_duties
            for role in state.duty.owners
        }
    view = await show_dispute(desk, loaded.dispute.officer, reference)
    return {
        "reference": reference,
        "protocol": view.protocol,
        "subject": view.subject,
        "team": view.team,
        "officer": view.officer,
        "status": view.status.value,
        "stage": view.stage,
        "marker": long_date(view.marker) if view.marker else None,
        "stages": _stages(view),
        "duties": [_duty(duty, loaded, who) for duty in view.duties],
        "gates": _gates(loaded),
        "moves": [
            {"label": offer.label, "closed": str(offer.closed) if offer.closed else None}
            for offer in view.offers
            if offer.move.id in _WAYS_ON
        ],
        "told": list(reversed(told)),
        "record": [_entry(loaded, entry) for entry in reversed(loaded.entries)],
        "picture": picture_of(loaded, desk.clock()),
    }


_WAYS_ON = frozenset({"escalate", "resolve", "give-intent", "take-step", "end-unresolved"})


def _stages(view: CaseView) -> list[Json]:
    reached = max((index for index, stage in enumerate(view.stages) if stage.opened_at), default=0)
    return [
        {
            "title": stage.title,
            "kind": stage.kind.value,
            "state": _state(stage, index < reached),
            "opened": _day(stage.opened_at),
            "ended": _day(stage.ended_at),
            "entered": stage.entered.value if stage.entered else None,
        }
        for index, stage in enumerate(view.stages)
    ]


def _state(stage: StageView, below: bool) -> str:
    if stage.current:
        return "current"
    if stage.opened_at:
        return "done"
    return "skipped" if below else "ahead"


def _duty(duty: DutyView, loaded: Loaded, who: Mapping[str, list[str]]) -> Json:
    roles = loaded.dispute.duties[duty.id].duty.owners
    return {
        "owes": duty.owes,
        "owners": list(duty.owners),
        "names": [name for role in roles for name in who[role]],
        "due": duty.due.text if duty.due else None,
        "issued": duty.due.issued if duty.due else None,
        "skipped": list(duty.due.skipped) if duty.due else [],
        "overdue": duty.overdue,
        "acknowledged": duty.acknowledged,
        "reply_waiting": duty.reply_waiting,
        "rules": [_rule(rule) for rule in duty.rules],
    }


def _gates(loaded: Loaded) -> list[Json]:
    opened = loaded.dispute.gates
    return [
        {"title": gate.title, "rule": gate.rule, "opened": _day(opened.get(gate.id))}
        for gate in loaded.protocol.gates.values()
    ]


async def _told(directory: Directory, loaded: Loaded, entry: Entry) -> list[Json]:
    lines: list[Json] = []
    for notice in entry.notices:
        to, copies = await recipients_of(directory, loaded.protocol, notice)
        lines.append(
            {
                "sequence": entry.sequence,
                "what": _words(notice.kind.value),
                "at": _moment(entry.recorded_at),
                "to": [_recipient(each) for each in to],
                "copies": [_recipient(each) for each in copies],
            }
        )
    return lines


def _recipient(recipient: RecipientView) -> Json:
    return {
        "name": recipient.name,
        "cover_for": recipient.cover_for,
        "reasons": [{"role": reason.role, **_rule(reason.rule)} for reason in recipient.reasons],
    }


def _rule(rule: RuleView) -> Json:
    return {"rule": rule.id, "words": f"“{rule.quote}”" if rule.quote else rule.text}


def _entry(loaded: Loaded, entry: Entry) -> Json:
    roles = [loaded.protocol.title_of(role) for role in entry.by.roles]
    return {
        "sequence": entry.sequence,
        "kind": _words(entry.kind.value),
        "quiet": entry.kind is EntryKind.DELIVERED,
        "at": _moment(entry.recorded_at),
        "happened": _moment(entry.happened_at) if entry.late_reason else None,
        "by": entry.by.name,
        "roles": roles,
        "stage": loaded.protocol.stage(entry.stage).title if entry.stage else None,
        "facts": [{"label": fact.label, "text": fact.text} for fact in entry.facts],
        "late_reason": entry.late_reason,
    }


async def _names(directory: Directory, loaded: Loaded, role: str) -> list[str]:
    answering = await holders(directory, role, loaded.matter, london_date(loaded.case.now))
    people = await directory.people([holder.person for holder in answering])
    return [person.name for person in people.values()]


def _words(value: str) -> str:
    return value.replace("-", " ").capitalize()


def _day(moment: datetime | None) -> str | None:
    return long_date(london_date(moment)) if moment else None


def _moment(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
