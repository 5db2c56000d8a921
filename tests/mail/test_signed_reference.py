"""Signed references: found in any clutter, never forged, never an identity."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.signed_reference import ReferenceSigner, SignedReference, recipient_tag

KEY, OLD = b"k" * 32, b"o" * 32
SIGNER = ReferenceSigner(KEY)
TOKEN = SIGNER.sign("DRP-2026-0042", "stage-1.respond#2", "person-7")


def test_it_finds_dispute_duty_and_recipient():
    found = SIGNER.verify(TOKEN)
    assert found == SignedReference("DRP-2026-0042", "stage-1.respond#2", recipient_tag("person-7"))
    assert found is not None
    assert found.is_for("person-7")
    assert not found.is_for("person-8")


def test_a_letter_without_a_duty_can_be_signed_too():
    found = SIGNER.verify(SIGNER.sign("DRP-2026-0042", None, "person-7"))
    assert found is not None
    assert found.duty is None


def test_it_shows_no_id_of_a_person():
    assert "person-7" not in TOKEN


def test_it_survives_shouting_and_clutter():
    text = f"RE: FW: [{TOKEN.upper()}], thanks. https://example.org/?t={TOKEN}&x=1"
    assert [found and found.reference for found in SIGNER.find(text)] == ["DRP-2026-0042", "DRP-2026-0042"]


@pytest.mark.parametrize("at", range(len(TOKEN)))
def test_one_changed_character_is_one_too_many(at: int):
    other = "a" if TOKEN[at] != "a" else "b"
    assert SIGNER.verify(TOKEN[:at] + other + TOKEN[at + 1 :]) is None


def test_another_installations_signature_is_seen_and_refused():
    assert list(ReferenceSigner(b"x" * 32).find(TOKEN)) == [None]


def test_after_a_rotation_the_old_key_still_finds_and_no_longer_signs():
    rotated = ReferenceSigner(KEY, previous=(OLD,))
    old_token = ReferenceSigner(OLD).sign("DRP-2026-0042", "d1", "p")
    assert rotated.verify(old_token) is not None
    assert rotated.sign("DRP-2026-0042", "d1", "p") != old_token


def test_a_weak_key_or_a_reference_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        ReferenceSigner(b"short")
    with pytest.raises(ValueError, match="can't be signed"):
        SIGNER.sign("forty-two", "d1", "p")


@settings(max_examples=80, deadline=None, derandomize=True)
@given(duty=st.text(min_size=1, max_size=12), recipient=st.text(max_size=40))
def test_any_duty_and_recipient_come_back(duty: str, recipient: str):
    try:
        token = SIGNER.sign("DRP-2026-0042", duty, recipient)
    except (ValueError, UnicodeEncodeError):
        return
    found = SIGNER.verify(token)
    assert found is not None
    assert found.duty == duty
    assert found.is_for(recipient)
