"""A council at its clients: everybody acts by typing and pressing alone, and everything is checked by what they see."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from app.practice import Practice
from disputes.working_days import LONDON, london_date
from protocols.reading import shipped
from rehearsal.chats import Json, Message
from rehearsal.council import SamplePerson
from rehearsal.person import Person
from rehearsal.samples import answers

PREVIEW = "Check before you confirm"
NOTHING_YET = "Nothing has been recorded or sent yet."
TO, COPIES, OWED = "Who will get a card and an e-mail", "Who will get a copy by e-mail", "What will be owed"
_NAMED = re.compile(r"^(?P<name>[^:(]+): .*\([A-Z]+\d+[^)]*\)")
_NUMBER = re.compile(r"DRP-\d{4}-\d{4}")
_PAGES = 12

LEADS_ELSEWHERE = frozenset(
    {"escalate", "enter-higher", "resolve", "end", "withdraw", "hand-over", "respond", "not-mine"}
    | {"call-off-meeting", "record-meeting", "take-step"}
)
"""Moves that a journey makes in their place; the others may be made whenever a card offers them."""

Move = tuple[str, str]
"""A move and its target, as a card's buttons carry them."""


@dataclass
class Wire:
    """The council of one protocol, and what was offered and made over the wire so far, by protocol."""

    practice: Practice
    offered: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    made: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    protocol_of: dict[str, str] = field(default_factory=dict)
    thought_over: set[str] = field(default_factory=set)

    def somebody(self, role: str) -> SamplePerson:
        """Who holds a role; "IRO#2" is the second to hold it."""
        name, _, number = role.partition("#")
        holders = [person for person in self.practice.staff.everyone if name in person.roles]
        return holders[int(number or 1) - 1]

    def chat(self, role: str) -> Person:
        """Somebody's Teams."""
        return self.practice.chat_of(self.somebody(role))

    @property
    def today(self) -> date:
        """The day by the case clock."""
        return london_date(self.practice.clock())

    async def begins(self, role: str, words: str, protocol: str, *seen: str, **values: str) -> str:
        """Somebody types what to begin, fills in the form, and confirms; gives the new reference."""
        person = self.chat(role)
        await person.say(words)
        said = await self._to_the_end(person, values, seen)
        reference = next(iter(_NUMBER.findall(said.words)), None)
        assert reference, said.words
        self.protocol_of[reference] = protocol
        await self.everybody_looks(reference)
        return reference

    async def does(self, role: str, move: str, reference: str, *seen: str, target: str = "", **values: str) -> Message:
        """Somebody opens the dispute, presses what to do, fills in the form, sees `seen` before it, and confirms."""
        person = self.chat(role)
        shown = await self.looks(role, reference)
        offered = [each for each in moves_on(shown) if each[0] == move and target in (each[1], "")]
        assert offered, f"{role} isn't offered {move} {target}; there are {sorted(set(moves_on(shown)))}"
        if await self._press(person, shown, offered[0]):
            said = shown
        else:
            if move not in self.thought_over:
                self.thought_over.add(move)
                await self._thinks_it_over(person, values)
                await self._press(person, await self.looks(role, reference), offered[0])
            said = await self._to_the_end(person, values, seen)
        await self.practice.settle()
        self.made[self.protocol_of[reference]].add(move)
        return said

    async def types(self, role: str, words: str, reference: str, move: str, *seen: str, **values: str) -> Message:
        """The same by typing."""
        person = self.chat(role)
        await person.say(words)
        said = await self._to_the_end(person, values, seen)
        self.made[self.protocol_of[reference]].add(move)
        return said

    async def answers_on_the_card(self, role: str, title: str, reference: str, move: str, **values: str) -> Message:
        """Somebody answers on the newest card that has a button of this title."""
        person = self.chat(role)
        fitting = (
            card
            for card in reversed(person.chat.cards())
            if title in [a["title"] for a in card.actions()] and values.keys() <= {part["id"] for part in card.inputs()}
        )
        card = next(fitting)
        await person.press(card, title, answers(card.inputs(), self.today, values))
        await self.practice.settle()
        self.made[self.protocol_of[reference]].add(move)
        return card

    async def everybody_does_the_rest(self, reference: str) -> set[str]:
        """Whatever else is open to anybody and was never done is done once, but for what leads elsewhere; gives it."""
        made = self.made[self.protocol_of[reference]]
        done: set[str] = set()
        for person in self.practice.staff.everyone:
            role = person.roles[0]
            if "#" in role or self.somebody(role) is not person:
                continue
            (shown,) = await self.practice.chat_of(person).say(f"status {reference}")
            for move, target in moves_on(shown) if shown.card else ():
                if move not in made | LEADS_ELSEWHERE:
                    await self.does(role, move, reference, target=target)
                    done.add(move)
        return done

    async def writes_down_everything(self, role: str, reference: str) -> int:
        """Somebody marks as done whatever they still have to write down or do; gives how much it was."""
        for done in range(20):
            shown = await self.looks(role, reference)
            mine = [target for move, target in moves_on(shown) if move == "fulfil"]
            if not mine:
                return done
            await self.does(role, "fulfil", reference, target=mine[0], understood="yes")
        raise AssertionError("it never comes to an end")

    async def replies_by_mail(self, role: str, text: str) -> None:
        """Somebody answers their newest letter in free words."""
        mailbox = self.practice.mailbox_of(self.somebody(role))
        mailbox.reply(mailbox.letters()[-1], text)
        await self.practice.settle()

    def every_move_was_made(self) -> None:
        """Whatever any card offered anybody was done at least once, in each protocol."""
        left = {protocol: moves - self.made[protocol] for protocol, moves in self.offered.items()}
        assert not any(left.values()), left

    async def cant_be_handed_over(self, role: str, reference: str) -> None:
        """Where nobody else holds the officer's role there is nobody to hand over to, and that is said."""
        person = self.chat(role)
        await person.say(f"hand over {reference}")
        card = person.latest_card()
        await person.press(card, "next", officer=self.somebody(role).email)
        assert "That is the officer already." in person.latest_card().words
        await person.say("cancel")
        self.made[self.protocol_of[reference]].add("hand-over")

    async def is_refused(self, role: str, words: str, *seen: str) -> str:
        """What somebody types isn't done, and they are told why; gives what they read."""
        (said, *_) = await self.chat(role).say(words)
        assert PREVIEW not in said.words, said.words
        for text in seen:
            assert text in said.words, (text, said.words)
        return said.words

    async def reads(self, role: str, words: str, *seen: str) -> str:
        """What somebody types is answered by a card that has all of this; gives what they read."""
        said = await self.chat(role).say(words)
        read = "\n".join(message.words for message in said)
        for text in seen:
            assert text in read, (text, read)
        return read

    def has(self, role: str, *seen: str) -> None:
        """One of somebody's cards has all of this."""
        cards = [card.words for card in self.chat(role).chat.cards()]
        assert any(all(text in words for text in seen) for words in cards), (seen, cards[-3:])

    async def looks(self, role: str, reference: str) -> Message:
        """Somebody opens a dispute; what it offers them is remembered."""
        (shown,) = await self.chat(role).say(f"status {reference}")
        self.offered[self.protocol_of[reference]].update(move for move, _ in moves_on(shown))
        return shown

    async def everybody_looks(self, reference: str) -> None:
        """Everybody whom the protocol names opens the dispute; what it offers them is remembered."""
        roles = shipped()[self.protocol_of[reference]].roles
        for person in self.practice.staff.everyone:
            if roles.keys().isdisjoint(person.roles):
                continue
            (shown,) = await self.practice.chat_of(person).say(f"status {reference}")
            if shown.card is not None:
                self.offered[self.protocol_of[reference]].update(move for move, _ in moves_on(shown))

    async def until(self, day: str, clock: str = "10:00") -> None:
        """The clock is moved, as the practice room moves it."""
        moment = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LONDON)
        await self.practice.move_to(moment)

    # ------------------------------------------------------------------------------ a form to its end

    async def _press(self, person: Person, shown: Message, move: Move) -> bool:
        """Presses the button of a move, or picks it from the list; True where that was all."""
        for button in shown.actions():
            data: Json = button.get("data") or {}
            if (data.get("move"), data.get("target")) == move:
                await person.press(shown, str(button["title"]))
                return data["do"] == "move"
        await person.press(shown, "Go to it", picked=f"{move[0]} {move[1]}")
        return False

    async def _thinks_it_over(self, person: Person, values: dict[str, str]) -> None:
        """Somebody goes back from the preview, finds what they entered, and then stops: nobody hears of it."""
        before = {name: self._had(name) for name in self._everybody()}
        preview = await self.fills_in(person, values)
        assert PREVIEW in preview.words, preview.words
        if self._form_before(person):
            await person.press(preview, "Change")
            again = person.latest_card()
            kept = [part for part in again.inputs() if part.get("isRequired")]
            assert all(part.get("value") for part in kept), again.words
            preview = await self.fills_in(person, values)
        await person.press(preview, "Cancel")
        await self.practice.settle()
        assert "Nothing was recorded or sent" in preview.words
        for name, (_, letters) in before.items():
            assert self._had(name)[1] == letters, f"{name} was written to"

    def _form_before(self, person: Person) -> bool:
        """Whether the preview came after a form; a move that asks for nothing has none to go back to."""
        return any("Filled in." in card.words for card in person.chat.cards()[-2:-1])

    async def _to_the_end(self, person: Person, values: dict[str, str], seen: tuple[str, ...]) -> Message:
        preview = await self.fills_in(person, values)
        assert preview.words.splitlines()[0].startswith(("Is a child", PREVIEW)), preview.words
        assert NOTHING_YET in preview.words
        for text in seen:
            assert text in preview.words, (text, preview.words)
        _is_explained(preview.words)
        words, before = preview.words, {name: self._had(name) for name in self._everybody()}
        await person.press(preview, "confirm")
        await self.practice.settle()
        said = next(m for m in reversed(person.chat.from_bot()) if m.words.startswith("Done: "))
        self._everybody_was_told(words, before)
        return said

    async def fills_in(self, person: Person, values: dict[str, str]) -> Message:
        """Goes through the pages of a form up to its preview; what isn't given is what one might write."""
        for _ in range(_PAGES):
            card = person.latest_card()
            if "next" not in [button.get("verb") for button in card.actions()]:
                break
            await person.press(card, "next", answers(card.inputs(), self.today, {**self._usual(), **values}))
            assert person.latest_card() is not card, card.words
        return person.latest_card()

    def _usual(self) -> dict[str, str]:
        """What is written where a test doesn't care, and where any date or number wouldn't do."""
        later = str(self.today + timedelta(days=30))
        return {"wished_on": later, "agreed_on": later, "hearing_on": later, "entry": "1", "told": "yes", "days": "2"}

    def _everybody(self) -> list[str]:
        return [person.name for person in self.practice.staff.everyone]

    def _had(self, name: str) -> tuple[int, int]:
        person = next(person for person in self.practice.staff.everyone if person.name == name)
        chat, folder = self.practice.chat_of(person).chat, self.practice.mailbox_of(person).folder
        return len(chat.cards()), sum(1 for state in ("new", "cur") for _ in (folder / state).glob("*"))

    def _reminded(self, name: str) -> bool:
        """Whether somebody's newest letter is the clock's: a limit that is shortened may be near at once."""
        person = next(person for person in self.practice.staff.everyone if person.name == name)
        subject = self.practice.mailbox_of(person).letters()[-1].subject
        return any(word in subject for word in ("Reminder:", "Due today:", "Overdue:"))

    def _everybody_was_told(self, preview: str, before: dict[str, tuple[int, int]]) -> None:
        """Whoever the preview named has a card and a letter, whoever it named for a copy a letter; nobody else has."""
        to, copied = set(_people(preview, TO)), set(_people(preview, COPIES))
        for name, (cards, letters) in before.items():
            cards_now, letters_now = self._had(name)
            assert letters_now > letters or name not in to | copied, f"{name} has no letter: {preview}"
            assert letters_now == letters or name in to | copied or self._reminded(name), f"{name} has one: {preview}"
            assert cards_now > cards or name not in to, f"{name} has no card: {preview}"


