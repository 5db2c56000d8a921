"""Reading a protocol's file: every kind of fault is found, and said with the file and the key that it is about."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from disputes.doubts import doubts
from disputes.moves.catalogue import WHEN
from disputes.moves.raising import raise_fields
from disputes.part_soundness import USUAL_QUESTIONS
from protocols.reading import ProtocolFault, read_file, read_protocol, shipped

FILE = Path(__file__).parents[2] / "protocols" / "definitions" / "bradford-firo.toml"
TEXT = FILE.read_text("utf-8")

Table = dict[str, Any]
Change = Callable[[Table], object]


def as_toml(value: object) -> str:
    """Enough TOML to write a protocol back: everything inline, below the first level."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {as_toml(item)}' for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(as_toml(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    assert isinstance(value, str)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def changed(change: Change) -> str:
    """Bradford's file with one thing in it changed."""
    table = copy.deepcopy(tomllib.loads(TEXT))
    change(table)
    return "\n".join(f"{key} = {as_toml(value)}" for key, value in table.items())


def stage(table: Table, stage_id: str) -> Table:
    return next(stage for stage in table["stages"] if stage["id"] == stage_id)


def duty(table: Table, stage_id: str, duty_id: str) -> Table:
    return next(duty for duty in stage(table, stage_id)["duties"] if duty["id"] == duty_id)


def notice(table: Table, stage_id: str) -> Table:
    return stage(table, stage_id)["notices"][0]


def extra(**other: object) -> Table:
    return {
        "id": "review",
        "kind": "hold-review",
        "owners": ["FIRO"],
        "starts": "plan-changed",
        "rules": ["B7"],
        **other,
    }


def question(name: str) -> Table:
    return {"name": name, "label": "What else?", "rule": "B2"}


def outside(table: Table, step_id: str) -> Table:
    return next(step for step in table["outside"] if step["id"] == step_id)


def fault_of(text: str) -> ProtocolFault:
    with pytest.raises(ProtocolFault) as caught:
        read_protocol(text, "mistaken.toml")
    return caught.value


def test_the_shipped_protocols_are_sound() -> None:
    assert "bradford-firo" in shipped()
    assert read_file(FILE) == shipped()["bradford-firo"]
    assert read_protocol(changed(lambda _: None), "same.toml") == shipped()["bradford-firo"]


