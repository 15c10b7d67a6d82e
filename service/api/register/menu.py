"""The manual's three areas (客户管理, 客户服务, 短信平台) and what each offers, in its words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """`path` under /api/v1, to be called as it stands, where it is there already.

    `lists` are what the function's rows are found in.
    """

    name: str
    zh: str
    en: str
    path: str | None = None
    lists: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    zh: str
    en: str
    functions: tuple[Entry, ...]


NEW_CUSTOMER = Entry(
    "new_customer",
    "新增客户资料",
    "New customer",
    "/customers",
    (
        Entry("customers", "客户资料一览表", "Customers", "/customers"),
        Entry("relations", "房产客户关系一览表", "Rooms and their people", "/rooms"),
    ),
)
# A household is under its customer, who is chosen first.
NEW_MEMBER = Entry(
    "new_member",
    "新增客户成员",
    "New member of the household",
    "/customers",
    (Entry("members", "客户成员信息一览表", "Members", "/customers"),),
)
NEW_RENAME = Entry(
    "new_rename",
    "新增客户更名单",
    "New rename",
    "/tickets",
    (Entry("renames", "客户更名单一览表", "Renames", "/tickets"),),
)
NEW_HANDOVER = Entry(
    "new_handover",
    "新增入伙登记",
    "New handover",
    "/handovers",
    (
        Entry("handovers", "客户入伙信息一览表", "Handovers", "/handovers"),
        Entry("handover_charges", "客户入伙收费明细表", "Charges of handovers", "/handover-charges"),
    ),
)
NEW_MOVE = Entry(
    "new_move",
    "新增客户迁入迁出",
    "New move in or out",
    "/moves",
    (
        Entry("moves", "客户迁入迁出一览表", "Moves in and out", "/moves"),
        Entry("transfers", "过户登记一览表", "Transfers", "/transfers"),
    ),
)
GROUPS = (
    Group(
        "customer_management",
        "客户管理",
        "Customer management",
        (NEW_CUSTOMER, NEW_MEMBER, NEW_RENAME, NEW_HANDOVER, NEW_MOVE),
    ),
    Group(
        "customer_service",
        "客户服务",
        "Customer service",
        (
            Entry("dispatch", "服务派工", "Service dispatch", "/tickets"),
            Entry("customer_information", "客户信息管理", "Customer information", "/customers"),
            Entry("visits", "客户回访信息", "Follow-up visits", "/tickets"),
            Entry("renovations", "装修申请模块", "Renovation applications"),
            Entry("duty_logs", "值班记录模块", "Duty logs"),
            Entry("passes", "出入证管理", "Passes"),
        ),
    ),
    Group(
        "sms_platform",
        "短信平台",
        "SMS platform",
        (
            Entry("fee_notice", "短信费用通知", "Fee notice"),
            Entry("arrears_notice", "短信欠费通知", "Arrears notice"),
            Entry("activity_notice", "活动通知", "Activity notice"),
            Entry("holiday_greeting", "节日祝福", "Holiday greeting"),
            Entry("birthday_greeting", "生日祝福", "Birthday greeting"),
            Entry("survey", "短信调查", "SMS survey"),
            Entry("sent", "已发短信查询", "Sent messages"),
        ),
    ),
)
