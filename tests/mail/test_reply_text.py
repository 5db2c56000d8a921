"""An author's own words, cut out of what the usual mail programs send."""

from __future__ import annotations

import pytest

from mail.intake.read import author_text
from mail.intake.reply_html import without_quotes
from mail.intake.reply_text import ReplyText

LETTER = "<p>Please respond by Wednesday 8 April 2026.</p>"
HEADER = (
    "<b>From:</b> Dispute Resolution &lt;disputes@example.gov.uk&gt;<br><b>Sent:</b> 30 March 2026 10:30<br>"
    "<b>To:</b> Tam Manager<br><b>Subject:</b> [DRP-2026-0042] Stage 1"
)


def from_html(html: str) -> ReplyText:
    return author_text(without_quotes(html), "")


def from_text(text: str) -> ReplyText:
    return author_text(without_quotes(""), text)


PROGRAMS = {
    "Outlook for Windows": (
        "<html><head><style>p.MsoNormal{margin:0}</style></head><body><div class=WordSection1>"
        "<p class=MsoNormal>Both visits were made.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        "<p class=MsoNormal>The notes are filed.</p>"
        "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f"<p class=MsoNormal>{HEADER}</p></div></div><p class=MsoNormal>Please respond.</p></div></body></html>"
    ),
    "Outlook on the web": (
        "<div>Both visits were made.</div><div><br></div><div>The notes are filed.</div>"
        f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">{HEADER}</div><div>{LETTER}</div>'
    ),
    "new Outlook": (
        "<div>Both visits were made.</div><div><br></div><div>The notes are filed.</div>"
        f'<div id="mail-editor-reference-message-container"><div>{HEADER}</div>{LETTER}</div>'
    ),
    "Outlook on a phone": (
        "<div>Both visits were made.</div><div><br></div><div>The notes are filed.</div><div><br></div>"
        '<div>Get <a href="https://aka.ms/x">Outlook for iOS</a></div>'
        f'<div id="ms-outlook-mobile-reference-message"><hr><b>From:</b> Dispute Resolution</div>{LETTER}'
    ),
    "Outlook without marks": (
        "<div>Both visits were made.</div><div><br></div><div>The notes are filed.</div>"
        f"<hr><div>{HEADER}</div>{LETTER}"
    ),
    "Apple Mail": (
        "<div>Both visits were made.</div><div><br></div><div>The notes are filed.</div>"
        "<div><br><blockquote type='cite'>"
        f"<div>On 30 Mar 2026, at 10:30, Dispute Resolution &lt;disputes@example.gov.uk&gt; wrote:</div>{LETTER}"
        "</blockquote></div>"
    ),
    "Gmail": (
        "<div dir=ltr><div>Both visits were made.</div><div><br></div><div>The notes are filed.</div></div><br>"
        "<div class='gmail_quote'><div class='gmail_attr'>On Mon, 30 Mar 2026 at 10:30, Dispute Resolution "
        f"&lt;disputes@example.gov.uk&gt; wrote:<br></div><blockquote class='gmail_quote'>{LETTER}</blockquote></div>"
    ),
    "Thunderbird": (
        "Both visits were made.<br><br>The notes are filed.<br><div class='moz-cite-prefix'>On 30/03/2026 10:30, "
        f"Dispute Resolution wrote:<br></div><blockquote type='cite' cite='mid:x'>{LETTER}</blockquote>"
    ),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_reply_of_every_usual_program_is_cut_to_its_authors_words(program: str):
    assert from_html(PROGRAMS[program]) == ReplyText("Both visits were made.\n\nThe notes are filed.", False)


def test_words_below_a_quote_that_has_an_end_are_kept():
    html = f"<blockquote type=cite>{LETTER}</blockquote><div>Both visits were made.</div>"
    assert from_html(html) == ReplyText("Both visits were made.", answers_inside_quote=False)


def test_answers_between_quoted_pieces_are_kept_and_flagged():
    html = (
        "<div class='gmail_quote'><div>On Mon, 30 Mar 2026 at 10:30, Dispute Resolution wrote:</div>"
        "<blockquote class='gmail_quote'>Was the autumn visit made?</blockquote><div>Yes, on 3 October.</div>"
        "<blockquote class='gmail_quote'>And spring?</blockquote><div>Not yet.</div></div>"
    )
    assert from_html(html) == ReplyText("Yes, on 3 October.\n\nNot yet.", answers_inside_quote=True)


def test_answers_typed_into_outlooks_quote_are_flagged_by_their_style_and_by_what_the_author_says():
    style = "<style>span.EmailStyle19{mso-style-type:personal-reply;color:#1F497D;}</style>"
    quote = "<div id='divRplyFwdMsg'>From: a<br>Sent: b<br>To: c</div><p>Was it made?{}</p>"
    answer = "<span class='EmailStyle19'>Yes.</span>"
    assert from_html(f"{style}<p>As discussed.</p>{quote.format(answer)}").answers_inside_quote
    assert not from_html(f"{style}<p>As discussed.</p>{quote.format('')}").answers_inside_quote
    told = "See my comments below in red.\n\nFrom: a@b.example\nSent: 30 March 2026\nTo: c\n\nWas it made? Yes."
    assert from_text(told) == ReplyText("See my comments below in red.", answers_inside_quote=True)


def test_a_reply_that_is_all_quote_gives_everything_and_a_flag_rather_than_nothing():
    html = f"<div id='divRplyFwdMsg'>{HEADER}</div><p>Was it made? Yes.</p>"
    reply = from_html(html)
    assert "Was it made? Yes." in reply.text
    assert reply.answers_inside_quote
    assert from_text("> Was it made?\n> Yes.") == ReplyText("> Was it made?\n> Yes.", answers_inside_quote=True)


TAILS = {
    "signature": "-- \nTam Manager\nExample Council",
    "sign-off": "Kind regards\n\nTam Manager\nTeam Manager, Fostering North\nTel: 01632 960001",
    "device": "Sent from my iPhone",
    "outlook device": "Get Outlook for Android<https://aka.ms/x>",
    "disclaimer": "This email and any attachments are confidential and intended for the addressee only.\n"
    "If you have received this in error, please delete it.",
    "disclaimer between lines": "*****************************\nDISCLAIMER: The views are the sender's own.\n"
    "*****************************",
    "signature and disclaimer": "Regards,\nTam\n\nConfidentiality notice: this message may be privileged.",
}


@pytest.mark.parametrize("tail", TAILS)
def test_signatures_device_lines_and_disclaimers_are_taken_off(tail: str):
    assert from_text(f"Both visits were made.\n\n{TAILS[tail]}\n") == ReplyText("Both visits were made.", False)


@pytest.mark.parametrize(
    "text",
    [
        "Both visits were made.\n\nRegards to the carer, who was most helpful in all of this matter.",
        "With regards to visits:\n\nBoth were made.",
        "The plan is:\n--\nfirst visit in May, because the carer is away until then.",
        "We keep this email confidential.\n\nBoth visits were made.",
        "On Thursday we met.\n\nOn Friday he wrote: no.",
        "From: the team's own notes of the visit.\n\nBoth were made.",
        "Sent from the office were two letters, neither of which came back.",
        "The visits were on:\n3 October 2025\n4 March 2026",
        "She said:\n\n    I was not told.\n\nBoth visits were made.",
    ],
)
def test_no_line_that_only_looks_like_a_tail_or_a_quote_is_lost(text: str):
    assert from_text(text) == ReplyText(text, answers_inside_quote=False)


def test_a_gateways_banner_above_the_reply_is_taken_off():
    banner = "CAUTION: This email originated from outside of the organisation. Do not click links.\n\n"
    assert from_text(f"{banner}Both visits were made.").text == "Both visits were made."
    often = "You don't often get email from t.manager@example.gov.uk. Learn why this is important\n\n"
    assert from_text(f"{often}Both visits were made.").text == "Both visits were made."


def test_text_below_a_device_line_without_a_heading_is_cut_and_flagged():
    reply = from_text("Both visits were made.\n\nSent from my iPhone\n\nPlease respond by Wednesday.")
    assert reply == ReplyText("Both visits were made.", answers_inside_quote=True)


def test_html_lays_out_as_a_reader_sees_it():
    html = (
        "<p>First&nbsp;visit:</p><ul><li>made</li><li>noted</li></ul><pre>a\n  b</pre>"
        "<table><tr><td>May</td><td>2026</td></tr></table>a <b>bold</b>\n word<br>next<!-- x -->!"
    )
    assert from_html(html).text == "First visit:\n\n- made\n- noted\n\na\n  b\n\nMay 2026\n\na bold word\nnext!"
