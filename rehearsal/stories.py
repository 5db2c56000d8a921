"""The stories that guided scenarios tell, on any protocol: every step is done by a person, in the chat or by mail."""

from __future__ import annotations

from disputes.entries import EntryKind
from disputes.protocol import Protocol
from disputes.stage import Gate, Stage
from rehearsal.acts import WRITTEN, Act, Stagehand, card_with, forward
from rehearsal.hall import Player
from rehearsal.story import CASE, CHAT, CLOCK, MAIL, Step, consulted_first, first, urgent


def _raise(protocol: Protocol, stage: Stage, after: str, **wanted: str) -> Step:
    async def act(hand: Stagehand) -> None:
        await hand.raise_dispute(hand.hall.holder(protocol.officer), stage, **wanted)

    risk = " Say yes to immediate risk, and what safeguarding has done." if "safeguarding" in wanted else ""
    return Step(
        role=protocol.officer,
        where=CHAT,
        tell=f"Raise a dispute at {stage.title}. Type “raise a dispute”; “Sample text” fills in each page.{risk}",
        after=after,
        act=act,
        done=EntryKind.RAISED,
    )


def _pass(to: str, tell: str, after: str, done: EntryKind) -> Step:
    return Step(role="", where=CLOCK, tell=tell, after=after, act=lambda hand: hand.go(to), done=done)


def _look(role: str, where: str, tell: str, after: str) -> Step:
    return Step(role=role, where=where, tell=tell, after=after)


def _consult(protocol: Protocol, gate: Gate) -> Step:
    asked = gate.by[0] if gate.by else protocol.officer
    return Step(
        role=asked,
        where=CHAT,
        tell=f"First something else is needed: {gate.title} ({gate.rule}). Type “consult” and record it.",
        after="Recorded. The gate is open.",
        act=lambda hand: hand.consult(hand.hall.holder(asked), gate.id),
        done=EntryKind.CONSULTED,
    )


def _escalate_for_silence(protocol: Protocol, stage: Stage) -> tuple[Step, ...]:
    above = protocol.after(stage.id)
    if above is None:
        return ()
    raiser = above.raised_by

    async def act(hand: Stagehand) -> None:
        player = hand.hall.holder(raiser)
        await player.teams.press(card_with(player, "escalate"), "escalate")
        await hand.fill_and_confirm(player, {"reasons": "silence"})

    consulting = tuple(_consult(protocol, gate) for gate in consulted_first(protocol, above))
    told = next((a.role for a in above.copies), above.to[0].role if above.to else protocol.officer)
    return (
        *consulting,
        Step(
            role=raiser,
            where=CHAT,
            tell=f"Decide. Nothing goes up by itself: press “Escalate to {above.title}”, with silence as the reason.",
            after=f"{above.title} is open, with its own limit. Silence is on the record as the reason, nothing else.",
            act=act,
            done=EntryKind.ESCALATED,
        ),
        _look(
            told,
            MAIL,
            f"Read what the {protocol.title_of(told)} got. The end of the letter says by which rule.",
            "Everybody whom the protocol names was told, and nobody else.",
        ),
    )


def silence(protocol: Protocol) -> tuple[Step, ...]:
    """Nobody answers, and the officer decides."""
    stage, owner = first(protocol)
    title = protocol.title_of(owner)
    return (
        _raise(protocol, stage, f"The {title} has a card and an e-mail. See in the picture which days don't count."),
        _pass(
            "nudge",
            "Let time pass to the next nudge.",
            f"The {title} was reminded, in working hours.",
            EntryKind.NUDGED,
        ),
        _look(owner, MAIL, f"Open the reminder that the {title} got.", "It says again what is asked, and by when."),
        _pass(
            "past",
            "Go past the deadline. The bank holidays were skipped, so it is later than one might think.",
            "The limit has lapsed. The officer is asked what should happen.",
            EntryKind.LAPSED,
        ),
        *_escalate_for_silence(protocol, stage),
    )


def risk(protocol: Protocol) -> tuple[Step, ...]:
    """The dispute begins high up, beside safeguarding."""
    stage = urgent(protocol)
    if stage is None or stage.clock is None:
        raise LookupError(f"{protocol.id} can't tell this story")
    owner = stage.to[0].role
    wanted = {"immediate_risk": "yes", "safeguarding": "Reported by telephone at 09:20; strategy meeting today."}
    return (
        _raise(
            protocol,
            stage,
            f"{stage.title} is open at once; the lower stages were left out, and the record says why.",
            **wanted,
        ),
        _look(
            owner,
            CHAT,
            f"See the card of the {protocol.title_of(owner)}. It still isn't the safeguarding route, and says so.",
            "The reason and the safeguarding action stand on the card.",
        ),
        _look(
            protocol.officer,
            CASE,
            "Look at “Who was told what, and why”.",
            "Each name has its rule. People of the stages that were left out are told where the protocol copies them.",
        ),
        _pass("deadline", "Let time pass to the deadline.", "On the last day there is a reminder.", EntryKind.NUDGED),
    )


