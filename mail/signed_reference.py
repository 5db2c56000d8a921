"""A signed reference: finds the dispute, duty and recipient that a reply is about. It isn't an identity."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

REFERENCE = re.compile(r"\b([A-Z]{2,6}-\d{4}-\d{4,8})\b", re.IGNORECASE)

_TOKEN = re.compile(
    r"(?<![\w.])(?P<reference>[a-z]{2,6}-\d{4}-\d{4,8})\.(?P<duty>[a-z0-9_-]{0,120})"
    r"\.(?P<recipient>[a-z2-7]{8})\.(?P<mac>[a-z2-7]{16})(?![a-z0-9])",
    re.IGNORECASE,
)
_DOMAIN = b"drp signed reference 1\0"
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True, slots=True)
class SignedReference:
    """What a token that we did sign says. `recipient_tag` is compared with `recipient_tag(person)`."""

    reference: str
    duty: str | None
    recipient_tag: str

    def is_for(self, recipient: str) -> bool:
        """Whether the letter that carried it was this person's."""
        return hmac.compare_digest(self.recipient_tag, recipient_tag(recipient))


class ReferenceSigner:
    """Signs and checks references with the installation's key; previous keys are still accepted after a rotation."""

    def __init__(self, key: bytes, previous: Sequence[bytes] = ()) -> None:
        """Takes keys of at least 16 bytes."""
        if any(len(k) < 16 for k in (key, *previous)):
            raise ValueError("A signing key needs at least 16 bytes.")
        self._key = key
        self._accepted = (key, *previous)

    def sign(self, reference: str, duty: str | None, recipient: str) -> str:
        """A token of letters, digits, `.`, `-` and `_`, safe in a subject, a body and a URL; case doesn't matter."""
        body = f"{reference.lower()}.{_escape(duty or '')}.{recipient_tag(recipient)}"
        token = f"{body}.{_mac(self._key, body)}"
        if not _TOKEN.fullmatch(token):
            raise ValueError(f"{reference!r} and {duty!r} can't be signed: not a reference and a duty's id.")
        return token

    def verify(self, token: str) -> SignedReference | None:
        """What the token says if we signed it, else None. Takes the same time for every wrong signature."""
        match = _TOKEN.fullmatch(token.strip())
        return self._checked(match) if match else None

    def find(self, text: str) -> Iterator[SignedReference | None]:
        """Every token in a text, in order; None stands for one that looks like ours but isn't."""
        for match in _TOKEN.finditer(text):
            yield self._checked(match)

    def _checked(self, match: re.Match[str]) -> SignedReference | None:
        body, _, mac = match.group(0).lower().rpartition(".")
        matches = [hmac.compare_digest(mac, _mac(key, body)) for key in self._accepted]
        if True not in matches:
            return None
        duty = _unescape(match["duty"].lower())
        return SignedReference(match["reference"].upper(), duty or None, match["recipient"].lower())


def recipient_tag(recipient: str) -> str:
    """Eight letters that stand for a person in a token, so that no id or address is shown there."""
    return _base32(hashlib.sha256(_DOMAIN + recipient.encode()).digest()[:5])


def _mac(key: bytes, body: str) -> str:
    return _base32(hmac.new(key, _DOMAIN + body.encode(), hashlib.sha256).digest()[:10])


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower().rstrip("=")


def _escape(duty: str) -> str:
    return "".join(c if c in _PLAIN else "".join(f"_{b:02x}" for b in c.encode()) for c in duty)


def _unescape(escaped: str) -> str:
    raw = re.sub(rb"_([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), escaped.encode())
    return raw.decode("utf-8", "replace")
