"""The rules of moves, handovers and transfers: who is in the room, what goes over, what builds on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from workflows.case import Actor, Case, Form
from workflows.moments import office_day
from workflows.terms import Rule

ONE_DAY = timedelta(days=1)
# Up to this a quick call does without the signature that a ticket asks for.
QUICK_FEN: Final = 100_000
# A planned move lies weeks ahead, a flat bought off plan some months; a slip of the year lies decades ahead.
YEARS_AHEAD: Final = 2
Stay = Mapping[str, Any]


def day_of(case: Case, form: Form) -> date:
    day: date = form.get("day") or case.details["day"]
    return day


def _said(case: Case, form: Form, name: str) -> Any:
    return form[name] if name in form else case.details.get(name)


def _nature(case: Case, form: Form) -> str:
    return str(_said(case, form, "nature") or "owner")


def goes_out(case: Case, form: Form) -> bool:
    return bool(_said(case, form, "direction") == "out")


def _holds(stay: Stay, day: date) -> bool:
    since: str = stay["since"]
    until: str | None = stay["until"]
    return since <= day.isoformat() and (until is None or day.isoformat() < until)


def _there(case: Case, form: Form) -> list[Stay]:
    """Whoever has the same relation to the room on that day."""
    day, nature = day_of(case, form), _nature(case, form)
    stays = case.facts.get("stays") or ()
    return [stay for stay in stays if stay["nature"] == nature and _holds(stay, day)]


customer_enabled = Rule(
    "customer_enabled",
    "该客户资料已禁用，请先启用。",
    "This customer is disabled: enable them first.",
    lambda case, actor, form: bool(case.facts.get("customer_enabled")),
)


def _is_news(case: Case, actor: Actor, form: Form) -> bool:
    mine = [stay for stay in _there(case, form) if stay["customer"] == case.facts.get("customer")]
    return goes_out(case, form) or not mine


not_yet_so = Rule(
    "not_yet_so",
    "该客户在这一天已是这一性质。",
    "The customer has this relation to the room on that day already.",
    _is_news,
)


def _is_free(case: Case, actor: Actor, form: Form) -> bool:
    day, nature, until = day_of(case, form), _nature(case, form), _said(case, form, "until")
    after = [
        stay
        for stay in case.facts.get("stays") or ()
        if stay["nature"] == nature and stay["since"] > day.isoformat() and stay["since"] != stay["until"]
    ]
    return goes_out(case, form) or not any(until is None or s["since"] < until.isoformat() for s in after)


one_of_each_nature = Rule(
    "one_of_each_nature",
    "该房间在这段时间已有同一性质的客户。",
    "The room already has somebody of this nature on one of these days.",
    _is_free,
)


def _lives_there(case: Case, actor: Actor, form: Form) -> bool:
    last = (day_of(case, form) + ONE_DAY).isoformat()
    mine = [stay for stay in _there(case, form) if stay["customer"] == case.facts.get("customer")]
    return not goes_out(case, form) or any(stay["until"] != last for stay in mine)


lives_there = Rule(
    "lives_there",
    "该客户这一天不在该房间，或已登记迁出。",
    "The customer is not in the room on that day, or is registered to leave then.",
    _lives_there,
)
has_an_owner = Rule(
    "has_an_owner",
    "该房间这一天没有业主，请用入伙登记。",
    "The room has no owner on that day: register a handover.",
    lambda case, actor, form: case.workflow != "transfer" or bool(_there(case, form)),
)


def _ends_later(case: Case, actor: Actor, form: Form) -> bool:
    until = case.details.get("until")
    return until is None or bool(until.isoformat() > day_of(case, form).isoformat())


until_after_day = Rule(
    "until_after_day",
    "结束日期要晚于开始日期。",
    "The end must be later than the start.",
    _ends_later,
)

let_to_tenants = Rule(
    "let_to_tenants",
    "只有租户才有出租人。",
    "Only a tenant has a lessor.",
    lambda case, actor, form: _said(case, form, "lessor") != "company" or _nature(case, form) == "tenant",
)


def latest_day(today: date) -> date:
    """The last day on which a move may take effect."""
    return date(today.year + YEARS_AHEAD, today.month, min(today.day, 28))


day_in_sight = Rule(
    "day_in_sight",
    "日期晚于两年之后，请核对年份。",
    "The day lies more than two years ahead: check the year.",
    lambda case, actor, form: day_of(case, form) <= latest_day(office_day(case)),
)
POSSIBLE = (
    day_in_sight,
    until_after_day,
    let_to_tenants,
    customer_enabled,
    not_yet_so,
    one_of_each_nature,
    lives_there,
    has_an_owner,
)


def _sum(case: Case, fact: str) -> int:
    return sum(int(row["fen"]) for row in case.facts.get(fact) or ())


def arrears_fen(case: Case) -> int:
    """Fen that go over as arrears."""
    return _sum(case, "arrears") if case.details.get("arrears_to_new") else 0


def prepayment_fen(case: Case) -> int:
    return _sum(case, "prepayments") if case.details.get("prepayment_to_new") else 0


def moved_fen(case: Case) -> int:
    """What goes over to who follows: arrears and prepayment, as they stand now."""
    return arrears_fen(case) + prepayment_fen(case)


@dataclass(frozen=True, slots=True)
class Stakes:
    """What a change is about besides who is in the room: fen that go over, fen that the leaver owes."""

    moved_fen: int
    owed_fen: int
    backdated: bool

    @property
    def must_be_signed(self) -> bool:
        return bool(self.moved_fen or self.owed_fen or self.backdated)

    @property
    def may_be_quick(self) -> bool:
        """Nothing to sign, or little money; a day whose month was charged is never little."""
        little = max(self.moved_fen, self.owed_fen) <= QUICK_FEN and not self.backdated
        return little or not self.must_be_signed


def stakes(case: Case) -> Stakes:
    return Stakes(moved_fen(case), _sum(case, "arrears"), bool(case.facts.get("backdated")))


def _asks(case: Case, actor: Actor, form: Form) -> bool:
    return stakes(case).must_be_signed


needs_approval = Rule(
    "needs_approval",
    "有欠费、有款项随迁，或倒签到已出账的月份",
    "Somebody owes, money goes over, or it lies in a month that was charged",
    _asks,
)


def weighed(case: Case) -> dict[str, Any]:
    """What a signature is for: who is followed, and the rows of theirs that go over."""
    asked = {"arrears": "arrears_to_new", "prepayments": "prepayment_to_new"}
    rows = [
        row for fact, flag in asked.items() if case.details.get(flag) for row in case.facts.get(fact) or ()
    ]
    return {"leaver": case.facts.get("leaver"), "rows": [row["id"] for row in rows]}


def _is_other(case: Case, actor: Actor, form: Form) -> bool:
    """Another person's debts are other debts, were they less."""
    signed, now = case.details.get("weighed") or {}, weighed(case)
    if now["leaver"] != signed.get("leaver") or set(now["rows"]) - set(signed.get("rows") or ()):
        return True
    return moved_fen(case) > int(case.details.get("moved_fen") or 0)


