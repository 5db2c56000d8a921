"""What a filed reply means: the raiser says so with one press, and it counts from when it was received (X5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from disputes.case import Actor, Case, Decision
from disputes.dispute import FiledReply
from disputes.entries import EntryKind
from disputes.fields import Choice, Field, FieldKind
from disputes.moves.answering import Acknowledge, Answer, ConfirmMeetingDate, Respond
from disputes.moves.move import Move

ACKNOWLEDGEMENT = "acknowledgement"
RESPONSE = "response"
MEETING_DATE = "meeting-date"
NEITHER = "neither"

_MEANINGS: Mapping[str, tuple[Answer, str]] = {
    ACKNOWLEDGEMENT: (Acknowledge(), "It only acknowledges; nothing is answered yet"),
    RESPONSE: (Respond(), "It is the response"),
    MEETING_DATE: (ConfirmMeetingDate(), "It confirms a meeting date"),
}


class ClassifyReply(Move):
    """Says whether a filed reply acknowledges, responds, confirms a date, or does none of these."""

    id = "classify-reply"
    title = "Say what the reply means"
    on_form = False

    def targets(self, case: Case) -> Iterable[str]:
        """Every reply that nobody has classified."""
        return (str(sequence) for sequence in case.dispute.replies)

    def who(self, case: Case, target: str) -> tuple[str, ...]:
        """The officer and the raiser of the stage."""
        return tuple(dict.fromkeys((case.protocol.officer, case.stage.raised_by)))

    def label(self, case: Case, target: str) -> str:
        """Names the sender."""
        return f"Say what {_reply(case, target).by}'s reply means"

    def fields(self, case: Case, actor: Actor, target: str) -> tuple[Field, ...]:
        """The meanings that the duty allows, and what each needs."""
        duty = _reply(case, target).duty
        meanings = _open_to(case, duty)
        choices = tuple(Choice(name, _MEANINGS[name][1]) for name in meanings)
        choices += (Choice(NEITHER, "None of these; keep it on the record"),)
        asked = [Field(name="meaning", label="What it is", kind=FieldKind.CHOICE, choices=choices, rule="X5")]
        for name in meanings:
            inner = _MEANINGS[name][0].answer_fields(case, duty or "")
            asked += [replace(field, required=False) for field in inner if field.name != "response"]
        return tuple(asked)

    def decide(self, case: Case, actor: Actor, target: str, values: Mapping[str, str], at: datetime) -> Decision:
        """The same as if the sender had pressed the button when the reply was received."""
        reply = _reply(case, target)
        kept = {"reply": target, **values}
        if values["meaning"] == NEITHER or reply.duty is None:
            return Decision(
                kind=EntryKind.REPLY_CLASSIFIED,
                stage=case.stage.id,
                duty=reply.duty,
                values=kept,
                happened_at=reply.received_at,
            )
        answer = _MEANINGS[values["meaning"]][0]
        for field in answer.answer_fields(case, reply.duty):
            if field.required and field.name not in values and field.name != "response":
                raise field.missing()
        decision = answer.decide(case, actor, reply.duty, values, reply.received_at)
        return replace(decision, kind=EntryKind.REPLY_CLASSIFIED, values=kept, happened_at=reply.received_at)


def _open_to(case: Case, duty: str | None) -> list[str]:
    return [name for name, (answer, _) in _MEANINGS.items() if duty in set(answer.targets(case))]


def _reply(case: Case, target: str) -> FiledReply:
    return case.dispute.replies[int(target)]
