"""One typed detail table per workflow, its columns those the workflow names in `DETAILS`."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, ForeignKey, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from service.db import Base
from workflows.catalog import CATALOG

TYPES: dict[str, Any] = {
    "text": Text(),
    "int": BigInteger(),
    "bool": Boolean(),
    "moment": DateTime(timezone=True),
    "date": Date(),
    "json": JSONB(),
    "uuid": UUID(),
}


def detail_table(workflow: str, details: dict[str, str]) -> Table:
    """`details` maps a column to its kind; every column may be null until its move sets it."""
    columns = [Column(name, TYPES[kind], nullable=True) for name, kind in details.items()]
    key = Column("ticket_id", UUID(), ForeignKey("ticket.id"), primary_key=True)
    return Table(workflow, Base.metadata, key, *columns)


TABLES = {name: detail_table(name, versions.details) for name, versions in CATALOG.items()}
