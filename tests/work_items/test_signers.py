"""Signers added (加签) and taken away (减签): who may, who waits for whom, and what that decides."""

from threading import Barrier, Thread
from typing import Any

import pytest

from service.transaction import statements
from tests.patterns.office import REASON, Office, asks, level, refused
from tests.stage import answer
from tests.work_items.conftest import OfficeWith

Row = dict[str, Any]


@pytest.fixture
def office(office_with: OfficeWith) -> Office:
    """One supervisor signs, then a pm."""
    return office_with(refund=asks(level("supervisor", mode="any"), level("pm", mode="any", name="经理")))


@pytest.fixture
def short(office_with: OfficeWith) -> Office:
    """One supervisor signs, and that is all."""
    return office_with(refund=asks(level("supervisor", mode="any")))


def added(office: Office, who: str, item: Row, whom: str, where: str) -> Row:
    form = {"who": office.who(whom).username, "where": where}
    return office.done(who, item, "add-signer", form)


def add(office: Office, who: str, item: Row, whom: str, where: str = "before") -> Any:
    return office.operate(who, item, "add-signer", {"who": office.who(whom).username, "where": where})


def remove(office: Office, who: str, item: Row, whom: str) -> Any:
    return office.operate(who, item, "remove-signer", {"who": office.who(whom).username})


def fire(office: Office, who: str, ticket: Row, trigger: str = "approve") -> Row:
    return office.fired(who, office.read(ticket), trigger, {} if trigger == "approve" else REASON)


class TestBefore:
    def test_the_holder_waits_is_told_so_and_then_decides(self, short: Office) -> None:
        ticket = short.submitted()
        item = added(short, "supervisor", short.duty(ticket), "legal", "before")
        assert (item["status"], item["version"]) == ("claimed", ticket["version"] + 1)
        move = short.moves("supervisor", ticket)["approve"]
        assert (move["allowed"], [each["rule"] for each in move["why_not"]]) == (False, ["waits_for_before"])
        assert move["who_could"] == [
            {"desk": "signer", "office": short.office.code, "users": [short.who("legal").username]}
        ]
        early = refused(short.fire("supervisor", short.read(ticket), "approve"), 403, "waits_for_before")
        assert early["who_could"][0]["users"] == [short.who("legal").username]
        after = fire(short, "legal", ticket)
        assert (after["state"], len(after["work_items"])) == ("pending_approval", 1)
        assert fire(short, "supervisor", ticket)["state"] == "approved"

    def test_both_see_the_same_content(self, short: Office) -> None:
        ticket = short.submitted()
        added(short, "supervisor", short.duty(ticket), "legal", "before")
        for who in ("legal", "supervisor"):
            fire(short, who, ticket)
        assert len(contents(ticket)) == 1

    def test_no_before_is_no(self, short: Office) -> None:
        ticket = short.submitted()
        item = added(short, "supervisor", short.duty(ticket), "legal", "before")
        assert fire(short, "legal", ticket, "reject")["state"] == "rejected"
        found = answer(short.send("supervisor", "GET", f"/work-items/{item['id']}"), 200)
        assert found["status"] == "not_needed"

    def test_they_find_it_in_their_box_and_are_told(self, short: Office) -> None:
        ticket = short.submitted()
        added(short, "supervisor", short.duty(ticket), "legal", "before")
        (mine,) = short.box("legal", "mine")
        assert (mine["kind"], mine["level"], mine["desk"]) == ("vote", "级", None)
        assert told(ticket) == [short.who("legal").id]

    def test_three_deep_and_no_deeper(self, short: Office) -> None:
        ticket, holder = short.submitted(), "supervisor"
        for next_one in ("legal", "legal2", "pm"):
            added(
                short,
                holder,
                short.duty(ticket, holder=None if holder == "supervisor" else holder),
                next_one,
                "before",
            )
            holder = next_one
        refused(add(short, "pm", short.duty(ticket, holder="pm"), "finance"), 422, "signers_too_deep")
        for who in ("pm", "legal2", "legal", "supervisor"):
            state = fire(short, who, ticket)["state"]
        assert state == "approved"


class TestAfter:
    def test_opens_once_the_holder_approved_and_is_told_then(self, short: Office) -> None:
        ticket = short.submitted()
        added(short, "supervisor", short.duty(ticket), "legal", "after")
        assert short.queue("legal", "mine") == []
        refused(short.fire("legal", short.read(ticket), "approve"), 403, "not_signer")
        assert fire(short, "supervisor", ticket)["state"] == "pending_approval"
        assert short.queue("legal", "mine") == [ticket["number"]]
        assert told(ticket) == [short.who("legal").id]
        assert fire(short, "legal", ticket)["state"] == "approved"


