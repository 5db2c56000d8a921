"""Whose word on a sender counts: our own server's, Exchange Online's among them, and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mail.intake.authentication import Trust
from mail.intake.read import Intake
from mail.message import Authentication, IncomingMessage
from mail.round import received
from mail.signed_reference import ReferenceSigner
from mail.transport import MailItem

MANAGER = "t.manager@example.gov.uk"
CLOUD = "Received: from AM0P1.PROD.OUTLOOK.COM by LO2P2.GBRP2.PROD.OUTLOOK.COM with HTTPS; Tue, 7 Apr 2026 15:30 +0000"
INTERNET = "Received: from mail.evil.example by relay.elsewhere.example with ESMTP; Tue, 7 Apr 2026 15:30 +0000"
INTERNAL = "X-MS-Exchange-Organization-AuthAs: Internal"
ANONYMOUS = "X-MS-Exchange-Organization-AuthAs: Anonymous"
PASSED = (
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.gov.uk; dkim=pass (signature was "
    "verified) header.d=example.gov.uk;dmarc=pass action=none header.from=example.gov.uk;compauth=pass reason=100"
)
FAILED = (
    "Authentication-Results: spf=fail (sender IP is 192.0.2.9) smtp.mailfrom=evil.example; dkim=none (message not "
    "signed) header.d=none;dmarc=fail action=oreject header.from=example.gov.uk;compauth=fail reason=000"
)
FORWARDED = (
    "Authentication-Results: spf=fail smtp.mailfrom=list.example; dkim=fail; arc=pass;dmarc=fail action=none "
    "header.from=example.gov.uk;compauth=pass reason=130"
)
UNCLEAR = (
    "Authentication-Results: spf=none smtp.mailfrom=example.gov.uk; dkim=none;dmarc=none action=none "
    "header.from=example.gov.uk;compauth=softpass reason=202"
)
ARC = "ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass; dmarc=pass header.from=example.gov.uk"
EXCHANGE = Trust(servers=(".prod.outlook.com",), exchange=True)
INTAKE = Intake(
    signer=ReferenceSigner(b"k" * 32), installation="x", own_addresses=frozenset({"disputes@example.gov.uk"})
)


def read(trust: Trust, *headers: str, sender: str = f"From: {MANAGER}") -> IncomingMessage:
    raw = "\n".join((*headers, sender, "Subject: x", "", "x")).replace("\n", "\r\n").encode()
    return replace(INTAKE, trust=trust).read(MailItem("1", datetime(2026, 4, 7, tzinfo=UTC), raw))


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ((CLOUD, INTERNAL), Authentication.PASS),
        ((CLOUD, PASSED), Authentication.PASS),
        ((CLOUD, ANONYMOUS, PASSED), Authentication.PASS),
        ((CLOUD, FORWARDED), Authentication.PASS),
        ((CLOUD, FAILED), Authentication.FAIL),
        ((CLOUD, ANONYMOUS, FAILED), Authentication.FAIL),
        ((CLOUD, UNCLEAR), Authentication.UNSTATED),
        ((CLOUD, ANONYMOUS), Authentication.UNSTATED),
        # What a sender wrote below what Exchange wrote.
        ((CLOUD, FAILED, PASSED), Authentication.FAIL),
        ((CLOUD, ANONYMOUS, INTERNAL, FAILED), Authentication.FAIL),
        ((CLOUD, ARC), Authentication.UNSTATED),
        # Not from our own hop: whoever handed it over may have written all of it.
        ((INTERNET, INTERNAL), Authentication.UNSTATED),
        ((INTERNET, PASSED), Authentication.UNSTATED),
        ((INTERNET, CLOUD, INTERNAL, PASSED), Authentication.UNSTATED),
        ((INTERNAL, PASSED), Authentication.UNSTATED),
    ],
)
def test_what_exchange_stamps_counts_only_where_our_own_exchange_took_the_mail_in(
    headers: tuple[str, ...], verdict: Authentication
):
    assert read(EXCHANGE, *headers).authentication is verdict


@pytest.mark.parametrize("headers", [(CLOUD, INTERNAL), (CLOUD, PASSED), (CLOUD, FAILED)])
def test_exchanges_stamps_are_nobodys_word_unless_the_settings_say_so(headers: tuple[str, ...]):
    assert read(Trust(servers=(".prod.outlook.com",)), *headers).authentication is Authentication.UNSTATED


def test_a_host_that_only_ends_alike_is_not_ours():
    alike = CLOUD.replace("LO2P2.GBRP2.PROD.OUTLOOK.COM", "evilprod.outlook.com")
    assert read(EXCHANGE, alike, INTERNAL).authentication is Authentication.UNSTATED


def test_named_results_of_our_own_server_count_only_behind_our_own_hop():
    ours = Trust(servers=("mx.example.gov.uk",))
    results = "Authentication-Results: mx.example.gov.uk; dmarc=pass header.from=example.gov.uk"
    hop = "Received: from x by mx.example.gov.uk with ESMTPS; Tue, 7 Apr 2026 15:30 +0000"
    assert read(ours, hop, results).authentication is Authentication.PASS
    assert read(ours, INTERNET, results).authentication is Authentication.UNSTATED


def test_a_verdict_on_another_sender_than_the_one_that_we_read_is_a_failure():
    elsewhere = PASSED.replace("header.from=example.gov.uk", "header.from=evil.example")
    assert read(EXCHANGE, CLOUD, elsewhere).authentication is Authentication.FAIL


@pytest.mark.parametrize(
    "sender",
    [
        f"From: {MANAGER}\nFrom: other@evil.example",
        f"From: {MANAGER}, other@evil.example",
    ],
)
def test_a_mail_that_names_several_senders_is_doubted_whatever_the_server_says(sender: str):
    mail = received(read(EXCHANGE, CLOUD, INTERNAL, sender=sender))
    assert mail.doubts is not None
    assert "several senders" in mail.doubts


def test_where_senders_must_be_proved_silence_is_not_enough():
    unclear, proved = read(EXCHANGE, CLOUD, UNCLEAR), read(EXCHANGE, CLOUD, INTERNAL)
    assert received(unclear).doubts is None
    assert received(proved, proven_senders=True).doubts is None
    doubts = received(unclear, proven_senders=True).doubts
    assert doubts is not None
    assert "doesn't prove" in doubts
