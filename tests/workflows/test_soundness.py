"""The constructor refuses every kind of broken table: one fault at a time, in an otherwise sound one."""

from typing import Any

import pytest

from workflows.common import ladder_passes
from workflows.engine import Workflow
from workflows.soundness import Unsound
from workflows.terms import (
    Approval,
    assignee,
    customer,
    desk,
    end,
    move,
    opening,
    signer,
    state,
    system,
    timer,
)

HOLDS = ladder_passes


def sound(**changed: Any) -> Workflow:
    parts: dict[str, Any] = {
        "opening": opening("create", by=[desk("clerk")]),
        "states": STATES,
        "moves": MOVES,
        "approvals": {"refund": Approval()},
    }
    return Workflow("sample", "样例", "Sample", version=1, prefix="SA", **{**parts, **changed})


STATES = [
    state("draft", "草稿", work=desk("clerk"), reminders=1),
    state("pending", "审批", approval="refund"),
    state("working", "处理", work=assignee, timers=[timer("timeout")]),
    end("closed", "完结"),
]
SUBMIT = move("submit", "draft", "pending", by=desk("clerk"))
PASSES = move("approve", "pending", "working", by=signer, route=HOLDS)
STAYS = move("approve", "pending", "=", by=signer)
RETURNS = move("return", "pending", "draft", by=signer)
TIMES_OUT = move("timeout", "working", "closed", by=system)
MOVES = [SUBMIT, PASSES, STAYS, RETURNS, TIMES_OUT]


def with_moves(*more: Any) -> dict[str, Any]:
    return {"moves": [*MOVES, *more]}


def with_states(*more: Any) -> dict[str, Any]:
    return {"states": [*STATES, *more]}


def replaced(place: int, other: Any) -> dict[str, Any]:
    return {"states": [*STATES[:place], other, *STATES[place + 1 :]]}


BROKEN = {
    "unknown state nowhere": with_moves(move("cancel", "draft", "nowhere", by=desk("clerk"))),
    "unknown state elsewhere": with_moves(move("cancel", "elsewhere", "closed", by=desk("clerk"))),
    "state draft twice": with_states(state("draft", "又一个")),
    "lonely cannot be reached": {
        **with_states(state("lonely", "孤立")),
        **with_moves(move("cancel", "lonely", "closed", by=system)),
    },
    "trap has no way out": {
        **with_states(state("trap", "陷阱")),
        **with_moves(move("cancel", "draft", "trap", by=desk("clerk"))),
    },
    "the end closed has a way out": with_moves(move("amend", "closed", "draft", by=desk("clerk"))),
    "ring cannot end": {
        **with_states(state("ring", "环"), state("ring2", "环")),
        **with_moves(
            move("cancel", "draft", "ring", by=desk("clerk")),
            move("amend", "ring", "ring2", by=desk("clerk")),
            move("retry", "ring2", "ring", by=desk("clerk")),
        ),
    },
    "asked cannot end without the customer": {
        **with_states(state("asked", "待客户")),
        **with_moves(
            move("pay", "draft", "asked", by=desk("clerk")),
            move("customer_agrees", "asked", "closed", by=customer),
        ),
    },
    "the timer of draft fires never, which the system cannot": replaced(
        0, state("draft", "草稿", timers=[timer("never")])
    ),
    "the timer of draft fires submit, which the system cannot": replaced(
        0, state("draft", "草稿", timers=[timer("submit")])
    ),
    "draft waits for people without a clock, timer or reminder": replaced(
        0, state("draft", "草稿", work=desk("clerk"))
    ),
    "pending.approve has no otherwise": {"moves": [SUBMIT, PASSES, RETURNS, TIMES_OUT]},
    "pending.approve has a row that is never taken": {"moves": [SUBMIT, STAYS, PASSES, STAYS, TIMES_OUT]},
    "pending has no approve": {
        "moves": [SUBMIT, move("pay", "pending", "working", by=desk("pm")), RETURNS, TIMES_OUT]
    },
    "return from pending skips a signer": with_moves(move("return", "pending", "=", by=signer)),
    "unknown desk clark": with_moves(move("cancel", "draft", "closed", by=desk("clark"))),
    "unknown desk clerc": replaced(0, state("draft", "草稿", work=desk("clerc"), reminders=1)),
    "unknown desk kassier": {"opening": opening("create", by=[desk("kassier")])},
    "no title for frobnicate": with_moves(move("frobnicate", "draft", "closed", by=desk("clerk"))),
    "no title for conjure": {"opening": opening("conjure", by=[desk("clerk")])},
    "pending asks the unknown approval refund": {"approvals": {}},
}


def test_the_table_without_a_fault_is_built() -> None:
    assert sound().first.name == "draft"


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_table_is_refused_by_name(fault: str) -> None:
    with pytest.raises(Unsound, match=fault) as caught:
        sound(**BROKEN[fault])
    assert str(caught.value).startswith("sample: ")
