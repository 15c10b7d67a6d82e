"""What moves when a change of who is in a room takes effect: relations and codes, in the move's own write."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from service.cases.moving_meters import BILL_METERS
from service.cases.moving_money import CARRY_MONEY
from service.cases.moving_reversal import CODE, REVERSE_CHANGE, tracing
from service.cases.shape import Book, Json, Step, derived_id
from service.occupancy import Arrival, Departure, Plan, Stay, plan_arrival, plan_departure
from workflows.moving_rules import arrears_fen, prepayment_fen

CHANGE: LiteralString = """INSERT INTO occupancy_change (id, office_id, room_id, customer_id, entrance,
        nature, happened_on, contract_no, letter_no, assumption_no, arrears_fen, prepayment_fen, passed_code,
        left_code, former_code, created_by, created_at)
 SELECT r.id, m.office_id, r.room, r.customer, r.entrance, r.nature, r.day, r.contract_no, r.letter_no,
        r.assumption_no, r.arrears_fen, r.prepayment_fen, r.passed_code, r.left_code, r.former_code,
        r.by, d.at
   FROM rows"""
CHANGE_COLUMNS: LiteralString = """id uuid, room uuid, customer uuid, entrance text, nature text, day date,
    contract_no text, letter_no text, assumption_no text, arrears_fen bigint, prepayment_fen bigint,
    passed_code text, left_code text, former_code text, by uuid"""
# A relation that somebody changed meanwhile gets days out of order, which `occupancy_in_order` refuses.
ENDED: LiteralString = """UPDATE occupancy y SET out_on = r.out_on, version = y.version + 1,
       until = CASE WHEN y.version = r.version THEN r.until ELSE y.since - 1 END
  FROM rows WHERE y.id = r.id RETURNING 1"""
BEGUN: LiteralString = """INSERT INTO occupancy (id, office_id, room_id, customer_id, nature, since, until,
        source, created_at, lessor)
 SELECT r.id, m.office_id, r.room, r.customer, r.nature, r.since, r.until, r.source, d.at, r.lessor
   FROM rows, (SELECT count(*) FROM book_change_occupancy_1) first"""
PARTS: LiteralString = """INSERT INTO occupancy_change_part (change_id, occupancy_id, began, former_until,
        former_out_on)
 SELECT r.change, r.stay, r.began, r.former_until, r.former_out_on FROM rows"""


def made(step: Step) -> Json:
    """Known with the decision: the change that the details lead to, and who left."""
    return {"change": derived_id(step, "change"), "leaver": step.case.facts.get("leaver")}


def _stay(row: Mapping[str, Any]) -> Stay:
    return Stay(
        id=UUID(row["id"]),
        customer_id=UUID(row["customer"]),
        nature=row["nature"],
        since=date.fromisoformat(row["since"]),
        until=_day(row["until"]),
        out_on=_day(row["out_on"]),
        lessor=row["lessor"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plan(step: Step) -> Plan:
    """As the quick entrances plan it. Raises NotSo where that cannot be."""
    details, stays = step.details, [_stay(row) for row in step.case.facts["stays"]]
    customer, nature, day = UUID(step.ticket["customer"]["id"]), details["nature"], details["day"]
    if details.get("direction") == "out":
        return plan_departure(stays, Departure(day, customer, nature))
    arrival = Arrival(
        customer,
        nature,
        day,
        details.get("until"),
        reenter_tenant=bool(details.get("reenter_tenant")),
        resident_leaves=bool(details.get("resident_leaves")),
        lessor=details.get("lessor") or "owner",
    )
    return plan_arrival(stays, arrival)


def _entrance(step: Step) -> str:
    workflow = step.case.workflow
    return f"move_{step.details.get('direction') or 'in'}" if workflow == "move" else workflow


def codes(step: Step) -> Json:
    """With a transfer, or where it was asked for; never the label of another room, unless asked for."""
    asked, known = step.details.get("pass_code"), step.case.facts["codes"]
    wanted = asked or (asked is None and step.case.workflow == "transfer" and not known["names_another_room"])
    if not wanted or known["old"] is None or step.details["nature"] != "owner" or _is_out(step):
        return {}
    return {"passed_code": known["old"], "left_code": known["free"], "former_code": known["new"]}


def _is_out(step: Step) -> bool:
    return step.details.get("direction") == "out"


def _change(step: Step) -> list[Json]:
    details, ticket = step.details, step.ticket
    said = ("nature", "day", "contract_no", "letter_no", "assumption_no")
    return [
        {name: details.get(name) for name in said}
        | {
            "id": details["change"],
            "room": ticket["room"]["id"],
            "customer": ticket["customer"]["id"],
            "entrance": _entrance(step),
            "arrears_fen": arrears_fen(step.case),
            "prepayment_fen": prepayment_fen(step.case),
            "by": ticket["submitter"]["id"],
            **codes(step),
        }
    ]


def _ended(step: Step) -> list[Json]:
    """Never without a row: whoever begins waits for this part."""
    versions = {row["id"]: row["version"] for row in step.case.facts["stays"]}
    return [
        {"id": str(e.stay.id), "version": versions[str(e.stay.id)], "until": e.until, "out_on": e.out_on}
        for e in _plan(step).ended
    ] or [{"id": None}]


def _begun(step: Step) -> list[Json]:
    return [
        {
            "id": derived_id(step, f"stay {place}"),
            "room": step.ticket["room"]["id"],
            "customer": str(each.customer_id),
            "nature": each.nature,
            "since": each.since,
            "until": each.until,
            "source": step.case.workflow,
            "lessor": each.lessor,
        }
        for place, each in enumerate(_plan(step).begun)
    ]


def _parts(step: Step) -> list[Json]:
    change = step.details["change"]
    ended = [
        {
            "change": change,
            "stay": str(each.stay.id),
            "began": False,
            "former_until": each.stay.until,
            "former_out_on": each.stay.out_on,
        }
        for each in _plan(step).ended
    ]
    return ended + [{"change": change, "stay": each["id"], "began": True} for each in _begun(step)]


def renewed(ticket: Mapping[str, Any], books: Mapping[str, list[Json]]) -> Json:
    """The answer already shows the customer by the code that they have now."""
    rows = [*books.get("pass_code_1", ()), *books.get("reverse_change_5", ())]
    mine = next((row["code"] for row in rows if row["id"] == (ticket["customer"] or {}).get("id")), None)
    return {"customer": {**ticket["customer"], "code": mine}} if mine else {}


def _code_of(who: str, code: str) -> Callable[[Step], list[Json]]:
    def rows(step: Step) -> list[Json]:
        passed = codes(step)
        person = step.ticket["customer"]["id"] if who == "new" else step.case.facts.get("leaver")
        return [{"id": person, "code": passed[code]}] if passed else []

    return rows


def _codes_given_up(step: Step) -> dict[str, tuple[str, str]]:
    passed = codes(step)
    if not passed:
        return {}
    old, new = str(step.case.facts["leaver"]), str(step.ticket["customer"]["id"])
    return {"old": (old, passed["passed_code"]), "new": (new, passed["former_code"])}


BOOKS: Mapping[str, tuple[Book, ...]] = {
    "change_occupancy": (
        Book(CHANGE_COLUMNS, CHANGE, _change),
        Book("id uuid, version int, until date, out_on date", ENDED, _ended),
        Book(
            "id uuid, room uuid, customer uuid, nature text, since date, until date, source text,"
            " lessor text",
            BEGUN,
            _begun,
        ),
        Book("change uuid, stay uuid, began boolean, former_until date, former_out_on date", PARTS, _parts),
    ),
    "pass_code": (
        Book(
            "id uuid, code text",
            f"{CODE} FROM rows WHERE u.id = r.id RETURNING 1",
            _code_of("old", "left_code"),
        ),
        Book(
            "id uuid, code text",
            f"{CODE} FROM rows, (SELECT count(*) FROM book_pass_code_0) first WHERE u.id = r.id",
            _code_of("new", "passed_code"),
        ),
        *tracing(_codes_given_up),
    ),
    "carry_money": CARRY_MONEY,
    "bill_meters": BILL_METERS,
    "reverse_change": REVERSE_CHANGE,
}
