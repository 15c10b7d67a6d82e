"""Hypothesis drives refunds through anything that may happen to them, each answer held against a model."""

import secrets
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from service.policy import DEFAULTS
from service.transaction import Row
from service.usecases.audit.verify import verify_offices
from tests.matrix.forms import FORMS
from tests.model import slip as model
from tests.model.house import RealHouse, crashing
from tests.model.slip import Deposit, Form, Person, Slip
from tests.stage import Somebody, Stage
from tests.workflows import oracle

PEOPLE = {
    "clerk": "clerk",
    "submitter": "clerk",
    "supervisor": "supervisor",
    "supervisor2": "supervisor",
    "pm": "pm",
    "pm2": "pm",
    "finance": "finance",
    "finance2": "finance",
    "city": "city",
    "hq": "hq",
    "lead": "engineering_lead",
    "both": "supervisor pm",
    "all": "clerk supervisor pm finance city",
    "auditor": "auditor",
}
CAST = {name: Person(name, frozenset(desks.split())) for name, desks in PEOPLE.items()}
TRIGGERS = oracle.triggers("refund")
AMOUNTS = st.sampled_from([50_000, 200_000, 200_001, 1_200_000, 3_500_000])
CUTS = st.sampled_from([0, 1, 20_000, 50_000, 200_000, 1_200_000])
slips, people = st.integers(0, 5), st.sampled_from(sorted(CAST))
turn = st.integers(0, 999)
JUDGES = {"claim": model.claim_answer, "release": model.release_answer, "delegate": model.delegate_answer}
OPERATIONS = st.sampled_from(sorted(JUDGES))
# Ends and ways back come seldom, or nothing would live long.
BACKWARD = {"cancel", "reject", "withdraw", "amend", "return"}


def patient(approvals: Row) -> Row:
    """The same ladder, but no level minds how long it takes: what silence does, the model does not know.

    `tests/lateness` and `tests/histories` do.
    """
    unminded = {"timeout": None}
    return {
        name: {"levels": [level | unminded for level in ladder["levels"]]}
        for name, ladder in approvals.items()
    }


