"""Real replies of the public corpora, where they are to be had: cut at least as well as by the best library."""

from __future__ import annotations

import pytest

from bench.rows.reply_text import corpora, corpus_folder, exact, libraries, lost_lines, ours

FOLDER = corpus_folder()
pytestmark = pytest.mark.skipif(FOLDER is None, reason="the corpora aren't here: name their folder in DRP_MAIL_CORPUS")


@pytest.mark.parametrize("corpus", ["crisp", "github", "talon"])
def test_no_library_cuts_more_replies_exactly(corpus: str):
    assert FOLDER
    samples = corpora(FOLDER)[corpus]
    best = max((len(exact(samples, lambda s, parse=parse: parse(s.text))) for parse in libraries().values()), default=1)
    assert len(exact(samples, ours)) >= best


@pytest.mark.parametrize("corpus", ["crisp", "github"])
def test_no_line_of_an_author_is_lost(corpus: str):
    assert FOLDER
    assert lost_lines(corpora(FOLDER)[corpus]) == {}


def test_every_html_reply_is_cut_to_its_authors_words():
    assert FOLDER
    for sample in corpora(FOLDER)["talon-html"]:
        assert ours(sample).split() == sample.expected.split()