FAULTS: list[tuple[str, Change, str]] = [
    # roles
    ("officer", lambda t: t.update(officer="FCIRO"), "role FCIRO isn't among the roles"),
    ("stages.stage-2.raised_by", lambda t: stage(t, "stage-2").update(raised_by="XO"), "role XO isn't"),
    ("stages.stage-1.notices.1.to.XO", lambda t: notice(t, "stage-1").update(to={"XO": "B11"}), "role XO isn't"),
    ("stages.stage-2.notices.1.copies.XO", lambda t: notice(t, "stage-2")["copies"].update(XO="B16"), "role XO isn't"),
    (
        "stages.stage-1.duties.respond.owners",
        lambda t: duty(t, "stage-1", "respond").update(owners=["XO"]),
        "role XO isn't",
    ),
    ("stages.stage-2.meeting.chair", lambda t: stage(t, "stage-2")["meeting"].update(chair="XO"), "role XO isn't"),
    (
        "stages.stage-2.meeting.attendees",
        lambda t: stage(t, "stage-2")["meeting"].update(attendees=["XO"]),
        "role XO isn't",
    ),
    ("gates.second-opinion.with_roles", lambda t: t["gates"]["second-opinion"].update(with_roles=["XO"]), "role XO"),
    ("gates.intent.notice.to.XO", lambda t: t["gates"]["intent"]["notice"].update(to={"XO": "B32"}), "role XO isn't"),
    ("outside.ofsted.by", lambda t: outside(t, "ofsted").update(by=["XO"]), "role XO isn't"),
    ("raising.conversation_with", lambda t: t["raising"].update(conversation_with="XO"), "role XO isn't"),
    # rules
    ("stages.stage-1.notices.1.to.TM", lambda t: notice(t, "stage-1")["to"].update(TM="B99"), "rule B99 isn't"),
    ("stages.stage-2.notices.1.copies.TM", lambda t: notice(t, "stage-2")["copies"].update(TM="Z1"), "rule Z1 isn't"),
    ("stages.stage-1.rules", lambda t: stage(t, "stage-1")["rules"].append("B99"), "rule B99 isn't"),
    ("stages.stage-1.rules", lambda t: stage(t, "stage-1").update(rules=[]), "no rule stands behind this stage"),
    ("stages.stage-1.record_rule", lambda t: stage(t, "stage-1").update(record_rule="B99"), "rule B99 isn't"),
    (
        "stages.stage-1.duties.respond.rules",
        lambda t: duty(t, "stage-1", "respond").update(rules=["B99"]),
        "rule B99 isn't",
    ),
    (
        "stages.stage-1.duties.respond.rules",
        lambda t: duty(t, "stage-1", "respond").update(rules=[]),
        "no rule stands behind this duty",
    ),
    (
        "stages.stage-3.meeting.chair_rule",
        lambda t: stage(t, "stage-3")["meeting"].update(chair_rule="B99"),
        "rule B99 isn't",
    ),
    ("gates.intent.rule", lambda t: t["gates"]["intent"].update(rule="B99"), "rule B99 isn't"),
    ("outside.ofsted.rules", lambda t: outside(t, "ofsted").update(rules=["B99"]), "rule B99 isn't"),
    ("bypass_rule", lambda t: t.update(bypass_rule="B99"), "rule B99 isn't"),
    ("raising.interests_rule", lambda t: t["raising"].update(interests_rule="B99"), "rule B99 isn't"),
    # the ladder
    ("enter_at", lambda t: t.update(enter_at="level-1"), "there is no stage level-1; choose one of informal"),
    ("stages", lambda t: t["stages"].append(copy.deepcopy(stage(t, "stage-1"))), "two stages have the id stage-1"),
    ("stages.stage-1.notices", lambda t: stage(t, "stage-1").pop("notices"), "nobody is addressed"),
    ("stages.stage-1.notices", lambda t: notice(t, "stage-1").update(to={}), "nobody is addressed"),
    ("stages.stage-2.unresolved_after", lambda t: stage(t, "stage-2").pop("meeting"), "dead end"),
    (
        "stages.stage-1.unresolved_after",
        lambda t: stage(t, "stage-1")["duties"].remove(duty(t, "stage-1", "respond")),
        "dead end",
    ),
    ("outside.ofsted.from_stage", lambda t: outside(t, "ofsted").update(from_stage="stage-9"), "no stage stage-9"),
    ("calendar", lambda t: t.update(calendar="lunar"), "there is no calendar lunar"),
    # duties
    ("stages.stage-1.duties.respond.owners", lambda t: duty(t, "stage-1", "respond").update(owners=[]), "nobody owes"),
    (
        "stages.stage-1.duties.respond.limit",
        lambda t: duty(t, "stage-1", "respond")["limit"].update(count=0),
        "at least 1",
    ),
    ("raising.conversation_with", lambda t: t["raising"].pop("conversation_with"), "name the role"),
    ("stages.stage-1.duties", lambda t: duty(t, "stage-1", "note-issued").update(id="respond"), "same id"),
    (
        "stages.stage-1.duties.respond.starts",
        lambda t: duty(t, "stage-1", "respond").update(starts="stage-ended"),
        "starts when the stage opens",
    ),
    ("stages.stage-1.duties", lambda t: duty(t, "stage-1", "note-issued").update(clock=True), "stage's clock"),
    (
        "stages.stage-1.duties.note-issued.starts",
        lambda t: duty(t, "stage-1", "note-issued").update(starts="meeting-held"),
        "never begins",
    ),
    (
        "stages.stage-3.duties.give-intent.only_if",
        lambda t: duty(t, "stage-3", "give-intent").update(only_if=["BA99", "yes"]),
        "there is no reading BA99",
    ),
    (
        "stages.stage-3.duties.give-intent.only_if",
        lambda t: duty(t, "stage-3", "give-intent").update(only_if=["BA1-notice", "someday"]),
        "never so",
    ),
    # what only some protocols have
    ("duties.review.owners", lambda t: t.update(duties=[extra(owners=["XO"])]), "role XO isn't"),
    ("duties.review.rules", lambda t: t.update(duties=[extra(rules=[])]), "no rule stands behind this duty"),
    (
        "stages.stage-1.notices.1.alerts.XO",
        lambda t: notice(t, "stage-1").update(alerts={"XO": "B11"}),
        "role XO isn't",
    ),
    ("gates.second-opinion.by", lambda t: t["gates"]["second-opinion"].update(by=["XO"]), "role XO isn't"),
    ("bypass_gate", lambda t: t.update(bypass_gate="toll"), "there is no gate toll"),
    ("court.gate", lambda t: t.update(court={"gate": "toll", "rules": ["B7"]}), "there is no gate toll"),
    (
        "stages.stage-1.agreement.roles",
        lambda t: stage(t, "stage-1").update(agreement={"roles": ["XO"], "rule": "B15", "without_rule": "B15"}),
        "role XO isn't",
    ),
    # gates, steps, readings
    ("stages.stage-1.gates", lambda t: stage(t, "stage-1").update(gates=["toll"]), "there is no gate toll"),
    ("stages.stage-1.advised", lambda t: stage(t, "stage-1")["advised"].append("toll"), "there is no gate toll"),
    ("outside.ofsted.gates", lambda t: outside(t, "ofsted").update(gates=["toll"]), "there is no gate toll"),
    (
        "gates.intent",
        lambda t: [step.update(gates=[]) for step in t["outside"]],
        "nothing can open this gate",
    ),
    ("gates.phone-conversation", lambda t: t["gates"]["phone-conversation"].update(with_roles=[]), "nothing can open"),
    (
        "gates.phone-conversation",
        lambda t: t["gates"]["phone-conversation"].update(with_roles=["FIRO"]),
        "nothing can open",
    ),
    ("gates.intent.notice", lambda t: t["gates"]["intent"].pop("notice"), "nobody is addressed"),
    ("outside.ofsted.waits_by", lambda t: outside(t, "ofsted").update(waits_by="BA99"), "there is no reading BA99"),
    ("readings.BA1.value", lambda t: t["readings"]["BA1"].update(value="gate"), "choose one of window, waiting"),
    # what somebody owes, they must be able to be rid of
    (
        "stages.stage-1.duties.respond.kind",
        lambda t: duty(t, "stage-1", "respond").update(kind="confirm-meeting-date"),
        "there is no meeting here",
    ),
    ("duties.review.kind", lambda t: t.update(duties=[extra(kind="hold-meeting")]), "there is no meeting here"),
    ("duties.review.kind", lambda t: t.update(duties=[extra(kind="authorise")]), "there is no form to authorise"),
    (
        "duties.review.owners",
        lambda t: t.update(duties=[extra(kind="authorise", owners=["TM"])], form={"name": "Form", "rules": ["B10"]}),
        "only the officer authorises the form, and not TM",
    ),
    (
        "stages.stage-3.duties.act-on-intent.owners",
        lambda t: duty(t, "stage-3", "act-on-intent").update(owners=["HoS"]),
        "HoS takes none of the outside steps",
    ),
    ("stages.stage-2.notices.2.to", lambda t: stage(t, "stage-2")["notices"].append({"to": {}}), "nobody is addressed"),
    ("outside.ofsted.by", lambda t: outside(t, "ofsted").update(by=[]), "nobody can do this"),
    ("outside.ofsted.rules", lambda t: outside(t, "ofsted").update(rules=[]), "no rule stands behind this"),
    ("occasions.risk-alert.by", lambda t: t["occasions"][0].update(by=[]), "nobody can do this"),
    ("occasions.risk-alert.rules", lambda t: t["occasions"][0].update(rules=[]), "no rule stands behind this"),
    ("occasions.risk-alert.notice.to", lambda t: t["occasions"][0].update(notice={"to": {}}), "nobody is addressed"),
    ("occasions", lambda t: t["occasions"].append(t["occasions"][0]), "two have the id risk-alert"),
    # questions
    ("raising.questions.wrong", lambda t: t["raising"].update(questions=[question("wrong")]), "has this name"),
    ("raising.questions.view", lambda t: t["raising"].update(questions=[question("view")] * 2), "has this name"),
    ("progress_questions.reasons", lambda t: t.update(progress_questions=[question("reasons")]), "has this name"),
    ("raising.labels.rwong", lambda t: t["raising"].update(labels={"rwong": "What"}), "no question has this name"),
    ("raising.labels.team", lambda t: t["raising"].update(labels={"team": ""}), "can't be left out"),
    ("themes.risk.group", lambda t: t["themes"][2].update(group="danger"), "there is no theme danger"),
    # the shape
    ("title", lambda t: t.pop("title"), "field required"),
    ("colour", lambda t: t.update(colour="blue"), "this key isn't known"),
    ("stages.stage-1.duties.respond.limt", lambda t: duty(t, "stage-1", "respond").update(limt=5), "isn't known"),
    ("stages.stage-1.kind", lambda t: stage(t, "stage-1").update(kind="solemn"), "input should be 'informal'"),
    (
        "stages.stage-1.duties.respond.limit.unit",
        lambda t: duty(t, "stage-1", "respond")["limit"].update(unit="moons"),
        "input should be 'working-days'",
    ),
    (
        "stages.stage-1.duties.respond.limit.count",
        lambda t: duty(t, "stage-1", "respond")["limit"].update(count="five"),
        "valid integer",
    ),
    ("stages.stage-1.duties.respond.starts", lambda t: duty(t, "stage-1", "respond").pop("starts"), "field required"),
    ("stages.stage-1.notices.1.to", lambda t: notice(t, "stage-1").update(to="TM"), "valid tuple"),
    ("rules.B12.strength", lambda t: t["rules"]["B12"].update(strength="maybe"), "input should be 'M'"),
    ("roles.TM.title", lambda t: t["roles"]["TM"].pop("title"), "field required"),
]


