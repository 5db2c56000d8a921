"""`drp protocol list`, `show` and `check`: what a quality manager reads, and what she is told about her own file."""

from __future__ import annotations

from pathlib import Path

from tests.app.conftest import Run

FILE = Path(__file__).parents[2] / "protocols" / "definitions" / "bradford-firo.toml"


def test_list_names_every_protocol_that_comes_with_the_product(drp: Run) -> None:
    lines = drp("protocol", "list").out.splitlines()
    shipped = sorted(path.stem for path in FILE.parent.glob("*.toml"))
    assert sorted(line.split()[0] for line in lines) == shipped
    bradford = next(line for line in lines if line.startswith("bradford-firo"))
    assert bradford.endswith("Bradford: Foster Care Reviewing Officer Dispute Resolution")


def test_X6_X7_show_gives_recipients_and_limits_with_their_rules(drp: Run) -> None:
    said = drp("protocol", "show", "bradford-firo").out
    assert "Copies: Supervising Social Worker [B16], Fostering Team Manager [B16]" in said
    assert "Fostering Team Manager: respond, within 5 working days [B12, B13]" in said
    assert "note issued, no limit in the protocol [B14]" in said
    assert "Notify Ofsted: after Stage 3 [B31]" in said


def test_X10_show_gives_every_rule_with_its_quote_and_labels_what_is_not_the_councils(drp: Run) -> None:
    said = drp("protocol", "show", "bradford-firo").out
    for number in range(1, 44):
        assert f"\n  B{number} (" in said
    assert "“It is always expected that the least formal approach will be taken”" in said
    assert "BA4 (local default) = nudge-the-chair" in said
    assert "BA1 (inferred) = window (one of: window, waiting)" in said


def test_show_of_an_unknown_protocol_lists_those_there_are(drp: Run) -> None:
    ran = drp("protocol", "show", "atlantis")
    assert ran.status == 1
    assert "There is no protocol atlantis" in ran.err
    assert "bradford-firo" in ran.err


def test_check_of_a_sound_file_says_so(drp: Run) -> None:
    ran = drp("protocol", "check", str(FILE))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == ["bradford-firo.toml: sound: 4 stages, 43 rules."]


def test_check_of_a_faulty_file_names_file_and_key_and_ends_with_1(drp: Run, tmp_path: Path) -> None:
    faulty = tmp_path / "ours.toml"
    text = FILE.read_text("utf-8").replace('to = { TM = "B11" }', 'to = { Manager = "B11" }')
    faulty.write_text(text, "utf-8")
    ran = drp("protocol", "check", str(faulty))
    assert ran.status == 1
    assert ran.out == ""
    assert ran.err.startswith("ours.toml: stages.stage-1.notices.1.to.Manager: role Manager isn't among the roles")


def test_check_of_a_doubtful_file_says_so_and_ends_well(drp: Run, tmp_path: Path) -> None:
    doubtful = tmp_path / "ours.toml"
    doubtful.write_text(FILE.read_text("utf-8").replace("count = 5", "count = 8"), "utf-8")
    ran = drp("protocol", "check", str(doubtful))
    assert ran.status == 0
    assert "ours.toml: stages: doubtful: the formal limits add up to 24 working days" in ran.out


def test_check_of_no_file_says_so(drp: Run, tmp_path: Path) -> None:
    ran = drp("protocol", "check", str(tmp_path / "nowhere.toml"))
    assert ran.status == 1
    assert "nowhere.toml: (whole file): can't be read" in ran.err


INVENTED = Path(__file__).parents[1] / "protocols" / "invented"


def test_a_protocol_in_a_file_of_one_s_own_is_checked_shown_and_dated(drp: Run) -> None:
    file = str(INVENTED / "harrowdale-panel.toml")
    assert drp("protocol", "check", file).out.splitlines() == ["harrowdale-panel.toml: sound: 4 stages, 16 rules."]
    said = drp("protocol", "show", file).out
    assert "To:     Panel Chair [P6], Panel Member for Practice [P6], Lay Panel Member [P6]" in said
    assert "Panel Chair and Panel Member for Practice and Lay Panel Member: respond, within 3 working days [P7]" in said
    assert "To:     Children's Rights Service (an outside agency) [P10]" in said
    dates = drp("timeline", file, "--raised", "2026-03-30", "--stage", "panel").out.splitlines()
    assert dates[0] == "Panel: opens Monday 30 March 2026, due Thursday 2 April 2026"
    assert dates[2] == "Children's Rights Service: opens Tuesday 7 April 2026, due Friday 17 April 2026"
    assert dates[-1] == "20-working-day marker: Wednesday 29 April 2026"


def test_ten_steps_of_three_days_are_doubted_for_their_sum_alone_and_dated_up_to_the_one_without_a_limit(
    drp: Run,
) -> None:
    file = str(INVENTED / "wexmoor-reviewing.toml")
    assert drp("protocol", "check", file).out.splitlines() == [
        "wexmoor-reviewing.toml: stages: doubtful: the formal limits add up to 21 working days, "
        "more than the Handbook's 20",
        "wexmoor-reviewing.toml: sound: 10 stages, 8 rules.",
    ]
    dates = drp("timeline", file, "--raised", "2026-03-30").out.splitlines()
    titles = [line.partition(":")[0] for line in dates[:-1:2]]
    assert titles == ["Step 2", *(f"Step {number}" for number in range(3, 11))]
    assert dates[0].startswith("Step 2: mediation: opens Monday 30 March 2026, due Thursday 2 April 2026")
    assert dates[-3].endswith("opens Monday 18 May 2026, due no limit in the protocol")
    assert dates[-1] == "20-working-day marker: Wednesday 6 May 2026"


def test_a_faulty_file_is_neither_shown_nor_dated(drp: Run, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text('id = "ours"', "utf-8")
    for command in (("protocol", "show"), ("timeline", "--raised", "2026-03-30")):
        ran = drp(*command, str(tmp_path / "ours.toml"))
        assert ran.status == 1
        assert "ours.toml: title: field required" in ran.err
