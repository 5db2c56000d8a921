"""X6 in the preview: a copy added, an expected one left out, each with a reason; a required one refused by its rule."""

from __future__ import annotations

from casework.show_dispute import show_dispute
from rehearsal.person import Person
from tests.bot.chat.cast import REFERENCE, Council, buttons, fill_in_raising


async def to_the_preview(council: Council) -> Person:
    """Stage 1 went unanswered; the officer is about to escalate."""
    await council.raise_dispute()
    await council.at("2026-04-09")
    firo = council.person("firo")
    await firo.say("escalate 1")
    await firo.press(firo.latest_card(), "Next", reasons="silence", outstanding="No answer at all.")
    assert buttons(firo.latest_card()) == ["Confirm and send", "Change", "Cancel", "Add a copy", "Leave out a copy"]
    return firo


async def facts(council: Council) -> dict[str, str]:
    view = await show_dispute(council.desk, "firo", REFERENCE)
    return {fact.label: fact.text for entry in view.entries if entry.kind == "escalated" for fact in entry.facts}


async def test_X6_a_copy_is_added_in_the_preview_and_shown_there_before_anything_is_sent(council: Council) -> None:
    firo = await to_the_preview(council)
    await firo.press(firo.latest_card(), "Add a copy")
    await firo.press(firo.latest_card(), "Add the copy", person="farid rahman", because="He chairs the panel.")
    preview = firo.latest_card()
    assert "Farid Rahman: added by Amina Okafor (X6): He chairs the panel." in preview.words
    sent = len(council.letters.sent)
    await firo.press(preview, "Confirm and send")
    await council.settle()
    assert (await facts(council))["Copy added for Farid Rahman, because"] == "He chairs the panel."
    letter = next(each for each in council.letters.sent[sent:] if each.kind == "stage-raised")
    assert [(r.name, r.added_by) for r in letter.copies][-1] == ("Farid Rahman", "Amina Okafor")
    assert council.person("hos").chat.messages == [], "copies get the e-mail alone"


async def test_X6_adding_somebody_whom_nobody_knows_stays_on_the_form_and_back_changes_nothing(
    council: Council,
) -> None:
    firo = await to_the_preview(council)
    await firo.say("add a copy")
    form = firo.latest_card()
    await firo.press(form, "Add the copy", person="Mrs Nobody", because="She asked.")
    assert "“Mrs Nobody” isn't in the directory." in form.words
    assert form.inputs()[0]["value"] == "Mrs Nobody"
    await firo.press(form, "Back")
    assert "Nothing was changed." in form.words
    assert "added by" not in firo.latest_card().words
    await firo.press(firo.latest_card(), "Confirm and send")
    assert not any("Copy added" in label for label in await facts(council))


async def test_X6_an_expected_copy_is_left_out_with_a_warning_and_a_reason(council: Council) -> None:
    firo = await to_the_preview(council)
    await firo.press(firo.latest_card(), "Leave out a copy")
    form = firo.latest_card()
    assert "Supervising Social Worker (B16: expected)" in form.words
    await firo.press(form, "Leave it out", role="SSW", because="They have left the service.")
    preview = firo.latest_card().words
    assert "Please note" in preview
    assert "Your protocol expects a copy to the Supervising Social Worker, who gets none (B16)." in preview
    assert "Carol Whitlock" not in preview
    await firo.press(firo.latest_card(), "Confirm and send")
    assert (await facts(council))["No copy to the Supervising Social Worker, because"] == "They have left the service."


async def test_X6_a_required_copy_is_refused_with_the_rule_quoted(council: Council) -> None:
    firo = await to_the_preview(council)
    await firo.press(firo.latest_card(), "Confirm and send")
    await council.settle()
    await firo.say("withdraw 1")
    await firo.say("Raised twice.")
    await firo.press(firo.latest_card(), "Leave out a copy")
    form = firo.latest_card()
    await firo.press(form, "Leave it out", role="TM", because="He knows.")
    assert "The copy to the Fostering Team Manager is required, so it can't be left out. LD1:" in form.words


async def test_X6_a_changed_copy_survives_a_restart_and_going_back_to_the_form(council: Council) -> None:
    firo = await to_the_preview(council)
    await firo.press(firo.latest_card(), "Add a copy")
    council.restart()
    await firo.press(firo.latest_card(), "Add the copy", person="hos@practice.example", because="He chairs the panel.")
    await firo.press(firo.latest_card(), "Change")
    await firo.press(firo.latest_card(), "Next")
    assert "Farid Rahman: added by Amina Okafor" in firo.latest_card().words


async def test_X6_a_copy_is_added_to_what_is_raised(council: Council) -> None:
    firo = council.person("firo")
    await firo.say("raise")
    await fill_in_raising(firo)
    await firo.say("add a copy")
    await firo.press(firo.latest_card(), "Add the copy", person="Farid Rahman", because="He asked to know.")
    await firo.press(firo.latest_card(), "Confirm and send")
    await council.settle()
    assert [r.name for r in council.letters.sent[0].copies] == ["Farid Rahman"]


async def test_leaving_a_copy_out_cant_be_typed_where_there_is_none(council: Council) -> None:
    firo = council.person("firo")
    await firo.say("raise")
    await fill_in_raising(firo)
    await firo.say("leave out a copy")
    assert "I couldn't take that as an answer." in firo.latest_card().words
