"""Reads one mail: the only entrance to the intake. It never raises; what can't be read says so and is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import getaddresses

from mail.intake.authentication import Trust, authentication
from mail.intake.away import away_until
from mail.intake.bounces import read_bounce
from mail.intake.candidates import find_candidates
from mail.intake.files import FileLimits
from mail.intake.invitation import calendar_text, read_reply
from mail.intake.limits import Limits, TooMuch
from mail.intake.parts import Parts, head_only, take_apart
from mail.intake.reply_html import Quoteless, without_quotes
from mail.intake.reply_text import ReplyText, cut
from mail.intake.rules import Known, classify
from mail.message import MESSAGE_ID, FoundBy, IncomingMessage, MailKind
from mail.signed_reference import ReferenceSigner
from mail.transport import MailItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What the intake must know of us.

    `installation` is the mark that our own letters carry; `trust` says whose headers are believed;
    `reference_prefixes` are how our references begin; `files` is what attachments are taken.
    """

    signer: ReferenceSigner
    installation: str
    own_addresses: frozenset[str]
    trust: Trust = field(default_factory=Trust)
    reference_prefixes: Sequence[str] = ("DRP",)
    limits: Limits = field(default_factory=Limits)
    files: FileLimits = field(default_factory=FileLimits)

    def read(self, item: MailItem) -> IncomingMessage:
        """Reads a mail. CPU-bound and blocking: call it in a thread."""
        try:
            return self._read(item, take_apart(item.raw, self.limits))
        except TooMuch as limit:
            return self._unreadable(item, str(limit))
        except RecursionError:
            return self._unreadable(item, "Its parts are nested beyond reason.")
        except Exception as error:  # noqa: BLE001 - whatever a mail holds, it must reach a person, never stop the intake
            return self._unreadable(item, f"It is broken in a way that we can't read ({type(error).__name__}).")

    def _read(self, item: MailItem, parts: Parts) -> IncomingMessage:
        name, sender = _sender(parts)
        html, plain = parts.body("text/html"), parts.body("text/plain")
        reasons: list[str] = []
        if max(len(html), len(plain)) > self.limits.body or html.count("<") > self.limits.elements:
            reasons.append("It is too long to cut; read the original.")
            html, plain = "", plain[: self.limits.body]
        quoteless = without_quotes(html)
        full = plain or quoteless.whole
        if not full.strip() and not reasons:
            reasons.append("It holds no text that we can read; read the original.")
        answer = read_reply(parts, sender)
        searched = f"{plain}\n{html}\n{calendar_text(parts)}"
        uid = answer.uid if answer else ""
        found = find_candidates(parts, searched, self.signer, self.reference_prefixes, uid)
        known = Known(parts, sender, full, self.installation, frozenset(a.lower() for a in self.own_addresses))
        kind, reason = classify(known)
        reply = author_text(quoteless, plain) if full.strip() and not reasons else ReplyText(full, False)
        if kind is None:
            kind = MailKind.REPLY if found.candidates else MailKind.OTHER
            reason = _why(found.candidates[0].found_by if found.candidates else None)
        reasons += [reason, *found.reasons]
        if reply.answers_inside_quote:
            reasons.append("Its author seems to have written inside the quoted text; read the original.")
        bounce = read_bounce(parts, full) if kind is MailKind.BOUNCE else None
        # Not in what it quotes: our own letters name days, too.
        away = away_until(f"{parts.header('subject')}\n{reply.text or full}", item.received_at.date())
        message_id = MESSAGE_ID.search(parts.header("message-id"))
        return IncomingMessage(
            original=item.raw,
            content_hash=content_hash(item.raw),
            received_at=item.received_at,
            kind=kind,
            reasons=tuple(dict.fromkeys(reasons)),
            message_id=message_id[0] if message_id else None,
            sender=sender,
            sender_name=name,
            recipients=_recipients(parts),
            subject=parts.header("subject"),
            candidates=found.candidates,
            choice=found.choice if kind is MailKind.REPLY else None,
            text=reply.text,
            full_text=full,
            answers_inside_quote=reply.answers_inside_quote,
            html=quoteless.harmless,
            attachments=parts.attachments(self.files),
            authentication=authentication(parts, sender, self.trust),
            several_senders=_several_senders(parts),
            away_until=away if kind is MailKind.OUT_OF_OFFICE else None,
            failed=bounce.failed if bounce else (),
            failed_message_id=bounce.message_id if bounce else None,
            failed_key=bounce.key if bounce else None,
            invitation=answer.answer if answer and kind is MailKind.CALENDAR_REPLY else None,
        )

    def _unreadable(self, item: MailItem, reason: str) -> IncomingMessage:
        try:
            parts = head_only(item.raw, self.limits)
            name, sender = _sender(parts)
            subject = parts.header("subject")
            message_id = MESSAGE_ID.search(parts.header("message-id"))
        except Exception:  # noqa: BLE001 - not even its headers; the reason and the original remain
            name, sender, subject, message_id = "", "", "", None
        return IncomingMessage(
            original=item.raw,
            content_hash=content_hash(item.raw),
            received_at=item.received_at,
            kind=MailKind.UNREADABLE,
            reasons=(reason,),
            message_id=message_id[0] if message_id else None,
            sender=sender,
            sender_name=name,
            subject=subject,
        )


