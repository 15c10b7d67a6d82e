"""What customers read: every template in one place, filled from the ticket and the event that caused it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from service.usecases.effects.about import About

TEXTS: Final[Mapping[str, str]] = {
    "complaint_registered": "您的投诉已登记，编号 {number}，我们会尽快处理。",
    "complaint_invalid": "您的投诉 {number} 经核实未予受理。{reply}",
    "complaint_question": "关于投诉 {number}，需要您补充：{question}",
    "complaint_plan": "您的投诉 {number} 的处理方案已确定，我们正在落实。",
    "complaint_reminder": "关于投诉 {number}，我们仍在等待您的补充信息。",
    "repair_reported": "您的报修已受理，编号 {number}，我们会尽快安排人员。",
    "repair_out_of_scope": "报修 {number} 不属于我们的受理范围，请联系：{contact}",
    "repair_accepted": "报修 {number} 的维修人员已接单。{eta}",
    "repair_quote": "报修 {number} 的报价为 {amount} 元，请确认后开工。",
    "repair_reminder": "报修 {number} 的报价仍待您确认。",
    "repair_completed": "报修 {number} 已完工，请您验收。",
    "repair_payment_reminder": "报修 {number} 的费用 {amount} 元尚未支付。",
    "repair_paid": "已收到报修 {number} 的费用 {amount} 元，谢谢。",
    "visit_survey": "多次联系您未果。您对工单 {number} 的处理是否满意？请直接回复本短信。",
    "deduction_proposed": "退款 {number} 验收后拟扣款 {amount} 元，请您联系管理处确认。",
    "refund_paid": "退款 {number} 已付 {amount} 元，请查收。",
    "refund_closed": "退款 {number} 已办结，无需付款。",
    "dunning_demand": "您有物业费用共 {amount} 元逾期未缴（{number}），请尽快缴纳；如有疑问请联系管理处。",
    "dunning_reply": "关于您对催缴 {number} 的异议：{reason}",
    "dunning_settled": "催缴 {number} 所列费用已结清，谢谢。",
    "customer_renamed": "您申请的更名 {number} 已办理完毕。",
}
AMOUNTS: Final[Mapping[str, str]] = {
    "repair_quote": "quote_fen",
    "repair_payment_reminder": "quote_fen",
    "repair_paid": "quote_fen",
    "deduction_proposed": "deduction_fen",
    "dunning_demand": "balance_fen",
}
SAID = ("reply", "question", "contact", "reason")


def text_of(template: str, office: str, params: Mapping[str, str]) -> str:
    return f"【{office}】" + TEXTS[template].format_map(defaultdict(str, params))


def params_of(template: str, about: About) -> dict[str, str]:
    """Kept with the message, so that what is sent again is the same to the letter."""
    said = {name: str(about.form[name]) for name in SAID if about.form.get(name)}
    return {
        "number": about.ticket["number"],
        "office": about.ticket["office"]["name"],
        "amount": yuan(_amount(template, about)),
        "eta": _eta(about.form.get("eta_at"), about.ticket["zone"]),
        **said,
    }


def _amount(template: str, about: About) -> int:
    if template == "refund_paid":
        return int(about.details["amount_fen"]) - int(about.details.get("deduction_fen") or 0)
    return int(about.at_event(AMOUNTS.get(template, "")) or 0)


def yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def _eta(said: Any, zone: str) -> str:
    if not said:
        return ""
    local = datetime.fromisoformat(said).astimezone(ZoneInfo(zone))
    return f"预计 {local:%m-%d %H:%M} 到达。"
