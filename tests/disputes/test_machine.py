"""Any role makes any move at any later time: whatever happens, the dispute stays whole.

A small search in every run, always the same one; a large one that always differs among the soak tests.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from disputes import duties
from disputes.dispute import fold
from disputes.duties import WRITTEN_DOWN
from disputes.entries import CLOCK, MAILBOX, Duty, Entry, EntryKind, Status
from disputes.fields import Field, FieldKind
from disputes.kinds import DutyKind, GateKind, Unresolved
from disputes.moves.catalogue import MOVES, fields_of, offers
from disputes.moves.raising import raise_fields
from disputes.notices import ADMINISTRATOR, PLUMBING, NoticeKind
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.working_days import london_date
from protocols.reading import shipped
from tests.disputes.cast import ANYTHING, MONDAY, Play, bradford, reading_as

PROTOCOLS: Mapping[str, Protocol] = {
    **shipped(),
    "waiting": reading_as(reading_as(bradford(), "BA1", "waiting"), "BA1-notice", "within-3-days-of-meeting"),
}
SETTLED_BY = {
    DutyKind.RESPOND: "respond",
    DutyKind.COMPLETE_ACTIONS: "respond",
    DutyKind.CONFIRM_MEETING_DATE: "confirm-meeting",
    DutyKind.HOLD_MEETING: "record-meeting",
    DutyKind.GIVE_INTENT: "give-intent",
    DutyKind.ACT_ON_INTENT: "take-step",
    DutyKind.AUTHORISE: "authorise",
    **dict.fromkeys(WRITTEN_DOWN, "fulfil"),
}
"""The move by which whoever owes a duty can be rid of it."""

PROMISED = (DutyKind.HOLD_MEETING, DutyKind.COMPLETE_ACTIONS)
DATED_BY_THEMSELVES = (EntryKind.REPLY_CLASSIFIED, EntryKind.MEETING_HELD)
COURSE = ("respond", "confirm-meeting", "record-meeting", "escalate", "give-intent", "take-step")
ENDS = ("resolve", "withdraw", "end")
FROM_MACHINES = (EntryKind.AUTO_REPLY_FILED, EntryKind.BOUNCED, EntryKind.DELIVERED, EntryKind.UNDELIVERED)
TEXTS = st.sampled_from([ANYTHING, "", " ", "two\nlines", "2", "0", "x" * 4001, "Zoë: 100 % <b>not</b> done"])


class AnyDispute(RuleBasedStateMachine):
    """One dispute under one of the protocols, played by whoever the search comes up with."""

    play: Play
    seen: dict[str, Duty]

    @initialize(data=st.data(), protocol=st.sampled_from(sorted(PROTOCOLS)), brought_in=st.booleans())
    def raise_it(self, data: st.DataObject, protocol: str, brought_in: bool) -> None:
        found = PROTOCOLS[protocol]
        stage = data.draw(st.sampled_from([stage.id for stage in found.stages]))
        given = {"stage": stage, "stage_reason": "It belongs there.", "consulted": "Yes.", "agreed_on": "2026-04-10"}
        asked = {field.name for field in raise_fields(found)}
        values = {name: value for name, value in given.items() if name in asked}
        self.seen = {}
        refusal: Refusal | None = None
        try:
            self.play = Play(found, raised=MONDAY, clock="10:00", closures=(), brought_in=brought_in, **values)
        except Refusal as refused:
            refusal = refused
            self.play = Play(found)
        assert refusal is None or refusal.field in (None, *asked), "what is refused can be put right in the form"

    @rule(hours=st.one_of(st.integers(0, 8), st.integers(24, 24 * 12)))
    def time_passes(self, hours: int) -> None:
        self.play.later(hours=hours)

    @rule(data=st.data())
    def somebody_takes_up_an_offer(self, data: st.DataObject) -> None:
        offered: dict[str, list[tuple[str, str]]] = {}
        for role in self.play.protocol.roles:
            for offer in offers(self.play.case, self.play.actor(role)):
                offered.setdefault(offer.move.id, []).append((role, offer.target))
        move = data.draw(st.sampled_from(sorted(offered) or [""]))
        if move in ENDS and data.draw(st.integers(0, 4)):
            return  # most disputes should live long enough to see something
        if move:
            role, target = data.draw(st.sampled_from(offered[move]))
            self._tries(data, role, move, target)

    @rule(data=st.data(), hours=st.sampled_from([1, 24, 24 * 9]))
    def the_dispute_takes_its_course(self, data: st.DataObject, hours: int) -> None:
        self.play.later(hours=hours)
        ahead = [
            (role, offer.move.id, offer.target)
            for role in self.play.protocol.roles
            for offer in offers(self.play.case, self.play.actor(role))
            if offer.move.id in COURSE and not offer.closed
        ]
        if ahead:
            self._tries(data, *data.draw(st.sampled_from(ahead)))

    @rule(data=st.data())
    def somebody_presses_anything(self, data: st.DataObject) -> None:
        case = self.play.case
        known = [*case.dispute.duties, *(stage.id for stage in case.protocol.stages), *case.protocol.gates, "", "9"]
        role = data.draw(st.sampled_from(sorted(case.protocol.roles)))
        move = data.draw(st.sampled_from([move.id for move in MOVES]))
        self._tries(data, role, move, data.draw(st.sampled_from(known)))

    @rule(data=st.data())
    def a_reply_arrives(self, data: st.DataObject) -> None:
        self.play.reply_arrives(data.draw(st.sampled_from([None, *self.play.dispute.duties])))

    @rule(data=st.data(), kind=st.sampled_from(FROM_MACHINES))
    def a_machine_says_something(self, data: st.DataObject, kind: EntryKind) -> None:
        before = self._standing()
        self.play.happens(kind, data.draw(st.sampled_from([None, *self.play.dispute.duties])), by=MAILBOX)
        assert self._standing() == before, "a machine's message changes nothing (X5)"

    @precondition(lambda self: any(s.overdue(self.play.now) and not s.lapsed_at for s in self.play.dispute.open_duties))
    @rule()
    def a_limit_passes(self) -> None:
        before = self._standing()
        late = next(s for s in self.play.dispute.open_duties if s.overdue(self.play.now) and not s.lapsed_at)
        self.play.happens(EntryKind.LAPSED, late.duty.id, by=CLOCK)
        assert self._standing() == before, "nothing escalates by itself (X3)"
        officer = self.play.actor(self.play.protocol.officer)
        assert offers(self.play.case, officer), "the officer can do something about it"

    def _standing(self) -> tuple[str, Status, list[str]]:
        dispute = self.play.dispute
        return dispute.visit.stage, dispute.status, [state.duty.id for state in dispute.open_duties]

    def _tries(self, data: st.DataObject, role: str, move: str, target: str) -> None:
        play = self.play
        actor = play.actor(role)
        before, silent, answered = self._standing(), self._silent(), self._answered()
        try:
            asked = fields_of(play.case, actor, move, target)
            play.does(role, move, target, at=None, **self._values(data, asked))
        except Refusal as refusal:
            self._is_explained(refusal)
            assert self._standing() == before, "a refused move changes nothing"
            return
        self._is_sound(play.entries[-1], role, silent=silent, answered=answered)

    def _values(self, data: st.DataObject, asked: tuple[Field, ...]) -> dict[str, str]:
        return {
            field.name: data.draw(self._of(field), field.name) for field in asked if not data.draw(st.integers(0, 2))
        }

    def _of(self, field: Field) -> st.SearchStrategy[str]:
        today = london_date(self.play.now)
        match field.kind:
            case FieldKind.DATE:
                return st.integers(-12, 40).map(lambda days: today.fromordinal(today.toordinal() + days).isoformat())
            case FieldKind.CHOICE | FieldKind.YES_NO:
                return st.sampled_from([choice.value for choice in field.options])
            case FieldKind.CHOICES:
                values = [choice.value for choice in field.options]
                return st.lists(st.sampled_from(values), min_size=1, max_size=3).map(",".join)
            case FieldKind.LINE | FieldKind.TEXT:
                return TEXTS

    def _silent(self) -> bool:
        case = self.play.case
        return any(
            state.overdue(case.now) and (not state.answered_at or state.duty.kind is DutyKind.COMPLETE_ACTIONS)
            for state in case.dispute.open_duties
            if state.duty.stage == case.stage.id and (state.duty.clock or state.duty.kind in PROMISED)
        )

    def _answered(self) -> bool:
        visit = self.play.dispute.visit
        needed = {Unresolved.RESPONSE: visit.responded_at, Unresolved.MEETING: visit.meeting_held_at}
        return bool(needed.get(self.play.case.stage.unresolved_after, True))

    def _is_explained(self, refusal: Refusal) -> None:
        assert refusal.name
        assert refusal.text[0].isupper() or refusal.text.startswith('"'), refusal.text
        assert refusal.next_step.endswith("."), refusal.next_step
        assert all(self.play.protocol.knows_rule(rule_id) for rule_id in refusal.rules), refusal.rules

    def _is_sound(self, entry: Entry, role: str, *, silent: bool, answered: bool) -> None:
        protocol, effects = self.play.protocol, entry.effects
        if entry.kind is EntryKind.ESCALATED and "reasons" in entry.values:
            reasons = entry.values["reasons"].split(",")
            assert silent or "silence" not in reasons, "silence must be true of the record (X4)"
            assert answered or "dissatisfaction" not in reasons, "dissatisfaction must be, too (X4)"
        if effects.status:
            assert role == protocol.officer, "nobody but the officer ends a dispute (G2)"
        if effects.opens_stage:
            stage = protocol.stage(effects.opens_stage)
            raised = [draft for draft in self.play.notices if draft.kind is NoticeKind.STAGE_RAISED]
            told = [(d.to, tuple(a for a in d.copies if not a.alert)) for d in raised]
            assert told == [(n.to, n.copies) for n in stage.notices], "copies (X6)"
            alerted = [{a.role for a in d.copies if a.alert} for d in raised]
            assert alerted == [{a.role for a in n.alerts} for n in stage.notices], "alerts (C6)"
        if entry.kind is EntryKind.ACKNOWLEDGED:
            assert not effects.answers, "acknowledging isn't answering (B13)"
            assert not effects.discharges, "acknowledging isn't answering (B13)"
        if entry.kind is EntryKind.REFERRED and "reason" not in entry.values:
            step = next(step for step in protocol.outside if step.id == entry.values["step"])
            if any(protocol.gates[gate].kind is GateKind.INTENT for gate in step.gates):
                assert step.id in self.play.dispute.intended, "notice comes first (B32)"
        for draft in self.play.notices:
            assert draft.to, "a notice without anybody to read it"
            for addressee in (*draft.to, *draft.copies):
                keepers = {ADMINISTRATOR} if draft.kind in PLUMBING else set[str]()
                assert addressee.role in {*protocol.roles, *keepers}
                assert protocol.knows_rule(addressee.rule), addressee

    @invariant()
    def somebody_can_move_or_it_has_ended(self) -> None:
        dispute, protocol = self.play.dispute, self.play.protocol
        everything = [o for role in protocol.roles for o in offers(self.play.case, self.play.actor(role))]
        to_officer = offers(self.play.case, self.play.actor(protocol.officer))
        moves = {offer.move.id for offer in to_officer if not offer.closed}
        if not dispute.open:
            assert moves <= {"fulfil", "tell", "note", "correct", "hand-over", "classify-reply", "record-occasion"}
            return
        assert "resolve" in moves
        above = protocol.after(dispute.visit.stage)
        if above is None:
            assert "end" in moves, "out"
            return
        up = [
            offer for offer in everything if offer.target == above.id and offer.move.id in ("escalate", "enter-higher")
        ]
        remedies = {offer.closed.remedy[0] for offer in up if offer.closed and offer.closed.remedy}
        assert any(not offer.closed for offer in up) or remedies & {o.move.id for o in everything if not o.closed}, "up"

    @invariant()
    def every_duty_has_an_owner_who_can_be_rid_of_it(self) -> None:
        for state in self.play.dispute.open_duties:
            assert state.duty.owners
            for owner in state.duty.owners:
                offered = offers(self.play.case, self.play.actor(owner))
                assert SETTLED_BY[state.duty.kind] in {offer.move.id for offer in offered}, state.duty.id
            if not self.play.dispute.open:
                kept = {*WRITTEN_DOWN, DutyKind.AUTHORISE}
                assert state.duty.kind in kept, "no clock outlives the dispute"

    @invariant()
    def acknowledged_is_not_discharged(self) -> None:
        met = {
            (stage.id, rule.id) for stage in self.play.protocol.stages for rule in stage.duties if rule.met_by_meeting
        }
        for state in self.play.dispute.duties.values():
            duty = state.duty
            if duty.kind in {DutyKind.RESPOND, DutyKind.COMPLETE_ACTIONS} and (duty.stage, duty.rule_id) not in met:
                assert state.answered_at or not state.discharged_at
            assert not (state.discharged_at and state.superseded_at), "done, or no longer owed; never both"

    @invariant()
    def clocks_never_move_backwards(self) -> None:
        protocol, dispute = self.play.protocol, self.play.dispute
        ladder = [protocol.position(visit.stage) for visit in dispute.visits]
        assert ladder == sorted(set(ladder)), "a dispute goes up, never down or round"
        opened = [london_date(visit.opened_at) for visit in dispute.visits]
        assert opened == sorted(opened)
        for duty_id, state in dispute.duties.items():
            assert self.seen.setdefault(duty_id, state.duty) == state.duty, "no clock is ever restarted"
            if state.duty.due:
                assert state.duty.due >= london_date(state.duty.issued_at)
            for ended in (state.discharged_at, state.superseded_at, state.answered_at, state.acknowledged_at):
                assert ended is None or london_date(ended) >= london_date(state.duty.issued_at), duty_id

    @invariant()
    def what_happened_earlier_says_why_it_is_written_only_now(self) -> None:
        entry = self.play.entries[-1]
        assert entry.happened_at <= entry.recorded_at
        if entry.kind not in DATED_BY_THEMSELVES and london_date(entry.happened_at) < london_date(entry.recorded_at):
            assert entry.late_reason

    def teardown(self) -> None:
        if hasattr(self, "play"):
            assert fold(self.play.entries) == self.play.dispute, "the record alone says how it stands"


SMALL = settings(
    max_examples=80,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

TestAnyDispute = AnyDispute.TestCase
TestAnyDispute.settings = SMALL


@pytest.mark.soak
class TestManyDisputes(AnyDispute.TestCase):
    settings = settings(SMALL, max_examples=3000, stateful_step_count=60, derandomize=False, phases=list(Phase))


def test_every_kind_of_duty_can_be_settled_by_some_move() -> None:
    assert set(SETTLED_BY) == set(DutyKind)
    assert set(SETTLED_BY.values()) <= {move.id for move in MOVES}
    assert set(duties.DUTY_TITLES) == set(DutyKind)
