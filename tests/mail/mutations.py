"""Mails made to break the intake: seeds with broken MIME, wrong charsets, great size, deep nesting, injected headers
and text that makes careless patterns run for ever. The same seed number makes the same mails."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Iterator

from tests.mail.hostile_pieces import BOMBS, CHARSETS, ENCODINGS, HEADERS, PIECES
from tests.mail.seeds import SEEDS, Told

Mutation = Callable[[bytes, random.Random], bytes]

TEN_MEGABYTES = 10_000_000


def noise(raw: bytes, chance: random.Random) -> bytes:
    """A few bytes are others."""
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 30)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def pieces(raw: bytes, chance: random.Random) -> bytes:
    """Telling pieces stand where they don't belong."""
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(changed) + 1)
        changed[at : at + chance.randint(0, 6)] = chance.choice(PIECES)
    return bytes(changed)


def cut_off(raw: bytes, chance: random.Random) -> bytes:
    """The line went dead."""
    return raw[: chance.randrange(1, len(raw) + 1)]


def torn(raw: bytes, chance: random.Random) -> bytes:
    """A stretch is missing, or there twice."""
    start, end = sorted((chance.randrange(len(raw) + 1), chance.randrange(len(raw) + 1)))
    return raw[:start] + raw[end:] if chance.random() < 0.5 else raw[:end] + raw[start:]


def other_lines(raw: bytes, chance: random.Random) -> bytes:
    """Lines end otherwise, or each in another way."""
    ends = [b"\n", b"\r", b"\r\n", b"\n\r", b"\r\r\n", b"\x0b", b"\x85"]
    if chance.random() < 0.6:
        return raw.replace(b"\r\n", chance.choice(ends))
    return b"".join(line + chance.choice(ends) for line in raw.split(b"\r\n"))


def wrong_charset(raw: bytes, chance: random.Random) -> bytes:
    """What the mail says of its own encoding isn't so."""
    charset = chance.choice(CHARSETS).encode()
    if b"charset=" in raw:
        return re.sub(rb"charset=\"?[\w-]*\"?", lambda _: b"charset=" + charset, raw)
    return _with_header(raw, b"Content-Type: text/plain; charset=" + charset)


def wrong_encoding(raw: bytes, chance: random.Random) -> bytes:
    """What the mail says of its transfer encoding isn't so."""
    name = chance.choice(ENCODINGS).encode()
    if b"Transfer-Encoding:" in raw and chance.random() < 0.7:
        return re.sub(rb"Transfer-Encoding: [\w-]*", lambda _: b"Transfer-Encoding: " + name, raw)
    return _with_header(raw, b"Content-Transfer-Encoding: " + name)


def injected(raw: bytes, chance: random.Random) -> bytes:
    """A header holds another one, or is there again and says something else."""
    name = chance.choice(HEADERS)
    value = chance.choice(
        (
            "x\r\nBcc: everybody@elsewhere.example",
            "=?utf-8?q?x=0D=0ABcc=3A_y=40z.example?=",
            "=?utf-8?b?eA0KQmNjOiB5QHouZXhhbXBsZQ==?=",
            "a@b.example, c@d.example, <e@f.example",
            "Internal",
            "mx.example.gov.uk; dmarc=pass header.from=elsewhere.example",
            '"\\" <x@y.example>',
            "x\u2028Bcc: y",
            "multipart/mixed; boundary*0=a; boundary*1=b; boundary=c",
        )
    )
    return _with_header(raw, f"{name}: {value}".encode())


def many_headers(raw: bytes, chance: random.Random) -> bytes:
    """More headers than anybody writes, or one that is longer."""
    if chance.random() < 0.5:
        return _with_header(raw, b"\r\n".join(b"X-%d: y" % n for n in range(chance.choice((50, 1_000, 20_000)))))
    name = chance.choice(HEADERS).encode()
    return _with_header(raw, name + b": " + chance.choice(BOMBS).encode() * chance.choice((100, 4_000, 60_000)))


def bomb(raw: bytes, chance: random.Random) -> bytes:
    """Text for which a careless pattern needs for ever, in the body or the subject."""
    text = (chance.choice(BOMBS) * chance.choice((200, 5_000, 60_000)))[:400_000].replace("\n", "\r\n").encode()
    head, _, body = raw.partition(b"\r\n\r\n")
    if chance.random() < 0.2:
        return head.replace(b"Subject: ", b"Subject: " + text.replace(b"\r\n", b" ")) + b"\r\n\r\n" + body
    at = chance.randrange(len(body) + 1)
    return head + b"\r\n\r\n" + body[:at] + text + body[at:]


