"""A policy in which a ticket could get stuck is refused before there is one: by itself, or by its people."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.errors import NotSo, RuleError
from service.policy import DEFAULTS
from service.queries.policies.staff import read_staff
from service.transaction import Sql
from workflows.engine import Workflow
from workflows.proof.policy import policy_faults
from workflows.proof.rounds import every_round
from workflows.proof.seating import Missing
from workflows.proof.staffed import gaps, in_all

Body = Mapping[str, Any]


def refuse_unsound(table: Workflow, body: Body) -> None:
    """Raises NotSo with every error of the proof; its warnings are told by `guanjia check`."""
    found = [each for each in policy_faults(table, body) if each.is_error]
    if found:
        rules = [RuleError(each.rule, f"{each.where}：{each.zh}。", str(each)) for each in found]
        first = rules[0].sentences
        raise NotSo(first["zh"], first["en"], rule="policy_unsound", rules=rules)


def refuse_unasked(table: Workflow, body: Body) -> None:
    """Money above the highest limit of the default asks at least one level, whatever the facts.

    One person writes a policy. Lower limits and fewer levels are theirs to choose; that the greatest sums
    pass without any is not. Raises NotSo.
    """
    for name, approval in table.approvals.items():
        usual = DEFAULTS[table.name]["approvals"][name]["levels"]
        highest = max((int(level.get("over_fen", 0)) for level in usual), default=0)
        every = every_round(table, name, body["approvals"][name]["levels"], more=[highest + 1])
        if approval.money and any(each.amount_fen > highest and not each.levels for each in every):
            zh = f"审批“{name}”涉及资金：超过{highest / 100:.2f}元的金额至少要有一级审批。"
            en = f"{name} moves money: sums over {highest / 100:.2f} must ask at least one level."
            raise NotSo(zh, en, rule="policy_unsound", rules=[RuleError("money_unasked", zh, en)])


def refuse_unsatisfiable(sql: Sql, table: Workflow, body: Body, office: UUID) -> None:
    """Raises NotSo with the smallest set of missing persons. Whoever is on leave today still counts."""
    found = gaps(table, body, read_staff(sql, office).people)
    if found:
        raise _unsatisfiable(in_all(found), opener=all(gap.opener for gap in found))


def _unsatisfiable(missing: Sequence[Missing], *, opener: bool) -> NotSo:
    said = ", ".join(f"{each.desk or each.user} × {each.persons}" for each in missing)
    zh, en = (
        (
            f"开单人不能审批自己的工单，本管理处还缺少审批人：{said}。",
            f"Who opens a ticket may not decide it: {said}.",
        )
        if opener
        else (
            f"本管理处缺少审批人：{said}。",
            f"Nobody could ever decide this; missing in the office: {said}.",
        )
    )
    told = [{"desk": each.desk, "user": each.user, "persons": each.persons} for each in missing]
    rules = [RuleError("unsatisfiable", zh, en)]
    return NotSo(zh, en, rule="unsatisfiable", rules=rules, missing=told)
