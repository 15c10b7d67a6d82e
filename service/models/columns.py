"""The kinds of column the register uses, so that money, time and ids have one type everywhere."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import DDL, BigInteger, CheckConstraint, Date, DateTime, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column

from service.db import new_id

NOW = text("guanjia_now()")

Id = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]
# For rows that statements write beside others and nobody pages by: the database may make the id.
EntryId = Annotated[
    UUID, mapped_column(primary_key=True, default=new_id, server_default=text("gen_random_uuid()"))
]
Words = Annotated[str, mapped_column(Text)]
Fen = Annotated[int, mapped_column(BigInteger)]
NoFen = Annotated[int, mapped_column(BigInteger, server_default="0")]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Born = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=NOW)]
Day = Annotated[date, mapped_column(Date)]
Version = Annotated[int, mapped_column(server_default="1")]
Json = Annotated[Any, mapped_column(JSONB)]


def one_of(name: str, column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


# Money is changed from many sides: whoever holds a version of a row that it moves holds a stale one.
RAISE_VERSION = """
CREATE OR REPLACE FUNCTION raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$
"""


def version_rises(table: str) -> tuple[str, str]:
    """With every change, whoever makes it."""
    trigger = f"""
CREATE TRIGGER {table}_version BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION raise_version()
"""
    return RAISE_VERSION, trigger


def statement(sql: str) -> DDL:
    """Hand-written SQL that goes with a table when it is created from the models."""
    return DDL(sql)  # type: ignore[no-untyped-call]
