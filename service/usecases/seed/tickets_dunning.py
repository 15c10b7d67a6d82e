"""The demo's dunning requests, on every rung of the ladder; nobody asks 张伟 for his three months."""

from datetime import date, timedelta
from typing import Any, LiteralString

from service.transaction import statements, transaction
from service.usecases.register.receive_payment import NewPayment, receive_payment
from service.usecases.seed.tickets_stage import Stage, Story

SKIP = {"skip_reason": "电话多次无人接听"}


def play_dunning(stage: Stage) -> None:
    _before_the_demand(stage)
    _demanded(stage)
    _over(stage)


def _drafted(stage: Stage, days: int, name: str, *months: int, measure: str = "sms") -> Story:
    """Over the fees of those months, counted from the oldest that is owed."""
    charges = _charges(name)
    details = {
        "customer": str(stage.row("SELECT id FROM customer WHERE name = %s", name)["id"]),
        "measure": measure,
        "charges": [charges[month] for month in months],
        "reason": "多次提醒未缴",
    }
    subject = f"{name} 物业费催缴（{len(months)} 个月）"
    return stage.open(days, "clerk", "dunning", subject=subject, details=details)


def _charges(name: str) -> list[str]:
    with statements() as sql:
        return [str(row["id"]) for row in sql.all(OWED, [name])]


def _approved(stage: Stage, days: int, name: str, *months: int, measure: str, signers: str = "") -> Story:
    story = _drafted(stage, days, name, *months, measure=measure).by("clerk", "submit", **SKIP)
    return story.signed_by("supervisor", *signers.split())


def _delivered(stage: Stage, days: int, name: str, *months: int, **more: Any) -> Story:
    more = {"measure": "written_notice", **more}
    who = "legal" if more["measure"] == "lawsuit" else "clerk"
    story = _approved(stage, days, name, *months, **more).by(who, "execute", reference="EMS1024566")
    at = stage.row("SELECT guanjia_now() AS at")["at"].isoformat()
    return story.by(who, "delivered", at=at, reference="EMS1024566")


def _before_the_demand(stage: Stage) -> None:
    _drafted(stage, 1, "李娜", 0, 1)
    _drafted(stage, 1, "陈𠅤", 0, 1, measure="lawyer_letter").by("clerk", "submit", **SKIP).signed_by(
        "supervisor"
    )
    _drafted(stage, 0, "王䶮", 0).by("clerk", "submit")
    _approved(stage, 1, "李娜", 2, measure="call")
    _approved(stage, 1, "陈𠅤", 2, measure="written_notice", signers="pm").by("clerk", "execute")


def _demanded(stage: Stage) -> None:
    _delivered(stage, 3, "陈𠅤", 3, signers="pm")
    story = _delivered(stage, 5, "李娜", 3)
    story.by("clerk", "promise", by=(date.today() + timedelta(days=10)).isoformat(), said_by="phone")
    story = _drafted(stage, 2, "孙志强", 0)
    story.by("clerk", "dispute", kind="quality", reason="电梯长期停运", said_by="counter").worked_off()
    story = _drafted(stage, 2, "孙志强", 1)
    story.by("clerk", "dispute", kind="wrong_sum", reason="面积与产证不符", said_by="letter")
    story.by("supervisor", "dispute_upheld", reason="经核对应按产证面积").worked_off()
    story = _delivered(stage, 6, "陈𠅤", 4, signers="pm")
    proof = [story.file("finance", "破产裁定.txt", "法院已受理破产申请")]
    story.by("finance", "write_off", ground="bankruptcy", proof=proof)


def _over(stage: Stage) -> None:
    _settled(stage)
    _drafted(stage, 3, "李娜", 4).by("clerk", "submit").by(
        "supervisor", "reject", reason="客户已约定本周缴费"
    )
    _drafted(stage, 3, "李娜", 5).by("clerk", "withdraw", reason="误开")
    story = _approved(stage, 4, "陈𠅤", 5, measure="written_notice", signers="pm").by("clerk", "execute")
    story.by("clerk", "undelivered", reason="查无此人", next_channel="hand")
    story.by("clerk", "undelivered", reason="无人在家").by("clerk", "escalate_step").worked_off()
    story = _delivered(stage, 8, "陈𠅤", 6, 7, measure="lawsuit", signers="pm finance legal2 city")
    decided = {"decided_on": date.today().isoformat(), "amount_fen": 50_120}
    story.by("legal", "judgment", file_no="(2026)粤0105民初1024号", **decided)
    story = _delivered(stage, 7, "陈𠅤", 8, signers="pm")
    proof = [story.file("finance", "死亡证明.txt", "户主已故，无可供执行财产")]
    story.by("finance", "write_off", ground="death", proof=proof).signed_by("hq")


def _settled(stage: Stage) -> None:
    _drafted(stage, 2, "吴桂兰", 0)
    caller = stage.caller("cashier")
    with transaction() as work:
        receive_payment(work, NewPayment("A-1-0501", 25_060, "alipay"), actor=caller)
    stage.work_off()


OWED: LiteralString = """
SELECT x.id FROM charge x JOIN customer c ON c.id = x.customer_id
 WHERE c.name = %s AND x.balance_fen > 0 ORDER BY x.due_on
"""
