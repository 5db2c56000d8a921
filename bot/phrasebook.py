"""The phrase book: what people type for each wish and each move, in their words; a table to read and to add to.

Phrases are split at "|". Only the telling words of a phrase count, in any order; filler, listed at the end, doesn't.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Wish(StrEnum):
    """What somebody wants."""

    HELP = "help"
    CANCEL = "cancel"
    LIST = "my disputes"
    OWED = "what do I owe"
    OVERDUE = "what is overdue"
    TEAM = "my team's disputes"
    STATUS = "status"
    TIMELINE = "timeline"
    PROOF = "proof of service"
    COVER = "who is covering"
    RAISE = "raise"
    BRING_IN = "bring in"
    SIBLING = "sibling"
    WHAT_IF = "what if"
    SAFEGUARDING = "safeguarding"
    MOVE = "move"
    UNCLEAR = "unclear"


WISHES: Mapping[Wish, str] = {
    Wish.HELP: (
        "help|?|hi|hello|hey|good morning|good afternoon|good evening|start|menu|what can you do|how does this work"
        "|thanks|thank you|cheers|what can i type|commands|examples"
    ),
    Wish.CANCEL: "cancel|stop|quit|never mind|forget it|abort",
    Wish.LIST: (
        "my disputes|disputes|my cases|cases|caseload|my caseload|list|show my disputes|list my disputes"
        "|all my disputes"
        "|my work|to do|what is on my plate|what have i got|open disputes|active disputes|ended disputes"
        "|closed disputes|resolved disputes|finished disputes|past disputes|withdrawn disputes"
    ),
    Wish.OWED: (
        "what do i owe|what i owe|owe|owed|what is owed|what do i have to do|what have i to do|my duties|duties"
        "|what is due|due|due soon|what is due this week|my tasks|what needs an answer from me|waiting for me"
        "|what is waiting for me"
    ),
    Wish.OVERDUE: "overdue|what is overdue|what is late|late|anything late|lapsed|past due|missed deadlines",
    Wish.TEAM: (
        "team|my team|my teams disputes|team disputes|disputes of my team|our disputes|all disputes|every dispute"
        "|everybody's disputes|the teams disputes"
    ),
    Wish.STATUS: (
        "status|show|open|status of|show me|where is|how is|look up|details|where are we|where does it stand"
        "|what is happening|how far|state of play|update on|who has|find"
    ),
    Wish.TIMELINE: (
        "timeline|history|time line|progress|what happened|what has happened|so far|dates|marker|entries|audit"
        "|show the record|log"
    ),
    Wish.PROOF: (
        "proof|proof of service|service|what was sent|was it delivered|was it sent|delivery report|proof of delivery"
    ),
    Wish.COVER: (
        "who is covering|who is covering for|who covers|who covers for|cover|covering|who stands in|stands in for"
        "|standing in for|who is standing in|deputising|who is away|who holds|who is in the role of"
    ),
    Wish.RAISE: (
        "raise|raise a dispute|new dispute|new|new case|start a dispute|start a new dispute|begin a dispute"
        "|open a dispute"
        "|make a challenge|raise a challenge|raise a concern|raise an issue|challenge|practice recognition|recognition"
        "|recognise good practice|praise|complaint|complaint about chairing|concern about an officer"
        "|concern about a firo"
        "|prepare a review|preparation of a review|preparation|file check|file checks|report a problem"
    ),
    Wish.BRING_IN: (
        "bring in|bring in a dispute|bring a dispute in|import a dispute|import|already under way|already running"
        "|existing dispute"
    ),
    Wish.SIBLING: (
        "sibling|raise for a sibling of|raise the same for a sibling of|same for sibling|same for a sibling|brother"
        "|sister|brother or sister|same again for"
    ),
    Wish.WHAT_IF: (
        "what if|what-if|what if i raise|what if i raise one today|what if i raised one today|when is it due"
        "|what would the dates be|if i raised today"
    ),
    Wish.SAFEGUARDING: (
        "safeguarding|child at risk|immediate risk|immediate danger|risk of harm|significant harm|child in danger"
        "|danger"
    ),
}

MOVES: Mapping[str, str] = {
    "acknowledge": "ack|acknowledged|received|got it|i have seen it",
    "respond": (
        "answer|reply|response|respond|answered|responded|my response|send a response|give my answer"
        "|record the response"
    ),
    "confirm-meeting": (
        "confirm|confirm meeting|confirm the meeting|confirm a meeting date|confirm date|set the meeting date"
        "|agree a meeting date"
    ),
    "classify-reply": "classify|classify reply|classify the reply|what does the reply mean|say what reply means",
    "record-meeting": (
        "record meeting|record the meeting|meeting held|the meeting was held|the meeting took place|we met"
        "|write up the meeting|meeting minutes"
    ),
    "arrange-meeting": (
        "arrange meeting|arrange the meeting|set up a meeting|request a meeting|ask for a meeting|book a meeting"
        "|call a meeting|schedule a meeting"
    ),
    "rearrange-meeting": (
        "change meeting date|change the meeting|rearrange the meeting|rearrange meeting|move the meeting"
        "|new meeting date"
        "|postpone the meeting|reschedule the meeting|rearrange|reschedule|postpone"
    ),
    "call-off-meeting": "call off|call off the meeting|cancel the meeting|meeting cancelled",
    "answer-request": "answer request|answer the request|decide the request|agree to more time|grant more time",
    "ask-cover": "ask for cover|request cover|ask for a stand-in",
    "ask-more-time": "more time|extension|extend|need more time|longer to answer|extra time",
    "not-mine": "not mine|is not mine|not my dispute|wrong person|isn't mine|not my team",
    "resolve": (
        "resolve|resolved|it is resolved|close|closed|sorted|sorted out|settle|settled|we agreed|finish"
        "|mark as resolved|problem solved|solved"
    ),
    "escalate": (
        "escalate|escalated|escalate to the next stage|go up|take it up|take up|next stage|next level|move up"
        "|progress it|push up|take it further"
    ),
    "give-intent": (
        "give notice|notice of intent|intent|give intent|give notice of intent|notify of intention|intention"
        "|notice in writing"
    ),
    "take-step": (
        "legal advice|seek legal advice|independent legal advice|ofsted|notify ofsted|cafcass|refer|referral"
        "|refer to cafcass|cafcass advice|take step|take a step|tell the court|solicitor"
    ),
    "enter-higher": (
        "enter higher|go straight to|straight to|skip a stage|skip|jump to|bypass|go directly to|pass over a stage"
        "|skip to"
    ),
    "record-conversation": (
        "record conversation|record a conversation|conversation|record a call|record a phone call|phone call|phoned"
        "|telephone call|i spoke to|spoke to|spoke with|talked to|had a chat with"
    ),
    "consult": (
        "consult|consultation|record consultation|second opinion|consulted|discuss with my manager|sounding board"
    ),
    "record-advice": "advice|record advice|advice taken|legal advice was given|record the advice|advised",
    "agree-task": "task|agree a task|agree task|agree tasks|set a task|agree tasks and dates|add a task",
    "record-occasion": (
        "occasion|significant change|change of plan|plan changed|change to the plan|care plan changed|urgent review"
        "|placement change|escalation of risk"
    ),
    "compress": (
        "compress|compression|shorten|shorten the limits|court|hearing|court hearing|going to court|shorter limits"
        "|court timetable|compress for court"
    ),
    "authorise": (
        "authorise|authorise form|authorise the form|authorize|sign off|sign the form|lock the form|close the form"
    ),
    "fulfil": (
        "done|fulfil|mark done|mark as done|case note written|wrote the case note|case note done|note done|written up"
        "|minutes sent|circulate minutes|circulated the minutes"
    ),
    "tell": (
        "tell|told|record told|record who was told|tell the child|tell the carer|tell the parents|told the child"
        "|told the carer|told the parents|child was told|carer was told|informed the child|informed the carer"
    ),
    "note": "note|add note|add a note|write a note|make a note|comment|jot down",
    "correct": "correct|correction|correct entry|correct an entry|fix a mistake|mistake|wrong entry|fix|amend|typo",
    "hand-over": (
        "hand over|handover|hand it over|hand to|pass to a colleague|transfer|reassign|give it to another officer"
    ),
    "end": (
        "end|end unresolved|end without resolution|close without resolution|close unresolved|not resolved at the top"
    ),
    "withdraw": "withdraw|withdrawn|take it back|pull it|raised in error|raised by mistake",
}

_FILLER = """
a about after all also am an and any are as at be been by can case could did dispute do does drp for from get
give go got had has have he hello here i if in into is it its just kindly let like make me my need no now number of
off ok on one or our out over please pls put ref reference regarding right she so some such that the their them
then there they this to today too up us want was we week were what when where which who whose why will with would
you your
"""

FILLER = frozenset(_FILLER.split())
"""Words that tell nothing by themselves; a phrase made of them alone has to be typed as it stands."""

_AS_TYPED = """
head service manager social worker director officer chief executive reviewing fostering month year north
south east west nothing about today tomorrow yesterday monday tuesday wednesday thursday friday morning
"""

AS_TYPED = frozenset(_AS_TYPED.split())
"""Words that are no slip of another one."""

NEVER = frozenset({"not", "don't", "dont", "never", "won't", "shouldn't", "mustn't"})
"""Who types one of these before what they would otherwise ask for, doesn't ask for it."""