class TestParallel:
    def test_joins_the_vote_and_raises_the_bar(self, short: Office) -> None:
        ticket = short.submitted()
        added(short, "supervisor", short.duty(ticket), "legal", "parallel")
        assert fire(short, "legal", ticket)["state"] == "pending_approval"
        assert fire(short, "supervisor", ticket)["state"] == "approved"

    def test_the_next_level_is_asked_once_both_have_agreed(self, office: Office) -> None:
        ticket = office.submitted()
        added(office, "supervisor", office.duty(ticket), "legal", "parallel")
        fire(office, "supervisor", ticket)
        after = fire(office, "legal", ticket)
        assert [each["level"] for each in after["work_items"]] == ["经理"]
        assert fire(office, "pm", ticket)["state"] == "approved"


class TestWhoMay:
    def test_not_who_opened_it_nor_who_signs_already_nor_oneself(self, office: Office) -> None:
        ticket = office.submitted()
        item = office.duty(ticket)
        refused(add(office, "supervisor", item, "clerk"), 422, "four_eyes")
        refused(add(office, "supervisor", item, "supervisor"), 422, "receiver_not_self")
        item = added(office, "supervisor", item, "legal", "before")
        refused(add(office, "supervisor", item, "legal", "parallel"), 422, "one_seat_a_person")
        theirs = office.duty(ticket, holder="legal")
        refused(add(office, "legal", theirs, "supervisor"), 422, "one_seat_a_person")

    def test_not_who_has_voted_in_this_round(self, office: Office) -> None:
        ticket = fire(office, "supervisor", office.submitted())
        refused(add(office, "pm", office.duty(ticket), "supervisor"), 422, "four_eyes")

    def test_only_somebody_of_the_office(self, office: Office) -> None:
        item = office.duty(office.submitted())
        found = refused(
            office.operate("supervisor", item, "add-signer", {"who": "nobody", "where": "after"}), 422
        )
        assert [each["field"] for each in found["errors"]] == ["who"]
        wrong = {"who": office.who("legal").username, "where": "instead"}
        found = refused(office.operate("supervisor", item, "add-signer", wrong), 422)
        assert [each["field"] for each in found["errors"]] == ["where"]

    def test_only_the_holder_of_an_open_vote(self, office: Office) -> None:
        ticket = office.submitted()
        item = office.duty(ticket)
        refused(add(office, "tech", item, "legal"), 403)
        refused(add(office, "clerk", item, "legal"), 403)
        item = office.done("supervisor", item, "claim")
        refused(add(office, "supervisor2", item, "legal"), 403, "claimed_by_another")
        refused(
            office.operate(
                "supervisor", {**item, "version": 1}, "add-signer", {"who": "x", "where": "after"}
            ),
            412,
        )
        task = office.duty(office.refund())
        refused(add(office, "clerk", task, "legal"), 409)
        voted = fire(office, "supervisor", ticket)
        refused(add(office, "supervisor", {**item, "version": voted["version"]}, "legal"), 409)

    def test_a_revoked_desk_adds_nobody(self, office: Office) -> None:
        ticket = office.submitted()
        office.who("supervisor3")
        item = office.done("supervisor3", office.duty(ticket), "claim")
        office.also("supervisor3", "legal")
        lose(office, "supervisor3", "supervisor")
        refused(add(office, "supervisor3", item, "legal2"), 403, "not_signer")

    def test_a_key_is_answered_as_the_first_time(self, office: Office) -> None:
        ticket = office.submitted()
        item, form = office.duty(ticket), {"who": office.who("legal").username, "where": "before"}
        path = f"/work-items/{item['id']}/add-signer"
        sent = [office.send("supervisor", "POST", path, form, version=item["version"], key="k") for _ in "12"]
        assert [each.status_code for each in sent] == [200, 200] and sent[0].data == sent[1].data
        assert office.told(ticket).count("add_signer") == 1


