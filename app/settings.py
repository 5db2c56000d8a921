"""Settings: one TOML file a council, with secrets from the environment or from files that only the service reads."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from disputes.nudges import NudgeSettings
from disputes.refusals import Refusal

DEFAULT_FILE = "council.toml"
_SQLITE = "sqlite:///"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Council(_Section):
    """The council: its name as people read it, the days on which it is closed, its own protocol files."""

    name: str
    closures: tuple[date, ...] = ()
    protocols: tuple[Path, ...] = ()
    """Protocol files of the council's own, beside or instead of the shipped ones."""
    runs: tuple[str, ...] = ()
    """The ids of the protocols under which disputes are raised here; all of them where it is empty."""


class Store(_Section):
    """Where the record is kept: sqlite:///FILE or postgresql://..., and the erasure register outside backups."""

    url: str = "sqlite:///data/drp.db"
    erasure_register: Path = Path("data/erased.txt")


class Keys(_Section):
    """The master key's file; DRP_MASTER_KEY in the environment overrides it. `former` are files of keys before it."""

    master: Path = Path("data/master.key")
    former: tuple[Path, ...] = ()


class Bot(_Section):
    """The Azure Bot registration. Its secret is in DRP_BOT_SECRET, or `certificate` names a PEM file."""

    app_id: str = ""
    tenant_id: str = ""
    identity: Literal["secret", "certificate", "managed-identity"] = "secret"
    certificate: Path | None = None
    host: str = "127.0.0.1"
    port: int = 3978


class Mail(_Section):
    """The shared mailbox. `own_hosts` are our own mail servers, whose headers are believed."""

    transport: Literal["maildir", "graph", "exchange"] = "maildir"
    address: str
    name: str = "Dispute Resolution"
    root: Path = Path("data/mail")
    own_hosts: tuple[str, ...] = ()
    exchange_headers: bool = False
    """Whether what Exchange stamps is believed of mail that one of `own_hosts` took in last."""
    proven_senders: bool = False
    """Whether a sender must be proved by our own server; else it is enough that it found nothing wrong."""
    most_an_hour: int = Field(default=30, ge=1, le=10_000)
    """Mails of one sender that are filed within an hour; the others wait in triage."""
    file_types: tuple[str, ...] = ()
    """The endings of attachments that are taken; the product's own list where it is empty."""
    file_megabytes: float = Field(default=10, gt=0, le=100)
    """The largest attachment that is taken."""
    letters: Path | None = None
    """A folder with the council's own wording and branding of letters."""
    tenant_id: str = ""
    client_id: str = ""
    identity: Literal["secret", "certificate"] = "secret"
    """What the mailbox's own app registration proves itself with; its secret is in DRP_MAIL_SECRET."""
    certificate: Path | None = None
    """A PEM file with the certificate and its private key."""
    endpoint: str = ""
    """Where Exchange Web Services are, such as https://mail.testshire.gov.uk/EWS/Exchange.asmx."""
    sign_in: Literal["ntlm", "basic", "oauth2"] = "ntlm"
    user: str = ""
    """The account that signs in with a password; its password is in DRP_MAIL_SECRET."""
    access: Literal["delegate", "impersonation"] = "delegate"


class Nudges(_Section):
    """When reminders go, in working days and London time."""

    days_ahead: int = Field(default=2, ge=1, le=10)
    days_after: int = Field(default=1, ge=1, le=10)
    days_between: int = Field(default=5, ge=1, le=30)
    at_most: int = Field(default=4, ge=1, le=20)
    opens: time = time(9, 0)
    closes: time = time(16, 30)

    def for_desk(self) -> NudgeSettings:
        """As the rules take them."""
        return NudgeSettings(**self.model_dump())


class Teams(_Section):
    """The Teams app package that `drp manifest build` makes."""

    app_id: str = ""
    """The package's own id; where it is empty, the bot's."""
    domain: str = ""
    """The host name under which the service is reached from outside, such as disputes.example.gov.uk."""
    short_name: str = "Dispute Resolution"
    full_name: str = ""
    """Where it is empty, "Dispute Resolution Assistant" with the council's name."""
    website: str = ""
    privacy: str = ""
    terms: str = ""


class Settings(_Section):
    """Everything that an engineer sets; see docs/reference/settings.md."""

    council: Council
    store: Store = Store()
    keys: Keys = Keys()
    bot: Bot = Bot()
    mail: Mail
    nudges: Nudges = Field(default_factory=Nudges)
    teams: Teams = Teams()
    folder: Path = Field(default=Path(), exclude=True)

    def path(self, relative: Path) -> Path:
        """A path of the settings, seen from the folder in which the settings file lies."""
        return self.folder / relative

    @property
    def database(self) -> str:
        """The database's URL; a relative SQLite file lies beside the settings file."""
        return f"{_SQLITE}{self.database_file}" if self.database_file else self.store.url

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database; None where the database has a server."""
        if not self.store.url.startswith(_SQLITE):
            return None
        return self.path(Path(self.store.url.removeprefix(_SQLITE))).absolute()


def read_settings(file: Path) -> Settings:
    """The settings in a file. Raises Refusal that names file, key and what to do."""
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise Refusal(
            "no-settings",
            f"There is no settings file {file}.",
            'Make one with "drp init", or name another with --settings.',
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal("bad-settings", f"{file} isn't TOML: {error}.", "Correct that line.") from None
    try:
        return Settings.model_validate({**raw, "folder": file.absolute().parent})
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg'].lower()}" for item in error.errors())
        raise Refusal("bad-settings", f"{file}: {faults}.", "See docs/reference/settings.md.") from None


def secret(name: str, file: Path | None, environment: Mapping[str, str] = os.environ) -> str:
    """A secret from the environment or, failing that, from its file; empty where it is in neither."""
    value = environment.get(name, "").strip()
    if value or file is None or not file.is_file():
        return value
    return file.read_text("utf-8").strip()
