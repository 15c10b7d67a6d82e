"""Every operation over HTTP by one real person a relation, in every state: answered as documented.

What is let through is rehearsed (`dry_run=true`), so that one ticket serves a whole state.
"""

import zlib
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from service.transaction import Row
from tests.matrix.counted import written
from tests.matrix.walks import ticket_in
from tests.operations import oracle, ticket_oracle
from tests.operations.cast import House, Somebody, bystanders, is_barred, of_holder, of_pool
from tests.stage import answer
from tests.workflows import oracle as tables

STATES = [(name, state) for name, states in tables.STATES.items() for state in " ".join(states).split()]
STATUS = {"404": (404, "not_found"), "no": (403, "not_you"), "403": (403, "not_you"), "409": (409, "not_now")}
# A guard has its say once somebody may: money on its way, a draft that stays its submitter's, nobody added.
GUARDED = ("transfer", "remove-signer", "terminate", "jump", "skip", "reopen", "take-back")
ON_TICKET = [name for name in ticket_oracle.ON_TICKETS if "/" not in name]
# Each is asked in one of so many states.
TURNS = 12


@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_by_turns_everybody_has_their_answer(house: House, workflow: str, state: str) -> None:
    assert_cells(house, workflow, state, turns=TURNS)


@pytest.mark.stress
@pytest.mark.parametrize(("workflow", "state"), STATES)
def test_everybody_has_their_answer_in_every_state(house: House, workflow: str, state: str) -> None:
    assert_cells(house, workflow, state, turns=1)


def assert_cells(house: House, workflow: str, state: str, *, turns: int) -> None:
    """Unclaimed, then claimed, then by who has lost the desk with which they claimed it."""
    ticket = ticket_in(house.office, workflow, state)
    whose = oracle.duty_of(workflow, state)
    for row, item, people in phases(house, ticket, whose):
        now, before = house.office.read(ticket), written()
        for person in people:
            for operation in drawn(now, row, person, turns, item is not None):
                assert_cell(house, now, item, row, person, operation)
        assert written() == before


def phases(house: House, ticket: Row, whose: str) -> Iterator[tuple[str, Row | None, list[Somebody]]]:
    workflow, office = ticket["workflow"], house.office
    near = list(bystanders(house, workflow))
    if whose == "-":
        yield "done", None, near
        return
    (item,) = ticket["work_items"]
    if whose[0] == "@":
        holder = holder_of(ticket, whose)
        others = [each for each in near if each.name != holder.name]
        yield "personal", item, [*others, *of_holder(house, ticket, item, holder)]
        return
    desk = whose.removeprefix("!")
    yield ("vote" if whose[0] == "!" else "pool"), item, [*near, *of_pool(house, desk)]
    holder = Somebody(house.new(desk), "own", frozenset({desk}))
    item = office.done(holder.name, item, "claim")
    member = Somebody(f"{desk}3", "pool", frozenset({desk}))
    people = [*near, member, *of_holder(house, ticket, item, holder)]
    held = "voting" if whose[0] == "!" else "claimed"
    yield held, item, people
    house.lose(holder.name, desk)
    yield held, item, [Somebody(holder.name, "revoked", frozenset({"guard"}))]


def holder_of(ticket: Row, whose: str) -> Somebody:
    if whose == "@submitter":
        return Somebody("clerk2", "own", frozenset({"clerk"}), submits=True)
    desk = {"visit": "visitor"}.get(ticket["workflow"], "tech")
    return Somebody(f"{desk}2", "own", frozenset({desk}))


def drawn(ticket: Row, row: str, person: Somebody, turns: int, has_item: bool) -> list[str]:
    names = [*(oracle.ON_ITEMS if has_item else ()), *ON_TICKET]
    turn = [each for name, each in STATES if name == ticket["workflow"]].index(ticket["state"])
    return [name for name in names if (zlib.crc32(f"{name}{row}{person}".encode()) + turn) % turns == 0]


def assert_cell(
    house: House, ticket: Row, item: Row | None, row: str, person: Somebody, operation: str
) -> None:
    wanted = expected(ticket, item, row, person, operation)
    found = sent(house, ticket, item, person, operation, rehearsed=wanted == "ok")
    said = f"{operation} of {row} in {ticket['state']} by {person}: {found.get_data(as_text=True)}"
    if wanted == "ok":
        guarded = operation in GUARDED and found.status_code == 422 and found.get_json()["code"] == "not_so"
        assert guarded or found.status_code in (200, 201, 202), said
    else:
        assert (found.status_code, found.get_json()["code"]) == STATUS[wanted], said


def expected(ticket: Row, item: Row | None, row: str, person: Somebody, operation: str) -> str:
    if person.relation == "other_office":
        return "404"
    desk = item["desk"] if item else None
    own, absent = person.relations(desk, ticket["workflow"])
    if operation in oracle.ON_ITEMS:
        barred = is_barred(operation, ticket, person)
        return oracle.on_item(operation, row, own, absent, barred=barred)
    if row in ("pool", "vote"):
        absent -= {"substituted"}  # of somebody of its desk, who holds nothing yet
    is_asked = oracle.duty_of(ticket["workflow"], ticket["state"])[0] == "!"
    state = "ended" if ticket["is_final"] else "asked" if is_asked else "working"
    return ticket_oracle.on_ticket(
        operation, state, own, absent, opened=person.submits or person.for_submitter
    )


def sent(
    house: House, ticket: Row, item: Row | None, person: Somebody, operation: str, *, rehearsed: bool
) -> TestResponse:
    office = house.elsewhere if person.relation == "other_office" else house.office
    place = (
        f"/work-items/{item['id']}" if item and operation in oracle.ON_ITEMS else f"/tickets/{ticket['id']}"
    )
    path = f"{place}/{operation}" + ("?dry_run=true" if rehearsed else "")
    body = body_of(house, ticket, item, operation)
    return office.send(person.name, "POST", path, body, version=ticket["version"])


def body_of(house: House, ticket: Row, item: Row | None, operation: str) -> Row:
    office, reason = house.office, {"reason": "原因"}
    desk = (item or {}).get("desk") or {"visit": "visitor"}.get(ticket["workflow"], "tech")
    signer = house.signers.get((item or {}).get("id", ""), "auditor8")
    bodies: dict[str, Row] = {
        "dispatch": {"to": office.who(f"{desk}8").username},
        "transfer": {"to": office.who(f"{desk}8").username, **reason},
        "delegate": {"to": office.who("auditor8").username},
        "opinion": {"text": "同意"},
        "add-signer": {"who": office.who("auditor8").username, "where": "after"},
        "remove-signer": {"who": office.who(signer).username},
        "suspend": {"code": "waiting_parts", **reason},
        "jump": {"to": tables.open_states(ticket["workflow"])[0], **reason},
    }
    return bodies.get(operation, reason if operation in ("terminate", "skip", "reopen") else {})


def test_what_a_stranger_is_not_told_is_the_same_for_what_there_is_not(house: House) -> None:
    ticket = ticket_in(house.office, "complaint", "registered")
    there = f"/work-items/{ticket['work_items'][0]['id']}/claim"
    nowhere = "/work-items/01890000-0000-7000-8000-000000000000/claim"
    answers = [
        answer(house.elsewhere.send("clerk9", "POST", path, {}, version=1), 404) for path in (there, nowhere)
    ]
    told = [{name: each[name] for name in ("code", "title", "detail")} for each in answers]
    assert told[0] == told[1]
