"""The auditor confirms a deposit (保证金审核); never the person who took the money."""

from uuid import UUID

from service.errors import NotFound, NotNow, NotYou
from service.transaction import Row, Work
from service.visibility import Caller

FIND = "SELECT * FROM deposit WHERE id = %(id)s AND office_id = ANY(%(offices)s)"
AUDIT = """
UPDATE deposit SET status = 'audited', audited_by = %(account)s, audited_by_person = %(person)s,
       audited_at = guanjia_now()
 WHERE id = %(id)s AND status = 'received' AND reversed_at IS NULL RETURNING id
"""


def audit_deposit(work: Work, deposit_id: UUID, *, actor: Caller) -> None:
    """Exactly one of several auditors at once wins: the others find it no longer `received`."""
    deposit = work.sql.one(FIND, {"id": deposit_id, "offices": list(actor.offices)})
    if deposit is None:
        raise NotFound()
    actor.must_hold("auditor", office_id=deposit["office_id"])
    _must_not_be_receiver(deposit, actor)
    who = {"id": deposit_id, "account": actor.account_id, "person": actor.person_id}
    if work.sql.one(AUDIT, who) is None:
        raise NotNow(
            "该保证金已审核或已红冲。",
            "This deposit has been audited or taken back already.",
            state=deposit["status"],
            allowed=[],
        )


def _must_not_be_receiver(deposit: Row, actor: Caller) -> None:
    if deposit["received_by_person"] == actor.person_id:
        zh = "收款人不能审核自己收取的保证金。"
        raise NotYou(
            zh, "Whoever took a deposit may not audit it.", rule="four_eyes", who_could=[{"desk": "auditor"}]
        )
