"""What a notice says to somebody who is no party: who holds which role, and nothing of the case."""

from __future__ import annotations

from casework.find_person import people_named
from casework.loading import Loaded
from casework.parties import title_of
from casework.ports import Directory
from disputes.entries import Entry
from disputes.fields import Fact
from disputes.notices import Notice, NoticeKind


async def plumbing_facts(directory: Directory, loaded: Loaded, entry: Entry, notice: Notice) -> tuple[Fact, ...]:
    """The facts of a notice without case text. Whom somebody named is only told if the directory knows them."""
    if notice.kind is not NoticeKind.CHECK_DIRECTORY:
        return entry.facts
    state = loaded.dispute.duties.get(notice.duty or "")
    owners = state.duty.owners if state else ()
    said = entry.values.get("whose", "")
    meant = await people_named(directory, said)
    named = " or ".join(f"{person.name} <{person.email}>" for person in meant)
    return (
        Fact("Role", " and ".join(title_of(loaded.protocol, role) for role in owners)),
        Fact("Team", loaded.dispute.opening.team),
        Fact("Who says that it isn't theirs", entry.by.name),
        Fact("Whose it is, as they say", named or ("Somebody who isn't in the directory" if said else "Not said")),
    )
