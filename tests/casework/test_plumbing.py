"""The administrator's list: what is set aside, who isn't reached, which posts are vacant; never what a case says."""

from __future__ import annotations

import pytest

from casework.ports import Address
from casework.show_plumbing import release_parked, show_plumbing
from disputes.refusals import Refusal
from rehearsal import council
from tests.casework.office import PERMANENT, RAISING, Office


async def test_only_an_administrator_sees_it(office: Office) -> None:
    for person in council.EVERYONE:
        if person is council.ADMIN:
            continue
        with pytest.raises(Refusal, match="for administrators"):
            await show_plumbing(office.desk, office.id_of(person))
        with pytest.raises(Refusal, match="for administrators"):
            await release_parked(office.desk, office.id_of(person), "any")


async def test_what_was_set_aside_is_listed_without_case_text_and_can_be_given_back(office: Office) -> None:
    office.email.failures = [PERMANENT]
    reference = await office.raised()
    await office.dispatch()
    seen = await show_plumbing(office.desk, office.id_of(council.ADMIN))
    (parked,) = seen.parked
    assert (parked.reference, parked.to, parked.reason) == (reference, None, "There is no such mailbox.")
    for text in (str(RAISING["subject"]), str(RAISING["wrong"])):
        assert text not in repr(seen)
    await release_parked(office.desk, office.id_of(council.ADMIN), parked.key)
    after = await show_plumbing(office.desk, office.id_of(council.ADMIN))
    assert (after.parked, after.waiting) == ((), seen.waiting + 1)
    with pytest.raises(Refusal, match="isn't set aside any more"):
        await release_parked(office.desk, office.id_of(council.ADMIN), parked.key)


async def test_who_has_a_post_and_was_never_met_in_teams_is_named(office: Office) -> None:
    seen = await show_plumbing(office.desk, office.id_of(council.ADMIN))
    assert [person.name for person in seen.not_in_teams] == sorted(person.name for person in council.EVERYONE)
    met = Address(
        person=office.id_of(council.TM), service_url="https://smba.example/uk/", conversation="a:1",
        bot="28:bot", user="29:tm", tenant="t", channel="msteams",
    )  # fmt: skip
    async with office.store.writing() as work:
        await work.addresses.put(met)
        await work.commit()
    seen = await show_plumbing(office.desk, office.id_of(council.ADMIN))
    assert council.TM.name not in [person.name for person in seen.not_in_teams]
    assert seen.without_account == ()


async def test_vacant_posts_are_named_once_for_every_team_or_for_the_team(office: Office) -> None:
    assert (await show_plumbing(office.desk, office.id_of(council.ADMIN))).vacancies == ()
    await office.appoint(f"{council.SECOND_FIRO.email},FIRO,Fostering South,,,", without=[council.HOS])
    seen = await show_plumbing(office.desk, office.id_of(council.ADMIN))
    assert [(each.role, each.team) for each in seen.vacancies] == [
        ("SSW", "Fostering South"),
        ("TM", "Fostering South"),
        ("HoS", ""),
    ]
