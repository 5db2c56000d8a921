"""Takes a mail's MIME apart: decoded headers, bodies and the parts beside them. Broken mail yields what it can."""

from __future__ import annotations

import codecs
import contextlib
import email.parser
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from typing import Any, cast

from mail.intake.files import Doorkeeper, FileLimits, safe_name
from mail.intake.limits import Limits, TooMuch
from mail.message import AttachmentInfo

# Codecs that are for text in mails; others that Python knows (punycode, zip) can be made to run for minutes.
_TEXT_CODEC = re.compile(r"(utf|ascii|iso|cp|koi8|gb|big5|euc|shift|johab|mac|hz|tis|kz)")
_MIME_HEADER = 2_000
_BODY_TYPES = ("text/plain", "text/html")


class _Bounded(Compat32):
    """The plain policy with MIME headers cut short, and none folded anew: the standard library takes square time to
    parse their parameters, and to fold any header."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return (name, value[:_MIME_HEADER]) if name.lower().startswith("content-") else (name, value)

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}\n"


_POLICY = _Bounded()


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a mail's tree. `content` is decoded from its transfer encoding."""

    content_type: str
    content: bytes
    charset: str
    name: str
    attached: bool
    parameters: Mapping[str, str]

    @property
    def text(self) -> str:
        """The content as text, whatever its label says."""
        return decode_text(self.content, self.charset)


@dataclass(frozen=True, slots=True)
class Parts:
    """A mail taken apart. Header names are in lower case; each has its values from the top down."""

    headers: Mapping[str, Sequence[str]]
    content_type: str
    report_type: str
    leaves: Sequence[Part] = ()
    enclosed: Sequence[Mapping[str, Sequence[str]]] = field(default_factory=list[Mapping[str, Sequence[str]]])

    def header(self, name: str) -> str:
        """The topmost value of a header, or nothing."""
        values = self.headers.get(name.lower())
        return values[0] if values else ""

    def all(self, name: str) -> Sequence[str]:
        """Every value of a header, the topmost first."""
        return self.headers.get(name.lower(), ())

    def body(self, content_type: str) -> str:
        """The text of every part of this type that is shown as the message's body."""
        return "\n".join(p.text for p in self.leaves if p.content_type == content_type and not p.attached)

    def attachments(self, limits: FileLimits | None = None) -> tuple[AttachmentInfo, ...]:
        """What came with the mail, and whether each is taken."""
        doorkeeper = Doorkeeper(limits or FileLimits())
        return tuple(
            AttachmentInfo(
                index=index,
                name=safe_name(p.name),
                content_type=p.content_type,
                size=len(p.content),
                content=p.content,
                refused=doorkeeper.refuses(safe_name(p.name), p.content_type, p.content),
            )
            for index, p in enumerate(self.leaves)
            if p.attached or p.content_type not in (*_BODY_TYPES, "text/calendar", "message/delivery-status")
        )


def take_apart(raw: bytes, limits: Limits) -> Parts:
    """Parses a mail. Raises TooMuch beyond a limit; anything else that goes wrong is the caller's to catch."""
    _refuse_beyond(raw, limits)
    message = email.parser.BytesParser(policy=_POLICY).parsebytes(raw)
    leaves: list[Part] = []
    enclosed: list[Mapping[str, Sequence[str]]] = []
    for part in _walk(message, limits):
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            enclosed.append(_enclosed(part, limits))
        leaves.append(_leaf(part, limits))
    return Parts(
        headers=headers_of(message, limits),
        content_type=message.get_content_type(),
        report_type=_parameter(message, "report-type"),
        leaves=leaves,
        enclosed=enclosed,
    )


