"""Money comes in (缴款): at the cashier's desk, or by a payment callback that reuses the same booking."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.db import new_id
from service.errors import Duplicate, Invalid, invalid_field, not_so
from service.models.charge import LimitationEvent
from service.models.columns import NOW
from service.models.payment import Payment, PaymentAllocation
from service.queries.register.dunned import Dunned
from service.transaction import Row, Work
from service.usecases.register.allocation import Allocation, Owed, Part, allocate
from service.usecases.register.books import account_of, enter
from service.usecases.register.create_prepayment import keep_prepayment
from service.usecases.register.references import customer_named, offices_for
from service.usecases.register.refusals import refusing
from service.usecases.register.tell_dunning import tell_dunning
from service.visibility import Caller


@dataclass(frozen=True, slots=True)
class NewPayment:
    """`charges` are the debts that the payer named; without them the legal order decides."""

    customer: str
    amount_fen: int
    method: str
    charges: tuple[UUID, ...] = ()
    payment_no: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """A payment whose payer is known: what the desk and the callback have in common."""

    office_id: UUID
    customer_id: UUID
    amount_fen: int
    method: str
    charges: tuple[UUID, ...] = ()
    payment_no: str | None = None
    paid_at: datetime | None = None
    receiver: Caller | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """`dunning` are the open requests over the charges that got some of it, the newest first."""

    payment_id: UUID
    payment_no: str
    parts: tuple[Part, ...]
    prepayment_id: UUID | None
    dunning: tuple[Dunned, ...]


# Customers before their books, as who moves them does; a row that names them would lock them later anyway.
LOCK_PAYER = "SELECT FROM customer WHERE id = %(customer)s FOR KEY SHARE"
# In the order of ids, so that two payments of one customer wait for each other instead of for ever.
LOCK_OWED = """
SELECT c.id, c.balance_fen, coalesce(d.due_on, c.due_on) AS due_on, c.late_of,
       coalesce(i.late_ppm, 0) AS late_ppm
  FROM charge c LEFT JOIN charge d ON d.id = c.late_of LEFT JOIN charge_item i ON i.id = c.item_id
 WHERE c.office_id = %(office)s AND c.customer_id = %(customer)s AND c.balance_fen > 0
 ORDER BY c.id FOR UPDATE OF c
"""
KNOWN = (
    "SELECT id FROM charge WHERE office_id = %(office)s AND customer_id = %(customer)s AND id = ANY(%(ids)s)"
)
TODAY = "SELECT (guanjia_now() AT TIME ZONE zone)::date AS today FROM office WHERE id = %(office)s"
# Money was paid when the gateway says so, and by now where its clock is ahead.
DAYS = """
SELECT today, paid_at, (paid_at AT TIME ZONE zone)::date AS paid_on
  FROM (SELECT zone, (guanjia_now() AT TIME ZONE zone)::date AS today,
               least(%(paid_at)s::timestamptz, guanjia_now()) AS paid_at
          FROM office WHERE id = %(office)s) told
"""
RECEIPT_NUMBER = """
SELECT 'PM-' || code || '-' || to_char(guanjia_now() AT TIME ZONE zone, 'YYYYMMDD') || '-'
       || lpad(next, greatest(4, length(next)), '0') AS number
  FROM (SELECT code, zone, nextval(number_sequence::regclass)::text AS next
          FROM office WHERE id = %(office)s) counted
"""
PAY = """
UPDATE charge SET balance_fen = balance_fen - %(amount)s, paid_fen = paid_fen + %(amount)s,
       limitation_on = greatest(limitation_on, (%(paid_on)s::date + interval '3 years')::date)
 WHERE id = %(id)s
