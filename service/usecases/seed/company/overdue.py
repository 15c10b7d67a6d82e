"""What fell due since the last moment of a made-up company happens at once, as its clock would do it."""

from service.transaction import statements
from service.usecases.seed.company.loading import Progress
from service.usecases.timers.due_timers import claim_due
from service.usecases.timers.fire_timer import fire_timer

# Many were written in one transaction: the planner and the visibility map know nothing of them yet.
TABLES = (
    "ticket, event, work_item, timer, clock, outbox, ledger, room, customer, member, bank_account, occupancy,"
    " tariff, charge, payment, payment_allocation, book_entry, posting"
)


def catch_up(progress: Progress) -> int:
    """After the company is committed: every timer fires through the door like on any other day."""
    progress.begins("整理 tidying up …")
    with statements() as sql:
        sql.execute(f"VACUUM (ANALYZE) {TABLES}")
    fired = 0
    while True:
        with statements() as sql:
            due = claim_due(sql)
        if not due:
            return fired
        for each in due:
            fire_timer(each)
            fired += 1
            progress.goes_on()
