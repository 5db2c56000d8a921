"""The sample council: synthetic people of a practice fostering service, in the form of people.csv."""

from __future__ import annotations

from dataclasses import dataclass
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


def people_csv() -> str:
    """The sample council as a directory file."""
    lines = ["entra_id,email,name,role,team,from,until,cover_for,line_manager"]
    lines += [
        f"{person.entra_id},{person.email},{person.name},{role},{person.team},,,,"
        for person in EVERYONE
        for role in person.roles
    ]
    return "\n".join(lines) + "\n"
