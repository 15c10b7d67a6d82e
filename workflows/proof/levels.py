"""The proof of a ladder: each level can be decided and is asked some time, and its time-outs lead on."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflows.clocks import parse_span
from workflows.engine import Workflow
from workflows.levels import Level, level_from
from workflows.proof.finding import Finding, error, warning
from workflows.proof.rounds import Round, every_round, rounds
from workflows.proof.times import calendar_of, fits
from workflows.tally import quorums
from workflows.words import DESKS

Raw = Mapping[str, Any]


def level_faults(table: Workflow, approval: str, raw: Sequence[Raw], body: Raw) -> Iterator[Finding]:
    undecidable = list(_undecidable(table, approval, raw))
    if undecidable:
        yield from undecidable
        return
    levels, every = [level_from(each) for each in raw], rounds(table, approval, raw)
    for number, level in enumerate(levels):
        where = f"{table.name}.{approval}.levels.{number}"
        yield from _names(table, where, level)
        yield from _silence(table, approval, where, level)
        if not any(level in each.levels for each in every):
            yield error("level_never_asked", where, "该级永远不会被询问", "is a level that is never asked")
    yield from _nobody_asked(table, approval, raw, body)
    yield from _doubled(table, every)
    yield from _beyond_clock(table, approval, every, body)


def _undecidable(table: Workflow, approval: str, raw: Sequence[Raw]) -> Iterator[Finding]:
    for number, each in enumerate(raw):
        try:
            level_from(each)
        except ValueError as reason:
            where = f"{table.name}.{approval}.levels.{number}"
            yield error("level_undecidable", where, f"该级无法表决：{reason}", f"cannot be decided: {reason}")


def _names(table: Workflow, where: str, level: Level) -> Iterator[Finding]:
    for desk in sorted({seat.desk for seat in level.seats if seat.desk} - DESKS):
        yield error("desk_unknown", where, f"没有岗位“{desk}”", f"names the unknown desk {desk}")
    known = {fact.name for fact in table.facts}
    for fact in sorted({*level.only_if, *level.skip_if} - known):
        yield error("fact_unknown", where, f"没有事实“{fact}”", f"names the unknown fact {fact}")


def _silence(table: Workflow, approval: str, where: str, level: Level) -> Iterator[Finding]:
    """What happens when nobody decides must be possible, and money is never passed by it."""
    asking = [state for state in table.states if state.approval == approval]
    if level.timeout is None:
        if not any(state.clocks for state in asking):
            yield warning("level_unwatched", where, "该级没有任何时限", "is a level without any time")
        return
    if not level.timeout.days and not level.timeout.seconds:
        yield warning("timeout_at_once", where, "该级一开始就超时", "times out as soon as it is asked")
    if level.on_timeout == "auto_pass" and table.approvals[approval].money:
        zh, en = "涉及资金的审批不得因超时通过", "would pass money by silence"
        yield error("auto_pass_money", where, zh, en)
    sources = {state.name for state in asking}
    refusing = any(row.source in sources and row.trigger in ("reject", "return") for row in table.rows)
    if level.on_timeout == "auto_reject" and not refusing:
        zh, en = "该审批没有驳回或退回，不能因超时驳回", "has no reject or return that a time-out could fire"
        yield error("auto_reject_impossible", where, zh, en)
    if level.on_timeout == "reassign" and not any(seat.desk for seat in level.seats):
        zh, en = "指名的席位没有可退回的岗位", "has only named persons, and no pool to go back to"
        yield warning("reassign_to_nobody", where, zh, en)


def _nobody_asked(table: Workflow, approval: str, raw: Sequence[Raw], body: Raw) -> Iterator[Finding]:
    """The fallback would be asked: better than silence, but hardly what was meant."""
    above = table.approvals[approval].above
    limit = int(body.get("thresholds", {}).get(above, 0)) if above else -1
    for each in every_round(table, approval, raw, more=[limit + 1]):
        # Up to the threshold, and with no fact, the table does not come here at all.
        if not each.levels and (each.facts or each.amount_fen > limit):
            zh, en = f"金额与事实的组合无人审批：{each}", f"asks nobody for {each}: the fallback desk decides"
            yield warning("nobody_asked", f"{table.name}.{approval}", zh, en)
            return


def _doubled(table: Workflow, every: Sequence[Round]) -> Iterator[Finding]:
    """One person never has two seats of a round, so a person's seats exclude each other."""
    told: set[str] = set()
    for each in every:
        names = Counter(level.name for level in each.levels)
        forced = [seat for level in each.levels if _takes_all(level) for seat in level.seats]
        users = Counter(seat.user for seat in forced if seat.user)
        where = f"{table.name}.{each.approval}"
        for name in sorted(name for name, n in names.items() if n > 1 and name not in told):
            told.add(name)
            yield warning("level_doubled", where, f"“{name}”会被问两次", f"asks the level {name} twice")
        for user in sorted(user for user, n in users.items() if user and n > 1 and user not in told):
            told.add(user)
            zh, en = f"同一人占两个席位（{user}）", f"needs {user} on two seats of one round"
            yield error("person_twice", where, zh, en)


def _takes_all(level: Level) -> bool:
    return level.mode != "weight" and quorums(level)[0] >= len(level.seats)


def _beyond_clock(table: Workflow, approval: str, every: Sequence[Round], body: Raw) -> Iterator[Finding]:
    """The time-outs of a round, one after another, end inside each clock that runs meanwhile.

    Compared with the clock of the class `normal`: a level has one time-out for all classes.
    """
    calendar, clocks = calendar_of(body), body.get("clocks", {})
    names = {clock for state in table.states if state.approval == approval for clock in state.clocks}
    for name in sorted(names):
        raw = clocks.get(name, {}).get("normal")
        late = (each for each in every if raw and not fits(_times(each), parse_span(raw), calendar))
        for each in list(late)[:1]:
            where = f"{table.name}.{approval}"
            zh, en = f"各级时限之和超出时钟“{name}”：{each}", f"times out after the clock {name}: {each}"
            yield error("timeouts_beyond_clock", where, zh, en)


def _times(each: Round) -> list[Any]:
    return [level.timeout for level in each.levels if level.timeout is not None]
