"""The practice room in a real browser: every guided scenario with real clicks, axe, a phone, a keyboard alone.

Screenshots are kept in build/screenshots; they are for looking at.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "browser"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/practice")
PATIENCE = 180

RequireOrSkip = Callable[..., Path]
Play = Callable[..., None]


@pytest.fixture(scope="module")
def play_in(root: Path, require_or_skip: RequireOrSkip) -> Callable[[str], Play]:
    """Runs a browser script against a room."""
    node, chromium = require_or_skip("node"), require_or_skip("chromium", "chromium-browser", "google-chrome")
    if not (root / "node_modules" / "playwright-core").is_dir():
        missing = "needs node_modules: run `make browser`"
        pytest.fail(missing) if os.environ.get("DRP_REQUIRE_ALL") == "1" else pytest.skip(missing)
    shots = root / "build" / "screenshots"

    def against(address: str) -> Play:
        def play(script: str, *arguments: str) -> None:
            surroundings = {"ROOT": str(root), "CHROMIUM": str(chromium), "ROOM": address, "SHOTS": str(shots)}
            done = subprocess.run(
                [str(node), str(SCRIPTS / script), *arguments],
                env={**os.environ, **surroundings},
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"

        return play

    return against


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
def play(play_in: Callable[[str], Play], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    """A browser at a room that every test begins afresh in."""
    room, address = opened(tmp_path_factory.mktemp("room"))
    yield play_in(address)
    stopped(room)


@pytest.mark.parametrize("story", ["silence", "risk", "wrong", "acknowledged", "away"])
def test_a_guided_scenario_can_be_played_by_hand(play: Play, story: str) -> None:
    play("stories.mjs", story)


def test_a_scenario_plays_by_itself_in_the_small_council_with_cover(play: Play) -> None:
    play("room.mjs", "byItself")


def test_axe_finds_nothing_serious_in_light_or_dark(play: Play) -> None:
    play("room.mjs", "accessible")


def test_one_pane_on_a_phone(play: Play) -> None:
    play("room.mjs", "phone")


def test_everything_is_reached_by_keyboard_with_focus_in_sight(play: Play) -> None:
    play("room.mjs", "keyboard")


def test_a_dispute_can_be_raised_under_the_other_protocols(play: Play) -> None:
    play("room.mjs", "protocols", "swindon-fciro", "cpru-cla", "brighton-hove-iro", "newcastle-iro")


def test_a_second_run_resumes_what_the_first_one_left(play_in: Callable[[str], Play], tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    room, address = opened(folder)
    play_in(address)("room.mjs", "speak")
    assert "goes on from here" in stopped(room)
    room, address = opened(folder)
    play_in(address)("room.mjs", "resumed")
    stopped(room)
