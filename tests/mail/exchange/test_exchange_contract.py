"""Exchange Web Services keep what every transport keeps, and each call and answer is as Microsoft's schema has it."""

from __future__ import annotations

import pytest

from tests.mail.exchange.endpoint import envelope_of
from tests.mail.exchange.schema import Schema
from tests.mail.transport_contract import TransportContract


class TestExchange(TransportContract):
    """Over HTTP."""


@pytest.mark.parametrize(
    ("body", "good"),
    [
        (
            "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>"
            '<t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>',
            True,
        ),
        (
            "<m:GetFolder><m:FolderShape><t:BaseShape>Everything</t:BaseShape></m:FolderShape><m:FolderIds>"
            '<t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>',
            False,
        ),
        ('<m:GetFolder><m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>', False),
        ("<m:FindMail/>", False),
        ('<m:SendItem><m:ItemIds><t:ItemId Id="x"/></m:ItemIds></m:SendItem>', False),
    ],
    ids=["right", "unknown value", "missing part", "unknown call", "missing attribute"],
)
def test_the_schema_would_tell_a_wrong_call(schema: Schema | None, body: str, good: bool):
    if schema is None:
        pytest.skip("needs the published contracts: set DRP_CONTRACTS to their folder")
    assert (schema.faults(envelope_of(body)) == []) is good
