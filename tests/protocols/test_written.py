"""The page for quality managers holds what it says: its example is sound, and every key stands in the reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from pathlib import Path

import pytest

from disputes import protocol as shape
from disputes import rules, stage
from disputes.doubts import doubts
from disputes.kinds import CompleteWhen, DutyKind, GateKind, StageKind, StepTime, Subject, Trigger, Unresolved
from disputes.limits import Unit
from disputes.protocol import CALENDARS
from disputes.soundness import faults
from protocols.reading import read_protocol
from tests.protocols.journey import Journey, never_seen

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = DOCS / "how-to" / "write-a-protocol.md"
REFERENCE = DOCS / "reference" / "protocol-file.md"

PARTS: Mapping[str, type] = {
    "The file itself": shape.Protocol,
    "Rules": rules.Rule,
    "Readings": rules.Reading,
    "Roles": stage.Role,
    "Stages": stage.Stage,
    "Notices": stage.NoticeRule,
    "Duties": stage.DutyRule,
    "Meetings": stage.Meeting,
    "Outcomes": stage.Outcomes,
    "Agreement": stage.Agreement,
    "Gates": stage.Gate,
    "Outside steps": shape.OutsideStep,
    "Themes": shape.Theme,
    "Occasions": shape.Occasion,
    "The form": shape.Form,
    "Court": shape.Court,
    "Questions": shape.Question,
    "Raising": shape.Raising,
}
FROM_THE_TABLES_NAME = {"Rules", "Readings", "Roles", "Gates"}
LISTS: Mapping[type[StrEnum], str] = {
    StageKind: "Stages",
    Unresolved: "Stages",
    CompleteWhen: "Duties",
    Unit: "Duties",
    DutyKind: "Kinds of duty",
    Trigger: "Triggers",
    GateKind: "Gates",
    StepTime: "Outside steps",
    Subject: "The file itself",
    rules.Strength: "Rules",
    rules.Basis: "Rules",
}


def sections() -> dict[str, str]:
    """The reference's parts by their headings."""
    parts = re.split(r"^#{2,3} (.+)$", REFERENCE.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(section: str) -> dict[str, tuple[str, str]]:
    """The keys of a part's table: whether each is needed, and what is said of it."""
    found = re.findall(r"^\| `([^`]+)` \|([^|]*)\|(.*)\|$", section, flags=re.MULTILINE)
    return {key: (needed.strip(), said.strip()) for key, needed, said in found}


def examples() -> tuple[str, str]:
    """The whole file that the page leads to, and the one that extends a shipped protocol."""
    blocks = re.findall(r"^```toml\n(.*?)^```$", HOW_TO.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return "\n".join(blocks[:-1]), blocks[-1]


@pytest.mark.parametrize("part", PARTS)
def test_every_key_has_its_line_in_the_reference(part: str) -> None:
    known = {field.name: field for field in fields(PARTS[part])}
    said = rows(sections()[part])
    assert said.keys() - ({"extends"} if part == "The file itself" else set()) == known.keys()
    assert all(text for _, text in said.values())
    needed = {name for name, (needed, _) in said.items() if needed == "yes"}
    without_default = {f.name for f in known.values() if f.default is MISSING and f.default_factory is MISSING}
    assert needed == without_default - ({"id"} if part in FROM_THE_TABLES_NAME else set())


@pytest.mark.parametrize("part", PARTS)
def test_every_value_that_a_left_out_key_has_is_as_the_reference_says(part: str) -> None:
    said = rows(sections()[part])
    for field in fields(PARTS[part]):
        named = said[field.name][0]
        if field.default in (None, "", (), MISSING) or field.name == "raising":
            assert named in ("", "yes"), field.name
        else:
            value = str(field.default).lower() if isinstance(field.default, bool) else f'"{field.default}"'
            assert named == f"(`{value}`)", field.name


@pytest.mark.parametrize("kinds", LISTS, ids=lambda kinds: kinds.__name__)
def test_every_value_of_a_closed_list_is_in_the_reference(kinds: type[StrEnum]) -> None:
    section = sections()[LISTS[kinds]]
    missing = [kind.value for kind in kinds if f'`"{kind.value}"`' not in section and f"`{kind.value}`" not in section]
    assert not missing


def test_the_calendars_are_in_the_reference() -> None:
    assert all(f'`"{name}"`' in sections()["The file itself"] for name in CALENDARS)


def test_what_the_page_leads_to_is_a_sound_protocol_without_a_doubt() -> None:
    whole, _ = examples()
    protocol = read_protocol(whole, HOW_TO.name)
    assert faults(protocol) == []
    assert doubts(protocol) == []
    assert [stage.id for stage in protocol.stages] == ["informal", "stage-1", "stage-2", "stage-3"]


def test_every_path_of_what_the_page_leads_to_holds() -> None:
    protocol = read_protocol(examples()[0], HOW_TO.name)
    walked = Journey(protocol, most=150).walk()
    assert not never_seen(protocol, walked)
    assert len(walked.places) >= 150, walked


def test_the_page_s_own_settings_over_a_shipped_protocol_are_read() -> None:
    own = read_protocol(examples()[1], HOW_TO.name)
    assert (own.id, own.version, own.council) == ("bradford-firo", "1-testshire", "Testshire")
    assert own.reading("BA1") == "waiting"


def test_a_piece_left_out_is_noticed() -> None:
    whole, _ = examples()
    with pytest.raises(Exception, match="rule T9 isn't among the rules"):
        read_protocol(whole.replace("[rules.T9]", "[rules.T99]"), HOW_TO.name)
