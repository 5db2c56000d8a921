"""The wording guard: judgements of staff and possible names are pointed out, ordinary criticism isn't."""

from __future__ import annotations

import pytest

from disputes.wording import doubts_about

KNOWN = ("Dev Mistry", "Fostering Team Manager", "Foster Care Reviewing Officer Dispute Resolution")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dev Mistry is incompetent.", "incompetent"),
        ("The Fostering Team Manager is unprofessional.", "unprofessional"),
        ("She failed in her duty to visit.", "failed in her duty"),
        ("Their manager is lazy and the plan drifts.", "lazy"),
    ],
)
def test_W22_a_view_of_how_somebody_does_their_job_is_pointed_out(text: str, words: str) -> None:
    assert [doubt.words for doubt in doubts_about(text, KNOWN) if doubt.judges] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "The team manager has not responded since January.",
        "Monthly visits did not happen, and the care plan has drifted.",
        "The form was useless for this.",
        "Visits by the Fostering Team Manager resume on Monday. The number in LCS is FC-20417.",
    ],
)
def test_B34_what_happened_may_be_said(text: str) -> None:
    assert doubts_about(text, KNOWN) == []


@pytest.mark.parametrize(
    "text", ["On Monday Kestrel was upset.", "Kestrel’s visit was late.", "We saw Kestrel's room."]
)
def test_a_capitalised_word_that_nobody_knows_may_be_a_name(text: str) -> None:
    assert [(doubt.words, doubt.judges) for doubt in doubts_about(text, KNOWN)] == [("Kestrel", False)]
