"""What a person enters: trimmed, checked against its field, and refused by name with what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.fields import LINE_LIMIT, TEXT_LIMIT, Choice, Field, FieldKind, facts_of, read_values
from disputes.refusals import Refusal

TEAMS = (Choice("north", "North"), Choice("south, and west", "South, and west"))
FIELDS = (
    Field(name="line", label="Line", kind=FieldKind.LINE, required=False),
    Field(name="text", label="Text", required=False),
    Field(name="day", label="Day", kind=FieldKind.DATE, required=False),
    Field(name="team", label="Team", kind=FieldKind.CHOICE, choices=TEAMS, required=False),
    Field(name="grounds", label="Grounds", kind=FieldKind.CHOICES, choices=(Choice("a", "A"), Choice("b", "B"))),
    Field(name="risk", label="Risk", kind=FieldKind.YES_NO, required=False),
)


@pytest.mark.parametrize(
    ("name", "entered", "kept"),
    [
        ("line", "  FC-1187 ", "FC-1187"),
        ("text", "one\ntwo", "one\ntwo"),
        ("day", "2026-04-08", "2026-04-08"),
        ("team", "south, and west", "south, and west"),
        ("grounds", " b , a,b ", "b,a"),
        ("risk", True, "yes"),
        ("risk", "no", "no"),
        ("text", "x" * TEXT_LIMIT, "x" * TEXT_LIMIT),
    ],
)
def test_what_is_entered_is_kept_as_plain_values(name: str, entered: object, kept: str) -> None:
    assert read_values(FIELDS, {"grounds": "a", name: entered})[name] == kept


@pytest.mark.parametrize(
    ("name", "entered"),
    [
        ("line", "two\nlines"),
        ("line", "two\rlines"),
        ("line", "x" * (LINE_LIMIT + 1)),
        ("text", "x" * (TEXT_LIMIT + 1)),
        ("day", "08/04/2026"),
        ("day", "2026-02-30"),
        ("day", "0026-04-08"),
        ("day", "9999-12-31"),
        ("team", "north,south, and west"),
        ("team", "North"),
        ("grounds", "a,c"),
        ("grounds", ","),
        ("grounds", ""),
        ("grounds", "   "),
        ("risk", "maybe"),
        ("text", ["a", "list"]),
        ("text", 7),
    ],
)
def test_what_cannot_be_used_is_refused_by_the_fields_name(name: str, entered: object) -> None:
    with pytest.raises(Refusal) as refused:
        read_values(FIELDS, {"grounds": "a", name: entered})
    assert refused.value.field == name
    assert refused.value.next_step
    label = next(field.label for field in FIELDS if field.name == name)
    assert refused.value.text.startswith(f'"{label}" ')


def test_a_length_over_the_limit_is_named_with_the_limit() -> None:
    with pytest.raises(Refusal, match=r"has 4,001 characters.*4,000"):
        read_values(FIELDS, {"grounds": "a", "text": "x" * 4001})


def test_a_field_that_the_form_does_not_have_is_refused() -> None:
    with pytest.raises(Refusal, match="open it again"):
        read_values(FIELDS, {"grounds": "a", "officer": "somebody else"})


def test_values_are_told_in_the_words_that_the_person_saw() -> None:
    values = {"team": "south, and west", "grounds": "b,a", "day": "2026-04-08", "risk": "no", "line": "A, B"}
    told = {fact.label: fact.text for fact in facts_of(FIELDS, values)}
    assert told == {
        "Line": "A, B",
        "Day": "Wednesday 8 April 2026",
        "Team": "South, and west",
        "Grounds": "B; A",
        "Risk": "No",
    }


@given(st.dictionaries(st.sampled_from([f.name for f in FIELDS]), st.one_of(st.text(), st.booleans(), st.integers())))
def test_whatever_is_entered_is_either_kept_or_refused_with_a_next_step(entered: dict[str, object]) -> None:
    refusal, values = None, dict[str, str]()
    try:
        values = read_values(FIELDS, entered)
    except Refusal as refused:
        refusal = refused
    if refusal:
        assert all((refusal.text, refusal.next_step, refusal.field))
    else:
        assert values["grounds"]
        assert all(value == value.strip() for value in values.values())
        assert len(facts_of(FIELDS, values)) == len(values)
