"""What Exchange's refusals mean, in plain words, and whether the same call may succeed later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from mail.transport import TransportFailure

GUIDE = "docs/how-to/mailbox-exchange.md"


class Gone(TransportFailure):
    """The item isn't there, or no longer under this id."""


class FolderGone(TransportFailure):
    """The folder isn't there any more."""


class AlreadyThere(TransportFailure):
    """What was to be made exists."""


class Busy(TransportFailure):
    """The server has too much to do, and has done nothing: any call may be made again."""


class SignInRefused(TransportFailure):
    """The server doesn't take who we say that we are."""


class Unreadable(TransportFailure):
    """The server can't give a mail in its original form."""


class TooLarge(TransportFailure):
    """More in one call, or in one mail, than the server takes or gives."""


class Changed(TransportFailure):
    """The item isn't what it was when we last saw it."""


class SubscriptionLost(TransportFailure):
    """The server doesn't know any more what it was to tell us of."""


_BUSY = frozenset(
    {
        "ErrorServerBusy",
        "ErrorExceededConnectionCount",
        "ErrorTooManyObjectsOpened",
        "ErrorInsufficientResources",
        "ErrorExceededSubscriptionCount",
    }
)
_GONE = frozenset({"ErrorItemNotFound", "ErrorInvalidId", "ErrorInvalidIdMalformed", "ErrorInvalidIdEmpty"})
_FOLDER_GONE = frozenset(
    {
        "ErrorFolderNotFound",
        "ErrorToFolderNotFound",
        "ErrorParentFolderNotFound",
        "ErrorSavedItemFolderNotFound",
        "ErrorInvalidFolderId",
    }
)
_TOO_LARGE = frozenset({"ErrorMessageSizeExceeded", "ErrorRequestStreamTooBig", "ErrorDataSizeLimitExceeded"})
_UNREADABLE = frozenset(
    {
        "ErrorMimeContentConversionFailed",
        "ErrorContentConversionFailed",
        "ErrorUnsupportedMimeConversion",
        "ErrorCorruptData",
        "ErrorItemCorrupt",
        "ErrorVirusDetected",
    }
)
_CHANGED = frozenset(
    {
        "ErrorStaleObject",
        "ErrorIrresolvableConflict",
        "ErrorChangeKeyRequired",
        "ErrorChangeKeyRequiredForWriteOperations",
        "ErrorInvalidChangeKey",
    }
)
_SUBSCRIPTION_LOST = frozenset(
    {
        "ErrorSubscriptionNotFound",
        "ErrorExpiredSubscription",
        "ErrorInvalidSubscription",
        "ErrorSubscriptionUnsubscribed",
        "ErrorMissedNotificationEvents",
        "ErrorReadEventsFailed",
        "ErrorProxiedSubscriptionCallFailure",
    }
)
_MOVING = frozenset({"ErrorMailboxMoveInProgress", "ErrorMailboxFailover", "ErrorMailboxStoreUnavailable"})
_NO_MAILBOX = frozenset({"ErrorNonExistentMailbox", "ErrorInvalidMailbox", "ErrorMissingEmailAddress"})
_WRONG_SERVER = frozenset({"ErrorWrongServerVersion", "ErrorWrongServerVersionDelegate", "ErrorCrossSiteRequest"})
_NO_IMPERSONATION = frozenset(
    {"ErrorImpersonateUserDenied", "ErrorImpersonationDenied", "ErrorImpersonationFailed", "ErrorNonPrimarySmtpAddress"}
)
_NO_RIGHTS = frozenset(
    {
        "ErrorAccessDenied",
        "ErrorCreateItemAccessDenied",
        "ErrorCreateSubfolderAccessDenied",
        "ErrorMailboxLogonFailed",
        "ErrorNotDelegate",
    }
)
_PASSWORD = frozenset({"ErrorPasswordExpired", "ErrorPasswordChangeRequired", "ErrorAccountDisabled"})

_NEVER = {
    "ErrorSendAsDenied": "The account may not send as {mailbox}. " + GUIDE + " says which right it needs.",
    "ErrorInvalidRecipients": "The mail server doesn't accept one of the recipients' addresses.",
    "ErrorInvalidSmtpAddress": "The mail server doesn't accept one of the recipients' addresses.",
    "ErrorMimeContentInvalid": "The mail server can't read the letter as we wrote it.",
    "ErrorMimeContentInvalidBase64String": "The mail server can't read the letter as we wrote it.",
    "ErrorOrganizationAccessBlocked": "Exchange Web Services are blocked for the organisation of {mailbox}.",
}
_LATER: Mapping[str, str] = {
    "ErrorQuotaExceeded": "{mailbox} is full: nothing can be sent or filed before somebody makes room.",
    "ErrorSubmissionQuotaExceeded": "{mailbox} has sent as many mails as the mail server allows for now.",
    "ErrorExceededMessageLimit": "{mailbox} has sent as many mails as the mail server allows for now.",
    "ErrorMessageSubmissionBlocked": "The mail server has blocked {mailbox} from sending: an Exchange administrator "
    "can see why.",
}

