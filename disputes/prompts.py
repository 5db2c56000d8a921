"""Prompts: what a protocol expects somebody to think of at this point; it is said, and stops nothing."""

from __future__ import annotations

from dataclasses import dataclass

from disputes.case import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A thing to think of, with its rule, and the move (with its target) by which it is done."""

    text: str
    rule: str
    move: str
    target: str


def prompts(case: Case) -> tuple[Prompt, ...]:
    """What is to be thought of now: separate advice, once the limits are shortened for court (H42)."""
    court, dispute = case.protocol.court, case.dispute
    if not (dispute.open and dispute.compressed_to and court and court.advice and court.advice_rule):
        return ()
    if court.advice in dispute.steps:
        return ()
    step = next(step for step in case.protocol.outside if step.id == court.advice)
    return (legal_advice(step.title, court.advice_rule, step.id),)


def legal_advice(title: str, rule: str, step: str) -> Prompt:
    """The limits are short now, so advice has to be asked for early."""
    text = f"The limits are shortened for court, and separate advice is likely to be needed: {title}, early."
    return Prompt(text=text, rule=rule, move="take-step", target=step)
