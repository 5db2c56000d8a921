"""What only the opened council can tell: posts that nobody holds, duties that are stuck, messages that wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime, timedelta

from app.health.finding import Finding, broken, doubtful, good
from app.wiring import Council
from casework.desk import Desk
from casework.ports import Appointment, Person
from disputes.england import england
from disputes.nudges import in_working_hours
from disputes.protocol import Protocol
from disputes.working_days import LONDON, london_date, long_date
from mail.transport import Health
from storage.directory_gaps import Coverage, Gap, coverage

PROTOCOLS, DIRECTORY, DUTIES, OUTBOX, MAILBOX = "Protocols", "Directory", "Duties", "Outbox", "Mailbox"
TEAMS = "Teams"
LOOK_AHEAD = timedelta(days=14)
ROUND_TAKES = timedelta(hours=1)
SHOWN = 5


async def examine(council: Council) -> list[Finding]:
    """Everything that the database tells."""
    today = london_date(council.desk.clock())
    async with council.store.reading() as work:
        people, appointments = await work.directory.everything()
        stuck = [
            duty.reference
            for duty in await work.caseload.due_nudges(_swept_until(council.desk), 1000)
            if duty.next_nudge_at is not None
        ]
        parked, triage = await work.outbox.parked(), await work.mail.triage()
        met = await work.addresses.known()
    protocols = [council.desk.protocols.latest(protocol_id) for protocol_id in council.desk.protocols.ids()]
    return [
        *protocol_findings(council.settings.council.runs, protocols),
        *directory_findings(protocols, people, appointments, today),
        *teams_findings(people, [each for each in appointments if each.on(today)], met),
        *_duties(list(dict.fromkeys(stuck))),
        *_outbox(len(parked)),
        *_triage(len(triage)),
    ]


def protocol_findings(runs: Sequence[str], protocols: Sequence[Protocol]) -> Iterator[Finding]:
    """Which protocols disputes are raised under."""
    known = [protocol.id for protocol in protocols]
    for missing in sorted(set(runs) - set(known)):
        yield broken(
            PROTOCOLS, f'There is no protocol "{missing}", which runs under [council] names.', "See drp protocol list."
        )
    if not runs:
        yield doubtful(
            PROTOCOLS,
            f"Disputes may be raised under each of {len(known)} protocols, other councils' among them.",
            "Name yours in runs under [council]; drp protocol list lists them.",
        )
    elif known:
        yield good(PROTOCOLS, f"Disputes are raised under {', '.join(known)}.")


def directory_findings(
    protocols: Sequence[Protocol], people: Sequence[Person], appointments: Sequence[Appointment], today: date
) -> Iterator[Finding]:
    """Posts that nobody holds, today and within a fortnight, and people whom Teams doesn't reach."""
    if not people:
        yield broken(DIRECTORY, "The directory is empty.", 'Import it with "drp directory import people.csv".')
        return
    now, soon = (coverage(protocols, appointments, day) for day in (today, today + LOOK_AHEAD))
    if not now.has_administrator:
        yield broken(
            DIRECTORY,
            "Nobody holds the role ADMIN, so that nobody is named when help is needed.",
            "Add an appointment with the role ADMIN to people.csv and import it.",
        )
    if len(now.unused) == len(protocols):
        yield broken(
            DIRECTORY,
            "Nobody holds an officer's role, so that no dispute can be raised.",
            f"Appoint one of: {', '.join(sorted({each.officer for each in protocols}))}.",
        )
    yield from _gaps(now, soon, today + LOOK_AHEAD)
    silent = sum(person.entra_id is None for person in people)
    if silent:
        yield doubtful(
            DIRECTORY,
            f"{silent} of {len(people)} people have no Entra object id: they get e-mail, and Teams doesn't know them.",
            "Add entra_id for them in people.csv, if they should use Teams.",
        )