other_than_weighed = Rule(
    "other_than_weighed",
    "随迁款项多于预审时，或原客户、款项与预审时不同",
    "More would go over than when it was checked, or of another person, or another debt",
    _is_other,
)
debt_assumed = Rule(
    "debt_assumed",
    "欠费转移须有新客户签署的债务承担书（民法典第五百五十一条），请填写 assumption_no。",
    "Arrears go over only with the newcomer's signed assumption of debt (Civil Code 551): name it.",
    lambda case, actor, form: not arrears_fen(case) or bool(case.details.get("assumption_no")),
)
not_being_dunned = Rule(
    "not_being_dunned",
    "这些欠费正在催收，请先结束催收单再转移。",
    "These charges are being dunned: end that request first.",
    lambda case, actor, form: not arrears_fen(case) or not case.facts.get("dunned"),
)
date_reached = Rule(
    "date_reached",
    "生效日期未到。",
    "The day has not come yet.",
    lambda case, actor, form: (
        day_of(case, {}) + (ONE_DAY if goes_out(case, {}) else 0 * ONE_DAY) <= office_day(case)
    ),
)
nobody_left = Rule(
    "nobody_left",
    "没有人迁出",
    "Nobody has left",
    lambda case, actor, form: case.details.get("leaver") is None,
)


def _placed(case: Case, actor: Actor, form: Form) -> bool:
    left = _sum(case, "arrears") or _sum(case, "prepayments") or case.facts.get("deposits_fen")
    return not left or bool(form.get("kept_reason"))


all_placed = Rule(
    "all_placed",
    "迁出客户在该房间仍有欠费、预收或保证金；确需保留的请说明原因。",
    "Arrears, prepayment or a deposit of who left is still there: settle it, or say why it is kept.",
    _placed,
    needs_form=True,
)
nothing_later = Rule(
    "nothing_later",
    "该房间此后又有入伙、迁入迁出或过户登记，请先撤销后来的登记。",
    "A later change of this room builds on it: take that back first.",
    lambda case, actor, form: not case.facts.get("later_change"),
)
not_charged_since = Rule(
    "not_charged_since",
    "该房间此后已生成费用，不能撤销。",
    "Charges have been made for the room since.",
    lambda case, actor, form: not case.facts.get("charged_since"),
)
money_untouched = Rule(
    "money_untouched",
    "转移的款项已被使用或正在催收，不能撤销。",
    "The money that went over has been used or is dunned since.",
    lambda case, actor, form: not case.facts.get("money_touched"),
)
codes_unchanged = Rule(
    "codes_unchanged",
    "客户编号此后又有变更，不能撤销。",
    "A customer's code has been changed since.",
    lambda case, actor, form: not case.facts.get("codes_changed"),
)
in_force = Rule(
    "in_force",
    "该登记已撤销。",
    "This has been taken back already.",
    lambda case, actor, form: not case.facts.get("taken_back"),
)
REVERSIBLE = (in_force, nothing_later, not_charged_since, money_untouched, codes_unchanged)
