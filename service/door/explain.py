"""What a refusal says beside its status: who could, what is allowed now, what changed meanwhile."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from service.door.answer import SYSTEM_PERSON
from service.door.could import who_could
from service.door.hands import allowed
from service.door.reasons import why_not
from service.door.seen import Seen, moment
from service.errors import NotNow, NotSo, NotYou, Problem, RuleError, Stale
from service.transaction import Sql
from workflows.common import four_eyes
from workflows.engine import Refused
from workflows.terms import Rule

Json = dict[str, Any]


def not_now(seen: Seen) -> NotNow:
    if seen.case.suspended:
        return suspended(seen)
    return NotNow(state=seen.case.state, allowed=allowed(seen))


def suspended(seen: Seen) -> NotNow:
    """Nothing but going on is allowed now, and that is no trigger."""
    rest = seen.ticket["suspended"]
    until = moment(rest["until"]).astimezone(ZoneInfo(seen.ticket["zone"])) if rest["until"] else None
    zh_end = f"，至 {until:%Y-%m-%d %H:%M}" if until else ""
    en_end = f" until {until:%Y-%m-%d %H:%M}" if until else ""
    zh = f"工单已挂起（{rest['code']}）{zh_end}；恢复后才能继续处理。"
    en = f"The ticket is suspended ({rest['code']}){en_end}; resume it first."
    told = {name: rest[name] for name in ("code", "since", "until")}
    return NotNow(zh, en, state=seen.case.state, allowed=[], suspended=told)


def not_you(sql: Sql, seen: Seen, trigger: str, rules: Iterable[Rule] = ()) -> NotYou:
    """Names the rules about the person that failed, and everybody who could instead."""
    failed = list(rules) or _about_person(seen, trigger)
    zh, en = (failed[0].zh, failed[0].en) if failed else ("", "")
    extra: Json = {"who_could": who_could(sql, seen, trigger)}
    if failed:
        extra |= {"rule": failed[0].name, "rules": _rules(failed)}
    return NotYou(zh, en, **extra)


def _about_person(seen: Seen, trigger: str) -> list[Rule]:
    """What the ticket's moves would say too; four eyes before the desk, since no other desk would help."""
    if not seen.workflow.rows_of(seen.case.state, trigger):
        return []
    failed = [rule for rule in why_not(seen, trigger) if rule.about_person]
    return sorted(failed, key=lambda rule: rule.name != four_eyes.name)


def refused(sql: Sql, seen: Seen, trigger: str, refusal: Refused) -> Problem:
    if refusal.kind == "not_now":
        return not_now(seen)
    if refusal.kind == "not_you":
        return not_you(sql, seen, trigger, refusal.rules)
    first = refusal.rules[0]
    return NotSo(first.zh, first.en, rule=first.name, rules=_rules(refusal.rules))


def _rules(rules: Iterable[Rule]) -> list[RuleError]:
    return [RuleError(rule.name, rule.zh, rule.en) for rule in rules]


def stale(sql: Sql, seen: Seen, version: int | None) -> Stale:
    """What happened since the version that the client saw."""
    since = sql.all(SINCE, {"ticket": seen.case.id, "version": version or 0})
    changed = [{**row, "actor": row["actor"] or SYSTEM_PERSON} for row in since]
    return Stale(version=seen.case.version, state=seen.case.state, changed=changed)


SINCE = """
SELECT e.seq, e.trigger, e.source, e.dest, e.at,
       CASE WHEN a.id IS NOT NULL
            THEN json_build_object('id', a.id, 'username', a.username, 'name', p.name) END AS actor
  FROM event e LEFT JOIN account a ON a.id = e.actor_id LEFT JOIN person p ON p.id = a.person_id
 WHERE e.ticket_id = %(ticket)s AND e.seq > %(version)s ORDER BY e.seq LIMIT 50
"""
