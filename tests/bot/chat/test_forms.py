"""Form, preview, confirm: cancelled, changed, refused, restarted and pressed twice, and never sent by mistake."""

from __future__ import annotations

from casework.show_dispute import show_dispute
from disputes.entries import EntryKind
from rehearsal.person import Person
from tests.bot.chat.cast import RAISING, REFERENCE, Council, buttons, fill_in_raising, names


async def raised(council: Council) -> int:
    """How many disputes there are."""
    async with council.desk.store.reading() as work:
        return len(await work.records.references())


async def to_the_preview(firo: Person, **changed: str) -> None:
    """The officer has filled in everything about a new dispute."""
    await firo.say("raise")
    await fill_in_raising(firo, **changed)


async def test_cancel_stops_it_at_every_step_by_word_and_by_button(council: Council) -> None:
    firo = council.person("firo")
    for pages in range(len(RAISING) + 1):
        for by_word in (True, False):
            await firo.say("raise")
            for page in RAISING[:pages]:
                await firo.press(firo.latest_card(), "Next", page)
            card = firo.latest_card()
            if by_word:
                await firo.say("Cancel!")
            else:
                await firo.press(card, "Cancel")
            assert firo.chat.from_bot()[-1].text == "Stopped. Nothing was recorded or sent."
            assert "Stopped. Nothing was recorded or sent." in card.words
            assert buttons(card) == []
    assert await raised(council) == 0


async def test_change_goes_back_with_everything_still_there(council: Council) -> None:
    firo = council.person("firo")
    await to_the_preview(firo)
    await firo.press(firo.latest_card(), "Change")
    values = {part["id"]: part.get("value") for part in firo.latest_card().inputs()}
    assert values["subject"] == "FC-1187"
    await firo.press(firo.latest_card(), "Next", subject="FC-2000")
    assert {part.get("value") for part in firo.latest_card().inputs()} == set(RAISING[1].values())
    await firo.press(firo.latest_card(), "Next")
    await firo.press(firo.latest_card(), "Next")
    assert "FC-2000" in firo.latest_card().words
    await firo.say("yes")
    assert await raised(council) == 1


async def test_a_restart_between_any_two_steps_loses_nothing(council: Council) -> None:
    firo = council.person("firo")
    await firo.say("raise")
    for page in RAISING:
        council.restart()
        await firo.press(firo.latest_card(), "Next", page)
    council.restart()
    await firo.press(firo.latest_card(), "Confirm and send")
    assert firo.latest_card().words.startswith("Done: the dispute is raised")
    assert await raised(council) == 1


async def test_confirming_twice_raises_once(council: Council) -> None:
    firo = council.person("firo")
    await to_the_preview(firo)
    preview = firo.latest_card()
    confirm = preview.actions()[0]
    await firo.invoke(confirm, preview)
    await firo.invoke(confirm, preview)
    assert await raised(council) == 1


async def test_a_confirmation_whose_trace_was_lost_in_a_crash_raises_once(council: Council) -> None:
    firo = council.person("firo")
    await to_the_preview(firo)
    preview = firo.latest_card()
    confirm = preview.actions()[0]
    ((key, kept),) = council.state._kept.items()
    await firo.invoke(confirm, preview)
    council.state._kept[key] = kept
    await firo.invoke(confirm, preview)
    assert await raised(council) == 1
    assert firo.latest_card().words.startswith("Done: the dispute is raised, and this is its number\nDRP-2026-0001"), (
        "the number of the dispute that it raised, not an empty one"
    )


async def test_a_vacant_role_stops_the_preview_and_names_who_can_help(council: Council) -> None:
    firo = council.person("firo")
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    await council.appoint(people, [post for post in posts if post.role != "TM"])
    await to_the_preview(firo)
    words = firo.latest_card().words
    assert "Nobody holds the role Fostering Team Manager for North, so nothing was sent to anyone (X6)." in words
    assert "Ask Ian Copeland to add the holder" in words
    assert names(firo.latest_card()) == {"tried", "interests", "immediate_risk", "safeguarding"}
    await council.appoint(people, posts)
    await firo.press(firo.latest_card(), "Next")
    assert "Dev Mistry: Fostering Team Manager (B11)" in firo.latest_card().words


async def test_B7_immediate_risk_asks_first_what_was_done_about_it(council: Council) -> None:
    firo = council.person("firo")
    await to_the_preview(firo, immediate_risk="yes", stage="stage-3")
    shown = firo.latest_card()
    assert "the safeguarding action comes first" in shown.words
    assert {part["id"]: part.get("value") for part in shown.inputs()}["tried"] == RAISING[2]["tried"]
    await firo.press(shown, "Next", safeguarding="Reported by telephone at 09:10.")
    assert "Farid Rahman: Head of Service (Fostering) (B24)" in firo.latest_card().words