def two_bombs(raw: bytes, chance: random.Random) -> bytes:
    """Two such texts, one after the other: some patterns only fail where the second begins."""
    return bomb(bomb(raw, chance), chance)


def nested(raw: bytes, chance: random.Random) -> bytes:
    """The mail lies within mails or parts, as deep as it goes."""
    depth = chance.choice((1, 3, 15, 25, 200, 2_000))
    if chance.random() < 0.5:
        return b"Content-Type: message/rfc822\r\n\r\n" * depth + raw
    head, _, body = raw.partition(b"\r\n\r\n")
    kept = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-"))
    layers = (b"Content-Type: multipart/mixed; boundary=n%d\r\n\r\n--n%d\r\n" % (n, n) for n in range(depth))
    return kept + b"\r\n" + b"".join(layers) + b"Content-Type: text/plain\r\n\r\n" + body


def many_parts(raw: bytes, chance: random.Random) -> bytes:
    """More parts than anybody sends, some of them files."""
    head = raw.partition(b"\r\n\r\n")[0]
    kept = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-"))
    part = chance.choice(
        (
            b"--q\r\n\r\nx\r\n",
            b"--q\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n",
            b"--q\r\nContent-Type: text/html\r\n\r\n<p>x\r\n",
            b"--q\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nATTENDEE;PARTSTAT=ACCEPTED:x\r\n",
        )
    )
    count = chance.choice((5, 60, 299, 310, 5_000))
    return kept + b"\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n" + part * count + b"--q--\r\n"


def broken_boundary(raw: bytes, chance: random.Random) -> bytes:
    """The boundary isn't the one that was announced, or can't be one."""
    name = chance.choice((b"", b'"', b"b b", b"b" * 500, b"\xff", b"--", b"b--", b"(b)", b"b;c"))
    return re.sub(rb"boundary=\"?[\w]+\"?", lambda _: b"boundary=" + name, raw)


def great(raw: bytes, chance: random.Random) -> bytes:
    """Ten megabytes, of one kind or another."""
    head, _, body = raw.partition(b"\r\n\r\n")
    kind = chance.randrange(7)
    if kind == 0:
        return head + b"\r\n\r\n" + body + b"x" * TEN_MEGABYTES
    if kind == 1:
        return (
            head
            + b"\r\n\r\n"
            + body
            + b"A line of an ordinary length, as people write them.\r\n" * (TEN_MEGABYTES // 51)
        )
    kept = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-"))
    if kind == 2:
        file = base64.encodebytes(chance.randbytes(TEN_MEGABYTES * 3 // 4)).replace(b"\n", b"\r\n")
        kept += b"\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n\r\nSee the plan.\r\n--q\r\n"
        return (
            kept + b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + file + b"--q--\r\n"
        )
    if kind == 3:
        return kept + b"\r\nContent-Type: text/html\r\n\r\n" + b"<div><p>x</p>" * (TEN_MEGABYTES // 13)
    if kind == 4:
        return kept + b"\r\nContent-Type: text/html\r\n\r\n<p>" + b"x" * TEN_MEGABYTES
    if kind == 5:
        encoded = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        return kept + b"\r\n" + encoded + b"=C3=A9=20=\r\n" * (TEN_MEGABYTES // 12)
    return head + b"\r\n" + b"X-Long: " + b"y" * TEN_MEGABYTES + b"\r\n\r\n" + body


def rubbish(raw: bytes, chance: random.Random) -> bytes:
    """No mail at all."""
    return chance.choice((b"", b"\x00", b"\r\n\r\n", chance.randbytes(chance.randint(1, 3_000)), raw[::-1], raw * 3))


def swapped(raw: bytes, chance: random.Random) -> bytes:
    """The headers of one, and the body in another's order."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    chance.shuffle(lines)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


_MUTATIONS: tuple[Mutation, ...] = (
    noise,
    pieces,
    cut_off,
    torn,
    other_lines,
    wrong_charset,
    wrong_encoding,
    injected,
    many_headers,
    bomb,
    two_bombs,
    nested,
    many_parts,
    broken_boundary,
    rubbish,
    swapped,
)


def mails(seed: int, count: int, tell: Callable[[int, random.Random], Told]) -> Iterator[bytes]:
    """`count` mails, always the same for a seed: some whole, most mutated, a few of ten megabytes."""
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        raw = chance.choice(SEEDS)(tell(number, chance))
        for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
            raw = chance.choice(_MUTATIONS)(raw, chance) or b"\n"
        if chance.random() < 0.002:
            raw = great(raw, chance)
        yield raw


def _with_header(raw: bytes, line: bytes) -> bytes:
    """The mail with one more header, somewhere among the others."""
    return line + b"\r\n" + raw
