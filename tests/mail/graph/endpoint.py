"""Graph at the wire, over a mailbox of Exchange: each call about mail that we make, answered as the service does."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.mail.graph.exchange import Exchange, Item
from tests.mail.graph.openapi import Contract

PREFIX = "/v1.0"
GOOD_TOKEN = "token-1"

_FILTER = re.compile(r"singleValueExtendedProperties/Any\(ep: ep/id eq '(.+?)' and ep/value eq '((?:[^']|'')*)'\)$")
_NAMED = re.compile(r"displayName eq '([^']*)'$")
_LARGEST_BODY = 4 * 1024 * 1024


class Refused(Exception):
    """An answer of trouble."""

    def __init__(self, status: int, code: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers or {}


@dataclass
class Trouble:
    """What the service does instead of answering, a number of times, where `method` and the path's end agree."""

    refusal: Refused
    times: int = 1
    method: str = ""
    ending: str = ""
    after: bool = False
    """Whether the call is carried out all the same, so that only its answer is lost."""


@dataclass
class Endpoint:
    """The service. `calls` is every request as METHOD path; `faults` is what the contract has against any of them."""

    mailbox: str
    exchange: Exchange = field(default_factory=Exchange)
    contract: Contract | None = None
    tokens: set[str] = field(default_factory=lambda: {GOOD_TOKEN})
    calls: list[str] = field(default_factory=list[str])
    prefers: list[str] = field(default_factory=list[str])
    faults: list[str] = field(default_factory=list[str])
    troubles: list[Trouble] = field(default_factory=list[Trouble])
    url: str = ""
    at_once: int = 0
    most_at_once: int = 0
    on_call: Callable[[str, bool], Any] | None = None
    """Called before a call is carried out (False) and before its answer leaves (True); may wait."""

    def application(self) -> web.Application:
        """The service as an application."""
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.router.add_route("*", "/{any:.*}", self._answer)
        return application

    async def _answer(self, request: web.Request) -> web.Response:
        path, body = request.path.removeprefix(PREFIX), await request.read()
        self.calls.append(f"{request.method} {path}")
        self.prefers.append(request.headers.get("Prefer", ""))
        method, content_type = request.method.lower(), request.headers.get("Content-Type", "")
        query = {name: value for name, value in request.query.items() if not name.endswith("token")}
        if self.contract:
            self.faults += self.contract.request_faults(method, path, query, body, content_type)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            answer = await self._carry_out(request, path, body)
        except Refused as refused:
            told = {"error": {"code": refused.code, "message": "It quotes your mail here."}}
            answer = web.json_response(told, status=refused.status, headers=refused.headers)
        finally:
            self.at_once -= 1
        if self.contract and isinstance(answer.body, bytes | None):
            self.faults += self.contract.answer_faults(method, path, answer.status, answer.body or b"")
        return answer

    async def _carry_out(self, request: web.Request, path: str, body: bytes) -> web.Response:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            raise Refused(401, "InvalidAuthenticationToken")
        if self.at_once > 4:
            raise Refused(429, "ApplicationThrottled", {"Retry-After": "1"})
        if len(body) > _LARGEST_BODY:
            raise Refused(413, "RequestBodyTooLarge")
        what = f"{request.method} {path}"
        trouble = self._trouble(request.method, path)
        if trouble and not trouble.after:
            raise trouble.refusal
        await self._hook(what, done=False)
        answer = self._route(request, path, body)
        await self._hook(what, done=True)
        if trouble:
            raise trouble.refusal
        return answer

    async def _hook(self, what: str, *, done: bool) -> None:
        if self.on_call:
            waiting = self.on_call(what, done)
            if waiting is not None:
                await waiting

    def _trouble(self, method: str, path: str) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.times and trouble.method in {"", method} and path.endswith(trouble.ending):
                trouble.times -= 1
                return trouble
        return None

    def _route(self, request: web.Request, path: str, body: bytes) -> web.Response:
        match path.strip("/").split("/"):
            case ["users", user, *rest] if user == self.mailbox:
                pass
            case _:
                raise Refused(404, "ErrorInvalidUser")
        immutable = 'IdType="ImmutableId"' in request.headers.get("Prefer", "")
        match request.method, rest:
            case "GET", ["mailFolders"]:
                return self._folders_named(request.query["$filter"])
            case "POST", ["mailFolders"]:
                return self._folder_made(json.loads(body)["displayName"])
            case "GET", ["mailFolders", name]:
                return web.json_response(self._folder(self._folder_id(name)))
            case "GET", ["mailFolders", name, "messages", "delta"]:
                return self._delta(request, self._folder_id(name), immutable)
            case "GET", ["messages"]:
                return self._having(request, immutable)
            case "POST", ["messages"]:
                return self._drafted(request, body, immutable)
            case method, ["messages", given, *action]:
                item = self.exchange.find(given)
                if item is None:
                    raise Refused(404, "ErrorItemNotFound")
                return self._about(request, method, item, action, body, immutable)
            case _:
                raise Refused(400, "BadRequest")

    def _about(
        self, request: web.Request, method: str, item: Item, action: list[str], body: bytes, immutable: bool
    ) -> web.Response:
        match method, action:
            case "GET", []:
                return web.json_response(_told(item, immutable, request.query.get("$select")))
            case "GET", ["$value"]:
                return web.Response(body=item.as_mime(), content_type="text/plain")
            case "PATCH", []:
                for one in json.loads(body).get("singleValueExtendedProperties", ()):
                    item.properties[one["id"].lower()] = one["value"]
                return web.json_response(_told(item, immutable, None))
            case "DELETE", []:
                self.exchange.delete(item)
                return web.Response(status=204)
            case "POST", ["move"]:
                destination = self.exchange.folder(json.loads(body)["destinationId"])
                if destination is None:
                    raise Refused(404, "ErrorItemNotFound")
                self.exchange.move(item, destination)
                return web.json_response(_told(item, immutable, None), status=201)
            case "POST", ["send"] if not body:
                if not item.is_draft or item.folder != "folder-drafts":
                    raise Refused(400, "ErrorInvalidOperation")
                self.exchange.send(item)
                return web.Response(status=202)
            case "POST", ["attachments"]:
                if len(body) > _LARGEST_BODY:
                    raise Refused(413, "RequestBodyTooLarge")
                attachment = json.loads(body)
                self.exchange.attach(item, attachment)
                return web.json_response({**attachment, "id": "attachment"}, status=201)
            case _:
                raise Refused(400, "BadRequest")

    def _folder_id(self, name: str) -> str:
        folder = self.exchange.folder(name)
        if folder is None:
            raise Refused(404, "ErrorItemNotFound")
        return folder

    def _folder(self, folder: str) -> dict[str, Any]:
        count = len(self.exchange.within(folder))
        return {"id": folder, "displayName": self.exchange.folders[folder], "totalItemCount": count}

    def _folders_named(self, wanted: str) -> web.Response:
        named = _NAMED.match(wanted)
        if named is None:
            raise Refused(400, "ErrorInvalidUrlQueryFilter")
        found = [self._folder(one) for one, name in self.exchange.folders.items() if name == named[1]]
        return web.json_response({"value": found})

    def _folder_made(self, name: str) -> web.Response:
        if name in self.exchange.folders.values():
            raise Refused(409, "ErrorFolderExists")
        folder = f"AAMkAGI2-folder-{len(self.exchange.folders)}="
        self.exchange.folders[folder] = name
        return web.json_response(self._folder(folder), status=201)

    def _having(self, request: web.Request, immutable: bool) -> web.Response:
        wanted = _FILTER.match(request.query.get("$filter", ""))
        if wanted is None:
            raise Refused(400, "ErrorInvalidUrlQueryFilter")
        name, value = wanted[1], wanted[2].replace("''", "'")
        found = [one for one in self.exchange.within() if one.property(name) == value]
        return web.json_response({"value": [_told(one, immutable, request.query.get("$select")) for one in found]})

    def _drafted(self, request: web.Request, body: bytes, immutable: bool) -> web.Response:
        if request.content_type == "text/plain":
            try:
                item = self.exchange.draft(base64.b64decode(body, validate=True))
            except binascii.Error:
                raise Refused(400, "ErrorMimeContentInvalidBase64String") from None
            return web.json_response(_told(item, immutable, None), status=201)
        headers = json.loads(body).get("internetMessageHeaders", [])
        if len(headers) > 5 or any(not one["name"].lower().startswith("x-") for one in headers):
            raise Refused(400, "InvalidInternetMessageHeader")
        raise Refused(501, "NotImplemented")

    def _delta(self, request: web.Request, folder: str, immutable: bool) -> web.Response:
        """Pages of what is there, then of what has changed; a token is good for one generation."""
        size = int((re.search(r"odata\.maxpagesize=(\d+)", request.headers.get("Prefer", "")) or [0, "10"])[1])
        token = request.query.get("$skiptoken") or request.query.get("$deltatoken")
        generation, since, skip, upto = (
            map(int, token.split(".")) if token else (self.exchange.generation, 0, 0, len(self.exchange.changes))
        )
        if generation != self.exchange.generation:
            raise Refused(410, "SyncStateNotFound")
        if "$deltatoken" in request.query:
            upto = len(self.exchange.changes)
        changed = [self._change(one, kind, immutable) for one, kind in self.exchange.changed(folder, since, upto)]
        known = [one for one in changed if since or "@removed" not in one]
        newest_first = known[::-1][skip : skip + size]
        base = f"{self.url}/users/{self.mailbox}/mailFolders/{folder}/messages/delta"
        page: dict[str, Any] = {"value": newest_first}
        if skip + size < len(known):
            page["@odata.nextLink"] = f"{base}?$skiptoken={generation}.{since}.{skip + size}.{upto}"
        else:
            page["@odata.deltaLink"] = f"{base}?$deltatoken={generation}.{upto}.0.{upto}"
        return web.json_response(page)

    def _change(self, immutable_id: str, kind: str, immutable: bool) -> dict[str, Any]:
        item = self.exchange.items.get(immutable_id)
        if kind == "removed" or item is None:
            return {"id": immutable_id, "@removed": {"reason": "deleted"}}
        return _told(item, immutable, "receivedDateTime")


def _told(item: Item, immutable: bool, select: str | None) -> dict[str, Any]:
    """A mail as JSON, with what was asked for."""
    everything: dict[str, Any] = {
        "isDraft": item.is_draft,
        "parentFolderId": item.folder,
        "internetMessageId": item.mime["Message-ID"],
        "sentDateTime": _zulu(item.received),
        "receivedDateTime": _zulu(item.received),
        "subject": item.mime["Subject"],
        "hasAttachments": False,
        "from": {"emailAddress": {"address": str(item.mime["From"])}},
        "body": {"contentType": "text", "content": "What the server understood."},
        "internetMessageHeaders": [{"name": name, "value": str(value)} for name, value in item.mime.items()],
    }
    wanted = set(select.split(",")) if select else everything.keys() - {"internetMessageHeaders"}
    return {"id": item.id(immutable), **{name: value for name, value in everything.items() if name in wanted}}


def _zulu(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