async def test_B34_wording_that_was_pointed_out_is_changed_or_kept_with_a_reason(council: Council) -> None:
    firo = council.person("firo")
    await firo.say("raise")
    await firo.press(firo.latest_card(), "Next", RAISING[0])
    assert "wording_kept" not in names(firo.latest_card())
    await firo.press(firo.latest_card(), "Next", {**RAISING[1], "wrong": "The worker is lazy."})
    await firo.press(firo.latest_card(), "Next", RAISING[2])
    shown = firo.latest_card()
    assert "“lazy” judges somebody's performance." in shown.words
    assert {part["id"]: part.get("value") for part in shown.inputs()}["wrong"] == "The worker is lazy."
    await firo.press(shown, "Next", wording_kept="These are the carer's own words.")
    await firo.press(firo.latest_card(), "Next")
    assert "“lazy” judges somebody's performance (B34)." in firo.latest_card().words
    assert "Confirm and send" in buttons(firo.latest_card())


async def test_a_refusal_about_an_earlier_page_goes_back_to_it(council: Council) -> None:
    firo = council.person("firo")
    await to_the_preview(firo, spoke_on="2026-03-31")
    shown = firo.latest_card()
    assert "That conversation is still to come." in shown.words
    assert "spoke_on" in names(shown)
    await firo.press(shown, "Next", spoke_on="2026-03-27")
    await firo.press(firo.latest_card(), "Next")
    await firo.press(firo.latest_card(), "Next")
    assert "Confirm and send" in buttons(firo.latest_card())


async def test_a_move_that_the_record_refuses_shows_its_form_again(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    council.now = council.now.replace(month=4, day=9)
    await firo.say("escalate 1")
    form = firo.latest_card()
    await firo.press(form, "Next", reasons="dissatisfaction", outstanding="Nothing came.")
    assert "No response is on record at Stage 1" in form.words
    assert {part["id"]: part.get("value") for part in form.inputs()}["outstanding"] == "Nothing came."
    await firo.press(form, "Next", reasons="silence")
    assert "Elaine Foster: Fostering Service Manager (B16)" in firo.latest_card().words


async def test_what_changed_since_the_preview_is_judged_anew(council: Council) -> None:
    await council.raise_dispute()
    firo, tm = council.person("firo"), council.person("tm")
    council.now = council.now.replace(month=4, day=9)
    await firo.say("escalate 1")
    await firo.press(firo.latest_card(), "Next", reasons="silence", outstanding="Nothing came.")
    await tm.press(tm.latest_card(), "Respond", response="Here it is.", actions="completed")
    await firo.press(firo.latest_card(), "Confirm and send")
    assert "There is no silence to give as a reason." in firo.latest_card().words
    view = await show_dispute(council.desk, "firo", REFERENCE)
    assert EntryKind.ESCALATED not in [entry.kind for entry in view.entries]


async def test_one_question_may_be_answered_by_typing(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    await firo.say("add a note 1")
    await firo.say("Spoke to nobody yet; - will try *again*.")
    assert "Spoke to nobody yet; - will try *again*." in firo.latest_card().words
    assert "Nobody will be sent anything" in firo.latest_card().words
    await firo.say("confirm")
    view = await show_dispute(council.desk, "firo", REFERENCE)
    assert view.entries[-1].facts[0].text == "Spoke to nobody yet; - will try *again*."


async def test_looking_something_up_leaves_the_form_open(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    await firo.say("note 1")
    for typed, shown in (("my disputes", "Your disputes"), ("status 1", REFERENCE), ("help", "What I can do")):
        said = await firo.say(typed)
        assert said[0].words.startswith(shown)
        assert "Add a note" in said[-1].words
    said = await firo.say("raise")
    assert said[0].text.startswith("We are in the middle of something.")
    await firo.press(firo.latest_card(), "Next", note="Still here.")
    assert "Still here." in firo.latest_card().words


async def test_a_sibling_begins_with_what_was_said_before(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    await firo.say("raise the same for a sibling of 1")
    assert {part["id"]: part.get("value") for part in firo.latest_card().inputs()}["subject"] is None
    await firo.press(firo.latest_card(), "Next", subject="FC-1188")
    assert {part.get("value") for part in firo.latest_card().inputs()} == set(RAISING[1].values())
    await firo.press(firo.latest_card(), "Next")
    await firo.press(firo.latest_card(), "Next", immediate_risk="no")
    await firo.press(firo.latest_card(), "Confirm and send")
    assert await raised(council) == 2
    view = await show_dispute(council.desk, "firo", REFERENCE)
    assert view.entries[-1].kind is EntryKind.LINKED


async def test_a_dispute_under_way_is_brought_in_with_its_own_dates(council: Council) -> None:
    firo = council.person("firo")
    await firo.say("bring in")
    began = {"happened_on": "2026-03-25", "late_reason": "It began before the assistant did."}
    for page in (*RAISING[:2], {**RAISING[2], **began}):
        await firo.press(firo.latest_card(), "Next", page)
    assert "respond by Wednesday 1 April 2026" in firo.latest_card().words
    await firo.press(firo.latest_card(), "Confirm and send")
    await council.settle()
    assert council.person("tm").latest_card().words.startswith("Respond by Wednesday 1 April 2026")


async def test_people_who_are_not_party_any_more_cant_finish_what_they_began(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    await firo.say("note 1")
    await firo.say("My last word.")
    async with council.desk.store.reading() as work:
        people, _ = await work.directory.everything()
    await council.appoint([person for person in people if person.id != "firo"], [])
    (said,) = await firo.say("yes")
    assert said.text.startswith("I don't know you yet")
