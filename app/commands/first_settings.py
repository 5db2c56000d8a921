"""The settings file that `drp init` writes: every setting, with what it is for, ready to be filled in."""

from __future__ import annotations

import json

EXAMPLE_COUNCIL = "Example Council"
EXAMPLE_MAILBOX = "disputes@council.example"

_TEMPLATE = """\
# Settings of one council. Every setting is explained in docs/reference/settings.md.
# A line that begins with # is only a comment: what it shows is what counts while it is left so.
# Relative paths are seen from the folder in which this file lies. No secret belongs in this file.

[council]
name = {council}                  # as people read it in letters and cards
# closures = [2026-12-29, 2026-12-30]   # days on which the council is closed; they aren't working days
# runs = ["bradford-firo"]              # the protocols that you raise disputes under, by id; all while it is left out
# protocols = ["our-own.toml"]          # protocol files of your own, beside those that come with the product

[store]
url = "sqlite:///data/drp.db"           # or postgresql://user@host/database
# What was ever erased. Keep it where the database's backups don't go: it is replayed after a restore.
erasure_register = "register/erased.txt"

[keys]
# Opens everything that is stored. Keep a copy apart from the database's backups: without it they can't be read.
# DRP_MASTER_KEY in the environment is taken instead of this file.
master = "keys/master.key"
# former = []                           # files of master keys before it, until "drp key rotate" has wrapped all again

[bot]
app_id = ""                             # the application (client) id of the app registration in Entra
tenant_id = ""                          # the directory (tenant) id of your council
identity = "secret"                     # "secret" (in DRP_BOT_SECRET), "certificate" or "managed-identity"
# certificate = "keys/bot.pem"          # private key and certificate in one PEM file, for identity = "certificate"
host = "127.0.0.1"                      # behind a reverse proxy that does TLS; see docs/how-to/install.md
port = 3978

[mail]
transport = "maildir"                   # how the shared mailbox is reached: "maildir", "graph" or "exchange"
address = {mailbox}    # the shared mailbox
name = "Dispute Resolution"             # the sender's name in letters
root = "data/mail"                      # the folder of a Maildir
# own_hosts = ["mx.council.example"]    # your own mail servers: only their headers are believed
# exchange_headers = false              # whether Exchange's own marks are believed: docs/how-to/incoming-mail.md
# proven_senders = false                # whether your own server must have proved a sender
# most_an_hour = 30                     # mails of one sender that are filed within an hour; more wait in triage
# file_types = []                       # endings of attachments that are taken; empty means the product's own list
# file_megabytes = 10                   # the largest attachment that is taken
# letters = "letters"                   # a folder with wording and branding of your own
# tenant_id = ""                        # for "graph": the directory (tenant) id of your council,
# client_id = ""                        #   the application (client) id of the mailbox's own app registration,
# identity = "secret"                   #   and "secret" (in DRP_MAIL_SECRET) or "certificate"
# certificate = "keys/mail.pem"         #   private key and certificate in one PEM file
# endpoint = ""                         # for "exchange": https://.../EWS/Exchange.asmx,
# sign_in = "ntlm"                      #   "ntlm", "basic" or "oauth2" (which takes the four settings above),
# user = ""                             #   the account that signs in; its password is in DRP_MAIL_SECRET
# access = "delegate"                   #   and "delegate" or "impersonation"

[nudges]
# Reminders, in working days and London time.
days_ahead = 2                          # the first, before the due date
days_after = 1                          # the first after it
days_between = 5                        # between those that follow
at_most = 4                             # for one duty
opens = 09:00:00                        # nothing is sent before ...
closes = 16:30:00                       # ... or after these times

[teams]
# For "drp manifest build", which makes the app package that Teams takes.
# app_id = ""                           # the package's own id; the bot's where it is left out
domain = ""                             # the host name under which the service is reached from outside
short_name = "Dispute Resolution"       # at most 30 characters
# full_name = ""                        # at most 100; "Dispute Resolution Assistant" and the council's name
website = ""                            # https://..., where staff find help with the assistant
privacy = ""                            # https://..., your privacy notice
terms = ""                              # https://..., the terms of use
"""


def first_settings(council: str, mailbox: str) -> str:
    """The text of a new settings file."""
    return _TEMPLATE.format(council=_toml(council), mailbox=_toml(mailbox))


def _toml(text: str) -> str:
    """A TOML string: its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
