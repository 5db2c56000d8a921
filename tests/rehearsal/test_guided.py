"""The guided rehearsal in the terminal, as a newcomer reads it."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from app.command_line import drp
from app.practice import open_practice
from rehearsal.card_text import card_lines
from rehearsal.clock import MovableClock
from rehearsal.guided import BEGINS, PROTOCOL, GuidedRehearsal
from rehearsal.terminal import Terminal

WIDTH = 80


async def test_it_tells_one_dispute_from_the_first_word_to_the_proof_of_the_record(tmp_path: Path) -> None:
    lines: list[str] = []
    pauses: list[int] = []
    terminal = Terminal(write=lines.append, pause=lambda: pauses.append(len(lines)), width=WIDTH)
    async with open_practice(tmp_path, MovableClock(BEGINS), runs=(PROTOCOL,)) as practice:
        assert await GuidedRehearsal(practice, terminal).play()

    told = "\n".join(lines)
    scenes = [line for line in lines if re.match(r"\d+\. ", line)]
    assert [int(scene.split(".")[0]) for scene in scenes] == list(range(1, 11))
    assert len(pauses) == len(scenes) - 1
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == "Every chain verifies: the record is as it was written."
    # What each of them sees, in the words that they see it in.
    for seen in (
        "Dev Mistry: Fostering Team Manager (B11)",
        "Respond by Wednesday 8 April 2026",
        "Friday 3 April 2026 (Good Friday)",
        "[ Acknowledge ]",
        "A limit has passed without an answer",
        "Carol Whitlock: Supervising Social Worker (B16)",
        "The meeting date is confirmed",
        "Notify Ofsted needs this first: notice of intent",
        "DRP-2026-0001 is resolved",
    ):
        assert any(seen in line for line in lines), seen
    # Nothing of the machinery shows.
    assert "Traceback" not in told
    assert "stage-1" not in re.sub(r"drp-2026-0001\S*", "", told)
    assert "\\" not in told


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("something of value")
    result = CliRunner().invoke(drp, ["rehearse", "--guided", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert "isn't empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_card_in_the_terminal_shows_everything_that_can_be_read_or_pressed() -> None:
    card = {
        "body": [
            {"type": "TextBlock", "text": "A title", "style": "heading"},
            {"type": "TextBlock", "text": "Escaped \\*stars\\* stay stars."},
            {"type": "TextBlock", "text": "hidden", "isVisible": False},
            {"type": "RichTextBlock", "inlines": [{"text": "Team: "}, {"text": "North"}]},
            {"type": "FactSet", "facts": [{"title": "Officer", "value": "Amina Okafor"}]},
            {"type": "Container", "style": "attention", "items": [{"type": "TextBlock", "text": "A problem"}]},
            {"type": "Input.Text", "id": "a", "label": "What happened", "value": "This"},
            {"type": "Input.Date", "id": "b", "label": "When"},
            {
                "type": "Input.ChoiceSet",
                "id": "c",
                "label": "Which",
                "style": "expanded",
                "isMultiSelect": True,
                "value": "y",
                "choices": [{"title": "Ex", "value": "x"}, {"title": "Why", "value": "y"}],
            },
            {"type": "ActionSet", "actions": [{"title": "Go"}, {"title": "Stop"}]},
        ]
    }
    shown = card_lines(card, 30)
    assert shown[0] == "A title"
    for line in (
        "Escaped *stars* stay stars.",
        "Team: North",
        "Officer  Amina Okafor",
        "! A problem",
        "[ ] Ex",
        "[x] Why",
        "[ Go ]  [ Stop ]",
    ):
        assert line in shown
    assert any(line.startswith("| This") for line in shown)
    assert any(line.startswith("| choose a date") for line in shown)
    assert "hidden" not in shown
    assert max(map(len, shown)) <= 30
