"""Looking things up: a caseload with its dates, narrowed and in pages; a timeline; who answers for a role just now."""

from __future__ import annotations

from datetime import date

from casework.open_dispute import NewDispute, open_dispute
from casework.parties import QUALITY_MANAGER
from casework.ports import Appointment
from tests.bot.chat.cast import RAISING, REFERENCE, TEAM, Council, buttons

DUE = "Wednesday 8 April 2026"


async def several(council: Council, count: int, **changed: str) -> None:
    entered = {name: value for page in RAISING for name, value in page.items()}
    for number in range(count):
        new = NewDispute("bradford-firo", {**entered, **changed})
        await open_dispute(council.desk, "firo", new, key=("test", f"{changed} {number}"))
    await council.settle()


async def test_my_disputes_say_what_is_owed_by_whom_by_when_and_the_next_move(council: Council) -> None:
    await council.raise_dispute()
    (shown,) = await council.person("firo").say("my disputes")
    assert "Stage 1 · 20 working days end on Wednesday 29 April 2026" in shown.words
    assert "North, raised Monday 30 March 2026." in shown.words
    assert f"Fostering Team Manager: respond by {DUE}." in shown.words
    assert "Next for you: Resolve" in shown.words
    await council.at("2026-04-09")
    (shown,) = await council.person("firo").say("my disputes")
    assert f"Fostering Team Manager: respond, overdue since {DUE}." in shown.words
    assert "Next for you: Escalate to Stage 2 or Resolve." in shown.words


async def test_a_long_caseload_comes_in_pages(council: Council) -> None:
    await several(council, 11)
    firo = council.person("firo")
    (shown,) = await firo.say("my disputes")
    assert "Disputes (1 to 8 of 11)" in shown.words
    await firo.press(shown, "Show 3 more")
    assert "Disputes (9 to 11 of 11)" in shown.words
    assert [name for name in buttons(shown) if name.startswith("DRP")] == [f"DRP-2026-{n:04d}" for n in (9, 10, 11)]
    assert "Show" not in " ".join(name for name in buttons(shown) if "more" in name)


async def test_a_caseload_is_narrowed_by_typing_and_by_choosing(council: Council) -> None:
    await several(council, 1)
    await several(council, 1, stage="stage-3", stage_reason="It can't wait.")
    firo = council.person("firo")
    (shown,) = await firo.say("my disputes at stage 3")
    assert shown.words.splitlines()[0] == "Your disputes: Stage 3"
    assert "DRP-2026-0002" in buttons(shown)
    assert REFERENCE not in buttons(shown)
    await firo.press(shown, "Show these", narrow="stage=Stage 1")
    assert shown.words.splitlines()[0] == "Your disputes: Stage 1"
    assert REFERENCE in buttons(shown)
    assert "DRP-2026-0002" not in buttons(shown)
    await firo.press(shown, "Show these", narrow="all")
    assert {REFERENCE, "DRP-2026-0002"} <= set(buttons(shown))
    await firo.say("withdraw 2")
    await firo.say("It was raised twice.")
    await firo.say("yes")
    (shown,) = await firo.say("ended disputes")
    assert shown.words.splitlines()[0] == "Your disputes that have ended"
    assert "Withdrawn" in shown.words
    assert REFERENCE not in buttons(shown)
    (shown,) = await firo.say("what's overdue in north")
    assert "You have no disputes here." in shown.words


