"""Handing over what a leaver has (离职转办)."""

from flask import Response

from schemas.handover import HandOver, HandoverResults
from service.api.answers import answer
from service.api.area import Area
from service.api.asked import loaded, parsed_body
from service.api.guard import bearer_digest, current_caller
from service.api.problems import problem_body
from service.api.work import unit_of_work
from service.queries.register.accounts import account_named
from service.transaction import statements
from service.usecases.handover.hand_over import hand_over
from service.usecases.handover.shape import Result

area = Area("handover", "Handing over what a leaver has (离职转办)")


@area.call("POST", "/users/<user>/handover", body=HandOver, status=207, answer=HandoverResults)
def hand_over_a_users_work(user: str) -> Response:
    """Duties, tickets, seats in policies, substitutions and desks of their own (desk admin); repeatable."""
    caller = current_caller()
    with statements() as sql:
        leaver = account_named(sql, user, offices=caller.offices)
    value = parsed_body()
    caller.must_hold("admin")
    asked = loaded(value, HandOver)
    with unit_of_work() as work:
        results = hand_over(work, leaver, asked["to"], actor=caller, digest=bearer_digest())
    return answer({"items": [_result(each) for each in results]}, 207)


def _result(result: Result) -> dict[str, object]:
    shown: dict[str, object] = {"kind": result.kind, "id": result.id}
    if result.number is not None:
        shown["number"] = result.number
    if result.problem is None:
        return shown | {"status": 200}
    return shown | {"status": result.problem.status, "problem": problem_body(result.problem)}
