"""Renames over HTTP: the name changes with the last approval, in its own write, or not at all."""

from typing import Any

from service.transaction import Row, statements, transaction
from tests import makers
from tests.races.racing import race, runners
from tests.stage import Stage, answer

SAID = {"new_name": "张炜", "ground": "legal_change"}


def opened(stage: Stage, **details: Any) -> Row:
    return stage.opened("clerk", "rename", SAID | details, customer=stage.customer.code)


def submitted(stage: Stage, **details: Any) -> Row:
    ticket = opened(stage, **details)
    form = {"evidence": [stage.attach(ticket, "clerk")], "same_person": True}
    return stage.fired("clerk", ticket, "submit", form)


def taken(stage: Stage, **details: Any) -> Row:
    return stage.fired("auditor", submitted(stage, **details), "take")


def customer(stage: Stage) -> Row:
    return answer(stage.send("clerk", "GET", f"/customers/{stage.customer.id}"), 200)


def names_before(stage: Stage) -> list[tuple[str, str | None]]:
    with statements() as sql:
        rows = sql.all(
            "SELECT name, ticket_id::text AS ticket FROM customer_name_history WHERE customer_id = %s"
            " ORDER BY until",
            [stage.customer.id],
        )
    return [(row["name"], row["ticket"]) for row in rows]


def patched(stage: Stage, changes: Row, *, status: int = 200) -> Row:
    path = f"/customers/{stage.customer.id}"
    return answer(stage.send("clerk", "PATCH", path, changes, version=customer(stage)["version"]), status)


def test_r_fam_03_a_draft_is_listed_changed_and_taken_away_and_the_name_stays(stage: Stage) -> None:
    ticket = opened(stage)
    path = f"/tickets?workflow=rename&office={stage.office.code}&open=true"
    assert [each["id"] for each in answer(stage.send("clerk", "GET", path), 200)["items"]] == [ticket["id"]]
    ticket = stage.fired("clerk", ticket, "amend", {"new_name": "张玮"})
    assert (ticket["details"]["new_name"], ticket["customer"]["name"]) == ("张玮", "张伟")
    gone = stage.fired("clerk", ticket, "withdraw", {"reason": "录入有误"})
    assert (gone["state"], gone["is_final"]) == ("withdrawn", True)
    assert answer(stage.send("clerk", "GET", path), 200)["items"] == []
    assert (customer(stage)["name"], names_before(stage)) == ("张伟", [])


def test_r_fam_04_only_the_audit_changes_the_name_in_its_own_write(stage: Stage) -> None:
    ticket = submitted(stage)
    assert customer(stage)["name"] == "张伟"
    assert answer(stage.fire("clerk", ticket, "approve"), 403)["code"] == "not_you"
    ticket = stage.fired("auditor", ticket, "take")
    assert customer(stage)["name"] == "张伟"
    done = stage.fired("auditor", ticket, "approve")
    assert (done["state"], done["customer"]["name"]) == ("approved_applied", "张炜")
    assert stage.read(done) == done
    assert (customer(stage)["name"], customer(stage)["version"]) == ("张炜", 2)
    assert names_before(stage) == [("张伟", ticket["id"])]


def test_r_fam_05_where_names_change_by_audit_alone_an_edit_points_to_the_rename(stage: Stage) -> None:
    stage.policy("rename", name_edit="audit_only")
    problem = patched(stage, {"name": "张炜"}, status=422)
    assert (problem["code"], problem["rule"]) == ("not_so", "rename_by_audit")
    assert "rename" in problem["detail"]
    assert (customer(stage)["name"], names_before(stage)) == ("张伟", [])
    assert patched(stage, {"hardship": True, "name": "张伟"})["hardship"] is True
    stage.policy("rename", name_edit="direct")
    assert patched(stage, {"name": "张炜"})["name"] == "张炜"
    assert names_before(stage) == [("张伟", None)]


def test_a_direct_edit_is_the_rule_where_nothing_is_said(stage: Stage) -> None:
    assert patched(stage, {"name": "张炜"})["name"] == "张炜"


