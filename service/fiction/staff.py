"""The people who work for a made-up company: one in about 65 rooms, and every desk is held by somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.fiction.chance import Chance
from service.fiction.names import person_name
from service.fiction.places import Office

ROOMS_A_PERSON = 65
# In every office; further people of a big one take these desks in turn.
OFFICE_DESKS = (
    *("clerk", "clerk", "dispatcher", "tech", "tech", "guard", "engineering_lead", "engineering_lead"),
    *(
        "supervisor",
        "supervisor",
        "pm",
        "pm",
        "finance",
        "finance",
        "cashier",
        "auditor",
        "visitor",
        "visitor",
    ),
)
FURTHER = ("tech", "guard", "clerk", "tech", "visitor", "guard", "tech", "dispatcher")
UPPER_DESKS = {"project": ("city", "city", "legal", "legal"), "company": ("hq", "hq", "admin", "admin")}
# Who stands above whom, by desk.
ABOVE = {
    **dict.fromkeys(("clerk", "dispatcher", "guard", "visitor"), "supervisor"),
    "tech": "engineering_lead",
    **dict.fromkeys(("supervisor", "engineering_lead", "finance", "cashier"), "pm"),
}


@dataclass(frozen=True, slots=True)
class Worker:
    """One account of one person with one desk in one office."""

    account: str
    person: str
    holding: str
    username: str
    name: str
    desk: str
    office: str


def staff_of(chance: Chance, office: Office) -> list[Worker]:
    desks = list(UPPER_DESKS.get(office.kind, ())) or list(_desks(office.rooms))
    counted: dict[str, int] = {}
    return [_worker(chance, office, desk, counted) for desk in desks]


def _desks(rooms: int) -> Iterator[str]:
    yield from OFFICE_DESKS
    for number in range(max(0, rooms // ROOMS_A_PERSON - len(OFFICE_DESKS))):
        yield FURTHER[number % len(FURTHER)]


def _worker(chance: Chance, office: Office, desk: str, counted: dict[str, int]) -> Worker:
    counted[desk] = counted.get(desk, 0) + 1
    username = f"{desk}-{office.code.lower()}-{counted[desk]}"
    return Worker(chance.id(), chance.id(), chance.id(), username, person_name(chance), desk, office.id)


def superiors_of(workers: list[Worker]) -> Iterator[tuple[str, str]]:
    """(account, superior) within one office: the first holder of the desk above."""
    first: dict[str, Worker] = {}
    for worker in workers:
        first.setdefault(worker.desk, worker)
    for worker in workers:
        above = first.get(ABOVE.get(worker.desk, ""))
        if above is not None:
            yield worker.account, above.account
