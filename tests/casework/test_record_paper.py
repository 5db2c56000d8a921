"""The officer's record on paper: it goes to the Director and the Chief Executive, and to nobody below."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import pytest

from casework.record_paper import record_paper
from casework.views import RecordLine
from disputes.entries import DISPATCHER, MAILBOX, EntryKind
from disputes.fields import Fact
from disputes.notices import NoticeKind
from mail.letters.record_pdf import record_pdf
from mail.letters.samples import NOTICE, PAPER
from protocols.reading import shipped
from tests.disputes.cast import Play, at_stage_3
from tests.protocols.newcastle import at


def paper_of(play: Play):
    entry = next(e for e in reversed(play.entries) if e.effects.opens_stage)
    notice = next(n for n in entry.notices if n.kind is NoticeKind.STAGE_RAISED)
    return record_paper(play.protocol, play.entries, entry, notice)


@pytest.mark.parametrize(("stage", "rule"), [("director", "W15"), ("chief-executive", "W17")])
def test_W15_W17_the_record_itself_goes_with_the_letter_outside_the_case_system(stage: str, rule: str) -> None:
    paper = paper_of(at(stage))
    assert paper
    assert (paper.title, paper.rule.id) == ("Dispute Resolution Record", rule)
    assert paper.lines[0].what == "Raised"
    assert paper.lines[-1].what == "Escalated"
    assert [line.stage for line in paper.lines if line.what == "Escalated"][:2] == ["Stage 2", "Stage 3"]
    assert paper.lines[-1].by.endswith("(Independent Reviewing Officer)")


@pytest.mark.parametrize("stage", ["stage-2", "stage-4"])
def test_W15_within_the_case_system_nothing_is_enclosed(stage: str) -> None:
    assert paper_of(at(stage)) is None


def test_a_protocol_that_does_not_ask_for_it_encloses_nothing() -> None:
    assert paper_of(at_stage_3()) is None
    sending = [p.id for p in shipped().values() if any(n.sends_record_rule for s in p.stages for n in s.notices)]
    assert sending == ["newcastle-iro"]


def test_how_the_dispute_was_carried_is_not_on_paper() -> None:
    play = at("stage-4")
    play.happens(EntryKind.DELIVERED, by=DISPATCHER, receipt="<x@y>").happens(EntryKind.AUTO_REPLY_FILED, by=MAILBOX)
    play.on("2026-05-06").does("IRO", "escalate", "director", reasons="silence")
    paper = paper_of(play)
    assert paper
    assert not {"Delivered", "Auto reply filed", "Nudged"} & {line.what for line in paper.lines}


def test_W15_the_file_is_a_pdf_that_a_screen_reader_can_read_and_the_same_every_time() -> None:
    file = record_pdf(NOTICE, PAPER)
    assert (file.name, file.content_type) == ("DRP-2026-0042-record.pdf", "application/pdf")
    assert file.content.startswith(b"%PDF-")
    assert b"/MarkInfo" in unpacked(file.content)
    assert b"pdfuaid:part>1<" in unpacked(file.content)
    assert record_pdf(NOTICE, PAPER) == file


@pytest.mark.parametrize(
    "typed", ["#panic(1) $x$ *b* @r `c` <l> \\", "= x\n- y\n+ z\n/ a: b", "日本 🎈 \x00\ud800", "x" * 20_000]
)
def test_what_people_typed_is_never_the_typesetters_language(typed: str) -> None:
    line = RecordLine(on="x", stage=typed, what="Raised", by=typed, facts=(Fact(typed, typed),))
    assert record_pdf(NOTICE, replace(PAPER, lines=(line,)), practice=True).content.startswith(b"%PDF-")


def unpacked(pdf: bytes) -> bytes:
    """A PDF with its packed parts unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    plain: list[bytes] = [pdf]
    for stream in streams:
        try:
            plain.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(plain)