class TestTakingAway:
    def test_the_holder_decides_as_if_nobody_had_been_asked(self, short: Office) -> None:
        ticket = short.submitted()
        item = added(short, "supervisor", short.duty(ticket), "legal", "before")
        theirs = short.duty(ticket, holder="legal")
        item = answer(remove(short, "supervisor", item, "legal"), 200)
        gone = answer(short.send("legal", "GET", f"/work-items/{theirs['id']}"), 200)
        assert (item["status"], gone["status"], short.queue("legal", "mine")) == ("claimed", "cancelled", [])
        refused(short.fire("legal", short.read(ticket), "approve"), 403)
        assert fire(short, "supervisor", ticket)["state"] == "approved"

    def test_the_last_one_waited_for_completes_the_approval(self, short: Office) -> None:
        ticket = short.submitted()
        item = added(short, "supervisor", short.duty(ticket), "legal", "after")
        fire(short, "supervisor", ticket)
        item = answer(remove(short, "supervisor", {**item, "version": item["version"] + 1}, "legal"), 200)
        assert (item["status"], item["ticket"]["state"]) == ("done", "approved")
        event = short.log(ticket)[-1]
        assert (event["trigger"], event["source"], event["dest"]) == (
            "remove_signer",
            "pending_approval",
            "approved",
        )
        after = short.read(ticket)
        assert [each["desk"] for each in after["work_items"]] == ["finance"]
        assert (
            answer(
                short.send(
                    "finance", "POST", f"/tickets/{ticket['id']}/triggers/pay", {}, version=after["version"]
                ),
                200,
            )["state"]
            == "paying"
        )

    def test_or_only_the_level(self, office: Office) -> None:
        ticket = office.submitted()
        added(office, "supervisor", office.duty(ticket), "legal", "parallel")
        fire(office, "supervisor", ticket)
        theirs = office.duty(ticket, holder="legal")
        answer(remove(office, "supervisor2", theirs, "legal"), 200)
        now = office.read(ticket)
        assert (now["state"], [each["level"] for each in now["work_items"]]) == ("pending_approval", ["经理"])

    def test_the_votes_that_are_left_may_refuse_it(self, office_with: OfficeWith) -> None:
        office = office_with(refund=asks(level("supervisor", mode="ratio", **{"pass": 60})))
        ticket = office.submitted()
        item = added(office, "supervisor", office.duty(ticket), "legal", "parallel")
        added(office, "supervisor", item, "legal2", "parallel")
        fire(office, "supervisor", ticket)
        assert fire(office, "legal2", ticket, "reject")["state"] == "pending_approval"
        answer(remove(office, "supervisor2", office.duty(ticket, holder="legal"), "legal"), 200)
        assert office.read(ticket)["state"] == "rejected"

    def test_takes_along_whom_they_added(self, short: Office) -> None:
        ticket = short.submitted()
        item = added(short, "supervisor", short.duty(ticket), "legal", "before")
        added(short, "legal", short.duty(ticket, holder="legal"), "legal2", "before")
        answer(remove(short, "supervisor", {**item, "version": item["version"] + 1}, "legal"), 200)
        assert len(short.duties(ticket)) == 1

    def test_never_who_was_not_added_nor_who_has_decided(self, short: Office) -> None:
        ticket = short.submitted()
        item = added(short, "supervisor", short.duty(ticket), "legal", "parallel")
        refused(remove(short, "supervisor2", item, "supervisor"), 422, "added_signer")
        fire(short, "legal", ticket)
        again = {**item, "version": item["version"] + 1}
        refused(remove(short, "supervisor", again, "legal"), 422, "signer_undecided")

    def test_only_by_who_added_them_or_a_supervisor_whom_nothing_bars(self, office: Office) -> None:
        office.also("clerk", "supervisor")
        ticket = fire(office, "supervisor", office.submitted())
        item = added(office, "pm", office.duty(ticket), "legal", "before")
        for barred in ("clerk", "supervisor", "legal"):
            refused(
                remove(office, barred, item, "legal"), 403, "not_who_added" if barred != "legal" else None
            )
        refused(remove(office, "tech", item, "legal"), 403)
        answer(remove(office, "supervisor2", item, "legal"), 200)


class TestAtOnce:
    def test_of_two_adders_one_is_told_to_look_again(self, office_with: OfficeWith) -> None:
        office = office_with(refund=asks(level("supervisor", "supervisor")))
        ticket = office.submitted()
        first, second = office.duties(ticket)
        for each in ("supervisor", "supervisor2", "legal", "legal2"):
            office.who(each)
        answers = at_once(
            lambda: add(office, "supervisor", first, "legal"),
            lambda: add(office, "supervisor2", second, "legal2"),
        )
        assert sorted(answers) == [200, 412]

    def test_an_addition_and_the_last_vote(self, short: Office) -> None:
        ticket = short.submitted()
        item = short.done("supervisor", short.duty(ticket), "claim")
        short.who("legal")
        now = short.read(ticket)
        answers = at_once(
            lambda: add(short, "supervisor", item, "legal"),
            lambda: short.fire("supervisor", now, "approve"),
        )
        assert sorted(answers) == [200, 412]
        assert short.read(ticket)["state"] in ("approved", "pending_approval")


def at_once(*calls: Any) -> list[int]:
    ready, codes = Barrier(len(calls)), list[int]()

    def run(call: Any) -> None:
        ready.wait()
        codes.append(call().status_code)

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def contents(ticket: Row) -> set[bytes]:
    from_votes = "SELECT DISTINCT content_hash AS h FROM event WHERE ticket_id = %s AND trigger = 'approve'"
    with statements() as sql:
        return {bytes(row["h"]) for row in sql.all(from_votes, [ticket["id"]])}


def told(ticket: Row) -> list[str]:
    found = """SELECT payload->>'to' AS account FROM outbox
                WHERE ticket_id = %s AND kind = 'tell_assignee' ORDER BY seq"""
    with statements() as sql:
        return [row["account"] for row in sql.all(found, [ticket["id"]])]


def lose(office: Office, who: str, desk: str) -> None:
    with statements() as sql:
        sql.execute(
            "UPDATE desk_holding SET until = guanjia_now() WHERE account_id = %s AND desk = %s",
            [office.who(who).id, desk],
        )
