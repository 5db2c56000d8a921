"""`drp serve`: runs a council's service: the bot's door, the mailbox and the clock."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from pathlib import Path

import aiohttp
import click
from aiohttp import web

from app.commands.opening import SETTINGS, with_settings
from app.discreet_log import log_discreetly
from app.health.finding import Level
from app.health.identity import acquirer, examine
from app.service import Doors, open_service
from app.settings import Settings
from app.wiring import open_council
from bot.authentication import ChannelAuthenticator
from bot.credentials import EntraCredentials
from bot.signing_keys import SigningKeys
from disputes.refusals import Refusal

_log = logging.getLogger(__name__)


@click.command()
@SETTINGS
def serve(settings_file: Path) -> None:
    """Run the service until it is told to stop; without credentials it refuses to start."""
    log_discreetly()
    with_settings(settings_file, _serve)


async def _serve(settings: Settings) -> None:
    _check_credentials(settings)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_council(settings) as council, aiohttp.ClientSession() as session:
        doors = Doors(
            authenticator=ChannelAuthenticator(
                SigningKeys(session, time.monotonic), app_id=settings.bot.app_id, tenants=[settings.bot.tenant_id]
            ),
            credentials=EntraCredentials(acquirer(settings), time.monotonic),
            tenants=frozenset({settings.bot.tenant_id}),
        )
        async with open_service(council, doors) as service:
            runner = web.AppRunner(service.application, access_log=None)
            await runner.setup()
            try:
                await _listen(runner, settings.bot.host, settings.bot.port)
                await service.rounds.start()
                _log.info("Serving on http://%s:%s", settings.bot.host, settings.bot.port)
                await stop.wait()
                _log.info("Stopping")
            finally:
                await service.rounds.stop()
                await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise Refusal(
            "no-port",
            f"{host}, port {port}, can't be listened on: {error.strerror or error}.",
            "Stop what listens there, or change host or port under [bot].",
        ) from error


def _check_credentials(settings: Settings) -> None:
    """Refuses a start without credentials: an open door would let anybody speak as anybody."""
    missing = [finding for finding in examine(settings) if finding.level is Level.BROKEN]
    if missing:
        raise Refusal(
            "no-credentials",
            " ".join(finding.text for finding in missing),
            'Nothing was started. See docs/how-to/install.md; "drp rehearse" needs none of it.',
        )
