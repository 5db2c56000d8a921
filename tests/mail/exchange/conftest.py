"""A mailbox on an Exchange Server for each test; its calls are checked against the schema where that is at hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.mail.exchange.house import ExchangeHouse
from tests.mail.exchange.schema import Schema


@pytest.fixture(scope="session")
def schema(request: pytest.FixtureRequest) -> Schema | None:
    """The schema; None where the published contracts aren't here, so that the tests run without that check."""
    try:
        contracts: Path = request.getfixturevalue("contracts")
    except pytest.skip.Exception:
        return None
    return Schema(contracts / "ews")


@pytest.fixture
async def house(schema: Schema | None) -> AsyncIterator[ExchangeHouse]:
    house = ExchangeHouse(schema)
    await house.start()
    yield house
    await house.close()
    assert house.endpoint.faults == []
