"""Playing a person at Teams: going through the assistant's forms as somebody would."""

from __future__ import annotations

from collections.abc import Mapping

from rehearsal.chats import Message
from rehearsal.person import Person


async def fill_in(person: Person, values: Mapping[str, str]) -> Message:
    """Fills in form after form with what belongs on each, until something else comes or a form comes back refused."""
    card = person.latest_card()
    filled: list[frozenset[str]] = []
    while any(button.get("verb") == "next" for button in card.actions()):
        names = frozenset(str(field["id"]) for field in card.inputs())
        if names in filled:
            break
        filled.append(names)
        await person.press(card, "next", {name: values[name] for name in names if name in values})
        after = person.latest_card()
        if after is card:
            break
        card = after
    return card


async def confirm(person: Person, values: Mapping[str, str] | None = None) -> Message:
    """Fills in what is asked and confirms the preview; gives what the assistant says then."""
    preview = await fill_in(person, values or {})
    await person.press(preview, "confirm")
    return person.chat.from_bot()[-1]


async def propose(person: Person, words: str, values: Mapping[str, str] | None = None) -> Message:
    """Types what to do and fills in what is asked; gives the preview, which is still to be confirmed."""
    await person.say(words)
    return await fill_in(person, values or {})


async def make(person: Person, words: str, values: Mapping[str, str] | None = None) -> Message:
    """Types what to do, fills in what is asked and confirms; gives what the assistant says then."""
    await propose(person, words, values)
    return await confirm(person)


def forwarded(message: Message, to: Person) -> Message:
    """A message as somebody else has it who was sent it on: the same buttons, in another chat."""
    copy = Message(f"forwarded-{message.id}", from_bot=True, at=message.at, versions=[message.activity])
    to.chat.messages.append(copy)
    return copy


def titles(message: Message) -> list[str]:
    """What the buttons of a card say, in reading order."""
    return [str(action["title"]) for action in message.actions()]
