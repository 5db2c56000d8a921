"""The proof of service as a file: CSV for a spreadsheet, HTML or plain text for whoever reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from app.spreadsheet import plain_cell
from casework.proof_for_family import ProofForFamily
from casework.proof_of_service import ChannelProof, ProofOfService, ServedLine, Signed
from casework.served_words import all_words, moment_words
from disputes.working_days import LONDON, london_date, long_date

_SHORT = 12
_NOTHING = "Nothing has been sent yet."


@dataclass(frozen=True, slots=True)
class Table:
    """A proof ready to be written: what it is, how to read it, its rows in words and as cells for machines."""

    title: str
    about: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cell_columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]


def proof_table(proof: ProofOfService) -> Table:
    """A row for each notice and recipient; the cells have every time and id."""
    return Table(
        title=f"{proof.reference}: proof of service",
        about=(
            f"{proof.council}. {proof.protocol}.",
            f"As of {moment_words(proof.as_of)}. Times are London's.",
            "Sent: it left us. Accepted: the mailbox or Teams took it. A machine's answer is no answer.",
        ),
        columns=("Notice", "Recipient", "What became of it"),
        rows=tuple(_row(line) for line in proof.lines),
        cell_columns=_CELLS,
        cells=tuple(_cells(proof, line) for line in proof.lines),
    )


def family_table(proof: ProofForFamily) -> Table:
    """What was done, for a child, a carer or their parents: days and roles, nobody's name."""
    columns = ("Day", "Stage", "What was done", "With whom", "Answered")
    rows = tuple(
        (
            long_date(line.on),
            line.stage,
            line.what,
            line.roles,
            long_date(line.answered_on) if line.answered_on else "",
        )
        for line in proof.lines
    )
    return Table(
        title=f"What was done on your behalf: {proof.reference}",
        about=(f"{proof.council}. {proof.protocol}.", f"As of {long_date(proof.as_of)}."),
        columns=columns,
        rows=rows,
        cell_columns=columns,
        cells=rows,
    )


def as_csv(table: Table) -> str:
    """For a spreadsheet; no cell of it is ever taken for a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(table.cell_columns)
    writer.writerows([plain_cell(cell) for cell in row] for row in table.cells)
    return written.getvalue()


def as_text(table: Table) -> str:
    """For whoever reads it, in a mail or aloud."""
    parts = [table.title, "=" * len(table.title), "", *table.about, ""]
    for row in table.rows:
        indented = (value.replace("\n", "\n    ") for value in row)
        parts += [f"{column}: {value}" for column, value in zip(table.columns, indented, strict=True) if value]
        parts.append("")
    return "\n".join(parts if table.rows else [*parts, _NOTHING]).rstrip() + "\n"


def as_html(table: Table) -> str:
    """For whoever reads or prints it: one file that fetches nothing."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    about = "".join(f"<p>{escape(line)}</p>" for line in table.about)
    rows = "\n".join(
        f"<tr>{''.join(_cell(c, v) for c, v in zip(table.columns, r, strict=True))}</tr>" for r in table.rows
    )
    body = f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"
    shown = body if table.rows else f"<p>{_NOTHING}</p>"
    return _PAGE.format(title=escape(table.title), style=_STYLE, about=about, shown=shown)


FORMS: dict[str, Callable[[Table], str]] = {".csv": as_csv, ".html": as_html, ".txt": as_text}
"""How to write a table, by the ending of the file's name."""


def _cell(column: str, value: str) -> str:
    short = ' class="short"' if len(value) <= _SHORT else ""
    return f'<td data-label="{escape(column)}"{short}>{escape(value).replace(chr(10), "<br>")}</td>'


def _row(line: ServedLine) -> tuple[str, ...]:
    stage = f"{line.stage}: " if line.stage else ""
    as_what = "Copy to" if line.copied else "To"
    cover = f", covering for {line.recipient.cover_for}" if line.recipient.cover_for else ""
    added = f", added by {line.recipient.added_by}" if line.recipient.added_by else ""
    role = f"\n{line.roles}{cover}{added}" if line.roles or cover or added else ""
    rules = f"\nby rule {line.rules}" if line.rules else ""
    return (
        f"{stage}{line.what}\n{long_date(london_date(line.queued_at))}, entry {line.entry} of the record",
        f"{as_what} {line.recipient.name}{role}{rules}",
        "\n".join(all_words(line)),
    )


_CELLS = (
    "reference", "entry", "notice", "stage", "kind", "recipient", "email_address", "role", "to_or_copy", "rules",
    "queued", "email_state", "email_sent", "email_accepted", "message_id", "email_reason", "card_state", "card_sent",
    "card_accepted", "activity_id", "card_reason", "bounced", "bounced_because", "auto_replied", "acknowledged",
    "acknowledged_by", "responded", "responded_by",
)  # fmt: skip


def _cells(proof: ProofOfService, line: ServedLine) -> tuple[str, ...]:
    return (
        proof.reference,
        str(line.entry),
        str(line.number + 1),
        line.stage,
        line.what,
        line.recipient.name,
        line.recipient.email,
        line.roles,
        "copy" if line.copied else "to",
        line.rules,
        _moment(line.queued_at),
        *_channel(line.email),
        *_channel(line.card),
        *_signed(line.bounced),
        _moment(line.auto_replied.at) if line.auto_replied else "",
        *_signed(line.acknowledged),
        *_signed(line.responded),
    )


def _channel(proof: ChannelProof | None) -> Sequence[str]:
    if proof is None:
        return ("", "", "", "", "")
    return (proof.state.value, _moment(proof.sent_at), _moment(proof.accepted_at), proof.id, proof.reason)


def _signed(signed: Signed | None) -> Sequence[str]:
    return (_moment(signed.at), signed.by) if signed else ("", "")


def _moment(at: datetime | None) -> str:
    return at.astimezone(LONDON).isoformat(timespec="seconds") if at else ""


_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 Arial, Helvetica, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 60rem;
  color: #0b0c0c; background: #fff; }
h1 { font-size: 1.6rem; line-height: 1.25; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .6rem .8rem .6rem 0; text-align: left; vertical-align: top; }
tr { break-inside: avoid; }
.short { white-space: nowrap; }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; width: auto; }
  tr { border-bottom: 2px solid #b1b4b6; padding: .5rem 0; }
  td { border: 0; padding: .2rem 0; }
  td:not(:empty)::before { content: attr(data-label); display: block; font-weight: bold; }
}
@media (prefers-color-scheme: dark) { body { color: #f3f2f1; background: #161719; } th, td { border-color: #505a5f; } }
"""

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
{about}
{shown}
</body>
</html>
"""
