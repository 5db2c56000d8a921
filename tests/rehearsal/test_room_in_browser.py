"""The practice room in a real browser: every guided scenario with real clicks, axe, a phone, a keyboard alone.

Screenshots are kept in build/screenshots; they are for looking at.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.driver import Browser

SCRIPTS = Path(__file__).parent / "browser"
ROOM, STORIES = SCRIPTS / "room.mjs", SCRIPTS / "stories.mjs"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/practice")

pytestmark = pytest.mark.xdist_group("room")


class Room:
    """`drp rehearse` on any port, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._command = [sys.executable, "-m", "app", "rehearse", "--folder", str(folder), "--port", "0"]
        self.start()

    def start(self) -> None:
        """Starts it, and reads the address that it prints."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
        assert self._process.stdout is not None
        found = next(filter(None, map(ADDRESS.search, self._process.stdout)), None)
        if found is None:
            raise AssertionError(self._process.communicate()[1])
        self.address = found[0]

    def stop(self) -> str:
        """Stops it by Ctrl-C, and gives the rest of what it printed."""
        self._process.send_signal(signal.SIGINT)
        said, complaints = self._process.communicate(timeout=30)
        assert self._process.returncode == 0, complaints
        assert not complaints
        return said


@pytest.fixture(scope="module")
def room(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A room that every test begins afresh in."""
    opened = Room(tmp_path_factory.mktemp("room") / "practice")
    yield opened
    opened.stop()


@pytest.mark.parametrize("story", ["silence", "risk", "wrong", "acknowledged", "away"])
def test_a_guided_scenario_can_be_played_by_hand(browser: Browser, room: Room, story: str) -> None:
    browser.take(STORIES, "play", room.address, story)


def test_a_scenario_plays_by_itself_in_the_small_council_with_cover(browser: Browser, room: Room) -> None:
    browser.take(ROOM, "byItself", room.address)


def test_axe_finds_nothing_serious_in_light_or_dark(browser: Browser, room: Room) -> None:
    browser.take(ROOM, "accessible", room.address)


def test_one_pane_on_a_phone(browser: Browser, room: Room) -> None:
    browser.take(ROOM, "phone", room.address)


def test_everything_is_reached_by_keyboard_with_focus_in_sight(browser: Browser, room: Room) -> None:
    browser.take(ROOM, "keyboard", room.address)


@pytest.mark.parametrize("protocol", ["swindon-fciro", "cpru-cla", "brighton-hove-iro", "newcastle-iro"])
def test_a_dispute_can_be_raised_under_the_other_protocols(browser: Browser, room: Room, protocol: str) -> None:
    browser.take(ROOM, "protocol", room.address, protocol)


def test_a_second_run_resumes_what_the_first_one_left(browser: Browser, room: Room) -> None:
    browser.take(ROOM, "speak", room.address)
    assert "goes on from here" in room.stop()
    room.start()
    browser.take(ROOM, "resumed", room.address)
