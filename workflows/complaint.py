"""Complaints (投诉): `domain/workflows.md` 2.2, row by row."""

from typing import Final

from workflows.common import approval, assigns_to, four_eyes, ladder_passes, notes, sets
from workflows.complaint_rules import (
    begins,
    children_closed,
    climbs,
    closes,
    early_reopening,
    escalated_rarely,
    holds_team,
    no_open_visit,
    not_the_rejecter,
    place_known,
    reopening_desk,
    reopens,
    root_cause_given,
    severity_normal,
    takes_plan,
    takes_severity,
    takes_team,
    visit_was_bad,
    visit_was_ok,
)
from workflows.engine import Workflow
from workflows.exceptional import Exceptional, where_any
from workflows.follow_up import plans_visit, visits_by_sample
from workflows.terms import (
    STAY,
    Fact,
    assignee,
    customer,
    desk,
    end,
    move,
    opening,
    signer,
    state,
    submitter,
    system,
    timer,
    work_of,
)

DETAILS: Final[dict[str, str]] = {
    "category": "text",
    "severity": "text",
    "channel": "text",
    "text": "text",
    "team": "text",
    "cause": "text",
    "plan": "text",
    "finish_on": "date",
    "compensation_fen": "int",
    "result": "text",
    "files": "json",
    "root_cause": "text",
    "prevention": "text",
    "no_answer": "bool",
    "resolved_at": "moment",
    "visit_planned": "bool",
    "reopened": "int",
    "escalation_level": "int",
    "last_escalated_at": "moment",
}
FACTS: Final[dict[str, str]] = {
    "room": "the ticket's room, null where none (asked at the opening)",
    "customer": "the ticket's customer, null where none (asked at the opening)",
    "rejected_by": "who last fired reject_invalid, and in whose right",
    "children_open": "child repairs not at an end, plus effects open_child not delivered yet",
    "visit_end": "end of the newest visit opened since resolved_at; null while it is open or there is none",
    "visit_open": "a visit of this ticket is open, or an effect open_visit is not delivered yet",
    "visits_refused": "the customer wants no visits now (no_visits_until lies ahead)",
}
BARRING: Final = ("propose",)

OPEN = [
    "registered", "invalid_pending", "accepted", "investigating", "waiting_customer", "waiting_repair",
    "plan_review", "executing", "resolved", "reopened",
]  # fmt: skip
TELL_SUPERVISOR = ["tell_desk:supervisor"]
PLANNING = ("plan", "resolution")
RESOLVES = plans_visit(since="resolved_at")

# fmt: off
complaint = Workflow(
    "complaint",
    "投诉",
    "Complaint",
    version=1,
    prefix="CP",
    opening=opening(
        "register",
        by=[customer, desk("clerk"), system],
        when=[place_known],
        then=[begins, sets("category", "channel", "text"), takes_severity],
        effects=["tell_customer:complaint_registered"],
    ),
    states=[
        state("registered", "已登记", work=desk("clerk"), clock="response"),
        state("invalid_pending", "待确认无效", work=desk("supervisor"), clock="response"),
        state("accepted", "已受理", work=desk("supervisor"), clock=PLANNING),
        state("investigating", "调查中", work=assignee, clock=PLANNING),
        state("waiting_customer", "待客户", work=assignee, pauses=True, timers=[timer("timeout")],
              reminders=2),
        state("waiting_repair", "待维修", work=assignee, clock=PLANNING),
        state("plan_review", "方案审核", approval="plan", clock="resolution"),
        state("executing", "执行中", work=assignee, clock="resolution"),
        state("resolved", "已解决", timers=[timer("auto_close", again="P1D")]),
        state("reopened", "重新打开", work=work_of(reopening_desk), clock="resolution"),
        end("closed", "已关闭"),
        end("closed_unconfirmed", "已关闭（未确认）"),
        end("invalid", "无效"),
        end("withdrawn", "已撤回"),
    ],
    moves=[
        move("accept", "registered", "accepted", by=desk("clerk"),
             then=[sets("category"), takes_severity, takes_team]),
        move("reject_invalid", "registered", "invalid_pending", by=desk("clerk")),
        move("confirm_invalid", "invalid_pending", "invalid", by=desk("supervisor"), when=[not_the_rejecter],
             effects=["tell_customer:complaint_invalid"]),
        move("send_back", "invalid_pending", "registered", by=desk("supervisor")),
        move("assign", "accepted", "investigating", by=desk("supervisor"), when=[holds_team],
             then=[assigns_to]),
        move("assign", "reopened", "investigating", by=desk("supervisor"), route=early_reopening,
             then=[assigns_to]),
        move("assign", "reopened", "investigating", by=desk("pm"), then=[assigns_to]),
        move("need_info", "investigating", "waiting_customer", by=assignee,
             effects=["tell_customer:complaint_question"]),
        move("info_received", "waiting_customer", "investigating", by=[customer, assignee]),
        move("timeout", "waiting_customer", "resolved", by=system, route=severity_normal,
             then=[notes(no_answer=True), RESOLVES]),
        move("timeout", "waiting_customer", "investigating", by=system, effects=TELL_SUPERVISOR),
        move("spawn_repair", "investigating", "waiting_repair", by=assignee, effects=["open_child"]),
        move("child_closed", "waiting_repair", "investigating", by=system, when=[children_closed],
             effects=["tell_assignee"]),
        move("propose", "investigating", "plan_review", by=assignee, then=[takes_plan]),
        move("approve", "plan_review", "executing", by=signer, route=ladder_passes, when=[four_eyes],
             effects=["tell_customer:complaint_plan"]),
        move("approve", "plan_review", STAY, by=signer, when=[four_eyes]),
        move("return", "plan_review", "investigating", by=signer, when=[four_eyes]),
        move("done", "executing", "resolved", by=assignee, when=[root_cause_given],
             then=[sets("result", "files", "root_cause", "prevention"), notes(no_answer=False), RESOLVES]),
        move("visit_ok", "resolved", "closed", by=system, when=[visit_was_ok], then=[closes]),
        move("visit_bad", "resolved", "reopened", by=[system, customer], when=[visit_was_bad],
             then=[reopens], effects=["cancel_visits", *TELL_SUPERVISOR]),
        move("auto_close", "resolved", "closed_unconfirmed", by=system, when=[no_open_visit], then=[closes]),
        move("withdraw", OPEN[:7], "withdrawn", by=[customer, submitter], then=[visits_by_sample]),
        move("reclassify", OPEN, STAY, by=[desk("clerk"), desk("supervisor")],
             then=[sets("category"), takes_severity]),
        move("escalate", OPEN, STAY, by=[system, customer, desk("supervisor")], when=[escalated_rarely],
             then=[climbs]),
    ],
    facts=[
        Fact("compensated", "有补偿", "With compensation", lambda c: bool(c.details.get("compensation_fen"))),
    ],
    approvals={"plan": approval("compensation_fen", guards=("executing",))},
    assignees=("$team",),
    exceptional=Exceptional(
        ends=("withdrawn", "invalid"),
        reopens=("closed", "closed_unconfirmed", "invalid", "withdrawn"),
        money=where_any("compensation_fen"),
        effects=("cancel_visits", "tell_assignee"),
        no_jump=("waiting_repair",),
        needs={"plan_review": ("plan",), "resolved": ("resolved_at",), "reopened": ("reopened",)},
    ),
    bound=("cause", "plan", "finish_on", "compensation_fen"),
)
# fmt: on
