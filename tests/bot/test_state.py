"""Dialog state there and back, and everything that must not come back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from botbuilder.dialogs import DialogInstance, DialogState
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.state import MemoryStateStore, NotStorable, Unreadable, decode, encode
from casework.ports import ChangedMeanwhile

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["$date", "$", "$$x"]), inner),
    max_leaves=10,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text(), PLAIN))
def test_plain_values_come_back_as_they_went(values: dict[str, Any]) -> None:
    state = DialogState([DialogInstance("form", values)])
    (instance,) = decode(encode(state, "v1"), "v1").dialog_stack
    assert (instance.id, instance.state) == ("form", values)


def test_a_dialog_within_a_dialog_comes_back() -> None:
    inner = DialogState([DialogInstance("step", {"on": date(2026, 4, 8)})])
    outer = decode(encode(DialogState([DialogInstance("outer", {"dialogs": inner})]), "v1"), "v1")
    nested: Any = outer.dialog_stack[0].state["dialogs"]
    assert isinstance(nested, DialogState)
    assert nested.dialog_stack[0].state == {"on": date(2026, 4, 8)}


@pytest.mark.parametrize("value", [object(), {1: "x"}, (1, 2), {"a": [b"bytes"]}, {"set"}])
def test_what_isnt_plain_is_refused_by_name(value: Any) -> None:
    with pytest.raises(NotStorable, match=r"form\.x"):
        encode(DialogState([DialogInstance("form", {"x": value})]), "v1")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "5",
        "null",
        '{"version":"v1"}',
        '{"version":"v1","stack":5}',
        '{"version":"v1","stack":[5]}',
        '{"version":"v1","stack":[{"id":5,"state":{}}]}',
        '{"version":"v1","stack":[{"id":"a","state":[]}]}',
        '{"version":"v1","stack":[{"id":"a","state":{"x":{"$date":"soon"}}}]}',
        '{"version":"v1","stack":[{"id":"a","state":{"x":{"$dialogs":7}}}]}',
        '{"version":"v0","stack":[]}',
        '{"version":"v1","stack":[' + "[" * 100_000,
    ],
    ids=lambda text: text[:50],
)
def test_what_cant_be_read_is_named_so(text: str) -> None:
    with pytest.raises(Unreadable):
        decode(text, "v1")


def test_a_pickled_call_is_only_words() -> None:
    evil = {"py/reduce": [{"py/function": "os.system"}, {"py/tuple": ["echo"]}], "py/object": "os.system"}
    state = DialogState([DialogInstance("form", {"x": evil})])
    assert decode(encode(state, "v1"), "v1").dialog_stack[0].state == {"x": evil}


async def test_the_second_writer_is_told() -> None:
    store = MemoryStateStore()
    first = await store.write_state("key", "a", None)
    with pytest.raises(ChangedMeanwhile):
        await store.write_state("key", "b", None)
    second = await store.write_state("key", "b", first)
    with pytest.raises(ChangedMeanwhile):
        await store.write_state("key", "c", first)
    assert await store.read_state("key") == ("b", second)
    await store.delete_state("key")
    assert await store.read_state("key") is None


def test_times_keep_their_zone() -> None:
    at = datetime(2026, 4, 8, 9, 30, tzinfo=UTC)
    state = DialogState([DialogInstance("form", {"at": at})])
    assert decode(encode(state, "v1"), "v1").dialog_stack[0].state == {"at": at}
