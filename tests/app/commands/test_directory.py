"""The directory: a preview that changes nothing, refusals by line and column, posts that nobody holds."""

from __future__ import annotations

from rehearsal.council import DOMAIN, people_csv

HEADER = "entra_id,email,name,role,team,from,until,cover_for,line_manager"


def test_a_preview_changes_nothing(site) -> None:
    said = site.says("directory", "import", site.people())
    assert f"+ Dev Mistry <dev.mistry@{DOMAIN}>" in said
    assert "+ Dev Mistry: TM for Fostering North, without an end" in said
    assert "+ Farid Rahman: HoS for every team, without an end" in said
    assert "Nothing is changed yet." in said
    assert "The directory is empty." in site.says("directory", "show")


def test_what_is_applied_is_shown(peopled) -> None:
    said = peopled.says("directory", "show")
    assert "Fostering Team Manager (TM): Dev Mistry" in said
    assert "Administrator (ADMIN): Ian Copeland" in said
    assert "10 people" in said
    assert "There was nothing to apply." in peopled.says("directory", "import", peopled.people(), "--apply")


def test_refusals_name_line_and_column_and_change_nothing(peopled) -> None:
    wrong = people_csv().replace("TM,Fostering North,,,,", "TM,Fostering North,8 April,,,", 1)
    wrong = wrong.replace(",FSM,,", ",FSMM,,").replace(f"farid.rahman@{DOMAIN}", "farid")
    said = peopled.fails("directory", "import", peopled.people(wrong), "--apply", status=2)
    assert 'people.csv: line 5, column from: "8 April" isn\'t a date like 2026-04-08' in said
    assert 'people.csv: line 6, column role: no protocol knows the role "FSMM"' in said
    assert 'people.csv: line 7, column email: "farid" isn\'t an e-mail address' in said
    assert "Nothing was changed." in said
    assert "Fostering Team Manager (TM): Dev Mistry" in peopled.says("directory", "show")


def test_files_that_are_none_are_refused(site) -> None:
    assert "can't be read" in site.fails("directory", "import", site.folder / "none.csv", status=2)
    (site.folder / "excel.csv").write_bytes("Zoë".encode("utf-16"))
    assert "CSV UTF-8" in site.fails("directory", "import", site.folder / "excel.csv", status=2)


def test_duties_that_move_to_another_holder_are_named(peopled) -> None:
    reference = peopled.raised()
    cover = f"{HEADER}\n" + people_csv().partition("\n")[2]
    cover += f",elaine.foster@{DOMAIN},,TM,Fostering North,2026-01-01,2099-12-31,dev.mistry@{DOMAIN},\n"
    said = peopled.says("directory", "import", peopled.people(cover))
    assert "Open duties that move to another holder; their clocks run on:" in said
    assert f"{reference}: TM for Fostering North: from Dev Mistry to Elaine Foster (covering for Dev Mistry)" in said
    peopled.says("directory", "import", peopled.people(cover), "--apply")
    shown = peopled.says("directory", "show")
    assert "Fostering Team Manager (TM): Elaine Foster (covering for Dev Mistry)" in shown
    assert "in place of Dev Mistry: from Thursday 1 January 2026 until Thursday 31 December 2099" in shown
    assert "Fostering Team Manager (TM): Dev Mistry" in peopled.says("directory", "show", "--on", "2025-12-31")


def test_cover_that_an_import_would_end_is_given_as_a_row_that_keeps_it(peopled) -> None:
    row = f"elaine.foster@{DOMAIN},Elaine Foster,TM,Fostering North,2026-01-01,2099-12-31,dev.mistry@{DOMAIN},"
    peopled.says("directory", "import", peopled.people(f"{people_csv()},{row}\n"), "--apply")
    said = peopled.says("directory", "import", peopled.people())
    assert "If it was arranged in chat, add it to the file to keep it:" in said
    line = next(line for line in said.splitlines() if row in line)
    kept = peopled.says("directory", "import", peopled.people(f"{people_csv()}{line.strip()}\n"))
    assert "arranged in chat" not in kept
    over = row.replace("2099-12-31", "2026-01-02")
    peopled.says("directory", "import", peopled.people(f"{people_csv()},{over}\n"), "--apply")
    assert "arranged in chat" not in peopled.says("directory", "import", peopled.people())


def test_a_person_who_leaves_is_shown_with_the_post_that_falls_vacant(peopled) -> None:
    without = "\n".join(line for line in people_csv().splitlines() if "Farid" not in line)
    said = peopled.says("directory", "import", peopled.people(without), "--apply")
    assert f"- Farid Rahman <farid.rahman@{DOMAIN}> (stays known in old records)" in said
    assert "bradford-firo: Head of Service (Fostering) (HoS) for every team" in said
    assert "(HoS) for every team" in peopled.fails("directory", "gaps", status=1)


def test_a_post_without_a_holder_in_one_team_is_named_with_the_team(peopled) -> None:
    second = people_csv() + f",zed@{DOMAIN},Zed Young,SSW,Fostering South,,,,\n"
    said = peopled.says("directory", "import", peopled.people(second), "--apply")
    assert "bradford-firo: Fostering Team Manager (TM) for Fostering South" in said
    assert "(TM) for Fostering North" not in said.partition("Posts that nobody holds")[2]


def test_no_gaps_end_well_and_a_later_day_may_be_asked_about(peopled) -> None:
    assert "Every post is held" in peopled.says("directory", "gaps")
    ending = people_csv().replace("TM,Fostering North,,,,", "TM,Fostering North,,2026-12-31,,")
    peopled.says("directory", "import", peopled.people(ending), "--apply")
    assert "(TM) for every team" in peopled.fails("directory", "gaps", "--on", "2027-01-01", status=1)


def test_a_role_that_protocols_call_differently_is_shown_by_each_of_its_titles(peopled) -> None:
    peopled.set("council", runs='["bradford-firo", "swindon-fciro"]')
    firo_only = peopled.says("directory", "show")
    assert "Fostering Team Manager (TM): Dev Mistry" in firo_only, "a protocol that nobody uses has no say"
    both = people_csv() + f",zed@{DOMAIN},Zed Young,FCIRO,,,,,\n"
    peopled.says("directory", "import", peopled.people(both), "--apply")
    shown = peopled.says("directory", "show")
    assert " or " in next(line for line in shown.splitlines() if "(HoS)" in line)


def test_nobody_in_charge_of_the_installation_is_a_gap(peopled) -> None:
    without = "\n".join(line for line in people_csv().splitlines() if "ADMIN" not in line)
    peopled.says("directory", "import", peopled.people(without), "--apply")
    assert "Administrator (ADMIN)" in peopled.fails("directory", "gaps", status=1)


def test_a_protocol_that_nobody_raises_under_is_not_in_use_unless_it_is_asked_about(peopled) -> None:
    without = "\n".join(line for line in people_csv().splitlines() if ",FIRO," not in line)
    said = peopled.says("directory", "import", peopled.people(without), "--apply")
    assert "Not in use, since nobody holds their officer's role: " in said
    assert "bradford-firo" in said
    asked = peopled.fails("directory", "gaps", "--protocol", "bradford-firo", status=1)
    assert "bradford-firo: Foster Carer Reviewing Officer (FIRO) for every team" in asked
    assert "There is no protocol none" in peopled.fails("directory", "gaps", "--protocol", "none", status=2)
