"""Keep where a conversation has got to: dialog state as JSON, by an allow-list of types, with an ETag.

The SDK would restore whole objects from what it stored, and run code on the way. Here a stack of dialogs
is plain values; whatever can't be read back is dropped, and the person is told.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Protocol, cast

from botbuilder.dialogs import DialogInstance, DialogState

from casework.ports import ChangedMeanwhile


class StateStore(Protocol):
    """JSON by key, with optimistic concurrency."""

    async def read_state(self, key: str) -> tuple[str, str] | None:
        """Give the JSON and its ETag, or None where nothing is kept."""
        ...

    async def write_state(self, key: str, text: str, etag: str | None) -> str:
        """Keep JSON over what had this ETag (None: over nothing) and give the new ETag.

        Raises ChangedMeanwhile where somebody else was first.
        """
        ...

    async def delete_state(self, key: str) -> None:
        """Forget a key."""
        ...


class MemoryStateStore:
    """The working in-memory twin."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, str]] = {}
        self._writes = 0

    async def read_state(self, key: str) -> tuple[str, str] | None:
        """Give the JSON and its ETag."""
        return self._kept.get(key)

    async def write_state(self, key: str, text: str, etag: str | None) -> str:
        """Keep JSON if nobody else did meanwhile."""
        kept = self._kept.get(key)
        if (kept[1] if kept else None) != etag:
            raise ChangedMeanwhile("The conversation's state was changed by another turn.")
        self._writes += 1
        self._kept[key] = (text, str(self._writes))
        return str(self._writes)

    async def delete_state(self, key: str) -> None:
        """Forget a key."""
        self._kept.pop(key, None)


class NotStorable(TypeError):
    """A dialog put something into its state that isn't a plain value: a defect of that dialog."""


class Unreadable(Exception):
    """Kept state is corrupt, or was written by other dialogs than today's. Nothing can bring it back."""


def encode(state: DialogState, version: str) -> str:
    """Write a stack of dialogs as JSON. Raises NotStorable, naming the place."""
    stack = [_pack_instance(instance) for instance in state.dialog_stack]
    return json.dumps({"version": version, "stack": stack}, ensure_ascii=False, separators=(",", ":"))


def decode(text: str, version: str) -> DialogState:
    """Read a stack of dialogs that the same version wrote. Raises Unreadable."""
    try:
        kept = json.loads(text)
        if kept["version"] != version:
            raise Unreadable("written by another version of the dialogs")
        return DialogState([_unpack_instance(item) for item in kept["stack"]])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("corrupt") from error


# A key that begins with "$" tags a type; one that the dialog itself wrote so gets a second "$".


def _pack(value: Any, place: str) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [_pack(item, f"{place}[{n}]") for n, item in enumerate(cast("list[Any]", value))]
    if isinstance(value, dict):
        packed: dict[str, Any] = {}
        for key, item in cast("dict[Any, Any]", value).items():
            if not isinstance(key, str):
                raise NotStorable(f"{place} has a key that isn't text")
            packed[f"${key}" if key.startswith("$") else key] = _pack(item, f"{place}.{key}")
        return packed
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, DialogState):
        return {"$dialogs": [_pack_instance(instance) for instance in value.dialog_stack]}
    raise NotStorable(f"{place} is a {type(value).__name__}")


def _pack_instance(instance: DialogInstance) -> dict[str, Any]:
    return {"id": instance.id, "state": _pack(instance.state, str(instance.id))}


def _unpack(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpack(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    packed = cast("dict[str, Any]", value)
    if "$time" in packed:
        return datetime.fromisoformat(packed["$time"])
    if "$date" in packed:
        return date.fromisoformat(packed["$date"])
    if "$dialogs" in packed:
        return DialogState([_unpack_instance(item) for item in packed["$dialogs"]])
    return {key.removeprefix("$"): _unpack(item) for key, item in packed.items()}


def _unpack_instance(item: dict[str, Any]) -> DialogInstance:
    dialog_id, state = item["id"], _unpack(item["state"])
    if not isinstance(dialog_id, str) or not isinstance(state, dict):
        raise Unreadable("corrupt")
    return DialogInstance(dialog_id, cast("dict[str, Any]", state))
