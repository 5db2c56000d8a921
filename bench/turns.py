"""Drive a bot with message turns and measure the CPU time of its process, and how long its callers wait.

The driver is the channel too: it takes the bot's replies, counts them and looks into them, so that a bot which
answers nothing, or only that something went wrong, can't look fast.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import aiohttp
from aiohttp import web

TURNS = 800
WARM_UP = 96
CONCURRENCY = 16
ROUNDS = 9
"""Many short rounds, each beside the other's: what else the machine does slows both alike."""

TENANT = "practice"
OFFICERS = tuple(f"6f2c1e90-0000-4000-8000-{number:012x}" for number in range(1, CONCURRENCY + 1))
"""Who sends the turns, each in a chat of their own and one turn at a time."""


@dataclass(frozen=True, slots=True)
class Talk:
    """With which host of bench.turn_hosts, what is said to it (in it, {number} is the officer's: from 1), and what
    every reply has to hold."""

    host: str
    says: str
    hears: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What a turn costs: CPU of the bot's process, and the time until its request is answered."""

    cpu_ms: float
    p50_ms: float
    p95_ms: float

    @property
    def latency(self) -> str:
        """The waiting times in words."""
        return f"p50 {self.p50_ms:.1f} ms, p95 {self.p95_ms:.1f} ms"


def compare(ours: Talk, peer: Talk) -> tuple[Cost, Cost]:
    """Measure two hosts alternately and give the medians of their rounds. Raises RuntimeError for a wrong reply."""
    our_costs: list[Cost] = []
    peer_costs: list[Cost] = []
    with _process(ours.host) as our_port, _process(peer.host) as peer_port:
        for _ in range(ROUNDS):
            our_costs.append(asyncio.run(_round(our_port, ours)))
            peer_costs.append(asyncio.run(_round(peer_port, peer)))
    return _median(our_costs), _median(peer_costs)


def _median(costs: list[Cost]) -> Cost:
    return Cost(*(statistics.median(getattr(cost, name) for cost in costs) for name in Cost.__slots__))


@contextmanager
def _process(host: str) -> Generator[int]:
    command = [sys.executable, "-m", "bench.turn_hosts", host]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


async def _round(port: int, talk: Talk) -> Cost:
    replies: list[str] = []
    wrong: list[bytes] = []
    ids = count(1)

    async def take(request: web.Request) -> web.Response:
        reply = await request.read()
        if talk.hears.encode() not in reply:
            wrong.append(reply)
        replies.append(str(next(ids)))
        return web.json_response({"id": replies[-1]}, status=201)

    application = web.Application()
    application.router.add_post("/v3/conversations/{conversation}/activities", take)
    application.router.add_post("/v3/conversations/{conversation}/activities/{activity}", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot, channel = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with aiohttp.ClientSession() as session:
            await _turns(session, bot, channel, talk.says, WARM_UP)
            replies.clear()
            before = await _cpu(session, bot)
            waits = await _turns(session, bot, channel, talk.says, TURNS)
            cpu = await _cpu(session, bot) - before
    finally:
        await runner.cleanup()
    if wrong:
        raise RuntimeError(f"{len(wrong)} replies were wrong, first {wrong[0][:500]!r}")
    if len(replies) != TURNS:
        raise RuntimeError(f"{TURNS} turns brought {len(replies)} replies")
    cuts = statistics.quantiles(waits, n=100)
    return Cost(cpu / TURNS * 1000, cuts[49] * 1000, cuts[94] * 1000)


async def _turns(session: aiohttp.ClientSession, bot: str, channel: str, text: str, turns: int) -> list[float]:
    waits: list[float] = []
    waiting = iter(range(turns))
    run = time.monotonic_ns()

    async def client(number: int, officer: str) -> None:
        said = text.format(number=number)
        for turn in waiting:
            activity = _message(channel, officer, f"{run}-{turn}", said)
            started = time.perf_counter()
            async with session.post(f"{bot}/api/messages", json=activity) as response:
                await response.read()
                if response.status >= 300:
                    raise RuntimeError(f"the bot answered {response.status}")
            waits.append(time.perf_counter() - started)

    async with asyncio.TaskGroup() as clients:
        for number, officer in enumerate(OFFICERS, start=1):
            clients.create_task(client(number, officer))
    return waits


async def _cpu(session: aiohttp.ClientSession, bot: str) -> float:
    async with session.get(f"{bot}/cpu") as response:
        return float((await response.json())["seconds"])


def _message(channel: str, officer: str, id_: str, text: str) -> dict[str, Any]:
    """A message in the shape of Teams."""
    return {
        "type": "message",
        "id": id_,
        "timestamp": "2026-04-08T09:30:00.0000000Z",
        "localTimestamp": "2026-04-08T10:30:00.0000000+01:00",
        "localTimezone": "Europe/London",
        "serviceUrl": channel,
        "channelId": "msteams",
        "from": {"id": f"29:{officer}", "name": "Officer A", "aadObjectId": officer},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:{officer}"},
        "recipient": {"id": "28:assistant", "name": "Dispute Resolution Assistant"},
        "textFormat": "plain",
        "text": text,
        "attachments": [{"contentType": "text/html", "content": f"<p>{text}</p>"}],
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-GB",
    }
