"""Search in a message extension: the disputes that the searcher may read, each as a card that tells others nothing."""

from __future__ import annotations

from bot.activities import ADAPTIVE_CARD
from bot.answers import Body
from bot.cards.shared_card import shared_card
from bot.extension.requests import Search
from casework.desk import Desk
from casework.find_disputes import find_disputes
from casework.list_work import CaseSummary
from disputes.duties import DUTY_TITLES
from disputes.entries import Status
from disputes.kinds import DutyKind
from disputes.working_days import long_date

NOTHING_FOUND = "Nothing found among the disputes that you are part of. Search by reference, such as 42, or by team."
NO_MORE = "There are no more."

_PREVIEW = "application/vnd.microsoft.card.thumbnail"


async def results_of(desk: Desk, person_id: str, search: Search) -> Body:
    """The answer to a search."""
    found = await find_disputes(desk, person_id, search.words, after=search.after, most=search.most)
    if not found.disputes:
        return {"composeExtension": {"type": "message", "text": NO_MORE if search.after else NOTHING_FOUND}}
    attachments = [_result(summary) for summary in found.disputes]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def _result(summary: CaseSummary) -> Body:
    """A line of the list, for the searcher's eyes; and the card that is shared."""
    row = summary.row
    title = f"{row.reference}: {summary.stage if row.status is Status.OPEN else row.status.value}"
    preview = {"contentType": _PREVIEW, "content": {"title": title, "text": f"{row.team}. {_owed(summary)}"}}
    return {"contentType": ADAPTIVE_CARD, "content": shared_card(row.reference).card, "preview": preview}


def _owed(summary: CaseSummary) -> str:
    duty = summary.next_duty
    if duty is None:
        return "Nothing is owed at present."
    what = DUTY_TITLES[DutyKind(duty.kind)].lower()
    return f"{summary.owed_by}: {what}{f' by {long_date(duty.due)}' if duty.due else ''}."
