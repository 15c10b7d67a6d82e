"""Accounts with the demo's password, their desks, and who stands above whom."""

from collections.abc import Sequence

from service.fiction.staff import Worker, superiors_of
from service.usecases.seed.company.loading import Load
from service.usecases.seed.staff import demo_password_hash


def add_workers(load: Load, workers: Sequence[Worker]) -> None:
    """Of one office."""
    password, now = demo_password_hash(), load.now
    load.copy("person", "id name created_at", ((each.person, each.name, now) for each in workers))
    above = dict(superiors_of(list(workers)))
    # Who stands above somebody must be there first.
    ordered = sorted(workers, key=lambda each: _height(each.account, above))
    load.copy(
        "account",
        "id username person_id password_hash created_at superior_id",
        (
            (each.account, each.username, each.person, password, now, above.get(each.account))
            for each in ordered
        ),
    )
    load.copy(
        "desk_holding",
        "id account_id office_id desk since",
        ((each.holding, each.account, each.office, each.desk, now) for each in workers),
    )


def _height(account: str, above: dict[str, str]) -> int:
    return 0 if account not in above else 1 + _height(above[account], above)
