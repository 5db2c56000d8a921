"""`drp letters`, the doctor and the service: a council's own wording is tried before anybody gets it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.letter_room import letter_room
from app.service import Doors, open_service
from app.wiring import open_council
from disputes.refusals import Refusal
from mail.signed_reference import ReferenceSigner

SIGNER = ReferenceSigner(b"k" * 32)


@pytest.fixture
def worded(peopled, root: Path):
    """A council with a folder of its own wording, in which one letter ends otherwise."""
    folder = peopled.folder / "letters" / "kinds"
    folder.mkdir(parents=True)
    shipped = (root / "mail/letters/templates/kinds/ended.jinja").read_text("utf-8")
    (folder / "ended.jinja").write_text(shipped.replace("Thank you for your part in it.", "With thanks."), "utf-8")
    peopled.set("mail", letters='"letters"')
    return peopled


def test_sound_wording_is_said_to_be_so_and_shown(worded, tmp_path: Path) -> None:
    assert "letters can be written, with what is in" in worded.says("letters", "check")
    worded.says("letters", "show", "--out", tmp_path / "own")
    worded.says("letters", "show", "--shipped", "--out", tmp_path / "shipped")
    assert "With thanks." in (tmp_path / "own" / "resolved.txt").read_text("utf-8")
    assert "Thank you for your part in it." in (tmp_path / "shipped" / "resolved.html").read_text("utf-8")
    assert worded.settings.council.name in (tmp_path / "own" / "stage-raised.html").read_text("utf-8")


def test_without_wording_of_its_own_the_shipped_one_is_looked_at(peopled) -> None:
    assert "in the shipped wording" in peopled.says("letters", "check")


def test_broken_wording_is_named_by_the_command_the_doctor_and_the_service_before_it_starts(worded) -> None:
    file = worded.folder / "letters" / "kinds" / "ended.jinja"
    file.write_text("{% macro subject() %}\n{{ v.nothing }}{% endmacro %}", "utf-8")
    said = worded.fails("letters", "check", status=2)
    assert f"{file}, line 2" in said
    assert "docs/how-to/letters.md" in said
    examined = worded.fails("doctor", "--offline", status=1)
    assert "MEND" in examined
    assert f"{file}, line 2" in examined

    async def start() -> None:
        async with open_council(worded.settings) as council:
            doors = Doors(authenticator=None, credentials=None, tenants=frozenset())  # pyright: ignore[reportArgumentType]
            async with open_service(council, doors):
                pass

    with pytest.raises(Refusal) as refusal:
        asyncio.run(start())
    assert f"{file}, line 2" in refusal.value.text


def test_the_doctor_says_that_sound_wording_is_well(worded) -> None:
    assert "can be written with the wording in" in worded.drp("doctor", "--offline").output


def test_letters_lead_back_into_teams_where_there_is_a_bot(peopled) -> None:
    assert letter_room(peopled.settings, SIGNER, practice=False).teams_link == ""
    peopled.set("bot", app_id='"5f3a9c2b-7d1e-4f0a-8b6c-112233445566"')
    room = letter_room(peopled.settings, SIGNER, practice=False)
    assert room.teams_link == "https://teams.microsoft.com/l/chat/0/0?users=28:5f3a9c2b-7d1e-4f0a-8b6c-112233445566"
    assert letter_room(peopled.settings, SIGNER, practice=True).teams_link == ""
