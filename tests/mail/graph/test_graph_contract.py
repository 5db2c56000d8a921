"""Microsoft 365 by Graph keeps what every transport keeps, and each call and answer is as Graph's contract has it."""

from __future__ import annotations

import pytest

from tests.mail.graph.openapi import Contract
from tests.mail.transport_contract import TransportContract


class TestGraph(TransportContract):
    """Over HTTP."""


def test_the_contract_would_tell_a_wrong_call(openapi: Contract | None):
    if openapi is None:
        pytest.skip("needs the published contracts: set DRP_CONTRACTS to their folder")
    messages = "/users/u@example.org/messages"
    assert openapi.request_faults("get", messages, {"$select": "id,nonsense"}, b"", "")
    assert openapi.request_faults("put", messages, {}, b"", "")
    assert openapi.request_faults("post", f"{messages}/1/move", {}, b'{"destination": "x"}', "application/json")
    assert openapi.request_faults("post", "/users/u/mailFolders", {}, b'{"displayName": 3}', "application/json")
    assert openapi.answer_faults("get", messages, 200, b'{"value": [{"id": 7}]}')
    assert openapi.answer_faults("post", f"{messages}/1/send", 200, b"")
    assert openapi.answer_faults("get", messages, 404, b'{"error": "gone"}')
    assert not openapi.answer_faults("get", messages, 200, b'{"value": [{"id": "7", "subject": null}]}')
