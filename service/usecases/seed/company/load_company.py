"""Loads a made-up company of any size, beside the demo at most and never beside anything else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import LiteralString

from service.fiction.chance import Chance
from service.fiction.money import money_of
from service.fiction.people import inhabitants_of
from service.fiction.places import COMPANY, Office, buildings_of, offices_of
from service.fiction.staff import staff_of
from service.transaction import Sql, Work, transaction
from service.usecases.seed.company.digest import digest_of
from service.usecases.seed.company.loading import Load, Progress
from service.usecases.seed.company.money import add_money
from service.usecases.seed.company.people import add_people
from service.usecases.seed.company.places import add_offices, add_rooms
from service.usecases.seed.company.staff import add_workers
from service.usecases.seed.houses import OFFICES, PROJECTS

DEMO = tuple(code for code, *_ in (*PROJECTS, *OFFICES))
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """The same number on the same day makes the same rows; `today` is the database's where None."""

    rooms: int
    number: int = 1
    today: date | None = None


class NotBeside(Exception):
    """There are offices that such a company is not put beside; `codes` are the first of them."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes

    @property
    def is_again(self) -> bool:
        return COMPANY[0] in self.codes


def load_company(wanted: Wanted, say: Callable[[str], None]) -> str:
    """All or nothing; the answer is the digest of its rows. Raises NotBeside."""
    with transaction() as work:
        refuse_others(work.sql)
        load = _load(work, wanted, Progress(say))
        _fill(load, wanted)
        return digest_of(work.sql)


def refuse_others(sql: Sql) -> None:
    """One at a time: whoever comes second finds the first one's company."""
    sql.execute("SELECT pg_advisory_xact_lock(hashtextextended('guanjia seed', 0))")
    rows = sql.all(OTHERS, {"demo": list(DEMO), "limit": SHOWN, "company": COMPANY[0]})
    if rows:
        raise NotBeside([row["code"] for row in rows])


OTHERS: LiteralString = """
SELECT code FROM office WHERE code <> ALL(%(demo)s) ORDER BY code <> %(company)s, code LIMIT %(limit)s
"""
PRESENT: LiteralString = """
SELECT coalesce(%(today)s::date, (guanjia_now() AT TIME ZONE 'Asia/Shanghai')::date) AS today,
       CASE WHEN %(today)s::date IS NULL THEN guanjia_now()
            ELSE (%(today)s::date + time '12:00') AT TIME ZONE 'Asia/Shanghai' END AS now
"""


def _load(work: Work, wanted: Wanted, progress: Progress) -> Load:
    (present,) = work.sql.all(PRESENT, {"today": wanted.today})
    return Load(work, Chance(Random(wanted.number)), present["today"], present["now"], progress)


def _fill(load: Load, wanted: Wanted) -> None:
    load.progress.begins("管理处、房间、客户、账目 offices, rooms, customers, books …")
    offices = offices_of(load.chance, wanted.rooms)
    add_offices(load, offices)
    done = 0
    for office in offices:
        _fill_office(load, office)
        done += office.rooms
        load.progress.at(done, wanted.rooms)


def _fill_office(load: Load, office: Office) -> None:
    workers = staff_of(load.chance, office)
    add_workers(load, workers)
    if office.kind != "office":
        return
    buildings = buildings_of(load.chance, office.rooms)
    add_rooms(load, office, buildings, workers)
    rooms = [room for building in buildings for room in building.rooms]
    people = inhabitants_of(load.chance, rooms, load.today)
    add_people(load, office, people)
    add_money(load, office, workers, money_of(load.chance, rooms, people, load.today))
