"""Take back (拿回): who decided last thinks again, while nothing has come of it."""

import hashlib
from threading import Barrier, Thread
from typing import Any

import pytest
from psycopg.errors import CheckViolation

from service.door.clashes import clash_of
from service.door.operations import duty_of
from service.door.read import Question, read_ticket
from service.door.seen import seen
from service.door.undoing import Undone
from service.door.write import write_move
from service.transaction import statements
from service.usecases.audit.verify import verify
from tests.patterns.office import REASON, Office, asks, level, refused
from tests.stage import answer
from tests.work_items.conftest import OfficeWith

Row = dict[str, Any]


@pytest.fixture
def office(office_with: OfficeWith) -> Office:
    """Two supervisors sign, then a pm."""
    return office_with(refund=asks(level("supervisor", "supervisor"), level("pm", mode="any", name="经理")))


@pytest.fixture
def short(office_with: OfficeWith) -> Office:
    return office_with(refund=asks(level("supervisor", mode="any")))


def wanted(office: Office, who: str, item: Row) -> Any:
    now = answer(office.send(who, "GET", f"/work-items/{item['id']}"), 200)
    return office.operate(who, now, "take-back")


def taken(office: Office, who: str, item: Row) -> Row:
    return answer(wanted(office, who, item), 200)


def fire(office: Office, who: str, ticket: Row, trigger: str = "approve") -> Row:
    return office.fired(who, office.read(ticket), trigger, {} if trigger == "approve" else REASON)


def last_done(office: Office, who: str) -> Row:
    return office.box(who, "done")[0]


def test_a_vote_among_others_is_open_again_with_who_gave_it(office: Office) -> None:
    ticket = office.submitted()
    fire(office, "supervisor", ticket)
    item = taken(office, "supervisor", last_done(office, "supervisor"))
    holder = office.who("supervisor").username
    assert (item["status"], item["holder"]["username"], item["decision"]) == ("claimed", holder, None)
    assert len(office.duties(ticket)) == 2
    assert office.told(ticket)[-2:] == ["approve", "take_back"]
    fire(office, "supervisor", ticket)
    assert [each["level"] for each in fire(office, "supervisor2", ticket)["work_items"]] == ["经理"]


def test_a_vote_that_finished_its_level_closes_the_next_one_again(office: Office) -> None:
    ticket = office.submitted()
    for who in ("supervisor", "supervisor2"):
        fire(office, who, ticket)
    pm = office.duty(ticket)
    taken(office, "supervisor2", last_done(office, "supervisor2"))
    assert answer(office.send("pm", "GET", f"/work-items/{pm['id']}"), 200)["status"] == "cancelled"
    refused(office.fire("pm", office.read(ticket), "approve"), 403)
    (mine,) = office.duties(ticket)
    assert mine["level"] == "级"
    fire(office, "supervisor2", ticket)
    assert fire(office, "pm", ticket)["state"] == "approved"


def test_the_ticket_itself_comes_back_while_nobody_has_taken_it_up(short: Office) -> None:
    ticket = fire(short, "supervisor", short.submitted())
    assert [each["name"] for each in running(ticket)] == ["pay"]
    item = taken(short, "supervisor", last_done(short, "supervisor"))
    back = short.read(ticket)
    assert (back["state"], item["ticket"]["state"], running(back)) == ("pending_approval",) * 2 + ([],)
    assert [each["id"] for each in back["work_items"]] == [item["id"]]
    refused(short.fire("finance", back, "pay"), 409)
    assert short.queue("finance") == []
    assert fire(short, "supervisor", ticket, "reject")["state"] == "rejected"


def test_a_return_taken_back_asks_all_who_were_being_asked(office: Office) -> None:
    ticket = office.submitted()
    held = office.done("supervisor2", office.duties(ticket)[1], "claim")
    fire(office, "supervisor", ticket, "return")
    assert office.read(ticket)["state"] == "draft"
    taken(office, "supervisor", last_done(office, "supervisor"))
    duties = {each["id"]: each["status"] for each in office.duties(ticket)}
    assert (len(duties), duties[held["id"]]) == (2, "claimed")
    for who in ("supervisor", "supervisor2"):
        fire(office, who, ticket)
    assert fire(office, "pm", ticket)["state"] == "approved"


def test_a_counted_no_is_taken_back_and_counts_no_more(office_with: OfficeWith) -> None:
    office = office_with(refund=asks(level(*["supervisor"] * 3, mode="ratio")))
    ticket = office.submitted()
    fire(office, "supervisor1", ticket, "reject")
    taken(office, "supervisor1", last_done(office, "supervisor1"))
    assert fire(office, "supervisor2", ticket, "reject")["state"] == "pending_approval"
    assert fire(office, "supervisor3", ticket, "reject")["state"] == "rejected"


