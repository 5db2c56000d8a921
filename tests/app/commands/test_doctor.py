"""`drp doctor` finds what is missing, says what to do about it, and is content when all is well."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from app.health import calendar, clocks, identity
from app.health.council import teams_findings
from app.health.finding import Level
from app.wiring import Council, london_now
from casework.ports import Appointment, Person
from rehearsal.council import people_csv
from storage.keys import new_master_key

APP = "3d9b2f60-0000-4000-8000-000000000001"
TENANT = "3d9b2f60-0000-4000-8000-000000000002"


@pytest.fixture
def ready(peopled, monkeypatch: pytest.MonkeyPatch):
    """A council to which nothing is left to do."""
    peopled.set("bot", app_id=f'"{APP}"', tenant_id=f'"{TENANT}"')
    peopled.set("mail", own_hosts='["mx.testshire.example"]')
    monkeypatch.setenv("DRP_BOT_SECRET", "a secret")
    return peopled


def _mends(site) -> list[str]:
    """What must be mended, as JSON tells it; the exit status agrees."""
    result = site.drp("doctor", "--offline", "--json")
    told = json.loads(result.stdout)
    mends = [f"{each['text']} {each['todo']}" for each in told["findings"] if each["level"] == "broken"]
    assert told["healthy"] is (not mends)
    assert result.exit_code == (1 if mends else 0)
    return mends


def _mend(site) -> str:
    (one,) = _mends(site)
    return one


def test_where_all_is_well_nothing_is_to_mend(ready) -> None:
    said = ready.says("doctor", "--offline")
    assert "MEND" not in said
    assert "ok    The master key is there and is this database's." in said
    assert "ok    Every post of the protocols in use is held." in said
    assert "ok    No reminder is overdue." in said
    assert "ok    The mail folder of disputes@testshire.example can be read." in said
    assert "0 to mend" in said


def test_a_fresh_folder_is_led_from_step_to_step(site) -> None:
    said = site.fails("doctor", "--offline", status=1)
    assert "MEND  app_id under [bot] is missing." in said
    assert "MEND  DRP_BOT_SECRET is not in the environment." in said
    assert "MEND  There is no database yet." in said
    assert not site.database.exists(), "an examination makes nothing"


def test_ids_that_are_none(ready) -> None:
    ready.set("bot", app_id='"our bot"')
    assert 'app_id under [bot] is "our bot", which isn\'t a GUID.' in _mend(ready)


def test_a_certificate_that_is_missing(ready) -> None:
    ready.set("bot", identity='"certificate"', certificate='"keys/bot.pem"')
    assert "certificate isn't where [bot] says" in _mend(ready)
    pem = ready.folder / "keys" / "bot.pem"
    pem.write_text("-")
    pem.chmod(0o640)
    assert f"chmod 600 {pem}" in _mend(ready)


def test_a_certificate_that_nothing_uses_is_doubtful(ready) -> None:
    ready.set("bot", certificate='"keys/bot.pem"')
    assert 'think A certificate is set, but identity under [bot] is "secret"' in ready.says("doctor", "--offline")


def test_a_wrong_master_key(ready) -> None:
    ready.key.write_text(new_master_key())
    assert "sealed under another master key" in _mend(ready)


def test_a_missing_master_key(ready) -> None:
    ready.key.unlink()
    assert any("There is no key file" in each for each in _mends(ready))


def test_a_master_key_that_others_may_read(ready) -> None:
    ready.key.chmod(0o644)
    assert f"chmod 600 {ready.key}" in _mend(ready)


def test_a_rotation_under_way(ready) -> None:
    ready.raised(london_now())
    ready.says("key", "rotate")
    ready.set("keys", master='"keys/master-2.key"', former='["keys/master.key"]')
    said = ready.says("doctor", "--offline")
    assert "2 of the stored keys still need a former master key." in said
    ready.says("key", "rotate")
    assert "nothing stored needs it any more" in ready.says("doctor", "--offline")


def test_a_dispute_under_a_key_that_is_gone(ready) -> None:
    reference = ready.raised(london_now())
    ready.tamper(reference, "UPDATE disputes SET key_wrapped = zeroblob(64) WHERE id = ?")
    assert "1 dispute is sealed under a master key that isn't in the settings" in _mend(ready)


def test_posts_that_nobody_holds(ready) -> None:
    without = "\n".join(line for line in people_csv().splitlines() if ",TM," not in line and "ADMIN" not in line)
    ready.says("directory", "import", ready.people(without), "--apply")
    admin, manager = _mends(ready)
    assert "Nobody holds the role ADMIN" in admin
    assert "Fostering Team Manager (TM) for every team in bradford-firo: nobody holds it." in manager


def test_posts_that_will_fall_vacant(ready) -> None:
    end = (london_now() + timedelta(days=3)).date()
    ending = people_csv().replace("TM,Fostering North,,,,", f"TM,Fostering North,,{end},,")
    ready.says("directory", "import", ready.people(ending), "--apply")
    assert _mends(ready) == []
    assert "think Fostering Team Manager (TM) for every team in bradford-firo: nobody will hold it by" in ready.says(
        "doctor", "--offline"
    )


def test_who_is_not_reached_in_teams_is_named() -> None:
    people = [Person(id=str(n), name=f"Person {n}", email=f"{n}@x.example", entra_id=str(n)) for n in range(8)]
    held = [Appointment(person=str(n), role="TM") for n in range(7)]
    (finding,) = teams_findings(people, held, {"0"})
    assert finding.level is Level.DOUBTFUL
    assert finding.text.startswith("6 of 7 people with a post aren't reached in Teams, and get e-mail only: Person 1, ")
    assert finding.text.endswith("Person 5 and 1 more.")
    (finding,) = teams_findings(people, held, {str(n) for n in range(7)})
    assert finding.level is Level.GOOD
    assert list(teams_findings(people, [], set())) == []


def test_an_empty_directory(site) -> None:
    site.says("directory", "show")
    assert "MEND  The directory is empty." in site.fails("doctor", "--offline", status=1)


def test_reminders_that_never_went_out(ready) -> None:
    reference = ready.raised(london_now() - timedelta(days=60))
    said = _mend(ready)
    assert f"Reminders should have gone out long ago for {reference}." in said
    assert "drp serve" in said


def test_messages_and_mail_that_wait(ready) -> None:
    ready.raised(london_now())

    async def park(council: Council) -> None:
        async with council.store.writing() as work:
            for item in await work.outbox.claim(council.desk.system_clock(), 1, 60):
                await work.outbox.park(item.key, council.desk.system_clock(), "No such mailbox")
            await work.commit()

    ready.on(park)
    assert "1 message was set aside and reached nobody." in _mend(ready)


def test_a_mailbox_that_cant_be_read(ready) -> None:
    (ready.folder / "data" / "mail").write_text("not a folder")
    assert "The mail folder can't be read" in _mend(ready)


def test_hours_in_which_nothing_would_be_sent(ready) -> None:
    ready.set("nudges", opens="17:00:00", closes="09:00:00")
    assert "no reminder would ever be sent" in _mends(ready)[0]


def test_settings_that_are_traps(ready) -> None:
    ready.set("store", erasure_register='"data/erased.txt"')
    ready.set("bot", host='"0.0.0.0"')
    ready.set("council", closures="[2026-12-26, 2020-01-02]")
    ready.set("mail", own_hosts="[]", letters='"letters"')
    said = ready.fails("doctor", "--offline", status=1)
    assert "think The erasure register lies beside the database" in said
    assert "think The service listens on 0.0.0.0, and it speaks plain HTTP." in said
    assert "think Saturday 26 December 2026 is no working day anyhow" in said
    assert "think No mail server is named as your own" in said
    assert "MEND  There is no folder" in said


def test_closures_that_were_forgotten(ready) -> None:
    ready.set("council", closures="[2019-12-30]")
    assert "The last closure day that is set is Monday 30 December 2019." in ready.says("doctor", "--offline")


def test_the_example_settings_are_not_a_council(tmp_path, site) -> None:
    site.says("init", tmp_path / "other")
    said = site.fails("doctor", "--offline", "--settings", tmp_path / "other" / "council.toml", status=1)
    assert "The council still has its example name." in said
    assert "The shared mailbox still has its example address." in said


def test_protocols_that_a_council_runs(ready) -> None:
    assert "Disputes are raised under bradford-firo." in ready.says("doctor", "--offline")
    ready.set("council", runs='["bradford-firo", "bradfrod"]')
    assert 'There is no protocol "bradfrod", which runs under [council] names.' in _mend(ready)
    ready.set("council", runs="[]")
    assert "other councils' among them" in ready.drp("doctor", "--offline").output


def test_a_database_that_is_none(ready) -> None:
    ready.set("store", url='"mysql://db/disputes"')
    assert "mysql isn't supported" in _mend(ready)


def test_a_database_server_out_of_reach(ready) -> None:
    ready.set("store", url='"postgresql://drp:hidden@127.0.0.1:1/disputes"')
    said = _mend(ready)
    assert "The database can't be used" in said
    assert "hidden" not in said


def test_the_calendar_warns_before_it_ends() -> None:
    (now,) = calendar.examine(date(2026, 4, 8), [date(2026, 5, 1)])
    (owed,) = calendar.examine(date(2026, 4, 8), [date(2029, 1, 2)])
    (late,) = calendar.examine(date(2028, 4, 8), [])
    (over,) = calendar.examine(date(2044, 4, 8), [])
    assert [each.level for each in (now, owed, late, over)] == [
        Level.GOOD,
        Level.DOUBTFUL,
        Level.DOUBTFUL,
        Level.BROKEN,
    ]
    assert "officially announced until 2028" in now.text
    assert "1 open duty is due after 2028" in owed.text
    assert "known until 31 December 2045 only" in over.text


def test_clocks_that_differ_are_said_with_the_seconds() -> None:
    noon = datetime(2026, 4, 8, 12, tzinfo=UTC)
    found = list(
        clocks.examine(
            noon,
            {
                "the first": noon + timedelta(seconds=3),
                "the second": noon - timedelta(seconds=90),
                "the third": noon + timedelta(minutes=10),
            },
        )
    )
    assert [each.level for each in found] == [Level.GOOD, Level.DOUBTFUL, Level.BROKEN]
    assert "90 seconds ahead of the second" in found[1].text
    assert "600 seconds behind the third" in found[2].text


async def test_entra_s_answer_is_said() -> None:
    given = await identity.ask_for_token(lambda: {"access_token": "t", "expires_in": 3600})
    refused = await identity.ask_for_token(lambda: {"error": "invalid_client"})
    assert given.level is Level.GOOD
    assert "gives the bot no token (invalid_client)" in refused.text
    assert "Check app_id and tenant_id" in refused.todo


async def test_the_bot_frameworks_keys_and_clock_are_asked_for() -> None:
    async def metadata(_: web.Request) -> web.Response:
        return web.json_response({}, headers={"Date": "Wed, 08 Apr 2026 12:00:00 GMT"})

    application = web.Application()
    application.router.add_get("/metadata", metadata)
    async with TestServer(application) as server:
        reached = await identity.reach_metadata(str(server.make_url("/metadata")))
        missing = await identity.reach_metadata(str(server.make_url("/none")))
    assert reached.finding.level is Level.GOOD
    assert reached.server_time == datetime(2026, 4, 8, 12, tzinfo=UTC)
    assert missing.finding.level is Level.BROKEN
    assert "login.botframework.com" in missing.finding.todo
