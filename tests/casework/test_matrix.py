"""Every role, every action, every protocol: allowed to those whom the protocol names, or refused with the reason.

Readers, administrators, other officers and strangers included; the roles are worked out by the desk, as for any press.
"""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress

import pytest

from casework.loading import Loaded, load_for
from casework.parties import Standing
from casework.why_not import why_not
from disputes.case import Actor, Case
from disputes.moves.catalogue import MOVES, fields_of, offers
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from protocols.reading import shipped
from tests.casework.matrix import NOWHERE, Everybody, everybody, who_may

REASONS = frozenset(
    {"not-yours", "no-longer-open", "gate-closed", "too-early", "not-yet", "form-closed", "waiting-period"}
    | {"protocol-ends-here"}
)
"""Every reason for which an action that exists is refused: a new one is added here, and is in words."""

OUTSIDERS = frozenset({"stranger", "ADMIN", "QM"})
PROTOCOLS = shipped()
TRIED_BY_TYPING = 120


@pytest.mark.parametrize("name", PROTOCOLS)
async def test_every_role_every_action(name: str, sqlite_url: str) -> None:
    seen = Counter[str]()
    async with everybody(sqlite_url, PROTOCOLS[name]) as council:
        for reference in council.disputes.values():
            for who, person in council.people.items():
                seen += await _everything_tried(council, who, person, reference)
        await _typed(council)
    assert seen["allowed"] >= 5 * len(PROTOCOLS[name].stages)
    assert seen["refused"] > seen["allowed"]
    assert seen["unknown"] >= 3 * len(council.disputes)


async def _everything_tried(council: Everybody, who: str, person: str, reference: str) -> Counter[str]:
    """What came of each action of somebody in a dispute."""
    seen = Counter[str]()
    known = await _place_of(council, person, reference)
    if known is None:
        assert who in OUTSIDERS or who == f"{council.protocol.officer}#2", who
        return Counter(unknown=1)
    loaded, place = known
    assert who not in ("stranger", "ADMIN")
    if who == "QM":
        assert not place.roles, "a quality manager reads, and acts in nothing by that"
        assert offers(loaded.case, place.actor) == []
    for move in MOVES:
        for target in dict.fromkeys((*move.targets(loaded.case), "", NOWHERE)):
            came = _tried(council.protocol, loaded.case, place.actor, move.id, target)
            seen[came] += 1
            assert came == "refused" or place.roles & set(who_may(loaded.case, move.id, target))
    return seen


def _tried(protocol: Protocol, case: Case, actor: Actor, move: str, target: str) -> str:
    allowed = who_may(case, move, target)
    refusal = _refusal(case, actor, move, target)
    if refusal is not None:
        assert refusal.name in REASONS, (refusal.name, move, target)
        assert refusal.text.endswith((".", "?", "!"))
        assert refusal.next_step.endswith((".", "?", "!"))
        assert all(protocol.knows_rule(rule) for rule in refusal.rules), refusal.rules
        if refusal.name == "not-yours":
            assert allowed
            assert not actor.holds(*allowed)
            assert all(protocol.title_of(role) in refusal.text for role in allowed), "it says whose it is"
        return "refused"
    assert actor.holds(*allowed), f"{move} {target} is nobody's by any rule"
    assert set(allowed) <= protocol.roles.keys()
    known = next(each for each in MOVES if each.id == move).rules(case, target)
    assert all(protocol.knows_rule(rule) for rule in known)
    return "allowed"


def _refusal(case: Case, actor: Actor, move: str, target: str) -> Refusal | None:
    try:
        fields_of(case, actor, move, target)
    except Refusal as refusal:
        return refusal
    return None


async def _place_of(council: Everybody, person: str, reference: str) -> tuple[Loaded, Standing] | None:
    """A dispute and somebody's place in it; None where it is unknown to them, which is all that they hear."""
    async with council.desk.store.reading() as work:
        with suppress(Refusal):
            return await load_for(work, council.desk, reference, person, reading=True)
    with pytest.raises(Refusal) as refused:
        await why_not(council.desk, person, reference, "note")
    assert refused.value.name == "unknown-reference"
    return None


async def _typed(council: Everybody) -> None:
    """What somebody types and isn't offered is explained, too; a chance that is always the same chooses what."""
    chance = random.Random(3)
    for _ in range(TRIED_BY_TYPING):
        who = chance.choice(sorted(council.people))
        person, reference = council.people[who], chance.choice(sorted(council.disputes.values()))
        move = chance.choice(MOVES)
        known = await _place_of(council, person, reference)
        if known is None or any(offer.move is move for offer in offers(known[0].case, known[1].actor)):
            continue
        said = await why_not(council.desk, person, reference, move.id)
        assert said.name in {"only-reading", "no-place-now", "not-yours"}
        assert "isn't open to you" in said.text
        assert said.next_step
