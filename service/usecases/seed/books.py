"""The demo's money: what 张伟 owes and has deposited, and enough of everything else to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from service.models.book_entry import BookEntry
from service.models.charge import Charge
from service.models.deposit import Deposit
from service.models.payment import Payment, PaymentAllocation
from service.models.prepayment import Prepayment
from service.usecases.register.limitation import limitation_from
from service.usecases.seed.demo import Demo
from service.usecases.seed.houses import Houses
from service.usecases.seed.staff import Signature

MONTHLY_FEN = 25060
MANAGEMENT_FEE = "物业费"
# Who owes the fee of how many past months.
ARREARS = (
    ("张伟", "A-1-0101", 3),
    ("李娜", "A-1-0102", 6),
    ("陈𠅤", "A-1-0301", 14),
    ("王䶮", "A-1-0202", 1),
    ("吴桂兰", "A-1-0501", 1),
    ("孙志强", "A-1-0502", 2),
)
# Deposits in the order in which they are listed: payer, room, kind, fen, days ago, audited.
DEPOSITS = (
    ("张伟", "A-1-0101", "other", 200_000, 40, True),
    ("张伟", "A-1-0101", "renovation", 300_000, 39, True),
    ("李娜", "A-1-0102", "rent", 150_000, 30, True),
    ("刘㛃", "A-1-0201", "renovation", 300_000, 20, True),
    ("吴桂兰", "A-1-0501", "card", 5_000, 10, True),
    ("王䶮", "A-1-0202", "renovation", 300_000, 2, False),
    ("黄秀英", "A-1-0402", "rent", 1_200_000, 60, True),
    ("孙志强", "A-1-0502", "rent", 120_000, 60, True),
    ("周敏", "A-1-0102", "renovation", 300_000, 60, True),
    ("赵磊", "A-1-0103", "renovation", 300_000, 60, True),
    ("吴桂兰", "A-1-0501", "renovation", 300_000, 60, True),
    ("孙志强", "A-1-0502", "renovation", 300_000, 60, True),
    ("马建国", "A-1-1604", "renovation", 50_000, 60, True),
    ("周敏", "A-1-0102", "other", 80_000, 60, True),
    ("赵磊", "A-1-0103", "other", 60_000, 60, True),
    ("马建国", "A-1-1604", "other", 20_000, 60, True),
    ("黄秀英", "A-1-0402", "card", 5_000, 60, True),
)
PREPAYMENTS = (("周敏", 100_000, 25), ("孙志强", 30_000, 12), ("刘㛃", 5_000, 5))


@dataclass(frozen=True, slots=True)
class Books:
    """Writes rows together with the entries that their balances are the sums of."""

    demo: Demo
    houses: Houses
    staff: Mapping[str, Signature]
    customers: Mapping[str, UUID]

    @property
    def office_id(self) -> UUID:
        return self.houses.offices["GZ01"]

    def enter(self, book: str, row_id: UUID, kind: str, amount_fen: int, payment: UUID | None = None) -> None:
        entry = BookEntry(
            id=self.demo.id(f"entry {book} {kind} {row_id}"),
            office_id=self.office_id,
            book=book,
            row_id=row_id,
            kind=kind,
            amount_fen=amount_fen,
            payment_id=payment,
        )
        self.demo.add(entry)


def add_books(
    demo: Demo, houses: Houses, staff: Mapping[str, Signature], customers: Mapping[str, UUID]
) -> Books:
    books = Books(demo, houses, staff, customers)
    for name, room, months in ARREARS:
        for ago in range(months, 0, -1):
            _charge(books, name, room, ago)
    for name, room, kind, amount_fen, days, audited in DEPOSITS:
        _deposit(books, name, room, kind=kind, amount_fen=amount_fen, days=days, audited=audited)
    for name, amount_fen, days in PREPAYMENTS:
        _prepayment(books, name, amount_fen, days)
    _paid(books, "周敏", "A-1-0102", _charge(books, "周敏", "A-1-0102", 2))
    _paid(books, "赵磊", "A-1-0103", _charge(books, "赵磊", "A-1-0103", 1))
    return books


def _charge(books: Books, name: str, room: str, months_ago: int) -> Charge:
    due_on = last_day(books.demo.today, months_ago)
    charge = Charge(
        id=books.demo.id(f"charge {name} {months_ago}"),
        office_id=books.office_id,
        customer_id=books.customers[name],
        room_id=books.houses.rooms[room],
        item=MANAGEMENT_FEE,
        period=f"{due_on:%Y-%m}",
        amount_fen=MONTHLY_FEN,
        balance_fen=MONTHLY_FEN,
        due_on=due_on,
        limitation_on=limitation_from(due_on),
        created_by=books.staff["finance"].account_id,
    )
    books.demo.add(charge)
    books.enter("charge", charge.id, "charged", MONTHLY_FEN)
    return charge


def last_day(today: date, months_ago: int) -> date:
    """Of the month that many months back: always past, so the fee of that month is overdue."""
    first = today.replace(day=1)
    for _ in range(months_ago - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first - timedelta(days=1)


def _deposit(
    books: Books, name: str, room: str, *, kind: str, amount_fen: int, days: int, audited: bool
) -> None:
    cashier, auditor = books.staff["cashier"], books.staff["auditor"]
    received_at = books.demo.now - timedelta(days=days)
    deposit = Deposit(
        id=books.demo.id(f"deposit {name} {kind}"),
        office_id=books.office_id,
        room_id=books.houses.rooms[room],
        customer_id=books.customers[name],
        kind=kind,
        amount_fen=amount_fen,
        balance_fen=amount_fen,
        status="received",
        received_by=cashier.account_id,
        received_by_person=cashier.person_id,
        received_at=received_at,
    )
    if audited:
        deposit.status = "audited"
        deposit.audited_by, deposit.audited_by_person = auditor.account_id, auditor.person_id
        deposit.audited_at = received_at + timedelta(days=1)
    books.demo.add(deposit)
    books.enter("deposit", deposit.id, "receipt", amount_fen)


def _prepayment(books: Books, name: str, amount_fen: int, days: int) -> None:
    cashier = books.staff["cashier"]
    prepayment = Prepayment(
        id=books.demo.id(f"prepayment {name}"),
        office_id=books.office_id,
        customer_id=books.customers[name],
        amount_fen=amount_fen,
        balance_fen=amount_fen,
        method="cash",
        received_by=cashier.account_id,
        received_by_person=cashier.person_id,
        received_at=books.demo.now - timedelta(days=days),
    )
    books.demo.add(prepayment)
    books.enter("prepayment", prepayment.id, "receipt", amount_fen)


def _paid(books: Books, name: str, room: str, charge: Charge) -> None:
    """The whole of a charge, at the desk, on the day before it was due."""
    payment = Payment(
        id=books.demo.id(f"payment {name}"),
        office_id=books.office_id,
        payment_no=f"PM-GZ01-DEMO-{room}",
        customer_id=charge.customer_id,
        amount_fen=charge.amount_fen,
        method="wechat",
        paid_at=books.demo.now - (books.demo.today - charge.due_on) - timedelta(days=1),
        received_by=books.staff["cashier"].account_id,
    )
    part = PaymentAllocation(
        id=books.demo.id(f"part {name}"),
        payment_id=payment.id,
        charge_id=charge.id,
        amount_fen=charge.amount_fen,
    )
    charge.balance_fen, charge.paid_fen = 0, charge.amount_fen
    books.demo.add(payment, part)
    books.enter("charge", charge.id, "allocation", -charge.amount_fen, payment.id)
    books.enter("paid", charge.id, "allocation", charge.amount_fen, payment.id)
