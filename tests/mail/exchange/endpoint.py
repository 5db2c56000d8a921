"""Exchange Web Services at the wire: SOAP over HTTP, with sign-in, streams and every kind of trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.mail.exchange.doors import Door
from tests.mail.exchange.elements import (
    MESSAGES,
    TYPES,
    Failed,
    M,
    T,
    connection_status,
    events,
    failure,
    response,
    success,
)
from tests.mail.exchange.operations import Operations
from tests.mail.exchange.schema import SOAP, Schema, etree
from tests.mail.graph.exchange import Exchange

PATH = "/EWS/Exchange.asmx"
_ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
_COOKIE = "X-BackEndOverrideCookie"


@dataclass
class Trouble:
    """What the service does instead of answering, a number of times, where `operation` agrees or is empty.

    `status` answers with an HTTP status, `fault` with a SOAP fault of that code, `code` with a response message of
    class Error, `drop` with a connection that ends; `after` carries the call out all the same.
    """

    operation: str = ""
    status: int = 0
    fault: str = ""
    code: str = ""
    drop: bool = False
    times: int = 1
    after: bool = False
    headers: dict[str, str] = field(default_factory=dict[str, str])
    back_off: int | None = None
    text: str = "It quotes your mail here."


@dataclass
class Endpoint:
    """The service. `calls` is every operation asked for; `faults` what the schema has against any call or answer."""

    mailbox: str
    exchange: Exchange = field(default_factory=Exchange)
    schema: Schema | None = None
    door: Door = field(default_factory=Door)
    calls: list[str] = field(default_factory=list[str])
    headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    impersonated: list[str | None] = field(default_factory=list[str | None])
    faults: list[str] = field(default_factory=list[str])
    troubles: list[Trouble] = field(default_factory=list[Trouble])
    on_call: Callable[[str, bool], Any] | None = None
    """Called before a call is carried out (False) and before its answer leaves (True); may wait."""
    mangle: Callable[[bytes], bytes] = bytes
    """What becomes of an answer on its way."""
    compresses: bool = False
    streams: int = 0
    heartbeat: float = 0.05
    stream_ends: asyncio.Event = field(default_factory=asyncio.Event)
    """Set, every open stream is closed as the server does at the end of its time."""
    stream_breaks: asyncio.Event = field(default_factory=asyncio.Event)
    """Set, every open stream breaks off in the middle."""

    def __post_init__(self) -> None:
        """The mailbox's operations."""
        self.operations = Operations(self.mailbox, self.exchange)

    def application(self) -> web.Application:
        """The service as an application."""
        application = web.Application(client_max_size=256 * 1024 * 1024)
        application.router.add_route("*", "/{any:.*}", self._answer)
        return application

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path != PATH:
            return web.Response(status=404)
        body = await request.read()
        asked = await self.door.asks(request)
        if asked is not None:
            return asked
        envelope = etree.fromstring(body, etree.XMLParser(huge_tree=True))
        operation = envelope.find(f"{SOAP}Body")[0]
        name = operation.tag.removeprefix(M)
        self.calls.append(name)
        self.headers.append(dict(request.headers))
        if self.schema:
            self.faults += [f"request {fault}" for fault in self.schema.faults(envelope)]
        impersonated = envelope.findtext(
            f"{SOAP}Header/{T}ExchangeImpersonation/{T}ConnectingSID/{T}PrimarySmtpAddress"
        )
        self.impersonated.append(impersonated)
        trouble = self._trouble(name)
        if trouble and not trouble.after:
            return self._in_trouble(request, name, trouble)
        caller = self.door.caller(request, impersonated, self.mailbox)
        if isinstance(caller, str):
            return self._fault(Trouble(fault=caller))
        await self._hook(name, done=False)
        if name == "GetStreamingEvents":
            return await self._stream(request, operation)
        answer = self.operations.answer(operation, caller)
        await self._hook(name, done=True)
        if trouble:
            return self._in_trouble(request, name, trouble)
        return self._sent(answer, request)

    async def _hook(self, name: str, *, done: bool) -> None:
        if self.on_call:
            waiting = self.on_call(name, done)
            if waiting is not None:
                await waiting

    def _trouble(self, name: str) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.times and trouble.operation in {"", name}:
                trouble.times -= 1
                return trouble
        return None

    def _in_trouble(self, request: web.Request, name: str, trouble: Trouble) -> web.StreamResponse:
        if trouble.drop:
            assert request.transport is not None
            request.transport.close()
            raise ConnectionResetError
        if trouble.fault:
            return self._fault(trouble)
        if trouble.code:
            return self._sent(response(name, [failure(name, Failed(trouble.code, trouble.back_off))]), request)
        return web.Response(status=trouble.status, text=trouble.text, headers=trouble.headers)

    def _fault(self, trouble: Trouble) -> web.Response:
        """A SOAP fault comes with status 500."""
        busy = (
            f'<t:MessageXml xmlns:t="{TYPES}"><t:Value Name="BackOffMilliseconds">{trouble.back_off}</t:Value>'
            "</t:MessageXml>"
        )
        text = (
            f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{SOAP[1:-1]}"><s:Body><s:Fault>'
            f'<faultcode xmlns:a="{TYPES}">a:{trouble.fault}</faultcode><faultstring>{trouble.text}</faultstring>'
            f'<detail><e:ResponseCode xmlns:e="{_ERRORS}">{trouble.fault}</e:ResponseCode>'
            f'<e:Message xmlns:e="{_ERRORS}">{trouble.text}</e:Message>'
            f"{'' if trouble.back_off is None else busy}</detail></s:Fault></s:Body></s:Envelope>"
        )
        return web.Response(status=500, text=text, content_type="text/xml", headers=trouble.headers)

    def _sent(self, answer: Any, request: web.Request) -> web.Response:
        sent = web.Response(body=self.mangle(self._envelope(answer)), content_type="text/xml", charset="utf-8")
        if self.compresses:
            sent.enable_compression()
        if request.headers.get("X-PreferServerAffinity"):
            sent.set_cookie(_COOKIE, "server~7")
        return sent

    def _envelope(self, answer: Any) -> bytes:
        """An answer as it leaves, with a version that no server takes in a request, as Exchange Online has it."""
        envelope = etree.Element(f"{SOAP}Envelope", nsmap={"s": SOAP[1:-1]})
        header = etree.SubElement(envelope, f"{SOAP}Header")
        version = {"MajorVersion": "15", "MinorVersion": "20", "MajorBuildNumber": "9000", "MinorBuildNumber": "12"}
        etree.SubElement(header, f"{T}ServerVersionInfo", {**version, "Version": "V2018_01_08"}, nsmap={"h": TYPES})
        etree.SubElement(envelope, f"{SOAP}Body").append(answer)
        if self.schema:
            self.faults += [f"answer {fault}" for fault in self.schema.faults(envelope)]
        return etree.tostring(envelope, encoding="utf-8", xml_declaration=True)

    async def _stream(self, request: web.Request, operation: Any) -> web.StreamResponse:
        name = next(operation.iter(f"{T}SubscriptionId")).text
        if name not in self.operations.subscriptions or request.cookies.get(_COOKIE, "") + request.headers.get(
            _COOKIE, ""
        ) not in {"server~7", "server~7server~7"}:
            return self._sent(
                response("GetStreamingEvents", [failure("GetStreamingEvents", Failed("ErrorSubscriptionNotFound"))]),
                request,
            )
        stream = web.StreamResponse(headers={"Content-Type": "text/xml; charset=utf-8"})
        await stream.prepare(request)
        self.streams += 1
        try:
            await self._tell(stream, name)
        finally:
            self.streams -= 1
        return stream

    async def _tell(self, stream: web.StreamResponse, name: str) -> None:
        beat = 0.0
        await self._event(stream, connection_status("OK"))
        while not self.stream_ends.is_set():
            if self.stream_breaks.is_set():
                self.stream_breaks.clear()
                await stream.write(b"<?xml version='1.0'?><s:Envelope xmlns:s='")
                raise ConnectionResetError
            seen, changes = self.operations.subscriptions[name], self.exchange.changes
            self.operations.subscriptions[name] = len(changes)
            told = events(name, changes[seen:], self.exchange.now)
            if told is not None:
                await self._event(stream, told)
            await asyncio.sleep(0.01)
            beat += 0.01
            if beat >= self.heartbeat:
                await self._event(stream, connection_status("OK"))
                beat = 0.0
        await self._event(stream, connection_status("Closed"))

    async def _event(self, stream: web.StreamResponse, content: Any) -> None:
        await stream.write(self._envelope(response("GetStreamingEvents", [success("GetStreamingEvents", content)])))


def envelope_of(body: str) -> Any:
    """A request's envelope around some XML, for tests of the schema."""
    spaces = f'xmlns:s="{SOAP[1:-1]}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"'
    return etree.fromstring(f"<s:Envelope {spaces}><s:Body>{body}</s:Body></s:Envelope>")
