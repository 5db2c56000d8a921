"""What Graph's refusals mean, in plain words, and whether the same call may succeed later."""

from __future__ import annotations

from datetime import timedelta

from mail.transport import TransportFailure


class Gone(TransportFailure):
    """The item isn't there, or no longer."""


class PositionLost(TransportFailure):
    """Graph doesn't know any more how far the inbox was read: it must be listed from the start."""


class AlreadyThere(TransportFailure):
    """What was to be made exists."""


LATER = frozenset({408, 409, 412, 423, 429, 500, 502, 503, 504, 509})
"""Answers after which the same call may succeed."""

NOT_DONE = frozenset({429, 503})
"""Answers that say that nothing was done, so that even a call that must not be made twice may be made again."""

_LOST = frozenset({"syncstatenotfound", "syncstateinvalid", "resyncrequired", "errorinvalidsyncstatedata"})
_NO_MAILBOX = frozenset(
    {
        "errorinvaliduser",
        "errornonexistentmailbox",
        "mailboxnotenabledforrestapi",
        "request_resourcenotfound",
        "resourcenotfound",
        "errormailboxnothosted",
    }
)

_ALLOW = "See docs/how-to/mailbox-graph.md, and give a change of rights up to two hours to take effect."

_PERMANENT = {
    "errorsendasdenied": "The app may not send as {mailbox}. " + _ALLOW,
    "errorinvalidrecipients": "The mail server doesn't accept one of the recipients' addresses.",
    "errormessagesizeexceeded": "The letter with its attachments is larger than the mail server takes.",
    "errormimecontentinvalid": "The mail server can't read the letter as we wrote it.",
}

_RETRIED = {
    "errorquotaexceeded": "{mailbox} is full: nothing can be sent or filed before somebody makes room.",
    "errormessagesubmissionblocked": "The mail server has blocked {mailbox} from sending. A Microsoft 365 "
    "administrator can see why under restricted entities.",
    "errorexceededmessagelimit": "{mailbox} has sent as many mails as the mail server allows for now.",
}

_LONG = timedelta(hours=1)


def understand(status: int, code: str, mailbox: str, retry_after: timedelta | None = None) -> TransportFailure:
    """The failure that an answer amounts to. `code` is Graph's own, of which only the case may differ."""
    known = code.lower()
    if status == 410 or known in _LOST:
        return PositionLost("Microsoft Graph doesn't know any more how far the inbox was read.", retry=True)
    if known in _PERMANENT:
        return TransportFailure(_PERMANENT[known].format(mailbox=mailbox), retry=False)
    if known in _RETRIED:
        return TransportFailure(_RETRIED[known].format(mailbox=mailbox), retry=True, retry_after=retry_after or _LONG)
    if known in _NO_MAILBOX:
        return TransportFailure(
            f"There is no mailbox {mailbox} in Microsoft 365: check address under [mail], and that the mailbox isn't "
            "on a server of your own.",
            retry=False,
        )
    return _by_status(status, code, mailbox, retry_after)


def _by_status(status: int, code: str, mailbox: str, retry_after: timedelta | None) -> TransportFailure:
    detail = f" ({status} {code})" if code else f" ({status})"
    match status:
        case 401:
            return TransportFailure(
                f"Microsoft Graph refuses the app's token, a new one too{detail}: check that the app and its consent "
                "still stand.",
                retry=False,
            )
        case 403:
            return TransportFailure(f"The app may not use the mailbox {mailbox}{detail}. {_ALLOW}", retry=False)
        case 404:
            return Gone(f"Microsoft Graph doesn't find it any more{detail}.", retry=False)
        case 409 if "exists" in code.lower():
            return AlreadyThere(f"It exists already{detail}.", retry=True)
        case 413:
            return TransportFailure(_PERMANENT["errormessagesizeexceeded"], retry=False)
        case 429:
            return TransportFailure(
                f"Microsoft Graph asks for fewer calls to {mailbox}.", retry=True, retry_after=retry_after
            )
        case _ if status in LATER:
            return TransportFailure(f"Microsoft Graph is in trouble{detail}.", retry=True, retry_after=retry_after)
        case _:
            return TransportFailure(f"Microsoft Graph refused the call{detail}.", retry=False)
