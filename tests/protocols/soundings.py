"""What has to be true at every place of the generic journey, and after every step of it."""

from __future__ import annotations

from disputes.dispute import fold
from disputes.duties import WRITTEN_DOWN
from disputes.entries import Entry, EntryKind, Status
from disputes.kinds import DutyKind, GateKind
from disputes.marker import marker_of
from disputes.moves.catalogue import MOVES, offers
from disputes.moves.move import Offer
from disputes.moves.progressing import unresolved
from disputes.notices import ADMINISTRATOR, PLUMBING, NoticeDraft, NoticeKind
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.rules import Basis
from disputes.stage import NoticeRule
from disputes.working_days import london_date
from tests.disputes.cast import Play, roles

Offered = list[tuple[Offer, tuple[str, ...]]]

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

AFTER_THE_END = frozenset(
    {"fulfil", "tell", "note", "correct", "hand-over", "classify-reply", "authorise", "record-occasion"}
)
RISING = ("escalate", "enter-higher")


def is_explained(refusal: Refusal, protocol: Protocol) -> None:
    """A refusal says in a sentence what is wrong, and in another what to do; its rules are the protocol's."""
    assert refusal.name
    assert refusal.text[0].isupper() or refusal.text.startswith('"'), refusal.text
    assert refusal.text.endswith("."), refusal.text
    assert refusal.next_step.endswith("."), refusal.next_step
    assert all(protocol.knows_rule(rule) for rule in refusal.rules), refusal.rules
    if refusal.remedy:
        assert refusal.remedy[0] in {move.id for move in MOVES}, refusal.remedy


