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

from casework.received_mail import ReplyChoice
from casework.views import NoticeView
from disputes.fields import Fact
from disputes.kinds import DutyKind
from disputes.notices import NoticeKind
from disputes.refusals import Refusal
from mail.intake.read import Intake
from mail.letters.branding import read_branding
from mail.letters.check import sample_letters
from mail.letters.samples import DUTY, NOTICE, TODAY, rule, samples
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


NOTICES = samples()
WRITER = LetterWriter()


def write(notice: NoticeView, today: date = TODAY, room: LetterRoom = ROOM, overrides: Path | None = None) -> Letter:
    writer = LetterWriter(overrides) if overrides else WRITER
    return writer.write(letter_view(notice, room, today))


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
    private += [fact.text for fact in notice.facts if not fact.label.lower().endswith("date of the meeting")]
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
    paragraphs = re.findall(r"<p style[^>]*>(.*?)</p>", letter.html, re.DOTALL)
    sentences = [unescape(re.sub(r"<[^>]+>", "", paragraph)) for paragraph in paragraphs]
    assert len(sentences) > 2
    for sentence in sentences:
        if not sentence.startswith("Each button"):
            assert " ".join(sentence.partition(" Or go to")[0].replace('"', "").split()) in text


def test_a_reference_never_breaks_at_its_hyphens_in_html_and_can_be_copied():
    html = write(NOTICE).html
    assert '<span style="white-space:nowrap;">DRP-2026-0042</span>' in html
    assert "DRP-2026-0042" in words(html)
    hostile = replace(NOTICE, by="<b>DRP-2026-0042</b>")
    assert "&lt;b&gt;<span" in write(hostile).html


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


ASIDES = [ReplyChoice.MORE_TIME, ReplyChoice.NOT_MINE]
"""What whoever can't do it in time, or whose it isn't, may choose."""


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        (DutyKind.RESPOND, [ReplyChoice.COMPLETED, ReplyChoice.RESPOND, ReplyChoice.ACKNOWLEDGE, *ASIDES]),
        (DutyKind.CONFIRM_MEETING_DATE, [ReplyChoice.CONFIRM, ReplyChoice.ACKNOWLEDGE, *ASIDES]),
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


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("kinds/ended.jinja", "{% macro subject() %}\n{{ v.no_such_thing }}{% endmacro %}", "line 2: 'mail.letters"),
        ("kinds/ended.jinja", "{% macro subject() %}x{% endmacro %}", "ended.jinja"),
        ("kinds/ended.jinja", "\n\n{% macro subject() %}x", "line 3: Unexpected end of template"),
        ("kinds/ended.jinja", "{% include 'lost.jinja' %}", "lost.jinja"),
        ("letter.html.jinja", "<p>\n{{ v.reference | shout }}", "line 2: No filter named 'shout'"),
        ("letter.txt.jinja", "{{ 1 // 0 }}", "letter.txt.jinja, line 1"),
        ("kinds/endet.jinja", "", "no template of this name is shipped"),
        ("branding.toml", 'bar = "#ffdd00"', "too light"),
    ],
)
def test_a_broken_wording_is_refused_by_file_and_line_before_any_letter_needs_it(
    tmp_path: Path, file: str, content: str, said: str
):
    (tmp_path / "kinds").mkdir()
    (tmp_path / file).write_text(content, "utf-8")
    with pytest.raises(Refusal) as refusal:
        list(sample_letters(ROOM, tmp_path))
    assert Path(file).name in refusal.value.text
    assert said in refusal.value.text
    assert "docs/how-to/letters.md" in refusal.value.next_step or file == "branding.toml"


def test_the_shipped_wording_and_a_sound_one_of_a_councils_own_give_every_letter(tmp_path: Path):
    (tmp_path / "branding.toml").write_text('bar = "#003366"\n', "utf-8")
    assert [name for name, _ in sample_letters(ROOM, None)] == [name for name, _ in sample_letters(ROOM, tmp_path)]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(Refusal) as refusal:
        list(sample_letters(ROOM, tmp_path / "lost"))
    assert "lost: there is no such folder" in refusal.value.text


@pytest.mark.parametrize("name", NOTICES)
def test_the_html_is_such_as_outlook_shows(name: str):
    """Word, which draws mail in Outlook, knows tables and inline styles; widths in pixels, and none beyond the page."""
    html = write(*NOTICES[name]).html
    body = html.partition("<body")[2]
    styles = re.findall(r'style="([^"]*)"', body)
    assert styles
    for style in styles:
        assert not re.search(r"flex|grid|float|position|calc\(|var\(|rgba|url\(|\brem\b|@", style), style
        for width in re.findall(r"width:(\d+)px", style):
            assert int(width) <= 640
    assert not re.search(r"<(div|section|img|svg|script|style|link|form|button|video|ul|ol|picture)\b", body)
    assert not re.search(r"\sclass=\"[^\"]*\"(?![^>]*style=)", body), "what matters is in the style, not in a class"
    assert body.count("<table") == body.count("</table>")
    assert all('cellpadding="0" cellspacing="0" border="0"' in tag for tag in re.findall(r"<table[^>]*>", body))
    assert all(
        "font-family" in style for style in re.findall(r'<(?:p|h1|h2|td|th|a)[^>]*style="([^"]*font-size[^"]*)"', body)
    )
    assert len(html) < 100_000, "a longer one is cut off by Gmail at 102 KB"
    assert "http://" not in body, "nothing is fetched from anywhere when it is opened"


@pytest.mark.parametrize("name", NOTICES)
def test_every_letter_says_what_to_do_and_how_to_answer(name: str):
    letter = write(*NOTICES[name])
    for shown in (" ".join(letter.text.split()), words(letter.html)):
        assert "What to do now" in shown
        assert "eply to this e-mail" in shown
    assert "https://teams.example/l/chat" in letter.text
    assert "https://teams.example/l/chat" in letter.html


@pytest.mark.parametrize("rule_id", ["S5", "W33"])
def test_S5_W33_the_letter_at_the_limit_says_that_going_up_is_a_duty(rule_id: str):
    notice, today = NOTICES["lapsed"]
    must = rule(rule_id, "must be escalated")
    for shown in (write(replace(notice, must=must), today).text, words(write(replace(notice, must=must), today).html)):
        assert "Your protocol makes that a duty" in " ".join(shown.split())
        assert f"Rule {rule_id}: “must be escalated”" in " ".join(shown.split())
    assert "duty" not in write(notice, today).text


def test_C24_C12_what_the_protocol_asks_for_is_in_its_own_words_and_said_once():
    notice = replace(
        NOTICE, duty=None, asks="A case discussion.", facts=(Fact("What is asked of you", "A case discussion."),)
    )
    for shown in (write(notice).text, words(write(notice).html)):
        assert " ".join(shown.split()).count("A case discussion.") == 1
        assert "your protocol asks this of you. A case discussion." in " ".join(shown.split())


def test_W28_an_invitations_letter_has_the_agenda_and_who_is_invited():
    letter = write(*NOTICES["meeting-confirmed"])
    for shown in (" ".join(letter.text.split()), words(letter.html)):
        for part in ("1. Child's details", "5. Outcome", "W28", "In the chair", "Robin Reviewer", "10:30 to 11:30"):
            assert part in shown


def test_a_copy_that_an_officer_added_is_told_by_whom_and_why():
    added = replace(NOTICE.copies[0], reasons=(), added_by="Robin Reviewer", because="She covers the visits.")
    text = " ".join(write(replace(NOTICE, copies=(added,))).text.split())
    assert "Copy: Sasha Social, added by Robin Reviewer “She covers the visits.”" in text
