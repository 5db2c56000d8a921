"""Name the ways in which a request at the bot's door is refused, and the HTTP status of each.

A caller learns the status and nothing else; the reason is for our own log.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a request was turned away."""

    NO_BEARER = "no bearer token"
    UNREADABLE = "the token can't be read"
    WRONG_ALGORITHM = "the token isn't signed with RS256"
    UNKNOWN_KEY = "the signing key isn't published"
    BAD_SIGNATURE = "the signature doesn't match"
    EXPIRED = "the token has expired or isn't valid yet"
    WRONG_AUDIENCE = "the token is for another bot"
    WRONG_ISSUER = "the token has another issuer"
    INCOMPLETE = "the token lacks a claim"
    NO_CHANNEL = "the activity names no channel"
    NOT_ENDORSED = "the signing key isn't endorsed for this channel"
    WRONG_SERVICE_URL = "the token is for another service URL"
    FOREIGN_TENANT = "the tenant isn't served here"
    NOT_LOOPBACK = "rehearsal listens to this machine only"
    KEYS_UNAVAILABLE = "the signing keys can't be fetched"


class Refused(Exception):
    """A request that goes no further. `status` is the HTTP answer; `reason` is for the log."""

    status = 401

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Unauthenticated(Refused):
    """We don't know who calls."""


class Forbidden(Refused):
    """We know who calls, and they aren't served here."""

    status = 403


class KeysUnavailable(Refused):
    """We can't check anybody just now. The caller may try again later."""

    status = 503

    def __init__(self) -> None:
        super().__init__(Reason.KEYS_UNAVAILABLE)
