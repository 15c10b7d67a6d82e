"""Follow-up visits (回访): `domain/workflows.md` 2.6, row by row."""

from typing import Final

from workflows.common import resolves, sets
from workflows.engine import Workflow
from workflows.exceptional import Exceptional
from workflows.terms import STAY, assignee, desk, end, move, opening, state, system, timer
from workflows.visit_rules import (
    answers_fit,
    answers_given,
    assigns,
    attempts_apart,
    channel_allowed,
    forgets_attempt,
    holds_visitor,
    in_calling_hours,
    last_attempt,
    no_other_visit,
    not_a_handler,
    plans,
    somebody_qualifies,
    tries,
    under_load_limit,
    visitor_not_handler,
    waits,
)

DETAILS: Final[dict[str, str]] = {
    "parent": "uuid",
    "due_at": "moment",
    "questions": "json",
    "attempts": "json",
    "channel": "text",
    "score": "int",
    "answers": "json",
    "reason": "text",
}
FACTS: Final[dict[str, str]] = {
    "zone": "the office's time zone",
    "parent": "id of the ticket that is followed up",
    "parent_workflow": "its workflow (asked at the opening)",
    "visit_after": "visit_after of the parent's policy (asked at the opening)",
    "parent_visit_open": "the parent has an open visit of this round (asked at the opening)",
    "handlers": "persons who were assignee of the parent or fired its complete, done or propose",
    "auto_assignee": "account of a visitor, no handler and under the load limit; null where there is none",
    "channels": "channels that the customer allows, null where nothing is known",
}
BARRING: Final[tuple[str, ...]] = ()

WAITING = ["planned", "assigned"]
DUE = [timer("overdue", base="due_at", once=True), timer("expire", base="due_at")]
TELL_PARENT = ["fire_parent"]

# fmt: off
visit = Workflow(
    "visit",
    "回访",
    "Visit",
    version=1,
    prefix="VS",
    opening=opening("plan", by=[system, desk("supervisor")], when=[no_other_visit], then=[plans]),
    states=[
        state("planned", "已计划", work=desk("supervisor"), timers=[timer("assign", again="PT5M"), *DUE]),
        state("assigned", "已分配", work=assignee, timers=DUE),
        state("attempting", "联系中", work=assignee, timers=[timer("lapse")]),
        end("done_ok", "满意", effects=TELL_PARENT),
        end("done_bad", "不满意", effects=TELL_PARENT),
        end("unreachable", "未联系上", effects=TELL_PARENT),
        end("refused", "拒绝回访", effects=TELL_PARENT),
        end("cancelled", "已取消", effects=TELL_PARENT),
    ],
    moves=[
        move("assign", "planned", "assigned", by=[system, desk("supervisor")],
             when=[not_a_handler, somebody_qualifies, holds_visitor, visitor_not_handler, under_load_limit],
             then=[assigns], effects=["tell_assignee"]),
        move("attempt", "assigned", "attempting", by=assignee,
             when=[not_a_handler, in_calling_hours, attempts_apart, channel_allowed], then=[tries]),
        move("answered_ok", "attempting", "done_ok", by=assignee, when=[not_a_handler, answers_given],
             then=[sets("score", "answers")]),
        move("answered_bad", "attempting", "done_bad", by=assignee, when=[not_a_handler, answers_fit],
             then=[sets("score", "answers", "reason")]),
        move("no_answer", "attempting", "unreachable", by=assignee, route=last_attempt, when=[not_a_handler],
             effects=["tell_customer:visit_survey"]),
        move("no_answer", "attempting", "assigned", by=assignee, when=[not_a_handler], then=[waits]),
        move("refuse", "attempting", "refused", by=assignee, when=[not_a_handler], then=[sets("reason")],
             books=["no_visits"]),
        move("lapse", "attempting", "assigned", by=system, then=[forgets_attempt]),
        move("overdue", WAITING, STAY, by=system, effects=["tell_desk:supervisor"]),
        move("expire", WAITING, "unreachable", by=system, then=[resolves("not_called")]),
        move("cancel", ["planned", "assigned", "attempting"], "cancelled", by=[desk("supervisor"), system],
             when=[not_a_handler]),
    ],
    assignees=("visitor",),
    exceptional=Exceptional(
        ends=("cancelled",),
        reopens=("cancelled", "unreachable", "refused"),
        when=(not_a_handler,),
        no_jump=("attempting",),
    ),
)
# fmt: on
