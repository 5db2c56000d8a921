"""A protocol that needed only a file, at the desk: a panel of three, an agency, a step that nobody may leave out.

The whole ladder of an invented council over a real SQLite file, with made-up people for every role.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from casework.desk import Desk
from casework.dispatch import dispatch
from casework.export_cases import export_cases
from casework.make_move import Request, make_move
from casework.open_dispute import NewDispute, open_dispute
from casework.ports import Channel
from casework.show_dispute import show_dispute
from casework.sweep import sweep
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from disputes.working_days import LONDON
from protocols.library import ProtocolLibrary
from protocols.reading import read_file
from rehearsal.staffing import Size, staffed
from storage.directory_changes import preview_import
from storage.keys import KeyRing, new_master_key
from storage.work import SqlStore, open_store
from tests.casework.office import MONDAY, Post

PANEL = read_file(Path(__file__).parents[1] / "protocols" / "invented" / "harrowdale-panel.toml")
COUNCIL = staffed(PANEL, Size.COUNTY)
AGENCY = "opinions@childrens-rights.example"
RAISING = {
    "subject": "FC-20417",
    "team": COUNCIL.team,
    "stage": "talking",
    "themes": "support-respite",
    "wrong": "Respite was promised in January and has not begun.",
    "wanted": "Respite begins.",
    "steps": "A first weekend in April.",
    "interests": "The placement is under strain without it.",
    "carer_view": "They can't go on without a break.",
    "immediate_risk": "no",
    "agreed_on": "2026-04-01",
}

CLOCKS = (NoticeKind.NUDGE, NoticeKind.LAPSED)


@dataclass
class Harrowdale:
    """The invented council: everybody by the role that they hold."""

    desk: Desk
    store: SqlStore
    now: list[datetime]
    ids: dict[str, str]
    email: Post = field(default_factory=lambda: Post(can_be_asked=True))
    cards: Post = field(default_factory=lambda: Post(can_be_asked=False))
    presses: int = 0

    def on(self, day: int, month: int = 4, hour: int = 10) -> None:
        self.now[0] = datetime(2026, month, day, hour, tzinfo=LONDON)

    async def raises(self, **entered: str) -> str:
        new = NewDispute(PANEL.id, {**RAISING, **entered})
        return (await open_dispute(self.desk, self.ids["FRO"], new, key=self._key())).reference

    async def does(self, role: str, reference: str, move: str, target: str = "", **entered: str) -> None:
        await make_move(self.desk, self.ids[role], Request(reference, move, target, entered), key=self._key())

    async def owed(self, reference: str) -> dict[str, tuple[str, ...]]:
        view = await show_dispute(self.desk, self.ids["FRO"], reference)
        return {duty.id: duty.owners for duty in view.duties}

    async def told(self, reference: str, kind: NoticeKind) -> tuple[set[str], set[str]]:
        """To and copies of the latest notice of a kind, by role."""
        async with self.store.reading() as work:
            entries = await work.records.load(reference)
        notice = [notice for entry in entries for notice in entry.notices if notice.kind is kind][-1]
        to, copies = ([r for part in side for r in part.roles] for side in (notice.to, notice.copies))
        return {part.role for part in to}, {part.role for part in copies}

    async def post(self) -> None:
        await dispatch(self.desk, {Channel.EMAIL: self.email, Channel.CARD: self.cards}, 100)

    def _key(self) -> tuple[str, str]:
        self.presses += 1
        return ("activity", str(self.presses))


@pytest.fixture
async def harrowdale(sqlite_url: str) -> AsyncIterator[Harrowdale]:
    now = [MONDAY]
    async with await open_store(sqlite_url, KeyRing(new_master_key())) as store:
        desk = Desk(
            store=store,
            protocols=ProtocolLibrary([PANEL]),
            clock=lambda: now[0],
            system_clock=lambda: now[0],
            council=PANEL.council,
        )
        agency = next(person for person in COUNCIL.everyone if person.roles == ("RIGHTS",))
        async with store.writing() as work:
            people_csv = COUNCIL.people_csv(MONDAY.date()).replace(agency.email, AGENCY)
            read = await preview_import(work, people_csv, MONDAY.date())
            await work.directory.replace_all(read.people, read.appointments)
            await work.commit()
        ids = {appointment.role: appointment.person for appointment in reversed(read.appointments)}
        yield Harrowdale(desk, store, now, ids)


async def test_nobody_begins_formally_before_settlement_was_tried(harrowdale: Harrowdale) -> None:
    with pytest.raises(Refusal) as refused:
        await harrowdale.raises(stage="panel", stage_reason="It is plain.", consulted="Agreed.", tried="Nothing.")
    assert refused.value.rules == ("P5",)
    reference = await harrowdale.raises()
    await harrowdale.does("FRO", reference, "consult", "senior-view", summary="Go straight to the panel.")
    with pytest.raises(Refusal, match="needs this first: the settlement meeting"):
        straight = {"immediate_risk": "no", "stage_reason": "It is plain.", "outstanding": "All of it."}
        await harrowdale.does("FRO", reference, "enter-higher", "panel", **straight)


async def test_a_panel_of_three_decides_together_and_an_agency_is_written_to_at_its_own_address(
    harrowdale: Harrowdale,
) -> None:
    reference = await harrowdale.raises()
    assert await harrowdale.told(reference, NoticeKind.STAGE_RAISED) == ({"TM"}, {"SSW"})
    harrowdale.on(2)
    up = {"outstanding": "Respite.", "impact": "Another month without rest."}
    await harrowdale.does("FRO", reference, "escalate", "settlement", reasons="silence", **up)
    harrowdale.on(2, hour=15)
    await harrowdale.does(
        "SRO", reference, "record-meeting", held_on="2026-04-02", ended_at="14:30", attended="SRO,FRO,TM,SSW"
    )
    assert await harrowdale.owed(reference) == {
        "settlement/actions": ("Senior Reviewing Officer",),
        "settlement/minutes": ("Fostering Reviewing Officer",),
    }
    talk = {"with": "SSW,TM", "how": "face-to-face", "summary": "Nothing was settled."}
    await harrowdale.does("FRO", reference, "record-conversation", **talk)
    with pytest.raises(Refusal, match="this is for the Senior Reviewing Officer"):
        await harrowdale.does("FRO", reference, "escalate", "panel", reasons="dissatisfaction", **up)
    await harrowdale.does("SRO", reference, "escalate", "panel", reasons="dissatisfaction", **up)
    assert await harrowdale.told(reference, NoticeKind.STAGE_RAISED) == ({"CHAIR", "MEMBER", "LAY"}, {"TM", "SSW"})

    for number, role in enumerate(("LAY", "CHAIR", "MEMBER"), start=1):
        await harrowdale.does(role, reference, "respond", "panel/decide", response="Respite begins in May.")
        assert ("panel/decide" in await harrowdale.owed(reference)) is (number < 3), "two are not enough"

    with pytest.raises(Refusal, match="Council Solicitor's advice"):
        await harrowdale.does("FRO", reference, "escalate", "agency", reasons="dissatisfaction", agreed="yes", **up)
    await harrowdale.does("LEGAL", reference, "record-advice", "legal-view", advice="It may go outside.", way="for")
    steps = {"steps": "inspectorate", "outline": "Respite."}
    await harrowdale.does("FRO", reference, "give-intent", "intent", **steps)
    assert await harrowdale.told(reference, NoticeKind.INTENT) == ({"DCS"}, {"CHAIR"})
    await harrowdale.does("FRO", reference, "escalate", "agency", reasons="dissatisfaction", agreed="yes", **up)
    await harrowdale.post()
    (letter,) = [n for n in harrowdale.email.effects.values() if n.stage == "Children's Rights Service" and n.duty]
    assert [(person.email, person.reasons[0].rule.quote) for person in letter.to] == [
        (AGENCY, "The Children's Rights Service, which is not the council's, gives its opinion within ten days.")
    ]
    assert letter.duty
    assert letter.duty.due
    assert letter.duty.due.text == "Sunday 12 April 2026", "ten days are calendar days"

    harrowdale.on(10)
    assert (await sweep(harrowdale.desk)).reminders == 2
    await harrowdale.post()
    nudged = {notice.duty.id for notice in harrowdale.cards.effects.values() if notice.duty and notice.kind in CLOCKS}
    assert nudged == {"agency/opinion", "settlement/actions"}
    await harrowdale.does("RIGHTS", reference, "respond", "agency/opinion", response="Respite has to begin now.")
    await harrowdale.does("FRO", reference, "take-step", "inspectorate", details="Notified by the portal.")
    ending = {"outcome": "resolved", "resolution": "Respite began.", "impact": "A rested carer."}
    await harrowdale.does("FRO", reference, "resolve", **ending)
    to, copies = await harrowdale.told(reference, NoticeKind.ENDED)
    assert to == {"RIGHTS"}
    assert copies >= {"TM", "SRO", "CHAIR", "MEMBER", "LAY", "DCS"}
    await harrowdale.does("FRO", reference, "authorise")
    assert {duty.partition("/")[2] for duty in await harrowdale.owed(reference)} == {
        "actions", "minutes", "note-issued", "note-concluded", "tell-advocacy",
    }  # fmt: skip
    async with harrowdale.store.reading() as work:
        assert await work.records.verify() == []
    rows = [(row.stage, row.due, row.limit_met) async for row in export_cases(harrowdale.desk)]
    assert rows == [
        ("Talking", "2026-04-01", "no"),
        ("Settlement meeting", "2026-04-09", "yes"),
        ("Panel", "2026-04-09", "yes"),
        ("Children's Rights Service", "2026-04-12", "yes"),
    ]