def test_whom_the_vote_had_opened_after_waits_again(short: Office) -> None:
    ticket = short.submitted()
    form = {"who": short.who("legal").username, "where": "after"}
    item = short.done("supervisor", short.duty(ticket), "add-signer", form)
    fire(short, "supervisor", ticket)
    taken(short, "supervisor", item)
    assert short.queue("legal", "mine") == []
    fire(short, "supervisor", ticket)
    assert fire(short, "legal", ticket)["state"] == "approved"


class TestNotAnyMore:
    def test_once_somebody_took_up_what_followed(self, short: Office) -> None:
        ticket = fire(short, "supervisor", short.submitted())
        done = last_done(short, "supervisor")
        short.done("finance", short.duty(ticket), "claim")
        refused(wanted(short, "supervisor", done), 422, "untouched")

    def test_nor_on_the_next_level(self, office: Office) -> None:
        ticket = office.submitted()
        for who in ("supervisor", "supervisor2"):
            fire(office, who, ticket)
        done = last_done(office, "supervisor2")
        held = office.done("pm", office.duty(ticket), "claim")
        refused(wanted(office, "supervisor2", done), 422, "untouched")
        office.done("pm", held, "release")
        refused(wanted(office, "supervisor2", done), 422, "untouched")

    def test_but_what_others_do_beside_does_not_matter(self, office: Office) -> None:
        ticket = office.submitted()
        fire(office, "supervisor", ticket)
        office.done("supervisor2", office.duty(ticket), "claim")
        taken(office, "supervisor", last_done(office, "supervisor"))

    def test_only_who_decided_last(self, office: Office) -> None:
        ticket = office.submitted()
        for who in ("supervisor", "supervisor2"):
            fire(office, who, ticket)
        first = last_done(office, "supervisor")
        refused(wanted(office, "supervisor", first), 403, "not_last_decider")
        refused(wanted(office, "supervisor2", first), 403, "not_last_decider")
        refused(wanted(office, "tech", first), 403)
        taken(office, "supervisor2", last_done(office, "supervisor2"))
        taken(office, "supervisor", first)

    def test_not_a_duty_that_is_open_nor_one_that_was_no_vote(self, short: Office) -> None:
        ticket = short.submitted()
        refused(wanted(short, "supervisor", short.duty(ticket)), 409)
        refused(wanted(short, "clerk", last_done(short, "clerk")), 409)
        fire(short, "supervisor", ticket)
        done = last_done(short, "supervisor")
        taken(short, "supervisor", done)
        refused(wanted(short, "supervisor", done), 409)

    def test_not_from_an_end(self, short: Office) -> None:
        fire(short, "supervisor", short.submitted(), "reject")
        refused(wanted(short, "supervisor", last_done(short, "supervisor")), 409)

    def test_not_in_a_later_round(self, short: Office) -> None:
        ticket = fire(short, "supervisor", short.submitted(), "return")
        done = last_done(short, "supervisor")
        short.fired("clerk", ticket, "submit")
        refused(wanted(short, "supervisor", done), 409)

    def test_not_without_the_desk_any_more(self, short: Office) -> None:
        fire(short, "supervisor5", short.submitted())
        done = last_done(short, "supervisor5")
        short.also("supervisor5", "tech")
        lose(short, "supervisor5", "supervisor")
        refused(wanted(short, "supervisor5", done), 403, "not_signer")

    def test_not_once_the_customer_was_told(self, office_with: OfficeWith) -> None:
        office = office_with(complaint=asks(level("supervisor"), approval="plan"))
        ticket = fire(office, "supervisor", office.reviewed())
        done = last_done(office, "supervisor")
        taken(office, "supervisor", done)
        assert outbox(ticket, "tell_customer")[-1] == ("done", "taken_back")
        fire(office, "supervisor", ticket)
        sent(ticket)
        refused(wanted(office, "supervisor", done), 422, "effect_fired")

    def test_nor_when_the_message_goes_out_between_our_look_and_our_word(
        self, office_with: OfficeWith
    ) -> None:
        office = office_with(complaint=asks(level("supervisor"), approval="plan"))
        ticket = fire(office, "supervisor", office.reviewed())
        done = last_done(office, "supervisor")
        token = hashlib.sha256(office.who("supervisor").token.encode()).digest()
        with statements() as sql:
            row = read_ticket(sql, Question(done["id"], token, by_item=True, decided=True))
            plan = Undone(duty_of(seen(row)), row["decided"]).plan()
            on_its_way(ticket)
            with pytest.raises(CheckViolation) as caught:
                write_move(sql, seen(row), plan)
        clash = clash_of(caught.value, "complaint")
        assert clash is not None and clash.extra["rule"] == "effect_fired"
        assert office.read(ticket)["state"] == "executing"
        refused(wanted(office, "supervisor", done), 422, "effect_fired")
        sent(ticket)


