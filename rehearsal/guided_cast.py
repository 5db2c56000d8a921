"""What the guided rehearsal is played with: its people's posts, what is raised, and what the stage must offer."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from casework.show_dispute import CaseView
from rehearsal import council
from rehearsal.clock import MovableClock
from rehearsal.council import SamplePerson
from rehearsal.mailboxes import PracticeMailbox
from rehearsal.person import Person

WHO = {
    council.FIRO: "Foster Carer Reviewing Officer",
    council.SSW: "Supervising Social Worker",
    council.TM: "Fostering Team Manager",
    council.FSM: "Fostering Service Manager",
    council.HOS: "Head of Service",
    council.FIRO_TM: "FIRO Team Manager",
    council.SRSM: "Safeguarding and Reviewing Service Manager",
}

RAISING = {
    "subject": "FC-20417",
    "team": council.TEAM,
    "stage": "stage-1",
    "themes": "supervision",
    "spoke_on": "2026-03-27",
    "wrong": "Supervision visits have not happened since January.",
    "wanted": "Monthly supervision visits resume.",
    "steps": "A visit this week, then monthly.",
    "tried": "Spoke with the supervising social worker twice.",
    "interests": "The placement is under strain without support.",
    "immediate_risk": "no",
}
TOLD_OF_RAISING = (
    ("About", "FC-20417, of Fostering North"),
    ("Begins at", "Stage 1"),
    ("What is wrong", RAISING["wrong"]),
    ("What should happen", RAISING["wanted"]),
    ("By which steps", RAISING["steps"]),
    ("What was tried", "Spoke with the supervising social worker twice, last on Friday 27 March 2026."),
)


class Room(Protocol):
    """What the rehearsal plays in: a practice council that is being served."""

    @property
    def clock(self) -> MovableClock:
        """Case time."""
        ...

    def chat_of(self, person: SamplePerson) -> Person:
        """Somebody's Teams."""
        ...

    def mailbox_of(self, person: SamplePerson) -> PracticeMailbox:
        """Somebody's mailbox."""
        ...

    async def settle(self) -> None:
        """Lets everything that is under way arrive."""
        ...

    async def move_to(self, moment: datetime) -> None:
        """Moves the case clock on."""
        ...

    async def case(self, person: SamplePerson, reference: str) -> CaseView:
        """A dispute and its record as one of its parties may read it."""
        ...

    async def faults(self) -> list[str]:
        """What is wrong with the chains of the records."""
        ...
