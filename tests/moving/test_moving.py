"""Moves, handovers and transfers over HTTP: relations, money, codes change with the state or not at all."""

from datetime import date, timedelta
from typing import Any

import pytest

from service.models.customer import Customer
from service.models.room import Room
from service.transaction import Row, statements, transaction
from service.usecases.tickets.fire_trigger import fire_as_system
from tests import makers
from tests.races.racing import race, runners
from tests.stage import Stage, answer

TODAY = date.today()
ENTRANCES = ("handover", "transfer", "move")


class House:
    """A room with its owner 张伟 under the room's code, and 陈静, who buys it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        for desk in ("supervisor", "pm", "finance", "city"):
            stage.who(desk)
        with transaction() as work:
            self.room: Room = makers.make_room(work, stage.office)
            self.old: Customer = makers.make_customer(work, stage.office, name="张伟", code=self.room.code)
            self.new: Customer = makers.make_customer(work, stage.office, name="陈静")
            makers.make_occupancy(work, self.room, self.old, nature="owner", since=date(2020, 1, 1))

    def lives(self, name: str, nature: str) -> Customer:
        with transaction() as work:
            there = makers.make_customer(work, self.stage.office, name=name, kind=nature)
            makers.make_occupancy(work, self.room, there, nature=nature, since=date(2021, 1, 1))
        return there

    def prepays(self, fen: int) -> str:
        with transaction() as work:
            return str(makers.make_prepayment(work, self.old, amount_fen=fen).id)

    def opened(self, workflow: str = "transfer", who: Customer | None = None, **details: Any) -> Row:
        said = {"day": TODAY.isoformat()} | ({"nature": "owner"} if workflow == "move" else {}) | details
        customer = (who or self.new).code
        return self.stage.opened("clerk", workflow, said, room=self.room.code, customer=customer)

    def checked(self, workflow: str = "transfer", who: Customer | None = None, **details: Any) -> Row:
        return self.by_itself(self.by("clerk", self.opened(workflow, who, **details), "submit"), "checked")

    def signed(self, ticket: Row, *signers: str) -> Row:
        for signer in signers:
            ticket = self.by(signer, ticket, "approve")
        return ticket

    def effective(self, workflow: str = "transfer", who: Customer | None = None, **details: Any) -> Row:
        return self.by_itself(self.checked(workflow, who, **details), "effective_date")

    def by(self, who: str, ticket: Row, trigger: str, **form: Any) -> Row:
        return self.stage.fired(who, ticket, trigger, form)

    def by_itself(self, ticket: Row, trigger: str) -> Row:
        fired = fire_as_system(ticket["id"], trigger)
        assert fired.moved, fired.refusal
        return self.stage.read(ticket)

    def refused(self, who: str, ticket: Row, trigger: str, **form: Any) -> str:
        rule: str = answer(self.stage.fire(who, ticket, trigger, form), 422)["rule"]
        return rule

    def relations(self) -> list[tuple[str, str, bool]]:
        """Nature, name, and whether it holds today."""
        rows = found(
            """SELECT y.nature, c.name, daterange(y.since, y.until) @> %s::date AS holds
                 FROM occupancy y JOIN customer c ON c.id = y.customer_id
                WHERE y.room_id = %s AND y.cancelled_at IS NULL""",
            TODAY,
            self.room.id,
        )
        return sorted((row["nature"], row["name"], row["holds"]) for row in rows)

    def owed(self) -> dict[str, int]:
        rows = found(
            """SELECT c.name, sum(x.balance_fen)::int AS fen FROM charge x
                 JOIN customer c ON c.id = x.customer_id WHERE x.room_id = %s GROUP BY c.name""",
            self.room.id,
        )
        return {row["name"]: row["fen"] for row in rows}

    def prepaid(self) -> dict[str, int]:
        rows = found(
            """SELECT c.name, sum(p.balance_fen)::int AS fen FROM prepayment p
                 JOIN customer c ON c.id = p.customer_id WHERE c.id = ANY(%s) GROUP BY c.name""",
            [self.old.id, self.new.id],
        )
        return {row["name"]: row["fen"] for row in rows}

    def codes(self) -> dict[str, str]:
        rows = found("SELECT name, code FROM customer WHERE id = ANY(%s)", [self.old.id, self.new.id])
        return {row["name"]: row["code"] for row in rows}

    def books(self) -> Any:
        """All that the change is about, but for ids and which entrance it was."""
        changes = found(
            """SELECT nature, happened_on, arrears_fen, prepayment_fen, passed_code IS NOT NULL AS code
                 FROM occupancy_change WHERE room_id = %s""",
            self.room.id,
        )
        entries = found(
            """SELECT b.book, b.kind, b.amount_fen FROM book_entry b JOIN ticket t ON t.id = b.ticket_id
                WHERE t.room_id = %s ORDER BY b.book, b.amount_fen""",
            self.room.id,
        )
        return self.relations(), self.owed(), self.prepaid(), changes, entries


def found(query: Any, *values: Any) -> list[Row]:
    with statements() as sql:
        return sql.all(query, list(values))


@pytest.fixture
def house(stage: Stage) -> House:
    return House(stage)


def test_r_occ_37_a_transfer_by_ticket_makes_one_owner_of_another_and_hands_on_the_code(house: House) -> None:
    old_code, new_code = house.old.code, house.new.code
    ticket = house.effective()
    assert ticket["state"] == "effective"
    assert house.relations() == [("owner", "张伟", False), ("owner", "陈静", True)]
    assert house.codes() == {"张伟": f"{old_code}-1", "陈静": old_code}
    assert ticket["customer"]["code"] == old_code != new_code
    kept = found("SELECT old_masked AS code FROM customer_history WHERE field = 'code'")
    assert {old_code, new_code} <= {row["code"] for row in kept}


@pytest.mark.parametrize("desks", [("supervisor", "pm", "finance")])
def test_r_occ_38_the_three_entrances_of_the_workflow_leave_the_same_books_and_so_does_undoing_them(
    stage: Stage, desks: tuple[str, ...]
) -> None:
    made, undone = [], []
    for entrance in ENTRANCES:
        house = House(stage)
        for _ in range(3):
            stage.charge(house.old, room_id=house.room.id, amount_fen=50_000)
        house.prepays(60_000)
        before = house.relations(), house.owed(), house.prepaid(), house.codes()
        ticket = house.checked(
            entrance, arrears_to_new=True, prepayment_to_new=True, assumption_no="CD-1", pass_code=True
        )
        ticket = house.by_itself(house.signed(ticket, *desks), "effective_date")
        made.append(house.books())
        ticket = house.by("supervisor", ticket, "reverse", reason="买卖取消")
        ticket = house.signed(ticket, "pm", "finance")
        assert ticket["state"] == "reversed"
        after = house.relations(), house.owed() | {}, house.prepaid(), house.codes()
        assert (after[0], after[3]) == (before[0], before[3])
        undone.append(house.books())
    assert made[0] == made[1] == made[2]
    assert made[0][1] == {"张伟": 0, "陈静": 150_000} and made[0][2] == {"张伟": 0, "陈静": 60_000}
    assert undone[0] == undone[1] == undone[2]
    assert undone[0][1] == {"张伟": 150_000, "陈静": 0} and undone[0][2] == {"张伟": 60_000, "陈静": 0}


def test_without_the_flag_what_is_owed_stays_and_is_looked_at(house: House) -> None:
    house.stage.charge(house.old, room_id=house.room.id)
    ticket = house.checked()
    assert ticket["state"] == "pending_approval"
    ticket = house.by_itself(house.signed(ticket, "supervisor"), "effective_date")
    assert house.owed() == {"张伟": 25_060}
    ticket = house.by("clerk", ticket, "meter_billed", waived_by_both=True)
    assert house.refused("finance", ticket, "settled") == "all_placed"
    assert house.by("finance", ticket, "settled", kept_reason="另行催缴")["state"] == "settled"


def test_arrears_need_the_newcomers_signed_word(house: House) -> None:
    house.stage.charge(house.old, room_id=house.room.id)
    ticket = house.opened(arrears_to_new=True)
    assert house.refused("clerk", ticket, "submit") == "debt_assumed"
    ticket = house.by("clerk", ticket, "amend", assumption_no="CD-1")
    assert house.by("clerk", ticket, "submit")["state"] == "precheck"


def test_who_has_debts_going_over_does_not_sign_alone_above_a_thousand(house: House) -> None:
    house.stage.charge(house.old, room_id=house.room.id, amount_fen=100_001)
    ticket = house.signed(house.checked(arrears_to_new=True, assumption_no="CD-1"), "supervisor")
    assert ticket["state"] == "pending_approval"
    assert house.signed(ticket, "pm", "finance")["state"] == "effective_pending"


def test_a_debt_that_grew_since_is_checked_and_signed_anew(house: House) -> None:
    house.stage.charge(house.old, room_id=house.room.id)
    ticket = house.checked(arrears_to_new=True, assumption_no="CD-1")
    ticket = house.signed(ticket, "supervisor")
    house.stage.charge(house.old, room_id=house.room.id)
    assert house.by_itself(ticket, "effective_date")["state"] == "precheck"
    assert house.owed() == {"张伟": 50_120}


def test_a_sale_ends_every_relation_and_a_lease_may_be_entered_anew(house: House) -> None:
    house.lives("李娜", "tenant")
    ticket = house.effective("handover", reenter_tenant=True)
    assert ticket["state"] == "effective"
    owners, tenants = house.relations()[:2], house.relations()[2:]
    assert owners == [("owner", "张伟", False), ("owner", "陈静", True)]
    assert tenants == [("tenant", "李娜", False), ("tenant", "李娜", True)]


def test_r_occ_07_08_a_handover_ticket_without_its_compulsory_flags_is_refused(house: House) -> None:
    body = {
        "workflow": "handover", "office": house.stage.office.code, "subject": "入伙",
        "room": house.room.code, "customer": house.new.code,
        "details": {"day": TODAY.isoformat(), "customer_moves_in": False, "others_move_out": False},
    }  # fmt: skip
    problem = answer(house.stage.send("clerk", "POST", "/tickets", body), 422)
    fields = sorted(each["field"] for each in problem["errors"])
    assert fields == ["details.customer_moves_in", "details.others_move_out"]


def test_a_move_out_ends_after_its_last_day(house: House) -> None:
    tenant, yesterday = house.lives("李娜", "tenant"), TODAY - timedelta(days=1)
    house.effective("move", tenant, direction="out", nature="tenant", day=yesterday.isoformat())
    assert house.relations() == [("owner", "张伟", True), ("tenant", "李娜", False)]


def test_nothing_takes_effect_before_its_day_and_the_way_there_can_be_left(house: House) -> None:
    ticket = house.checked(day=(TODAY + timedelta(days=2)).isoformat())
    assert ticket["state"] == "effective_pending"
    fired = fire_as_system(ticket["id"], "effective_date")
    assert fired.refusal is not None and [rule.name for rule in fired.refusal.rules] == ["date_reached"]
    assert house.relations() == [("owner", "张伟", True)]
    assert house.by("clerk", ticket, "cancel", reason="改期")["state"] == "cancelled"


def test_of_two_that_are_both_on_their_way_the_second_finds_the_room_taken(house: House) -> None:
    first, second = house.checked(), house.checked()
    house.by_itself(first, "effective_date")
    assert house.by_itself(second, "effective_date")["state"] == "precheck", "it follows somebody else now"
    house.by_itself(second, "checked")
    fired = fire_as_system(second["id"], "effective_date")
    assert fired.refusal is not None and [rule.name for rule in fired.refusal.rules] == ["not_yet_so"]


def test_a_room_without_an_owner_is_handed_over_not_transferred(stage: Stage) -> None:
    house = House(stage)
    with transaction() as work:
        house.room = makers.make_room(work, stage.office)
    assert house.refused("clerk", house.opened("transfer"), "submit") == "has_an_owner"
    ticket = house.effective("handover")
    assert house.by("clerk", ticket, "meter_billed", waived_by_both=True)["state"] == "settled"


def test_what_something_builds_on_is_not_taken_back(house: House) -> None:
    ticket = house.effective()
    with transaction() as work:
        third = makers.make_customer(work, house.stage.office, name="赵磊")
    house.effective("transfer", third, pass_code=False)
    assert house.refused("supervisor", ticket, "reverse", reason="x") == "nothing_later"


def test_the_submitter_signs_neither_the_move_nor_its_reversal(house: House) -> None:
    house.stage.charge(house.old, room_id=house.room.id)
    ticket = house.checked()
    assert answer(house.stage.fire("clerk", ticket, "approve"), 403)["code"] == "not_you"


def test_a_quick_move_at_the_same_instant_and_the_effective_day_leave_one_owner(house: House) -> None:
    ticket, stage = house.checked(), house.stage
    with transaction() as work:
        third = makers.make_customer(work, stage.office, name="赵磊")
    body = {"room": house.room.code, "customer": third.code, "nature": "owner", "on": TODAY.isoformat()}

    def effective() -> int:
        with stage.app.app_context():
            try:
                return 200 if fire_as_system(ticket["id"], "effective_date").moved else 422
            except Exception as error:
                assert "occupancy" in str(error), error
                return 422

    with runners(2) as pool:
        race(pool, [effective, lambda: stage.send("clerk", "POST", "/moves", body).status_code])
    assert [name for nature, name, holds in house.relations() if holds] in (["陈静"], ["赵磊"])


def test_a_tenant_of_the_company_moves_in_by_ticket_as_one_by_a_call(house: House) -> None:
    tenant = {"nature": "tenant", "lessor": "company", "until": str(TODAY + timedelta(days=365))}
    house.effective("move", **tenant)
    (lessor,) = found("SELECT lessor FROM occupancy WHERE nature = 'tenant' AND room_id = %s", house.room.id)
    assert lessor["lessor"] == "company"


def test_nobody_but_a_tenant_has_a_lessor(house: House) -> None:
    body = {"workflow": "move", "office": house.stage.office.code, "subject": "迁入"}
    place = {"room": house.room.code, "customer": house.new.code}
    said = {"day": TODAY.isoformat(), "nature": "owner", "lessor": "company"}
    wrong = answer(house.stage.send("clerk", "POST", "/tickets", body | place | {"details": said}), 422)
    assert wrong["code"] == "invalid"
    ticket = house.opened("move", nature="tenant", lessor="company")
    ticket = house.by("clerk", ticket, "amend", nature="resident")
    assert house.refused("clerk", ticket, "submit") == "let_to_tenants"
    ticket = house.by("clerk", ticket, "amend", lessor="owner", nature="resident")
    assert house.by("clerk", ticket, "submit")["state"] == "precheck"