async def test_a_list_that_was_tampered_with_is_the_whole_list(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    for data in (
        {"whose": "theirs"},
        {"narrow": "stage=💥|x=y"},
        {"start": -5},
        {"start": 10**9},
        {"narrow": "a" * 300},
    ):
        answer = await firo.invoke({"type": "Action.Execute", "data": {"do": "list", **data}})
        assert answer.status == 200


async def test_what_a_manager_owes_and_what_their_team_has(council: Council) -> None:
    await several(council, 2)
    tm = council.person("tm")
    (shown,) = await tm.say("what do I owe?")
    assert shown.words.splitlines()[0] == "What you owe"
    assert "You owe (2)" in shown.words
    assert f"Respond by {DUE}." in shown.words
    assert "Stage 1, North." in shown.words
    (shown,) = await tm.say("my team")
    assert shown.words.splitlines()[0] == "Your team's disputes"
    assert "Amina Okafor, North, raised Monday 30 March 2026." in shown.words
    assert {REFERENCE, "DRP-2026-0002"} <= set(buttons(shown))
    for nobody in ("other_firo", "outsider", "admin"):
        (shown,) = await council.person(nobody).say("my team's disputes")
        assert "There are no disputes here that you may read." in shown.words


async def test_an_officer_owes_what_she_has_to_write(council: Council) -> None:
    await council.raise_dispute()
    (shown,) = await council.person("firo").say("what do I owe")
    assert "Write the case note that Stage 1 was issued (no date)." in shown.words


async def test_a_quality_manager_sees_every_team(council: Council) -> None:
    await council.raise_dispute()
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    await council.appoint(people, [*posts, Appointment(person="outsider", role=QUALITY_MANAGER)])
    (shown,) = await council.person("outsider").say("all disputes")
    assert REFERENCE in buttons(shown)
    assert "Next for you" not in shown.words


async def test_a_timeline_shows_the_way_and_the_marker(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    (shown,) = await firo.say("timeline 1")
    words = shown.words
    assert words.startswith(f"{REFERENCE}: timeline")
    assert "Stage 2 of 4: Stage 1." in words
    assert f"Now, since Monday 30 March 2026 (raised here). Due {DUE}." in words
    assert "Still ahead: would begin on Thursday 9 April 2026, due Thursday 16 April 2026." in words
    assert "The 20 working days end on Wednesday 29 April 2026; 20 working days are left (advisory)." in words
    assert words.index("Stage 3") < words.index("20-working-day marker")
    await council.at("2026-05-05")
    (shown,) = await firo.say("history of 1")
    assert f"Due {DUE}, which has passed." in shown.words
    assert "The 20 working days passed on Wednesday 29 April 2026, 3 working days ago (advisory)." in shown.words
    assert shown.words.index("20-working-day marker") < shown.words.index("Stage 2\nStill ahead")


async def test_a_timeline_is_a_press_away_and_comes_in_pages(council: Council) -> None:
    await council.raise_dispute()
    firo = council.person("firo")
    for _ in range(12):
        await firo.say("note 1")
        await firo.say("The team was called again.")
        await firo.say("yes")
    (shown,) = await firo.say("status 1")
    await firo.press(shown, "Timeline")
    shown = firo.latest_card()
    assert "A note was added, Stage 1; Amina Okafor." in shown.words
    assert "Raised" not in shown.words
    earlier = next(name for name in buttons(shown) if name.endswith("earlier"))
    await firo.press(shown, earlier)
    assert "1. Monday 30 March 2026: Raised, Stage 1; Amina Okafor." in shown.words


async def test_a_timeline_is_for_those_who_may_read_it(council: Council) -> None:
    await council.raise_dispute()
    (said,) = await council.person("other_firo").say("timeline 1")
    assert said.text.startswith(f"I can't find {REFERENCE}")
    data = {"do": "timeline", "reference": REFERENCE}
    answer = await council.person("admin").invoke({"type": "Action.Execute", "data": data})
    assert answer.text.startswith(f"I can't find {REFERENCE}")


async def test_who_covers_for_a_role_and_until_when(council: Council) -> None:
    async with council.desk.store.reading() as work:
        people, posts = await work.directory.everything()
    away = Appointment(
        person="fsm", role="TM", team=TEAM, starts=date(2026, 3, 30), ends=date(2026, 4, 10), cover_for="tm"
    )
    firo = council.person("firo")
    (shown,) = await firo.say("who is covering for the TM?")
    assert "Fostering Team Manager, North: Dev Mistry" in shown.words
    (shown,) = await firo.say("who is away?")
    assert "Nobody is covered by anybody else at present." in shown.words
    await council.appoint(people, [*posts, away])
    await council.raise_dispute()
    for typed in ("who is covering for the team manager", "who covers the TM in 1", "who's away"):
        (shown,) = await firo.say(typed)
        stands_in = "Elaine Foster, standing in for Dev Mistry from Monday 30 March 2026 until Friday 10 April 2026"
        assert f"Fostering Team Manager, North: {stands_in}" in shown.words
    (shown,) = await firo.say("who is the head of service")
    assert "Head of Service (Fostering): Farid Rahman" in shown.words


async def test_several_at_once_and_what_isnt_clear_are_asked_back(council: Council) -> None:
    await several(council, 2)
    firo = council.person("firo")
    (said,) = await firo.say("escalate 1 and 2")
    assert said.text == "One at a time, please: you named 1, 2. Type for example “escalate 42”."
    (shown,) = await firo.say("resolve or escalate 1")
    assert "Do you mean “Resolve” or “Escalate”? Choose below, or type for example “escalate 1”." in shown.words
    assert "Resolve" in buttons(shown)
    (shown,) = await firo.say("please don't escalate 1")
    assert "I'm sorry, I didn't understand that." in shown.words
    (shown,) = await firo.say("a child is at immediate risk")
    assert "Report it to safeguarding now." in shown.words


async def test_what_isnt_open_says_whose_it_is_or_which_gate_is_closed(council: Council) -> None:
    await council.raise_dispute()
    for who, typed, said in (
        ("firo", "escalate 1", f"The Fostering Team Manager has until the end of {DUE}."),
        ("tm", "resolve 1", "it is for the Foster Carer Reviewing Officer"),
        ("firo", "record the meeting 1", "it has no place in DRP-2026-0001 at Stage 1"),
        ("firo", "give notice of intent 1", "it has no place in DRP-2026-0001 at Stage 1"),
        ("firo", "authorise the form 1", "it has no place in DRP-2026-0001 at Stage 1"),
    ):
        (shown, *_) = await council.person(who).say(typed)
        assert said in shown.words, typed
