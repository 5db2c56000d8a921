"""Brighton & Hove: practice recognition, complaints about chairing, and what the half-yearly analysis counts."""

from __future__ import annotations

from datetime import date

import pytest

from disputes.fields import Fact, FieldKind
from disputes.kinds import Subject
from disputes.marker import marker_of
from disputes.moves.catalogue import fields_of
from disputes.moves.raising import raise_fields
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from disputes.stage import Addressee
from disputes.timeline import timeline
from tests.disputes.cast import MONDAY, Play
from tests.protocols.brighton import brighton, chairing, raised, recognition

MODULE_8 = "Module 8: Practice Recognition"


def test_H1_good_practice_is_recorded_on_module_8_in_the_childs_record() -> None:
    play = Play(recognition())
    stage = recognition().stage("recognition")
    assert (stage.record, stage.record_rule, recognition().subject) == (MODULE_8, "H1", Subject.CHILD)
    duty = play.duty("recognition/module-8").duty
    assert (duty.owners, duty.record, duty.rules, duty.due) == (("IRO",), MODULE_8, ("H1",), None)
    play.does("IRO", "fulfil", "recognition/module-8")
    assert Fact("Recorded as", MODULE_8) in play.decision.facts


def test_H2_it_is_alerted_to_the_line_manager_and_the_iro_manager() -> None:
    notice = Play(recognition()).notice(NoticeKind.STAGE_RAISED)
    assert (notice.to, notice.copies) == ((Addressee("LINE-MANAGER", "H2"), Addressee("IROM", "H2")), ())


def test_H3_positive_comments_go_to_the_complaints_mailbox_also_later() -> None:
    (occasion,) = recognition().occasions
    assert ("complaints@brighton-hove.gov.uk" in occasion.title, occasion.rules) == (True, ("H3",))
    play = Play(recognition()).does("IRO", "resolve")
    play.does("IRO", "record-occasion", "positive-comment", details="Thanks from the parents, passed on.")
    assert play.entries[-1].values["occasion"] == "positive-comment"


def test_H4_six_elements_of_good_practice_are_choices_with_other() -> None:
    (themes,) = [field for field in raise_fields(recognition()) if field.name == "themes"]
    assert (themes.kind, themes.rule) == (FieldKind.CHOICES, "H4")
    assert [choice.title for choice in themes.choices] == [
        "Building a trusted and effective relationship",
        "Significant foresight / quality of assessment",
        "Tenacious efforts to overcome obstacles",
        "Effective planning and review to progress complex issues",
        "Working with hostility and resistance",
        "Effectiveness of interventions",
        "Other",
    ]


@pytest.mark.parametrize("protocol", ["recognition", "chairing"])
def test_H1_H34_small_processes_ask_neither_for_risk_nor_for_what_was_tried(protocol: str) -> None:
    asked = {f.name for f in raise_fields(recognition() if protocol == "recognition" else chairing())}
    assert not asked & {"immediate_risk", "safeguarding"}


def test_H32_what_the_analysis_counts_is_kept_as_choices_not_as_text() -> None:
    assert raised(themes="drift,health-education").entries[0].values["themes"] == "drift,health-education"
    with pytest.raises(Refusal) as refused:
        raised(themes="something of my own")
    assert refused.value.field == "themes"
    play = raised().does("IRO", "resolve", outcome="resolved-in-part")
    assert play.entries[-1].values["outcome"] == "resolved-in-part"
    assert play.entries[-1].values["impact"]
    assert brighton().rule("H32").text.endswith("every October and April.")
    assert Play(recognition(), themes="tenacity").entries[0].values["themes"] == "tenacity"


def test_H33_the_bodies_that_get_the_analysis_are_in_the_rule() -> None:
    quote = brighton().rule("H33").quote
    for body in (
        "Quality Assurance and Clinical Governance Group (QACG)",
        "Child Review Board",
        "Corporate Parenting Subcommittee",
    ):
        assert body in quote


def test_H34_a_complaint_about_an_officer_is_answered_within_ten_working_days() -> None:
    play = Play(chairing())
    assert play.notice(NoticeKind.STAGE_RAISED).to == (Addressee("IROM", "H34"),)
    duty = play.duty("investigation/feedback").duty
    assert (duty.owners, duty.due, duty.rules) == (("IROM",), date(2026, 4, 15), ("H34",))
    assert duty.title == "investigate and give feedback"
    assert chairing().subject is Subject.NONE, "it isn't on the child's file"
    play.does("IROM", "respond", response="I spoke with everybody.")
    assert not play.duty("investigation/feedback").open
    assert play.does("IROM", "resolve").dispute.status == "resolved"


def test_H35_what_remains_goes_to_the_head_of_service() -> None:
    play = Play(chairing())
    assert play.refuses("IROM", "escalate", "head-of-service", reasons="dissatisfaction").rules == ("H35",)
    play.does("IROM", "respond").does("IROM", "escalate", "head-of-service", reasons="dissatisfaction")
    assert play.notice(NoticeKind.STAGE_RAISED).to == (Addressee("HoS-SQA", "H35"),)
    assert play.duty("head-of-service/respond").duty.owners == ("HoS-SQA",)
    assert chairing().title_of("HoS-SQA") == "Head of Service (Safeguarding and Quality Assurance)"
    play.does("HoS-SQA", "respond", "head-of-service/respond")
    assert not play.duty("head-of-service/respond").open


def test_H34_its_ten_days_run_by_themselves_without_the_marker_of_disputes() -> None:
    play = Play(chairing())
    assert marker_of(play.dispute, chairing(), play.calendar) is None
    drawn = timeline(chairing(), play.calendar, MONDAY)
    assert (drawn.marker, drawn.stages[0].due) == (None, date(2026, 4, 15))


def test_H35_silence_leads_there_too() -> None:
    play = Play(chairing()).on("2026-04-16")
    reasons = fields_of(play.case, play.actor("IROM"), "escalate", "head-of-service")[0]
    assert {choice.value for choice in reasons.choices} == {"silence", "dissatisfaction"}
    assert play.does("IROM", "escalate", "head-of-service", reasons="silence").stage == "head-of-service"
