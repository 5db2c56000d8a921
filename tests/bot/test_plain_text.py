"""A Teams message's HTML as plain text: its words and nothing else, however it is made."""

from __future__ import annotations

import pytest

from bot.extension.plain_text import LARGEST_HTML, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One<br>Two</div>", "One\nTwo"),
        ("<p>a &amp; b &lt;c&gt; &nbsp;d</p>", "a & b <c> d"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n\n- two"),
        ("<p>See <a href='https://x.example'>the plan</a></p>", "See the plan"),
        ('<p><at id="0">Dev Mistry</at>, please</p>', "Dev Mistry, please"),
        ('<p>Good <emoji id="smile" alt="🙂" title="Smile"></emoji> day</p>', "Good 🙂 day"),
        ('<p>Look: <img alt="a chart" src="https://x.example/1.png"></p>', "Look: a chart"),
        ("<script>alert(1)</script><style>p{}</style><p>safe</p>", "safe"),
        ("<attachment id='1'><b>quoted</b></attachment><p>mine</p>", "mine"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("<p>left\u202e right\u200b\x00</p>", "left right"),
        ("plain, no tags\nat all", "plain, no tags at all"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("a < b and b > c", "a < b and b > c"),
        ("<pre>one\ntwo</pre>", "one two"),
        ("", ""),
    ],
)
def test_the_words_are_what_a_person_read(html: str, text: str) -> None:
    assert plain_text(html) == text


UNITS = (
    "<", "<p", "<!--", "<![", "&", "<b>", "<a b='", "</", "<script>", "&#x", "<!DOCTYPE ", "<?x ", "'<a ", "<a x'x",
    "<a \"'\"", "<img alt='",
)  # fmt: skip
BOMBS = [unit * (3 * LARGEST_HTML // len(unit)) for unit in UNITS]


@pytest.mark.parametrize("bomb", BOMBS, ids=UNITS)
def test_no_message_fails_however_it_is_made(bomb: str) -> None:
    # Whatever grows with the square of a message's length takes minutes here.
    assert len(plain_text(bomb)) <= LARGEST_HTML
