"""What becomes of a room's relations when somebody comes or goes: pure, and shared by every entrance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from service.errors import Invalid, NotSo, RuleError, invalid_field, not_so

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """`until` is the first day on which it no longer holds, `out_on` the day of leaving as people say it.

    `lessor` is who lets the room to a tenant: `owner` or `company`. `who` is name and code, for a sentence
    to people of the office; empty where nobody asked.
    """

    id: UUID
    customer_id: UUID
    nature: str
    since: date
    until: date | None = None
    out_on: date | None = None
    lessor: str = "owner"
    who: str = ""

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody becomes owner, tenant or resident; `until` where a lease says when it ends."""

    customer_id: UUID
    nature: str
    on: date
    until: date | None = None
    reenter_tenant: bool = False
    resident_leaves: bool = False
    lessor: str = "owner"


@dataclass(frozen=True, slots=True)
class Departure:
    """`on` is the last day. Customer and nature say who, where several could be meant."""

    on: date
    customer_id: UUID | None = None
    nature: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    stay: Stay
    until: date
    out_on: date


@dataclass(frozen=True, slots=True)
class Begun:
    """`again` for whom the same change ended and entered anew: a tenant whose lease outlives the sale."""

    customer_id: UUID
    nature: str
    since: date
    until: date | None = None
    again: bool = False
    lessor: str = "owner"


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows to write, those that end first, and what a person should hear about it."""

    ended: tuple[Ended, ...]
    begun: tuple[Begun, ...]
    warnings: tuple[RuleError, ...] = ()

    def predecessor(self, nature: str) -> UUID | None:
        """Whom the newcomer follows: their arrears and prepayment may go over."""
        return next((each.stay.customer_id for each in self.ended if each.stay.nature == nature), None)


def plan_arrival(stays: Sequence[Stay], arrival: Arrival) -> Plan:
    """Whoever follows begins on the day on which the one before ends.

    With a new owner everybody leaves (the manual's compulsory flag), yet a sale does not end a lease (Civil
    Code 725): the tenant can be entered again in the same change. A tenant who comes where a resident lives
    does not pay: the stated order of payers wins. 422 `not_so` when it cannot be.
    """
    there = [stay for stay in stays if stay.holds(arrival.on)]
    _must_be_news(there, arrival)
    leaving = [stay for stay in there if _leaves(stay, arrival)]
    _must_be_free(stays, leaving, arrival)
    ended = tuple(Ended(stay, arrival.on, arrival.on) for stay in leaving)
    again = tuple(_again(leaving, arrival)) if arrival.reenter_tenant else ()
    begun = Begun(arrival.customer_id, arrival.nature, arrival.on, arrival.until, lessor=lessor_of(arrival))
    return Plan(ended, (begun, *again), tuple(_warnings(there, leaving, arrival)))


def plan_departure(stays: Sequence[Stay], departure: Departure) -> Plan:
    """Ends the relation after its last day, so that the payer falls back from the next day on."""
    leaving = _meant(stays, departure)
    return Plan((Ended(leaving, departure.on + ONE_DAY, departure.on),), ())


def _leaves(stay: Stay, arrival: Arrival) -> bool:
    if arrival.nature == "owner" or stay.nature == arrival.nature:
        return True
    return stay.nature == "resident" and arrival.nature == "tenant" and arrival.resident_leaves


def _again(leaving: Iterable[Stay], arrival: Arrival) -> Iterable[Begun]:
    for stay in leaving:
        if _has_lease(stay, arrival):
            yield Begun(stay.customer_id, stay.nature, arrival.on, stay.until, again=True, lessor=stay.lessor)


def lessor_of(said: Arrival) -> str:
    """422 `invalid` where a company would let a room to somebody who is no tenant."""
    if said.lessor != "owner" and said.nature != "tenant":
        raise only_to_tenants()
    return said.lessor


def only_to_tenants() -> Invalid:
    return invalid_field("lessor", "只有租户才有出租人。", "Only a tenant has a lessor.")


def _has_lease(stay: Stay, arrival: Arrival) -> bool:
    """Whoever buys what they rent has no lease any more."""
    return arrival.nature == "owner" and stay.nature == "tenant" and stay.customer_id != arrival.customer_id


def _must_be_news(there: Iterable[Stay], arrival: Arrival) -> None:
    if any((stay.customer_id, stay.nature) == (arrival.customer_id, arrival.nature) for stay in there):
        zh = "该客户在这一天已是这一性质。"
        raise not_so("not_yet_so", zh, "The customer has this relation to the room on that day already.")


def _must_be_free(stays: Iterable[Stay], leaving: Sequence[Stay], arrival: Arrival) -> None:
    for stay in stays:
        if stay.nature == arrival.nature and stay not in leaving and _meets(stay, arrival):
            raise taken(stay.who, stay.since)


def _meets(stay: Stay, arrival: Arrival) -> bool:
    begins_in_time = arrival.until is None or stay.since < arrival.until
    return begins_in_time and stay.since != stay.until and (stay.until is None or stay.until > arrival.on)


def taken(who: str = "", since: date | None = None) -> NotSo:
    """Names who it is, where the caller may see them: whoever may move somebody in sees who is there."""
    zh, en = (
        "该房间在这段时间已有同一性质的客户",
        "The room already has somebody of this nature on one of these days",
    )
    named_zh, named_en = (f"：{who}，自 {since} 起", f": {who}, from {since} on") if who else ("", "")
    return not_so("one_of_each_nature", f"{zh}{named_zh}。", f"{en}{named_en}.")


def _warnings(there: Iterable[Stay], leaving: Sequence[Stay], arrival: Arrival) -> Iterable[RuleError]:
    if not arrival.reenter_tenant and any(_has_lease(stay, arrival) for stay in leaving):
        yield LEASE_GOES_ON
    resident_stays = any(stay.nature == "resident" and stay not in leaving for stay in there)
    if arrival.nature == "tenant" and resident_stays:
        yield RESIDENT_PAYS


LEASE_GOES_ON = RuleError(
    "lease_goes_on",
    "买卖不破租赁（民法典第七百二十五条）：租户已迁出；租约仍有效的，请以 reenter_tenant 或迁入重新登记。",
    "A sale does not end a lease (Civil Code 725): the tenant has left; enter them again if it goes on.",
)
RESIDENT_PAYS = RuleError(
    "resident_pays",
    "房间里还有住户，按缴费顺序仍由住户缴费；住户已搬走的，请以 resident_leaves 或迁出登记办理。",
    "A resident still lives there and pays first; if the resident has gone, move them out too.",
)


def _meant(stays: Iterable[Stay], departure: Departure) -> Stay:
    """The owner only where named: a move-out is of who lives there."""
    found = [stay for stay in stays if stay.holds(departure.on) and _is_named(stay, departure)]
    if not found:
        raise not_so(
            "lives_there", "该客户这一天不在该房间。", "Nobody like that is in the room on that day."
        )
    if len(found) > 1:
        raise invalid_field("nature", "有多种关系，请写明 nature。", "There are several: name the nature.")
    if found[0].until == departure.on + ONE_DAY:
        raise not_so("lives_there", "该客户已登记在这一天迁出。", "This move-out is registered already.")
    return found[0]


def _is_named(stay: Stay, departure: Departure) -> bool:
    if departure.customer_id is not None and stay.customer_id != departure.customer_id:
        return False
    if departure.nature is not None:
        return stay.nature == departure.nature
    return departure.customer_id is not None or stay.nature != "owner"
