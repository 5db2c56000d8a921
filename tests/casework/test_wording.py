"""The wording guard at the desk: pointed out before anything is sent, kept only with a reason."""

from __future__ import annotations

import pytest

from casework.open_dispute import NewDispute, open_dispute
from casework.preview import preview_of_raising
from disputes.refusals import Refusal
from rehearsal import council
from tests.casework.office import RAISING, Office


async def test_B34_a_judgement_is_refused_until_the_officer_says_why_it_stays(office: Office) -> None:
    new = NewDispute("bradford-firo", {**RAISING, "wrong": f"{council.TM.name} is incompetent."})
    with pytest.raises(Refusal) as refused:
        await preview_of_raising(office.desk, office.id_of(council.FIRO), new)
    assert refused.value.field == "wording_kept"
    assert "“incompetent” judges somebody's performance" in refused.value.text
    assert "B34" in refused.value.text
    kept = NewDispute("bradford-firo", {**new.entered, "wording_kept": "It quotes the complaint as made."})
    made = await open_dispute(office.desk, office.id_of(council.FIRO), kept, key=("activity", "kept"))
    assert made.entry is not None
    assert "It quotes the complaint as made." in [fact.text for fact in made.entry.facts]


async def test_a_possible_name_is_only_pointed_out(office: Office) -> None:
    new = NewDispute("bradford-firo", {**RAISING, "wrong": "Since January Kestrel has had no visit."})
    preview = await preview_of_raising(office.desk, office.id_of(council.FIRO), new)
    assert "“Kestrel” may be a name; use a reference." in [caution.text for caution in preview.cautions]