def wrong(protocol: Protocol) -> tuple[Step, ...]:
    """A forwarded card gives no rights."""
    stage, owner = first(protocol)
    title, officer = protocol.title_of(owner), protocol.officer

    async def try_it(hand: Stagehand) -> None:
        manager, stranger = hand.hall.holder(owner), _stranger(hand, officer)
        copy = forward(card_with(manager, "acknowledge"), manager, stranger, hand.hall)
        await stranger.teams.press(copy, "acknowledge")

    return (
        _raise(protocol, stage, f"The {title} has a card with buttons."),
        Step(
            role=f"{officer}#2",
            where=CHAT,
            tell=f"The {title} forwards the card to the second officer, who presses “Acknowledge” on it.",
            after="Refused, and kindly: a card carries no authority. Somebody who is no party learns nothing, either.",
            act=try_it,
        ),
        Step(
            role=owner,
            where=CHAT,
            tell=f"Now the {title} presses “Acknowledge”.",
            after="Acknowledged. The limit goes on: acknowledging isn't answering.",
            act=lambda hand: hand.press(hand.hall.holder(owner), "acknowledge"),
            done=EntryKind.ACKNOWLEDGED,
        ),
        Step(
            role=owner,
            where=CHAT,
            tell=f"The {title} fills in the response and presses “Respond”.",
            after="Answered. The officer is told, and decides whether that resolves it.",
            act=lambda hand: hand.press(hand.hall.holder(owner), "respond", {"response": WRITTEN}),
            done=EntryKind.RESPONDED,
        ),
    )


def _stranger(hand: Stagehand, officer: str) -> Player:
    """The second officer, who is no party."""
    return [player for player in hand.hall.players if officer in player.roles][-1]


def acknowledged(protocol: Protocol) -> tuple[Step, ...]:
    """An acknowledgement stops no clock."""
    stage, owner = first(protocol)
    title = protocol.title_of(owner)
    return (
        _raise(protocol, stage, f"The {title} has a card and an e-mail."),
        Step(
            role=owner,
            where=MAIL,
            tell=f"The {title} never opens Teams: answer the letter by its reply choice “Acknowledge only”.",
            after="The reply was read, matched and filed. It is the same entry as the button would have made.",
            act=lambda hand: hand.reply(hand.hall.holder(owner), "Thank you, I have this.", "acknowledge"),
            done=EntryKind.ACKNOWLEDGED,
        ),
        _pass("deadline", "Let time pass to the deadline.", "Acknowledged, so still owed: reminded.", EntryKind.NUDGED),
        _pass("past", "Go past the deadline.", "An acknowledgement stops no clock: it lapsed.", EntryKind.LAPSED),
        *_escalate_for_silence(protocol, stage),
    )


def away(protocol: Protocol) -> tuple[Step, ...]:
    """An automatic answer counts as nothing, a real one once the officer says so."""
    stage, owner = first(protocol)
    title = protocol.title_of(owner)

    async def leave(hand: Stagehand) -> None:
        hand.hall.holder(owner).set_absence("I am away and will answer when I am back.")

    async def back(hand: Stagehand) -> None:
        player = hand.hall.holder(owner)
        player.set_absence(None)
        player.mailbox.reply(player.mailbox.letters()[0], "The visits start again this week; I have told the worker.")
        await hand.hall.settle()

    return (
        Step(
            role=owner,
            where=MAIL,
            tell=f"The {title} turns on out of office.",
            after="From now on this mailbox answers by itself.",
            act=leave,
        ),
        _raise(protocol, stage, "The automatic answer is filed and counts as nothing: the duty is still owed."),
        Step(
            role=owner,
            where=MAIL,
            tell=f"Back again, the {title} turns it off and answers the letter in their own words.",
            after="Filed. It isn't taken for a response until the officer says so.",
            act=back,
            done=EntryKind.REPLY_FILED,
        ),
        Step(
            role=protocol.officer,
            where=CHAT,
            tell="The officer is asked what the reply means: say that it is the response.",
            after="Now it counts, from the moment when our mailbox received it.",
            act=_classify(protocol.officer),
            done=EntryKind.REPLY_CLASSIFIED,
        ),
    )


def _classify(officer: str) -> Act:
    async def act(hand: Stagehand) -> None:
        player = hand.hall.holder(officer)
        await hand.press(player, "classify-reply", {"meaning": "response", "actions": "completed"})

    return act
