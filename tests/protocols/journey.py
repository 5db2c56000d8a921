"""The generic journey: walks the paths of a protocol on the pure rules, whatever protocol it is, and remembers where.

A place is a stage, its open duties, the gates that are recorded, and what else decides what may be done next. Each is
visited once, so that the walk ends. Time jumps only to the moments that matter: the last second within a limit, the
moment at which it has passed, the day of the meeting.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, fields
from datetime import timedelta

from disputes.case import Actor
from disputes.entries import CLOCK, EntryKind
from disputes.moves.catalogue import offers
from disputes.moves.move import Offer
from disputes.moves.raising import raise_fields
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from tests.disputes.cast import MONDAY, Play
from tests.protocols.answers import answers, by_mail
from tests.protocols.places import moments, place_of
from tests.protocols.soundings import Soundings, is_explained

QUIET = frozenset({"note", "tell", "correct", "hand-over", "ask-more-time", "not-mine", "answer-request"})
"""Moves that lead nowhere else: tried once at each stage, before and after the end."""

_AT_MOST = 4
"""How many times as many places are looked at where something hasn't come alive."""

ENDS = frozenset({"resolve", "end", "withdraw"})


@dataclass
class Walked:
    """What a walk has seen. `whole` says that it left no place out."""

    places: set[Hashable] = field(default_factory=set)
    looked_at: int = 0
    entries: int = 0
    refusals: int = 0
    edges: set[tuple[str, ...]] = field(default_factory=set)
    stages: set[str] = field(default_factory=set)
    gates: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    duties: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    whole: bool = False

    def __str__(self) -> str:
        counts = {"places": len(self.places), "looked at": self.looked_at, "moves": len(self.edges)}
        counts |= {"entries": self.entries, "refusals": self.refusals}
        return ", ".join(f"{count} {what}" for what, count in counts.items())


def never_seen(protocol: Protocol, seen: Walked) -> set[str]:
    """What in a file has had no part in a walk: stages, gates, outside steps, duties begun and duties settled."""
    of_stages = [(f"{stage.id}/{duty.id}", duty) for stage in protocol.stages for duty in stage.duties]
    duties = [*of_stages, *((f"dispute/{duty.id}", duty) for duty in protocol.duties)]
    on = {name for name, duty in duties if not duty.only_if or protocol.reading(duty.only_if[0]) == duty.only_if[1]}
    expected = {
        "stage": ({stage.id for stage in protocol.stages}, seen.stages),
        "gate": (set(protocol.gates), seen.gates),
        "step": ({step.id for step in protocol.outside}, seen.steps),
        "begun": (on, seen.duties),
        "settled": (on, seen.settled),
    }
    return {f"{what} {name}" for what, (there, found) in expected.items() for name in there ^ found}


