"""`dry_run=true`: the answer of the real call, word for word, and not one row of any table."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from werkzeug.test import TestResponse

from service.api.areas import AREAS
from service.api.call import Call
from service.transaction import statements, transaction
from tests import makers
from tests.demo_house import PAYEE, Desk, House, Json, answered, new_key, refused
from tests.faults.caller import until
from tests.fleeting import lasting
from tests.rehearsal.footprint import footprint

CALLS = [call for area in AREAS for call in area.calls if call.unsafe]
REHEARSED = [call for call in CALLS if call.rehearses]
OPEN = [call for call in CALLS if call.guard == "none"]
HEADERS = ("ETag", "Content-Type", "Retry-After", "Location", "WWW-Authenticate")


def seen(answer: TestResponse) -> Json:
    headers = {name: lasting(answer.headers[name]) for name in HEADERS if name in answer.headers}
    return {"status": answer.status_code, "body": lasting(answer.get_data(as_text=True)), **headers}


def send(
    desk: Desk, method: str, path: str, body: Any = None, version: int | None = None, **more: Any
) -> Any:
    tag = {} if version is None else {"If-Match": f'"v{version}"'}
    headers = desk.headers | tag | more.pop("headers", {})
    content = more or ({} if body is None else {"json": body})
    return desk.client.open(f"/api/v1{path}", method=method, headers=headers, **content)


def dry(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}dry_run=true"


def complaint_item(house: House) -> Json:
    return dict(house.complaint()["work_items"][0])


def refund_item(house: House) -> Json:
    return dict(house.submitted_refund()["work_items"][0])


def claimed(house: House) -> Json:
    item = complaint_item(house)
    return answered(house["clerk"].post(f"/work-items/{item['id']}/claim", version=item["version"]), 200)


def opening(house: House) -> tuple[Any, ...]:
    details = {"deposit": house.deposit(), "amount_fen": 10_000, "payee": PAYEE, "reason": "退房"}
    body = {"workflow": "refund", "office": "GZ01", "subject": "退押金", "details": details}
    return "clerk", "POST", "/tickets", body


def too_much(house: House) -> tuple[Any, ...]:
    who, method, path, body = opening(house)
    return who, method, path, {**body, "details": {**body["details"], "amount_fen": 99_999_999}}


def move(house: House) -> tuple[Any, ...]:
    ticket = house.refund()
    return "clerk", "POST", f"/tickets/{ticket['id']}/triggers/submit", {}, ticket["version"]


def vote(house: House) -> tuple[Any, ...]:
    ticket = house.submitted_refund()
    return "supervisor", "POST", f"/tickets/{ticket['id']}/triggers/approve", {}, ticket["version"]


def own_vote(house: House) -> tuple[Any, ...]:
    ticket = house.submitted_refund()
    return "clerk", "POST", f"/tickets/{ticket['id']}/triggers/approve", {}, ticket["version"]


def stale(house: House) -> tuple[Any, ...]:
    ticket = house.submitted_refund()
    return "supervisor", "POST", f"/tickets/{ticket['id']}/triggers/approve", {}, 1


def edit(house: House) -> tuple[Any, ...]:
    ticket = house.complaint()
    return "clerk", "PATCH", f"/tickets/{ticket['id']}", {"subject": "改"}, ticket["version"]


def comment(house: House) -> tuple[Any, ...]:
    return "clerk", "POST", f"/tickets/{house.complaint()['id']}/comments", {"text": "看一下"}


def watcher(house: House) -> tuple[Any, ...]:
    return "clerk", "POST", f"/tickets/{house.complaint()['id']}/watchers", {"who": "pm"}


def operation(name: str, who: str, body: Json, item: Callable[[House], Json]) -> Callable[[House], Any]:
    def asked(house: House) -> tuple[Any, ...]:
        found = item(house)
        version = None if name == "urge" else found["version"]
        return who, "POST", f"/work-items/{found['id']}/{name}", body, version

    asked.__name__ = f"{name}_by_{who}"
    return asked


def batch(house: House) -> tuple[Any, ...]:
    """The same ticket twice: the second is stale only if the first was there to see."""
    item, other = refund_item(house), refund_item(house)
    items = [{"id": each["id"], "version": each["version"]} for each in (item, item, other)]
    return "supervisor", "POST", "/work-items/batch", {"trigger": "approve", "items": items}


def customer(house: House) -> tuple[Any, ...]:
    return "clerk", "POST", "/customers", {"office": "GZ01", "code": makers.unique("C"), "name": "赵六"}


def customer_twice(house: House) -> tuple[Any, ...]:
    return "clerk", "POST", "/customers", {"office": "GZ01", "code": "A-1-0101", "name": "赵六"}


def renamed(house: House) -> tuple[Any, ...]:
    return "clerk", "PATCH", "/customers/A-1-0101", {"name": f"张{new_key()}"}


def used_customer(house: House) -> tuple[Any, ...]:
    return "admin", "DELETE", "/customers/A-1-0101"


def deposit(house: House) -> tuple[Any, ...]:
    return "cashier", "POST", "/deposits", {"customer": "A-1-0101", "kind": "other", "amount_fen": 100}


def charge(house: House) -> tuple[Any, ...]:
    body = {"customer": "A-1-0101", "item": "物业费", "amount_fen": 100, "due_on": "2026-01-31"}
    return "finance", "POST", "/charges", body


def user(house: House) -> tuple[Any, ...]:
    desks = [{"desk": "clerk", "office": "GZ01"}]
    body = {"username": makers.unique("u"), "name": "新人", "password": new_key() * 2, "desks": desks}
    return "admin", "POST", "/users", body


def policy(house: House) -> tuple[Any, ...]:
    found = answered(house["admin"].get("/policies/visit?office=GZ01"), 200)
    body = {name: part for name, part in found.items() if name not in ("workflow", "office", "version")}
    return "admin", "PUT", "/policies/visit?office=GZ01", body, found["version"]


ASKED: list[Callable[[House], tuple[Any, ...]]] = [
    opening, too_much, move, vote, own_vote, stale, edit, comment, watcher, batch,
    operation("claim", "clerk", {}, complaint_item),
    operation("claim", "clerk", {}, refund_item),
    operation("release", "clerk", {}, claimed),
    operation("dispatch", "supervisor", {"to": "clerk2"}, complaint_item),
    operation("transfer", "clerk", {"to": "clerk2", "reason": "换班"}, claimed),
    operation("transfer", "clerk", {"to": "clerk", "reason": "给自己"}, claimed),
    operation("delegate", "clerk", {"to": "pm"}, claimed),
    operation("urge", "clerk", {}, complaint_item),
    customer, customer_twice, renamed, used_customer, deposit, charge, user, policy,
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.__name__)
def test_it_answers_what_the_real_call_answers_and_leaves_no_trace(
    house: House, asked: Callable[[House], tuple[Any, ...]]
) -> None:
    who, method, path, *rest = asked(house)
    before = footprint()
    tried = send(house[who], method, dry(path), *rest, headers={"Idempotency-Key": new_key()})
    again = send(house[who], method, dry(path), *rest)
    assert footprint() == before
    assert (tried.headers["Dry-Run"], again.headers["Dry-Run"]) == ("true", "true")
    real = send(house[who], method, path, *rest)
    assert seen(tried) == seen(again) == seen(real)
    assert "Dry-Run" not in real.headers
    assert (footprint() != before) == (real.status_code < 300)


def test_files_that_were_tried_cannot_be_named_afterwards(house: House) -> None:
    ticket = house.complaint()
    path = f"/tickets/{ticket['id']}/attachments"
    before = footprint()

    def sent(where: str) -> Any:
        return send(house["clerk"], "POST", where, data={"file": (io.BytesIO(b"%PDF-1.7\n%%EOF\n"), "a.pdf")})

    tried = answered(sent(dry(path)), 201)
    assert footprint() == before
    assert house["clerk"].get(f"{path}/{tried['id']}").status_code == 404
    assert answered(sent(path), 201)["digest" if "digest" in tried else "name"] == "a.pdf"


def test_a_tried_log_out_leaves_one_logged_in(house: House) -> None:
    desk = house.log_in("guard")
    assert send(desk, "DELETE", "/tokens/current?dry_run=true").status_code == 204
    assert desk.get("/me").status_code == 200


def test_a_tried_urge_costs_no_turn(house: House) -> None:
    item = complaint_item(house)
    path = f"/work-items/{item['id']}/urge"
    assert [send(house["clerk"], "POST", dry(path), {}).status_code for _ in range(3)] == [200] * 3
    assert send(house["clerk"], "POST", path, {}).status_code == 200
    assert send(house["clerk"], "POST", dry(path), {}).status_code == 429


def test_a_prohibited_measure_is_refused_and_the_trial_not_logged(house: House) -> None:
    details = {"customer": "A-1-0101", "measure": "stop_water", "charges": "overdue"}
    body = {"workflow": "dunning", "office": "GZ01", "subject": "停水", "details": details}
    before = footprint()
    refused(send(house["clerk"], "POST", "/tickets?dry_run=true", body), 422, "measure_prohibited")
    assert footprint() == before
    refused(send(house["clerk"], "POST", "/tickets", body), 422, "measure_prohibited")
    assert footprint() != before


def test_a_key_is_neither_kept_nor_looked_up(house: House) -> None:
    ticket, key = house.refund(), {"Idempotency-Key": new_key()}
    path = f"/tickets/{ticket['id']}/triggers/submit"
    tried = send(house["clerk"], "POST", dry(path), {}, ticket["version"], headers=key)
    real = send(house["clerk"], "POST", path, {}, ticket["version"], headers=key)
    assert (tried.status_code, real.status_code) == (200, 200)
    assert "Idempotency-Replayed" not in real.headers
    later = send(house["clerk"], "POST", dry(path), {}, ticket["version"], headers=key)
    assert (later.status_code, "Idempotency-Replayed" in later.headers) == (412, False)
    wrong = send(house["clerk"], "POST", dry(path), {}, ticket["version"], headers={"Idempotency-Key": ""})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    "said", ["", "1", "True", "TRUE", "maybe", "true&dry_run=true", "false&dry_run=true"]
)
def test_what_is_neither_true_nor_false_is_refused_and_writes_nothing(house: House, said: str) -> None:
    ticket = house.refund()
    before = footprint()
    for path in (f"/tickets/{ticket['id']}/triggers/submit", f"/tickets/{ticket['id']}/comments"):
        body = {} if path.endswith("submit") else {"text": "x"}
        problem = refused(
            send(house["clerk"], "POST", f"{path}?dry_run={said}", body, ticket["version"]), 422, "invalid"
        )
        assert [each["field"] for each in problem["errors"]] == ["dry_run"]
    assert footprint() == before


def test_false_is_the_real_call(house: House) -> None:
    ticket = house.refund()
    path = f"/tickets/{ticket['id']}/triggers/submit?dry_run=false"
    answer = send(house["clerk"], "POST", path, {}, ticket["version"])
    assert answered(answer, 200)["version"] == ticket["version"] + 1
    assert "Dry-Run" not in answer.headers
    assert answered(house["clerk"].get(f"/tickets/{ticket['id']}"), 200)["state"] != "draft"


@pytest.mark.parametrize("call", OPEN, ids=lambda call: f"{call.method} {call.rule}")
def test_doors_that_are_open_to_all_do_not_take_it(house: House, call: Call) -> None:
    """A log-in that could be tried without a trace would be a guess that nobody counts."""
    before = footprint()
    body = {"username": "clerk", "password": "guanjia-demo"}
    answer = house.app.test_client().post(f"/api/v1{call.rule}?dry_run=true", json=body)
    assert answer.status_code in (401, 422)
    assert "Dry-Run" not in answer.headers
    assert footprint() == before


def test_reading_calls_do_not_know_it(house: House) -> None:
    ticket = house.complaint()
    for path in (f"/tickets/{ticket['id']}", "/work-items", "/tickets"):
        refused(house["clerk"].get(f"{path}?dry_run=true"), 422, "invalid")


@pytest.mark.parametrize("call", REHEARSED, ids=lambda call: f"{call.method} {call.rule}")
def test_every_call_that_writes_takes_it(house: House, call: Call) -> None:
    """With ids that nobody has and a body that says nothing: the same refusal as in earnest."""
    parts = [makers.unique("nobody") if part.startswith("<") else part for part in call.rule.split("/")]
    path, desk = "/".join(parts), house.log_in("admin")
    before = footprint()
    tried = send(desk, call.method, dry(path), {}, 1)
    assert (tried.headers["Dry-Run"], footprint()) == ("true", before)
    assert seen(tried) == seen(send(desk, call.method, path, {}, 1))
    assert footprint() == before or call.rule == "/tokens/current"


def test_somebody_without_a_token_is_told_so_before_all_else(house: House) -> None:
    answer = house.app.test_client().post("/api/v1/tickets?dry_run=true", data="{")
    assert (answer.status_code, answer.headers["Dry-Run"]) == (401, "true")


def test_the_ticket_can_be_moved_while_somebody_tries(house: House) -> None:
    """What was tried holds no lock once it is answered."""
    ticket = house.submitted_refund()
    path = f"/tickets/{ticket['id']}/triggers/approve"
    assert send(house["supervisor"], "POST", dry(path), {}, ticket["version"]).status_code == 200
    with statements() as sql:
        sql.execute("SET lock_timeout = '2s'")
        sql.execute("SELECT 1 FROM ticket WHERE id = %s FOR UPDATE NOWAIT", [ticket["id"]])
        sql.execute("RESET lock_timeout")


def test_two_who_try_the_same_pile_from_both_ends_are_both_answered(house: House) -> None:
    """Each waited for what the other was trying, and one was told that the service is not available."""
    first, last = (house.submitted_refund()["work_items"][0] for _ in "ab")
    pile = [{"id": each["id"], "version": each["version"]} for each in (first, last)]
    body = {"trigger": "approve", "items": pile}
    with ThreadPoolExecutor(1) as pool, transaction() as other:
        other.sql.execute(LOCK, [last["ticket"]["id"]])
        trial = pool.submit(send, house["supervisor"], "POST", dry("/work-items/batch"), body)
        until(lambda: other.sql.one(WAITS), "the trial waits")
        with suppress(psycopg.errors.DeadlockDetected):
            other.sql.execute(LOCK, [first["ticket"]["id"]])
    answer = trial.result()
    assert [each["status"] for each in answered(answer, 207)["items"]] == [200, 200]


LOCK = "SELECT 1 FROM ticket WHERE id = %s FOR UPDATE"
# Of `pg_stat_activity` a transaction sees for ever what it saw first.
WAITS = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
