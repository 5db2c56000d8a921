"""Refusals: what may not be done, said in plain English together with what to do next."""

from __future__ import annotations


class Refusal(Exception):
    """An action that the rules do not allow.

    `name` identifies the refusal in tests and logs, `text` says what is wrong and `next_step` what the
    person can do about it; `rules` are the IDs of the rules behind it and `field` the input it is about;
    `remedy` is the move, with its target, that clears the way.
    None of them may carry case text.
    """

    def __init__(
        self,
        name: str,
        text: str,
        next_step: str,
        *,
        rules: tuple[str, ...] = (),
        field: str | None = None,
        remedy: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(f"{text} {next_step}".strip())
        self.name = name
        self.text = text
        self.next_step = next_step
        self.rules = rules
        self.field = field
        self.remedy = remedy


def unknown_reference(reference: str) -> Refusal:
    """The one answer for a reference that doesn't exist and for one that the asker may not read."""
    return Refusal(
        "unknown-reference",
        f"I can't find {reference} among the disputes that you are part of.",
        'Check the number, or type "my disputes" to see the list.',
    )
