"""Letters, as their readers see them: golden files, and what no wording may ever break."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from enum import StrEnum
from html import unescape
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from jinja2 import UndefinedError

from casework.received_mail import ReplyChoice
from casework.views import DueView, DutyView, NoticeView, Reason, RecipientView, RuleView
from disputes.entries import Entered, EntryKind
from disputes.fields import Fact
from disputes.kinds import DutyKind
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from disputes.rules import Basis
from mail.intake.read import Intake
from mail.letters.branding import read_branding
from mail.letters.view import Branding, LetterRoom, letter_view
from mail.letters.writer import Letter, LetterWriter
from mail.signed_reference import ReferenceSigner
from mail.transport import MailItem

GOLDEN = Path(__file__).parent / "golden"
SIGNER = ReferenceSigner(b"k" * 32)
ROOM = LetterRoom(
    branding=Branding(council="Example Council", footer="Quality and safeguarding\nExample Council"),
    mailbox="disputes@example.gov.uk",
    signer=SIGNER,
    teams_link="https://teams.example/l/chat",
)
TODAY = date(2026, 3, 30)


def rule(rule_id: str, quote: str, basis: Basis = Basis.DOCUMENT) -> RuleView:
    return RuleView(id=rule_id, text=f"What {rule_id} asks.", quote=quote, basis=basis)


def person(name: str, role: str, why: RuleView, cover_for: str | None = None) -> RecipientView:
    return RecipientView(
        person=name.lower().replace(" ", "-"),
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.gov.uk",
        reasons=(Reason(role=role, rule=why),),
        cover_for=cover_for,
    )


B12 = rule("B12", "The Team Manager will respond within 5 working days.")
DUTY = DutyView(
    id="stage-1.respond",
    kind=DutyKind.RESPOND,
    owes="respond",
    owners=("Team Manager",),
    due=DueView(
        on=date(2026, 4, 8),
        text="Wednesday 8 April 2026",
        issued="Monday 30 March 2026",
        skipped=(
            "Friday 3 April 2026 (Good Friday)",
            "Saturday 4 April 2026",
            "Sunday 5 April 2026",
            "Monday 6 April 2026 (Easter Monday)",
        ),
        rules=(B12,),
    ),
    overdue=False,
    acknowledged=None,
    reply_waiting=False,
    rules=(B12,),
)
NOTICE = NoticeView(
    kind=NoticeKind.STAGE_RAISED,
    entry=EntryKind.ESCALATED,
    reference="DRP-2026-0042",
    sequence=1,
    council="Example Council",
    protocol="Foster Carer Reviewing Officer Dispute Resolution",
    subject="FC-2219",
    stage="Stage 2",
    entered=Entered.ESCALATED,
    by="Robin Reviewer",
    happened_at=datetime(2026, 3, 30, 9, 30, tzinfo=UTC),
    facts=(
        Fact("What is wrong", "Two unannounced visits are missing:\n  - autumn\n  - spring <& both were agreed>"),
        Fact("What should happen", "Both visits by 1 May."),
    ),
    to=(person("Sam Service", "Fostering Service Manager", rule("B16", "An email is sent to the Service Manager.")),),
    copies=(
        person("Sasha Social", "Supervising Social Worker", rule("B16", "Copied to the SSW and the Team Manager.")),
        person(
            "Cam Cover",
            "Team Manager",
            rule("LD1", "", Basis.LOCAL_DEFAULT),
            cover_for="Tam Manager",
        ),
    ),
    duty=DUTY,
    asks_for_meeting=True,
    record="FIRO Dispute Resolution Stage 2",
    officer="Robin Reviewer",
)
OVERDUE = replace(DUTY, overdue=True, acknowledged="Tam Manager", reply_waiting=True)
NOTICES = {
    "stage-raised": (NOTICE, TODAY),
    "stage-raised-no-limit": (replace(NOTICE, duty=None, copies=(), entered=Entered.RAISED), TODAY),
    "brought-in": (replace(NOTICE, kind=NoticeKind.BROUGHT_IN), TODAY),
    "nudge-before": (replace(NOTICE, kind=NoticeKind.NUDGE, copies=()), date(2026, 4, 2)),
    "nudge-today": (replace(NOTICE, kind=NoticeKind.NUDGE, copies=()), date(2026, 4, 8)),
    "nudge-overdue": (replace(NOTICE, kind=NoticeKind.NUDGE, copies=(), duty=OVERDUE), date(2026, 4, 9)),
    "lapsed": (replace(NOTICE, kind=NoticeKind.LAPSED, copies=(), duty=OVERDUE), date(2026, 4, 9)),
    "answered": (
        replace(NOTICE, kind=NoticeKind.ANSWERED, entry=EntryKind.RESPONDED, copies=(), duty=replace(DUTY, open=False)),
        TODAY,
    ),
    "answered-in-part": (replace(NOTICE, kind=NoticeKind.ANSWERED, entry=EntryKind.RESPONDED, copies=()), TODAY),
    "acknowledged": (replace(NOTICE, kind=NoticeKind.ANSWERED, entry=EntryKind.ACKNOWLEDGED, copies=()), TODAY),
    "answered-late": (replace(NOTICE, kind=NoticeKind.ANSWERED, entry=EntryKind.NOTED, copies=()), TODAY),
    "meeting-confirmed": (replace(NOTICE, kind=NoticeKind.MEETING_CONFIRMED), TODAY),
    "meeting-held": (replace(NOTICE, kind=NoticeKind.MEETING_HELD), TODAY),
    "intent": (replace(NOTICE, kind=NoticeKind.INTENT), TODAY),
    "ended": (replace(NOTICE, kind=NoticeKind.ENDED, entry=EntryKind.ENDED, duty=None), TODAY),
    "resolved": (replace(NOTICE, kind=NoticeKind.ENDED, entry=EntryKind.RESOLVED, duty=None), TODAY),
    "withdrawn": (replace(NOTICE, kind=NoticeKind.ENDED, entry=EntryKind.WITHDRAWN, duty=None), TODAY),
    "minutes": (replace(NOTICE, kind=NoticeKind.MINUTES, copies=()), TODAY),
    "occasion": (replace(NOTICE, kind=NoticeKind.OCCASION, duty=None), TODAY),
    "court": (replace(NOTICE, kind=NoticeKind.COURT), TODAY),
    "handed-over": (replace(NOTICE, kind=NoticeKind.HANDED_OVER, duty=None), TODAY),
    "vacant": (replace(NOTICE, kind=NoticeKind.VACANT, copies=()), TODAY),
    "bounced": (replace(NOTICE, kind=NoticeKind.BOUNCED, duty=None, copies=()), TODAY),
    "undelivered": (replace(NOTICE, kind=NoticeKind.UNDELIVERED, duty=None, copies=()), TODAY),
    "reply-to-classify": (replace(NOTICE, kind=NoticeKind.REPLY_TO_CLASSIFY, copies=()), TODAY),
    "already-answered": (replace(NOTICE, kind=NoticeKind.ALREADY_ANSWERED, copies=()), TODAY),
}


def write(notice: NoticeView, today: date = TODAY, room: LetterRoom = ROOM, overrides: Path | None = None) -> Letter:
    return LetterWriter(overrides).write(letter_view(notice, room, today))


def words(html: str) -> str:
    mime = EmailMessage()
    mime.set_content(html, subtype="html")
    intake = Intake(signer=SIGNER, installation="x", own_addresses=frozenset())
    text = intake.read(MailItem("x", datetime(2026, 4, 1, tzinfo=UTC), mime.as_bytes())).full_text
    return " ".join(text.split())


@pytest.mark.parametrize("name", NOTICES)
def test_a_letter_is_as_it_was_agreed_to_be(name: str, request: pytest.FixtureRequest):
    letter = write(*NOTICES[name])
    written = {f"{name}.txt": f"Subject: {letter.subject}\n\n{letter.text}", f"{name}.html": letter.html}
    for filename, content in written.items():
        golden = GOLDEN / filename
        if request.config.getoption("--golden", default=False):
            golden.write_text(content, "utf-8")
        assert golden.read_text("utf-8") == content


def test_every_kind_of_notice_has_its_letter():
    assert {notice.kind for notice, _ in NOTICES.values()} == set(NoticeKind)


def test_a_kind_without_a_wording_of_its_own_is_told_plainly_rather_than_not_at_all():
    kind = StrEnum("Newer", {"NEW": "brand-new"})["NEW"]
    view = replace(letter_view(NOTICE, ROOM, TODAY), kind=cast(NoticeKind, kind))
    letter = LetterWriter().write(view)
    assert letter.subject == "[DRP-2026-0042] Stage 2: there is news"
    assert "Both visits by 1 May." in letter.text


@pytest.mark.parametrize("name", NOTICES)
def test_a_subject_holds_the_reference_and_nothing_that_names_or_was_typed(name: str):
    notice, today = NOTICES[name]
    subject = write(notice, today).subject
    assert subject.startswith("[DRP-2026-0042] ")
    assert len(subject) < 100
    private = [notice.by, notice.officer, notice.subject, *(r.name for r in (*notice.to, *notice.copies))]
    private += [fact.text for fact in notice.facts]
    assert not [text for text in private if text in subject]


@pytest.mark.parametrize("name", NOTICES)
def test_X8_every_letter_says_that_it_is_not_the_safeguarding_route(name: str):
    letter = write(*NOTICES[name])
    assert "not the safeguarding route" in " ".join(letter.text.split())
    assert "not the safeguarding route" in words(letter.html)


@pytest.mark.parametrize("name", NOTICES)
def test_the_plain_text_says_all_that_the_html_says(name: str):
    letter = write(*NOTICES[name])
    text = " ".join(letter.text.replace('"', "").split())
    notice, _ = NOTICES[name]
    for recipient in (*notice.to, *notice.copies):
        assert recipient.name in text
        assert recipient.name in words(letter.html)
    for sentence in re.findall(r"<p style[^>]*>([^<]{20,})</p>", letter.html):
        if not sentence.startswith("Each button"):
            assert unescape(sentence).replace('"', "") in text


def test_everyone_reads_why_they_get_it_with_rule_and_quote():
    text = " ".join(write(NOTICE).text.split())
    assert (
        "To: Sam Service, Fostering Service Manager Because of rule B16: “An email is sent to the Service Manager.”"
        in text
    )
    assert "Copy: Cam Cover, covering for Tam Manager, Team Manager" in text
    assert "Because of rule LD1 (local default): “What LD1 asks.”" in text


def test_X7_the_due_date_comes_with_its_rule_and_the_days_skipped():
    letter = write(NOTICE)
    for shown in (" ".join(letter.text.split()), words(letter.html)):
        assert "Due Wednesday 8 April 2026" in shown.replace("Due:", "Due")
        assert "Friday 3 April 2026 (Good Friday)" in shown
        assert "Rule B12" in shown


def test_what_people_typed_is_shown_as_typed_and_never_as_markup():
    letter = write(NOTICE)
    assert "      - spring <& both were agreed>" in letter.text
    assert "&nbsp;&nbsp;- spring &lt;&amp; both were agreed&gt;" in letter.html
    hostile = replace(NOTICE, facts=(Fact("What is wrong", "<script>x()</script>{{ 7 * 7 }}"),), by="<b>Robin</b>")
    html = write(hostile).html
    assert "<script>" not in html
    assert "<b>Robin" not in html
    assert "{{ 7 * 7 }}" in html


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        (DutyKind.RESPOND, [ReplyChoice.COMPLETED, ReplyChoice.RESPOND, ReplyChoice.ACKNOWLEDGE]),
        (DutyKind.CONFIRM_MEETING_DATE, [ReplyChoice.CONFIRM, ReplyChoice.ACKNOWLEDGE]),
        (DutyKind.NOTE_CONCLUDED, []),
    ],
)
def test_each_reply_link_opens_a_mail_that_the_intake_reads_as_that_choice(kind: DutyKind, choices: list[ReplyChoice]):
    view = letter_view(replace(NOTICE, duty=replace(DUTY, kind=kind)), ROOM, TODAY)
    intake = Intake(signer=SIGNER, installation="x", own_addresses=frozenset({ROOM.mailbox}))
    read: list[ReplyChoice | None] = []
    for link in view.links:
        parts = urlsplit(link.href)
        fields = parse_qs(parts.query, keep_blank_values=True)
        assert (parts.scheme, parts.path) == ("mailto", ROOM.mailbox)
        mime = EmailMessage()
        mime["From"] = "sam.service@example.gov.uk"
        mime["Subject"] = fields["subject"][0]
        mime.set_content(fields["body"][0])
        mail = intake.read(MailItem("x", datetime(2026, 4, 1, tzinfo=UTC), mime.as_bytes()))
        assert mail.candidates[0].duty == "stage-1.respond"
        read.append(mail.choice)
    assert read == choices


def test_a_practice_letter_says_so_first():
    letter = write(NOTICE, room=replace(ROOM, practice=True))
    assert letter.text.startswith("PRACTICE")
    assert "Practice: this letter is from a rehearsal" in letter.html


def test_a_council_replaces_one_wording_and_keeps_the_others(tmp_path: Path):
    (tmp_path / "kinds").mkdir()
    shipped = (Path(__file__).parents[2] / "mail/letters/templates/kinds/ended.jinja").read_text("utf-8")
    ours = shipped.replace("Thank you for your part in it.", "With thanks from all at {{ v.branding.council }}.")
    (tmp_path / "kinds" / "ended.jinja").write_text(ours, "utf-8")
    assert "With thanks from all at Example Council." in write(NOTICES["ended"][0], overrides=tmp_path).text
    assert write(NOTICE, overrides=tmp_path) == write(NOTICE)


def test_a_council_chooses_its_colours_and_footer_in_a_file(tmp_path: Path):
    assert read_branding("Example Council", tmp_path) == Branding(council="Example Council")
    (tmp_path / "branding.toml").write_text('bar = "#003366"\nfooter = "Civic Centre"\n', "utf-8")
    branding = read_branding("Example Council", tmp_path)
    letter = write(NOTICE, room=replace(ROOM, branding=branding))
    assert "background-color:#003366" in letter.html
    assert "Civic Centre" in letter.text


@pytest.mark.parametrize(
    ("content", "named"),
    [('bar = "blue"', "bar is 'blue'"), ('logo = "x"', "logo"), ("bar = 3", "bar"), ("bar", "can't be read")],
)
def test_a_wrong_branding_file_is_refused_with_file_and_key(tmp_path: Path, content: str, named: str):
    (tmp_path / "branding.toml").write_text(content, "utf-8")
    with pytest.raises(Refusal) as refusal:
        read_branding("Example Council", tmp_path)
    assert "branding.toml" in refusal.value.text
    assert named in refusal.value.text


def test_a_wording_that_asks_for_what_there_is_not_fails_loudly(tmp_path: Path):
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "ended.jinja").write_text("{% macro subject() %}{{ v.no_such_thing }}{% endmacro %}", "utf-8")
    with pytest.raises(UndefinedError):
        write(NOTICES["ended"][0], overrides=tmp_path)
