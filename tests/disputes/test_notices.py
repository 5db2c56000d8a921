"""Notices: only whom the protocol names, each person once, with every role and rule, and nobody silently left out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from disputes.kinds import StageKind
from disputes.notices import Holder, NoticeDraft, NoticeKind, address
from disputes.refusals import Refusal
from disputes.stage import Addressee
from tests.disputes.cast import Play, bradford, roles

DRAFT = NoticeDraft(
    kind=NoticeKind.STAGE_RAISED,
    to=(Addressee("HoS", "B24"),),
    copies=(Addressee("FSM", "B24"), Addressee("SSW", "B24"), Addressee("TM", "B24")),
)


def vacant(role: str) -> Refusal:
    return Refusal("vacant-role", f"Nobody holds {role}.", "Ask your administrator.")


def held_by(**people: str) -> dict[str, Sequence[Holder]]:
    return {role.replace("_", "-"): [Holder(person)] for role, person in people.items()}


@pytest.mark.parametrize("stage", [s.id for s in bradford().stages if s.kind is not StageKind.INFORMAL])
def test_X6_a_stage_tells_exactly_whom_the_protocol_names(stage: str) -> None:
    rule = bradford().stage(stage).notices
    drafts = Play(stage=stage, stage_reason="It was raised there.").notices
    assert [(draft.to, draft.copies) for draft in drafts] == [(notice.to, notice.copies) for notice in rule]
    assert all(a.rule.startswith("B") for draft in drafts for a in (*draft.to, *draft.copies))


def test_X6_nothing_that_the_officer_enters_adds_or_removes_a_copy() -> None:
    with pytest.raises(Refusal, match="form has changed"):
        Play(copies="SSW")


def test_X6_a_vacant_role_stops_the_notice_instead_of_dropping_the_copy() -> None:
    people = held_by(HoS="p1", FSM="p2", SSW="p3")
    with pytest.raises(Refusal, match="Nobody holds TM"):
        address(DRAFT, lambda role: people.get(role, []), vacant)


def test_one_person_in_two_roles_gets_one_notice_that_names_both() -> None:
    people = held_by(HoS="p1", FSM="p1", SSW="p2", TM="p2")
    notice = address(DRAFT, people.__getitem__, vacant)
    [to], [copy] = notice.to, notice.copies
    assert (to.person, roles(to.roles)) == ("p1", ["HoS", "FSM"])
    assert (copy.person, roles(copy.roles)) == ("p2", ["SSW", "TM"])


def test_whoever_covers_is_named_with_whom_they_cover() -> None:
    people = {**held_by(HoS="p1", FSM="p2", SSW="p3"), "TM": [Holder("p4", cover_for="p5")]}
    notice = address(DRAFT, people.__getitem__, vacant)
    assert [(copy.person, copy.cover_for) for copy in notice.copies] == [("p2", None), ("p3", None), ("p4", "p5")]


def test_a_post_that_two_people_share_reaches_both() -> None:
    people = {**held_by(HoS="p1", FSM="p2", TM="p3"), "SSW": [Holder("p4"), Holder("p5")]}
    assert [copy.person for copy in address(DRAFT, people.__getitem__, vacant).copies] == ["p2", "p4", "p5", "p3"]
