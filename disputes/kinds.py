"""The closed lists that a protocol chooses from: kinds of stage, duty, trigger and gate, and when something is done."""

from __future__ import annotations

from enum import StrEnum


class StageKind(StrEnum):
    """Whether a stage is informal, formal, or a step to a body outside the council."""

    INFORMAL = "informal"
    FORMAL = "formal"
    EXTERNAL = "external"


class Subject(StrEnum):
    """Whose record the dispute is about and filed on; `none` for processes kept off every such file (B36)."""

    CARER = "carer"
    CHILD = "child"
    NONE = "none"


class DutyKind(StrEnum):
    """What a role can owe. Closed list: a protocol chooses from it."""

    RESPOND = "respond"
    COMPLETE_ACTIONS = "complete-actions"
    CONFIRM_MEETING_DATE = "confirm-meeting-date"
    HOLD_MEETING = "hold-meeting"
    RECORD_ACTIONS = "record-actions"
    RECORD_SUMMARY = "record-summary"
    CIRCULATE_MINUTES = "circulate-minutes"
    NOTE_ISSUED = "note-issued"
    NOTE_CONCLUDED = "note-concluded"
    ACT_ON_INTENT = "act-on-intent"
    GIVE_INTENT = "give-intent"
    TELL_ADVOCACY = "tell-advocacy"
    HOLD_REVIEW = "hold-review"
    AUTHORISE = "authorise"
    TASK = "task"


class Trigger(StrEnum):
    """What starts a duty. Closed list."""

    OPENED = "opened"
    DATE_CONFIRMED = "date-confirmed"
    MEETING_HELD = "meeting-held"
    STAGE_ENDED = "stage-ended"
    INTENT_GIVEN = "intent-given"
    AGREED = "agreed"
    FIRST_FORMAL = "first-formal"
    PLAN_CHANGED = "plan-changed"
    RESOLVED = "resolved"
    FORM_LEFT = "form-left"


class StepTime(StrEnum):
    """When an outside step may be taken: once its stage has opened, or once that stage has failed to resolve."""

    OPENED = "opened"
    UNRESOLVED = "unresolved"


class CompleteWhen(StrEnum):
    """When a response is whole: given at all, or only once the agreed actions are completed (B13, S11)."""

    ANSWERED = "answered"
    ACTIONS_COMPLETED = "actions-completed"


class Unresolved(StrEnum):
    """What must have happened before dissatisfaction is a reason to progress from a stage (X4)."""

    ANYTHING = "anything"
    RESPONSE = "response"
    MEETING = "meeting"


class GateKind(StrEnum):
    """What must be recorded before a move. Closed list."""

    CONVERSATION = "conversation"
    CONSULTATION = "consultation"
    INTENT = "intent"
    ADVICE = "advice"
