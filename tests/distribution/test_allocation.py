"""Duties handed on by the house: by which rule, to whom, and what happens where nobody fits."""

from collections import Counter
from typing import Any

from service.transaction import Row, statements
from tests.distribution.conftest import OfficeWith
from tests.patterns.office import Office, asks, level, refused
from tests.stage import answer


def handing(**said: Any) -> dict[str, Any]:
    """Of the clerks' pool of new complaints."""
    return {"distribution": {"registered": said}}


def registered(office: Office, *, among: tuple[str, ...] = ("clerk", "clerk2", "clerk3")) -> Row:
    for name in among:
        office.who(name)
    ticket = office.complaint("clerk9") if "clerk9" in office.people else office.complaint(among[0])
    office.drain()
    return ticket


def holder(office: Office, ticket: Row) -> str | None:
    (item,) = office.duties(ticket)
    named = {each.username: name for name, each in office.people.items()}
    return named[item["holder"]["username"]] if item["holder"] else None


def away(office: Office, *names: str, on_duty: bool = False) -> None:
    with statements() as sql:
        accounts = [office.who(name).id for name in names]
        sql.execute("UPDATE account SET on_duty = %s WHERE id = ANY(%s::uuid[])", [on_duty, accounts])


def notices(office: Office, ticket: Row, template: str) -> int:
    with statements() as sql:
        found = sql.one(
            "SELECT count(*) AS n FROM notice WHERE ticket_id = %s AND template = %s",
            [ticket["id"], template],
        )
    return int(found["n"]) if found else 0


def test_without_a_word_of_the_policy_the_pool_waits(office_with: OfficeWith) -> None:
    office = office_with()
    assert holder(office, registered(office)) is None


def test_in_turn_each_gets_as_many(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="round_robin"))
    given = [holder(office, registered(office)) for _ in range(6)]
    assert Counter(given) == {"clerk": 2, "clerk2": 2, "clerk3": 2}
    assert given[:3] == given[3:]


def test_who_got_it_is_told_and_the_log_says_by_which_rule(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="familiar", then="round_robin"))
    ticket = registered(office, among=("clerk",))
    event = office.log(ticket)[-1]
    assert (event["trigger"], event["actor"]["username"]) == ("allocate", "system")
    assert event["form"]["rule"] == "round_robin"
    assert office.queue("clerk", "mine") == [ticket["number"]]
    assert office.queue("clerk", "pool") == []
    assert notices(office, ticket, "complaint.allocate") == 1
    office.fired("clerk", office.read(ticket), "accept")


def test_the_shortest_queue_gets_the_next(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="shortest_queue"))
    given = Counter(holder(office, registered(office)) for _ in range(4))
    assert sorted(given.values()) == [1, 1, 2]


def test_who_is_away_gets_nothing_and_where_all_are_the_desk_is_told(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="first"))
    office.who("clerk"), office.who("clerk2")
    away(office, "clerk")
    assert holder(office, registered(office, among=("clerk", "clerk2"))) == "clerk2"
    away(office, "clerk2")
    ticket = registered(office, among=("clerk", "clerk2"))
    assert holder(office, ticket) is None
    assert notices(office, ticket, "nobody_qualifies") == 2


def test_who_gives_it_back_does_not_get_it_again(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="round_robin"))
    ticket = registered(office, among=("clerk", "clerk2"))
    first = holder(office, ticket)
    assert first is not None
    office.done(first, office.duty(ticket), "release")
    office.drain()
    second = holder(office, ticket)
    assert {first, second} == {"clerk", "clerk2"}
    office.done(str(second), office.duty(ticket), "release")
    office.drain()
    assert holder(office, ticket) is None


def test_a_certificate_that_has_run_out_counts_no_more(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="first", skill="调解"))
    office.skill("clerk", "调解"), office.skill("clerk2", "调解")
    with statements() as sql:
        sql.execute(
            "UPDATE account_skill SET expires_on = '2020-01-01' WHERE account_id = %s",
            [office.who("clerk").id],
        )
    assert holder(office, registered(office, among=("clerk", "clerk2", "clerk3"))) == "clerk2"


