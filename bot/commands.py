"""What typed words do, when no dialog is waiting for an answer and in the middle of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from botbuilder.core import TurnContext
from botbuilder.dialogs import DialogContext

from bot.cards.buttons import OPEN, Place, execute
from bot.cards.choice_card import choice_card
from bot.cards.help_card import help_card
from bot.cards.refusal import refusal_words
from bot.cards.screen import SAFEGUARDING, Screen
from bot.cards.what_if_card import what_if_card
from bot.cards.words import joined
from bot.covering import COVER, asks_for_cover, cover_order
from bot.dialog_host import NOTHING_TO_STOP, stop
from bot.dialogs.card_form import say
from bot.live_cards import Said, card_of
from bot.looking import cover_screen, proof_screen, timeline_screen, typed_caseload
from bot.orders import MOVE, RAISE, move_order
from bot.phrases import Number, Understood, Wish, understand
from bot.raising import may_begin, raise_or_choose
from bot.showing import show
from casework.desk import Desk
from casework.list_work import list_work
from casework.show_dispute import find_offer
from casework.show_plumbing import is_administrator
from casework.what_if import what_if_today
from casework.why_not import why_not
from disputes.moves.catalogue import move_named
from disputes.moves.move import Offer
from disputes.refusals import Refusal
from disputes.working_days import london_date

PERSON = "person"
"""Where a turn keeps the id of whoever is talking."""

NOT_UNDERSTOOD = "I'm sorry, I didn't understand that."
AT_RISK = "A dispute may begin at a higher stage at immediate risk: type “raise”, once that has been done."
BUSY = "We are in the middle of something. Finish the form below, or type “cancel” to stop it, and then ask again."

_TELLING = 4
"""Longer words than this tell moves of a kind apart; shorter ones are in every label."""

_BY_ITSELF = frozenset({"raise", "help", "disputes", "caseload", "overdue", "hi", "hello", "?", ""})
"""Single words that are commands even while a form waits for an answer."""

_LISTS = (Wish.LIST, Wish.OVERDUE, Wish.OWED, Wish.TEAM)
_LOOKING = frozenset({*_LISTS, Wish.STATUS, Wish.WHAT_IF, Wish.TIMELINE, Wish.PROOF, Wish.COVER})


@dataclass(frozen=True, slots=True)
class Commands:
    """Obeys what a person typed. `new_id` gives a new draft's id."""

    desk: Desk
    new_id: Callable[[], str]

    async def obey(self, dialogs: DialogContext) -> None:
        """Does what the message asks for; a refusal is said in words."""
        context = dialogs.context
        person_id = str(context.turn_state[PERSON])
        text = context.activity.text or ""
        try:
            if asks_for_cover(text):
                await dialogs.begin_dialog(COVER, await cover_order(self.desk, person_id, self.new_id(), text))
            else:
                await self._obey(dialogs, person_id, understand(text))
        except Refusal as refusal:
            await say(context, refusal_words(refusal))

    async def interrupt(self, dialog_context: DialogContext) -> bool:
        """In the middle of a form: stop, help and looking things up work; beginning something else has to wait."""
        context = dialog_context.context
        wish = understand(context.activity.text or "")
        if not wish.sure or wish.wish is Wish.UNCLEAR:
            return False
        if wish.wish is Wish.CANCEL:
            await stop(dialog_context)
            return True
        if wish.wish in (Wish.STATUS, Wish.TIMELINE, Wish.PROOF) and wish.about is None:
            return False
        if wish.about is None and " " not in wish.words and wish.words not in _BY_ITSELF:
            return False  # one word may as well be the answer to what is asked
        if wish.wish in _LOOKING:
            await self.obey(dialog_context)
        elif wish.wish is Wish.HELP:
            await self._help(context, str(context.turn_state[PERSON]))
        elif wish.wish is Wish.MOVE and wish.about is None:
            return False
        else:
            await say(context, BUSY)
        await dialog_context.reprompt_dialog()
        return True

    async def _obey(self, dialogs: DialogContext, person_id: str, wish: Understood) -> None:
        context = dialogs.context
        match wish.wish:
            case Wish.HELP:
                await self._help(context, person_id)
            case Wish.CANCEL:
                await say(context, NOTHING_TO_STOP)
            case Wish.LIST | Wish.OVERDUE | Wish.OWED | Wish.TEAM:
                await show(context, await typed_caseload(self.desk, person_id, wish.wish, wish.words))
            case Wish.COVER:
                about = await self._reference(person_id, wish.about) if wish.about else None
                await show(context, await cover_screen(self.desk, person_id, wish.words, about))
            case Wish.SAFEGUARDING:
                await self._help(context, person_id, f"{SAFEGUARDING} {AT_RISK}")
            case Wish.RAISE | Wish.BRING_IN | Wish.SIBLING:
                await self._raise(dialogs, person_id, wish)
            case Wish.WHAT_IF:
                await show(context, what_if_card(await what_if_today(self.desk, person_id)))
            case Wish.STATUS | Wish.MOVE | Wish.TIMELINE | Wish.PROOF:
                await self._about(dialogs, person_id, wish)
            case Wish.UNCLEAR:
                await self._unclear(context, person_id, wish)

    async def _help(self, context: TurnContext, person_id: str, text: str = "") -> None:
        may = await may_begin(self.desk, person_id)
        processes = [protocol.title for protocol in may if protocol.process]
        async with self.desk.store.reading() as work:
            administrator = await is_administrator(work, self.desk, person_id)
        officer = len(may) > len(processes)
        await show(context, help_card(officer=officer, administrator=administrator, processes=processes, text=text))

    async def _unclear(self, context: TurnContext, person_id: str, wish: Understood) -> None:
        """Asks which of several was meant, on the dispute's own card where one was named; never silence."""
        text = _which_of(wish) if wish.either else NOT_UNDERSTOOD
        if wish.about:
            reference = await self._reference(person_id, wish.about)
            said = Said(problem=f"{text} Choose below, or type for example “escalate {wish.about.number}”.")
            await show(context, await card_of(self.desk, person_id, Place(reference or ""), said))
        else:
            await self._help(context, person_id, text)

    async def _raise(self, dialogs: DialogContext, person_id: str, wish: Understood) -> None:
        sibling = await self._reference(person_id, wish.about) if wish.wish is Wish.SIBLING else None
        if wish.wish is Wish.SIBLING and sibling is None:
            raise Refusal("which-sibling", "Whose sibling?", "Type for example “sibling 42”.")
        found = await raise_or_choose(
            self.desk,
            person_id,
            self.new_id(),
            brought_in=wish.wish is Wish.BRING_IN,
            sibling=sibling,
            words=wish.words,
        )
        if isinstance(found, Screen):
            await show(dialogs.context, found)
        else:
            await dialogs.begin_dialog(RAISE, found)

    async def _about(self, dialogs: DialogContext, person_id: str, wish: Understood) -> None:
        context = dialogs.context
        example = move_named(wish.move).title.lower() if wish.move else wish.wish.value
        if wish.others:
            numbers = ", ".join(str(each.number) for each in (wish.about, *wish.others) if each)
            await say(context, f"One at a time, please: you named {numbers}. Type for example “{example} 42”.")
            return
        reference = await self._reference(person_id, wish.about)
        if reference is None:
            await say(context, f"Which dispute? Type for example “{example} 42”.")
            await show(context, await typed_caseload(self.desk, person_id, Wish.LIST, ""))
        elif wish.wish is Wish.STATUS:
            await show(context, await card_of(self.desk, person_id, Place(reference)))
        elif wish.wish is Wish.TIMELINE:
            await show(context, await timeline_screen(self.desk, person_id, reference))
        elif wish.wish is Wish.PROOF:
            await show(context, await proof_screen(self.desk, person_id, reference))
        else:
            await self._move(dialogs, person_id, reference, wish)

    async def _move(self, dialogs: DialogContext, person_id: str, reference: str, wish: Understood) -> None:
        move = wish.move
        offers = _named(await find_offer(self.desk, person_id, reference, move), wish.words)
        open_now = [offer for offer in offers if not offer.closed]
        if len(open_now) == 1:
            order = await move_order(self.desk, person_id, reference, move, open_now[0].target, self.new_id())
            await dialogs.begin_dialog(MOVE, order)
            return
        title = move_named(move).title
        if open_now:
            data = {"do": OPEN, "reference": reference, "move": move}
            buttons = [
                execute(o.label, f"{move}-{o.target}", {**data, "target": o.target}, reads_inputs=False)
                for o in open_now
            ]
            await show(dialogs.context, choice_card(f"{reference}: {title}", "Which one do you mean?", buttons))
            return
        closed = next((offer.closed for offer in offers if offer.closed), None)
        why = refusal_words(closed or await why_not(self.desk, person_id, reference, move))
        await show(dialogs.context, await card_of(self.desk, person_id, Place(reference), Said(problem=why)))

    async def _reference(self, person_id: str, about: Number | None) -> str | None:
        """The dispute that is meant; of a number without its year, the one that this person has on hand."""
        if about is not None and about.year:
            return about.reference(about.year)
        on_hand = await list_work(self.desk, person_id)
        every = [*(case.row for case in on_hand.disputes), *(duty.row for duty in on_hand.owed)]
        known = list(dict.fromkeys(row.reference for row in every))
        if about is None:
            return known[0] if len(known) == 1 else None
        meant = [reference for reference in known if reference.endswith(f"-{about.number:04d}")]
        if len(meant) > 1:
            raise Refusal("which-one", f"Several disputes have that number: {', '.join(meant)}.", "Type the whole one.")
        return meant[0] if meant else about.reference(london_date(self.desk.clock()).year)


def _which_of(wish: Understood) -> str:
    """The question to ask of somebody whose words fit several things."""
    meant = [f"“{move_named(move).title if move else wish.value}”" for wish, move in wish.either]
    return f"Do you mean {joined(meant, 'or')}?"


def _named(offers: list[Offer], words: str) -> list[Offer]:
    """The offers that the words name best, such as one body or stage of several; all where they name none."""
    typed = set(words.split())
    told = [len(typed.intersection(_telling(offer.label))) for offer in offers]
    return [offer for offer, words_in_common in zip(offers, told, strict=True) if words_in_common == max(told)]


def _telling(label: str) -> list[str]:
    return [word for word in label.casefold().split() if len(word) > _TELLING or word.isdigit()]
