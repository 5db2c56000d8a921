"""The officer's record as a PDF file that goes with a letter: tagged for screen readers, and the same every time."""

from __future__ import annotations

import json
from importlib import resources

import typst

from casework.views import NoticeView, RecordPaper
from mail.message import Attachment

_TEMPLATE = "record.typ"


def record_pdf(notice: NoticeView, paper: RecordPaper, *, practice: bool = False) -> Attachment:
    """The record as an attachment. What people typed is data to the typesetter, never its language."""
    about = {
        "Reference": notice.reference,
        "About": notice.subject,
        "Protocol": notice.protocol,
        "Officer": notice.officer,
        "Now at": notice.stage,
    }
    record = {
        "title": _shown(paper.title),
        "reference": notice.reference,
        "council": _shown(notice.council),
        "practice": "Practice: this record is from a rehearsal. Nothing in it is real." if practice else "",
        "about": [{"label": label, "text": _shown(text)} for label, text in about.items()],
        "why": f"It goes with the letter because of rule {paper.rule.id}.",
        "lines": [
            {
                "number": number,
                "on": line.on,
                "stage": _shown(line.stage),
                "what": line.what,
                "by": _shown(line.by),
                "facts": [{"label": _shown(fact.label), "text": _shown(fact.text)} for fact in line.facts],
            }
            for number, line in enumerate(paper.lines, start=1)
        ],
    }
    template = resources.files("mail.letters").joinpath("templates", _TEMPLATE).read_bytes()
    inputs, written = {"record": json.dumps(record)}, int(notice.happened_at.timestamp())
    try:
        pdf = typst.compile(
            template,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards="ua-1",
            timestamp=written,
        )
    except typst.TypstError:
        # The accessible form refuses a letter that no font has. Better a record with a box in it than none.
        pdf = typst.compile(template, format="pdf", sys_inputs=inputs, timestamp=written)
    return Attachment(f"{notice.reference}-record.pdf", "application/pdf", pdf)


def _shown(text: str) -> str:
    """What can be set in type: no lone surrogates, no control characters but line breaks."""
    clean = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return "".join(c for c in clean if c == "\n" or c.isprintable() or c == "\u00a0")
