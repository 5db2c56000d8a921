"""Use case: the files that came by mail and were filed to a dispute, with what was refused and why."""

from __future__ import annotations

from dataclasses import dataclass

from casework.desk import Desk
from casework.loading import load, load_for
from casework.ports import ListedFile
from disputes.refusals import Refusal, unknown_reference


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedFile:
    """A file of a dispute; its number is its place among them, the oldest being 1."""

    number: int
    listed: ListedFile


async def list_files(desk: Desk, person_id: str | None, reference: str) -> list[NumberedFile]:
    """The files of a dispute, oldest first, for whoever may read it; None is the command line."""
    async with desk.store.reading() as work:
        if person_id is not None:
            await load_for(work, desk, reference, person_id, reading=True)
        elif await load(work, desk, reference) is None:
            raise unknown_reference(reference)
        found = await work.mail.files_of(reference)
    return [NumberedFile(number=number, listed=listed) for number, listed in enumerate(found, 1)]


async def read_file(desk: Desk, person_id: str | None, reference: str, number: int) -> tuple[NumberedFile, bytes]:
    """One file with its content. Refuses a number that there isn't, and a file that wasn't taken."""
    files = await list_files(desk, person_id, reference)
    wanted = next((file for file in files if file.number == number), None)
    if wanted is None:
        raise Refusal("no-such-file", f"{reference} has no file {number}.", f'See "drp mail files {reference}".')
    listed = wanted.listed
    async with desk.store.reading() as work:
        content = await work.mail.file_content(listed.mail, listed.position)
    if content is None:
        raise Refusal(
            "not-taken",
            f"File {number} of {reference} was not taken. {listed.file.refused or ''}".strip(),
            "It is in the mail itself, in the shared mailbox.",
        )
    return wanted, content
