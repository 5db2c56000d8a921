"""How an Exchange server finds out who calls: each door asks for its own proof."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from weakref import WeakKeyDictionary

from aiohttp import web

from tests.mail.exchange.operations import Caller

SERVICE = "svc-disputes@example.gov.uk"


class Door:
    """Open to everybody, as the service account: for tests of all else."""

    async def asks(self, request: web.Request) -> web.StreamResponse | None:
        """What is asked of whoever has shown nothing good enough; None lets them in."""
        return None

    def caller(self, request: web.Request, impersonated: str | None, mailbox: str) -> Caller | str:
        """Who it is, or the code of the fault that says why not."""
        return Caller(impersonated or SERVICE)


@dataclass
class Basic(Door):
    """A password in every call. `delegate` and `impersonates` say what the account may do with the mailbox."""

    user: str = "EXAMPLE\\svc-disputes"
    password: str = "correct horse"
    delegate: bool = True
    impersonates: bool = False
    refused: int = 0

    async def asks(self, request: web.Request) -> web.StreamResponse | None:
        proof = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if request.headers.get("Authorization") == f"Basic {proof}":
            return None
        self.refused += 1
        return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="mail.example.gov.uk"'})

    def caller(self, request: web.Request, impersonated: str | None, mailbox: str) -> Caller | str:
        if impersonated:
            return Caller(impersonated) if self.impersonates else "ErrorImpersonateUserDenied"
        return Caller(SERVICE) if self.delegate else "ErrorAccessDenied"


@dataclass
class Ntlm(Basic):
    """A handshake for each connection, which then stays open to whoever made it. The accounts are in NTLM_USER_FILE."""

    handshakes: int = 0
    challenge: str | None = None
    """A challenge that makes no sense, in place of the real one."""

    def __post_init__(self) -> None:
        self._under_way: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._known: WeakKeyDictionary[Any, str] = WeakKeyDictionary()

    async def asks(self, request: web.Request) -> web.StreamResponse | None:
        connection = request.transport
        if connection in self._known:
            return None
        kind, _, proof = request.headers.get("Authorization", "").partition(" ")
        if kind != "NTLM":
            return _ask("NTLM")
        if self.challenge is not None:
            return _ask(f"NTLM {self.challenge}")
        spnego: Any = import_module("spnego")
        handshake = self._under_way.get(connection) or spnego.server(protocol="ntlm")
        try:
            answer = handshake.step(base64.b64decode(proof))
        except spnego.exceptions.SpnegoError:
            self.refused += 1
            self._under_way.pop(connection, None)
            return _ask("NTLM")
        if not handshake.complete:
            self._under_way[connection] = handshake
            return _ask(f"NTLM {base64.b64encode(answer).decode()}")
        self.handshakes += 1
        self._known[connection] = handshake.client_principal
        return None


def _ask(scheme: str) -> web.Response:
    return web.Response(status=401, headers={"WWW-Authenticate": scheme})


@dataclass
class Bearer(Door):
    """A token of an app, which has no mailbox of its own and so must impersonate; `allowed` are those that it may."""

    tokens: set[str] = field(default_factory=lambda: {"token-1"})
    allowed: set[str] | None = None
    refused: int = 0

    async def asks(self, request: web.Request) -> web.StreamResponse | None:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") in self.tokens:
            return None
        self.refused += 1
        return web.Response(status=401, headers={"WWW-Authenticate": 'Bearer client_id="00000002"'})

    def caller(self, request: web.Request, impersonated: str | None, mailbox: str) -> Caller | str:
        if impersonated is None or (self.allowed is not None and impersonated not in self.allowed):
            return "ErrorAccessDenied"
        return Caller(impersonated)
