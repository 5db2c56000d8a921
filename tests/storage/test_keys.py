"""Keys: made, refused when they are wrong, and rotated without losing a word."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from casework.ports import KeptMail
from storage.bot_state import BotState
from storage.engine import UnknownDatabase, open_engines
from storage.keys import Damaged, KeyRing, KeyUnusable, new_master_key
from storage.rotation import rotate
from tests.storage.conftest import MASTER_KEY, Open
from tests.storage.sample import NOON, a_record, an_entry


def test_a_new_master_key_is_32_bytes_and_never_the_same() -> None:
    assert len(base64.b64decode(new_master_key())) == 32
    assert new_master_key() != new_master_key()


@pytest.mark.parametrize(
    ("text", "why"),
    [("not base64!", "base64"), (base64.b64encode(b"short").decode(), "5 bytes"), ("", "0 bytes")],
)
def test_what_is_no_master_key_is_refused_without_showing_it(text: str, why: str) -> None:
    with pytest.raises(KeyUnusable, match=why) as refused:
        KeyRing(text)
    assert not text or text not in str(refused.value)


def test_sealed_text_opens_only_where_it_was_sealed() -> None:
    ring = KeyRing(MASTER_KEY)
    key, wrapped = ring.new_key("dispute a")
    sealed = key.seal(b"text", "dispute a entry 1", ring.chance)
    assert ring.unwrap(wrapped, "dispute a").open(sealed, "dispute a entry 1") == b"text"
    with pytest.raises(Damaged):
        key.open(sealed, "dispute a entry 2")
    with pytest.raises(Damaged):
        key.open(sealed[:-1], "dispute a entry 1")
    with pytest.raises(Damaged):
        ring.unwrap(wrapped, "dispute b")
    assert key.seal(b"text", "p", ring.chance) != key.seal(b"text", "p", ring.chance)


async def test_another_master_key_opens_nothing_and_says_so(url: str, opened: Open) -> None:
    await a_record(await opened(url))
    with pytest.raises(KeyUnusable, match="another master key"):
        await opened(url, new_master_key())


async def test_a_new_master_key_reads_everything_and_the_former_can_go(url: str, opened: Open) -> None:
    store = await opened(url)
    first, erased = await a_record(store, words="before"), await a_record(store)
    await BotState(store).write_state("c1", "{}", None)
    async with store.writing() as work:
        await work.mail.keep(
            KeptMail(id="m1", received_at=NOON, sender="s@council.example", outcome="triage", reasons=""), b"mail"
        )
        await work.records.erase(erased, NOON)
        await work.commit()
    await store.close()

    new = new_master_key()
    both = await opened(url, new, former=(MASTER_KEY,))
    second = await a_record(both, words="between")
    async with both.reading() as work:
        assert (await work.records.load(first))[0].values["concern"] == "before"
    assert await rotate(both) == 2  # the first dispute's and our own; the second's was new, the erased one's is gone
    assert await rotate(both) == 0
    await both.close()

    store = await opened(url, new)
    async with store.writing() as work:
        assert (await work.records.load(first))[0].values["concern"] == "before"
        assert (await work.records.load(second))[0].values["concern"] == "between"
        await work.records.append(first, an_entry(4, first))
        assert await work.mail.original("m1") == b"mail"
        assert await work.records.verify() == []
        await work.commit()
    kept = await BotState(store).read_state("c1")
    assert kept is not None
    assert kept[0] == "{}"
    with pytest.raises(KeyUnusable):
        await opened(url, MASTER_KEY)


@pytest.mark.parametrize("wrong", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/disputes"])
def test_other_databases_are_refused(wrong: str) -> None:
    with pytest.raises(UnknownDatabase):
        open_engines(wrong)


async def test_a_new_database_is_made_with_its_folder(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "council" / "data" / "disputes.db"
    store = await opened(f"sqlite:///{path}")
    assert await a_record(store) == "DRP-2026-0001"
    assert path.exists()
