"""What Swindon wants on record: the carer's file and the family, themes and issues, patterns and what was achieved."""

from __future__ import annotations

from collections import Counter

import pytest

from disputes.fields import Fact, Field, facts_of
from disputes.kinds import Subject
from disputes.moves.catalogue import fields_of
from disputes.moves.raising import raise_fields
from disputes.refusals import Refusal
from tests.disputes.cast import bradford
from tests.protocols.swindon import LEVELS, at, raised, swindon

THEMES = {
    "general": "General issues",
    "statutory": "Failure to meet statutory requirements for the child",
    "care-plan": "Care plan implementation",
    "provision": "Provision of service",
}


def asked(name: str) -> Field:
    """A field that raising asks for."""
    return next(field for field in raise_fields(swindon()) if field.name == name)


def test_S18_whether_the_fostering_family_was_told_is_recorded_with_how_or_why_not() -> None:
    play = raised()
    who, told, how = fields_of(play.case, play.actor("FCIRO"), "tell", "")[:3]
    assert [choice.title for choice in who.options] == ["The foster carer", "The child in placement"]
    assert (told.rule, how.required) == ("S18", True)
    play.does("FCIRO", "tell", who="carer", told="yes", how="By telephone, that we are on it.")
    assert Fact("Who", "The foster carer") in play.entries[-1].facts
    play.does("FCIRO", "tell", who="child", told="no", how="Too young.")
    assert play.refuses("FCIRO", "tell", who="carer", told="no", how="").field == "how"


def test_S18_the_family_is_kept_informed_at_every_level_and_after_the_end() -> None:
    for level in LEVELS:
        assert "tell" in at(level).offered("FCIRO")
    play = raised().does("FCIRO", "resolve")
    assert "tell" in play.offered("FCIRO")
    assert "tell" not in play.offered("TM")


def test_S19_it_is_filed_on_the_carers_record_by_number() -> None:
    assert swindon().subject is Subject.CARER
    subject = asked("subject")
    assert subject.label == "Reference number of the foster carer"
    assert subject.required
    assert raised(subject="FC-2044").dispute.opening.subject == "FC-2044"
    assert all("S19" in swindon().stage(level).rules for level in LEVELS)


def test_S20_there_are_four_themes_and_every_issue_belongs_to_one() -> None:
    groups = {theme.id: theme.title for theme in swindon().themes if not theme.group}
    assert groups == THEMES
    assert {theme.group for theme in swindon().themes if theme.group} == set(THEMES)


def test_S20_at_least_one_is_named() -> None:
    with pytest.raises(Refusal) as caught:
        raised(themes="")
    assert (caught.value.field, caught.value.rules) == ("themes", ("S20",))
    with pytest.raises(Refusal, match="isn't one of the choices"):
        raised(themes="weather")
    play = raised(themes="care-plan,provision-other")
    assert play.dispute.concern["themes"] == "care-plan,provision-other"
    themes = asked("themes")
    assert themes.rule == "S20"
    assert facts_of([themes], play.dispute.concern) == (Fact("Grounds", "Care plan implementation; Other"),)


def test_S21_the_documents_examples_are_choices_and_others_may_be_added() -> None:
    issues = [theme for theme in swindon().themes if theme.group]
    examples = Counter(theme.group for theme in issues if theme.title != "Other")
    assert examples == {"general": 11, "statutory": 8, "care-plan": 4, "provision": 4}
    others = Counter(theme.group for theme in issues if theme.title == "Other")
    assert others == dict.fromkeys(THEMES, 1)
    assert swindon().issues_rule == "S21"
    values = [choice.value for choice in asked("themes").options]
    assert set(values) == {theme.id for theme in swindon().themes}
    assert raised(themes="general-other", wrong="A dog that bites.").dispute.concern["wrong"] == "A dog that bites."


def test_S22_themes_and_teams_are_kept_so_that_patterns_across_carers_can_be_counted() -> None:
    group = {theme.id: theme.group or theme.id for theme in swindon().themes}
    plays = (
        raised(subject="FC-1", themes="general-contact,statutory"),
        raised(subject="FC-2", themes="general-health", team="South"),
        raised(subject="FC-3", themes="statutory-care-plan"),
    )
    found = Counter(group[theme] for play in plays for theme in play.dispute.concern["themes"].split(","))
    assert found == {"general": 2, "statutory": 2}
    assert Counter(play.dispute.opening.team for play in plays) == {"North": 2, "South": 1}
    assert swindon().patterns_rule == "S22"
    assert bradford().patterns_rule != "S22"


def test_S23_resolving_asks_what_was_achieved_and_keeps_it_in_words() -> None:
    play = raised().on("2026-04-02").does("TM", "respond", actions="completed")
    assert play.refuses("FCIRO", "resolve", impact="").field == "impact"
    play.does("FCIRO", "resolve", outcome="resolved", resolution="A plan.", impact="Contact is weekly again.")
    facts = {fact.label: fact.text for fact in play.entries[-1].facts}
    assert facts["How far it was resolved"] == "Resolved as asked"
    assert facts["What changed for the child"] == "Contact is weekly again."


def test_S27_every_action_for_the_carer_is_evidence_with_its_day_and_its_author() -> None:
    play = at("level-1").on("2026-04-17").does("FCIRO", "tell", who="carer", told="yes", how="It is at Level 1 now.")
    play.does("TM", "respond", actions="completed").does("FCIRO", "resolve")
    kinds = [entry.kind.value for entry in play.entries]
    assert kinds == ["raised", "escalated", "told", "responded", "resolved"]
    assert [entry.by.roles for entry in play.entries] == [("FCIRO",)] * 3 + [("TM",), ("FCIRO",)]
    assert [entry.happened_at.date().isoformat() for entry in play.entries] == [
        "2026-03-30", "2026-04-16", "2026-04-17", "2026-04-17", "2026-04-17",
    ]  # fmt: skip


def test_S27_a_mistake_is_corrected_by_a_further_entry_and_nothing_is_rewritten() -> None:
    play = raised().does("FCIRO", "note", note="The carer agrees.")
    kept = tuple(play.entries)
    play.does("FCIRO", "correct", entry="2", correction="The carer agrees in part.")
    assert tuple(play.entries[:2]) == kept
    assert play.entries[2].values["correction"] == "The carer agrees in part."