@pytest.mark.parametrize(("key", "change", "text"), FAULTS, ids=lambda part: part if isinstance(part, str) else "")
def test_each_fault_is_said_with_file_and_key(key: str, change: Change, text: str) -> None:
    fault = fault_of(changed(change))
    lines = str(fault).splitlines()
    assert any(line.startswith(f"mistaken.toml: {key}: ") and text in line for line in lines), str(fault)


def test_all_faults_are_said_at_once() -> None:
    def change(table: Table) -> None:
        table["officer"] = "XO"
        stage(table, "stage-1")["rules"] = []
        table["colour"] = "blue"

    assert len(str(fault_of(changed(change))).splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "field required"),
        ("id = ", "isn't TOML"),
        ('id = "a"\nid = "b"', "isn't TOML"),
        ("stages = 5", "stages"),
        ("stages = [5]\nroles = 7\ngates = [1]", "stages"),
    ],
)
def test_a_file_that_is_no_protocol_is_said_so(text: str, said: str) -> None:
    assert said in str(fault_of(text))


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ProtocolFault, match=r"nowhere\.toml: \(whole file\): can't be read"):
        read_file(tmp_path / "nowhere.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "Caf\xe9"')
    with pytest.raises(ProtocolFault, match="can't be read"):
        read_file(tmp_path / "latin.toml")


DOUBTS: list[tuple[str, Change, str]] = [
    (
        "stages",
        lambda t: [
            duty["limit"].update(count=7) for s in t["stages"] for duty in s.get("duties", []) if "limit" in duty
        ],
        "21 working days",
    ),
    ("stages.stage-1", lambda t: duty(t, "stage-1", "respond").pop("limit"), "no limit"),
    ("stages.stage-1", lambda t: duty(t, "stage-1", "respond").pop("limit"), "silence has no way out"),
    (
        "stages.stage-2.notices.1",
        lambda t: notice(t, "stage-2")["copies"].update(FSM="B16"),
        "FSM is addressed and copied",
    ),
    ("rules.B12.quote", lambda t: t["rules"]["B12"].update(quote=""), "no quote"),
    (
        "stages.stage-1.duties.note-issued.starts",
        lambda t: duty(t, "stage-1", "note-issued").update(starts="intent-given"),
        "never begins: no notice of intent can be given here",
    ),
    (
        "stages.stage-2.duties.extra.starts",
        lambda t: stage(t, "stage-2")["duties"].append(extra(id="extra", kind="give-intent", starts="meeting-held")),
        "never begins: there is nothing here that notice of intent could be given of",
    ),
    ("duties.review.starts", lambda t: t.update(duties=[extra()]), "never begins: no occasion starts it"),
    ("duties.review.starts", lambda t: t.update(duties=[extra(starts="agreed")]), "tasks are agreed only at a stage"),
    ("duties.review.starts", lambda t: t.update(duties=[extra(starts="form-left")]), "no stage here leaves the form"),
    (
        "stages.informal.duties.review.starts",
        lambda t: stage(t, "informal").update(duties=[extra(starts="first-formal")]),
        "never begins: no stage here is formal",
    ),
    (
        "duties.review.starts",
        lambda t: (
            t.update(duties=[extra(starts="meeting-held")]),
            [(s.pop("meeting", None), s.update(unresolved_after="anything", duties=[])) for s in t["stages"]],
        ),
        "never begins: no meeting for meeting-held to come from",
    ),
    ("occasions.risk-alert.starts", lambda t: t["occasions"][0].update(starts="plan-changed"), "nobody waits for it"),
    ("roles.IDLE", lambda t: t["roles"].update(IDLE={"title": "Idle"}), "has no part"),
    (
        "stages.informal.gates",
        lambda t: stage(t, "informal").update(gates=["second-opinion"]),
        "nobody is held up",
    ),
    (
        "stages.stage-1.duties.respond.together",
        lambda t: duty(t, "stage-1", "respond").update(together=True),
        "together with nobody",
    ),
    (
        "stages.stage-1.duties.respond.agreed",
        lambda t: duty(t, "stage-1", "respond").update(agreed=True),
        "the limit counts",
    ),
    (
        "stages.stage-1.duties.note-concluded.agreed",
        lambda t: duty(t, "stage-1", "note-concluded").update(agreed=True),
        "nobody agrees a date at stage-ended",
    ),
    (
        "stages.stage-1.duties.respond.owners",
        lambda t: duty(t, "stage-1", "respond").update(owners=["FSM"]),
        "isn't told that it did",
    ),
]


@pytest.mark.parametrize(("key", "change", "text"), DOUBTS, ids=lambda part: part if isinstance(part, str) else "")
def test_what_is_doubtful_is_said_and_refuses_nothing(key: str, change: Change, text: str) -> None:
    found = doubts(read_protocol(changed(change), "doubtful.toml"))
    assert any(doubt.key == key and text in doubt.text for doubt in found), found


@pytest.mark.parametrize(
    "change",
    [
        lambda t: notice(t, "stage-2").update(alerts={"FSM": "B16", "TM": "B16"}),
        lambda t: t.update(duties=[extra()], occasions=[{**t["occasions"][0], "starts": "plan-changed"}]),
        lambda t: t["rules"]["B12"].update(quote="", silent=True),
    ],
    ids=["who is alerted may be addressed or copied, too", "what an occasion starts", "the document is silent"],
)
def test_what_is_as_it_should_be_raises_no_doubt(change: Change) -> None:
    assert doubts(read_protocol(changed(change), "fine.toml")) == []


def test_the_usual_questions_are_those_that_raising_asks() -> None:
    asked = {
        field.name
        for protocol in shipped().values()
        for field in raise_fields(protocol)
        if field.name not in {question.name for question in protocol.raising.questions}
    }
    asked |= {field.name for field in WHEN}
    assert {name for name in asked if not name.startswith("before_")} <= USUAL_QUESTIONS
    assert asked >= USUAL_QUESTIONS
