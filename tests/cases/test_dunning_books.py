"""What moves with a dunning request: limitations begin anew, charges are reduced or written off."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from service.db import new_id
from service.door.clashes import clash_of
from service.door.plan import plan_move
from service.door.read import Question, read_ticket
from service.door.seen import seen
from service.door.write import write_move
from service.transaction import statements
from tests.cases import flows
from tests.cases.conftest import AttachFile, Ticket, Town, change, in_balance, row, rows
from workflows.engine import Decision

SOON_BARRED = date(2026, 12, 1)


def limitation(charge: str) -> date:
    found: date = row("SELECT limitation_on FROM charge WHERE id = %s", charge)["limitation_on"]
    return found


def three_years_after(at: datetime) -> date:
    day = row("SELECT (%s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date AS day", at)["day"]
    after: date = row("SELECT (%s::date + interval '3 years')::date AS day", day)["day"]
    return after


def interruptions(ticket: Ticket) -> list[tuple[str, str]]:
    found = rows("SELECT kind, charge_id FROM limitation_event WHERE ticket_id = %s ORDER BY 1, 2", ticket.id)
    return [(each["kind"], str(each["charge_id"])) for each in found]


def test_a_delivered_demand_begins_the_limitation_anew_from_its_arrival(town: Town) -> None:
    charges = sorted(town.charge(limitation_on=SOON_BARRED) for _ in range(2))
    apart = town.charge(limitation_on=SOON_BARRED, due_on=date(2099, 1, 1))
    arrived = datetime.now(UTC) - timedelta(days=4)
    ticket = flows.approved(town)
    ticket.fire("clerk", "execute")
    assert interruptions(ticket) == []
    ticket.fire("clerk", "delivered", at=arrived.isoformat(), reference="EMS 1")
    assert interruptions(ticket) == [("demand", each) for each in charges]
    assert [limitation(each) for each in charges] == [three_years_after(arrived)] * 2
    assert limitation(apart) == SOON_BARRED


def test_the_office_tells_which_day_it_was(town: Town) -> None:
    charge = town.charge(limitation_on=SOON_BARRED)
    ticket = flows.approved(town)
    ticket.fire("clerk", "execute")
    ticket.fire("clerk", "delivered", at="2026-03-31T16:30:00+00:00", reference="EMS 1")
    assert limitation(charge) == date(2029, 4, 1)


def test_no_event_brings_the_limitation_forward(town: Town) -> None:
    charge = town.charge(limitation_on=date(2031, 1, 1))
    flows.delivered(town)
    assert limitation(charge) == date(2031, 1, 1)


def test_a_promise_begins_it_anew_from_the_day_it_is_given(town: Town) -> None:
    charge = town.charge()
    ticket = flows.delivered(town)
    change("UPDATE charge SET limitation_on = %s WHERE id = %s", SOON_BARRED, charge)
    ticket.fire("clerk", "promise", by=(datetime.now(UTC) + timedelta(days=9)).date().isoformat())
    assert ("promise", charge) in interruptions(ticket)
    assert limitation(charge) == three_years_after(datetime.now(UTC))


def test_to_hear_of_a_part_payment_leaves_it_to_whoever_booked_that(town: Town) -> None:
    charge = town.charge(limitation_on=SOON_BARRED)
    ticket = flows.dunning(town)
    assert ticket.system("payment_part").moved
    assert (interruptions(ticket), limitation(charge)) == ([], SOON_BARRED)


def test_a_judgment_marks_the_charges_and_counts_from_its_day(town: Town) -> None:
    charge = town.charge(limitation_on=SOON_BARRED)
    ticket = flows.dunning(town, measure="lawsuit")
    ticket.fire("clerk", "submit", skip_reason="时效将至")
    for signer in ("supervisor", "pm", "finance", "legal", "city"):
        ticket.fire(signer, "approve")
    ticket.fire("legal2", "execute")
    ticket.fire("legal2", "delivered", at=flows.ago(days=1), reference="(2026)粤01")
    change("UPDATE charge SET limitation_on = %s WHERE id = %s", SOON_BARRED, charge)
    ticket.fire("legal2", "judgment", file_no="(2026)粤0106", decided_on="2026-11-20", amount_fen=25060)
    assert ("judgment", charge) in interruptions(ticket)
    judged = row("SELECT judged_at AT TIME ZONE 'Asia/Shanghai' AS at FROM charge WHERE id = %s", charge)[
        "at"
    ]
    assert (judged, limitation(charge)) == (datetime(2026, 11, 20), date(2029, 11, 20))


def disputed(town: Town, **details: Any) -> Ticket:
    ticket = flows.dunning(town, **details)
    ticket.fire("clerk", "dispute", kind="wrong_sum", reason="面积不对")
    ticket.fire("supervisor", "dispute_upheld", reason="确有误差")
    return ticket


def balance(charge: str) -> int:
    return int(row("SELECT balance_fen FROM charge WHERE id = %s", charge)["balance_fen"])


def entries(ticket: Ticket) -> list[tuple[str, str, int]]:
    found = rows("SELECT row_id, kind, amount_fen FROM book_entry WHERE ticket_id = %s ORDER BY 3", ticket.id)
    return [(str(each["row_id"]), each["kind"], each["amount_fen"]) for each in found]


def test_finance_reduces_just_the_charges_it_names(town: Town) -> None:
    cut, whole = town.charge(amount_fen=10_000), town.charge(amount_fen=5_000)
    ticket = disputed(town)
    lines = [{"charge": cut, "reduce_by_fen": 1_000}, {"charge": cut, "reduce_by_fen": 234}]
    answer = ticket.fire("finance", "adjusted", lines=lines, reason="面积更正")
    assert (answer["state"], answer["details"]["debt_fen"]) == ("draft", 13_766)
    assert (balance(cut), balance(whole)) == (8_766, 5_000)
    assert entries(ticket) == [(cut, "adjustment", -1_234)]
    assert in_balance(town)


def test_what_is_reduced_to_nothing_is_settled(town: Town) -> None:
    charge = town.charge(amount_fen=10_000)
    ticket = disputed(town)
    lines = [{"charge": charge, "reduce_by_fen": 10_000}]
    assert ticket.fire("finance", "adjusted", lines=lines, reason="重复计费")["state"] == "settled"
    assert balance(charge) == 0
    assert in_balance(town)


def pending_write_off(town: Town, attach: AttachFile) -> Ticket:
    ticket = flows.delivered(town)
    ticket.fire("finance", "write_off", ground="bankruptcy", proof=[attach(ticket)])
    return ticket


def test_the_last_signature_writes_off_what_is_left(town: Town, attach: AttachFile) -> None:
    first, second = town.charge(amount_fen=100), town.charge(amount_fen=200)
    apart = town.charge(amount_fen=300, due_on=date(2099, 1, 1))
    ticket = pending_write_off(town, attach)
    assert balance(first) == 100
    assert ticket.fire("hq", "approve")["state"] == "written_off"
    assert (balance(first), balance(second), balance(apart)) == (0, 0, 300)
    assert entries(ticket) == [(second, "write_off", -200), (first, "write_off", -100)]
    assert in_balance(town)


def test_a_paid_charge_has_nothing_to_write_off(town: Town, attach: AttachFile) -> None:
    paid, owed = town.charge(amount_fen=100), town.charge(amount_fen=200)
    ticket = pending_write_off(town, attach)
    pay(paid)
    ticket.fire("hq", "approve")
    assert entries(ticket) == [(owed, "write_off", -200)]


def pay(charge: str) -> None:
    change("UPDATE charge SET paid_fen = paid_fen + balance_fen, balance_fen = 0 WHERE id = %s", charge)


def test_a_payment_between_the_read_and_the_write_fails_it_by_name(town: Town, attach: AttachFile) -> None:
    charge = town.charge(amount_fen=100)
    ticket = pending_write_off(town, attach)
    with statements() as sql:
        found = seen(read_ticket(sql, Question(ref=ticket.id, digest=digest_of(town, "hq"))))
        decision = found.workflow.decide(found.case, found.actor, "approve", {})
        assert isinstance(decision, Decision)
        plan = plan_move(found, decision, {})
        pay(charge)
        with pytest.raises(psycopg.errors.CheckViolation) as error:
            write_move(sql, found, plan)
    clash = clash_of(error.value, "dunning")
    assert clash is not None and clash.extra["rule"] == "within_balance"
    assert (ticket.state, entries(ticket)) == ("pending_write_off", [])


def digest_of(town: Town, who: str) -> bytes:
    account = town.who(who).id
    digest: bytes = row("SELECT digest FROM token WHERE account_id = %s", account)["digest"]
    return digest


def message(ticket: Ticket, status: str) -> str:
    made = str(new_id())
    change(
        """INSERT INTO message (id, ticket_id, customer_id, template, params, status, effect_key)
           VALUES (%s, %s, %s, 'dunning_demand', '{}', %s, %s)""",
        made,
        ticket.id,
        ticket.town.customer.id,
        status,
        made,
    )
    return made


@pytest.mark.parametrize("how", ["payment_full", "dispute", "withdraw", "amend"])
def test_waiting_messages_are_taken_back(town: Town, how: str) -> None:
    charge = town.charge()
    ticket, other = flows.approved(town), flows.approved(town)
    waiting, sent, others = message(ticket, "made"), message(ticket, "sent"), message(other, "made")
    if how == "payment_full":
        pay(charge)
        assert ticket.system("payment_full").moved
    elif how == "dispute":
        ticket.fire("clerk", "dispute", kind="quality", reason="电梯常坏")
    elif how == "withdraw":
        ticket.fire("supervisor", "withdraw", reason="已和解")
    else:
        ticket.fire("clerk", "amend", measure="call")
    status = {str(each["id"]): each["status"] for each in rows("SELECT id, status FROM message")}
    assert [status[each] for each in (waiting, sent, others)] == ["failed", "sent", "made"]
