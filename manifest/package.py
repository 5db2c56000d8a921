"""Builds the Teams app package: manifest, words and icons in one zip, the same bytes for the same settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from disputes.refusals import Refusal
from manifest.icons import ACCENT_HEX, colour_icon, outline_icon

LONGEST_SHORT_NAME = 30
LONGEST_FULL_NAME = 100
LONGEST_DEVELOPER = 32

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
_PLACE = re.compile(r"([A-Za-z]+)(?:\[(\d+)\])?")
# The oldest moment that a zip can hold: what is built twice is the same twice.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)

_Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppDetails:
    """What a council's package says; ids are GUIDs, addresses are https."""

    app_id: str
    bot_id: str
    version: str
    domain: str
    developer: str
    short_name: str
    full_name: str
    website: str
    privacy: str
    terms: str
    personal_only: bool = False
    """Without what works outside people's own chats: the message extension, and the bot in groups and channels."""


def build(details: AppDetails) -> bytes:
    """The zip that Teams takes. Raises Refusal that names every setting that is missing or wrong."""
    _check(details)
    manifest, words = manifest_and_words(details)
    package = BytesIO()
    with ZipFile(package, "w", ZIP_DEFLATED) as archive:
        for name, content in (
            ("manifest.json", _as_bytes(manifest)),
            ("en-gb.json", _as_bytes(words)),
            ("color.png", colour_icon()),
            ("outline.png", outline_icon()),
        ):
            entry = ZipInfo(name, _NO_MOMENT)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return package.getvalue()


def manifest_and_words(details: AppDetails) -> tuple[_Json, _Json]:
    """The manifest and its British English words, which it also holds itself for clients that read no other file."""
    manifest, words = _read("template.json"), _read("en-gb.json")
    words["name.short"], words["name.full"] = details.short_name, details.full_name
    manifest["version"] = details.version
    manifest["id"] = details.app_id.lower()
    manifest["developer"] = {
        "name": details.developer[:LONGEST_DEVELOPER],
        "websiteUrl": details.website,
        "privacyUrl": details.privacy,
        "termsOfUseUrl": details.terms,
    }
    manifest["accentColor"] = ACCENT_HEX
    manifest["bots"][0]["botId"] = details.bot_id.lower()
    manifest["validDomains"] = [details.domain.lower()]
    if not details.personal_only:
        further = _read("message_extension.json")
        manifest["bots"][0]["scopes"] = further["scopes"]
        manifest["composeExtensions"] = [{**further["extension"], "botId": details.bot_id.lower()}]
        words |= further["words"]
    for place, text in words.items():
        if not place.startswith("$"):
            _put(manifest, place, text)
    return manifest, words


def _check(details: AppDetails) -> None:
    faults = [*_wrong_ids(details)]
    if not _DOMAIN.fullmatch(details.domain):
        faults.append("domain under [teams] must be a host name, without https://")
    for name in ("website", "privacy", "terms"):
        if not getattr(details, name).startswith("https://"):
            faults.append(f"{name} under [teams] must be an https:// address")
    for name, longest in (("short_name", LONGEST_SHORT_NAME), ("full_name", LONGEST_FULL_NAME)):
        length = len(getattr(details, name))
        if not 0 < length <= longest:
            faults.append(f"{name} under [teams] has {length} characters; Teams takes 1 to {longest}")
    if faults:
        raise Refusal(
            "incomplete-app",
            "The app package can't be built yet:\n" + "".join(f"  - {fault}.\n" for fault in faults),
            "Correct the settings; docs/how-to/install.md says where each of them comes from.",
        )


def _wrong_ids(details: AppDetails) -> Iterator[str]:
    if not details.bot_id:
        yield "app_id under [bot] is missing"
    elif not _GUID.fullmatch(details.bot_id):
        yield f'app_id under [bot] is "{details.bot_id}", which isn\'t a GUID'
    if details.app_id != details.bot_id and not _GUID.fullmatch(details.app_id):
        yield f'app_id under [teams] is "{details.app_id}", which isn\'t a GUID'


def _put(manifest: _Json, place: str, text: str) -> None:
    """Puts a text where its name says, such as bots[0].commandLists[0].commands[1].title."""
    target: Any = manifest
    *path, last = place.split(".")
    for step in path:
        name, number = _parts(step)
        target = target[name]
        if number is not None:
            if number == len(target):
                target.append({})
            target = target[number]
    target[last] = text


def _parts(step: str) -> tuple[str, int | None]:
    match = _PLACE.fullmatch(step)
    assert match, f"{step} is no place in a manifest"  # noqa: S101 - the words are ours
    return match[1], int(match[2]) if match[2] else None


def _read(name: str) -> _Json:
    text = (resources.files("manifest") / name).read_text("utf-8")
    return json.loads(text)


def _as_bytes(content: _Json) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
