"""Loads the demo offices of the contract into an empty database, and never beside anything else."""

from service.transaction import Work
from service.usecases.seed.books import add_books
from service.usecases.seed.customers import add_customers
from service.usecases.seed.demo import demo_of
from service.usecases.seed.houses import add_houses
from service.usecases.seed.staff import DEMO_STAFF, add_staff, demo_password_hash

OPEN_TO_ALL = """
SELECT username FROM account
 WHERE username = ANY(%(names)s) AND password_hash = %(hash)s AND disabled_at IS NULL ORDER BY username
"""
EMPTY = "SELECT NOT EXISTS (SELECT FROM office) AND NOT EXISTS (SELECT FROM account) AS empty"


def load_demo(work: Work) -> bool:
    """True when it was loaded, False when the database holds an office or an account already."""
    is_empty = work.sql.execute(EMPTY).fetchall()[0]["empty"]
    if not is_empty:
        return False
    demo = demo_of(work)
    houses = add_houses(demo)
    staff = add_staff(demo, houses)
    customers = add_customers(demo, houses)
    add_books(demo, houses, staff, customers)
    return True


def demo_accounts(work: Work) -> list[str]:
    """Usernames that the demo's password still opens: production refuses to start with any."""
    wanted = {"names": [member.username for member in DEMO_STAFF], "hash": demo_password_hash()}
    return [row["username"] for row in work.sql.all(OPEN_TO_ALL, wanted)]
