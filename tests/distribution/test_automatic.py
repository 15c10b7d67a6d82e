"""Where the system itself names the assignee the policy says whom: repairs by timer, visits at once."""

from typing import Any

from service.transaction import Row, statements
from tests.distribution.conftest import OfficeWith
from tests.distribution.test_allocation import away
from tests.patterns.office import Office


def by_machine(**said: Any) -> dict[str, Any]:
    return {"timers": {"auto": "PT1M"}, "distribution": {"pending_dispatch": said}}


def sent(office: Office, ticket: Row) -> str | None:
    office.later(minutes=2)
    assignee = office.read(ticket)["assignee"]
    named = {each.username: name for name, each in office.people.items()}
    return named[assignee["username"]] if assignee else None


def reworked(office: Office, tech: str) -> Row:
    ticket = office.completed(tech)
    return office.fired("clerk", ticket, "rework", {"reason": "还漏"})


def test_rework_goes_to_whom_it_was_or_by_default_to_another(office_with: OfficeWith) -> None:
    office = office_with(repair=by_machine(rule="familiar"))
    office.who("tech"), office.who("tech2")
    assert sent(office, reworked(office, "tech2")) == "tech2"
    office.policy("repair", timers={"auto": "PT1M"})
    assert sent(office, reworked(office, "tech2")) == "tech"


def test_techs_take_turns_and_the_dispatchers_pool_stays_a_pool(office_with: OfficeWith) -> None:
    office = office_with(repair=by_machine(rule="round_robin"))
    office.who("tech"), office.who("tech2"), office.who("dispatcher")
    first, second, third = office.triaged(), office.triaged(), office.triaged()
    assert office.duty(first)["desk"] == "dispatcher" and office.duty(first)["holder"] is None
    given = [sent(office, each) for each in (first, second, third)]
    assert set(given[:2]) == {"tech", "tech2"} and given[2] in given[:2]
    assert office.log(first)[-1]["form"]["rule"] == "round_robin"


def test_where_the_rule_finds_nobody_nobody_is_sent(office_with: OfficeWith) -> None:
    office = office_with(repair=by_machine(rule="first", release_under=1))
    office.who("tech")
    busy, waiting = office.triaged(), office.triaged()
    assert [sent(office, busy), sent(office, waiting)] == ["tech", None]


def test_an_expired_certificate_sends_nobody_and_grabs_nothing(office_with: OfficeWith) -> None:
    office = office_with(repair=by_machine(rule="first"))
    office.skill("tech", "水"), office.skill("tech2", "水")
    with statements() as sql:
        expired = "UPDATE account_skill SET expires_on = '2020-01-01' WHERE account_id = %s"
        sql.execute(expired, [office.who("tech").id])
    ticket = office.triaged()
    why = office.moves("tech", ticket)["grab"]["why_not"]
    assert [each["rule"] for each in why] == ["has_skill"]
    assert sent(office, ticket) == "tech2"


def test_the_best_record_at_this_building_is_asked_first(office_with: OfficeWith) -> None:
    office = office_with(repair=by_machine(rule="history"))
    reworked(office, "tech")
    office.completed("tech2"), office.completed("tech2")
    away(office, "tech", "tech2", on_duty=True)
    assert sent(office, office.triaged()) == "tech2"


def test_visits_are_given_by_rule_and_never_to_the_handler(office_with: OfficeWith) -> None:
    office = office_with(visit={"distribution": {"planned": {"rule": "first"}}})
    office.also("tech", "visitor")
    office.who("visitor")
    ticket = office.fired("clerk", office.completed("tech"), "accept_work", {"rating": 5})
    office.background()
    (visit,) = office.visits(ticket)
    assert visit["assignee"]["username"] == office.who("visitor").username
