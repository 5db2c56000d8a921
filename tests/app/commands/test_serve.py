"""`drp serve` as a process: it refuses to open a door without a lock, serves, turns strangers away, and stops."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import aiohttp

from app.discreet_log import Discreet

ID = "3d9b2f60-0000-4000-8000-000000000001"


def settings(folder: Path, port: int, app_id: str) -> Path:
    subprocess.run([sys.executable, "-m", "app", "init", str(folder)], check=True, capture_output=True)
    file = folder / "council.toml"
    text = file.read_text("utf-8").replace('app_id = ""', f'app_id = "{app_id}"', 1)
    text = text.replace('tenant_id = ""', f'tenant_id = "{ID}"', 1).replace("port = 3978", f"port = {port}")
    file.write_text(text, "utf-8")
    return file


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_without_credentials_nothing_is_started(tmp_path: Path) -> None:
    file = settings(tmp_path / "council", free_port(), "")
    environment = {name: value for name, value in os.environ.items() if name != "DRP_BOT_SECRET"}
    ended = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--settings", str(file)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert "app_id under [bot] is missing." in ended.stderr
    assert "DRP_BOT_SECRET is not in the environment." in ended.stderr
    assert "Nothing was started." in ended.stderr
    assert "Traceback" not in ended.stderr


async def test_it_serves_turns_strangers_away_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    file = settings(tmp_path / "council", port, ID)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app", "serve", "--settings", str(file),
        env={**os.environ, "DRP_BOT_SECRET": "not a real one"},
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with aiohttp.ClientSession() as session:
            assert await answers(session, f"http://127.0.0.1:{port}/health")
            activity = {"type": "message", "text": "hello", "serviceUrl": "http://127.0.0.1/", "channelId": "msteams"}
            async with session.post(f"http://127.0.0.1:{port}/api/messages", json=activity) as refused:
                assert refused.status == 401
        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0
    assert b"Stopping" in log
    assert b"Traceback" not in log


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "app", "serve", "--settings", str(settings(tmp_path / "council", port, ID))],
            capture_output=True,
            text=True,
            env={**os.environ, "DRP_BOT_SECRET": "not a real one"},
            timeout=60,
            check=False,
        )
    assert ended.returncode == 2
    assert f"127.0.0.1, port {port}, can't be listened on" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_log_says_where_and_never_what() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet("%(message)s"))
    log = logging.getLogger("drp.test")
    log.addHandler(handler)
    words = " ".join(("the", "text", "of", "a", "case"))
    try:
        try:
            raise ValueError(words)
        except ValueError as error:
            raise LookupError(words) from error
    except LookupError:
        log.exception("It failed")
    finally:
        log.removeHandler(handler)
    assert "LookupError (after ValueError)" in written.getvalue()
    assert "test_serve.py" in written.getvalue()
    assert words not in written.getvalue()


async def answers(session: aiohttp.ClientSession, url: str) -> bool:
    for _ in range(600):
        try:
            async with session.get(url) as response:
                return response.status == 200
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.1)
    return False
