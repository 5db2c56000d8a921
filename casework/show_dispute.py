"""Use case: a dispute as one of its parties sees it: where it stands, what is owed, what they may do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import overload

from casework.came_by_mail import answers_of, files_of
from casework.desk import Desk
from casework.loading import Loaded, load_for
from casework.parties import Standing
from casework.ports import Directory
from casework.views import DutyView, duty_view
from disputes.case import Actor, Phase
from disputes.entries import By, Entered, Entry, EntryKind, Status
from disputes.fields import Fact, Field
from disputes.kinds import StageKind
from disputes.marker import marker_of
from disputes.moves.catalogue import fields_of, offers
from disputes.moves.move import Offer
from disputes.prompts import Prompt, prompts
from disputes.protocol import Protocol
from disputes.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """One rung of the ladder, and when the dispute was there."""

    title: str
    kind: StageKind
    current: bool
    opened_at: datetime | None
    ended_at: datetime | None
    entered: Entered | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry of the record, in words."""

    sequence: int
    kind: EntryKind
    happened_at: datetime
    recorded_at: datetime
    by: By
    stage: str | None
    facts: tuple[Fact, ...]
    late_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class CaseView:
    """A dispute in words, for one person; `roles` are the titles of the roles that they have in it.

    As long as nothing changes, whoever asks again is given the same one: what is made of a view may be kept with it.
    """

    reference: str
    roles: tuple[str, ...]
    protocol: str
    subject: str
    team: str
    officer: str
    status: Status
    stage: str
    stages: tuple[StageView, ...]
    duties: tuple[DutyView, ...]
    offers: tuple[Offer, ...]
    replies_to_classify: int
    meeting_on: date | None
    marker: date | None
    length: int
    concern: tuple[Fact, ...]
    entries: Sequence[EntryView]
    prompts: tuple[Prompt, ...] = ()
    files: tuple[str, ...] = ()
    meeting_answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a view hangs on beside the record: who asks and in which roles, the officer's name, the time of case."""

    actor: Actor
    officer: str
    phase: Phase
    calendar: str


class _InWords(Sequence[EntryView]):
    """A record whose entries are put into words for whoever asks for one: most cards show none."""

    def __init__(self, protocol: Protocol, entries: Sequence[Entry]) -> None:
        self._protocol = protocol
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> EntryView: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[EntryView]: ...

    def __getitem__(self, index: int | slice) -> EntryView | Sequence[EntryView]:
        if isinstance(index, slice):
            return _InWords(self._protocol, self._entries[index])
        return _entry_view(self._protocol, self._entries[index])


async def show_dispute(desk: Desk, person_id: str, reference: str) -> CaseView:
    """A dispute for somebody who may read it; anybody else gets the answer of an unknown reference."""
    async with desk.store.reading() as work:
        loaded, place = await load_for(work, desk, reference, person_id, reading=True)
        officer = await _name(work.directory, loaded.dispute.officer)
    case, known = loaded.case, loaded.record.worked_out
    asked = _Asked(place.actor, officer, case.phase, case.calendar.version)
    view: CaseView | None = known.get(asked)
    if view is None:
        view = known[asked] = _view(loaded, place, officer)
    return view


def _view(loaded: Loaded, place: Standing, officer: str) -> CaseView:
    protocol, dispute, case = loaded.protocol, loaded.dispute, loaded.case
    waiting = {reply.duty for reply in dispute.replies.values()}
    visits = {visit.stage: visit for visit in dispute.visits}
    return CaseView(
        reference=dispute.reference,
        roles=tuple(protocol.title_of(role) for role in protocol.roles if role in place.roles),
        protocol=protocol.title,
        subject=dispute.opening.subject,
        team=dispute.opening.team,
        officer=officer,
        status=dispute.status,
        stage=case.stage.title,
        stages=tuple(
            StageView(
                title=stage.title,
                kind=stage.kind,
                current=dispute.open and stage.id == case.stage.id,
                opened_at=visits[stage.id].opened_at if stage.id in visits else None,
                ended_at=visits[stage.id].ended_at if stage.id in visits else None,
                entered=visits[stage.id].entered if stage.id in visits else None,
            )
            for stage in protocol.stages
        ),
        duties=tuple(
            duty_view(
                protocol,
                case.calendar,
                state.duty,
                state,
                case.now,
                reply_waiting=state.duty.id in waiting,
                requests=dispute.requests.values(),
            )
            for state in dispute.open_duties
        ),
        offers=tuple(offers(case, place.actor)),
        replies_to_classify=len(dispute.replies),
        meeting_on=case.visit.meeting_on,
        marker=marker_of(dispute, protocol, case.calendar),
        length=dispute.length,
        concern=loaded.entries[0].facts,
        entries=_InWords(protocol, loaded.entries),
        prompts=prompts(case),
        files=files_of(loaded.entries),
        meeting_answers=answers_of(loaded.entries) if case.visit.meeting_on else (),
    )


def _entry_view(protocol: Protocol, entry: Entry) -> EntryView:
    return EntryView(
        sequence=entry.sequence,
        kind=entry.kind,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        by=entry.by,
        stage=protocol.stage(entry.stage).title if entry.stage else None,
        facts=entry.facts,
        late_reason=entry.late_reason,
    )


async def move_form(
    desk: Desk, person_id: str, reference: str, move_id: str, target: str
) -> tuple[str, tuple[Field, ...]]:
    """A move's label and what it asks this person for. Raises the refusal that making it would raise."""
    async with desk.store.reading() as work:
        loaded, place = await load_for(work, desk, reference, person_id)
    actor: Actor = place.actor
    asked = fields_of(loaded.case, actor, move_id, target)
    label = next((o.label for o in offers(loaded.case, actor) if o.move.id == move_id and o.target == target), move_id)
    return label, asked


async def find_offer(desk: Desk, person_id: str, reference: str, move_id: str) -> list[Offer]:
    """The offers of one kind of move that somebody has in a dispute."""
    view = await show_dispute(desk, person_id, reference)
    return [offer for offer in view.offers if offer.move.id == move_id]


async def _name(directory: Directory, person_id: str) -> str:
    person = await directory.person(person_id)
    if person is None:
        raise Refusal("unknown-person", "The officer is not in the directory.", "Ask your administrator to look.")
    return person.name
