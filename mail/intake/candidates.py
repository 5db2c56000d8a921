"""Finds what a mail may be about: signed reference first, then the thread, then the bare reference in the subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from casework.received_mail import ReplyChoice
from mail.intake.parts import Parts
from mail.message import Candidate, FoundBy
from mail.signed_reference import REFERENCE, ReferenceSigner

_ID = re.compile(r"<[^<>\s]{3,600}>")
_MOST_IDS = 60


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates in the order in which to believe them, the explicit choice, and what was odd."""

    candidates: tuple[Candidate, ...]
    choice: ReplyChoice | None
    reasons: tuple[str, ...]


def find_candidates(
    parts: Parts, text: str, signer: ReferenceSigner, own_prefixes: Sequence[str], invitation: str = ""
) -> Found:
    """Everything in a mail that points at a dispute.

    `text` is the whole body with its quotes: a reply to a letter carries that letter's signed reference there.
    `own_prefixes` are the letters that our references begin with, such as DRP; `invitation` is the id of the
    invitation that it answers.
    """
    subject = parts.header("subject")
    reasons: list[str] = []
    candidates: list[Candidate] = []
    forged = False
    for signed in (*signer.find(subject), *signer.find(text)):
        if signed is None:
            forged = True
            continue
        candidates.append(
            Candidate(
                found_by=FoundBy.SIGNED_REFERENCE,
                reference=signed.reference,
                duty=signed.duty,
                recipient_tag=signed.recipient_tag,
            )
        )
    if forged:
        reasons.append("It carries a signed reference that we didn't sign.")
    candidates += [Candidate(found_by=FoundBy.THREAD, message_id=i) for i in thread_ids(parts)]
    prefixes = {prefix.upper() for prefix in own_prefixes}
    for found_by, place in ((FoundBy.INVITATION, invitation), (FoundBy.SUBJECT, subject)):
        for match in REFERENCE.finditer(place):
            if match[1].upper().partition("-")[0] in prefixes:
                candidates.append(Candidate(found_by=found_by, reference=match[1].upper()))
    choice, odd = _choice(subject, signer)
    return Found(tuple(dict.fromkeys(candidates)), choice, (*reasons, *odd))


def thread_ids(parts: Parts) -> list[str]:
    """The ids of the mails that this one answers, the nearest first."""
    nearest = _ID.findall(" ".join(parts.all("in-reply-to")))
    earlier = _ID.findall(" ".join(parts.all("references")))[::-1]
    return list(dict.fromkeys((*nearest, *earlier)))[:_MOST_IDS]


def _choice(subject: str, signer: ReferenceSigner) -> tuple[ReplyChoice | None, tuple[str, ...]]:
    """The verb of a reply link, if the token right behind it is one that we signed."""
    words = subject.split()
    for verb, token in pairwise(words):
        choice = next((c for c in ReplyChoice if c.value.upper() == verb), None)
        if choice is None or "." not in token:
            continue
        if signer.verify(token) is None:
            return None, (f"Its subject says {verb}, but not with a reference that we signed.",)
        return choice, ()
    return None, ()
