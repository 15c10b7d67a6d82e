"""The lists that can be brought in: their columns, whose desk it is, and the use case that saves one row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from marshmallow import Schema

from schemas.imports import NewBuildingRow, NewMoveRow, NewOccupancyRow
from schemas.register_requests import NewCharge, NewCustomer, NewDeposit, NewPrepayment, NewRoom
from service.transaction import Work
from service.usecases.occupancy.change_occupancy import MOVING_DESKS, NewChange, change_occupancy
from service.usecases.register import (
    create_building,
    create_charge,
    create_customer,
    create_deposit,
    create_occupancy,
    create_prepayment,
    create_room,
)
from service.usecases.register.create_customer import DATA_DESKS
from service.usecases.register.from_body import from_body
from service.usecases.register.months_by_hand import settle_charges
from service.usecases.register_imports.doubles import (
    CHARGE_DOUBLES,
    DEPOSIT_DOUBLES,
    PREPAYMENT_DOUBLES,
    Doubles,
)
from service.usecases.register_imports.words import KIND_OF_CUSTOMER, KIND_OF_DEPOSIT, LESSOR, METHOD, NATURE
from service.visibility import Caller

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """`zh` heads its column in the template; `also` are other names it is known by in people's lists.

    `into` is the member of the body that it fills, `reads` how its cells are read.
    """

    name: str
    zh: str
    en: str
    reads: str = "ref"
    required: bool = False
    into: str = ""
    also: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    private: bool = False

    @property
    def member(self) -> str:
        return self.into or self.name

    @property
    def own(self) -> frozenset[str]:
        return frozenset(each.lower() for each in (self.name, self.zh, self.en))

    @property
    def names(self) -> frozenset[str]:
        return self.own | frozenset(each.lower() for each in self.also)


@dataclass(frozen=True, slots=True)
class Kind:
    """`schema` is the one that a single row sent over HTTP is held against.

    `together`: the field whose rows must see each other; None where each row stands for itself. `doubles`:
    where nothing else keeps the same row from being brought in twice. `finish`: what follows once when all
    rows are made, by their ids.
    """

    zh: str
    en: str
    desks: tuple[str, ...]
    fields: tuple[Field, ...]
    schema: type[Schema]
    create: Callable[[Work, Body, Caller], object]
    together: str | None = None
    doubles: Doubles | None = None
    finish: Callable[[Work, list[Any]], None] | None = None

    def field(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)


def _customer(work: Work, body: Body, actor: Caller) -> object:
    return create_customer.create_customer(work, create_customer.order_of(body), actor=actor)


def _move(work: Work, body: Body, actor: Caller) -> object:
    return change_occupancy(work, NewChange("move_in", **body), actor=actor)


CODE_OF_ROOM = Field("room", "房间代码", "Room", required=True, also=("房号", "房间", "房间编号", "房间号"))
CODE_OF_CUSTOMER = Field("customer", "客户编号", "Customer", required=True, also=("客户", "客户代码"))
ROOM_IF_ANY = Field("room", "房间代码", "Room", also=CODE_OF_ROOM.also)
LESSOR_IF_ANY = Field("lessor", "出租人", "Lessor", "choice", also=("出租方",), words=LESSOR)
NAMES = ("客户名", "姓名", "名称", "客户姓名")
# People name the last day, our own lists the first day after it.
LAST_DAY = Field(
    "last_day",
    "迁出日期",
    "Last day",
    "last_day",
    into="until",
    also=("到期日", "租约到期", "租约到期日", "合同到期日"),
)
UNTIL = Field("until", "止于（不含当日）", "Until (not included)", "day")
AMOUNT = Field(
    "amount",
    "金额",
    "Amount (yuan)",
    "fen",
    required=True,
    into="amount_fen",
    also=("余额", "金额(元)", "金额（元）"),
)

KINDS: Final[Mapping[str, Kind]] = {
    "buildings": Kind(
        "楼宇",
        "Buildings",
        DATA_DESKS,
        (
            Field("code", "楼宇", "Building code", required=True, also=("楼宇代码", "楼栋", "代码")),
            Field("name", "楼宇名称", "Name", "text", required=True, also=("名称",)),
        ),
        NewBuildingRow,
        from_body(create_building.create_building, create_building.NewBuilding),
        together="code",
    ),
    "rooms": Kind(
        "房间",
        "Rooms",
        DATA_DESKS,
        (
            Field("building", "楼宇", "Building", required=True, also=("楼栋", "楼宇代码")),
            Field("code", "房间代码", "Room code", required=True, also=("代码", *CODE_OF_ROOM.also)),
            Field("floor", "楼层", "Floor", "whole", required=True),
            Field("gross_area", "建筑面积", "Gross area (m²)", "area", also=("面积", "建面")),
            Field("usable_area", "使用面积", "Usable area (m²)", "area", also=("套内面积",)),
        ),
        NewRoom,
        from_body(create_room.create_room, create_room.NewRoom),
        together="code",
    ),
    "customers": Kind(
        "客户",
        "Customers",
        DATA_DESKS,
        (
            Field("code", "客户编号", "Customer code", required=True, also=("代码", "客户代码")),
            Field("name", "客户名称", "Name", "text", required=True, also=NAMES),
            Field("kind", "客户类别", "Kind", "choice", also=("类别",), words=KIND_OF_CUSTOMER),
            Field("phone", "手机号", "Phone", "phone", also=("手机", "电话", "联系电话"), private=True),
            Field("id_number", "身份证号", "ID number", also=("证件号码", "证件号"), private=True),
            Field("address", "地址", "Address", "text", also=("联系地址", "通讯地址")),
            Field("fax", "传真", "Fax", "phone", private=True),
            Field("email", "电子邮箱", "E-mail", "text", also=("邮箱", "电子邮件")),
            Field("company", "公司", "Company", "text", also=("工作单位", "单位")),
            Field("industry", "行业", "Industry", "text"),
            Field("job_title", "职务", "Job title", "text", also=("职位",)),
        ),
        NewCustomer,
        _customer,
        together="code",
    ),
    "occupancies": Kind(
        "居住关系",
        "Occupancies",
        DATA_DESKS,
        (
            CODE_OF_ROOM,
            CODE_OF_CUSTOMER,
            Field("nature", "迁入性质", "Nature", "choice", required=True, also=("性质",), words=NATURE),
            Field("since", "迁入日期", "Since", "day", required=True, also=("入住日期", "日期")),
            LAST_DAY,
            UNTIL,
            LESSOR_IF_ANY,
        ),
        NewOccupancyRow,
        from_body(create_occupancy.create_occupancy, create_occupancy.NewOccupancy),
        together="room",
    ),
    "moves": Kind(
        "快速迁入",
        "Moves in",
        MOVING_DESKS,
        (
            CODE_OF_ROOM,
            CODE_OF_CUSTOMER,
            Field("on", "迁入日期", "On", "day", required=True, also=("入住日期", "日期")),
            Field("nature", "迁入性质", "Nature", "choice", required=True, also=("性质",), words=NATURE),
            LAST_DAY,
            UNTIL,
            LESSOR_IF_ANY,
        ),
        NewMoveRow,
        _move,
        together="room",
    ),
    "charges": Kind(
        "期初欠费",
        "Opening charges",
        ("finance",),
        (
            CODE_OF_CUSTOMER,
            ROOM_IF_ANY,
            Field("item", "收费项目", "Item", "text", required=True, also=("费用项目", "项目")),
            Field("period", "费用月份", "Period", "month", also=("月份", "所属月份")),
            AMOUNT,
            Field("due_on", "应收日期", "Due on", "day", required=True, also=("到期日", "应缴日期")),
        ),
        NewCharge,
        from_body(create_charge.enter_charge, create_charge.NewCharge),
        doubles=CHARGE_DOUBLES,
        finish=settle_charges,
    ),
    "prepayments": Kind(
        "期初预收",
        "Opening prepayments",
        ("cashier",),
        (
            CODE_OF_CUSTOMER,
            AMOUNT,
            Field("method", "收款方式", "Method", "choice", also=("付款方式",), words=METHOD),
        ),
        NewPrepayment,
        from_body(create_prepayment.create_prepayment, create_prepayment.NewPrepayment),
        doubles=PREPAYMENT_DOUBLES,
    ),
    "deposits": Kind(
        "保证金",
        "Deposits",
        ("cashier",),
        (
            CODE_OF_CUSTOMER,
            ROOM_IF_ANY,
            Field(
                "kind", "保证金类别", "Kind", "choice", required=True, also=("类别",), words=KIND_OF_DEPOSIT
            ),
            AMOUNT,
        ),
        NewDeposit,
        from_body(create_deposit.create_deposit, create_deposit.NewDeposit),
        doubles=DEPOSIT_DOUBLES,
    ),
}
