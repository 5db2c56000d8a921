"""The small processes begin in chat by their names, on a page of their own; what no rule asks isn't asked."""

from __future__ import annotations

import pytest

from casework.ports import Appointment
from protocols.reading import shipped
from tests.bot.chat.cast import TEAM, Council, Shipped, names

BRIGHTON = ("brighton-hove-iro", "brighton-hove-recognition", "brighton-hove-chairing")


async def run(council: Council, *protocols: str) -> None:
    """The council runs these protocols; the officer holds every officer's post, everybody else the other posts."""
    object.__setattr__(council.desk, "protocols", Shipped(*protocols))
    known = [shipped()[protocol] for protocol in protocols]
    officers = {protocol.officer for protocol in known}
    async with council.desk.store.reading() as work:
        people, _ = await work.directory.everything()
    roles = {role for protocol in known for role in protocol.roles}
    posts = [Appointment(person="firo" if role in officers else "tm", role=role, team=TEAM) for role in roles]
    await council.appoint(people, posts)


@pytest.mark.parametrize(
    ("typed", "title", "asked"),
    [
        ("practice recognition", "Practice Recognition", {"subject", "team", "themes", "wrong"}),
        ("I'd like to recognise good practice", "Practice Recognition", {"subject", "team", "themes", "wrong"}),
        (
            "complaint about chairing",
            "Complaint about chairing practice",
            {"subject", "team", "stage", "stage_reason", "wrong", "wanted"},
        ),
    ],
)
async def test_a_small_process_takes_one_page(council: Council, typed: str, title: str, asked: set[str]) -> None:
    await run(council, *BRIGHTON)
    firo = council.person("firo")
    (shown,) = await firo.say(typed)
    assert title in shown.words
    assert "Step 1 of" not in shown.words
    assert names(shown) == asked


async def test_raise_alone_means_a_dispute(council: Council) -> None:
    await run(council, *BRIGHTON)
    (shown,) = await council.person("firo").say("raise")
    assert "Raise a dispute" in shown.words
    assert "Step 1 of 4." in shown.words


async def test_what_is_begun_is_shown_before_anybody_is_told(council: Council) -> None:
    await run(council, *BRIGHTON)
    firo = council.person("firo")
    (shown,) = await firo.say("practice recognition")
    await firo.press(
        shown, "Next", subject="CH-31185", team=TEAM, themes="tenacity", wrong="She visited every week, in person."
    )
    preview = firo.latest_card()
    assert "Check before you confirm: Practice Recognition" in preview.words
    assert "line manager (h2)" in preview.words.casefold()
    assert "Elements of good practice: Tenacious efforts to overcome obstacles" in preview.words
    await firo.press(preview, "Confirm and send")
    assert "Done: it is raised, and this is its number" in firo.latest_card().words


async def test_help_names_what_somebody_may_begin(council: Council) -> None:
    await run(council, *BRIGHTON)
    (shown,) = await council.person("firo").say("help")
    assert "“practice recognition”: begins this small process" in shown.words
    (shown,) = await council.person("tm").say("help")
    assert "begins this small process" not in shown.words


@pytest.mark.parametrize(("protocol", "pages"), [("swindon-fciro", 2), ("cpru-cla", 3)])
async def test_the_childs_interests_are_asked_about_only_where_a_rule_asks(
    council: Council, protocol: str, pages: int
) -> None:
    assert shipped()[protocol].raising.interests_rule is None
    await run(council, protocol)
    firo = council.person("firo")
    (shown,) = await firo.say("raise")
    assert f"Step 1 of {pages}." in shown.words
    order = list(council.state._kept.values())
    assert "interests" not in str(order)
