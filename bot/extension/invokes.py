"""The message extension's invokes, each with its answer."""

from __future__ import annotations

from botbuilder.core import TurnContext

from bot.answers import EXTENSION, Body, answer, words_body
from bot.cards.refusal import refusal_words
from bot.extension.finding import results_of
from bot.extension.raising import RaisingFromMessages
from bot.extension.requests import message_in, search_in, submitted_in
from casework.desk import Desk
from disputes.refusals import Refusal

CANT_DO = "I can't do that here."


class MessageExtension:
    """Answers what begins with composeExtension/; a refusal is an answer, not an error."""

    def __init__(self, desk: Desk, raising: RaisingFromMessages) -> None:
        self._desk = desk
        self._raising = raising

    async def invoke(self, context: TurnContext, person_id: str) -> None:
        """Takes one invoke of somebody in the directory."""
        name = str(context.activity.name)
        try:
            body = await self._body(name.removeprefix(EXTENSION), context.activity.value, person_id)
        except Refusal as refusal:
            body = words_body(name, refusal_words(refusal))
        await answer(context, body or words_body(name, CANT_DO))

    async def _body(self, what: str, value: object, person_id: str) -> Body | None:
        match what:
            case "query":
                search = search_in(value)
                return None if search is None else await results_of(self._desk, person_id, search)
            case "fetchTask":
                text = message_in(value)
                return None if text is None else await self._raising.offer(person_id, text)
            case "submitAction":
                values = submitted_in(value)
                return None if values is None else await self._raising.take(person_id, values)
            case _:
                return None