def _is_explained(preview: str) -> None:
    """Who gets it with the rule and the council's words, and why each date: what a preview owes whoever confirms it."""
    lines = preview.splitlines()
    for line in lines[lines.index(TO) :] if TO in lines else ():
        named = _NAMED.match(line)
        for rule in re.findall(r"\(([A-Z]+\d+)\)", line) if named else ():
            assert any(each.startswith((f"{rule}: “", f"{rule} (")) for each in lines), (
                f"{rule} isn't quoted: {preview}"
            )
    owed = lines[lines.index(OWED) + 1 :] if OWED in lines else []
    for line, after in pairwise([*owed, ""]):
        dated = re.search(r": .* by (?:\d\d:\d\d on )?(\w+ \d+ \w+ \d{4})", line)
        if dated and not line.startswith("Why "):
            assert after.startswith("Why "), f"{line} isn't explained"


def moves_on(shown: Message) -> list[Move]:
    """The moves that a card offers, on its buttons and in its list."""
    data = [action.get("data") or {} for action in shown.actions()]
    pressed = [(str(each["move"]), str(each["target"])) for each in data if each.get("do") in ("move", "open")]
    listed = [choice["value"] for part in shown.inputs() if part["id"] == "picked" for choice in part["choices"]]
    return [*pressed, *((move, target) for move, _, target in (str(value).partition(" ") for value in listed))]


def _people(preview: str, heading: str) -> Iterator[str]:
    """The names under a heading of the preview."""
    under = ""
    for line in preview.splitlines():
        if line in (TO, COPIES, OWED) or line.startswith("What you entered"):
            under = line
        elif under == heading and (found := _NAMED.match(line)):
            yield found["name"]