"""


# As we number receipts ourselves, and the payments of repairs by their tickets.
OWN_NUMBER = re.compile(r"PM-.+-\d{8}-\d{4,}(-\d+)?", re.ASCII)


# Neither it nor its late charge got anything of the payment, and nothing was left to get.
GOT_NOTHING = """
SELECT concat_ws(' ', n.item, n.period) AS name,
       CASE WHEN n.reversed_at IS NOT NULL OR EXISTS (
                 SELECT FROM occupancy_change_money m JOIN occupancy_change x ON x.id = m.change_id
                  WHERE m.to_id = n.id AND x.reversed_at IS NOT NULL) THEN 'reversed'
            WHEN EXISTS (
                 SELECT FROM occupancy_change_money m JOIN occupancy_change x ON x.id = m.change_id
                  WHERE m.from_id = n.id AND x.reversed_at IS NULL) THEN 'went_over'
            ELSE 'settled' END AS why
  FROM charge n
 WHERE n.id = ANY(%(named)s::uuid[]) AND n.balance_fen = 0 AND NOT EXISTS (
       SELECT FROM payment_allocation a JOIN charge c ON c.id = a.charge_id
        WHERE a.payment_id = %(payment)s AND n.id IN (c.id, c.late_of))
 ORDER BY n.due_on, n.id
"""
WENT_ELSEWHERE = """
SELECT EXISTS (SELECT FROM payment_allocation a LEFT JOIN charge c ON c.id = a.charge_id
                WHERE a.payment_id = %(payment)s
                  AND (c.id = ANY(%(named)s::uuid[]) OR c.late_of = ANY(%(named)s::uuid[])) IS NOT TRUE)
       AS elsewhere
"""


@dataclass(frozen=True, slots=True)
class OwedNoMore:
    """What of the charges that the payer named was owed no more, as people call it: `settled`, or `reversed`
    or `went_over` to somebody else, which nobody need have paid.

    `elsewhere`: some of the money went to what the payer did not name, or is kept.
    """

    names: dict[str, list[str]]
    elsewhere: bool


def owed_no_more(work: Work, payment_id: UUID, named: Sequence[str]) -> OwedNoMore:
    if not named:
        return OwedNoMore({}, elsewhere=False)
    about: Row = {"payment": payment_id, "named": list(named)}
    names: dict[str, list[str]] = {}
    for row in work.sql.all(GOT_NOTHING, about):
        names.setdefault(row["why"], []).append(row["name"])
    return OwedNoMore(names, elsewhere=bool(names) and work.sql.all(WENT_ELSEWHERE, about)[0]["elsewhere"])


def receive_payment(work: Work, order: NewPayment, *, actor: Caller) -> Booked:
    """Raises Invalid for a number such as the office gives itself: typed first, it would bar a receipt."""
    if OWN_NUMBER.fullmatch(order.payment_no or ""):
        zh = "PM- 开头的收据编号由系统编制：请留空，或填写付款方的编号。"
        en = "Receipts numbered PM-… are the office's own: leave this out, or give the payer's number."
        raise invalid_field("payment_no", zh, en)
    offices = offices_for(work.sql, actor, ("cashier",), order.office)
    customer = customer_named(work.sql, offices, order.customer)
    money = Money(
        office_id=customer["office_id"],
        customer_id=customer["id"],
        amount_fen=order.amount_fen,
        method=order.method,
        charges=order.charges,
        payment_no=order.payment_no,
        receiver=actor,
    )
    if customer["disabled_at"] is not None:
        _must_settle(work, money)
    return book_payment(work, money)


def _must_settle(work: Work, money: Money) -> None:
    """Who is disabled pays what they owe; what is more would begin a prepayment. At the desk only: money that
    is in the bank already is booked in any case."""
    owed = lock_owed(work, money.office_id, money.customer_id, money.charges)
    if money.amount_fen > sum(each.balance_fen for each in owed):
        zh = "该客户资料已禁用，只能收取其所欠的金额；要多收，请先启用。"
        en = "This customer is disabled: take what they owe and no more, or enable them first."
        raise not_so("customer_enabled", zh, en)


def book_payment(work: Work, money: Money) -> Booked:
    """1. lock what is owed, 2. allocate, 3. the payment, 4. its parts, 5. the rest is kept, 6. who dunned."""
    days = _one(work, DAYS, money)
    owed = lock_owed(work, money.office_id, money.customer_id, money.charges)
    allocation = allocate(owed, money.amount_fen, today=days["today"], named=money.charges)
    payment = _payment(work, money)
    for part in allocation.parts:
        _settle(work, money, part, days)
        _book_part(work, money, payment.id, part)
    prepayment_id = _keep_rest(work, money, payment.id, allocation)
    paid = [part.charge_id for part in allocation.parts]
    dunning = tell_dunning(work, paid, what="payment", cause=payment.id)
    return Booked(payment.id, payment.payment_no, allocation.parts, prepayment_id, dunning)


def lock_owed(work: Work, office_id: UUID, customer_id: UUID, named: Sequence[UUID] = ()) -> Sequence[Owed]:
    """All that the customer owes, locked from here on. Raises Invalid for another's charge."""
    who = {"office": office_id, "customer": customer_id}
    if named and len(work.sql.all(KNOWN, who | {"ids": list(named)})) < len(set(named)):
        raise _unknown_charge()
    work.sql.execute(LOCK_PAYER, who)
    return [Owed(**row) for row in work.sql.all(LOCK_OWED, who)]


