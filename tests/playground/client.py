"""Microsoft's own test client for Teams bots, as one person uses it: started by Node, driven in a real browser."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rehearsal.council import EVERYONE, TENANT, SamplePerson
from tests.browser.driver import Browser, end_group
from tests.playground.tap import Tap

HERE = Path(__file__).parent
PROGRAM = HERE / "client" / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
STEPS = HERE / "steps" / "chat.mjs"

BOT = "Dispute Resolution Assistant"
GROUP = "Fostering North"
OWN_CHAT = "Personal Chat"
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody's Teams. Whatever waits, waits for what a person would wait for: words on the screen."""

    person: SamplePerson
    _browser: Browser
    _page: str

    async def _take(self, step: str, *given: Any) -> Any:
        return await asyncio.to_thread(self._browser.take, STEPS, step, self._page, *given)

    async def say(self, text: str) -> None:
        """Types a message and sends it."""
        await self._take("say", text)

    async def mention(self, text: str) -> None:
        """Speaks to the assistant where others read along, and waits for its card."""
        await self._take("mention", BOT, text)

    async def fill(self, fields: Mapping[str, str]) -> None:
        """Fills in the newest card's inputs, each found by how its label begins; a day by its name in a calendar."""
        await self._take("fill", fields)

    async def press(self, button: str) -> None:
        """Presses that button on the newest card that has it."""
        await self._take("press", button)

    async def sees(self, words: str) -> None:
        """Waits until these words stand on the newest card."""
        await self._take("sees", words)

    async def buttons(self) -> list[str]:
        """What can be pressed on the newest card."""
        return await self._take("buttons")

    async def card_with(self, words: str) -> str:
        """The words of the newest card on which these words stand, once there is one."""
        return await self._take("cardWith", words)

    async def go(self, chat: str) -> None:
        """Turns to another chat."""
        await self._take("go", chat)

    async def share(self, **search: str) -> None:
        """Finds a dispute by the message extension, and shares it in the chat."""
        await self._take("share", search)

    async def shot(self, title: str) -> None:
        """Takes a picture of the chat."""
        await self._take("shot", title)

    async def asked_outside(self) -> list[str]:
        """What the page asked for elsewhere than of its own server."""
        return await self._take("outside")


def as_user(person: SamplePerson) -> dict[str, str]:
    """Somebody of the sample council as the client knows its users."""
    given, _, surname = person.name.partition(" ")
    return {
        "id": f"29:{person.email}",
        "name": person.name,
        "userPrincipleName": person.email,
        "aadObjectId": person.entra_id,
        "givenName": given,
        "surname": surname,
        "email": person.email,
    }


def settings(person: SamplePerson) -> dict[str, Any]:
    """The client's own settings file: one current user, and exactly five others, as it insists."""
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": "28:assistant", "name": BOT},
        "currentUser": as_user(person),
        "users": [as_user(other) for other in EVERYONE if other is not person][:5],
        "personalChat": {"id": f"chat-{person.entra_id}"},
        "groupChat": {"id": f"group-{person.entra_id}", "name": GROUP},
        "team": {"id": f"team-{person.entra_id}", "name": "Fostering", "aadGroupId": TENANT, "channels": []},
    }


@asynccontextmanager
async def open_client(
    person: SamplePerson, *, node: Path, browser: Browser, tap: Tap, folder: Path, now: datetime
) -> AsyncGenerator[Client]:
    """Starts a client for one person, on a port of its own, and opens it in a window, at a moment of the case."""
    # JSON is YAML, too.
    (folder / ".m365agentsplayground.yml").write_text(json.dumps(settings(person)))
    name = person.entra_id
    arguments = ["start", "--channel-id", "msteams", "--port", str(free_port()), "--disable-telemetry"]
    arguments += ["--app-endpoint", f"{tap.url}/api/messages", "--service-url", tap.service_url(name)]
    process = subprocess.Popen(  # noqa: ASYNC220 - it only starts here
        [str(node), str(PROGRAM), *arguments],
        cwd=folder,
        # It would open its page in the browser of whoever runs the tests.
        env={**os.environ, "TEAMSAPPTESTER_BROWSER": "none"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with process:
        try:
            port = await asyncio.wait_for(asyncio.to_thread(_listening, process), PATIENCE)
            page = f"http://127.0.0.1:{port}/"
            tap.connectors[name] = f"{page}_connector"
            await asyncio.to_thread(browser.take, STEPS, "enter", page, person.name, now.isoformat())
            yield Client(person, browser, page)
        finally:
            end_group(process)


def _listening(process: subprocess.Popen[bytes]) -> int:
    """The port on which it listens in the end: another one where somebody was quicker."""
    assert process.stdout
    said: list[bytes] = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(b"Listening on "):
            return int(line.split()[-1])
    raise AssertionError(f"the client doesn't start: {b''.join(said).decode()}")


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
