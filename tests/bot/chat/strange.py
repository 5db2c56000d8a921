"""Activities that Teams would never send: every kind, from every place, in which anything may be anything."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from rehearsal.person import Person
from tests.bot.chat.cast import REFERENCE

Json = dict[str, Any]

STRANGE: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "x" * 5000,
    "DRP-2026-0001",
    "DRP-2026-0001'; DROP TABLE entries;--",
    "../../etc/passwd",
    "\u202etxet",
    "😀" * 300,
    [],
    ["stage-1/respond"],
    {},
    {"$time": "2026"},
    {"py/reduce": ["os.system"]},
    "move",
    "respond",
    "stage-1/respond",
)
KEYS = (
    "do", "reference", "move", "target", "entry", "notice", "run", "step", "verb", "picked", "response", "start", "key",
    "wrong", "protocol", "commandId", "parameters", "queryOptions", "messagePayload", "data", "action", "eventType",
    "mail", "input", "whose", "here", "roles", "team", "page",
)  # fmt: skip
DOINGS = (
    "move", "open", "pick", "show", "list", "raise", "shared", "bring", "plumbing", "release", "raise-from-message",
    "timeline", "refresh", "cover", "proof", "narrow", "triage", "triage-file", "triage-aside",
)  # fmt: skip
EXTENSION = (
    "query", "fetchTask", "submitAction", "selectItem", "queryLink", "anonymousQueryLink", "querySettingUrl", "setting",
    "onCardButtonClicked", "", "x" * 300,
)  # fmt: skip
OTHERS = ("event", "messageReaction", "typing", "endOfConversation", "contactRelationUpdate", "handoff", "x" * 50)
HTML = (
    "<p>status DRP-2026-0001</p>", "<" * 3000, "<script>" * 500, "<!--", "&#x0;" * 500, "<img alt='" * 300,
    "<p>" * 2000, "<at id=\"0\">x</at>", "x" * 70_000,
)  # fmt: skip
LONG = ("x" * 300_000, " " * 200_000, "x" + " " * 200_000 + "x", "drp-" * 50_000, "1" * 200_000, "stage 1 " * 25_000)
ACTIONS = ("add", "add-upgrade", "remove", "remove-upgrade", "explode", "")


class Attacker:
    """Somebody who sends anything; `real` is the data of buttons that others were shown."""

    def __init__(self, person: Person, chance: random.Random, real: Sequence[Json] = ()) -> None:
        self.person = person
        self._chance = chance
        self._real = list(real)
        self._sent: list[Json] = []
        self._kinds: tuple[Callable[[], Json], ...] = (
            self.a_press,
            self.a_press,
            self.a_submit,
            self.words,
            self.an_invoke,
            self.of_the_extension,
            self.of_the_extension,
            self.a_later_change,
            self.an_installation,
            self.a_conversation_update,
            self.something_else,
        )

    def next(self) -> Json:
        """The next activity; now and then one that was sent before."""
        if self._sent and self._chance.random() < 0.05:
            return self._chance.choice(self._sent[-50:])
        activity = self._from_anywhere(self._chance.choice(self._kinds)())
        self._sent.append(activity)
        return activity

    # -------------------------------------------------------------------------------------------- their kinds

    def a_press(self) -> Json:
        data = self._data()
        wrapped = {"type": "Action.Execute", "verb": self._any(), "data": data}
        value = {"action": self._chance.choice((wrapped, wrapped, wrapped, data, [], "x"))}
        trigger = self._chance.choice(({}, {"trigger": "automatic"}, {"trigger": self._any()}))
        return self._activity(type="invoke", name="adaptiveCard/action", value={**value, **trigger})

    def a_submit(self) -> Json:
        data = self._data()
        return self._activity(type="message", value=self._chance.choice((data, [data], "x", 7)))

    def words(self) -> Json:
        text = " ".join(str(self._any()) for _ in range(self._chance.randrange(4)))
        kinds = ("text/html", "image/png", "audio/mp4", "application/vnd.microsoft.card.adaptive", "x")
        files = [{"contentType": self._chance.choice(kinds), "content": self._any()} for _ in range(2)]
        name = self._chance.choice(("<at>x</at>", "(" * 50, "", None))
        entities = [{"type": "mention", "text": name, "mentioned": self._chance.choice((self._any(), {"id": "28:x"}))}]
        more = {"attachments": files, "entities": entities} if self._chance.random() < 0.3 else {}
        return self._activity(type="message", text=text, **more)

    def an_invoke(self) -> Json:
        names = (
            "task/fetch",
            "task/submit",
            "fileConsent/invoke",
            "signin/verifyState",
            "actionableMessage/executeAction",
        )
        name = self._chance.choice((*names, str(self._any())))
        return self._activity(type="invoke", name=name, value=self._data())

    def of_the_extension(self) -> Json:
        body = self._chance.choice((self._any(), {"content": self._chance.choice(HTML), "contentType": self._any()}))
        parameters = [{"name": self._chance.choice(("search", "initialRun", self._any())), "value": self._any()}]
        value = {
            "commandId": self._chance.choice(("find-dispute", "raise-from-message", self._any())),
            "parameters": self._chance.choice((parameters, self._any())),
            "queryOptions": self._chance.choice(({"skip": self._any(), "count": self._any()}, self._any())),
            "messagePayload": self._chance.choice(({"body": body}, self._any())),
            "data": self._chance.choice((self._data(), self._any())),
            "botMessagePreviewAction": self._any(),
        }
        name = f"composeExtension/{self._chance.choice(EXTENSION)}"
        return self._activity(type="invoke", name=name, value=self._chance.choice((value, value, value, self._any())))

    def a_later_change(self) -> Json:
        event = self._chance.choice(("editMessage", "undeleteMessage", "softDeleteMessage", self._any()))
        data = self._chance.choice(({"tenant": {"id": self.person.tenant}, "eventType": event}, {}, self._any()))
        kind = self._chance.choice(("messageUpdate", "messageDelete"))
        known = self._chance.choice(self._sent)["id"] if self._sent and self._chance.random() < 0.5 else None
        changed = self._activity(type=kind, text=str(self._any()), channelData=data)
        return {**changed, "id": known} if known else changed

    def an_installation(self) -> Json:
        return self._activity(type="installationUpdate", action=self._chance.choice((*ACTIONS, self._any())))

    def a_conversation_update(self) -> Json:
        somebody = [{"id": self._any()}, {"id": "28:assistant"}]
        changes = {key: self._chance.choice((somebody, [], self._any())) for key in ("membersAdded", "membersRemoved")}
        return self._activity(type="conversationUpdate", **changes)

    def something_else(self) -> Json:
        reactions = self._chance.choice(([{"type": "like"}], self._any()))
        return self._activity(type=self._chance.choice(OTHERS), value=self._data(), reactionsAdded=reactions)

    # ------------------------------------------------------------------------------------------- and their parts

    def _any(self) -> Any:
        return self._chance.choice(STRANGE)

    def _data(self) -> Json:
        """The data of a press; now and then a real one, with something changed."""
        data = {key: self._any() for key in KEYS if self._chance.random() < 0.4}
        if self._real and self._chance.random() < 0.3:
            data = {**self._chance.choice(self._real), **{k: v for k, v in data.items() if self._chance.random() < 0.2}}
        elif self._chance.random() < 0.7:
            data["do"] = self._chance.choice(DOINGS)
        if self._chance.random() < 0.5:
            data["reference"] = REFERENCE
        if self._chance.random() < 0.02:
            data["deep"] = self._deep(self._chance.choice((5, 30, 80, 500)))
        return data

    def _deep(self, levels: int) -> Any:
        value: Any = "bottom"
        for level in range(levels):
            value = [value] if level % 2 else {"down": value}
        return value

    def _activity(self, **parts: Any) -> Json:
        return self.person.activity(**parts)

    def _from_anywhere(self, activity: Json) -> Json:
        """From their own chat, a group or a channel; now and then as a guest, from another tenant, or with no id."""
        conversation = activity["conversation"]
        kind = self._chance.choice(("personal", "personal", "groupChat", "channel", None, "x"))
        activity["conversation"] = {
            **conversation,
            "conversationType": kind,
            "isGroup": kind in ("groupChat", "channel"),
        }
        odd = self._chance.random()
        if odd < 0.03:
            activity["channelData"] = {"tenant": {"id": "another-tenant"}}
        elif odd < 0.06:
            activity["from"] = {**activity["from"], "userRole": "guest"}
        elif odd < 0.09:
            activity["from"] = {**activity["from"], "aadObjectId": self._chance.choice(("nobody", "", REFERENCE))}
        elif odd < 0.12:
            activity["id"] = None
        elif odd < 0.14:
            activity["from"] = {**activity["from"], "tenantId": self._any()}
        elif odd < 0.15:
            activity["text"] = self._chance.choice(LONG)
        return activity
