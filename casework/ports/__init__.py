"""The ports that the desk needs, by what lies behind them; all of them can be had from here."""

from casework.ports.inbox import SET_ASIDE, TRIAGE, KeptFile, KeptMail, ListedFile, MailArchive, Seen
from casework.ports.lists import Caseload, CaseRow, DutyRow, Wanted
from casework.ports.outbox import Carriage, Carried, Channel, Outbox, OutboxItem, ParkedItem
from casework.ports.people import Address, Addresses, Appointment, Directory, Person
from casework.ports.record import ChangedMeanwhile, Erased, ReadRecord, Records
from casework.ports.work import Clock, Protocols, Store, Work

__all__ = [
    "SET_ASIDE",
    "TRIAGE",
    "Address",
    "Addresses",
    "Appointment",
    "Carriage",
    "Carried",
    "CaseRow",
    "Caseload",
    "ChangedMeanwhile",
    "Channel",
    "Clock",
    "Directory",
    "DutyRow",
    "Erased",
    "KeptFile",
    "KeptMail",
    "ListedFile",
    "MailArchive",
    "Outbox",
    "OutboxItem",
    "ParkedItem",
    "Person",
    "Protocols",
    "ReadRecord",
    "Records",
    "Seen",
    "Store",
    "Wanted",
    "Work",
]
