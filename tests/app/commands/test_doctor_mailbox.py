"""`drp doctor` on a mailbox in Microsoft 365: what is missing is said before anything is asked of it."""

from __future__ import annotations

import json

import pytest

from app.mailbox import open_mailbox
from app.mailbox_proof import MAIL_SECRET
from app.settings import read_settings
from app.wiring import london_now
from disputes.refusals import Refusal
from mail.graph.transport import GraphTransport

APP = "3d9b2f60-0000-4000-8000-000000000001"
TENANT = "3d9b2f60-0000-4000-8000-000000000002"
MAIL_APP = "3d9b2f60-0000-4000-8000-000000000003"


@pytest.fixture
def in_the_cloud(peopled, monkeypatch: pytest.MonkeyPatch):
    """A council whose mailbox is in Microsoft 365, with all that opens it."""
    peopled.set("bot", app_id=f'"{APP}"', tenant_id=f'"{TENANT}"')
    peopled.set(
        "mail",
        transport='"graph"',
        own_hosts='["mx.testshire.example"]',
        tenant_id=f'"{TENANT}"',
        client_id=f'"{MAIL_APP}"',
    )
    monkeypatch.setenv("DRP_BOT_SECRET", "a secret")
    monkeypatch.setenv("DRP_MAIL_SECRET", "another")
    return peopled


def findings(site, level: str) -> list[str]:
    told = json.loads(site.drp("doctor", "--offline", "--json").stdout)["findings"]
    return [f"{each['text']} {each['todo']}" for each in told if each["level"] == level]


def test_with_everything_in_place_nothing_is_to_mend_and_nothing_is_asked_offline(in_the_cloud) -> None:
    assert findings(in_the_cloud, "broken") == []
    assert not any("mail folder" in text or "reach nobody" in text for text in findings(in_the_cloud, "doubtful"))


def test_a_missing_secret_and_ids_are_named(in_the_cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DRP_MAIL_SECRET")
    in_the_cloud.set("mail", client_id='""', tenant_id='"our tenant"')
    secret, *ids = sorted(findings(in_the_cloud, "broken"))
    assert secret.startswith("DRP_MAIL_SECRET is not in the environment.")
    assert "docs/how-to/mailbox-graph.md" in secret
    assert [text.split(".")[0] for text in ids] == [
        "client_id under [mail] is missing",
        'tenant_id under [mail] is "our tenant", which isn\'t a GUID',
    ]


def test_a_certificate_that_others_may_read_is_to_mend(in_the_cloud) -> None:
    in_the_cloud.set("mail", identity='"certificate"', certificate='"keys/mail.pem"')
    (missing,) = findings(in_the_cloud, "broken")
    assert "certificate isn't where [mail] says" in missing
    pem = in_the_cloud.folder / "keys" / "mail.pem"
    pem.write_text("-")
    pem.chmod(0o640)
    (readable,) = findings(in_the_cloud, "broken")
    assert f"chmod 600 {pem}" in readable


def test_one_app_for_bot_and_mailbox_is_doubtful(in_the_cloud) -> None:
    in_the_cloud.set("mail", client_id=f'"{APP}"')
    (shared,) = [text for text in findings(in_the_cloud, "doubtful") if "share one app" in text]
    assert "Register an app of its own" in shared


async def test_the_mailbox_is_opened_without_asking_anybody_and_refused_without_the_secret(in_the_cloud) -> None:
    settings = read_settings(in_the_cloud.file)
    async with open_mailbox(settings, london_now, {MAIL_SECRET: "another"}) as transport:
        assert isinstance(transport, GraphTransport)
    with pytest.raises(Refusal, match="DRP_MAIL_SECRET in the environment is missing"):
        async with open_mailbox(settings, london_now, {}):
            pytest.fail("it was opened")


def test_a_mailbox_whose_senders_nobody_proves_is_doubtful(in_the_cloud) -> None:
    def unproved() -> list[str]:
        return [text for text in findings(in_the_cloud, "doubtful") if "who a mail is from" in text]

    assert len(unproved()) == 1
    in_the_cloud.set("mail", own_hosts='[".prod.outlook.com"]', exchange_headers="true")
    assert unproved() == []
