"""Use case: why a move isn't offered to somebody: it has no place as things stand, or it is somebody else's."""

from __future__ import annotations

from casework.desk import Desk
from casework.loading import load_for
from disputes.moves.catalogue import move_named
from disputes.refusals import Refusal


async def why_not(desk: Desk, person_id: str, reference: str, move_id: str) -> Refusal:
    """The reason in words. Raises the refusal of whoever may not read the dispute."""
    async with desk.store.reading() as work:
        loaded, place = await load_for(work, desk, reference, person_id, reading=True)
    case, move = loaded.case, move_named(move_id)
    where = f"at {case.stage.title}" if loaded.dispute.open else f"now that it is {loaded.dispute.status.value}"
    see = f"Type “status {reference}” to see what is open."
    if not place.roles:
        text = f"“{move.title}” isn't open to you: you may read {reference}, and you have no role in it."
        return Refusal("only-reading", text, "Tell its officer, if something should be done.")
    target = next(iter(move.targets(case)), None)
    if target is None:
        text = f"“{move.title}” isn't open to you: it has no place in {reference} {where}."
        return Refusal("no-place-now", text, see)
    roles = move.who(case, target)
    titles = " or ".join(f"the {loaded.protocol.title_of(role)}" for role in roles)
    text = f"“{move.title}” isn't open to you in {reference} {where}: it is for {titles}."
    return Refusal("not-yours", text, f"Tell them, or {see[0].lower()}{see[1:]}", rules=move.rules(case, target))
