"""What our own mail server says of the sender's domain; nobody else's word counts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from mail.message import Authentication

_RESULT = re.compile(r"\b(dmarc|spf|dkim|compauth)\s*=\s*([a-z]{1,12})", re.IGNORECASE)


def authentication(results: Sequence[str], trusted: Collection[str]) -> Authentication:
    """The verdict of the topmost Authentication-Results header that a trusted server wrote.

    DMARC (or Exchange's composite result) decides, since it alone speaks of the From address that people see.
    """
    own = {name.lower() for name in trusted}
    for value in results:
        server, _, rest = value.partition(";")
        if not server.split() or server.split()[0].lower() not in own:
            continue
        # Comments in brackets quote what the sender wrote.
        stated = {name.lower(): verdict.lower() for name, verdict in reversed(_RESULT.findall(_uncommented(rest)))}
        for method in ("dmarc", "compauth"):
            verdict = stated.get(method)
            if verdict == "pass":
                return Authentication.PASS
            if verdict in {"fail", "permerror"}:
                return Authentication.FAIL
        return Authentication.UNSTATED
    return Authentication.UNSTATED


def _uncommented(value: str) -> str:
    kept: list[str] = []
    depth = 0
    for character in value:
        if character == "(":
            depth += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(character)
    return "".join(kept)