def test_only_so_much_is_released_and_the_rest_when_hands_are_free(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="first", release_under=2))
    tickets = [registered(office, among=("clerk",)) for _ in range(3)]
    assert [holder(office, each) for each in tickets] == ["clerk", "clerk", None]
    office.fired("clerk", office.read(tickets[0]), "accept")
    office.drain()
    assert holder(office, tickets[2]) == "clerk"


def test_another_step_goes_to_another_person(office_with: OfficeWith) -> None:
    policy = {"distribution": {"invalid_pending": {"rule": "first", "separate": True}}}
    office = office_with(complaint=policy)
    office.also("clerk", "supervisor")
    office.who("supervisor2")
    ticket = office.fired("clerk", office.complaint("clerk2"), "reject_invalid", {"reason": "重复"})
    office.drain()
    assert holder(office, ticket) == "supervisor2"


def test_the_steward_keeps_every_duty_of_the_case(office_with: OfficeWith) -> None:
    each = {"rule": "case_handler", "then": "round_robin"}
    policy = {"distribution": {"registered": each, "accepted": each}}
    office = office_with(complaint=policy)
    for name in ("clerk", "clerk2", "clerk3"):
        office.also(name, "supervisor")
    for _ in range(3):
        ticket = registered(office)
        steward = holder(office, ticket)
        assert steward is not None
        ticket = office.fired(steward, office.read(ticket), "accept")
        office.drain()
        assert holder(office, ticket) == steward


def test_a_vote_is_given_to_nobody_whom_four_eyes_bar(office_with: OfficeWith) -> None:
    policy = asks(level("supervisor")) | {"distribution": {"pending_approval": {"rule": "first"}}}
    office = office_with(refund=policy)
    office.also("clerk", "supervisor")
    office.who("supervisor")
    ticket = office.submitted()
    office.drain()
    assert holder(office, ticket) == "supervisor"
    refused(office.fire("clerk", office.read(ticket), "approve"), 403)
    office.fired("supervisor", office.read(ticket), "approve")


def test_it_is_handed_on_once_however_often_the_effect_runs(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="first"))
    ticket = registered(office, among=("clerk",))
    with statements() as sql:
        sql.execute(
            """INSERT INTO outbox (id, ticket_id, office_id, seq, kind, effect_key, payload, due_at)
               SELECT gen_random_uuid(), ticket_id, office_id, seq, kind, effect_key || ':again', payload,
                      due_at FROM outbox WHERE ticket_id = %s AND kind = 'distribute'""",
            [ticket["id"]],
        )
    office.drain()
    assert office.told(ticket) == ["register", "allocate"]


def test_a_suspended_ticket_is_handed_on_when_it_goes_on(office_with: OfficeWith) -> None:
    office = office_with(complaint=handing(rule="first"))
    office.who("clerk")
    ticket = office.complaint()
    path = f"/tickets/{ticket['id']}"
    said = {"code": "internal", "reason": "系统切换"}
    answer(office.send("supervisor", "POST", f"{path}/suspend", said, version=1), 200)
    office.drain()
    assert holder(office, ticket) is None
    answer(office.send("supervisor", "POST", f"{path}/resume", {}, version=2), 200)
    office.drain()
    assert holder(office, ticket) == "clerk"


def test_who_stands_in_for_the_submitter_is_not_given_the_vote(office_with: OfficeWith) -> None:
    policy = asks(level("supervisor")) | {"distribution": {"pending_approval": {"rule": "first"}}}
    office = office_with(refund=policy)
    office.who("supervisor"), office.who("supervisor2")
    ticket = office.refund()
    absence = {
        "to": office.who("supervisor").username,
        "from": "2020-01-01T00:00:00+08:00",
        "until": "2099-01-01T00:00:00+08:00",
    }
    answer(office.send("clerk", "POST", "/substitutions", absence), 201)
    office.fired("clerk", ticket, "submit")
    office.drain()
    assert holder(office, ticket) == "supervisor2"
