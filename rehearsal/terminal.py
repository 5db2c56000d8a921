"""The guided rehearsal's stage: scenes, cards and letters in boxes, each said to be somebody's, in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from disputes.working_days import LONDON, london_date, long_date
from rehearsal.card_text import card_lines, wrapped
from rehearsal.chats import Json, Message
from rehearsal.mailboxes import Letter

NARROWEST, WIDEST = 60, 92
_HEADLINES = frozenset("=-")


@dataclass(slots=True)
class Terminal:
    """Where it is played. `write` prints a line, `pause` waits before the next scene, `bold` sets off a title."""

    write: Callable[[str], None]
    pause: Callable[[], None]
    width: int = WIDEST
    bold: Callable[[str], str] = field(default=lambda text: text)
    _scenes: int = 0
    _shown: datetime | None = None

    def title(self, text: str) -> None:
        """The title of it all."""
        self.write(self.bold(text))
        self.write("=" * len(text))

    def scene(self, text: str, at: datetime) -> None:
        """A new scene, after a pause: its number, its title, and what the case clock shows at its beginning."""
        if self._scenes:
            self.pause()
        self._scenes += 1
        self.write("")
        self.write("")
        heading = f"{self._scenes}. {text}"
        self.write(self.bold(heading))
        self.write("-" * len(heading))
        self.now(at)

    def now(self, at: datetime) -> None:
        """What the case clock shows, where it shows something new."""
        if at != self._shown:
            self._shown = at
            self.write("")
            self.write(self.bold(f"It is {long_date(london_date(at))}, {at.astimezone(LONDON):%H:%M}."))

    def say(self, text: str) -> None:
        """A paragraph of explanation."""
        self.write("")
        for line in wrapped(" ".join(text.split()), self.width):
            self.write(line)

    def does(self, who: str, what: str) -> None:
        """Something that somebody does."""
        self.write("")
        for line in wrapped(f"-> {who} {what}", self.width, indent="   "):
            self.write(line)

    def fills_in(self, entered: Iterable[tuple[str, str]]) -> None:
        """What somebody enters in forms, a line each."""
        for label, text in entered:
            for line in wrapped(f"{label}: {text}", self.width - 5, indent="  "):
                self.write(f"     {line}")

    def card(self, who: str, message: Message, *, most: int | None = None) -> None:
        """A card as somebody sees it now, or its first lines; the safeguarding banner is left to the first one."""
        lines = card_lines(_without_banner(message), self.width - 4) if message.card else message.words.splitlines()
        self._box(f"Teams, {who}", _first(lines, most))

    def letter(self, letter: Letter, owner: str, sections: Sequence[str] | None = None) -> None:
        """A letter in somebody's inbox: whole, or its head and the sections named."""
        head = [f"From:    {letter.sender}", f"To:      {letter.to}"]
        head += [f"Cc:      {letter.copies}"] if letter.copies else []
        head += [f"Subject: {letter.subject}"]
        text = letter.text.strip() if sections is None else _chosen(letter.text, sections)
        body = [line for part in text.splitlines() for line in wrapped(part, self.width - 4, _indent(part))]
        top = [line for part in head for line in wrapped(part, self.width - 4, " " * 9)]
        self._box(f"E-mail, {owner}", [*top, "", *body])

    def mail(self, who: str, subject: str, text: str) -> None:
        """A mail that somebody writes."""
        body = [line for part in text.splitlines() for line in wrapped(part, self.width - 4)]
        subject_lines = wrapped(f"Subject: {subject}", self.width - 4, " " * 9)
        self._box(f"{who} writes", [*subject_lines, "", *body])

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows of cells; the last column takes what room is left."""
        widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]) - 1)]
        room = self.width - sum(widths) - 2 * len(widths)
        for row in rows:
            start = "".join(f"{cell:<{width}}  " for cell, width in zip(row, widths, strict=False))
            first, *more = wrapped(row[-1], room)
            self.write(f"{start}{first}".rstrip())
            for line in more:
                self.write(" " * len(start) + line)

    def _box(self, title: str, lines: Sequence[str]) -> None:
        room = self.width - 4
        self.write("")
        self.write(f"┌─ {title} {'─' * (self.width - len(title) - 5)}┐")
        for line in lines:
            self.write(f"│ {line:<{room}} │")
        self.write(f"└{'─' * (self.width - 2)}┘")


def _without_banner(message: Message) -> Json:
    card = message.card or {}
    body = cast("list[Json]", card.get("body") or [])
    return {**card, "body": [part for part in body if not _is_banner(part)]}


def _is_banner(part: Json) -> bool:
    return part.get("style") == "warning" and "safeguarding route" in str(part.get("items"))


def _first(lines: list[str], most: int | None) -> list[str]:
    if most is None or len(lines) <= most:
        return lines
    end = next(n for n in range(most, 0, -1) if lines[n - 1])
    return [*lines[:end], "..."]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _chosen(text: str, sections: Sequence[str]) -> str:
    """The headline of a letter and the sections named, in the letter's own order."""
    lines = text.splitlines()
    heads = [n for n, line in enumerate(lines) if n and line and set(line) <= _HEADLINES and len(line) > len("--")]
    kept: list[str] = []
    for n, under in enumerate(heads):
        end = heads[n + 1] - 1 if n + 1 < len(heads) else len(lines)
        name = lines[under - 1].strip()
        if n == 0:
            kept += [name, lines[under], ""]
        elif name in sections:
            kept += [name, lines[under], *"\n".join(lines[under + 1 : end]).strip("\n").splitlines(), ""]
    return "\n".join(kept).strip("\n")
