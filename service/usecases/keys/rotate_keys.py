"""Gives an office another key and seals all its personal data anew; begun again, it goes on where it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from service.crypto.places import PLACES, Place
from service.crypto.vault import vault
from service.transaction import Row, Work, transaction

AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many values of the office were sealed anew."""

    office: str
    values: int


def rotate_keys(codes: Iterable[str] = ()) -> list[Rotated]:
    """Of these offices, of all that have a key where none is named; while everybody goes on working."""
    with transaction() as work:
        offices = work.sql.all(OFFICES, {"codes": list(codes)})
    return [Rotated(office["code"], _rotated(office["id"])) for office in offices]


def rewrap_keys() -> int:
    """All keys of offices under the first of the master keys; how many had another."""
    ours, rewrapped = vault(), 0
    with transaction() as work:
        for row in work.sql.all(ALL_KEYS):
            if row["master"] != ours.master().name:
                told = {"id": row["id"], "wrapped": ours.rewrap(row), "master": ours.master().name}
                work.sql.execute(REWRAP, told)
                rewrapped += 1
    return rewrapped


def _rotated(office_id: UUID) -> int:
    """1. retire the key, unless a rotation broke off; 2. seal anew, place by place; 3. forget the old key.

    Retiring waits for whoever still seals under the key; whoever comes later takes the next one.
    """
    with transaction() as work:
        if work.sql.one(UNFINISHED, {"office": office_id}) is None:
            work.sql.execute(RETIRE, {"office": office_id})
            vault().make(work.sql, office_id)
    values = sum(_sealed_anew(place, office_id) for place in PLACES)
    with transaction() as work:
        unused = " AND ".join(NOT_IN.format(table=place.table, column=place.column) for place in PLACES)
        work.sql.execute(f"{FORGET} AND {unused}", {"office": office_id})
    return values


def _sealed_anew(place: Place, office_id: UUID) -> int:
    done = 0
    while True:
        with transaction() as work:
            told = {"office": office_id, "most": AT_A_TIME}
            rows = work.sql.all(OLD.format(table=place.table, column=place.column), told)
            for row in rows:
                _seal_row(work, place, office_id, row)
        done += len(rows)
        if len(rows) < AT_A_TIME:
            return done


def _seal_row(work: Work, place: Place, office_id: UUID, row: Row) -> None:
    value = vault().open(work.sql, place, row["id"], row["sealed"])
    sealed = vault().seal(work.sql, office_id, place, row["id"], value)
    digest = f", {place.column}_digest = %(digest)s" if place.found else ""
    statement = f"UPDATE {place.table} SET {place.column}_sealed = %(sealed)s{digest} WHERE id = %(id)s"
    work.sql.execute(statement, {"id": row["id"], "sealed": sealed.sealed, "digest": sealed.digest})


OFFICES: LiteralString = """
SELECT DISTINCT o.id, o.code FROM office o JOIN office_key k ON k.office_id = o.id
 WHERE %(codes)s::text[] = '{}' OR o.code = ANY(%(codes)s) ORDER BY o.code
"""
UNFINISHED: LiteralString = """
SELECT 1 FROM office_key WHERE office_id = %(office)s AND retired_at IS NOT NULL LIMIT 1
"""
RETIRE: LiteralString = """
UPDATE office_key SET retired_at = guanjia_now() WHERE office_id = %(office)s AND retired_at IS NULL
"""
RETIRED: LiteralString = """(SELECT uuid_send(k.id) FROM office_key k
                              WHERE k.office_id = %(office)s AND k.retired_at IS NOT NULL)"""
OLD: LiteralString = (
    """
SELECT id, {column}_sealed AS sealed FROM {table}
 WHERE office_id = %(office)s AND substring({column}_sealed from 2 for 16) IN """
    + RETIRED
    + " ORDER BY id LIMIT %(most)s FOR NO KEY UPDATE"
)
FORGET: LiteralString = "DELETE FROM office_key d WHERE d.office_id = %(office)s AND d.retired_at IS NOT NULL"
NOT_IN: LiteralString = """NOT EXISTS (SELECT FROM {table} x WHERE x.office_id = d.office_id
                 AND substring(x.{column}_sealed from 2 for 16) = uuid_send(d.id))"""
ALL_KEYS: LiteralString = "SELECT id, office_id, wrapped, master FROM office_key ORDER BY id FOR UPDATE"
REWRAP: LiteralString = """
UPDATE office_key SET wrapped = %(wrapped)s, master = %(master)s WHERE id = %(id)s
"""
