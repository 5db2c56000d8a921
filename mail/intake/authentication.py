"""What our own mail server says of the sender; nobody else's word counts, and none that somebody else could have put.

In order: was the last hop ours? Did the mail begin inside our own Exchange? What does our server's own verdict say
of the domain in From, and is that the domain that we read there?
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from mail.intake.parts import Parts
from mail.message import Authentication

_RESULT = re.compile(r"\b(dmarc|spf|dkim|compauth|arc)\s*=\s*([a-z]{1,20})", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([A-Za-z0-9._-]{1,253})", re.IGNORECASE)
_BY = re.compile(r"\bby\s+([\w.-]{1,255})", re.IGNORECASE)
_SERVER = re.compile(r"[\w.-]{1,255}(?:\s+\d{1,4})?$")
_AUTH_AS = "x-ms-exchange-organization-authas"
_FAILED = frozenset({"fail", "permerror", "hardfail"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose headers are believed: our own servers by name (or by ".domain" for every host below it).

    With `exchange`, what Exchange stamps is believed, too: who was signed in, and results without a server's name. That
    is only safe where an Exchange of ours is the last to handle a mail, since it takes such headers off what comes in.
    """

    servers: Collection[str] = ()
    exchange: bool = False

    def ours(self, host: str) -> bool:
        """Whether a host is one of our own mail servers."""
        name = host.lower().rstrip(".")
        return any(name.endswith(own) if own.startswith(".") else name == own for own in map(str.lower, self.servers))


@dataclass(frozen=True, slots=True)
class _Stated:
    """What one Authentication-Results header says."""

    verdicts: dict[str, str]
    domain: str


def authentication(parts: Parts, sender: str, trust: Trust) -> Authentication:
    """What our own server says of the sender's address, or `unstated`.

    A verdict on another domain than the one in From is a failure: then server and we read two different senders.
    """
    handed_over_by_us = _outer_hop_is_ours(parts, trust)
    if handed_over_by_us is False:
        return Authentication.UNSTATED
    exchange = trust.exchange and handed_over_by_us is True
    if exchange and [value.strip().lower() for value in parts.all(_AUTH_AS)] == ["internal"]:
        return Authentication.PASS
    stated = _own_results(parts, trust, exchange=exchange)
    if stated is None:
        return Authentication.UNSTATED
    verdict = _verdict(stated.verdicts)
    if verdict is Authentication.PASS and stated.domain and not _same(stated.domain, sender):
        return Authentication.FAIL
    return verdict


def _outer_hop_is_ours(parts: Parts, trust: Trust) -> bool | None:
    """Whether one of our hosts took the mail in last; None where no hop is recorded at all, as within one machine."""
    received = parts.all("received")
    if not received:
        return None
    by = _BY.search(received[0])
    return by is not None and trust.ours(by[1])


def _own_results(parts: Parts, trust: Trust, *, exchange: bool) -> _Stated | None:
    """The topmost results that one of our servers wrote. ARC's copies of others' results are nobody's word here."""
    for value in parts.all("authentication-results"):
        plain = _uncommented(value)
        server, separator, rest = plain.partition(";")
        named = _SERVER.match(server.strip())
        if named and separator:
            if trust.ours(named[0].split()[0]):
                return _stated(rest)
        elif exchange:
            # Exchange Online names no server: its results begin at once, with spf=.
            return _stated(plain)
    return None


def _stated(results: str) -> _Stated:
    verdicts = {name.lower(): verdict.lower() for name, verdict in reversed(_RESULT.findall(results))}
    domain = _FROM.search(results)
    return _Stated(verdicts, domain[1].lower() if domain else "")


def _verdict(verdicts: dict[str, str]) -> Authentication:
    """Exchange's composite result speaks where there is one, since it knows of trusted forwarders (ARC); else DMARC.

    Both speak of the From address that people see; SPF and DKIM alone don't.
    """
    for method in ("compauth", "dmarc"):
        verdict = verdicts.get(method)
        if verdict == "pass":
            return Authentication.PASS
        if verdict in _FAILED:
            return Authentication.FAIL
    return Authentication.UNSTATED


def _same(domain: str, sender: str) -> bool:
    return sender.rpartition("@")[2].lower().rstrip(".") == domain.rstrip(".")


def _uncommented(value: str) -> str:
    """Without comments in brackets, which quote what the sender wrote."""
    kept: list[str] = []
    depth = 0
    for character in value:
        if character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(character)
    return "".join(kept)
