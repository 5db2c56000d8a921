"""The sample council: synthetic people of a practice fostering service, in the form of people.csv."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

DOMAIN = "practice.example"
MAILBOX = f"disputes@{DOMAIN}"
TENANT = str(uuid5(NAMESPACE_URL, f"tenant:{DOMAIN}"))
TEAM = "Fostering North"
COUNCIL = "Practice Council"


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody of the sample council, and the roles that they hold; `team` "" is every team."""

    name: str
    roles: tuple[str, ...]
    team: str = TEAM

    @property
    def email(self) -> str:
        """Their address in the practice domain."""
        return f"{self.name.lower().replace(' ', '.')}@{DOMAIN}"

    @property
    def entra_id(self) -> str:
        """Their object id, always the same."""
        return str(uuid5(NAMESPACE_URL, self.email))


FIRO = SamplePerson("Amina Okafor", ("FIRO",))
SECOND_FIRO = SamplePerson("Bryn Pritchard", ("FIRO",))
SSW = SamplePerson("Carol Whitlock", ("SSW",))
TM = SamplePerson("Dev Mistry", ("TM",))
FSM = SamplePerson("Elaine Foster", ("FSM",), "")
HOS = SamplePerson("Farid Rahman", ("HoS",), "")
FIRO_TM = SamplePerson("Grace Liddell", ("FIRO-TM",), "")
SRSM = SamplePerson("Helen Baxter", ("SRSM",), "")
ADMIN = SamplePerson("Ian Copeland", ("ADMIN",), "")
QUALITY = SamplePerson("Joy Mensah", ("QM",), "")

EVERYONE = (FIRO, SECOND_FIRO, SSW, TM, FSM, HOS, FIRO_TM, SRSM, ADMIN, QUALITY)


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody away from `first` to `last`, in days after the practice begins, and who stands in for them."""

    away: SamplePerson
    cover: SamplePerson
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCouncil:
    """A council to practise with: who works there, and who is away when. `about` says what it is good for."""

    name: str
    about: str
    team: str
    everyone: tuple[SamplePerson, ...]
    leave: tuple[Leave, ...] = ()

    def people_csv(self, begins: date) -> str:
        """The council as a directory file, for a practice that begins on this day."""
        rows = [(person, role, "", "", "") for person in self.everyone for role in person.roles]
        for leave in self.leave:
            first, last = (str(begins + timedelta(days=days)) for days in (leave.first, leave.last))
            rows += [(leave.cover, role, first, last, leave.away.email) for role in leave.away.roles]
        lines = ["entra_id,email,name,role,team,from,until,cover_for,line_manager"]
        lines += [
            f"{person.entra_id},{person.email},{person.name},{role},{_team(person, away, self)},{first},{last},{away},"
            for person, role, first, last, away in rows
        ]
        return "\n".join(lines) + "\n"


def _team(person: SamplePerson, covered: str, council: SampleCouncil) -> str:
    """The team of an appointment: whoever covers has the team of the post that they cover."""
    return next((other.team for other in council.everyone if other.email == covered), person.team)


FOSTERING = SampleCouncil(
    name=COUNCIL, about="Everybody is in, and every role has a holder.", team=TEAM, everyone=EVERYONE
)


def people_csv() -> str:
    """The fostering council as a directory file."""
    return FOSTERING.people_csv(date.min)
