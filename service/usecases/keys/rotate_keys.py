"""Gives an office another key and seals all its personal data anew; begun again, it goes on where it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from service.crypto.places import PLACES, Place
from service.crypto.vault import OfficeKey, encrypted, vault
from service.transaction import Row, Work, transaction

AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many values of the office, or of the company, were sealed anew."""

    office: str
    values: int


def rotate_keys(codes: Iterable[str] = ()) -> list[Rotated]:
    """Of these offices; where none is named, of all that have a key, and the company's.

    Everybody goes on working meanwhile.
    """
    named = list(codes)
    with transaction() as work:
        offices = work.sql.all(OFFICES, {"codes": named})
        company = not named and work.sql.one(COMPANY) is not None
    rotated = [Rotated(office["code"], _rotated(office["id"])) for office in offices]
    return [*rotated, Rotated("公司 company", _rotated(None))] if company else rotated


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


def _rotated(office_id: UUID | None) -> int:
    """1. retire the key, unless a rotation broke off; 2. seal anew, place by place; 3. forget the old key.

    Retiring waits for whoever still seals under the key; whoever comes later takes the next one.
    """
    with transaction() as work:
        if work.sql.one(UNFINISHED, {"office": office_id}) is None:
            work.sql.execute(RETIRE, {"office": office_id})
            vault().make(work.sql, office_id)
            if office_id is None:
                _digests_anew(work)
    places = [place for place in PLACES if place.of_company == (office_id is None)]
    values = sum(_sealed_anew(place, office_id) for place in places)
    with transaction() as work:
        unused = " AND ".join(_among(NOT_IN, place) for place in places)
        work.sql.execute(f"{FORGET} AND {unused}", {"office": office_id})
    return values


def _digests_anew(work: Work) -> None:
    """At one stroke: equal accounts under two keys would not be found equal. Who writes one waits."""
    key = vault().current(work.sql, None)
    for place in (place for place in PLACES if place.across):
        last = None
        while rows := work.sql.all(_among(SEALED, place), {"last": last, "most": AT_A_TIME}):
            values = (vault().open(work.sql, place, row["id"], row["sealed"]) for row in rows)
            digests = [key.digest(place.kind, value) for value in values]
            told = {"ids": [row["id"] for row in rows], "digests": digests}
            work.sql.execute(_among(REDIGEST, place), told)
            last = rows[-1]["id"]


def _sealed_anew(place: Place, office_id: UUID | None) -> int:
    done = 0
    while True:
        with transaction() as work:
            told = {"office": office_id, "most": AT_A_TIME}
            rows = work.sql.all(_among(OLD, place), told)
            key = vault().current(work.sql, office_id)
            for row in rows:
                _seal_row(work, place, key, row)
        done += len(rows)
        if len(rows) < AT_A_TIME:
            return done


def _seal_row(work: Work, place: Place, key: OfficeKey, row: Row) -> None:
    value = vault().open_whole(work.sql, place, row["id"], row["sealed"])
    told = {"id": row["id"], "sealed": encrypted(key, place, row["id"], value)}
    digest = ""
    if place.found and not place.across:
        digest = f", {place.column}_digest = %(digest)s"
        told["digest"] = key.digest(place.kind, value.decode())
    statement = f"UPDATE {place.table} SET {place.column}_sealed = %(sealed)s{digest} WHERE id = %(id)s"
    work.sql.execute(statement, told)


def _among(statement: str, place: Place) -> Any:
    """The office's rows of the place; all of them where it belongs to no office."""
    mine = "true" if place.of_company else "x.office_id = %(office)s"
    return statement.format(table=place.table, column=place.column, mine=mine)


OFFICES: LiteralString = """
SELECT DISTINCT o.id, o.code FROM office o JOIN office_key k ON k.office_id = o.id
 WHERE %(codes)s::text[] = '{}' OR o.code = ANY(%(codes)s) ORDER BY o.code
"""
COMPANY: LiteralString = "SELECT 1 FROM office_key WHERE office_id IS NULL LIMIT 1"
SEALED: LiteralString = """
SELECT id, {column}_sealed AS sealed FROM {table}
 WHERE %(last)s::uuid IS NULL OR id > %(last)s ORDER BY id LIMIT %(most)s FOR NO KEY UPDATE
"""
REDIGEST: LiteralString = """
UPDATE {table} x SET {column}_digest = r.digest
  FROM unnest(%(ids)s::uuid[], %(digests)s::bytea[]) AS r(id, digest) WHERE x.id = r.id
"""
UNFINISHED: LiteralString = """
SELECT 1 FROM office_key
 WHERE office_id IS NOT DISTINCT FROM %(office)s::uuid AND retired_at IS NOT NULL LIMIT 1
"""
RETIRE: LiteralString = """
UPDATE office_key SET retired_at = guanjia_now()
 WHERE office_id IS NOT DISTINCT FROM %(office)s::uuid AND retired_at IS NULL
"""
RETIRED: LiteralString = """(SELECT uuid_send(k.id) FROM office_key k
                              WHERE k.office_id IS NOT DISTINCT FROM %(office)s::uuid
                                AND k.retired_at IS NOT NULL)"""
OLD: LiteralString = (
    """
SELECT x.id, x.{column}_sealed AS sealed FROM {table} x
 WHERE {mine} AND substring(x.{column}_sealed from 2 for 16) IN """
    + RETIRED
    + " ORDER BY id LIMIT %(most)s FOR NO KEY UPDATE"
)
FORGET: LiteralString = """
DELETE FROM office_key d
 WHERE d.office_id IS NOT DISTINCT FROM %(office)s::uuid AND d.retired_at IS NOT NULL"""
NOT_IN: LiteralString = """NOT EXISTS (SELECT FROM {table} x WHERE {mine}
                 AND substring(x.{column}_sealed from 2 for 16) = uuid_send(d.id))"""
ALL_KEYS: LiteralString = "SELECT id, office_id, wrapped, master FROM office_key ORDER BY id FOR UPDATE"
REWRAP: LiteralString = """
UPDATE office_key SET wrapped = %(wrapped)s, master = %(master)s WHERE id = %(id)s
"""
