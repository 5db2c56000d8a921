"""The whole examination, in the order in which faults hide others: settings, key, database, then what they open."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from app.commands.opening import refused
from app.health import calendar, clocks, council, identity, keys, letters, mailbox, settings
from app.health.finding import Finding, Level, broken, good
from app.settings import Settings
from app.wiring import london_now, open_council, system_now
from disputes.refusals import Refusal
from disputes.working_days import london_date
from storage.engine import UnknownDatabase
from storage.failures import DatabaseFailure
from storage.key_census import census
from storage.keys import Damaged, KeyUnusable
from storage.server_clock import server_now

DATABASE = "Database"


async def examine(given: Settings, *, offline: bool, environment: Mapping[str, str] = os.environ) -> list[Finding]:
    """Every finding; nothing is changed, and no database is made where there is none."""
    today = london_date(london_now())
    found = [*settings.examine(given, today), *keys.examine_files(given, environment)]
    proofs = identity.examine(given, environment)
    found += proofs
    others: dict[str, datetime] = {}
    if not offline:
        if all(finding.level is Level.GOOD for finding in proofs):
            found.append(await identity.ask_for_token(identity.acquirer(given, environment)))
        reached = await identity.reach_metadata()
        found.append(reached.finding)
        if reached.server_time:
            others["the Bot Framework"] = reached.server_time
    due = await _opened(given, found, others)
    found += await mailbox.examine(given, offline=offline, environment=environment)
    found += letters.examine(given)
    found += calendar.examine(today, due)
    found += clocks.examine(system_now(), others)
    return found


async def _opened(given: Settings, found: list[Finding], others: dict[str, datetime]) -> list[date]:
    """What the opened council tells; gives back when its open duties are due."""
    if not _there(given.database_file):
        found.append(
            broken(
                DATABASE,
                "There is no database yet.",
                'Importing the directory makes it: "drp directory import people.csv --apply".',
            )
        )
        return []
    try:
        async with open_council(given) as opened:
            found.append(good(DATABASE, "It can be opened and is up to date."))
            found += keys.examine_database(given, await census(opened.store))
            there = await server_now(opened.store)
            if there is not None:
                others["the database server"] = there
            found += await council.examine(opened)
            async with opened.store.reading() as work:
                cases = await work.caseload.all()
                duties = await work.caseload.duties([case.reference for case in cases])
            return [duty.due for duty in duties if duty.due is not None]
    except Refusal as refusal:
        found.append(broken(DATABASE, refusal.text, refusal.next_step))
    except (KeyUnusable, Damaged, UnknownDatabase, DatabaseFailure, OSError) as error:
        refusal = refused(error)
        found.append(broken(DATABASE, refusal.text, refusal.next_step))
    return []


def _there(database: Path | None) -> bool:
    """Whether there is a database to open; one on a server is found out by opening it."""
    return database is None or database.is_file()
