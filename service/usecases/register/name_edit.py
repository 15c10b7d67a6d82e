"""A customer's name edited in the list: allowed or not by the office's policy, and kept as history if so."""

from collections.abc import Mapping
from typing import Any

from service.errors import not_so
from service.queries.policies.in_force import policy_in_force
from service.transaction import Row, Work
from service.visibility import Caller


def edit_name(work: Work, changes: Mapping[str, Any], row: Row, *, actor: Caller) -> None:
    """Before the row is written. Raises NotSo where the office has names changed by a rename alone."""
    if "name" not in changes or changes["name"] == row["name"]:
        return
    policy = policy_in_force(work.sql, "rename", row["office"]).body
    if policy.get("name_edit") == "audit_only":
        raise not_so(
            "rename_by_audit",
            "本管理处的客户名称须经审核更改，请提交客户更名单（rename）。",
            "In this office a name changes by audit only: open a ticket of the workflow rename.",
        )
    work.sql.execute(NAME_BEFORE, {"customer": row["id"], "name": row["name"], "actor": actor.account_id})


NAME_BEFORE = """
INSERT INTO customer_name_history (customer_id, office_id, name, until, changed_by)
SELECT c.id, c.office_id, %(name)s, guanjia_now(), %(actor)s FROM customer c WHERE c.id = %(customer)s
"""
