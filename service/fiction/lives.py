"""What becomes of each call: who does what when, until the visit after it; the rules are asked elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from service.fiction.calls import COMMON_PARTS, ZONE, Call, complaints_called, homes_of, repairs_called
from service.fiction.chance import Chance
from service.fiction.people import Inhabitants

Json = Mapping[str, Any]
SYSTEM = ""
REPAIRS = (
    ("水电", "厨房水龙头滴水"),
    ("水电", "卫生间地漏堵塞"),
    ("水电", "卧室插座无电"),
    ("门窗", "入户门锁损坏"),
    ("门窗", "阳台推拉门脱轨"),
    ("家电", "可视对讲无声"),
    ("墙面", "客厅墙面渗水"),
)
COMMON = (
    ("公共设施", "楼道照明不亮"),
    ("公共设施", "单元门禁失灵"),
    ("电梯", "电梯运行异响"),
    ("环境", "地下车库积水"),
)
COMPLAINTS = (
    ("噪音", "楼上凌晨装修"),
    ("停车", "车位被长期占用"),
    ("环境", "垃圾清运不及时"),
    ("服务", "保安态度差"),
    ("公共设施", "电梯经常停运"),
)
IN_WARRANTY, OUT_OF_SCOPE, CANCELLED, QUOTE_REFUSED, INVALID, ASKED_BACK = 0.3, 0.04, 0.05, 0.06, 0.08, 0.25


@dataclass(frozen=True, slots=True)
class Step:
    """`who` is an account name, or the system."""

    at: datetime
    who: str
    trigger: str
    form: Json


@dataclass(frozen=True, slots=True)
class Life:
    """`visit` is what happens in the visit, where one is planned, and `visited` what it sets going in the
    ticket; `unvisited` is fired by its timer where none is.
    """

    id: str
    workflow: str
    opened_at: datetime
    opened_by: str
    call: Call
    subject: str
    details: Json
    steps: tuple[Step, ...]
    visit: tuple[Step, ...] = ()
    visited: str | None = None
    unvisited: str | None = None


@dataclass(slots=True)
class Course:
    """Steps one after the other, each some minutes after the one before."""

    chance: Chance
    now: datetime
    steps: list[Step]

    def then(self, least: int, most: int, who: str, trigger: str, **form: Any) -> "Course":
        self.now += timedelta(minutes=self.chance.between(least, most), seconds=self.chance.between(0, 59))
        self.steps.append(Step(self.now, who, trigger, form))
        return self


@dataclass(frozen=True, slots=True)
class Team:
    """Account names of one office by desk."""

    desks: Mapping[str, Sequence[str]]

    def one(self, chance: Chance, desk: str) -> str:
        return chance.pick(self.desks[desk])


def lives_of(chance: Chance, team: Team, people: Inhabitants, today: date) -> list[Life]:
    """In the order of their calls."""
    homes = homes_of(chance, people, today)
    if not homes.homes:
        return []
    lives = [_repair(chance, team, call) for call in repairs_called(chance, homes, today)]
    lives += [_complaint(chance, team, call) for call in complaints_called(chance, homes, today)]
    return sorted(lives, key=lambda life: life.opened_at)


def _id(chance: Chance, call: Call) -> str:
    return chance.id(int(call.at.timestamp() * 1000))


def _repair(chance: Chance, team: Team, call: Call) -> Life:
    common = chance.happens(COMMON_PARTS)
    category, subject = chance.pick(COMMON if common else REPAIRS)
    place = "common" if common else "private"
    details = {"category": category, "urgency": "normal", "place": place, "text": f"{subject}，请上门处理。"}
    course = Course(chance, call.at, [])
    whole = _mend(course, team, place, free=common or chance.happens(IN_WARRANTY))
    visit = tuple(_visit(course, team)) if whole else ()
    return Life(
        id=_id(chance, call),
        workflow="repair",
        opened_at=call.at,
        opened_by=team.one(chance, "clerk"),
        call=call,
        subject=subject,
        details=details,
        steps=tuple(course.steps),
        visit=visit,
        visited="visit_done" if whole else None,
        unvisited="not_sampled" if whole else None,
    )


def _mend(course: Course, team: Team, place: str, *, free: bool) -> bool:
    """Whether the work was done; else it ended before."""
    chance = course.chance
    dispatcher, tech, clerk = (team.one(chance, desk) for desk in ("dispatcher", "tech", "clerk"))
    if chance.happens(OUT_OF_SCOPE):
        course.then(5, 40, dispatcher, "out_of_scope", reason="由燃气公司负责", contact="燃气公司 96777")
        return False
    if chance.happens(CANCELLED):
        course.then(10, 90, clerk, "cancel", reason="客户自行处理", said_by="phone")
        return False
    warranty = free and place == "private"
    course.then(3, 40, dispatcher, "triage", place=place, in_warranty=warranty)
    course.then(2, 60, dispatcher, "dispatch", to=tech).then(2, 25, tech, "accept")
    course.then(15, 300, tech, "arrive")
    if free:
        course.then(2, 15, tech, "start")
    elif not _quoted(course, tech, clerk):
        return False
    hours = f"{chance.between(1, 5)}.{chance.pick('05')}"
    course.then(20, 240, tech, "complete", hours=hours)
    course.then(10, 1800, clerk, "accept_work", rating=5 - chance.class_of((0.6, 0.25, 0.1, 0.03, 0.02)))
    return free or _paid(course, team)


def _quoted(course: Course, tech: str, clerk: str) -> bool:
    chance = course.chance
    lines = [{"item": "材料", "quantity": chance.between(1, 4), "price_fen": 100 * chance.between(5, 120)}]
    lines.append({"item": "工时", "quantity": chance.between(1, 3), "price_fen": 8_000})
    course.then(5, 30, tech, "quote", lines=lines)
    if chance.happens(QUOTE_REFUSED):
        course.then(10, 600, clerk, "refuse_quote", reason="自行更换", said_by="phone")
        return False
    course.then(5, 900, clerk, "accept_quote", amount_fen=_sum(lines), said_by="phone")
    return True


def _sum(lines: Sequence[Json]) -> int:
    return sum(int(line["quantity"]) * int(line["price_fen"]) for line in lines)


def _paid(course: Course, team: Team) -> bool:
    """At the desk, some time after the work was accepted."""
    quote = next(step for step in course.steps if step.trigger == "accept_quote")
    cashier, method = team.one(course.chance, "cashier"), course.chance.pick(("wechat", "alipay", "cash"))
    course.then(5, 2400, cashier, "paid", amount_fen=quote.form["amount_fen"], method=method)
    return True


def _complaint(chance: Chance, team: Team, call: Call) -> Life:
    category, subject = chance.pick(COMPLAINTS)
    severity = ("normal", "serious", "urgent")[chance.class_of((0.8, 0.15, 0.05))]
    details = {
        "category": category,
        "severity": severity,
        "channel": chance.pick(("phone", "counter", "wechat", "app")),
        "text": f"{subject}，请尽快处理并回复。",
    }
    course = Course(chance, call.at, [])
    whole = _investigated(course, team)
    visit = tuple(_visit(course, team, after=1440)) if whole else ()
    return Life(
        id=_id(chance, call),
        workflow="complaint",
        opened_at=call.at,
        opened_by=team.one(chance, "clerk"),
        call=call,
        subject=subject,
        details=details,
        steps=tuple(course.steps),
        visit=visit,
        visited="visit_ok" if whole else None,
    )


def _investigated(course: Course, team: Team) -> bool:
    chance = course.chance
    clerk, tech, supervisor = (team.one(chance, desk) for desk in ("clerk", "tech", "supervisor"))
    if chance.happens(INVALID):
        course.then(5, 90, clerk, "reject_invalid", reason="不在本小区管理范围")
        course.then(10, 300, supervisor, "confirm_invalid", reply="已代为转告社区居委会")
        return False
    course.then(5, 60, clerk, "accept").then(5, 120, supervisor, "assign", to=tech)
    if chance.happens(ASKED_BACK):
        course.then(10, 300, tech, "need_info", question="一般在什么时间发生？")
        course.then(10, 1200, tech, "info_received", text="多在夜间。", said_by="phone")
    course.then(30, 900, tech, "propose", cause="巡检周期过长", plan="增加巡检并复查")
    course.then(10, 600, supervisor, "approve")
    course.then(
        60, 2400, tech, "done", result="已处理并复查", root_cause="巡检周期过长", prevention="改为每周巡检"
    )
    return True


def _visit(course: Course, team: Team, after: int = 120) -> Iterator[Step]:
    """Called in the hours for that: given to a visitor at once, answered in the end."""
    chance, opened = course.chance, course.now
    visitor = team.one(chance, "visitor")
    yield Step(opened + timedelta(seconds=1), SYSTEM, "assign", {"assignee": visitor})
    called = _calling(opened + timedelta(minutes=after + chance.between(0, 600)))
    yield Step(called, visitor, "attempt", {"channel": "phone"})
    answered = called + timedelta(minutes=chance.between(2, 9))
    yield Step(answered, visitor, "answered_ok", {"score": 5 - chance.class_of((0.6, 0.3, 0.1))})


def _calling(at: datetime) -> datetime:
    """The same moment, else the next morning, between half past nine and seven."""
    local = at.astimezone(ZONE)
    if time(9, 30) <= local.time() <= time(19, 0):
        return at
    day = local.date() if local.time() < time(9, 30) else local.date() + timedelta(days=1)
    return datetime.combine(day, time(9, 30 + local.minute // 2, local.second), ZONE)
