"""One Idempotency-Key, many parallel calls: one effect, and everybody hears the same answer."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from werkzeug.test import TestResponse

from service.transaction import Row, statements
from tests.matrix.walks import ticket_in
from tests.races.racing import race, statuses, triggers_of
from tests.stage import Stage, answer, payee

ROUNDS, TWENTY = 5, 20
REPLAYED = "Idempotency-Replayed"


def test_a_move_retried_in_parallel_moves_once(stage: Stage, pool: ThreadPoolExecutor) -> None:
    for _ in range(ROUNDS):
        ticket, key = ticket_in(stage, "refund", "pending_approval"), secrets.token_hex(8)
        path = f"/tickets/{ticket['id']}/triggers/approve"
        call = partial(stage.send, "supervisor", "POST", path, {}, version=ticket["version"], key=key)
        assert_the_same(race(pool, [call] * TWENTY), 200)
        assert triggers_of(ticket) == ["create", "submit", "approve"]
        other = stage.send(
            "supervisor", "POST", path, {"comment": "再说"}, version=ticket["version"], key=key
        )
        assert answer(other, 422)["code"] == "key_reused"


def test_an_opening_retried_in_parallel_opens_once(stage: Stage, pool: ThreadPoolExecutor) -> None:
    for _ in range(ROUNDS):
        key, said = secrets.token_hex(8), complaint(stage)
        answers = race(pool, [partial(stage.send, "clerk", "POST", "/tickets", said, key=key)] * TWENTY)
        assert_the_same(answers, 201)
        assert rows("ticket", "external_ref", said["external_ref"]) == 1
        other = stage.send("clerk", "POST", "/tickets", said | {"subject": "别的"}, key=key)
        assert answer(other, 422)["code"] == "key_reused"


def test_a_slip_retried_in_parallel_freezes_once(stage: Stage, pool: ThreadPoolExecutor) -> None:
    """Whoever comes second meets the frozen deposit before the key: it is the first answer all the same."""
    for _ in range(ROUNDS):
        key, details = (
            secrets.token_hex(8),
            {"deposit": stage.deposit(), "amount_fen": 1_000, "reason": "搬走"},
        )
        said = opening(stage, "refund", details | {"payee": payee()})
        answers = race(pool, [partial(stage.send, "clerk", "POST", "/tickets", said, key=key)] * TWENTY)
        assert_the_same(answers, 201)


def test_a_row_of_the_register_is_made_once(stage: Stage, pool: ThreadPoolExecutor) -> None:
    """Here the first call can be seen while it runs: then the others are told so, and may ask again."""
    for _ in range(ROUNDS):
        key, code = secrets.token_hex(8), f"C{secrets.token_hex(4)}"
        said = {"office": stage.office.code, "code": code, "name": "李娜", "kind": "tenant"}
        call = partial(stage.send, "clerk", "POST", "/customers", said, key=key)
        answers = race(pool, [call] * TWENTY)
        busy = [each for each in answers if each.status_code == 409]
        assert all(answer(each, 409)["code"] == "in_progress" for each in busy)
        assert_the_same([each for each in answers if each not in busy], 201)
        assert rows("customer", "code", code) == 1
        assert_the_same(
            [call(), *(each for each in answers if REPLAYED not in each.headers and each not in busy)], 201
        )


def test_without_a_key_a_double_click_moves_once(stage: Stage, pool: ThreadPoolExecutor) -> None:
    for _ in range(ROUNDS):
        ticket = ticket_in(stage, "refund", "pending_approval")
        answers = race(pool, [partial(stage.fire, "supervisor", ticket, "approve")] * TWENTY)
        assert statuses(answers) == {200: 1, 412: TWENTY - 1}
        assert triggers_of(ticket) == ["create", "submit", "approve"]


def complaint(stage: Stage) -> Row:
    details = {"category": "噪音", "severity": "normal", "channel": "phone", "text": "楼上太吵了"}
    known = {"room": stage.room.code, "external_ref": f"X-{secrets.token_hex(4)}"}
    return opening(stage, "complaint", details) | known


def opening(stage: Stage, workflow: str, details: Row) -> Row:
    return {"workflow": workflow, "office": stage.office.code, "subject": "来单", "details": details}


def assert_the_same(answers: list[TestResponse], status: int) -> None:
    """Byte for byte, with the same headers that matter; all but one are replays."""
    assert statuses(answers) == {status: len(answers)}
    assert len({each.get_data() for each in answers}) == 1
    assert len({(each.headers.get("ETag"), each.headers.get("Location")) for each in answers}) == 1
    assert sum(REPLAYED in each.headers for each in answers) == len(answers) - 1


def rows(table: str, column: str, value: object) -> int:
    with statements() as sql:
        found = sql.one(f"SELECT count(*) AS n FROM {table} WHERE {column} = %s", [value])  # type: ignore[arg-type]
    assert found is not None
    return int(found["n"])
