"""Loads the demo offices of the contract into an empty database, and never beside anything else."""

from service.settings import Settings
from service.transaction import Work, transaction
from service.usecases.seed.books import add_books
from service.usecases.seed.customers import add_customers
from service.usecases.seed.demo import demo_of
from service.usecases.seed.houses import add_houses
from service.usecases.seed.staff import add_staff
from service.usecases.seed.tariffs import add_tariffs
from service.usecases.seed.tickets import load_tickets

EMPTY = "SELECT NOT EXISTS (SELECT FROM office) AND NOT EXISTS (SELECT FROM account) AS empty"


def load_demo(settings: Settings, *, tickets: bool = True) -> bool:
    """True when it was loaded, False when the database holds an office or an account already."""
    with transaction() as work:
        row = work.sql.one(EMPTY)
        if row is None or not row["empty"]:
            return False
        fill_demo(work)
    if tickets:
        load_tickets(settings)
    return True


def fill_demo(work: Work) -> None:
    demo = demo_of(work)
    houses = add_houses(demo)
    staff = add_staff(demo, houses)
    customers = add_customers(demo, houses)
    add_tariffs(add_books(demo, houses, staff, customers))
