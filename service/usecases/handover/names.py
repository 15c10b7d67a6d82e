"""Where else a leaver is named: substitutions, policies, buildings, superiors, and desks of their own."""

from collections.abc import Collection, Iterator
from typing import LiteralString
from uuid import UUID

from service.door.handover import Leaver
from service.errors import NotSo, Problem, not_so
from service.queries.policies.in_force import InForce
from service.transaction import Row, Sql
from service.usecases.handover.shape import Receiver, Result
from service.usecases.policies.put_policy import keep_version
from service.usecases.policies.satisfiable import refuse_unsatisfiable
from service.usecases.substitutions.parties import tell
from service.visibility import Caller
from workflows.catalog import workflow as workflow_of


def end_substitutions(sql: Sql, leaver: Leaver, actor: Caller) -> Iterator[Result]:
    """Those of the leaver and those for the leaver."""
    for row in sql.all(END_ALL, {"person": leaver.person, "by": actor.account_id}):
        tell(sql, "substitution.ended", row["absent_id"], row["receiver_id"])
        yield Result("substitution", str(row["id"]))


def rename_policies(
    sql: Sql, leaver: Leaver, to: Receiver, actor: Caller, offices: Collection[UUID]
) -> Iterator[Result]:
    """A further version of each policy in force that seats the leaver; older ones stay with their tickets."""
    for row in sql.all(POLICIES, {"account": leaver.account, "offices": list(offices)}):
        yield Result("policy", str(row["id"]), problem=_renamed(sql, row, leaver, to, actor))


def _renamed(sql: Sql, row: Row, leaver: Leaver, to: Receiver, actor: Caller) -> Problem | None:
    if not sql.one(HOLDS_ANY, {"account": to.account, "office": row["office_id"]}):
        return not_so(
            "receiver_holds_desk", "接收人在该管理处没有岗位。", "The receiver holds no desk there."
        )
    office = {"id": row["office_id"], "code": row["code"], "name": row["name"]}
    body = _body(row["body"], leaver, to)
    try:
        refuse_unsatisfiable(sql, workflow_of(row["workflow"]), body, row["office_id"])
        keep_version(sql, InForce(row["workflow"], office, row["version"] + 1, body), actor)
    except NotSo as problem:
        return problem
    return None


def _body(body: Row, leaver: Leaver, to: Receiver) -> Row:
    people = {account: person for account, person in body["people"].items() if account != leaver.account}
    approvals = {
        name: {**approval, "levels": [_level(level, leaver, to) for level in approval["levels"]]}
        for name, approval in body["approvals"].items()
    }
    return {**body, "approvals": approvals, "people": {**people, str(to.account): str(to.person)}}


def _level(level: Row, leaver: Leaver, to: Receiver) -> Row:
    seats = [
        {**seat, "user": str(to.person)} if seat.get("user") == leaver.person else seat
        for seat in level["seats"]
    ]
    return {**level, "seats": seats}


def rename_places(sql: Sql, leaver: Leaver, to: Receiver, offices: Collection[UUID]) -> Iterator[Result]:
    """Steward of buildings, superior of colleagues; nobody becomes their own, by no detour."""
    named = {"leaver": leaver.account, "to": to.account, "offices": list(offices)}
    yield from (Result("steward", str(row["id"])) for row in sql.all(BUILDINGS, named))
    for statement in (SUPERIORS, ABOVE_RECEIVER):
        yield from (Result("superior", str(row["id"])) for row in sql.all(statement, named))


def lonely_desks(sql: Sql, leaver: Leaver, offices: Collection[UUID]) -> Iterator[Result]:
    """Desks that nobody else holds there or above: somebody must be given them."""
    for row in sql.all(LONELY, {**_of(leaver), "offices": list(offices)}):
        yield Result(
            "desk",
            str(row["id"]),
            problem=not_so(
                "only_holder",
                f"{row['code']} 的岗位 {row['desk']} 只有此人承担，请用 PUT /users/…/desks 交给他人。",
                f"Nobody else holds the desk {row['desk']} of {row['code']}: give it to somebody with"
                " PUT /users/{id}/desks.",
            ),
        )


def _of(leaver: Leaver) -> Row:
    return {"account": leaver.account, "person": leaver.person}


END_ALL: LiteralString = """
UPDATE substitution SET ended_at = guanjia_now(), ended_by = %(by)s
 WHERE ended_at IS NULL AND %(person)s::uuid IN (absent_person, receiver_person)
   AND ends_at > guanjia_now()
RETURNING id, absent_id, receiver_id
"""
POLICIES: LiteralString = """
SELECT p.id, p.workflow, p.version, p.body, p.office_id, o.code, o.name
  FROM policy p JOIN office o ON o.id = p.office_id
 WHERE p.office_id = ANY(%(offices)s) AND jsonb_exists(p.body -> 'people', %(account)s)
   AND NOT EXISTS (SELECT FROM policy n WHERE n.office_id = p.office_id AND n.workflow = p.workflow
                      AND n.version > p.version)
 ORDER BY p.id
"""
HOLDS_ANY: LiteralString = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM office WHERE id = %(office)s
    UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id
)
SELECT 1 AS yes FROM desk_holding h
 WHERE h.account_id = %(account)s AND h.until IS NULL AND h.office_id IN (SELECT id FROM up) LIMIT 1
"""
BUILDINGS: LiteralString = """
UPDATE building SET steward_id = %(to)s, version = version + 1
 WHERE steward_id = %(leaver)s::uuid AND office_id = ANY(%(offices)s) RETURNING id
"""
CHAIN: LiteralString = """
WITH RECURSIVE chain AS (
    SELECT id, superior_id FROM account WHERE id = %(to)s
    UNION SELECT a.id, a.superior_id FROM account a JOIN chain c ON a.id = c.superior_id
)
"""
SUPERIORS: LiteralString = (
    CHAIN
    + """
UPDATE account a SET superior_id = %(to)s
 WHERE a.superior_id = %(leaver)s::uuid AND a.id NOT IN (SELECT id FROM chain) RETURNING a.id
"""
)
# Who stands between the receiver and the leaver reports to whom the leaver reported.
ABOVE_RECEIVER: LiteralString = """
UPDATE account a SET superior_id = (SELECT l.superior_id FROM account l WHERE l.id = %(leaver)s::uuid)
 WHERE a.superior_id = %(leaver)s::uuid RETURNING a.id
"""
LONELY: LiteralString = """
SELECT h.id, h.desk, o.code FROM desk_holding h JOIN office o ON o.id = h.office_id
 WHERE h.account_id = %(account)s::uuid AND h.until IS NULL AND h.office_id = ANY(%(offices)s)
   AND NOT EXISTS (
       WITH RECURSIVE up AS (
           SELECT id, parent_id FROM office WHERE id = h.office_id
           UNION ALL SELECT p.id, p.parent_id FROM office p JOIN up ON p.id = up.parent_id
       )
       SELECT FROM desk_holding k JOIN account a ON a.id = k.account_id
        WHERE k.desk = h.desk AND k.until IS NULL AND a.disabled_at IS NULL
          AND a.person_id <> %(person)s::uuid AND k.office_id IN (SELECT id FROM up))
 ORDER BY o.code, h.desk
"""
