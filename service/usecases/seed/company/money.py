"""Tariffs, charges, payments, deposits and prepayments; the database posts both sides of every entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from service.fiction.money import RUN_DUE, Charge, Held, Money
from service.fiction.places import Office
from service.fiction.staff import Worker
from service.usecases.register.limitation import limitation_from
from service.usecases.seed.company.loading import Load, morning

Row = tuple[Any, ...]
CHARGED_BEFORE = timedelta(days=15)
TARIFFS_SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Till:
    """The people of one office who handle its money, and the run that charged its last month."""

    office: Office
    finance: Worker
    cashier: Worker
    auditor: Worker
    run: str


def add_money(load: Load, office: Office, workers: Sequence[Worker], money: Money) -> None:
    first = {worker.desk: worker for worker in reversed(workers)}
    till = Till(office, first["finance"], first["cashier"], first["auditor"], load.chance.id())
    _add_tariffs(load, till, money)
    _add_run(load, till, money)
    _add_charges(load, till, money)
    _add_payments(load, till, money)
    _add_held(load, till, money)
    load.copy(
        "book_entry",
        "id office_id book row_id kind amount_fen payment_id actor_id at",
        ((load.chance.id(), office.id, *entry) for entry in _entries(till, money)),
    )


def _add_tariffs(load: Load, till: Till, money: Money) -> None:
    office, now = till.office.id, load.now
    load.copy(
        "charge_item",
        "id office_id name kind position late_ppm created_at",
        ((each.id, office, each.name, each.kind, n, 500, now) for n, each in enumerate(money.items)),
    )
    load.copy(
        "standard",
        "id office_id item_id name basis price_fen created_at",
        ((i.standard, office, i.id, i.name, i.basis, i.price_fen, now) for i in money.items),
    )
    load.copy(
        "tariff",
        "id office_id room_id item_id standard_id begins_on created_by created_at",
        (
            (each.id, office, each.room.id, each.item.id, each.item.standard, TARIFFS_SINCE, actor, now)
            for actor in [till.finance.account]
            for each in money.tariffs
        ),
    )


def _in_run(each: Charge, today: date) -> bool:
    return each.due_on == today - timedelta(days=RUN_DUE)


def _add_run(load: Load, till: Till, money: Money) -> None:
    due = load.today - timedelta(days=RUN_DUE)
    fens = [each.amount_fen for each in money.charges if _in_run(each, load.today)]
    rooms = till.office.rooms
    made = morning(due) - CHARGED_BEFORE
    load.copy(
        "charge_run",
        "id office_id period payer_on due_on status rooms rooms_done lines amount_fen created_by created_at"
        " finished_at",
        [
            (till.run, till.office.id, f"{due:%Y-%m}", due, due, "done", rooms, rooms, len(fens), sum(fens))
            + (till.finance.account, made, made)
        ],
    )


def _add_charges(load: Load, till: Till, money: Money) -> None:
    load.copy(
        "charge",
        "id office_id customer_id room_id item item_id period kind amount_fen balance_fen paid_fen due_on"
        " limitation_on created_by created_at run_id",
        (_charge(till, each, load.today) for each in money.charges),
    )
    load.copy(
        "limitation_event",
        "id charge_id kind at",
        (
            (load.chance.id(), each.id, "demand", morning(each.demanded_on))
            for each in money.charges
            if each.demanded_on
        ),
    )


def _charge(till: Till, each: Charge, today: date) -> Row:
    """`limitation_on` begins anew with a demand."""
    paid = each.amount_fen if each.payment else 0
    who = (each.id, till.office.id, each.customer.id, each.room.id)
    what = (each.item.name, each.item.id, f"{each.due_on:%Y-%m}", "routine")
    sums = (each.amount_fen, each.amount_fen - paid, paid)
    days = (each.due_on, limitation_from(each.demanded_on or each.due_on))
    made = (till.finance.account, morning(each.due_on) - CHARGED_BEFORE)
    return (*who, *what, *sums, *days, *made, till.run if _in_run(each, today) else None)


def _add_payments(load: Load, till: Till, money: Money) -> None:
    office, cashier = till.office, till.cashier.account
    load.copy(
        "payment",
        "id office_id payment_no customer_id amount_fen method paid_at received_by created_at",
        (
            (each.id, office.id, f"PM-{office.code}-{number:06d}", each.customer.id, each.amount_fen)
            + (each.method, morning(each.paid_on), cashier if each.at_desk else None, morning(each.paid_on))
            for number, each in enumerate(money.payments, 1)
        ),
    )
    load.copy(
        "payment_allocation",
        "id payment_id charge_id amount_fen",
        (
            (load.chance.id(), each.payment, each.id, each.amount_fen)
            for each in money.charges
            if each.payment
        ),
    )


def _add_held(load: Load, till: Till, money: Money) -> None:
    office, cashier, auditor = till.office.id, till.cashier, till.auditor
    load.copy(
        "deposit",
        "id office_id room_id customer_id kind amount_fen balance_fen status received_by received_by_person"
        " received_at audited_by audited_by_person audited_at created_at",
        (
            (each.id, office, each.room and each.room.id, each.customer.id, "renovation", *_twice(each))
            + ("audited", cashier.account, cashier.person, morning(each.received_on))
            + (auditor.account, auditor.person, morning(each.received_on) + timedelta(days=1))
            + (morning(each.received_on),)
            for each in money.deposits
        ),
    )
    load.copy(
        "prepayment",
        "id office_id customer_id amount_fen balance_fen method received_by received_by_person received_at"
        " created_at",
        (
            (each.id, office, each.customer.id, *_twice(each), each.method, cashier.account, cashier.person)
            + (morning(each.received_on), morning(each.received_on))
            for each in money.prepayments
        ),
    )


def _twice(each: Held) -> tuple[int, int]:
    """What came in, and what is left of it."""
    return each.amount_fen, each.amount_fen


def _entries(till: Till, money: Money) -> Iterator[Row]:
    """(book, row, kind, fen, payment, actor, at)."""
    finance, cashier = till.finance.account, till.cashier.account
    paid_at = {each.id: morning(each.paid_on) for each in money.payments}
    for each in money.charges:
        fen, made = each.amount_fen, morning(each.due_on) - CHARGED_BEFORE
        yield "charge", each.id, "charged", fen, None, finance, made
        if each.payment:
            at = paid_at[each.payment]
            yield "charge", each.id, "allocation", -fen, each.payment, None, at
            yield "paid", each.id, "allocation", fen, each.payment, None, at
    for book, rows in (("deposit", money.deposits), ("prepayment", money.prepayments)):
        for held in rows:
            yield book, held.id, "receipt", held.amount_fen, None, cashier, morning(held.received_on)
