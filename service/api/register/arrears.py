"""Arrears by age, limitation, late charges, prepayments used, and the dunning log."""

from uuid import UUID

from flask import Response

from service.api.answers import answer
from service.api.area import Area
from service.api.asked import loaded, parsed_body
from service.api.guard import current_caller
from service.api.register import arrears_bodies as bodies
from service.api.register.nouns import Making, Noun, add
from service.api.register.rows import asked_of, read_row
from service.api.register.shapes import (
    CUSTOMER_REF,
    DAY,
    FEN,
    FLAG,
    PERSON_REF,
    PREPAYMENT_ROW,
    WHOLE,
    maybe,
    one_of,
)
from service.api.shapes import ID, OFFICE, TEXT, array, moment, strict
from service.api.work import unit_of_work
from service.models.charge import LIMITATION_EVENTS
from service.models.customer import CHANNELS
from service.queries.register.arrears import ARREARS, REMINDERS, limitation_of
from service.queries.register.listing import shown
from service.queries.register.money import CHARGES, PREPAYMENTS
from service.queries.register.readers import MONEY
from service.transaction import statements
from service.usecases.register import charge_late, log_dunning, write_off_prepayment
from service.usecases.register.charge_items import MONEY_DESKS
from service.usecases.register.from_body import from_body

area = Area("arrears", "Arrears by age, limitation, late charges and the dunning log")
BY_AGE = ("total_fen", "not_due_fen", "days_30_fen", "days_90_fen", "days_365_fen", "older_fen", "late_fen")
ARREARS_ROW = strict(
    id=ID,
    office=OFFICE,
    customer=CUSTOMER_REF,
    charges=WHOLE,
    **dict.fromkeys(BY_AGE, FEN),
    oldest_due_on=DAY,
    limitation_on=DAY,
    limitation_over=FLAG,
)
LIMITATION = strict(
    limitation_on=DAY,
    over=FLAG,
    by_last_instalment_on=DAY,
    at_most_on=DAY,
    events=array(strict(kind=one_of(LIMITATION_EVENTS), at=moment(), ticket=maybe(ID))),
)
LATE = strict(lines=WHOLE, amount_fen=FEN)
REMINDER_ROW = strict(
    id=ID,
    office=OFFICE,
    customer=CUSTOMER_REF,
    channel=one_of(CHANNELS),
    happened_on=DAY,
    text=maybe(TEXT),
    promised_on=maybe(DAY),
    promised_fen=maybe(FEN),
    owed_fen=FEN,
    logged_by=PERSON_REF,
    created_at=moment(),
)


ARREAR = Noun(
    address="arrears",
    one="arrears",
    listing=ARREARS,
    row=ARREARS_ROW,
    query=bodies.ArrearsQuery,
    readers=MONEY,
    lists="Customers who owe something, by how long it has been due: "
    "1 to 30, 31 to 90, 91 to 365 days, longer.",
)
REMINDER = Noun(
    address="dunning-logs",
    one="reminder",
    many="reminders",
    listing=REMINDERS,
    row=REMINDER_ROW,
    query=bodies.ArrearsQuery,
    readers=MONEY,
    lists="Who was reminded when and how, and what was promised, in order.",
    shows="One reminder, by id.",
    makes=Making(
        "log_a_reminder",
        "Write down a reminder (催款跟进); a promise begins limitation anew.",
        bodies.NewReminder,
        log_dunning.DESKS,
        from_body(log_dunning.log_dunning, log_dunning.NewReminder),
    ),
)
add(area, ARREAR)


@area.call("GET", "/charges/<charge>/limitation", answer=LIMITATION)
def limitation_of_charge(charge: str) -> Response:
    """Until when it can be claimed in court, by the charge itself and by its last instalment, and why."""
    caller = current_caller()
    with statements() as sql:
        row = read_row(sql, CHARGES, charge, caller, MONEY)
        found = limitation_of(sql, row["id"])
    return answer(found)


@area.call("POST", "/late-charges", body=bodies.LateCharge, body_needed=False, answer=LATE, status=201)
def charge_what_is_late() -> Response:
    """Late charges of debts that are due, up to a day; each shows its basis (desk finance)."""
    caller = current_caller()
    order = charge_late.LateOrder(**asked_of(caller, MONEY_DESKS))
    with unit_of_work() as work:
        made = charge_late.charge_late(work, order, actor=caller)
    said = {"lines": made.lines, "amount_fen": made.amount_fen}
    return answer(said, 201, location="/api/v1/charges")


@area.call(
    "POST",
    "/prepayments/<prepayment>/write-off",
    body=bodies.WriteOff,
    body_needed=False,
    answer=PREPAYMENT_ROW,
)
def use_a_prepayment(prepayment: str) -> Response:
    """Use prepaid money for what is owed (预收核销), in the legal order (desk cashier or finance)."""
    caller = current_caller()
    with unit_of_work() as work:
        row = shown(work.sql, PREPAYMENTS, prepayment, offices=caller.offices)
        value = parsed_body()
        caller.must_hold(*write_off_prepayment.DESKS, office_id=UUID(row["office"]["id"]))
        asked = loaded(value, bodies.WriteOff)
        named = tuple(UUID(each) for each in asked.pop("charges", ()))
        use = write_off_prepayment.Use(charges=named, **asked)
        write_off_prepayment.write_off_prepayment(work, row["id"], use, actor=caller)
        after = shown(work.sql, PREPAYMENTS, prepayment, offices=caller.offices)
    return answer(after, version=after["version"])


add(area, REMINDER)