def teams_findings(people: Sequence[Person], held: Sequence[Appointment], met: Set[str]) -> Iterator[Finding]:
    """Who holds a post and isn't reached in Teams, because the app isn't installed for them or was removed."""
    needed = {each.person for each in held}
    by_teams = [person for person in people if person.id in needed and person.entra_id]
    missing = sorted(person.name for person in by_teams if person.id not in met)
    if missing:
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        yield doubtful(
            TEAMS,
            f"{len(missing)} of {len(by_teams)} people with a post aren't reached in Teams, and get e-mail only: "
            f"{', '.join(missing[:SHOWN])}{more}.",
            "Install the app for them (a setup policy in the Teams admin centre), or ask them to say “hello” to it.",
        )
    elif by_teams:
        yield good(TEAMS, "Everybody with a post is reached in Teams.")


def mailbox_finding(health: Health, transport: str) -> Iterator[Finding]:
    """Whether the shared mailbox can be reached."""
    if not health.ok:
        yield broken(MAILBOX, health.detail, "Check [mail] in the settings, and this user's rights.")
        return
    waiting = f" {health.waiting} mails wait to be read." if health.waiting else ""
    yield good(MAILBOX, health.detail + waiting)
    if transport == "maildir":
        yield doubtful(
            MAILBOX,
            "Letters are put into folders on this machine, one for each address; they reach nobody's own mailbox.",
            "That is right for practice. For real use your mail server must serve these folders.",
        )


def _gaps(now: Coverage, soon: Coverage, then: date) -> Iterator[Finding]:
    for gap in now.gaps:
        yield broken(DIRECTORY, f"{_post(gap)}: nobody holds it.", "Appoint somebody in people.csv and import it.")
    for gap in sorted(set(soon.gaps) - set(now.gaps)):
        yield doubtful(
            DIRECTORY, f"{_post(gap)}: nobody will hold it by {long_date(then)}.", "Appoint somebody before then."
        )
    if not now.gaps and now.has_administrator:
        idle = f" Not in use, without an officer: {', '.join(now.unused)}." if now.unused else ""
        yield good(DIRECTORY, f"Every post of the protocols in use is held.{idle}")


def _post(gap: Gap) -> str:
    return f"{gap.title} ({gap.role}) for {gap.team or 'every team'} in {gap.protocol}"


def _swept_until(desk: Desk) -> datetime:
    """The moment up to which the clock's round must have dealt with everything, were the service running."""
    calendar = england(tuple(sorted(desk.closures)))
    at = desk.clock() - ROUND_TAKES
    if in_working_hours(at, desk.nudges, calendar) == at:
        return at - ROUND_TAKES
    local = at.astimezone(LONDON)
    day = local.date()
    if not (calendar.is_working_day(day) and local.time() >= desk.nudges.closes):
        day = calendar.subtract(day, 1)
    return datetime.combine(day, desk.nudges.closes, LONDON) - ROUND_TAKES


def _duties(stuck: list[str]) -> Iterator[Finding]:
    if not stuck:
        yield good(DUTIES, "No reminder is overdue.")
        return
    more = f" and {len(stuck) - SHOWN} more" if len(stuck) > SHOWN else ""
    yield broken(
        DUTIES,
        f"Reminders should have gone out long ago for {', '.join(stuck[:SHOWN])}{more}.",
        'Does the service run ("drp serve")? If it does, its log names the dispute and what failed.',
    )


def _outbox(parked: int) -> Iterator[Finding]:
    if parked:
        yield broken(
            OUTBOX,
            f"{parked} {'message was' if parked == 1 else 'messages were'} set aside and reached nobody.",
            'See why with "drp outbox parked", mend it, then "drp outbox release".',
        )
    else:
        yield good(OUTBOX, "Nothing is set aside.")


def _triage(waiting: int) -> Iterator[Finding]:
    if waiting:
        yield doubtful(
            MAILBOX,
            f"{waiting} {'mail waits' if waiting == 1 else 'mails wait'} to be filed by somebody.",
            'See them with "drp mail triage".',
        )
