"""The practice room's wiring: opens a practice council, furnishes the room over it, and begins afresh when asked."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from app.practice import Practice, open_practice
from app.wiring import london_now
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.working_days import LONDON
from protocols.reading import shipped
from rehearsal.clock import MovableClock
from rehearsal.council import SampleCouncil, SamplePerson
from rehearsal.hall import Choice, Hall, Player
from rehearsal.keeping import FILE, Kept, keep, read_kept
from rehearsal.room import Room
from rehearsal.room_page import PREFIX, RoomPage
from rehearsal.scenarios import scenario_named
from rehearsal.staffing import staffed

PACKAGES = Path(__file__).parents[1] / "node_modules"
_OURS = ("data", FILE)


async def hold_room(
    folder: Path,
    announce: Callable[[str, bool], None],
    *,
    port: int = 0,
    afresh: Choice | None = None,
    packages: Path = PACKAGES,
    now: Callable[[], datetime] = london_now,
) -> None:
    """Serves the practice room until it is cancelled; `announce` is told its address and whether it was resumed.

    A practice that was left in `folder` is resumed, unless `afresh` says what to begin instead. Raises Refusal where
    the folder is somebody else's, or what the page is made of is missing.
    """
    if not (packages / "adaptivecards" / "dist").is_dir():
        raise Refusal(
            "no-front-end", "What the room shows cards with isn't here.", 'Run "make rehearse", which gets it.'
        )
    kept = None if afresh else read_kept(folder)
    choice = kept.choice if kept else afresh or Choice()
    while True:
        if kept is None:
            _clear(folder)
        chosen = asyncio.get_running_loop().create_future()
        port = await _one_practice(folder, announce, port, choice, kept, packages, now, chosen)
        choice, kept = chosen.result(), None
        announce = _silently


async def _one_practice(
    folder: Path,
    announce: Callable[[str, bool], None],
    port: int,
    choice: Choice,
    kept: Kept | None,
    packages: Path,
    now: Callable[[], datetime],
    chosen: asyncio.Future[Choice],
) -> int:
    """Serves one practice until another is chosen; gives the port, which the next one takes over."""
    protocol = _protocol(choice.protocol)
    processes = _processes_of(protocol)
    council = staffed(protocol, choice.size, processes)
    clock = MovableClock(kept.now if kept else _opening(choice, now()), now)
    room = Room()
    rooms = {PREFIX: RoomPage(room, packages).application}
    runs = (protocol.id, *(process.id for process in processes))
    async with open_practice(folder, clock, port, staff=council, runs=runs, rooms=rooms) as practice:
        if kept is not None:
            kept.restore(practice.people.values())
        hall = _hall(folder, practice, room, choice, council, protocol, chosen)
        await room.attach(hall, kept.step if kept else 0)
        hall.keep()
        announce(f"{practice.url}{PREFIX}", kept is not None)
        try:
            await chosen
        finally:
            hall.keep()
        return practice.port


def _hall(
    folder: Path,
    practice: Practice,
    room: Room,
    choice: Choice,
    council: SampleCouncil,
    protocol: Protocol,
    chosen: asyncio.Future[Choice],
) -> Hall:
    def begin(another: Choice) -> None:
        if not chosen.done():
            chosen.set_result(another)

    def write_down() -> None:
        keep(folder, choice, practice.clock(), room.guide.at if room.guide else 0, practice.people.values())

    return Hall(
        choice=choice,
        council=council,
        protocol=protocol,
        protocols=tuple(sorted(_choosable().values(), key=lambda each: (each.council, each.title))),
        players=tuple(_player(practice, person, council, protocol) for person in council.everyone),
        desk=practice.council.desk,
        clock=practice.clock,
        connector=practice.connector,
        settle=practice.settle,
        move_to=practice.move_to,
        begin=begin,
        keep=write_down,
    )


def _player(practice: Practice, person: SamplePerson, council: SampleCouncil, protocol: Protocol) -> Player:
    office, email = practice.office, person.email
    known = (protocol, *_processes_of(protocol))
    named = {role.id: role.title for each in reversed(known) for role in each.roles.values()} | _BESIDE
    titles = [named[role] for role in person.roles]
    titles += [f"Covers for {leave.away.name}" for leave in council.leave if leave.cover is person]
    return Player(
        id=email.partition("@")[0],
        name=person.name,
        email=email,
        roles=person.roles,
        titles=tuple(titles),
        team=person.team,
        teams=practice.chat_of(person),
        mailbox=practice.mailbox_of(person),
        absence=lambda: office.absence(email),
        set_absence=lambda text: office.set_absence(email, text),
        dead=lambda: office.is_dead(email),
        set_dead=lambda dead: office.set_dead(email, dead),
    )


_BESIDE = {"ADMIN": "Administrator", "QM": "Quality Manager"}


def _protocol(protocol_id: str) -> Protocol:
    known = _choosable()
    if protocol_id not in known:
        raise Refusal("unknown-protocol", f"There is no protocol {protocol_id}.", f"There are: {', '.join(known)}.")
    return known[protocol_id]


def _choosable() -> dict[str, Protocol]:
    """The protocols that one can choose to practise; a council's small processes come with its protocol."""
    return {protocol.id: protocol for protocol in shipped().values() if not protocol.process}


def _processes_of(protocol: Protocol) -> tuple[Protocol, ...]:
    return tuple(each for each in shipped().values() if each.process and each.council == protocol.council)


def _opening(choice: Choice, now: datetime) -> datetime:
    """When the story begins; without one today at ten, or on Monday where it is a weekend."""
    local = now.astimezone(LONDON)
    scenario = scenario_named(choice.scenario)
    if scenario is not None:
        return scenario.begins(local.date())
    day = local + timedelta(days=max(0, 7 - local.weekday()) if local.weekday() > 4 else 0)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def _clear(folder: Path) -> None:
    """Empties a practice's own folder, and no other: everything in it must be what a practice leaves behind."""
    folder.mkdir(parents=True, exist_ok=True)
    strange = sorted(path.name for path in folder.iterdir() if path.name not in (*_OURS, f"{FILE}.tmp"))
    if strange or ((folder / "data").exists() and not (folder / "data" / "practice.db").exists()):
        raise Refusal(
            "not-a-practice",
            f"{folder} holds something that isn't a practice's: {', '.join(strange) or 'data'}.",
            "Name another folder with --folder.",
        )
    shutil.rmtree(folder / "data", ignore_errors=True)
    (folder / FILE).unlink(missing_ok=True)


def _silently(_address: str, _resumed: bool) -> None:
    """The address stays the same, so it is told once."""