def test_what_is_no_work_item_is_404(short: Office) -> None:
    ticket = short.submitted()
    for name in (ticket["id"], ticket["number"], "x"):
        path = f"/work-items/{name}/take-back"
        assert short.send("supervisor", "POST", path, {}, version=1).status_code == 404


def test_the_log_proves_it(office: Office) -> None:
    ticket = office.submitted()
    fire(office, "supervisor", ticket)
    taken(office, "supervisor", last_done(office, "supervisor"))
    fire(office, "supervisor", ticket)
    assert [str(each) for each in verify() if ticket["number"] in str(each)] == []
    moves = [(each["trigger"], each["source"], each["dest"]) for each in office.log(ticket)[-2:]]
    assert moves[0] == ("take_back", "pending_approval", "pending_approval")


def test_back_and_onward_at_once_have_one_winner(short: Office) -> None:
    ticket = fire(short, "supervisor", short.submitted())
    done, now = last_done(short, "supervisor"), short.read(ticket)
    short.who("finance")
    ready, codes = Barrier(2), list[int]()

    def run(call: Any) -> None:
        ready.wait()
        codes.append(call().status_code)

    calls = (
        lambda: short.operate("supervisor", {**done, "version": now["version"]}, "take-back"),
        lambda: short.fire("finance", now, "pay"),
    )
    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 412]


def running(ticket: Row) -> list[Row]:
    return [each for each in ticket["clocks"] if each["stopped_at"] is None]


def outbox(ticket: Row, kind: str) -> list[tuple[str, str | None]]:
    found = """SELECT o.status, l.outcome FROM outbox o LEFT JOIN ledger l ON l.outbox_id = o.id
                WHERE o.ticket_id = %s AND o.kind = %s ORDER BY o.seq"""
    with statements() as sql:
        return [(row["status"], row["outcome"]) for row in sql.all(found, [ticket["id"], kind])]


def on_its_way(ticket: Row) -> None:
    """As the relay leaves it for the worker."""
    with statements() as sql:
        sql.execute(
            """UPDATE outbox SET drive = 1, status = 'queued', lease_until = guanjia_now() + interval '1 h'
                WHERE ticket_id = %s AND kind = 'tell_customer'""",
            [ticket["id"]],
        )


def sent(ticket: Row) -> None:
    """As the worker leaves it."""
    with statements() as sql:
        sql.execute(
            """WITH done AS (UPDATE outbox SET status = 'done', drive = 1, done_at = guanjia_now()
                WHERE ticket_id = %s AND kind = 'tell_customer' AND status <> 'done' RETURNING *)
               INSERT INTO ledger (effect_key, outbox_id, outcome)
               SELECT effect_key, id, 'sent' FROM done""",
            [ticket["id"]],
        )


def lose(office: Office, who: str, desk: str) -> None:
    with statements() as sql:
        sql.execute(
            "UPDATE desk_holding SET until = guanjia_now() WHERE account_id = %s AND desk = %s",
            [office.who(who).id, desk],
        )


def test_the_time_of_the_level_runs_again(office_with: OfficeWith) -> None:
    first = level("supervisor", "supervisor", timeout="P2D")
    office = office_with(refund=asks(first, level("pm", name="经理", timeout="P1D")))
    ticket = office.submitted()
    for who in ("supervisor", "supervisor2"):
        fire(office, who, ticket)
    assert "level:1" in armed(ticket)
    taken(office, "supervisor2", last_done(office, "supervisor2"))
    assert {"level:0"} == {kind for kind in armed(ticket) if kind.startswith("level:")}
    for who in ("supervisor2", "pm"):
        fire(office, who, ticket)
    assert not {kind for kind in armed(ticket) if kind.startswith("level:")}
    taken(office, "pm", last_done(office, "pm"))
    assert {"level:1"} == {kind for kind in armed(ticket) if kind.startswith("level:")}


def armed(ticket: Row) -> set[str]:
    found = "SELECT kind FROM timer WHERE ticket_id = %s AND status = 'armed'"
    with statements() as sql:
        return {row["kind"] for row in sql.all(found, [ticket["id"]])}
