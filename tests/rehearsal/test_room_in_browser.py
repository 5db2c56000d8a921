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


def opened(folder: Path, *arguments: str) -> tuple[subprocess.Popen[str], str]:
    """`drp rehearse` on any port, and the address that it prints."""
    command = [sys.executable, "-m", "app", "rehearse", "--folder", str(folder), "--port", "0", *arguments]
    room = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert room.stdout is not None
    for line in room.stdout:
        found = ADDRESS.search(line)
        if found:
            return room, found[0]
    raise AssertionError(room.communicate()[1])


def stopped(room: subprocess.Popen[str]) -> str:
    """Stops a room by Ctrl-C, and gives the rest of what it printed."""
    room.send_signal(signal.SIGINT)
    said, complaints = room.communicate(timeout=30)
    assert room.returncode == 0, complaints
    assert not complaints
    return said


@pytest.fixture(scope="module")
def room(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a room that every test begins afresh in."""
    process, address = opened(tmp_path_factory.mktemp("room"))
    yield address
    stopped(process)


@pytest.mark.parametrize("story", ["silence", "risk", "wrong", "acknowledged", "away"])
def test_a_guided_scenario_can_be_played_by_hand(browser: Browser, room: str, story: str) -> None:
    browser.take(STORIES, "play", room, story)


def test_a_scenario_plays_by_itself_in_the_small_council_with_cover(browser: Browser, room: str) -> None:
    browser.take(ROOM, "byItself", room)


def test_axe_finds_nothing_serious_in_light_or_dark(browser: Browser, room: str) -> None:
    browser.take(ROOM, "accessible", room)


def test_one_pane_on_a_phone(browser: Browser, room: str) -> None:
    browser.take(ROOM, "phone", room)


def test_everything_is_reached_by_keyboard_with_focus_in_sight(browser: Browser, room: str) -> None:
    browser.take(ROOM, "keyboard", room)


@pytest.mark.parametrize("protocol", ["swindon-fciro", "cpru-cla", "brighton-hove-iro", "newcastle-iro"])
def test_a_dispute_can_be_raised_under_the_other_protocols(browser: Browser, room: str, protocol: str) -> None:
    browser.take(ROOM, "protocol", room, protocol)


def test_a_second_run_resumes_what_the_first_one_left(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    process, address = opened(folder)
    browser.take(ROOM, "speak", address)
    assert "goes on from here" in stopped(process)
    process, address = opened(folder)
    browser.take(ROOM, "resumed", address)
    stopped(process)