def _payment(work: Work, money: Money) -> Payment:
    payment = Payment(
        id=new_id(),
        office_id=money.office_id,
        payment_no=money.payment_no or _one(work, RECEIPT_NUMBER, money)["number"],
        customer_id=money.customer_id,
        amount_fen=money.amount_fen,
        method=money.method,
        paid_at=money.paid_at or NOW,
        received_by=account_of(money.receiver),
    )
    work.session.add(payment)
    with refusing(dict.fromkeys(("uq_payment_payment_no", "payment_of_gateway"), known_number())):
        work.session.flush()
    return payment


def _settle(work: Work, money: Money, part: Part, days: Row) -> None:
    """A part payment recognises the debt, so limitation starts again on its day (Civil Code 195)."""
    paid = {"id": part.charge_id, "amount": part.amount_fen, "paid_on": days["paid_on"]}
    work.sql.execute(PAY, paid)
    at = NOW if money.paid_at is None else days["paid_at"]
    work.session.add(LimitationEvent(charge_id=part.charge_id, kind="payment", at=at))


def _book_part(work: Work, money: Money, payment_id: UUID, part: Part) -> None:
    row = PaymentAllocation(payment_id=payment_id, charge_id=part.charge_id, amount_fen=part.amount_fen)
    work.session.add(row)
    for book, amount_fen in (("charge", -part.amount_fen), ("paid", part.amount_fen)):
        enter(
            work,
            book,
            part.charge_id,
            office_id=money.office_id,
            kind="allocation",
            amount_fen=amount_fen,
            actor=money.receiver,
            payment_id=payment_id,
        )


def _keep_rest(work: Work, money: Money, payment_id: UUID, allocation: Allocation) -> UUID | None:
    if allocation.rest_fen == 0:
        return None
    prepayment_id = keep_prepayment(
        work,
        office_id=money.office_id,
        customer_id=money.customer_id,
        amount_fen=allocation.rest_fen,
        method=money.method,
        receiver=money.receiver,
        payment_id=payment_id,
    )
    work.session.add(
        PaymentAllocation(payment_id=payment_id, prepayment_id=prepayment_id, amount_fen=allocation.rest_fen)
    )
    return prepayment_id


def _one(work: Work, query: str, money: Money) -> Row:
    found = work.sql.one(query, {"office": money.office_id, "paid_at": money.paid_at})
    if found is None:
        raise invalid_field("office", "没有这个管理处。", "There is no such office.")
    return found


def _unknown_charge() -> Invalid:
    zh = "其中有费用不属于该客户。"
    return invalid_field("charges", zh, "One of these charges is not this customer's.")


def known_number() -> Duplicate:
    return Duplicate("该付款编号已入账。", "A payment with this number is booked already.")
