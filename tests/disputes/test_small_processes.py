"""Bradford's small processes: a concern about a reviewing officer, and the preparation of a review."""

from __future__ import annotations

from disputes.kinds import Subject
from disputes.moves.raising import raise_fields
from disputes.notices import NoticeKind
from protocols.reading import shipped
from tests.disputes.cast import Play, roles

CONCERN = shipped()["bradford-concern"]
PREPARATION = shipped()["bradford-preparation"]


def test_B35_a_concern_goes_up_by_its_own_way_to_the_officers_manager() -> None:
    play = Play(CONCERN)
    assert roles(play.notice(NoticeKind.STAGE_RAISED).to) == ["TM"]
    assert play.owed("TM") == ["team-manager/respond"]
    play.does("TM", "escalate", "shared")
    assert roles(play.notice(NoticeKind.STAGE_RAISED).to) == ["FIRO-TM"]
    assert play.refuses("TM", "escalate", "outstanding").name == "not-yours"
    play.does("FSM", "escalate", "outstanding")
    assert play.stage == "outstanding"
    play.does("FIRO-TM", "respond", response="Agreed: joint supervision for three months.")
    assert play.owed("FIRO-TM") == []
    play.does("SSW", "resolve")
    assert not play.dispute.open


def test_B36_a_concern_is_filed_on_nobodys_file() -> None:
    assert CONCERN.subject is Subject.NONE
    about = next(field for field in raise_fields(CONCERN) if field.name == "subject")
    assert "carer" not in about.label
    assert "FIRO" not in CONCERN.roles, "the officer whom it is about has no place in it"


def test_B38_before_a_review_everybody_owes_their_part_and_says_when_it_is_done() -> None:
    play = Play(PREPARATION)
    assert play.owed("TM") == ["preparation/paperwork"]
    assert play.owed("FIRO") == ["preparation/preparation", "preparation/feedback"]
    said = " ".join(state.duty.title or "" for state in play.dispute.open_duties)
    for part in (
        "statutory tasks",
        "paperwork",
        "consultation with the child",
        "previous recommendations",
        "interpreter",
    ):
        assert part in said
    assert play.duty("preparation/feedback").duty.record == "QA form"
    play.does("TM", "fulfil", "preparation/paperwork")
    assert play.owed("TM") == []