_LONG = timedelta(hours=1)
_WHILE_MOVING = timedelta(minutes=5)
_UNSAID_PAUSE = timedelta(seconds=10)


def understand(code: str, mailbox: str, retry_after: timedelta | None = None) -> TransportFailure:
    """The failure that a code of Exchange's amounts to. Its own text is left out, since it may quote the mail."""
    said = f" ({code})"
    for codes, kind, text, retry in (
        (_BUSY, Busy, "Exchange asks for fewer calls", True),
        (_GONE, Gone, "Exchange doesn't find the mail any more", False),
        (_FOLDER_GONE, FolderGone, "Exchange doesn't find the folder any more", True),
        (frozenset({"ErrorFolderExists"}), AlreadyThere, "The folder exists already", True),
        (_UNREADABLE, Unreadable, "Exchange can't give the mail in its original form", False),
        (_TOO_LARGE, TooLarge, "A mail with its attachments is larger than the mail server takes", False),
        (_CHANGED, Changed, "The mail was changed meanwhile", True),
        (_SUBSCRIPTION_LOST, SubscriptionLost, "Exchange doesn't tell of new mail any more", True),
        (_PASSWORD, SignInRefused, "The account's password has run out, or the account is disabled", False),
    ):
        if code in codes:
            return kind(f"{text}{said}.", retry=retry, retry_after=retry_after)
    if code in _NEVER:
        return TransportFailure(_NEVER[code].format(mailbox=mailbox), retry=False)
    if code in _LATER:
        return TransportFailure(_LATER[code].format(mailbox=mailbox), retry=True, retry_after=retry_after or _LONG)
    return _about_the_mailbox(code, mailbox, retry_after)


def _about_the_mailbox(code: str, mailbox: str, retry_after: timedelta | None) -> TransportFailure:
    said = f" ({code})"
    if code in _MOVING:
        return TransportFailure(
            f"{mailbox} is being moved to another server{said}.", retry=True, retry_after=retry_after or _WHILE_MOVING
        )
    if code in _NO_MAILBOX:
        return TransportFailure(
            f"There is no mailbox {mailbox} on this server{said}: check address and endpoint under [mail]. Where it "
            'has been moved to Microsoft 365, use transport = "graph".',
            retry=False,
        )
    if code in _WRONG_SERVER:
        return TransportFailure(
            f"{mailbox} is on another server{said}: set endpoint under [mail] to that server's.", retry=False
        )
    if code in _NO_IMPERSONATION:
        return TransportFailure(
            f"The account may not act as {mailbox}{said}. {GUIDE} says how that right is given.", retry=False
        )
    if code in _NO_RIGHTS:
        return TransportFailure(
            f"The account may not use the mailbox {mailbox}{said}. {GUIDE} says which rights it needs.", retry=False
        )
    if code in {"ErrorSchemaValidation", "ErrorInvalidRequest", "ErrorInvalidServerVersion", "ErrorInvalidOperation"}:
        return TransportFailure(f"Exchange doesn't understand the call{said}.", retry=False)
    return TransportFailure(f"Exchange is in trouble{said}.", retry=True, retry_after=retry_after)


def refused(status: int, retry_after: timedelta | None = None) -> TransportFailure:
    """The failure that an HTTP status amounts to, where Exchange itself didn't say more."""
    match status:
        case 401:
            return SignInRefused(
                "Exchange refuses the sign-in (401): check sign_in, user and the secret, and that the account is "
                "neither locked nor expired.",
                retry=False,
            )
        case 403:
            return TransportFailure(
                "Exchange Web Services are blocked (403). Exchange Online has them switched off unless an "
                'administrator allows this app: use transport = "graph" there. On a server of your own, see '
                f"{GUIDE}.",
                retry=False,
            )
        case 404 | 405:
            return TransportFailure(
                f"There are no Exchange Web Services at the endpoint ({status}): check endpoint under [mail].",
                retry=False,
            )
        case 413:
            return TooLarge("A mail with its attachments is larger than the mail server takes (413).", retry=False)
        case 429 | 503:
            asked = retry_after or (_UNSAID_PAUSE if status == 429 else None)
            return Busy(f"Exchange asks for fewer calls ({status}).", retry=True, retry_after=asked)
        case _ if 300 <= status < 400:
            return TransportFailure(
                f"The endpoint sends us elsewhere ({status}): set endpoint under [mail] to where Exchange Web "
                "Services really are.",
                retry=False,
            )
        case _ if status in {408, 409, 425} or status >= 500:
            return TransportFailure(f"Exchange is in trouble ({status}).", retry=True, retry_after=retry_after)
        case _:
            return TransportFailure(f"Exchange refused the call ({status}).", retry=False)
