"""Case notes: the text that an officer copies into the case system, under the document's own name."""

from __future__ import annotations

from disputes.case_notes import case_note
from disputes.moves.catalogue import fields_of
from tests.disputes.cast import Play


def note_of(play: Play, duty: str, role: str = "FIRO") -> str:
    fields = fields_of(play.case, play.actor(role), "fulfil", duty)
    return next(field.preset for field in fields if field.name == "text")


def test_B14_the_note_that_stage_1_was_issued_is_ready_to_copy() -> None:
    play = Play(wrong="Visits have stopped.", wanted="Visits resume.", steps="One this week.")
    assert note_of(play, "stage-1/note-issued").splitlines() == [
        "FIRO Dispute Resolution Stage 1",
        f"{play.dispute.reference}, Foster Care Reviewing Officer Dispute Resolution",
        "Stage 1 was issued on Monday 30 March 2026.",
        "To: Fostering Team Manager.",
        "Due: Wednesday 8 April 2026.",
        "What is wrong: Visits have stopped.",
        "What should happen: Visits resume.",
        "By which steps: One this week.",
    ]


def test_B14_the_note_that_stage_1_concluded_says_how() -> None:
    play = Play().on("2026-04-09").does("FIRO", "escalate", "stage-2", reasons="silence")
    assert note_of(play, "stage-1/note-concluded").splitlines()[-1] == (
        "Stage 1 concluded on Thursday 9 April 2026: it was not resolved there, and went on to Stage 2."
    )


def test_a_duty_that_is_no_case_note_has_no_text_ready() -> None:
    play = Play()
    assert case_note(play.case, play.duty("stage-1/respond").duty) == ""
