"""What may refer to a row that somebody wants to delete, in words: 409 `in_use` says what is in the way."""

from collections.abc import Mapping
from typing import Final

from service.errors import InUse

# By the table that refers to it.
USES: Final[Mapping[str, tuple[str, str]]] = {
    "charge": ("费用", "charges"),
    "charge_run": ("费用生成任务", "charge runs"),
    "charge_run_fault": ("费用生成报告", "the report of a charge run"),
    "customer": ("客户", "customers"),
    "customer_event": ("客户事件", "customer events"),
    "deposit": ("保证金", "deposits"),
    "dunning_log": ("催款跟进记录", "the dunning log"),
    "message": ("短信", "messages"),
    "meter": ("水电表", "meters"),
    "meter_reading": ("抄表记录", "meter readings"),
    "occupancy": ("居住关系", "relations of who lives there"),
    "occupancy_change": ("入伙、过户或迁入迁出记录", "handovers, transfers or moves"),
    "payment": ("缴款", "payments"),
    "prepayment": ("预收款", "prepayments"),
    "room": ("房间", "rooms"),
    "standard": ("收费标准", "standards"),
    "subsidy": ("代缴约定", "subsidies"),
    "tariff": ("房间收费设置", "room tariffs"),
    "ticket": ("工单", "tickets"),
}


def used_by(table: str) -> InUse:
    zh, en = USES[table]
    return InUse(
        f"该记录已被{zh}使用，不能删除。", f"It cannot be deleted: it is used by {en}.", used_by=table
    )
