"""What the codes of an exported list are called in Chinese; words that people typed are never touched."""

from collections.abc import Mapping
from typing import Final

COLUMNS: Final = frozenset(
    "kind nature status method channel channels source entrance lessor basis direction".split()
)
WORDS: Final[Mapping[str, str]] = {
    "office": "管理处",
    "project": "项目",
    "company": "公司",
    "owner": "业主",
    "tenant": "租户",
    "resident": "住户",
    "buyer": "买家",
    "developer": "开发商",
    "other": "其他",
    "direct": "直接登记",
    "handover": "入伙",
    "move": "迁入迁出",
    "move_in": "迁入",
    "move_out": "迁出",
    "transfer": "过户",
    "in": "迁入",
    "out": "迁出",
    "routine": "常规",
    "temporary": "临时",
    "late": "违约金",
    "management": "物业管理费",
    "parking_management": "车位管理费",
    "garage_management": "车库管理费",
    "parking_rent": "车位租金",
    "water": "水费",
    "power": "电费",
    "renovation": "装修",
    "rent": "租赁",
    "card": "门禁卡",
    "received": "已收",
    "audited": "已审核",
    "refunded": "已退",
    "part_refunded": "部分退还",
    "forfeited": "已没收",
    "cash": "现金",
    "wechat": "微信",
    "alipay": "支付宝",
    "waiting": "等待",
    "running": "进行中",
    "done": "已完成",
    "sms": "短信",
    "call": "电话",
    "message": "消息",
    "door": "上门",
    "post": "邮寄",
    "hand": "当面",
    "email": "电子邮件",
    "gross_area": "建筑面积",
    "usable_area": "使用面积",
    "room": "每户",
    "meter": "按表",
}
OF_COLUMN: Final[Mapping[tuple[str, str], str]] = {
    ("method", "transfer"): "转账",
    ("method", "card"): "刷卡",
}


def word(column: str, code: str) -> str:
    """Itself where the column holds no codes, or one that has no word yet."""
    if column not in COLUMNS:
        return code
    return OF_COLUMN.get((column, code)) or WORDS.get(code, code)
