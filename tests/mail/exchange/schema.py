"""Checks SOAP envelopes against Microsoft's own schema of Exchange Web Services."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

etree: Any = import_module("lxml.etree")

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
_XS = "{http://www.w3.org/2001/XMLSchema}"


class Schema:
    """The schema, made ready for checks; the files themselves stay as they are."""

    def __init__(self, folder: Path) -> None:
        types = _put_right(etree.parse(str(folder / "types.xsd")).getroot())

        class Resolver(etree.Resolver):
            def resolve(self, url: str, public: Any, context: Any) -> Any:
                return self.resolve_string(types, context) if url.endswith("types.xsd") else None

        parser = etree.XMLParser()
        parser.resolvers.add(Resolver())
        self._schema = etree.XMLSchema(etree.parse(str(folder / "messages.xsd"), parser))

    def faults(self, envelope: Any) -> list[str]:
        """What is wrong with the parts of an envelope. A SOAP fault isn't Exchange's own."""
        header, body = envelope.find(f"{SOAP}Header"), envelope.find(f"{SOAP}Body")
        parts = [*(header if header is not None else ()), *body]
        return [fault for part in parts if part.tag != f"{SOAP}Fault" for fault in self._faults(part)]

    def _faults(self, part: Any) -> list[str]:
        alone = etree.fromstring(etree.tostring(part), etree.XMLParser(huge_tree=True))
        if self._schema.validate(alone):
            return []
        return [f"{etree.QName(part).localname}: {error.message}" for error in self._schema.error_log]


def _put_right(types: Any) -> bytes:
    """Without two things that the standard doesn't allow and that libxml2 minds."""
    for attribute in list(types.iter(f"{_XS}attribute")):
        if attribute.get("ref") == "xml:lang":
            attribute.getparent().remove(attribute)
    for element in list(types.iter(f"{_XS}element")):
        # Each of them may stand wherever t:Transition may: named beside it, they can't be told apart.
        if element.get("ref") in {f"t:{kind}Transition" for kind in ("AbsoluteDate", "RecurringDay", "RecurringDate")}:
            element.getparent().remove(element)
    return etree.tostring(types)
