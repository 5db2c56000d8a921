"""CPU of a mail read from Exchange: our adapter against exchangelib as it comes, each in a process of its own.

Both read the same mails from the same endpoint, which a third process serves, in the order of their receipt and with
nothing but MIME and time of receipt: exchangelib is told to leave out the fields that it would fetch otherwise.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.row import Row

NAME = "ews-read-vs-exchangelib"
MAILS = 500
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader's process tells: CPU a mail in milliseconds, how many it read, and a digest of what it read."""

    cpu_ms: float
    mails: int
    digest: str


def measure() -> Row:
    """Measure both alternately, and compare the medians of their rounds."""
    readings: dict[str, list[Reading]] = {"ours": [], "stock": []}
    with mailbox() as url:
        for _ in range(ROUNDS):
            for reader, found in readings.items():
                found.append(read(reader, url))
    every = [reading for found in readings.values() for reading in found]
    if len({reading.digest for reading in every}) != 1 or every[0].mails != MAILS:
        raise RuntimeError("the readers didn't read the same mails")
    ours, stock = (statistics.median(reading.cpu_ms for reading in readings[name]) for name in ("ours", "stock"))
    return Row(
        name=NAME,
        ours=ours,
        peer=stock,
        unit="ms CPU a mail",
        better="lower",
        goal="ratio 0.33 or less",
        beside=f"{MAILS} mails of about 6 KB",
    )


def read(reader: str, url: str) -> Reading:
    """Have one reader, ours or stock, read the mailbox in a process of its own."""
    command = [sys.executable, "-m", "bench.ews_readers", reader, url, str(MAILS)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Reading(**json.loads(told.splitlines()[-1]))


@contextmanager
def mailbox() -> Generator[str]:
    """Serve a mailbox of MAILS mails in a process of its own; gives its address."""
    command = [sys.executable, "-m", "bench.ews_mailbox", str(MAILS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
