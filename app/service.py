"""The running service: the web server, the bot, the mailbox and the rounds of one council, put together."""

from __future__ import annotations

import random
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from app.known_urls import KnownServiceUrls
from app.letter_room import check_wording, letter_room, own_wording
from app.mailbox import OpensMailbox, open_mailbox
from app.settings import Mail
from app.wiring import Council
from bot.adapter import TurnAdapter
from bot.assembly import build_bot
from bot.authentication import Authenticator
from bot.credentials import Credentials
from bot.seen import MemorySeenActivities
from bot.sender import ConnectorSender
from bot.web import MessagesEndpoint
from casework.desk import Desk
from casework.dispatch import Sender, dispatch
from casework.file_mail import Pace
from casework.ports import Channel
from casework.sweep import sweep
from mail.intake.authentication import Trust
from mail.intake.files import TAKEN, FileLimits
from mail.intake.read import Intake
from mail.letter_sender import LetterSender
from mail.letters.writer import LetterWriter
from mail.message import Address
from mail.round import MailRound
from mail.signed_reference import ReferenceSigner
from mail.transport import MailTransport
from reminders.rounds import Rounds, Timed
from storage.bot_state import BotState

DISPATCH = "dispatch"
MAIL = "mail"
SWEEP_EVERY = 60.0
DISPATCH_EVERY = 2.0
MAIL_EVERY = 20.0
_SETTLING_ROUNDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """How the outside is let in: who may speak to the bot, as whom the bot speaks, and where mail comes from."""

    authenticator: Authenticator
    credentials: Credentials
    tenants: frozenset[str]
    practice: bool = False
    mailbox: OpensMailbox = open_mailbox
    new_id: Callable[[], str] = lambda: secrets.token_urlsafe(12)


@dataclass(frozen=True, slots=True)
class Service:
    """A council's service. Its rounds are made by the timer once that is started; rehearsal makes them by hand."""

    desk: Desk
    application: web.Application
    mail_round: MailRound
    senders: Mapping[Channel, Sender]
    finish_turns: Callable[[], Awaitable[None]]
    rounds: Rounds

    async def settle(self) -> None:
        """Makes every round until nothing moves any more: for rehearsal and journeys."""
        for _ in range(_SETTLING_ROUNDS):
            await self.finish_turns()
            filed = await self.mail_round.make()
            swept = await sweep(self.desk)
            sent = await dispatch(self.desk, self.senders)
            if not (filed or swept.reminders or sent.sent or sent.dropped or sent.parked):
                return


@asynccontextmanager
async def open_service(council: Council, doors: Doors) -> AsyncGenerator[Service]:
    """Puts a council's service together; it serves once its application runs and its rounds are started."""
    desk = council.desk
    async with (
        aiohttp.ClientSession() as session,
        doors.mailbox(council.settings, desk.clock, wake=lambda: rounds.soon(MAIL)) as transport,
    ):
        urls = await KnownServiceUrls.read(council.store)
        adapter = TurnAdapter(ConnectorSender(session, doors.credentials, urls, jitter=random.random))
        bot, card_sender = build_bot(
            desk,
            adapter,
            BotState(council.store),
            tenants=doors.tenants,
            new_id=doors.new_id,
            wake=lambda: rounds.soon(DISPATCH),
        )
        endpoint = MessagesEndpoint(adapter, bot, doors.authenticator, MemorySeenActivities())
        application = web.Application()
        application.add_routes([*endpoint.routes(), web.get("/health", _health)])
        application.on_shutdown.append(endpoint.drain)
        mail_round, letters = _mailroom(council, doors, transport)
        senders = {Channel.CARD: card_sender, Channel.EMAIL: letters}
        rounds = Rounds(
            (
                Timed(MAIL, MAIL_EVERY, mail_round.make),
                Timed("sweep", SWEEP_EVERY, lambda: sweep(desk)),
                Timed(DISPATCH, DISPATCH_EVERY, lambda: dispatch(desk, senders)),
            )
        )
        yield Service(desk, application, mail_round, senders, endpoint.drain, rounds)


def _mailroom(council: Council, doors: Doors, transport: MailTransport) -> tuple[MailRound, LetterSender]:
    settings = council.settings.mail
    desk = council.desk
    signer = ReferenceSigner(council.signing_keys[0], council.signing_keys[1:])
    intake = Intake(
        signer=signer,
        installation=settings.address,
        own_addresses=frozenset({settings.address}),
        trust=Trust(servers=settings.own_hosts, exchange=settings.exchange_headers),
        files=_file_limits(settings),
    )
    room = letter_room(council.settings, signer, practice=doors.practice)
    overrides = own_wording(council.settings)
    if overrides:
        # Found out now, and not when the first letter of its kind is due.
        check_wording(council.settings, room)
    letters = LetterSender(
        transport=transport,
        writer=LetterWriter(overrides),
        room=room,
        sender=Address(settings.address, settings.name),
        installation=settings.address,
        clock=desk.clock,
    )
    pace = Pace(most=settings.most_an_hour)
    return MailRound(transport, intake, desk, pace=pace, proven_senders=settings.proven_senders), letters


def _file_limits(settings: Mail) -> FileLimits:
    endings = frozenset(ending.lower().lstrip(".") for ending in settings.file_types) or TAKEN
    return FileLimits(endings=endings, size=int(settings.file_megabytes * 1_000_000))


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})
