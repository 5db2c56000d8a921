"""The reasons on a card: why somebody gets it, by which rule, and how a due date came about (X7)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.words import escaped, joined
from casework.views import DueView, DutyView, RecipientView, RequestView, RuleView
from disputes.entries import EntryKind


def rule_line(rule: RuleView) -> str:
    """A rule with the council's own words; one that isn't the council's says so (X10)."""
    if rule.quote:
        return f"{rule.id}: “{escaped(rule.quote)}”"
    return f"{rule.id} ({rule.basis.value}): {escaped(rule.text)}"


def why_you(reader: RecipientView | None) -> str:
    """In which role and by which rule somebody gets a notice."""
    if reader is None:
        return ""
    if reader.added_by:
        return f"Why you get this: {escaped(reader.added_by)} added you to the copies: {escaped(reader.because or '')}"
    roles = joined([f"the {escaped(role)}" for role in dict.fromkeys(reason.role for reason in reader.reasons)])
    rules = {reason.rule.id: reason.rule for reason in reader.reasons}
    cover = f" You stand in for {escaped(reader.cover_for)}." if reader.cover_for else ""
    return f"Why you get this: you are {roles}.{cover} {' '.join(rule_line(rule) for rule in rules.values())}"


def why_them(person: RecipientView) -> str:
    """One recipient with the roles and rules behind it, for whoever sends."""
    if person.added_by:
        return f"{escaped(person.name)}: added by {escaped(person.added_by)} (X6): {escaped(person.because or '')}"
    roles = joined([f"{escaped(reason.role)} ({reason.rule.id})" for reason in person.reasons])
    cover = f", standing in for {escaped(person.cover_for)}" if person.cover_for else ""
    return f"{escaped(person.name)}: {roles}{cover}"


def why_then(due: DueView | None) -> str:
    """How a due date came about: day 0, the days that don't count, the rule."""
    if due is None:
        return "Your protocol gives no date for this."
    rules = " ".join(rule_line(rule) for rule in due.rules)
    if not due.counted:
        return f"Why {due.text}: people agreed on this date. {rules}"
    skipped = f" Not counted: {joined(due.skipped)}." if due.skipped else ""
    return f"Why {due.text}: counted from {due.issued}, which is day 0.{skipped} {rules}"


def rule_lines(rules: Sequence[RuleView]) -> list[str]:
    """Rules, a line each."""
    return [rule_line(rule) for rule in rules]


def owners(duty: DutyView) -> str:
    """Who owes a duty."""
    return joined([escaped(owner) for owner in duty.owners])


def by_when(duty: DutyView) -> str:
    """A duty's limit in a sentence; in weeks, with the last working day that lies within it (W29)."""
    if duty.due is None:
        return "(no date in your protocol)"
    last = duty.due.last_working_day
    return f"by {duty.due.text}" + (f" (the last working day before it: {last})" if last else "")


def answered_so_far(duty: DutyView) -> str:
    """What has come of a duty that is still owed: an answer in part, or an acknowledgement."""
    if duty.answered_in_part:
        return f"answered in part by {escaped(duty.answered_in_part)}"
    return f"acknowledged by {escaped(duty.acknowledged)}" if duty.acknowledged else ""


def asked_so_far(request: RequestView) -> str:
    """What was asked about a duty, in a few words."""
    if request.kind is EntryKind.NOT_MINE:
        return f"{escaped(request.by)} says that it isn't theirs"
    return f"{escaped(request.by)} asks for time until {request.wished}, which moves no date"
