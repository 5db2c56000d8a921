"""The Teams app package: valid by Microsoft's own schema, with icons that are what Teams asks for."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft4Validator

from app.command_line import drp
from bot.extension.requests import FIND, RAISE, SEARCH

BOT = "3D9B2F60-0000-4000-8000-000000000001"
APP = "3d9b2f60-0000-4000-8000-000000000009"

WHOLE = {
    "bot": {"app_id": BOT},
    "teams": {
        "domain": "Disputes.testshire.example",
        "website": "https://testshire.example/disputes",
        "privacy": "https://testshire.example/privacy",
        "terms": "https://testshire.example/terms",
    },
}


def _settings(folder: Path, **sections: dict[str, str]) -> Path:
    lines = ['[council]\nname = "Testshire County Council"\n[mail]\naddress = "disputes@testshire.example"']
    for section, values in sections.items():
        lines += [f"[{section}]", *(f"{name} = {json.dumps(value)}" for name, value in values.items())]
    file = folder / "council.toml"
    file.write_text("\n".join(lines), "utf-8")
    return file


def _build(folder: Path, *options: str, **sections: dict[str, str]) -> Result:
    file, out = _settings(folder, **sections), folder / "app.zip"
    return CliRunner().invoke(drp, ["manifest", "build", "--settings", str(file), "--out", str(out), *options])


def _built(folder: Path, *options: str, **sections: dict[str, str]) -> dict[str, bytes]:
    result = _build(folder, *options, **{**WHOLE, **sections})
    assert result.exit_code == 0, result.output
    assert "Upload it in the Teams admin centre" in result.output
    with ZipFile(folder / "app.zip") as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def _pixels(image: bytes) -> list[list[tuple[int, ...]]]:
    """The pixels of a PNG of ours, checked chunk by chunk."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    place, data, size = 8, b"", (0, 0)
    while place < len(image):
        (length,) = struct.unpack(">I", image[place : place + 4])
        kind, content = image[place + 4 : place + 8], image[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack(">I", image[place + 8 + length : place + 12 + length])
        assert checksum == zlib.crc32(kind + content)
        if kind == b"IHDR":
            size = struct.unpack(">II", content[:8])
            assert content[8:10] == b"\x08\x06", "eight bits each of red, green, blue and alpha"
        if kind == b"IDAT":
            data += content
        place += 12 + length
    width, height = size
    raw = zlib.decompress(data)
    stride = width * 4 + 1
    assert len(raw) == stride * height
    rows = [raw[y * stride + 1 : (y + 1) * stride] for y in range(height)]
    return [[tuple(row[x * 4 : x * 4 + 4]) for x in range(width)] for row in rows]


@pytest.mark.parametrize("options", [(), ("--personal-only",)])
def test_manifest_and_words_are_valid_by_the_official_schemas(
    tmp_path: Path, contracts: Path, options: tuple[str, ...]
) -> None:
    files = _built(tmp_path, *options)
    for name, schema in (
        ("manifest.json", "MicrosoftTeams.schema-v1.25.json"),
        ("en-gb.json", "MicrosoftTeams.Localization.schema.json"),
    ):
        validator = Draft4Validator(json.loads((contracts / "teams-manifest" / schema).read_text("utf-8")))
        content: Any = json.loads(files[name])
        assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)] == []


def test_the_manifest_speaks_for_this_council(tmp_path: Path) -> None:
    manifest = json.loads(_built(tmp_path)["manifest.json"])
    assert manifest["manifestVersion"] == "1.25"
    assert manifest["id"] == BOT.lower()
    assert manifest["bots"][0]["botId"] == BOT.lower()
    assert manifest["bots"][0]["scopes"] == ["personal", "team", "groupChat"]
    assert manifest["defaultInstallScope"] == "personal"
    assert manifest["validDomains"] == ["disputes.testshire.example"]
    assert manifest["developer"]["name"] == "Testshire County Council"
    assert manifest["developer"]["privacyUrl"] == "https://testshire.example/privacy"
    assert manifest["name"] == {
        "short": "Dispute Resolution",
        "full": "Dispute Resolution Assistant, Testshire County Council",
    }
    commands = [each["title"] for each in manifest["bots"][0]["commandLists"][0]["commands"]]
    assert commands == ["Raise a dispute", "My disputes", "Status", "Help"]