class Soundings:
    """The invariants of one protocol."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol

    # ---------------------------------------------------------------------------------- at a place

    def of_place(self, play: Play, everything: Offered) -> None:
        """Whoever owes something can be rid of it, every refusal is explained, and there is a way on."""
        for offer, _ in everything:
            assert offer.label
            if offer.closed:
                is_explained(offer.closed, self.protocol)
        for state in play.dispute.open_duties:
            self._is_owed_by_somebody(state.duty.id, play, everything)
        if play.dispute.open:
            self._has_a_way_on(play, everything)
        else:
            over = {offer.move.id for offer, _ in everything} - AFTER_THE_END
            assert not over, f"{over} still offered after the end"
        assert fold(play.entries) == play.dispute, "the record alone says how it stands"

    def _is_owed_by_somebody(self, duty_id: str, play: Play, everything: Offered) -> None:
        duty = play.dispute.duties[duty_id].duty
        assert duty.owners, duty_id
        assert set(duty.owners) <= self.protocol.roles.keys(), duty_id
        assert duty.rules, duty_id
        move = SETTLED_BY[duty.kind]
        ways = [who for offer, who in everything if offer.move.id == move and offer.target in (duty_id, "")]
        if move in ("give-intent", "take-step"):
            ways = [who for offer, who in everything if offer.move.id == move]
        for owner in duty.owners:
            assert any(owner in who for who in ways), f"the {owner} can't be rid of {duty_id}"
        assert play.dispute.open or duty.kind in WRITTEN_DOWN | {DutyKind.AUTHORISE}, "no clock outlives the dispute"

    def _has_a_way_on(self, play: Play, everything: Offered) -> None:
        open_now = {offer.move.id for offer, _ in everything if not offer.closed}
        assert "resolve" in open_now, "the officer can always say that it is resolved (G2)"
        above = self.protocol.after(play.stage)
        if above is None:
            assert "end" in open_now, "the top has a way out"
            return
        up = [offer for offer, _ in everything if offer.target == above.id and offer.move.id in RISING]
        assert up, "nobody can take it up"
        for offer in up:
            if offer.closed and offer.closed.remedy:
                assert self.who_can(play, *offer.closed.remedy)
        ways = [offer for offer in up if not offer.closed or offer.closed.remedy]
        assert ways, f"no way up from {play.stage}"

    def who_can(self, play: Play, move: str, target: str) -> str:
        """Somebody to whom a remedy is offered, open."""
        for role in self.protocol.roles:
            for offer in offers(play.case, play.actor(role)):
                if (offer.move.id, offer.target) == (move, target) and not offer.closed:
                    return role
        raise AssertionError(f"{move} {target} is named as the way out at {play.stage}, and nobody is offered it")

    # ---------------------------------------------------------------------------------- after a step

    def of_step(self, before: Play, after: Play, role: str, move: str) -> None:
        """The entry, its notices and its clocks are what the protocol's data say."""
        entry = after.entries[-1]
        assert entry.happened_at <= entry.recorded_at
        for draft in after.notices:
            self._has_rules(draft)
        self._tells_whom_it_must(before, after, entry)
        self._has_passed_its_gates(before, entry)
        self._keeps_its_clocks(before, after)
        if entry.effects.status:
            assert role == self.protocol.officer, "nobody but the officer ends a dispute (G2)"
        if not before.dispute.open:
            assert after.dispute.status is before.dispute.status, "an ended dispute stays so"
            assert after.dispute.visits == before.dispute.visits
            assert not any(d.kind not in WRITTEN_DOWN for d in entry.effects.starts)
        if move == "acknowledge":
            assert not entry.effects.answers + entry.effects.discharges, "acknowledging isn't answering (B13)"

    def of_machine(self, before: Play, after: Play) -> None:
        """A clock or a mailbox says something: nothing of the dispute changes (X3, X5)."""
        assert _standing(after) == _standing(before)
        self._keeps_its_clocks(before, after)

    def of_waiting(self, before: Play, after: Play) -> None:
        """Until a limit passes, everybody is offered what they were offered."""
        assert _standing(after) == _standing(before)
        for role in self.protocol.roles:
            then, now = (
                [(o.move.id, o.target, o.closed and o.closed.name) for o in offers(play.case, play.actor(role))]
                for play in (before, after)
            )
            assert then == now, f"what the {role} may do changed before its moment"

    def _has_rules(self, draft: NoticeDraft) -> None:
        assert draft.to, "a notice that nobody is asked to read"
        for addressee in (*draft.to, *draft.copies):
            keepers = {ADMINISTRATOR} if draft.kind in PLUMBING else set[str]()
            assert addressee.role in {*self.protocol.roles, *keepers}
            assert self.protocol.knows_rule(addressee.rule), f"{addressee} gets it by no rule"
            rule = self.protocol.rule(addressee.rule)
            assert rule.quote or rule.silent or rule.basis is not Basis.DOCUMENT, f"{rule.id} has no words to show"

    def _tells_whom_it_must(self, before: Play, after: Play, entry: Entry) -> None:
        effects, notices = entry.effects, after.notices
        if effects.opens_stage:
            stage = self.protocol.stage(effects.opens_stage)
            kinds = (NoticeKind.STAGE_RAISED, NoticeKind.BROUGHT_IN)
            _covers([d for d in notices if d.kind in kinds], stage.notices)
            clocks = {d.duty for d in notices if d.kind in kinds} - {None}
            assert clocks <= after.dispute.duties.keys(), "the notice names a duty that there is"
        if entry.kind is EntryKind.INTENT_GIVEN:
            gate = self.protocol.gates[effects.opens_gates[0]]
            _covers([d for d in notices if d.kind is NoticeKind.INTENT], _some(gate.notice))
        if entry.kind is EntryKind.COMPRESSED and self.protocol.court:
            _covers([d for d in notices if d.kind is NoticeKind.COURT], _some(self.protocol.court.notice))
        if entry.kind is EntryKind.OCCASION:
            occasion = next(o for o in self.protocol.occasions if o.id == entry.values["occasion"])
            _covers([d for d in notices if d.kind is NoticeKind.OCCASION], _some(occasion.notice))
        if effects.status:
            told = {role for draft in notices for role in (*roles(draft.to), *roles(draft.copies))}
            reached = [self.protocol.stage(visit.stage) for visit in before.dispute.visits]
            must = {role for stage in reached for rule in stage.notices for role in _required(rule)}
            assert told >= must, f"{must - told} were told of it, and aren't told how it ended (LD1)"
        for duty in effects.starts:
            assert duty.owners, duty.id

    def _has_passed_its_gates(self, before: Play, entry: Entry) -> None:
        protocol, gates, effects = self.protocol, before.dispute.gates, entry.effects
        if effects.opens_stage and before.dispute.visits:
            for gate in self.protocol.stage(effects.opens_stage).gates:
                assert gate in gates, f"{effects.opens_stage} opened past its gate {gate}"
            if entry.kind is EntryKind.ENTERED_HIGHER and not self._in_anothers_place(before, effects.opens_stage):
                assert self.protocol.bypass_gate in {None, *gates}, "went past a stage without consulting (C36)"
        if entry.kind is EntryKind.REFERRED and "reason" not in entry.values:
            step = next(step for step in self.protocol.outside if step.id == entry.values["step"])
            from_now = protocol.position(before.stage) >= protocol.position(step.from_stage)
            for gate in (*step.gates, *(() if from_now else step.early_gates)):
                if self.protocol.gates[gate].kind is GateKind.INTENT:
                    assert step.id in before.dispute.intended, f"{step.id} was taken before notice of it"
                else:
                    assert gate in gates, f"{step.id} was taken past its gate {gate}"
        if entry.kind is EntryKind.COMPRESSED and self.protocol.court:
            assert self.protocol.court.gate in gates, "shortened for court without consulting"

    def _in_anothers_place(self, before: Play, stage: str) -> bool:
        """The officer does what the next stage's raiser won't, and so goes past nothing (HA8)."""
        above = self.protocol.after(before.stage)
        if above is None or above.id != stage or above.raised_by == self.protocol.officer:
            return False
        return unresolved(before.case)

    def _keeps_its_clocks(self, before: Play, after: Play) -> None:
        protocol, then, now = self.protocol, before.dispute, after.dispute
        for duty_id, state in then.duties.items():
            assert now.duties[duty_id].duty == state.duty, "no clock is ever restarted"
            assert not (state.discharged_at and not now.duties[duty_id].discharged_at), "done stays done"
        ladder = [protocol.position(visit.stage) for visit in now.visits]
        assert ladder == sorted(set(ladder)), "a dispute goes up, never down or round"
        opened = [visit.opened_at for visit in now.visits]
        assert opened == sorted(opened)
        for state in now.duties.values():
            assert state.duty.due is None or state.duty.due >= london_date(state.duty.issued_at)
            assert not (state.discharged_at and state.superseded_at), "done, or no longer owed; never both"
        marked = marker_of(then, protocol, before.calendar)
        assert marked is None or marked == marker_of(now, protocol, after.calendar), "the marker never moves (G1)"


def _standing(play: Play) -> tuple[str, Status, list[str], set[str]]:
    dispute = play.dispute
    return play.stage, dispute.status, [state.duty.id for state in dispute.open_duties], set(dispute.gates)


def _some(rule: NoticeRule | None) -> tuple[NoticeRule, ...]:
    return (rule,) if rule else ()


def _required(rule: NoticeRule) -> set[str]:
    return {addressee.role for addressee in (*rule.to, *rule.copies)}


def _covers(drafts: list[NoticeDraft], rules: tuple[NoticeRule, ...]) -> None:
    """Each of the protocol's notices goes out once, to its addressees, with every copy and alert (X6, C6)."""
    assert len(drafts) == len(rules)
    for draft, rule in zip(drafts, rules, strict=True):
        assert draft.to == rule.to, "To is as the protocol says"
        copied = {(addressee.role, addressee.rule) for addressee in draft.copies if not addressee.alert}
        alerted = {(addressee.role, addressee.rule) for addressee in draft.copies if addressee.alert}
        assert copied >= {(a.role, a.rule) for a in rule.copies}, "a required copy is missing (X6)"
        assert alerted == {(a.role, a.rule) for a in rule.alerts}, "an alert is missing (C6)"
