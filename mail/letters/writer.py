"""Renders letters: subject, text and HTML of one notice, from templates that a council may replace one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import cast

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape

from disputes.refusals import Refusal
from mail.letters.branding import BRANDING_FILE
from mail.letters.view import LetterView

SUFFIX = ".jinja"
_TODO = "Correct the file, or take it away to use the shipped wording; docs/how-to/letters.md explains."


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
        self._overrides = overrides
        self._text = _environment(loaders, escaped=False)
        self._html = _environment(loaders, escaped=True)

    def write(self, view: LetterView) -> Letter:
        """The letter of a view. Refuses a council's wording that can't be used, naming the file."""
        kind = f"kinds/{view.kind.value}{SUFFIX}"
        try:
            template = self._text.select_template([kind, f"kinds/any{SUFFIX}"])
            kind, subject = template.name, self._subject(template, view)
            text = self._text.get_template(f"letter.txt{SUFFIX}").render(v=view, kind=kind)
            html = self._html.get_template(f"letter.html{SUFFIX}").render(v=view, kind=kind, subject=subject)
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            if self._overrides is None:
                raise
            raise self._broken(error, kind or "") from error
        return Letter(f"[{view.reference}] {subject}", text.strip() + "\n", html)

    def _subject(self, template: Template, view: LetterView) -> str:
        try:
            # Macros are attributes of a template's module that only exist once it is rendered.
            words = getattr(template.make_module({"v": view}), "subject")()  # noqa: B009
        except Exception:  # noqa: BLE001 - raised again, told by the lines of the template
            self._text.handle_exception()
        return " ".join(str(words).split())

    def strange_files(self) -> Iterator[Path]:
        """Files of the council's folder that take the place of nothing, which as a rule is a slip in a name."""
        if self._overrides is None:
            return
        shipped = resources.files("mail.letters").joinpath("templates")
        for path in sorted(self._overrides.rglob("*")):
            name = path.relative_to(self._overrides).as_posix()
            if path.is_file() and name != BRANDING_FILE and not shipped.joinpath(*name.split("/")).is_file():
                yield path

    def _broken(self, error: Exception, kind: str) -> Refusal:
        """Names the innermost of the council's own files on the way to the failure."""
        file, line = self._place(error)
        if file is None:
            file = self._overrides / kind if self._overrides and (self._overrides / kind).is_file() else None
        where = f"{file}{f', line {line}' if line else ''}" if file else f"A letter ({kind}) in {self._overrides}"
        said = error.message if isinstance(error, TemplateSyntaxError | TemplateNotFound) else str(error)
        return Refusal("broken-wording", f"{where}: {said or type(error).__name__}.", _TODO)

    def _place(self, error: Exception) -> tuple[Path | None, int]:
        if isinstance(error, TemplateSyntaxError) and self._own(error.filename):
            return Path(error.filename or ""), error.lineno
        found: tuple[Path | None, int] = (None, 0)
        trace = error.__traceback__
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            if self._own(name):
                found = (Path(name), trace.tb_lineno)
            trace = trace.tb_next
        return found

    def _own(self, name: str | None) -> bool:
        return bool(name and self._overrides and Path(name).is_relative_to(self._overrides))


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
    filters.update(paragraphs=paragraphs, as_typed=as_typed, indented=indented, unbroken=unbroken)
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


def unbroken(text: str, reference: str) -> Markup:
    """A sentence in HTML in which the reference never breaks at its hyphens, and can still be copied as it is."""
    kept = f'<span style="white-space:nowrap;">{escape(reference)}</span>'
    return Markup(str(escape(text)).replace(str(escape(reference)), kept))  # noqa: S704 - escaped before


def indented(text: str, by: int = 4) -> str:
    """Free text in plain text, set off from ours by its indent; not a word is changed."""
    return "\n".join(f"{' ' * by}{line}".rstrip() for line in text.replace("\r\n", "\n").split("\n"))
