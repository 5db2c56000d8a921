"""Finding somebody of the directory by what a person types: an e-mail address, or a name."""

from __future__ import annotations

from casework.ports import Directory, Person
from disputes.refusals import Refusal


async def find_person(directory: Directory, named: str, field: str) -> Person:
    """The one person who is meant. Refuses nobody and several, about the field that they were entered in."""
    found = await people_named(directory, named)
    if len(found) == 1:
        return found[0]
    said = f"“{named.strip()}”"
    if found:
        addresses = " or ".join(person.email for person in found)
        raise Refusal("several-people", f"{said} is more than one person.", f"Enter {addresses}.", field=field)
    raise Refusal(
        "not-in-directory",
        f"{said} isn't in the directory.",
        "Enter their e-mail address, or ask your administrator to add them.",
        field=field,
    )


async def people_named(directory: Directory, named: str) -> list[Person]:
    """Everybody of this e-mail address or, if nobody has it, of this name, in any case."""
    wanted = " ".join(named.split()).casefold()
    if not wanted:
        return []
    person = await directory.by_email(wanted)
    if person:
        return [person]
    people, _ = await directory.everything()
    return [each for each in people if " ".join(each.name.split()).casefold() == wanted]
