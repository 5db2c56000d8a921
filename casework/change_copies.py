"""The officer's changes to who gets a copy, applied to a move or a raising before it is shown and written (X6)."""

from __future__ import annotations

from dataclasses import replace

from casework.find_person import find_person
from casework.ports import Directory
from disputes.case import Actor, Decision
from disputes.copies import CopyChanges, may_change, reason_in, with_added, without_copies
from disputes.fields import Fact
from disputes.notices import Notice, Recipient
from disputes.protocol import Protocol
from disputes.refusals import Refusal

MOST_ADDED = 10
"""Copies added to one message: more of them wouldn't fit on a card, nor were they meant."""


def leave_out(protocol: Protocol, actor: Actor, decision: Decision, changes: CopyChanges) -> Decision:
    """The decision without the copies that are left out. Refuses what a rule requires, and whose it isn't to change."""
    if (changes.added or changes.left_out) and not may_change(protocol, actor):
        raise Refusal(
            "not-yours",
            f"Copies are changed by the {protocol.title_of(protocol.officer)} or whoever raises the stage.",
            "Tell them who should get a copy, and why.",
            rules=("X6",),
        )
    return without_copies(protocol, decision, changes.left_out)


async def add(
    directory: Directory, decision: Decision, notices: tuple[Notice, ...], changes: CopyChanges, by: str
) -> tuple[Decision, tuple[Notice, ...]]:
    """The decision and its notices with the copies that are added; `by` is the name of whoever adds them."""
    if len(changes.added) > MOST_ADDED:
        raise Refusal(
            "too-many-copies",
            f"At most {MOST_ADDED} copies can be added to one message.",
            "Confirm it with these, or go back and change it.",
            rules=("X6",),
            field="person",
        )
    for each in changes.added:
        person = await find_person(directory, each.person, "person")
        reason = reason_in(each.because)
        recipient = Recipient(person=person.id, roles=(), added_by=by, because=reason)
        notices = with_added(notices, recipient, person.name)
        decision = replace(decision, facts=(*decision.facts, Fact(f"Copy added for {person.name}, because", reason)))
    return decision, notices
