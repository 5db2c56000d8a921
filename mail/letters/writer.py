"""Renders letters: subject, text and HTML of one notice, from templates that a council may replace one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from mail.letters.view import LetterView


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as a triple. The subject holds the reference and never a word that somebody typed."""

    subject: str
    text: str
    html: str


class LetterWriter:
    """Writes letters in the shipped wording, or in the council's where its folder has a template of the same name."""

    def __init__(self, overrides: Path | None = None) -> None:
        """`overrides` is a folder laid out as `templates/` is; what it lacks comes from there."""
        loaders: Sequence[BaseLoader] = (
            *((FileSystemLoader(overrides),) if overrides else ()),
            PackageLoader("mail.letters", "templates"),
        )
        self._text = _environment(loaders, escaped=False)
        self._html = _environment(loaders, escaped=True)

    def write(self, view: LetterView) -> Letter:
        """The letter of a view. Raises jinja2.UndefinedError where a template asks for what there isn't."""
        template = self._text.select_template([f"kinds/{view.kind.value}.jinja", "kinds/any.jinja"])
        kind, wording = template.name, template.make_module({"v": view})
        # Macros are attributes of a template's module that only exist once it is rendered.
        subject = " ".join(str(getattr(wording, "subject")()).split())  # noqa: B009
        text = self._text.get_template("letter.txt.jinja").render(v=view, kind=kind)
        html = self._html.get_template("letter.html.jinja").render(v=view, kind=kind, subject=subject)
        return Letter(f"[{view.reference}] {subject}", text.strip() + "\n", html)


def _environment(loaders: Sequence[BaseLoader], *, escaped: bool) -> Environment:
    environment = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=escaped,  # noqa: S701 - plain text is shown as typed; HTML is always escaped
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters = cast("dict[str, Callable[..., object]]", environment.filters)
    filters.update(paragraphs=paragraphs, as_typed=as_typed, indented=indented)
    return environment


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a wording: parts with a blank line between them, each on one line."""
    parts = [" ".join(part.split()) for part in str(text).replace("\r\n", "\n").split("\n\n")]
    kept = [part for part in parts if part]
    # Splitting loses the mark that a text is escaped already.
    return [Markup(part) for part in kept] if isinstance(text, Markup) else kept  # noqa: S704


def as_typed(text: str) -> Markup:
    """Free text in HTML with its own line breaks and leading spaces, which Outlook keeps no other way."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        body = line.lstrip(" ")
        lines.append("&nbsp;" * (len(line) - len(body)) + str(escape(body)))
    return Markup("<br>\n".join(lines))  # noqa: S704 - every line is escaped above


def indented(text: str, by: int = 4) -> str:
    """Free text in plain text, set off from ours by its indent; not a word is changed."""
    return "\n".join(f"{' ' * by}{line}".rstrip() for line in text.replace("\r\n", "\n").split("\n"))
