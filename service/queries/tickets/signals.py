"""The trail around a ticket that is to be decided: one statement, and only for whoever has a seat."""

from collections.abc import Mapping
from typing import Any, Final, LiteralString

from service.door.hands import any_hand
from service.door.read_parts import DESKS
from service.door.seen import Seen, moment
from service.door.standing_parts import ACTIVE
from service.models.payee_account import ACCOUNT_OF
from service.transaction import Sql
from workflows.rights import signer_seat
from workflows.signals import Slip, Told, Trail, signals

Json = dict[str, Any]
# Where a workflow keeps the amount that its approval is about.
AMOUNTS: Final[Mapping[str, str]] = {
    "refund": "amount_fen",
    "complaint": "compensation_fen",
    "dunning": "debt_fen",
    "repair": "quote_fen",
}


def may_decide(seen: Seen) -> bool:
    return any_hand(seen, lambda each: signer_seat(each.case, each.actor) is not None)


def signals_of(sql: Sql, seen: Seen, lang: str) -> list[Json]:
    return [
        {"signal": each.name, "detail": each.zh if lang == "zh" else each.en, "tickets": list(each.tickets)}
        for each in signals(_trail(seen, _around(sql, seen)))
    ]


def _around(sql: Sql, seen: Seen) -> Json:
    case = seen.case
    asked: Json = {
        "ticket": case.id,
        "office": seen.ticket["office"]["id"],
        "amount": AMOUNTS.get(seen.workflow.name, ""),
        "submitter": case.submitter,
        "people": sorted({case.submitter, *seen.actor.persons, *case.barred} - {None}),
        "desks": sorted({item.desk for item in case.items if item.kind == "vote" and item.desk}),
        "holders": [item.holder for item in case.items if item.kind == "vote" and item.holder],
    }
    return sql.one(AROUND, asked) or {}


def _trail(seen: Seen, found: Json) -> Trail:
    case, amount = seen.case, AMOUNTS.get(seen.workflow.name, "")
    approvals = case.policy.get("approvals", {}).values()
    limits = sorted({level.get("over_fen", 0) for each in approvals for level in each["levels"]})
    return Trail(
        now=case.now,
        amount_fen=int(case.details.get(amount) or 0),
        limits=limits,
        slips=[Slip(each["number"], each["amount_fen"]) for each in found["slips"] or ()],
        votes=[(moment(each["asked"]), moment(each["decided"])) for each in found["votes"] or ()],
        events=[_told(each) for each in found["events"] or ()],
        substitutes=[(each[0], each[1]) for each in found["substitutes"] or ()],
        opinions=[(each[0], each[1]) for each in found["opinions"] or ()],
        applicant_for=found["applicant_for"] or (),
        same_account=found["same_account"] or (),
        staff_named=found["staff_named"] or (),
    )


def _told(event: Json) -> Told:
    return Told(event["trigger"], moment(event["at"]), event["amount"], event["payee"])


# Only tickets of the same office: who decides here may see those.
AROUND: LiteralString = f"""
WITH t AS MATERIALIZED (
    SELECT t.id, t.office_id, t.customer_id, t.round, r.deposit, r.prepayment, r.charge, r.payee,
           ARRAY(SELECT b.id FROM payee_account a JOIN payee_account b ON b.number_digest = a.number_digest
                  WHERE a.id = {ACCOUNT_OF.format(slip="r.")}) AS accounts
      FROM ticket t LEFT JOIN refund r ON r.ticket_id = t.id WHERE t.id = %(ticket)s::uuid
), up AS MATERIALIZED (
    SELECT array_agg(o.id) AS ids FROM (WITH RECURSIVE up AS (
        SELECT id, parent_id FROM office WHERE id = %(office)s::uuid
        UNION ALL SELECT o.id, o.parent_id FROM office o JOIN up ON o.id = up.parent_id) SELECT id FROM up) o
)
SELECT
  (SELECT json_agg(json_build_object('number', o.number, 'amount_fen', x.amount_fen) ORDER BY o.number)
     FROM t, refund x JOIN ticket o ON o.id = x.ticket_id
    WHERE o.office_id = t.office_id AND o.id <> t.id AND o.state NOT IN ('cancelled', 'rejected')
      AND t.payee IS NOT NULL AND o.created_at > guanjia_now() - interval '30 days'
      AND ({ACCOUNT_OF.format(slip="x.")} = ANY(t.accounts) OR x.deposit = t.deposit
           OR x.prepayment = t.prepayment OR x.charge = t.charge OR o.customer_id = t.customer_id)) AS slips,
  (SELECT json_agg(json_build_object('asked', w.created_at, 'decided', w.ended_at))
     FROM t, work_item w WHERE w.ticket_id = t.id AND w.round = t.round AND w.kind = 'vote'
      AND w.status = 'done') AS votes,
  (SELECT json_agg(json_build_object('trigger', e.trigger, 'at', e.at,
                   'amount', (e.changes -> 'details' ->> %(amount)s)::bigint,
                   'payee', e.changes -> 'details' -> 'payee') ORDER BY e.seq)
     FROM event e WHERE e.ticket_id = %(ticket)s::uuid AND (e.trigger = 'return'
      OR jsonb_exists_any(e.changes -> 'details', ARRAY[%(amount)s, 'payee']))) AS events,
  (SELECT json_agg(json_build_array(s.receiver_person, s.absent_person)) FROM substitution s
    WHERE {ACTIVE} AND (s.receiver_person = ANY(%(people)s::uuid[])
                        OR s.absent_person = ANY(%(people)s::uuid[]))) AS substitutes,
  (SELECT json_agg(json_build_array(a.person_id, b.person_id))
     FROM work_item o JOIN work_item w ON w.id = o.owner_item
     JOIN account a ON a.id = o.holder_id JOIN account b ON b.id = w.holder_id
    WHERE o.ticket_id = %(ticket)s::uuid AND o.kind = 'opinion') AS opinions,
  (SELECT json_agg(DISTINCT a.username) FROM up, substitution s JOIN account a ON a.id = s.absent_id
    WHERE {ACTIVE} AND s.receiver_person = %(submitter)s::uuid
      AND (s.absent_person = ANY(%(holders)s::uuid[])
           OR jsonb_exists_any({DESKS.format(account="a.id")}::jsonb, %(desks)s::text[]))) AS applicant_for,
  (SELECT json_agg(o.number ORDER BY o.number) FROM t, refund x JOIN ticket o ON o.id = x.ticket_id
    WHERE {ACCOUNT_OF.format(slip="x.")} = ANY(t.accounts) AND o.office_id = t.office_id AND o.id <> t.id
      AND o.customer_id IS DISTINCT FROM t.customer_id) AS same_account,
  (SELECT json_agg(DISTINCT p.name) FROM t, up, person p JOIN account a ON a.person_id = p.id
     JOIN desk_holding h ON h.account_id = a.id
    WHERE p.name = t.payee ->> 'name' AND h.until IS NULL AND h.office_id = ANY(up.ids)) AS staff_named
"""
