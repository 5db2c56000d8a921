"""Plays a guided scenario: knows the step, sees when it was done by hand, and does it when asked to."""

from __future__ import annotations

from collections import Counter

from rehearsal.acts import Stagehand, nothing
from rehearsal.chats import Json
from rehearsal.hall import Hall, Player
from rehearsal.person import ClientRefuses
from rehearsal.story import Scenario, Step


class Storyteller:
    """One scenario under way in a hall, from its step `at`."""

    def __init__(self, hall: Hall, scenario: Scenario, hand: Stagehand, at: int = 0) -> None:
        self._hall = hall
        self._hand = hand
        self.scenario = scenario
        self.steps = scenario.steps(hall.protocol)
        self.at = min(at, len(self.steps))
        self._before = Counter[str]()

    @property
    def step(self) -> Step | None:
        """The step that is next; None once the story is told."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    async def begin(self) -> None:
        """Remembers how long the record is, so that what comes can be told from what was there."""
        self._before = await self._kinds()

    async def look(self) -> None:
        """Goes on where the record shows that the step was done."""
        step = self.step
        if step is None or step.done is None:
            return
        kinds = await self._kinds()
        if kinds[step.done] > self._before[step.done]:
            self._next(kinds)

    async def do(self) -> None:
        """Does the step for the person in front of the screen. Raises ClientRefuses or Refusal."""
        step = self.step
        if step is None:
            return
        await step.act(self._hand)
        await self._hall.settle()
        kinds = await self._kinds()
        if step.done is not None and kinds[step.done] <= self._before[step.done]:
            raise ClientRefuses("That didn't come to what the story expects; begin it afresh.")
        self._next(kinds)

    async def pass_over(self) -> None:
        """Goes on from a step that the record can't show, because somebody says that they have done it."""
        if self.step is not None and self.step.done is None:
            self._next(await self._kinds())

    def view(self) -> Json:
        """The story so far, as the room shows it."""
        step = self.step
        return {
            "id": self.scenario.id,
            "title": self.scenario.title,
            "about": self.scenario.about,
            "at": self.at,
            "of": len(self.steps),
            "before": self.steps[self.at - 1].after if self.at else None,
            "tell": step.tell if step else None,
            "where": step.where if step else None,
            "who": self._player(step).id if step and step.role else None,
            "looking": step is not None and step.act is nothing,
            "told_by_hand": step is not None and step.done is None,
        }

    def _next(self, kinds: Counter[str]) -> None:
        self.at += 1
        self._before = kinds

    def _player(self, step: Step) -> Player:
        role, _, second = step.role.partition("#")
        if second:
            return [player for player in self._hall.players if role in player.roles][-1]
        return self._hall.holder(role)

    async def _kinds(self) -> Counter[str]:
        """How many entries of each kind there are, in all disputes."""
        kinds = Counter[str]()
        async with self._hall.desk.store.reading() as work:
            for reference in await work.records.references():
                kinds.update(entry.kind for entry in await work.records.load(reference))
        return kinds