def test_the_message_extension_has_the_commands_that_the_bot_answers(tmp_path: Path) -> None:
    (extension,) = json.loads(_built(tmp_path)["manifest.json"])["composeExtensions"]
    find, from_message = extension["commands"]
    assert (find["id"], find["type"], find["context"]) == (FIND, "query", ["compose", "commandBox"])
    assert [parameter["name"] for parameter in find["parameters"]] == [SEARCH]
    assert find["initialRun"] is True
    assert (from_message["id"], from_message["type"], from_message["context"]) == (RAISE, "action", ["message"])
    assert from_message["fetchTask"] is True


def test_a_package_for_personal_chats_alone_has_neither_extension_nor_groups(tmp_path: Path) -> None:
    manifest = json.loads(_built(tmp_path, "--personal-only")["manifest.json"])
    assert manifest["bots"][0]["scopes"] == ["personal"]
    assert "composeExtensions" not in manifest


def test_a_package_may_have_an_id_of_its_own(tmp_path: Path) -> None:
    manifest = json.loads(_built(tmp_path, teams={**WHOLE["teams"], "app_id": APP})["manifest.json"])
    assert (manifest["id"], manifest["bots"][0]["botId"]) == (APP, BOT.lower())


def test_the_british_english_file_says_what_the_manifest_says(tmp_path: Path) -> None:
    files = _built(tmp_path)
    manifest, words = json.loads(files["manifest.json"]), json.loads(files["en-gb.json"])
    assert manifest["localizationInfo"] == {"defaultLanguageTag": "en-gb", "defaultLanguageFile": "en-gb.json"}
    assert words["name.short"] == manifest["name"]["short"]
    assert words["description.full"] == manifest["description"]["full"]
    assert "safeguarding" in words["description.full"]
    extension = manifest["composeExtensions"][0]
    assert extension["commands"][0]["title"] == words["composeExtensions[0].commands[0].title"] == "Find a dispute"
    assert extension["botId"] == BOT.lower()


def test_the_icon_in_colour_fills_its_square(tmp_path: Path) -> None:
    files = _built(tmp_path)
    accent = json.loads(files["manifest.json"])["accentColor"]
    rows = _pixels(files["color.png"])
    assert (len(rows), {len(row) for row in rows}) == (192, {192})
    assert all(pixel[3] == 255 for row in rows for pixel in row)
    assert "#{:02X}{:02X}{:02X}".format(*rows[0][0][:3]) == accent
    assert rows[60][50][:3] == (255, 255, 255), "the bubble"
    assert rows[107][120][:3] != (255, 255, 255), "the steps in it"


def test_the_outline_is_white_on_nothing(tmp_path: Path) -> None:
    rows = _pixels(_built(tmp_path)["outline.png"])
    assert (len(rows), {len(row) for row in rows}) == (32, {32})
    assert all(pixel[:3] == (255, 255, 255) for row in rows for pixel in row)
    shown = [pixel[3] for row in rows for pixel in row]
    assert rows[0][0][3] == 0
    assert shown.count(0) > len(shown) / 3
    assert shown.count(255) > len(shown) / 6


def test_the_same_settings_give_the_same_bytes(tmp_path: Path) -> None:
    _built(tmp_path)
    first = (tmp_path / "app.zip").read_bytes()
    _built(tmp_path)
    assert (tmp_path / "app.zip").read_bytes() == first


def test_everything_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    result = _build(tmp_path)
    assert result.exit_code == 2
    for missing in (
        "app_id under [bot] is missing.",
        "domain under [teams] must be a host name",
        "website under [teams] must be an https:// address",
        "privacy under [teams] must be an https:// address",
        "terms under [teams] must be an https:// address",
    ):
        assert missing in result.output
    assert "app_id under [teams]" not in result.output
    assert not (tmp_path / "app.zip").exists()


@pytest.mark.parametrize(
    ("section", "name", "value", "said"),
    [
        ("bot", "app_id", "our-bot", 'app_id under [bot] is "our-bot", which isn\'t a GUID'),
        ("teams", "app_id", "our-app", 'app_id under [teams] is "our-app", which isn\'t a GUID'),
        ("teams", "domain", "https://disputes.testshire.example", "must be a host name, without https://"),
        ("teams", "privacy", "http://testshire.example", "privacy under [teams] must be an https:// address"),
        ("teams", "short_name", "x" * 31, "short_name under [teams] has 31 characters; Teams takes 1 to 30"),
        ("teams", "full_name", "x" * 101, "full_name under [teams] has 101 characters; Teams takes 1 to 100"),
    ],
)
def test_what_teams_would_refuse_is_refused_here(
    tmp_path: Path, section: str, name: str, value: str, said: str
) -> None:
    result = _build(tmp_path, **{**WHOLE, section: {**WHOLE[section], name: value}})
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "app.zip").exists()
