"""A mailbox in Microsoft 365 for each test; its calls are checked against the contract where that is at hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.mail.graph.house import GraphHouse
from tests.mail.graph.openapi import Contract


@pytest.fixture(scope="session")
def openapi(request: pytest.FixtureRequest) -> Contract | None:
    """The contract; None where the published contracts aren't here, so that the tests run without that check."""
    try:
        contracts: Path = request.getfixturevalue("contracts")
    except pytest.skip.Exception:
        return None
    return Contract(contracts / "graph" / "graph-mail-openapi.json")


@pytest.fixture
async def house(tmp_path: Path, openapi: Contract | None) -> AsyncIterator[GraphHouse]:
    house = GraphHouse(tmp_path, openapi)
    await house.start()
    yield house
    await house.close()
    assert house.endpoint.faults == []
