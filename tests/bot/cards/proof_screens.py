"""The proof of service as cards, made from lines written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards.proof_card import proof_card
from bot.cards.screen import Screen
from casework.ports import Carriage
from casework.proof_of_service import ChannelProof, ProofOfService, ServedLine, Signed
from casework.views import Reason, RecipientView, RuleView
from disputes.notices import NoticeKind
from disputes.rules import Basis
from disputes.working_days import LONDON

RAISED = datetime(2026, 3, 30, 10, tzinfo=LONDON)
SENT = ChannelProof(
    state=Carriage.SENT, sent_at=RAISED, accepted_at=RAISED + timedelta(minutes=1), id="<drp.1@example.gov.uk>"
)


def somebody(name: str, role: str) -> RecipientView:
    rule = RuleView(id="B16", text="Who is told.", quote="Copied to the SSW and TM.", basis=Basis.DOCUMENT)
    email = f"{name.split(maxsplit=1)[0].lower()}@example.gov.uk"
    return RecipientView(person=name, name=name, email=email, reasons=(Reason(role=role, rule=rule),), cover_for=None)


MANAGER = ServedLine(
    entry=1,
    number=0,
    kind=NoticeKind.STAGE_RAISED,
    what="The stage was raised",
    stage="Stage 1",
    queued_at=RAISED,
    recipient=somebody("Dev Patel", "Fostering Team Manager"),
    copied=False,
    email=SENT,
    card=replace(SENT, accepted_at=RAISED, id="1:abc"),
    auto_replied=Signed(at=RAISED + timedelta(minutes=2), by="Dev Patel"),
    acknowledged=Signed(at=RAISED + timedelta(days=1), by="Noor Ahmed"),
    responded=Signed(at=RAISED + timedelta(days=3), by="Dev Patel"),
)
COPY = replace(
    MANAGER,
    recipient=somebody("Sam *Social*", "Supervising Social Worker"),
    copied=True,
    card=None,
    auto_replied=None,
    acknowledged=None,
    responded=None,
    bounced=Signed(at=RAISED + timedelta(minutes=5), by="550 5.1.1 no such address"),
)
REMINDER = replace(
    MANAGER,
    entry=4,
    kind=NoticeKind.NUDGE,
    what="Reminder",
    email=ChannelProof(state=Carriage.WAITING, reason="The mail server is busy."),
    card=ChannelProof(state=Carriage.CANCELLED, reason="The assistant isn't installed in Teams for this person yet."),
    auto_replied=None,
    acknowledged=None,
    responded=None,
)
SET_ASIDE = replace(REMINDER, entry=5, email=ChannelProof(state=Carriage.PARKED, reason="No such mailbox."), card=None)
PROOF = ProofOfService(
    reference="DRP-2026-0042",
    protocol="Foster Care Reviewing Officer Dispute Resolution",
    council="Example Council",
    as_of=RAISED + timedelta(days=5),
    lines=(MANAGER, COPY, REMINDER, SET_ASIDE),
)


def proof_screens() -> dict[str, Screen]:
    """Every proof card by name."""
    many = tuple(replace(MANAGER, entry=n) for n in range(1, 21))
    long = tuple(
        replace(MANAGER, entry=n, email=replace(REMINDER.email or SENT, reason="x" * 300))
        for n in range(1, 9)
        for _ in range(6)
    )
    return {
        "proof": proof_card(PROOF),
        "proof-empty": proof_card(replace(PROOF, lines=())),
        "proof-first-page": proof_card(replace(PROOF, lines=many)),
        "proof-last-page": proof_card(replace(PROOF, lines=many), 16),
        "proof-largest": proof_card(replace(PROOF, lines=long)),
    }