class Refunds(RuleBasedStateMachine):
    """`stage` and `real` are bound by the test: an office above those of the runs, and its people."""

    real: ClassVar[dict[str, Somebody]]
    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.slips: list[Slip] = []
        self.day = 0

    @initialize()
    def found_an_office(self) -> None:
        self.here = self.stage.below()
        self.here.policy(
            "refund", **DEFAULTS["refund"] | {"approvals": patient(DEFAULTS["refund"]["approvals"])}
        )
        self.house = RealHouse(self.here)
        kinds = [("other", 200_000), ("other", 4_000_000), ("renovation", 1_200_000), ("renovation", 200_000)]
        self.deposits = [
            Deposit(self.here.deposit(amount_fen=fen, kind=kind), kind, fen) for kind, fen in kinds
        ]

    @rule(row=st.integers(0, 3), amount=AMOUNTS)
    def open(self, row: int, amount: int) -> None:
        deposit = self.deposits[row]
        fits = not deposit.frozen and amount <= deposit.balance
        heard = self.house.open_slip(self.real["submitter"], deposit.id, amount)
        assert heard.status == (201 if fits else 422), heard
        if fits:
            deposit.frozen = amount
            slip = Slip(heard.body["id"], deposit, amount, "submitter", since=self.day, day=self.day)
            self.slips.append(slip)
            deposit.slips.append(slip)
            self.compare(slip)

    @precondition(lambda self: self.slips)
    @rule(which=slips, who=people, trigger=st.sampled_from(TRIGGERS), fen=CUTS)
    def anybody_fires_anything(self, which: int, who: str, trigger: str, fen: int) -> None:
        slip = self.slip(which)
        self.fire(slip, who, trigger, self.form(slip, trigger, fen))

    @precondition(lambda self: any(each.is_open for each in self.slips))
    @rule(which=slips, turns=st.lists(turn, min_size=1, max_size=6), fen=CUTS)
    def people_do_their_duty(self, which: int, turns: list[int], fen: int) -> None:
        """Moves that the table has here, by somebody who may: or the lives would never come far."""
        slip = self.open_slip(which)
        for each in turns:
            found = self.possible(slip, each)
            if found is None:
                return
            self.fire(slip, *found, self.form(slip, found[1], fen))

    @precondition(lambda self: any(each.is_open for each in self.slips))
    @rule(which=slips, turn=turn, place=st.sampled_from(["before_move", "after_move"]))
    def the_process_dies(self, which: int, turn: int, place: str) -> None:
        """Nothing or all of it was written; the same key finds out which."""
        slip = self.open_slip(which)
        found = self.possible(slip, turn)
        if found is None:
            return
        (who, trigger), key = found, secrets.token_hex(8)
        form, version = self.form(slip, trigger, 1), slip.version
        status = model.answer(slip, CAST[who], trigger, form)
        with crashing(place) as failed:
            self.call(slip, who, trigger, form, version, key)
        assert bool(failed) == (status == 200)
        if status == 200 and place == "after_move":
            model.move(slip, CAST[who], trigger, form, day=self.day)
        self.compare(slip)
        if status == 200:
            assert self.call(slip, who, trigger, form, version, key) == 200
            if place == "before_move":
                model.move(slip, CAST[who], trigger, form, day=self.day)
        self.compare(slip)

    @precondition(lambda self: any(each.is_open for each in self.slips))
    @rule(which=slips, turn=turn)
    def a_double_click(self, which: int, turn: int) -> None:
        slip = self.open_slip(which)
        found = self.possible(slip, turn)
        if found is None:
            return
        (who, trigger), version = found, slip.version
        form = self.form(slip, trigger, 1)
        status = self.fire(slip, who, trigger, form)
        again = self.call(slip, who, trigger, form, version)
        assert again == (412 if status == 200 else status)
        self.compare(slip)

    @precondition(lambda self: self.slips)
    @rule(which=slips, who=people, behind=st.integers(-3, 3).filter(bool), turn=turn)
    def with_another_version(self, which: int, who: str, behind: int, turn: int) -> None:
        slip, trigger = self.slip(which), TRIGGERS[turn % len(TRIGGERS)]
        status = self.call(slip, who, trigger, {}, slip.version + behind)
        assert status == (412 if model.could_ever(slip, trigger, CAST[who]) else 403)
        self.compare(slip)

    @precondition(lambda self: any(each.is_open for each in self.slips))
    @rule(which=slips, who=people, turn=turn, does=st.lists(OPERATIONS, min_size=1, max_size=4))
    def with_a_duty(self, which: int, who: str, turn: int, does: list[str]) -> None:
        slip = self.open_slip(which)
        for each in does:
            self.operate(slip, who, turn, each)

    @precondition(lambda self: any(each.tries for each in self.slips))
    @rule(
        which=slips, outcome=st.sampled_from(["ok", "fail"]), same=st.integers(0, 5), times=st.integers(1, 2)
    )
    def the_gateway_says(self, which: int, outcome: str, same: int, times: int) -> None:
        paid = [each for each in self.slips if each.tries]
        slip = paid[which % len(paid)]
        newest = self.house.refund_no(slip.id)
        assert newest is not None
        refund_no, fen = newest
        word = {"ok": "succeeded", "fail": "failed"}[outcome]
        for _ in range(times):
            assert self.house.tell(refund_no, word, fen if same else fen + 1) == 202
            model.callback(slip, outcome, same_amount=bool(same), day=self.day)
            self.compare(slip)

    @rule(days=st.sampled_from([0, 1, 8, 91]))
    def time_passes(self, days: int) -> None:
        self.house.shift(days)
        self.day += days
        self.house.tick()
        for slip in self.slips:
            model.tick(slip, day=self.day)
            self.compare(slip)

    def teardown(self) -> None:
        """Nothing is left due, and the whole of what this run wrote is proven."""
        if not hasattr(self, "here"):
            return
        self.house.tick()
        proven = verify_offices([self.here.office.id])
        assert [str(each) for each in proven.findings] == []

    def slip(self, which: int) -> Slip:
        return self.slips[which % len(self.slips)]

    def open_slip(self, which: int) -> Slip:
        found = [each for each in self.slips if each.is_open]
        return found[which % len(found)]

    def possible(self, slip: Slip, turn: int) -> tuple[str, str] | None:
        """Somebody who may, and what: one in eight goes back or ends it."""
        rows = [row for row in oracle.flat("refund") if row[0] == slip.state and row[3] != "system"]
        able = {row[1]: [who for who in CAST if model.may_now(slip, row[1], CAST[who])] for row in rows}
        triggers = [each for each in able if able[each] and (each in BACKWARD) == (turn % 8 == 7)]
        if not triggers:
            return None
        trigger = triggers[turn // 8 % len(triggers)]
        return able[trigger][turn // 64 % len(able[trigger])], trigger

    def form(self, slip: Slip, trigger: str, fen: int) -> Form:
        match trigger:
            case "amend":
                return {"amount_fen": max(fen, 1)}
            case "fail" | "damage":
                return {"deduction_fen": max(fen, 1), "reason": "损坏"}
            case "settle":
                return {"deduction_fen": fen, "minutes": "各让一步"}
            case "customer_agrees":
                return {"deduction_fen": slip.deduction if fen and slip.deduction is not None else fen}
        made = FORMS["refund"].get(trigger)
        return made(self.here, {"id": slip.id}) if made else {}

    def fire(self, slip: Slip, who: str, trigger: str, form: Form) -> int:
        expected = model.answer(slip, CAST[who], trigger, form)
        status = self.call(slip, who, trigger, form, slip.version)
        assert status == expected, (slip.state, who, trigger, form)
        if status == 200:
            model.move(slip, CAST[who], trigger, form, day=self.day)
        self.compare(slip)
        return status

    def operate(self, slip: Slip, who: str, turn: int, does: str) -> None:
        """Half of the time by its holder or by somebody of its desk."""
        items = self.house.items(slip.id)
        if not items:
            return
        item = items[turn % len(items)]
        holder = slip.held.get(item["desk"] or "") if does != "claim" else None
        near = [holder] if holder else [name for name in CAST if item["desk"] in CAST[name].desks]
        who = near[turn // 8 % len(near)] if near and turn % 2 else who
        status = JUDGES[does](slip, CAST[who], item["desk"])
        form = {"to": self.real["auditor"].username} if does == "delegate" else {}
        heard = self.house.operate(self.real[who], item["id"], does, form, version=slip.version)
        assert heard.status == status, (does, who, item, heard)
        if status == 200:
            model.operate(slip, CAST[who], does, item["desk"])
        self.compare(slip)

    def call(self, slip: Slip, who: str, trigger: str, form: Form, version: int, key: str = "") -> int:
        return self.house.fire(self.real[who], slip.id, trigger, form, version=version, key=key).status

    def compare(self, slip: Slip) -> None:
        stored: Row = self.house.stored(slip.id)
        deposit = slip.deposit
        assert (stored["state"], stored["version"]) == (slip.state, slip.version), slip
        assert (stored["balance"], stored["frozen"]) == (deposit.balance, deposit.frozen), slip