def author_text(quoteless: Quoteless, plain: str) -> ReplyText:
    """What the author wrote: from the HTML where there is one, since its quotes are marked; else from the text."""
    if quoteless.whole:
        reply = cut(quoteless.text)
        if reply.text:
            return ReplyText(reply.text, reply.answers_inside_quote or quoteless.answers_inside_quote)
        if not plain.strip():
            # Nothing but the quote: whatever was said was said in there.
            return ReplyText(quoteless.whole, answers_inside_quote=True)
    reply = cut(plain)
    return reply if reply.text or not plain.strip() else ReplyText(plain.strip(), answers_inside_quote=True)


def content_hash(raw: bytes) -> str:
    """What tells two copies of one mail from two mails: SHA-256 of everything below the transport's own headers."""
    lines = raw.replace(b"\r\n", b"\n")
    head, _, body = lines.partition(b"\n\n")
    kept: list[bytes] = []
    keep = False
    for line in head.split(b"\n"):
        if line[:1] not in (b" ", b"\t"):
            keep = line.partition(b":")[0].strip().lower() in {b"from", b"to", b"date", b"subject", b"message-id"}
        if keep:
            kept.append(line)
    return hashlib.sha256(b"\n".join(kept) + b"\n\n" + body).hexdigest()


def _sender(parts: Parts) -> tuple[str, str]:
    found = getaddresses([parts.header("from")])
    name, address = found[0] if found else ("", "")
    return name[:200], address[:320].lower() if "@" in address else ""


def _several_senders(parts: Parts) -> bool:
    """Whether From can be read in two ways: servers may then have checked another sender than the one that we see."""
    headers = parts.all("from")
    return len(headers) > 1 or len({a.lower() for _, a in getaddresses(list(headers)) if "@" in a}) > 1


def _recipients(parts: Parts) -> tuple[str, ...]:
    found = getaddresses([*parts.all("to"), *parts.all("cc")])
    return tuple(dict.fromkeys(address.lower() for _, address in found if "@" in address))[:200]


def _why(found_by: FoundBy | None) -> str:
    match found_by:
        case FoundBy.SIGNED_REFERENCE:
            return "It carries a reference that we signed."
        case FoundBy.THREAD:
            return "It answers a mail."
        case FoundBy.INVITATION:
            return "It answers an invitation that names a reference."
        case FoundBy.SUBJECT:
            return "Its subject names a reference."
        case None:
            return "Nothing in it says which dispute it is about."
