"""The demo's repairs: on every step between the call and the visit, and at each of their ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

from service.usecases.seed.tickets_stage import Stage, Story

LINES = [
    {"item": "更换角阀", "quantity": 2, "price_fen": 4_500},
    {"item": "工时", "quantity": 1, "price_fen": 8_000},
]
LARGE = [{"item": "更换入户水管", "quantity": 12, "price_fen": 56_000}]


def play_repairs(stage: Stage) -> None:
    _before_the_tech(stage)
    _with_the_tech(stage)
    _with_the_customer(stage)
    _over(stage)


def _reported(
    stage: Stage, days: int, customer: str, subject: str, *, who: str = "clerk", **details: Any
) -> Story:
    """Urgent, for all of these are followed up by a visit."""
    usual = {"category": "水电", "urgency": "urgent", "place": "private", "text": f"{subject}。"}
    room = {"room": customer[:8]} if customer.startswith("A-") else {}
    parts = {"customer": customer, "details": usual | details, **room}
    return stage.open(days, who, "repair", subject=subject, **parts)


def _sent(
    stage: Stage, days: int, customer: str, subject: str, *, free: bool = False, to: str = "tech"
) -> Story:
    story = _reported(stage, days, customer, subject)
    story.by("dispatcher", "triage", place="private", in_warranty=free)
    return story.by("dispatcher", "dispatch", to=to, override_reason="就近派工")


def _on_site(stage: Stage, days: int, customer: str, subject: str, **more: Any) -> Story:
    story = _sent(stage, days, customer, subject, **more)
    who = story.assignee
    return story.by(who, "accept").by(who, "arrive")


def _quoted(stage: Stage, days: int, customer: str, subject: str, **quote: Any) -> Story:
    return _on_site(stage, days, customer, subject).by("tech", "quote", **{"lines": LINES, **quote})


def _agreed(stage: Stage, days: int, customer: str, subject: str) -> Story:
    story = _quoted(stage, days, customer, subject)
    return story.by("clerk", "accept_quote", amount_fen=17_000, said_by="phone")


def _completed(stage: Stage, days: int, customer: str, subject: str) -> Story:
    story = _agreed(stage, days, customer, subject)
    return story.by("tech", "complete", hours="1.5", parts=[{"name": "角阀", "quantity": 2}])


def _before_the_tech(stage: Stage) -> None:
    _reported(stage, 0, "A-1-0103-1", "厨房插座无电", who="guard")
    _reported(stage, 1, "A-1-0502", "大堂天花漏水", place="common", category="漏水")
    _reported(stage, 1, "A-1-0402", "阳台门锁损坏").by("dispatcher", "triage", place="private")
    _sent(stage, 0, "A-1-0501", "卫生间地漏堵塞")
    _sent(stage, 1, "A-1-0201", "可视对讲无声", to="tech2").by("tech2", "accept")


def _with_the_tech(stage: Stage) -> None:
    _on_site(stage, 1, "A-1-0202", "空调排水管破裂", to="tech2")
    cut = {"lines": LARGE, "discount_fen": 80_000}
    _quoted(stage, 1, "A-1-0301", "入户水管整体更换", **cut).signed_by("supervisor")
    _quoted(stage, 1, "A-1-0102", "洗手盆下水漏水")
    _agreed(stage, 1, "A-1-0103", "厨房水龙头滴水")
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    _agreed(stage, 1, "A-1-1604", "热水器进水阀损坏").by("tech", "wait_parts", reason="等配件", until=until)


def _with_the_customer(stage: Stage) -> None:
    _completed(stage, 1, "A-1-0501", "马桶水箱漏水")
    _completed(stage, 2, "A-1-0102-1", "阳台推拉门脱轨").by("clerk", "accept_work", rating=4)
    story = _on_site(stage, 1, "A-1-0402", "防盗门无法反锁", free=True)
    who = story.assignee
    story.by(who, "start").by(who, "complete", hours="0.5").by("clerk", "accept_work", rating=5).worked_off()


def _over(stage: Stage) -> None:
    story = _completed(stage, 6, "A-1-0201", "客厅吊灯不亮").by("clerk", "accept_work", rating=5)
    story.by("cashier", "paid", amount_fen=17_000, method="wechat").worked_off()
    visit = story.newest("visit")
    who = visit.assignee
    visit.by(who, "attempt").by(who, "answered_ok", score=5).worked_off()
    _never_reached(stage)
    story = _reported(stage, 3, "A-1-0202", "燃气灶打不着火")
    story.by("dispatcher", "out_of_scope", reason="由燃气公司负责", contact="燃气公司 96777")
    _quoted(stage, 3, "A-1-0103", "窗户密封条老化").by("clerk", "refuse_quote", reason="自行更换")
    _reported(stage, 2, "A-1-0502", "门铃不响").by("clerk", "cancel", reason="换电池后恢复")
    _on_site(stage, 4, "A-1-1604", "旧空调支架松动").by("pm", "force_finish", reason="房屋整体翻修")
    story = _reported(stage, 2, "C-0001", "样板间顶灯损坏", place="common")
    story.by("dispatcher", "out_of_scope", reason="由开发商处理", contact="客户服务中心 400-800-0001")
    stage.open(0, "supervisor", "visit", subject="样板间报修回访", details={"parent": story.id})


def _never_reached(stage: Stage) -> None:
    """Three calls on three half-days, then it is closed all the same."""
    story = _completed(stage, 7, "A-1-0301", "浴霸不热").by("clerk", "accept_work", rating=4)
    story.by("cashier", "paid", amount_fen=17_000, method="cash").worked_off()
    visit = story.newest("visit")
    who = visit.assignee
    visit.by(who, "attempt").by(who, "no_answer").later(hours=5)
    visit.by(who, "attempt").by(who, "no_answer").later(hours=19)
    visit.by(who, "attempt").by(who, "no_answer").worked_off()
