"""Keys: the installation's master key, the keys that it wraps, and sealing text under them (AES-256-GCM).

Every dispute has a key of its own, stored only as the master key wrapped it. Destroying that wrapped key erases
the dispute's text; a new master key needs no text to be sealed again, only the keys to be wrapped again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Chance = Callable[[int], bytes]
"""Gives that many random bytes; the simulator passes a seeded one."""

KEY_BYTES = 32
NONCE_BYTES = 12
ID_BYTES = 4


class KeyUnusable(Exception):
    """A key in the settings isn't one, or isn't the one that this database was sealed with. No retry helps."""


class Damaged(Exception):
    """Something stored was changed by other means, so that it can't be opened. No retry helps."""


def new_master_key(chance: Chance = secrets.token_bytes) -> str:
    """A new master key as the settings hold it: 32 random bytes in base64."""
    return base64.b64encode(chance(KEY_BYTES)).decode()


class TextKey:
    """A key that text is sealed under; `place` ties sealed text to where it is stored, so that it can't be moved."""

    __slots__ = ("_cipher", "_raw")

    def __init__(self, raw: bytes) -> None:
        self._cipher = AESGCM(raw)
        self._raw = raw

    def mark(self, text: str, purpose: str) -> str:
        """What stands for a text where equal ones must be told without the text: 64 hexadecimal digits, keyed."""
        return hmac.digest(self._raw, f"{purpose}\0{text}".encode(), "sha256").hex()

    def seal(self, text: bytes, place: str, chance: Chance) -> bytes:
        """The nonce and the ciphertext."""
        nonce = chance(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The text; raises Damaged where it was changed or moved."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except InvalidTag:
            raise Damaged(f"The sealed text of {place} was changed by other means.") from None


class MasterKey:
    """The installation's master key; `id` tells master keys apart and gives nothing away."""

    __slots__ = ("_cipher", "id")

    def __init__(self, text: str) -> None:
        try:
            raw = base64.b64decode(text.strip(), validate=True)
        except binascii.Error:
            raise KeyUnusable("The master key isn't base64. Create one with `drp key create`.") from None
        if len(raw) != KEY_BYTES:
            raise KeyUnusable(f"The master key has {len(raw)} bytes instead of 32. Create one with `drp key create`.")
        self.id = hashlib.sha256(b"master key" + raw).digest()[:ID_BYTES]
        self._cipher = AESGCM(raw)

    def wrap(self, raw: bytes, owner: str, chance: Chance) -> bytes:
        """A key wrapped for its owner: the master key's id, a nonce, and the ciphertext."""
        nonce = chance(NONCE_BYTES)
        return self.id + nonce + self._cipher.encrypt(nonce, raw, owner.encode())

    def unwrap(self, wrapped: bytes, owner: str) -> bytes:
        """The key; raises Damaged where it was changed or belongs to another owner."""
        nonce, rest = wrapped[ID_BYTES : ID_BYTES + NONCE_BYTES], wrapped[ID_BYTES + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, rest, owner.encode())
        except InvalidTag:
            raise Damaged(f"The key of {owner} was changed by other means.") from None


class KeyRing:
    """The master key in use, and former ones that may still be needed while keys are wrapped again."""

    def __init__(self, master_key: str, former: Sequence[str] = (), *, chance: Chance = secrets.token_bytes) -> None:
        self._current = MasterKey(master_key)
        self._known = {key.id: key for key in (*map(MasterKey, former), self._current)}
        self.chance = chance

    def new_key(self, owner: str) -> tuple[TextKey, bytes]:
        """A new key for an owner, and the same key wrapped."""
        raw = self.chance(KEY_BYTES)
        return TextKey(raw), self._current.wrap(raw, owner, self.chance)

    def unwrap(self, wrapped: bytes, owner: str) -> TextKey:
        """An owner's key."""
        return TextKey(self._master_of(wrapped).unwrap(wrapped, owner))

    def wrap_again(self, wrapped: bytes, owner: str) -> bytes | None:
        """The same key under the master key in use; None where it already is."""
        master = self._master_of(wrapped)
        if master is self._current:
            return None
        return self._current.wrap(master.unwrap(wrapped, owner), owner, self.chance)

    def wrapped_under(self, wrapped: bytes) -> str:
        """Which master key wraps a key: "current", "former", or "unknown" where the ring doesn't hold it."""
        master = self._known.get(wrapped[:ID_BYTES])
        if master is None:
            return "unknown"
        return "current" if master is self._current else "former"

    def _master_of(self, wrapped: bytes) -> MasterKey:
        master = self._known.get(wrapped[:ID_BYTES])
        if master is None:
            raise KeyUnusable(
                "This database was sealed under another master key. Put the key that it was made with into the "
                "settings, as master key or as former master key."
            )
        return master