def test_a_customer_has_one_open_rename_however_many_ask_at_once(stage: Stage) -> None:
    body = {
        "workflow": "rename", "office": stage.office.code, "subject": "更名", "details": SAID,
        "customer": stage.customer.code,
    }  # fmt: skip
    clerks = [stage.who(f"clerk{n}").headers for n in range(4)]

    def open_one(headers: dict[str, str]) -> Any:
        return lambda: stage.client.post("/api/v1/tickets", json=body, headers=headers)

    with runners(4) as pool:
        answers = race(pool, [open_one(each) for each in clerks])
    assert sorted(each.status_code for each in answers) == [201, 422, 422, 422]
    assert {each.get_json()["rule"] for each in answers if each.status_code == 422} == {"no_other_rename"}


def test_a_customer_changed_after_the_submission_keeps_the_name(stage: Stage) -> None:
    ticket = taken(stage)
    patched(stage, {"special": True})
    problem = answer(stage.fire("auditor", ticket, "approve"), 422)
    assert problem["rule"] == "customer_unchanged"
    assert (customer(stage)["name"], stage.read(ticket)["state"]) == ("张伟", "auditing")
    ticket = stage.fired("auditor", ticket, "return", {"reason": "资料已变"})
    form = {"evidence": [stage.attach(ticket, "clerk")], "same_person": True}
    ticket = stage.fired("clerk", ticket, "submit", form)
    stage.fired("auditor", stage.fired("auditor", ticket, "take"), "approve")
    assert customer(stage)["name"] == "张炜"


def test_an_edit_at_the_same_instant_and_the_approval_never_both_count(stage: Stage) -> None:
    """Whoever is second hears of it: the name that the auditor saw is the one that was replaced."""
    ticket, version = taken(stage), customer(stage)["version"]
    stage.who("auditor"), stage.who("clerk")
    path = f"/customers/{stage.customer.id}"
    calls = [
        lambda: stage.fire("auditor", ticket, "approve"),
        lambda: stage.send("clerk", "PATCH", path, {"name": "张玮"}, version=version),
    ]
    with runners(2) as pool:
        approved, edited = race(pool, calls)
    assert sorted((approved.status_code, edited.status_code)) in ([200, 412], [200, 422])
    assert customer(stage)["name"] == ("张炜" if approved.status_code == 200 else "张玮")
    assert len(names_before(stage)) == 1


def test_a_rename_taken_back_asks_the_pm_too_and_links_the_two(stage: Stage) -> None:
    first = stage.fired("auditor", taken(stage), "approve")
    back = taken(stage, new_name="张伟", reverts=first["id"])
    assert back["details"]["reverts"] == first["id"]
    back = stage.fired("auditor", back, "approve")
    assert (back["state"], customer(stage)["name"]) == ("auditing", "张炜")
    assert stage.fired("pm", back, "approve")["state"] == "approved_applied"
    assert customer(stage)["name"] == "张伟"
    assert [name for name, _ in names_before(stage)] == ["张伟", "张炜"]


def test_legal_is_asked_for_a_company_that_rents_here(stage: Stage) -> None:
    with transaction() as work:
        work.sql.execute("UPDATE customer SET kind = 'company' WHERE id = %s", [stage.customer.id])
        makers.make_occupancy(work, stage.room, stage.customer, nature="tenant")
    stage.who("legal")
    ticket = stage.fired("auditor", taken(stage, ground="company_rename"), "approve")
    assert ticket["state"] == "auditing"
    assert stage.fired("legal", ticket, "approve")["state"] == "approved_applied"


def test_the_customer_of_a_rename_stays_and_must_be_named(stage: Stage) -> None:
    body = {"workflow": "rename", "office": stage.office.code, "subject": "更名", "details": SAID}
    problem = answer(stage.send("clerk", "POST", "/tickets", body), 422)
    assert [each["field"] for each in problem["errors"]] == ["customer"]
    ticket, other = opened(stage), stage.neighbour()
    path = f"/tickets/{ticket['id']}"
    problem = answer(
        stage.send("clerk", "PATCH", path, {"customer": other.code}, version=ticket["version"]), 422
    )
    assert problem["rule"] == "customer_of_the_row"
