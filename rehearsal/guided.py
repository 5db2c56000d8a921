"""The guided rehearsal: one Bradford dispute from the first word to the last, with everybody who has a part in it.

Every word that is shown came over the real interface: cards from the connector, letters from the mailboxes. Only
the record at the end is read from the desk, as the officer may read it.
"""

from __future__ import annotations

import re
from datetime import datetime

from disputes.entries import EntryKind
from disputes.working_days import LONDON
from rehearsal import council
from rehearsal.chats import Message
from rehearsal.council import SamplePerson
from rehearsal.guided_cast import RAISING, TOLD_OF_RAISING, WHO, Room
from rehearsal.mailboxes import Letter
from rehearsal.person import Person
from rehearsal.playing import confirm, fill_in, forwarded, propose
from rehearsal.record_text import record_rows
from rehearsal.terminal import Terminal

PROTOCOL = "bradford-firo"
BEGINS = datetime(2026, 3, 30, 10, 0, tzinfo=LONDON)

_REFERENCE = re.compile(r"DRP-\d{4}-\d{4}")
_UNREMARKABLE = frozenset({EntryKind.DELIVERED})


class GuidedRehearsal:
    """Plays the dispute in a room and tells it on a terminal."""

    def __init__(self, room: Room, terminal: Terminal) -> None:
        self._room = room
        self._terminal = terminal
        self._reference = ""

    @property
    def _number(self) -> int:
        """What people type for the reference."""
        return int(self._reference.rpartition("-")[2])

    async def play(self) -> bool:
        """Plays it all; gives whether every record holds at the end."""
        self._welcome()
        await self._raise()
        await self._acknowledge()
        await self._wait()
        await self._escalate()
        await self._confirm_by_mail()
        await self._meet()
        await self._go_to_the_top()
        await self._give_notice()
        await self._resolve()
        return await self._read_the_record()

    def _welcome(self) -> None:
        tell = self._terminal
        tell.title("Dispute Resolution Assistant: a rehearsal")
        tell.say(
            "You are about to see one dispute from beginning to end, by Bradford's protocol for fostering. The service "
            "is the real one, with its database and its mailboxes, on this machine alone. Everybody in it is invented, "
            "and so is the calendar: it begins on the Monday before Easter 2026."
        )
        tell.say("Boxes show what somebody sees. Arrows show what somebody does. The rest is explanation.")
        tell.say("Codes such as B11 are rules of the protocol; the council's own words stand beside them.")

    async def _raise(self) -> None:
        tell, amina = self._terminal, self._chat(council.FIRO)
        self._scene("Amina raises a dispute")
        tell.say(
            "Amina Okafor is a foster carer's reviewing officer. Supervision visits have stopped, and talking about it "
            "has changed nothing. She opens her chat with the assistant in Teams."
        )
        tell.does("Amina", "types: raise a dispute")
        tell.does("Amina", "fills in three short forms. Only reference numbers, never a name:")
        tell.fills_in(TOLD_OF_RAISING)
        preview = await propose(amina, "raise a dispute", RAISING)
        tell.say(
            "Before anything leaves, she sees who will get it, why, by when an answer is due, and which days count."
        )
        tell.card(_named(council.FIRO), preview)
        tell.does("Amina", "presses: Confirm and send")
        said = await confirm(amina)
        await self._room.settle()
        self._reference = _REFERENCE.findall(said.words)[0]
        tell.card(_named(council.FIRO), said)
        tell.say("On the other side, Dev Mistry gets a card in Teams and the same by e-mail.")
        self._card_of(council.TM)
        self._letter_of(council.TM, "What to do now", "When", "How to answer", "Who gets this, and why")
        tell.say(
            "Nobody is copied: Bradford's Stage 1 lists no copies. Later stages list some, and then nobody can forget "
            "them. A line about safeguarding is on every card and letter; it is left out here from now on."
        )

    async def _acknowledge(self) -> None:
        tell, dev, carol = self._terminal, self._chat(council.TM), self._chat(council.SSW)
        self._scene("Dev acknowledges, which isn't an answer")
        tell.does("Dev", "presses: Acknowledge")
        card = dev.latest_card()
        await dev.press(card, "Acknowledge")
        await self._room.settle()
        tell.card(_named(council.TM), card, most=6)
        self._card_of(council.FIRO)
        tell.say(
            "Delivered, acknowledged, answered and resolved are four things, and the assistant keeps them apart. The "
            "five working days go on."
        )
        tell.does("Dev", "shows the card to Carol Whitlock, the social worker, who tries to answer in his place")
        copy = forwarded(card, carol)
        await carol.press(copy, "Respond", response="It has all been done.", actions="completed")
        tell.card(_named(council.SSW), copy, most=6)
        tell.say("A card carries no authority. Every press is checked against the directory and the record.")

    async def _wait(self) -> None:
        tell = self._terminal
        self._scene("Nobody answers, and the clock speaks up")
        tell.say(
            "Two working days before the limit comes a reminder. That is Thursday 2 April, since neither Good Friday "
            "nor Easter Monday counts. Nothing is ever sent in the evening, at a weekend or on a bank holiday."
        )
        await self._move_to(2, 9)
        self._letter_of(council.TM, "What to do now")
        await self._move_to(8, 9)
        tell.say("On the day itself comes another one. Then the limit passes.")
        await self._move_to(9, 9)
        tell.say("Dev is reminded once more, and Amina is told that she may decide what happens next:")
        self._card_of(council.FIRO)
        tell.say("Nothing goes up by itself. People decide.")

    async def _escalate(self) -> None:
        tell, amina = self._terminal, self._chat(council.FIRO)
        self._scene("Amina goes on to Stage 2")
        tell.does("Amina", f"types: escalate {self._number}")
        tell.does("Amina", "gives the reason, which must be true of the record: no answer in time")
        values = {"reasons": "silence", "outstanding": "No visit has happened, and nobody has answered."}
        preview = await propose(amina, f"escalate {self._number}", values)
        tell.card(_named(council.FIRO), preview)
        tell.does("Amina", "presses: Confirm and send")
        await confirm(amina)
        await self._room.settle()
        tell.say("The Fostering Service Manager is asked for a meeting, and two people get a copy because B16 says so.")
        self._letter_of(council.FSM, "What to do now", "Who gets this, and why")
        tell.say("Dev's old card can no longer be answered:")
        tell.card(_named(council.TM), _first_card_about(self._chat(council.TM), self._reference), most=4)

    async def _confirm_by_mail(self) -> None:
        tell = self._terminal
        self._scene("Elaine answers by e-mail")
        tell.say("Elaine Foster never opens Teams. She follows the letter's link and writes a date as people do:")
        letter, text = self._newest_letter(council.FSM), "The meeting will be on Tuesday 21 April at 10, Room 3."
        tell.mail("Elaine Foster", letter.choices["confirm"], text)
        self._room.mailbox_of(council.FSM).reply(letter, text, choice="confirm")
        await self._room.settle()
        tell.say("It is the same answer as by the button. Her card, had she looked at it, shows it as given:")
        self._card_of(council.FSM, most=4)
        tell.say("The chair and everybody who attends are told, each with the rule behind it:")
        self._letter_of(council.FIRO_TM, "What to do now", "The meeting", "Who gets this, and why")

    async def _meet(self) -> None:
        tell, grace = self._terminal, self._chat(council.FIRO_TM)
        await self._room.move_to(_april(21, 15))
        self._scene("The Stage 2 meeting")
        tell.does("Grace Liddell, who chaired,", "types: record the meeting")
        summary = "The service manager can't say when visits resume. No agreement."
        entered = {"held_on": "2026-04-21", "attended": "FIRO-TM,FIRO,FSM,TM", "summary": summary}
        tell.fills_in((("Date", "21 April 2026"), ("Attended", "everybody"), ("Summary", summary)))
        await propose(grace, f"record the meeting {self._number}", entered)
        await confirm(grace)
        await self._room.settle()
        self._card_of(council.FIRO)

    async def _go_to_the_top(self) -> None:
        tell, amina, farid = self._terminal, self._chat(council.FIRO), self._chat(council.HOS)
        self._scene("Stage 3, the Head of Service")
        tell.does("Amina", "presses: Escalate to Stage 3, gives the reason and confirms")
        await amina.press(amina.latest_card(), "Escalate to Stage 3")
        await fill_in(amina, {"reasons": "dissatisfaction", "outstanding": "No date for any visit."})
        await confirm(amina)
        await self._room.settle()
        self._letter_of(council.HOS, "What to do now")
        tell.does("Farid Rahman, Head of Service,", "chooses a date on his card and presses: Confirm the meeting date")
        await farid.press(farid.latest_card(), "Confirm the meeting date", meeting_on="2026-04-28")
        await self._room.settle()
        self._card_of(council.SRSM)
        await self._move_to(28, 15)
        tell.does("Helen Baxter, who chaired,", "records the meeting: no date for a visit could be given")
        helen = self._chat(council.SRSM)
        entered = {"held_on": "2026-04-28", "attended": "SRSM,FIRO,FSM,HoS", "summary": "No date could be given."}
        await propose(helen, f"record the meeting {self._number}", entered)
        await confirm(helen)
        await self._room.settle()

    async def _give_notice(self) -> None:
        tell, amina = self._terminal, self._chat(council.FIRO)
        self._scene("Notice of intent")
        tell.does("Amina", f"types: ofsted {self._number}")
        await amina.say(f"ofsted {self._number}")
        self._card_of(council.FIRO, most=4)
        tell.say("The protocol wants the Head of Service to have notice first. A refusal says what to do, and how.")
        tell.does("Amina", "gives the notice: she intends to notify Ofsted")
        entered = {"steps": "ofsted", "outline": "Visits have not resumed after three stages."}
        await propose(amina, f"notice of intent {self._number}", entered)
        tell.card(_named(council.FIRO), await confirm(amina))
        await self._room.settle()
        self._letter_of(council.HOS, "What to do now", "What is intended")

    async def _resolve(self) -> None:
        tell, amina = self._terminal, self._chat(council.FIRO)
        await self._room.move_to(_april(29, 11))
        self._scene("It is resolved")
        tell.say(
            "That works: a worker is found the next day, and the first visit takes place. Amina closes the dispute."
        )
        tell.does("Amina", f"types: resolve {self._number}")
        entered = {
            "outcome": "resolved",
            "resolution": "The first visit took place today; monthly visits are booked.",
            "impact": "The carer has support again, and the child stays where he is settled.",
        }
        await propose(amina, f"resolve {self._number}", entered)
        tell.card(_named(council.FIRO), await confirm(amina))
        await self._room.settle()
        self._letter_of(council.HOS, "What to do now", "How it ended")
        tell.does("Amina", "records that the foster carer was told")
        told = {"who": "carer", "told": "yes", "how": "By telephone: what was asked for, and what came of it."}
        await propose(amina, f"record who was told {self._number}", told)
        await confirm(amina)
        await amina.say(f"status {self._number}")
        self._card_of(council.FIRO)

    async def _read_the_record(self) -> bool:
        tell = self._terminal
        self._scene("The record")
        case = await self._room.case(council.FIRO, self._reference)
        shown = [entry for entry in case.entries if entry.kind not in _UNREMARKABLE]
        tell.say(
            f"{self._reference} has {case.length} entries. Each is chained to the one before it, so that none can be "
            f"changed or removed unnoticed. {case.length - len(shown)} of them prove what was delivered, to whom and "
            "when; here are the others."
        )
        tell.write("")
        tell.table(list(record_rows(shown, RAISING["wrong"])))
        faults = await self._room.faults()
        tell.say(" ".join(faults) if faults else "Every chain verifies: the record is as it was written.")
        return not faults

    # How it is told.

    def _scene(self, title: str) -> None:
        self._terminal.scene(title, self._room.clock())

    async def _move_to(self, day: int, hour: int) -> None:
        await self._room.move_to(_april(day, hour))
        self._terminal.now(self._room.clock())

    def _chat(self, person: SamplePerson) -> Person:
        return self._room.chat_of(person)

    def _card_of(self, person: SamplePerson, most: int | None = None) -> None:
        self._terminal.card(_named(person), self._chat(person).latest_card(), most=most)

    def _newest_letter(self, person: SamplePerson) -> Letter:
        return self._room.mailbox_of(person).letters()[-1]

    def _letter_of(self, person: SamplePerson, *sections: str) -> None:
        self._terminal.letter(self._newest_letter(person), f"{person.name}'s inbox", sections)


def _named(person: SamplePerson) -> str:
    return f"{person.name}, {WHO[person]}"


def _first_card_about(person: Person, reference: str) -> Message:
    return next(message for message in person.chat.cards() if reference in message.words)


def _april(day: int, hour: int) -> datetime:
    return datetime(2026, 4, day, hour, 0, tzinfo=LONDON)
