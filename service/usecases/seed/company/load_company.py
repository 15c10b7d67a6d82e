"""Loads a made-up company of any size, beside the demo at most and never beside anything else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import LiteralString

from service.fiction.chance import Chance
from service.fiction.lives import Life, Team, lives_of
from service.fiction.money import money_of
from service.fiction.people import Inhabitants, inhabitants_of
from service.fiction.places import COMPANY, Office, buildings_of, offices_of
from service.fiction.staff import Worker, staff_of
from service.transaction import Sql, Work, transaction
from service.usecases.seed.company.digest import digest_of
from service.usecases.seed.company.loading import Load, Progress
from service.usecases.seed.company.money import add_money
from service.usecases.seed.company.overdue import catch_up
from service.usecases.seed.company.people import add_people
from service.usecases.seed.company.places import add_offices, add_rooms
from service.usecases.seed.company.players import cast_of
from service.usecases.seed.company.staff import add_workers
from service.usecases.seed.company.tickets import Told, add_tickets, policies_of, upper_offices
from service.usecases.seed.houses import OFFICES, PROJECTS

DEMO = tuple(code for code, *_ in (*PROJECTS, *OFFICES))
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """The same number on the same day makes the same rows; `today` is the database's where None."""

    rooms: int
    number: int = 1
    today: date | None = None
    tickets: bool = True


class NotBeside(Exception):
    """There are offices that such a company is not put beside; `codes` are the first of them."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes

    @property
    def is_again(self) -> bool:
        return COMPANY[0] in self.codes


def load_company(wanted: Wanted, say: Callable[[str], None]) -> str:
    """All or nothing; the answer is the digest of its rows, before time goes on. Raises NotBeside."""
    progress = Progress(say)
    with transaction() as work:
        refuse_others(work.sql)
        _fill(_load(work, wanted, progress), wanted)
        progress.begins("摘要 digest …")
        digest = digest_of(work.sql)
    catch_up(progress)
    return digest


def refuse_others(sql: Sql) -> None:
    """One at a time: whoever comes second finds the first one's company."""
    sql.execute("SELECT pg_advisory_xact_lock(hashtextextended('guanjia seed', 0))")
    rows = sql.all(OTHERS, {"demo": list(DEMO), "limit": SHOWN, "company": COMPANY[0]})
    if rows:
        raise NotBeside([row["code"] for row in rows])


OTHERS: LiteralString = """
SELECT code FROM office WHERE code <> ALL(%(demo)s) ORDER BY code <> %(company)s, code LIMIT %(limit)s
"""
# Its last moment is midnight: so the company of one day is the same at every hour of it.
PRESENT: LiteralString = """
SELECT d.today, d.today::timestamp AT TIME ZONE 'Asia/Shanghai' AS now
  FROM (SELECT coalesce(%(today)s::date, (guanjia_now() AT TIME ZONE 'Asia/Shanghai')::date) AS today) d
"""


def _load(work: Work, wanted: Wanted, progress: Progress) -> Load:
    (present,) = work.sql.all(PRESENT, {"today": wanted.today})
    return Load(work, Chance(Random(wanted.number)), present["today"], present["now"], progress)


@dataclass(frozen=True, slots=True)
class Filled:
    """An office whose register is complete."""

    office: Office
    workers: list[Worker]
    people: Inhabitants


def _fill(load: Load, wanted: Wanted) -> None:
    load.progress.begins("管理处、房间、客户、账目 offices, rooms, customers, books …")
    offices = offices_of(load.chance, wanted.rooms)
    add_offices(load, offices)
    filled: list[Filled] = []
    for office in offices:
        filled.append(_fill_office(load, office))
        load.progress.at(sum(each.office.rooms for each in filled), wanted.rooms)
    if wanted.tickets:
        _play(load, filled)


def _fill_office(load: Load, office: Office) -> Filled:
    workers = staff_of(load.chance, office)
    add_workers(load, workers)
    if office.kind != "office":
        return Filled(office, workers, Inhabitants())
    buildings = buildings_of(load.chance, office.rooms)
    add_rooms(load, office, buildings, workers)
    rooms = [room for building in buildings for room in building.rooms]
    people = inhabitants_of(load.chance, rooms, load.today)
    add_people(load, office, people)
    add_money(load, office, workers, money_of(load.chance, rooms, people, load.today))
    return Filled(office, workers, people)


def _play(load: Load, filled: list[Filled]) -> None:
    """In every office with the people above it, who may be asked as well."""
    load.progress.begins("工单 tickets …")
    policies, told = policies_of(load), Told()
    by_id = {each.office.id: each.office for each in filled}
    workers = {each.office.id: each.workers for each in filled}
    lives = [(each, list(_lives(load, each))) for each in filled if each.office.kind == "office"]
    total = sum(len(found) for _, found in lives)
    done = 0
    for each, found in lives:
        above = [worker for upper in upper_offices(each.office, by_id) for worker in workers[upper.id]]
        add_tickets(load, cast_of(each.office, policies, [*each.workers, *above]), found, told)
        done += len(found)
        load.progress.at(done, total)
    load.progress.begins(f"  {told.tickets:,} 张工单 tickets, {told.events:,} 条流水 events")


def _lives(load: Load, each: Filled) -> list[Life]:
    desks: dict[str, list[str]] = {}
    for worker in each.workers:
        desks.setdefault(worker.desk, []).append(worker.username)
    return lives_of(load.chance, Team(desks), each.people, load.today)