class Journey:
    """One walk through one protocol.

    It ends once `most` places have been looked at, those that something new led to first and the others by chance, and
    everything in the file has come alive; `closely` tells places apart by what is still to be written down, too.
    """

    def __init__(self, protocol: Protocol, *, most: int, closely: bool = False, seed: int = 7) -> None:
        self.protocol = protocol
        self.most = most
        self.closely = closely
        self.chance = random.Random(seed)
        self.seen = Walked()
        self.soundings = Soundings(protocol)
        self.new: list[Play] = []
        self.known: dict[str, list[Play]] = {}
        self.tried: set[tuple[str, ...]] = set()

    def walk(self) -> Walked:
        """Walks until everything has been seen, or enough."""
        for play in self._beginnings():
            self._arrive(play, "", "raise", play.stage)
        while (self.new or self.known) and (self.seen.looked_at < self.most or self._may_still_come_alive()):
            self.seen.looked_at += 1
            self._look_around(self._next())
        self.seen.whole = not (self.new or self.known)
        return self.seen

    def _may_still_come_alive(self) -> bool:
        """A sample that has missed something by chance goes on, though not for ever."""
        return self.seen.looked_at < _AT_MOST * self.most and bool(never_seen(self.protocol, self.seen))

    def _next(self) -> Play:
        """A place that something new led to, otherwise any: far along or not, and each stage has the same chance."""
        if self.new:
            return self.new.pop(0)
        stage = self.chance.choice(list(self.known))
        places = self.known[stage]
        index = self.chance.choice((-1, self.chance.randrange(len(places))))
        places[index], places[-1] = places[-1], places[index]
        found = places.pop()
        if not places:
            del self.known[stage]
        return found

    # ---------------------------------------------------------------------------------- beginning

    def _beginnings(self) -> Iterator[Play]:
        asked = {field.name for field in raise_fields(self.protocol)}
        reason = {"stage_reason": "It belongs there.", "consulted": "Agreed with it."}
        danger = {"immediate_risk": "yes", "safeguarding": "The duty team was told at once.", "consulted": "Agreed."}
        for stage in self.protocol.stages:
            agreed = {"stage": stage.id, "agreed_on": (MONDAY + timedelta(days=11)).isoformat()}
            for how in ({}, reason, {**reason, "spoke_on": MONDAY.isoformat()}, danger):
                values = {name: value for name, value in {**agreed, **how}.items() if name in asked}
                yield from self._raised(values, brought_in=False)
            yield from self._raised({name: v for name, v in agreed.items() if name in asked}, brought_in=True)

    def _raised(self, values: dict[str, str], *, brought_in: bool) -> Iterator[Play]:
        refused: Refusal | None = None
        try:
            yield Play(self.protocol, raised=MONDAY, clock="10:00", closures=(), brought_in=brought_in, **values)
        except Refusal as refusal:
            refused = refusal
        if refused:
            self.seen.refusals += 1
            is_explained(refused, self.protocol)
            fields = {field.name for field in raise_fields(self.protocol)}
            assert refused.field in {None, *fields}, "what is refused can be put right in the form"

    # ---------------------------------------------------------------------------------- looking around

    def _look_around(self, play: Play) -> None:
        everything = self._offered(play)
        self.soundings.of_place(play, everything)
        self._open_what_is_closed(play, everything)
        self._press_what_is_not_there(play, everything)
        for offer, roles in everything:
            if not offer.closed:
                self._take_up(play, offer, roles)
        self._wait(play)

    @staticmethod
    def _offered(play: Play) -> list[tuple[Offer, tuple[str, ...]]]:
        case = play.case
        anybody = Actor("anybody", frozenset(case.protocol.roles))
        return [(offer, offer.move.who(case, offer.target)) for offer in offers(case, anybody)]

    def _take_up(self, play: Play, offer: Offer, roles: tuple[str, ...]) -> None:
        move, target = offer.move.id, offer.target.split("#")[0]
        if move in QUIET:
            roles = tuple(role for role in roles if self._first(play.stage, play.dispute.status, move, role))
        elif all(not self._first(play.stage, move, target, role) for role in roles):
            roles = (self.chance.choice(roles),)
        for role in roles:
            for values in answers(play, role, move, offer.target):
                self._make(play, role, move, offer.target, values)
        if move in ("respond", "confirm-meeting") and self._first(play.stage, "by mail", target):
            self._answer_by_mail(play, offer.target, roles[0])

    def _make(self, play: Play, role: str, move: str, target: str, values: dict[str, str]) -> None:
        there = branched(play)
        try:
            there.does(role, move, target, at=None, **values)
        except Refusal as refusal:
            self.seen.refusals += 1
            is_explained(refusal, self.protocol)
            assert len(there.entries) == len(play.entries), "a refused move writes nothing"
            return
        self.soundings.of_step(play, there, role, move)
        self._arrive(there, play.stage, move, target.split("#", maxsplit=1)[0])

    def _answer_by_mail(self, play: Play, duty: str, owner: str) -> None:
        there = branched(play)
        sequence = there.reply_arrives(duty)
        self.soundings.of_machine(play, there)
        for values in by_mail(there, sequence):
            self._make(there, self.protocol.officer, "classify-reply", sequence, values)

    def _arrive(self, play: Play, *edge: str) -> None:
        seen = self.seen
        seen.entries += 1
        came_of_it = (*edge, *_came_of(play))
        fresh = came_of_it not in seen.edges
        seen.edges.add(came_of_it)
        self._notice(play)
        place = place_of(play, closely=self.closely)
        if fresh:
            self.new.append(play)
        elif place not in seen.places:
            self.known.setdefault(play.stage, []).append(play)
        seen.places.add(place)

    def _notice(self, play: Play) -> None:
        dispute = play.dispute
        self.seen.stages.add(play.stage)
        self.seen.gates.update(dispute.gates)
        self.seen.steps.update(dispute.steps)
        for duty_id, state in dispute.duties.items():
            name = duty_id.split("#")[0]
            self.seen.duties.add(name)
            if state.discharged_at:
                self.seen.settled.add(name)

    # ---------------------------------------------------------------------------------- what is closed or isn't there

    def _open_what_is_closed(self, play: Play, everything: list[tuple[Offer, tuple[str, ...]]]) -> None:
        """Every closed gate is opened by the move that its refusal names, made by somebody who is offered it."""
        for offer, _ in everything:
            if offer.closed is None or offer.closed.remedy is None:
                continue
            if not self._first(play.stage, "remedy", offer.move.id, offer.target, *offer.closed.remedy):
                continue
            there, left = branched(play), len(self.protocol.gates) + 1
            while (closed := _closed(there, offer)) and closed.remedy and left:
                move, target = closed.remedy
                role = self.soundings.who_can(there, move, target)
                there.does(role, move, target, at=None, **answers(there, role, move, target)[-1])
                left -= 1
            assert closed is None or closed.remedy is None, f"{closed}: its remedy doesn't open it"

    def _press_what_is_not_there(self, play: Play, everything: list[tuple[Offer, tuple[str, ...]]]) -> None:
        """Somebody else's press, and one that comes too late or too early, is refused and explained."""
        for offer, roles in everything:
            others = [role for role in self.protocol.roles if role not in roles]
            if others and self._first(play.stage, "not yours", offer.move.id, offer.target.split("#")[0]):
                self._refused(play, self.chance.choice(others), offer.move.id, offer.target)
            if offer.closed and self._first(play.stage, "closed", offer.move.id, offer.target, offer.closed.name):
                self._refused(play, roles[0], offer.move.id, offer.target)
        if not play.dispute.open and self._first(play.stage, play.dispute.status, "over"):
            for stage in self.protocol.stages:
                self._refused(play, self.protocol.officer, "escalate", stage.id)
                self._refused(play, self.protocol.officer, "enter-higher", stage.id)
            for end in sorted(ENDS):
                self._refused(play, self.protocol.officer, end, "")

    def _refused(self, play: Play, role: str, move: str, target: str) -> None:
        is_explained(branched(play).refuses(role, move, target), self.protocol)
        self.seen.refusals += 1

    def _first(self, *what: str) -> bool:
        fresh = what not in self.tried
        self.tried.add(what)
        return fresh

    # ---------------------------------------------------------------------------------- time

    def _wait(self, play: Play) -> None:
        """Nothing happens by itself until the next moment that matters, and then nobody but a person acts (X3)."""
        coming = moments(play)
        if not coming:
            return
        before, there = branched(play), branched(play)
        before.now = max(play.now, coming[0] - timedelta(seconds=1))
        self.soundings.of_waiting(play, before)
        there.now = coming[0]
        late = [state for state in there.dispute.open_duties if state.overdue(there.now) and not state.lapsed_at]
        for state in late:
            there.happens(EntryKind.LAPSED, state.duty.id, by=CLOCK)
        self.soundings.of_machine(play, there)
        self._arrive(there, play.stage, "wait", ",".join(sorted(s.duty.id.split("#")[0] for s in late)))


