"""Measures that cut supplies are refused wherever given (Civil Code 944(3)), and the refusal kept."""

from collections.abc import Mapping
from typing import Any

from schemas.forms.dunning import PROHIBITED, prohibited_measure
from service.db import new_id
from service.door.seen import Seen
from service.errors import MeasureProhibited
from service.transaction import Sql


def refuse_prohibited(sql: Sql, seen: Seen, body: object, trigger: str) -> None:
    """Nothing but one row of the refusal log is written."""
    if seen.workflow.name != "dunning" or trigger not in ("amend", "submit", "escalate_step"):
        return
    measure = prohibited_measure(body) or _stored(seen.case.details)
    if measure:
        log_refusal(
            sql,
            account=seen.actor.account,
            office=seen.ticket["office"]["id"],
            ticket=seen.case.id,
            place=trigger,
            measure=measure,
        )
        raise MeasureProhibited()


def _stored(details: Mapping[str, Any]) -> str | None:
    measure = details.get("measure")
    return measure if measure in PROHIBITED else None


def log_refusal(
    sql: Sql, *, account: str | None, office: str | None, ticket: str | None, place: str, measure: str
) -> None:
    row: dict[str, Any] = {
        "id": new_id(),
        "account": account,
        "office": office,
        "ticket": ticket,
        "place": place,
        "measure": measure,
    }
    sql.execute(INSERT, row)


INSERT = """
INSERT INTO refusal (id, at, account_id, office_id, ticket_id, workflow, place, rule, measure)
VALUES (%(id)s, guanjia_now(), %(account)s, %(office)s, %(ticket)s, 'dunning', %(place)s,
        'measure_prohibited', %(measure)s)
"""
