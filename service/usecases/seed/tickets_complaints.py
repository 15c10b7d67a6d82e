"""The demo's complaints, from one that just came in to those that were visited and closed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from service.usecases.seed.tickets_stage import Stage, Story

PLAN = {"cause": "水泵减震垫老化", "plan": "更换减震垫并复测噪音"}
ROOT = {"root_cause": "巡检周期过长", "prevention": "改为每周巡检并记录"}


def play_complaints(stage: Stage) -> None:
    _waiting_for_a_desk(stage)
    _at_work(stage)
    _solved(stage)
    _over(stage)


def _complaint(
    stage: Stage, days: int, customer: str, subject: str, *, severity: str = "normal", **more: Any
) -> Story:
    details = {
        "category": "噪音",
        "severity": severity,
        "channel": "phone",
        "text": f"{subject}，请尽快处理。",
    }
    details |= {name: more.pop(name) for name in ("category", "channel") if name in more}
    parts = {"customer": customer, "details": details, **more}
    return stage.open(days, "clerk", "complaint", subject=subject, **parts)


def _given(stage: Stage, days: int, customer: str, subject: str, **more: Any) -> Story:
    """Accepted and given to a tech."""
    story = _complaint(stage, days, customer, subject, **more)
    return story.by("clerk", "accept", team="tech").by("supervisor", "assign", to="tech")


def _waiting_for_a_desk(stage: Stage) -> None:
    _complaint(stage, 0, "A-1-0102-1", "楼上凌晨装修", room="A-1-0102")
    due = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    hotline = {"channel": "hotline_12345", "category": "电梯", "source_due_at": due}
    _complaint(stage, 1, "A-1-0103", "电梯连续三天故障", severity="serious", **hotline)
    story = _complaint(stage, 1, "A-1-0402", "商铺油烟扰民", category="环境")
    story.by("clerk", "reject_invalid", reason="该商铺不在本小区管理范围")
    _complaint(stage, 1, "A-1-0301", "地下车库积水", category="环境").by("clerk2", "accept")


def _at_work(stage: Stage) -> None:
    _given(stage, 2, "A-1-0501", "水泵房夜间噪音大")
    _given(stage, 1, "A-1-0502", "门禁经常失灵").by("tech", "need_info", question="一般在什么时间失灵？")
    wanted = {"category": "门禁", "urgency": "normal", "place": "common", "text": "单元门禁更换"}
    _given(stage, 1, "A-1-0201", "单元门禁长期损坏").by("tech", "spawn_repair", details=wanted).worked_off()
    story = _given(stage, 2, "A-1-1604", "外墙渗水毁坏家具", severity="serious")
    story.by("tech", "propose", **PLAN, compensation_fen=30_000).signed_by("supervisor", "pm")
    story = _given(stage, 3, "A-1-0202", "小区路灯不亮", category="照明").by("tech", "propose", **PLAN)
    story.signed_by("supervisor")


def _done(stage: Stage, days: int, customer: str, subject: str, **more: Any) -> Story:
    """Solved; its visit is open and somebody's."""
    story = _given(stage, days, customer, subject, **more).by("tech", "propose", **PLAN)
    return story.signed_by("supervisor").by("tech", "done", result="已处理并复测", **ROOT).worked_off()


def _solved(stage: Stage) -> None:
    _done(stage, 1, "A-1-0103-1", "快递柜占用消防通道", category="环境")
    visit = _done(stage, 4, "A-1-0102", "宠物粪便无人清理", category="环境").newest("visit")
    who = visit.assignee
    visit.by(who, "attempt").by(who, "answered_bad", reason="情况没有改善", score=2).worked_off()
    visit = _done(stage, 5, "A-1-0501", "水景喷泉漏电隐患", severity="urgent").newest("visit")
    who = visit.assignee
    visit.by(who, "attempt").by(who, "answered_ok", score=5).worked_off()
    story = _done(stage, 9, "A-1-0502", "保安态度差", category="服务")
    story.newest("visit").by("supervisor", "cancel", reason="客户要求不回访")
    story.worked_off()


def _over(stage: Stage) -> None:
    story = _complaint(stage, 3, "A-1-0402", "隔壁小区广场舞扰民")
    story.by("clerk", "reject_invalid", reason="不在本小区")
    story.by("supervisor", "confirm_invalid", reply="已代为转告社区居委会")
    story = _given(stage, 2, "A-1-0201", "地库车位被占", category="停车")
    story.by("clerk", "withdraw", reason="车主已挪车", said_by="phone")
