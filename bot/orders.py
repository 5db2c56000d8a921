"""Orders: what a form dialog is to ask, show and do, as plain data that survives a restart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast

from bot.cards.screen import Json
from casework.desk import Desk
from casework.loading import load_for
from casework.open_dispute import form_for
from casework.show_dispute import move_form
from disputes.fields import Choice, Field, FieldKind
from disputes.protocol import Protocol
from disputes.wording import KEPT

RAISE, MOVE = "raise", "move"
"""The dialogs that take an order."""

_RAISE_PAGES = (
    ("subject", "team", "stage", "stage_reason", "consulted", "themes", "spoke_on", "agreed_on"),
    ("wrong", "wanted", "steps", KEPT.name),
    ("tried", "interests", "immediate_risk", "safeguarding"),
)
"""In the order in which an officer thinks; what a protocol asks besides comes after."""

_MOST_TEXTS = 4
"""Long texts on one page: with more, the largest permitted ones wouldn't fit on a card."""

_MOST_FIELDS = 8
"""Questions on one page of raising: pages that come to no more are asked as one."""

ON_DEMAND = frozenset({KEPT.name})
"""Fields that are only shown once a refusal has asked for them."""

_NOT_COPIED = frozenset({"subject", "spoke_on", "immediate_risk", "safeguarding", "happened_on", "late_reason"})


async def move_order(desk: Desk, person_id: str, reference: str, move: str, target: str, draft: str) -> Json:
    """An order for a move. Raises the refusal that making it would raise; `draft` gives it its one effect."""
    label, fields = await move_form(desk, person_id, reference, move, target)
    return {
        **_order(person_id, label, draft, _split(fields)),
        "reference": reference,
        "move": move,
        "target": target,
    }


async def raise_order(
    desk: Desk,
    person_id: str,
    protocol: Protocol,
    draft: str,
    *,
    brought_in: bool = False,
    sibling: str | None = None,
) -> Json:
    """An order for a new dispute; for a sibling's, what was said there is filled in already."""
    fields = await form_for(desk, person_id, protocol.id, brought_in=brought_in)
    title = "Bring in a dispute that is under way" if brought_in else "Raise a dispute"
    values = {"stage": protocol.enter_at, **_only_choices(fields)}
    if protocol.process:
        title = protocol.title
    # A protocol of one stage leaves nothing to choose.
    fields = tuple(field for field in fields if field.name != "stage" or len(field.choices) > 1)
    if sibling:
        values |= await _values_of(desk, person_id, sibling, fields)
    return {
        **_order(person_id, title, draft, _pages(fields)),
        "done": f"{'it' if protocol.process else 'the dispute'} is raised, and this is its number",
        "values": values,
        "protocol": protocol.id,
        "brought_in": brought_in,
        "linked_to": sibling,
    }


def fields_on(order: Json, page: int) -> list[Field]:
    """The fields of a page that are asked."""
    items = cast("list[Json]", order["pages"][page]) if page < len(order["pages"]) else []
    asked = cast("list[str]", order["asked"])
    return [field_from(item) for item in items if item["name"] not in ON_DEMAND or item["name"] in asked]


def asking_for(order: Json, field: str | None) -> Json:
    """The order with a field shown from now on, if it is one that is shown only on demand."""
    return {**order, "asked": [*order["asked"], field]} if field in ON_DEMAND else order


def page_of(order: Json, field: str | None) -> int:
    """The page that a field is on; the last one for none."""
    pages = cast("list[list[Json]]", order["pages"])
    last = max(0, len(pages) - 1)
    return next((n for n, page in enumerate(pages) if any(item["name"] == field for item in page)), last)


def field_from(item: Mapping[str, Any]) -> Field:
    """A field from its plain form."""
    changed: dict[str, Any] = {
        "kind": FieldKind(item["kind"]),
        "choices": tuple(Choice(**choice) for choice in item["choices"]),
    }
    return Field(**{**item, **changed})


def plain_field(field: Field) -> Json:
    """A field in a form that can be stored."""
    return {**asdict(field), "kind": field.kind.value, "choices": [asdict(choice) for choice in field.choices]}


def _order(person_id: str, title: str, draft: str, pages: Sequence[Sequence[Field]]) -> Json:
    return {
        "person": person_id,
        "title": title,
        "done": title,
        "draft": draft,
        "pages": [[plain_field(field) for field in page] for page in pages],
        "asked": [],
        "values": {field.name: field.preset for page in pages for field in page if field.preset},
        "at": 0,
        "message": None,
    }


def _pages(fields: Sequence[Field]) -> list[list[Field]]:
    named = {name for page in _RAISE_PAGES for name in page}
    pages = [[field for field in fields if field.name in page] for page in _RAISE_PAGES]
    return _joined([*pages, *_split([field for field in fields if field.name not in named])])


def _joined(pages: Sequence[list[Field]]) -> list[list[Field]]:
    """Short pages put together, where that makes none too long."""
    joined: list[list[Field]] = []
    for page in pages:
        if joined and _fit_together(joined[-1], page):
            joined[-1] = [*joined[-1], *page]
        elif page:
            joined.append(page)
    return joined


def _fit_together(page: Sequence[Field], other: Sequence[Field]) -> bool:
    both = (*page, *other)
    texts = sum(field.kind is FieldKind.TEXT for field in both)
    return len(both) <= _MOST_FIELDS and texts <= _MOST_TEXTS


def _split(fields: Sequence[Field]) -> list[list[Field]]:
    """Fields in their order, on pages with so many long texts at most."""
    pages: list[list[Field]] = []
    texts = _MOST_TEXTS
    for field in fields:
        texts += field.kind is FieldKind.TEXT
        if not pages or texts > _MOST_TEXTS:
            pages.append([])
            texts = int(field.kind is FieldKind.TEXT)
        pages[-1].append(field)
    return pages


def _only_choices(fields: Sequence[Field]) -> dict[str, str]:
    return {field.name: field.choices[0].value for field in fields if field.required and len(field.choices) == 1}


async def _values_of(desk: Desk, person_id: str, reference: str, fields: Sequence[Field]) -> dict[str, str]:
    async with desk.store.reading() as work:
        loaded, _ = await load_for(work, desk, reference, person_id)
    said = loaded.entries[0].values
    return {f.name: said[f.name] for f in fields if f.name in said and f.name not in _NOT_COPIED}
