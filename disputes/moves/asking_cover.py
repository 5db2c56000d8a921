"""Asking that somebody stands in for whoever is away and owes an answer: one press, once their mailbox has said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from disputes.absences import Absence
from disputes.case import Actor, Case, Decision
from disputes.duties import owes
from disputes.entries import EntryKind
from disputes.fields import Fact
from disputes.moves.move import Move
from disputes.notices import ADMINISTRATOR, NoticeDraft, NoticeKind
from disputes.stage import Addressee
from disputes.working_days import london_date, long_date


class AskForCover(Move):
    """Asks whoever may arrange cover to do so. No date moves, and who owes the answer stays as it is."""

    id = "ask-cover"
    title = "Ask for cover"
    on_form = False

    def targets(self, case: Case) -> Iterable[str]:
        """Every absence that isn't over, while its duty is owed and nobody has asked yet."""
        today = london_date(case.now)
        return [
            str(absence.sequence)
            for absence in case.dispute.absences.values()
            if case.dispute.open
            and case.dispute.duties[absence.duty].open
            and (absence.until is None or absence.until >= today)
        ]

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The officer, and whoever raises the stage."""
        return tuple(dict.fromkeys((case.protocol.officer, case.stage.raised_by)))

    def label(self, case: Case, target: str) -> str:
        """Names who is away."""
        return f"Ask for cover for {_absence(case, target).name}"

    def rules(self, case: Case, target: str) -> tuple[str, ...]:
        """The rule of cover."""
        return ("LD5",)

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """On record; whoever keeps the directory is asked, and the absent person's line manager with them."""
        absence = _absence(case, target)
        duty = case.dispute.duties[absence.duty].duty
        due = f" by {long_date(duty.due)}" if duty.due else ""
        draft = NoticeDraft(
            kind=NoticeKind.COVER_ASKED,
            to=(Addressee(ADMINISTRATOR, "LD5"),),
            stage=duty.stage,
            duty=duty.id,
            if_held=True,
        )
        return Decision(
            kind=EntryKind.COVER_ASKED,
            stage=duty.stage,
            duty=duty.id,
            values={
                "absence": target,
                "away": absence.person,
                **({"until": absence.until.isoformat()} if absence.until else {}),
            },
            facts=(
                Fact("Who is away", absence.name),
                *((Fact("Away until", long_date(absence.until)),) if absence.until else ()),
                Fact("As", " and ".join(case.protocol.title_of(role) for role in duty.owners)),
                Fact("Team", case.dispute.opening.team),
                Fact(
                    "Still owed", f"{owes(duty, case.protocol.stage(duty.stage).title)}{due}; the date stays as it is"
                ),
            ),
            notices=(draft,),
        )


def _absence(case: Case, target: str) -> Absence:
    return case.dispute.absences[int(target)]
