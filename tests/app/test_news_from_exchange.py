"""The service on a mailbox on Exchange: a mail is filed when it comes, not at the timer's next tick."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

import app.service
from app.practice import practice_settings
from app.service import Doors, open_service
from app.settings import Mail
from app.wiring import open_council
from bot.authentication import AnonymousLoopback
from bot.credentials import NoCredentials
from rehearsal.council import MAILBOX, TENANT
from tests.mail.exchange.doors import Basic
from tests.mail.exchange.endpoint import PATH, Endpoint
from tests.mail.transport_contract import NOON, mail

NEVER = 24 * 3600.0


async def test_a_mail_is_filed_as_soon_as_exchange_tells_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for interval in ("SWEEP_EVERY", "DISPATCH_EVERY", "MAIL_EVERY"):
        monkeypatch.setattr(app.service, interval, NEVER)
    door = Basic()
    monkeypatch.setenv("DRP_MAIL_SECRET", door.password)
    endpoint = Endpoint(MAILBOX, door=door)
    filed = asyncio.Event()
    endpoint.on_call = lambda name, done: filed.set() if done and name == "MoveItem" else None
    async with TestServer(endpoint.application(), skip_url_asserts=True) as server:
        settings = practice_settings(tmp_path).model_copy(
            update={
                "mail": Mail(
                    transport="exchange",
                    address=MAILBOX,
                    endpoint=str(server.make_url(PATH)),
                    sign_in="basic",
                    user=door.user,
                )
            }
        )
        doors = Doors(
            authenticator=AnonymousLoopback(), credentials=NoCredentials(), tenants=frozenset({TENANT}), practice=True
        )
        async with open_council(settings) as council, open_service(council, doors) as service:
            await service.rounds.start()
            async with asyncio.timeout(30):
                while not endpoint.streams:  # noqa: ASYNC110 - the server has no event to wait for
                    await asyncio.sleep(0.01)
                endpoint.exchange.arrives(mail("Car park"), NOON)
                await filed.wait()
            await service.rounds.stop()
    assert [item.mime["Subject"] for item in _triage(endpoint)] == ["Car park"]


def _triage(endpoint: Endpoint):
    (place,) = [place for place, name in endpoint.exchange.folders.items() if name == "Triage"]
    return endpoint.exchange.within(place)
