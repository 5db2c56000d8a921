"""Use case: the wording guard at the desk, with the names that the directory and the protocol know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.ports import Directory
from disputes.case import Caution
from disputes.fields import Field
from disputes.protocol import Protocol
from disputes.refusals import Refusal
from disputes.wording import KEPT, Doubt, doubts_in


async def check_wording(
    directory: Directory, protocol: Protocol, fields: Sequence[Field], values: Mapping[str, str]
) -> tuple[Caution, ...]:
    """What to look at again before sending. Refuses a judgement of somebody's performance without a reason (W22)."""
    rule = protocol.wording_rule
    if rule is None or KEPT not in fields:
        return ()
    people, _ = await directory.everything()
    known = [person.name for person in people] + [role.title for role in protocol.roles.values()]
    known += [stage.title for stage in protocol.stages] + [theme.title for theme in protocol.themes]
    found = doubts_in(fields, values, (*known, protocol.title, protocol.council))
    if any(doubt.judges for doubt in found) and KEPT.name not in values:
        raise _refusal(found, rule)
    return tuple(Caution(text=doubt.text, rule=rule) for doubt in found)


def _refusal(found: Sequence[Doubt], rule: str) -> Refusal:
    words = " ".join(dict.fromkeys(doubt.text for doubt in found if doubt.judges))
    return Refusal(
        "wording",
        f"{words} Views on how somebody does their job don't belong on this record ({rule}).",
        "Change the wording, or say at the end why it stays.",
        field=KEPT.name,
        rules=(rule,),
    )