def _refuse_beyond(raw: bytes, limits: Limits) -> None:
    """Looks at sizes alone, since parsing is what a mail beyond them would make slow."""
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    head = min((at for at in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n")) if at >= 0), default=len(raw))
    multipart = b"multipart" in raw[:head].lower()
    if len(raw) > limits.size:
        raise TooMuch(f"It is larger than {limits.size // 1_000_000} MB.")
    if lines > limits.lines:
        raise TooMuch(f"It has more than {limits.lines} lines.")
    if head > limits.header_block or max(raw.count(b"\n", 0, head), raw.count(b"\r", 0, head)) > limits.header_lines:
        raise TooMuch("Its header is long beyond reason.")
    lower = raw.lower()
    if b"delivery-status" in lower and _blank_lines(raw) > limits.reports:
        # The standard library makes a message of every paragraph of such a report.
        raise TooMuch("Its report is long beyond reason.")
    boundaries = lower.count(b"boundary")
    if (
        boundaries > limits.boundaries
        or boundaries * lines > limits.comparisons
        or (multipart and raw.count(b"\n--") > limits.separators)
    ):
        raise TooMuch("Its parts are nested or repeated beyond reason.")


def _blank_lines(raw: bytes) -> int:
    return raw.count(b"\n\n") + raw.count(b"\n\r\n") + raw.count(b"\r\r")


def head_only(raw: bytes, limits: Limits) -> Parts:
    """The headers alone, for a mail that can't be taken apart."""
    message = email.parser.BytesHeaderParser(policy=_POLICY).parsebytes(raw[:65_536])
    return Parts(headers_of(message, limits), message.get_content_type(), "")


def headers_of(message: Message, limits: Limits) -> dict[str, list[str]]:
    """Every header, decoded, unfolded, and cut at the limit (except the thread's ids, which stay whole)."""
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        key = str(name).lower()
        text = str(value)
        cut = text if key in {"references", "in-reply-to"} else text[: limits.header]
        found.setdefault(key, []).append(_decoded(cut))
    return found


def decode_text(content: bytes, charset: str) -> str:
    """Bytes as text: as labelled if that works, else UTF-8 if that works, else Windows-1252; never fails."""
    for name in (charset, "utf-8"):
        try:
            codec = codecs.lookup(name)
            if _TEXT_CODEC.match(codec.name):
                return content.decode(codec.name)
        except (LookupError, ValueError, TypeError):
            continue
    return content.decode("cp1252", "replace")


def _walk(message: Message, limits: Limits) -> Iterator[Message]:
    stack: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while stack:
        part, depth = stack.pop()
        seen += 1
        if seen > limits.parts or depth > limits.depth:
            raise TooMuch("Its parts are nested or repeated beyond reason.")
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            stack.extend((child, depth + 1) for child in reversed(_children(part)))
        else:
            yield part


def _leaf(part: Message, limits: Limits) -> Part:
    if part.is_multipart():
        content = "\n".join(_flat(m) for m in _children(part)).encode("utf-8", "surrogateescape")
    else:
        content = _content(part)
    disposition = part.get_content_disposition() or ""
    name = _decoded(_filename(part)[: limits.header])
    content_type = part.get_content_type()
    return Part(
        content_type=content_type,
        content=content,
        charset=_parameter(part, "charset") or "utf-8",
        name=name,
        attached=disposition == "attachment" or (bool(name) and content_type in _BODY_TYPES),
        parameters={"method": _parameter(part, "method")},
    )


def _flat(message: Message) -> str:
    try:
        return message.as_string()
    except (ValueError, LookupError, TypeError, AttributeError):
        # What the standard library parsed, it can't always write again.
        return "\n".join(f"{name}: {value}" for name, value in message.raw_items())


def _enclosed(part: Message, limits: Limits) -> Mapping[str, Sequence[str]]:
    if part.is_multipart():
        return headers_of(_children(part)[0], limits) if _children(part) else {}
    head = _content(part)[:65_536].lstrip()
    return headers_of(email.parser.BytesHeaderParser(policy=_POLICY).parsebytes(head), limits)


def _children(part: Message) -> list[Message]:
    return cast("list[Message]", part.get_payload())


def _content(part: Message) -> bytes:
    # Without `decode` the standard library would try the sender's choice of codec on the bytes, any of Python's.
    decoded: object = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _filename(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""


def _parameter(part: Message, name: str) -> str:
    try:
        value: Any = part.get_param(name)
    except (ValueError, LookupError, TypeError):
        return ""
    if isinstance(value, tuple):
        value = cast("tuple[object, ...]", value)[-1]
    return str(value or "").strip().lower()


def _decoded(value: str) -> str:
    raw = value.encode("ascii", "surrogateescape") if value.isascii() or _has_bytes(value) else value.encode()
    text = decode_text(raw, "utf-8")
    if "=?" in text:
        # Half an encoded word stays as it came.
        with contextlib.suppress(ValueError, LookupError, TypeError, MessageError):
            text = "".join(
                piece if isinstance(piece, str) else decode_text(piece, charset or "utf-8")
                for piece, charset in decode_header(text)
            )
    return " ".join(text.replace("\x00", "").split())


def _has_bytes(value: str) -> bool:
    return all(ord(c) < 128 or 0xDC80 <= ord(c) <= 0xDCFF for c in value)
