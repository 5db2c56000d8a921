"""A mail that Exchange can't give as MIME: what it tells instead."""

from __future__ import annotations

from mail.exchange import answers, soap
from mail.exchange.answers import Answers
from mail.exchange.soap import TYPES
from mail.exchange.wire import Wire
from mail.stand_in import Told, stand_in
from mail.transport import TransportFailure

_T = f"{{{TYPES}}}"


async def told_of(wire: Wire, item: str, failure: TransportFailure) -> bytes:
    """The mail's header as it came, and its text. Raises the failure where the server tells nothing at all."""
    try:
        return stand_in(await wire.ask(soap.get_told(item), _read))
    except TransportFailure:
        raise failure from None


def _read(answer: Answers) -> Told:
    mail = answers.told(answer)

    def people(kind: str) -> list[str]:
        return [str(found.text or "") for found in mail.iterfind(f"{_T}{kind}/{_T}Mailbox/{_T}EmailAddress")]

    return Told(
        headers=[
            (str(header.get("HeaderName") or ""), str(header.text or ""))
            for header in mail.iter(f"{_T}InternetMessageHeader")
        ],
        sender=next(iter(people("From")), ""),
        to=people("ToRecipients"),
        cc=people("CcRecipients"),
        subject=str(mail.findtext(f"{_T}Subject") or ""),
        message_id=str(mail.findtext(f"{_T}InternetMessageId") or ""),
        text=str(mail.findtext(f"{_T}Body") or ""),
        has_attachments=mail.findtext(f"{_T}HasAttachments") == "true",
    )
