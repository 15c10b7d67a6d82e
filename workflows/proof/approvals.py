"""Approvals in a table: no path leads around one, and no return skips a required approver."""

from collections.abc import Iterable, Iterator, Sequence

from workflows.engine import Workflow
from workflows.proof.finding import Finding, error
from workflows.proof.paths import groups, reached
from workflows.proof.routes import implied
from workflows.terms import Move, State


def approval_faults(table: Workflow) -> Iterator[Finding]:
    asking = [state for state in table.states if state.approval]
    for name, approval in table.approvals.items():
        where = f"{table.name}.{name}"
        if not any(state.approval == name for state in asking):
            yield error("approval_unused", where, "没有状态使用该审批", "is an approval that no state asks")
        if not approval.guards:
            zh, en = "该审批没有把守任何状态", "is an approval that guards no state"
            yield error("approval_guards_nothing", where, zh, en)
    for state in asking:
        yield from _votes(table, state)
        yield from _bypassed(table, state)
        yield from _returns(table, state)
    for row in table.rows:
        if any(who.kind == "signer" for who in row.by) and not table.by_state[row.source].approval:
            where = f"{table.name}.{row.source}.{row.trigger}"
            zh, en = "审批人所在的状态没有审批", "is a signer's, where no approval is asked"
            yield error("signer_without_approval", where, zh, en)


def _votes(table: Workflow, state: State) -> Iterator[Finding]:
    """Leaving takes the ladder's word; every vote has four eyes; a signer can say no."""
    signed = [r for r in table.rows if r.source == state.name and any(w.kind == "signer" for w in r.by)]
    for row in signed:
        where = f"{table.name}.{state.name}.{row.trigger}"
        if row.trigger == "approve" and row.lands != state.name and "ladder_passes" not in implied(row.route):
            zh, en = "未等全部审批通过就放行", "passes without the whole ladder"
            yield error("approve_without_ladder", where, zh, en)
        if row.trigger == "reject" and row.lands != state.name and "ladder_refuses" not in implied(row.route):
            zh, en = "一票驳回即结束，不等票数", "ends with one refusal, whatever the quorum"
            yield error("reject_without_ladder", where, zh, en)
        if not any(rule.name == "four_eyes" for rule in row.when):
            zh, en = "表决没有四眼原则", "is a vote without four eyes"
            yield error("vote_without_four_eyes", where, zh, en)
    where = f"{table.name}.{state.name}"
    if all(row.trigger == "approve" for row in signed):
        yield error("vote_cannot_refuse", where, "审批人不能不同意", "lets no signer say no")
    if not any(row.trigger == "approve" and row.lands != state.name for row in signed):
        yield error("approval_never_passes", where, "审批永远无法通过", "can never be passed")


def _bypassed(table: Workflow, state: State) -> Iterator[Finding]:
    rows = [row for row in _asked_rows(table, state) if row not in _passing(table, state)]
    around = reached(rows, [table.first.name])
    for guarded in table.approvals[state.approval].guards:
        if guarded in around and guarded in table.by_state:
            zh = f"不经审批“{state.approval}”也能到达"
            yield error("approval_bypassed", f"{table.name}.{guarded}", zh, f"is reached around {state.name}")
        if guarded not in table.by_state:
            zh, en = f"审批把守未知的状态“{guarded}”", f"guards the unknown state {guarded}"
            yield error("guard_unknown", f"{table.name}.{state.approval}", zh, en)


def _returns(table: Workflow, state: State) -> Iterator[Finding]:
    """What lies behind the approval is reached through it again, wherever the ticket is sent back to."""
    rows = _asked_rows(table, state)
    behind = _behind(table, state, rows)
    for row in (each for each in rows if each.source == state.name and each.trigger != "approve"):
        where = f"{table.name}.{state.name}.{row.trigger}"
        skipped = sorted(reached(rows, [row.lands], not_past=[state.name]) & behind)
        if row.lands != state.name and skipped:
            zh, en = f"可绕过审批到达“{skipped[0]}”", f"leads to {skipped[0]} around the approval"
            yield error("return_skips_approval", where, zh, en)
        returned = row.trigger == "return" and row.lands != state.name
        if returned and not _enters(rows, row.lands, state):
            zh, en = "退回之处不能再次提交审批", "goes where the approval cannot be asked again from"
            yield error("return_not_to_entry", where, zh, en)


def _behind(table: Workflow, state: State, rows: Sequence[Move]) -> frozenset[str]:
    """What only the approval leads to."""
    passed = reached(rows, [row.lands for row in _passing(table, state)], not_past=[state.name])
    return passed - reached(rows, [table.first.name], not_past=[state.name])


def _enters(rows: Iterable[Move], source: str, state: State) -> bool:
    """At once, or by submitting it anew to whoever takes it there."""
    rows = tuple(rows)
    handed = {row.lands for row in rows if row.source == source and row.trigger == "submit"}
    return any(row.source in handed | {source} and row.lands == state.name for row in rows)


def _passing(table: Workflow, state: State) -> list[Move]:
    mine = (row for row in table.rows if row.source == state.name and row.lands != state.name)
    return [row for row in mine if row.trigger == "approve"]


def _asked_rows(table: Workflow, state: State) -> list[Move]:
    """The table without the rows by which a route says that nobody need be asked: those are meant."""
    targets = {row.lands for row in _passing(table, state)}
    spared = [
        row
        for rows in groups(table.rows).values()
        if any(row.lands == state.name and row.source != state.name for row in rows)
        for row in rows
        if row.lands in targets
    ]
    return [row for row in table.rows if row not in spared]
