"""The protocols that a council runs, every version that a dispute may have begun under among them (X9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from casework.ports import Protocols
from disputes.protocol import Protocol
from disputes.refusals import Refusal


class ProtocolLibrary(Protocols):
    """Protocols by id and version; of one id, the version given last is the latest.

    Only those that the council `runs` begin new disputes, where it names any; the others stay for old ones.
    """

    def __init__(self, protocols: Iterable[Protocol], runs: Collection[str] = ()) -> None:
        self._latest: dict[str, Protocol] = {}
        self._all: dict[tuple[str, str], Protocol] = {}
        for protocol in protocols:
            if not runs or protocol.id in runs:
                self._latest[protocol.id] = protocol
            self._all[protocol.id, protocol.version] = protocol

    def ids(self) -> list[str]:
        """Every protocol's id, sorted."""
        return sorted(self._latest)

    def latest(self, protocol_id: str) -> Protocol:
        """The version that a new dispute begins under."""
        found = self._latest.get(protocol_id)
        if found is None:
            known = ", ".join(self.ids())
            raise Refusal("unknown-protocol", f"There is no protocol {protocol_id}.", f"There are: {known}.")
        return found

    def version(self, protocol_id: str, version: str) -> Protocol:
        """The version that a dispute began under; it has to be kept for as long as such a dispute is."""
        found = self._all.get((protocol_id, version))
        if found is None:
            raise Refusal(
                "missing-version",
                f"Version {version} of {protocol_id} isn't installed, and a dispute began under it.",
                "Ask your administrator to put that version's file back.",
                rules=("X9",),
            )
        return found