def branched(play: Play) -> Play:
    """The same dispute, free to go another way."""
    other = copy.copy(play)
    other.entries = list(play.entries)
    dispute = copy.copy(play.dispute)
    for each in fields(dispute):
        value = getattr(dispute, each.name)
        if isinstance(value, list | dict | set):
            setattr(dispute, each.name, copy.copy(value))
    dispute.visits = [copy.copy(visit) for visit in dispute.visits]
    dispute.duties = {name: copy.copy(state) for name, state in dispute.duties.items()}
    for state in dispute.duties.values():
        state.answered_by = set(state.answered_by)
    other.dispute = dispute
    return other


def _closed(play: Play, offer: Offer) -> Refusal | None:
    again = offers(play.case, Actor("anybody", frozenset(play.protocol.roles)))
    return next((o.closed for o in again if (o.move, o.target) == (offer.move, offer.target)), None)


def _came_of(play: Play) -> Iterator[str]:
    """What the last entry settled or opened, and how many of those who decide together have answered."""
    entry = play.entries[-1]
    for duty in entry.effects.discharges:
        yield f"settles {duty.split('#')[0]}"
    for gate in entry.effects.opens_gates:
        yield f"opens {gate}"
    for duty in entry.effects.answers:
        if play.dispute.duties[duty].duty.together:
            yield f"{len(play.dispute.duties[duty].answered_by)} answered"
