"""The reference pages name every setting and every command, as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import BaseModel

from app.command_line import COMMANDS, drp
from app.settings import Settings


def _commands(group: click.Group, words: tuple[str, ...] = ("drp",)) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from _commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


def test_every_command_and_every_option_is_described(root: Path) -> None:
    text = (root / "docs" / "reference" / "commands.md").read_text("utf-8")
    commands = dict(_commands(drp))
    assert len(commands) > len(COMMANDS)
    for line, command in commands.items():
        section = re.search(rf"^### `{re.escape(line)}\b[^`]*`$(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
        assert section, f"{line} isn't in commands.md"
        for option in command.params:
            if isinstance(option, click.Option) and option.name != "settings_file":
                assert any(f"`{name}" in section[0] for name in option.opts), f"{line} {option.opts[0]}"


def test_no_command_is_described_that_there_isnt(root: Path) -> None:
    text = (root / "docs" / "reference" / "commands.md").read_text("utf-8")
    described = re.findall(r"^### `(drp [a-z -]+[a-z])", text, re.MULTILINE)
    commands = set(dict(_commands(drp)))
    assert described
    assert [line for line in described if line not in commands] == []


def test_every_setting_is_described_in_its_section(root: Path) -> None:
    text = (root / "docs" / "reference" / "settings.md").read_text("utf-8")
    for section, field in Settings.model_fields.items():
        if field.exclude:
            continue
        model = field.annotation
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        described = re.search(rf"^## `\[{section}\]`$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        assert described, f"[{section}] isn't in settings.md"
        named = set(re.findall(r"^\| `([a-z_]+)` \|", described[1], re.MULTILINE))
        assert named == set(model.model_fields)
