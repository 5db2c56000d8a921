"""Checks calls against the published OpenAPI of Graph's mail part."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_SAID_ELSEWHERE = {("post", "send"): 202, ("post", "move"): 201, ("patch", ""): 200}
"""The file is derived from the service's metadata and gives 204 or 200; Microsoft's own pages give these."""

_MADE_BY_SERVER = {"id"}
"""The file asks for it where something is made; the server gives it."""

_PATCHED_TOO = {"singleValueExtendedProperties"}
"""Microsoft's page on creating extended properties has them patched onto a message; the file leaves them out."""


class Contract:
    """The file, made ready for checks."""

    def __init__(self, file: Path) -> None:
        self._validators: dict[str, Draft202012Validator] = {}
        self._api = _as_json_schema(json.loads(file.read_text("utf-8")))
        self._paths = [
            (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "$"), path) for path in self._api["paths"]
        ]

    def request_faults(
        self, method: str, path: str, query: Mapping[str, str], body: bytes, content_type: str
    ) -> list[str]:
        """What is wrong with a request."""
        operation = self._operation(method, path)
        if operation is None:
            return [f"no operation {method} {path}"]
        faults = [
            fault
            for parameter in operation.get("parameters", [])
            for fault in self._option_faults(self._resolved(parameter), query)
        ]
        contents = operation.get("requestBody", {}).get("content", {})
        schema = contents.get("application/json", {}).get("schema")
        if not body or not content_type.startswith("application/json"):
            return [*faults, *([f"{path} takes no {content_type}"] if body and "*/*" not in contents else [])]
        if schema is None:
            schema = {"$ref": "#/components/schemas/microsoft.graph.message-create"}
        return [*faults, *self._faults(schema, json.loads(body), sent=True)]

    def answer_faults(self, method: str, path: str, status: int, body: bytes) -> list[str]:
        """What is wrong with an answer."""
        operation = self._operation(method, path)
        if operation is None:
            return []
        last = path.rsplit("/", 1)[-1] if method == "post" else ""
        expected = operation["responses"]
        if 300 <= status < 400:
            return []  # a server on the way, not Graph
        if status >= 400:
            return self._faults({"$ref": "#/components/schemas/error"}, json.loads(body))
        told = next(code for code in expected if code.startswith("2"))
        if status not in {int(told), _SAID_ELSEWHERE.get((method, last))}:
            return [f"{method} {path} answers {status}"]
        schema = expected[told].get("content", {}).get("application/json", {}).get("schema")
        return self._faults(schema, json.loads(body)) if schema and body else []

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        matching = [known for pattern, known in self._paths if pattern.match(path)]
        exact = sorted(matching, key=lambda known: known.count("{"))
        return next((self._api["paths"][p][method] for p in exact if method in self._api["paths"][p]), None)

    def _option_faults(self, parameter: dict[str, Any], query: Mapping[str, str]) -> list[str]:
        value, schema = query.get(parameter["name"]), parameter["schema"]
        if parameter["in"] != "query" or value is None:
            return []
        given = (
            value.split(",") if schema.get("type") == "array" else int(value) if schema["type"] == "integer" else value
        )
        return [f"{parameter['name']}: {fault}" for fault in self._faults(schema, given)]

    def _faults(self, schema: dict[str, Any], value: Any, *, sent: bool = False) -> list[str]:
        suffix = "-create" if sent else ""
        if isinstance(value, dict) and "@odata.type" in value:
            schema = {"$ref": f"#/components/schemas/{value['@odata.type'].removeprefix('#')}{suffix}"}
        whole = {**self._resolved(schema)}
        if sent:
            whole["required"] = [name for name in whole.get("required", ()) if name not in _MADE_BY_SERVER]
        faults = [f"{fault.json_path}: {fault.message}" for fault in self._validator(whole).iter_errors(value)]
        known = {*whole.get("properties", {}), *_PATCHED_TOO}
        if known != _PATCHED_TOO and isinstance(value, dict):
            lowered = {name.lower() for name in known}
            faults += [f"unknown {name}" for name in value if not name.startswith("@") and name.lower() not in lowered]
        return faults

    def _validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        known = json.dumps(schema)
        if known not in self._validators:
            self._validators[known] = Draft202012Validator({**schema, "components": self._api["components"]})
        return self._validators[known]

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        found: Any = schema
        while "$ref" in found:
            target: Any = self._api
            for step in found["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            found = target
        return found


def _as_json_schema(value: Any) -> Any:
    """OpenAPI 3.0 says nullable where JSON Schema has a type of null."""
    if isinstance(value, list):
        return [_as_json_schema(one) for one in value]
    if not isinstance(value, dict):
        return value
    rest = {name: _as_json_schema(one) for name, one in value.items() if name != "nullable"}
    return {"anyOf": [rest, {"type": "null"}]} if value.get("nullable") is True else rest
