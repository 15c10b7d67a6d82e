"""One typed detail table per workflow, its columns those the workflow names in `DETAILS`."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from service.db import Base
from service.models.payee_account import ACCOUNT_OF
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


# What facts look up in other tickets' details: other slips of the row or the payee, other demands on a payer.
INDEXES: dict[str, dict[str, Any]] = {
    "refund": {
        "refund_of_deposit": "deposit",
        "refund_of_prepayment": "prepayment",
        "refund_of_charge": "charge",
        "refund_to_account": text(f"({ACCOUNT_OF.format(slip='')})"),
    },
    "dunning": {"dunning_of_customer": "customer"},
}
CHECKS: dict[str, dict[str, str]] = {"refund": {"refund_payee_sealed": "NOT jsonb_exists(payee, 'account')"}}


def detail_table(workflow: str, details: dict[str, str]) -> Table:
    """`details` maps a column to its kind; every column may be null until its move sets it."""
    columns = [Column(name, TYPES[kind], nullable=True) for name, kind in details.items()]
    key = Column("ticket_id", UUID(), ForeignKey("ticket.id"), primary_key=True)
    indexes = [Index(name, indexed) for name, indexed in INDEXES.get(workflow, {}).items()]
    checks = [CheckConstraint(said, name=name) for name, said in CHECKS.get(workflow, {}).items()]
    return Table(workflow, Base.metadata, key, *columns, *indexes, *checks)


TABLES = {name: detail_table(name, versions.details) for name, versions in CATALOG.items()}
