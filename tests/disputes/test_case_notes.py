"""Case notes: the text that an officer copies into the case system, under the document's own name."""

from __future__ import annotations

import pytest

from disputes.case_notes import case_note
from disputes.moves.catalogue import fields_of
from protocols.reading import shipped
from tests.disputes.cast import Play


def note_of(play: Play, duty: str, role: str = "FIRO") -> str:
    fields = fields_of(play.case, play.actor(role), "fulfil", duty)
    return next(field.preset for field in fields if field.name == "text")


def test_B10_B14_the_note_that_stage_1_was_issued_is_ready_to_copy() -> None:
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


@pytest.mark.parametrize(
    ("protocol", "stage", "duty", "name"),
    [
        ("cpru-cla", "informal", "note-issued", "Record sheet entry- IRO Informal Resolution"),
        ("cpru-cla", "stage-1", "note-issued", "IRO DRP, Formal Resolution Process Stage 1- Team Manager"),
        ("cpru-cla", "stage-2", "note-issued", "IRO - DRP formal resolution process stage 2- Service Manager"),
        ("brighton-hove-iro", "informal", "summary", "Casenote: IRO Record (LAC)"),
    ],
)
def test_C6_C11_C17_H12_the_text_has_the_documents_own_name(protocol: str, stage: str, duty: str, name: str) -> None:
    play = Play(shipped()[protocol], stage=stage, consulted="Discussed.", stage_reason="It can't wait.")
    assert note_of(play, f"{stage}/{duty}", "IRO").splitlines()[0] == name


def test_C27_C29_the_record_of_a_meeting_and_of_a_request_have_theirs() -> None:
    stage = shipped()["cpru-cla"].stage("stage-3")
    names = {duty.id: duty.record for duty in stage.duties if duty.record}
    assert names == {
        "summary": "IRO DRP Formal Resolution Process stage 3 -Head of Service",
        "request-director-meeting": (
            "Case note-record sheet entry- IRO DRP stage 3 formal resolution request for meeting with Service Director"
        ),
    }
