"""Phone, ID number and account canaries go through every door of a living house; no dump of it holds one."""

import base64
import io
import itertools
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from service.embedded.programs import postgres_programs
from tests.demo_house import answered
from tests.imports.books import table
from tests.workers.test_refund_callbacks import say, word_of
from tests.workers.town import Town

AT = "2026-11-22T10:00:00+08:00"
PHONES = {name: f"1398765{number:04}" for number, name in enumerate(("customer", "changed", "member"), 11)}
PHONES |= {"reply": "13987650021", "stranger": "13987650022", "listed": "13987650031"}
IDENTITIES = {
    "customer": "440106199001019876",
    "changed": "440106199001019868",
    "listed": "440106199001011234",
}
ACCOUNTS = {
    "customer": "6222029876543210",
    "payee": "6217003398761111",
    "amended": "6217003398762222",
    "told": "6217003398763333",
    "refused": "6217003398764444",
    "rehearsed": "6217003398765555",
}


@pytest.fixture
def customer(here: Town) -> Iterator[dict[str, Any]]:
    """Registered, changed, found, with a member and an account."""
    clerk, finance = here.people["clerk"], here.people["finance"]
    body = {
        "office": "GZ01",
        "name": "张伟",
        "code": f"CANARY-{here.new_word()}",
        "phone": PHONES["customer"],
        "id_number": IDENTITIES["customer"],
    }
    made = answered(clerk.post("/customers", body, **{"Idempotency-Key": here.new_word()}), 201)
    path = f"/customers/{made['id']}"
    changed = {"phone": PHONES["changed"], "id_number": IDENTITIES["changed"]}
    patched = clerk.client.patch(f"/api/v1{path}", json=changed, headers=clerk.headers | {"If-Match": '"v1"'})
    answered(patched, 200)
    member = {"relation": "儿子", "name": "张小明", "phone": PHONES["member"]}
    answered(clerk.post(f"{path}/members", member), 201)
    account = {"holder": "张伟", "bank": "工行", "number": ACCOUNTS["customer"]}
    answered(clerk.post(f"{path}/accounts", account), 201)
    answered(finance.post(f"{path}/reveal", {"field": "phone"}), 200)
    for sought in (PHONES["changed"], IDENTITIES["changed"]):
        assert clerk.post("/search", {"q": sought}).status_code == 200
    yield made


def payee(name: str) -> dict[str, str]:
    return {"name": "张伟", "bank": "工商银行", "account": ACCOUNTS[name]}


def paid_refund(here: Town, customer: dict[str, Any]) -> dict[str, Any]:
    """Rehearsed, opened with a key, amended, failed once, paid at last, by callbacks that say too much."""
    people = here.people
    body = {"customer": customer["code"], "kind": "other", "amount_fen": 100_000}
    row = answered(people["cashier"].post("/deposits", body), 201)
    answered(people["auditor"].post(f"/deposits/{row['id']}/audit"), 200)
    said = {"deposit": row["id"], "amount_fen": 100_000, "reason": "退房"}
    order = {"workflow": "refund", "office": "GZ01", "subject": "退保证金"}
    clerk, key = people["clerk"], {"Idempotency-Key": here.new_word()}
    rehearsed = order | {"details": said | {"payee": payee("rehearsed")}}
    assert clerk.post("/tickets?dry_run=true", rehearsed).status_code == 201
    broken = order | {"details": said | {"payee": payee("refused"), "amount_fen": 900_000}}
    assert clerk.post("/tickets", broken).status_code == 422
    opened = order | {"details": said | {"payee": payee("payee")}}
    first, again = (clerk.post("/tickets", opened, **key) for _ in range(2))
    assert first.get_data() == again.get_data()
    ticket = clerk.fire(answered(first, 201), "submit")
    ticket = clerk.fire(clerk.fire(ticket, "amend", {"payee": payee("amended")}), "submit")
    ticket = people["finance"].fire(people["supervisor"].fire(ticket, "approve"), "pay")
    here.drain()
    told = word_of(here, ticket, reason=f"账户{ACCOUNTS['told']}户名不符")
    assert say(here, "refund.failed", **told).status_code == 202
    here.drain()
    assert here.state(ticket) == "pay_failed"
    ticket = people["finance"].fire(here.ticket(ticket), "retry")
    here.drain()
    here.press(ticket["details"]["refund_no"], "succeed")
    here.wait(lambda: bool(here.drain()) or here.state(ticket) == "paid")
    return ticket


def told_by_message(here: Town, customer: dict[str, Any]) -> None:
    """A message that goes out, a receipt that names the number, replies of the customer and of a stranger."""
    details = {"category": "噪音", "severity": "normal", "channel": "phone", "text": "楼上每晚装修，无法休息"}
    ticket = here.people["clerk"].open("complaint", details, customer=customer["code"])
    here.drain()
    sent = here.one("SELECT id FROM message WHERE ticket_id = %s", ticket["id"])
    words = {"message_id": str(sent["id"]), "at": AT, "reason": f"to {PHONES['changed']}"}
    assert say(here, "sms.delivered", source="sms", **words).status_code == 202
    for number in ("reply", "stranger", "changed"):
        said = {"from": PHONES.get(number), "text": f"请打 {PHONES['stranger']}", "at": AT}
        assert say(here, "sms.reply", source="sms", **said).status_code == 202
    here.drain()


def brought_in(here: Town) -> None:
    """A list that is shown and not confirmed yet; two of its rows are wrong."""
    good = ["L-1", "张三", PHONES["listed"], IDENTITIES["listed"], "业主"]
    bad = [
        ["L-2", "", PHONES["listed"], "", "业主"],
        ["L-3", "李四", f"{PHONES['listed']}x", IDENTITIES["listed"], "?"],
    ]
    content = table([["客户编号", "客户名称", "手机号", "身份证号", "客户类型"], good, *bad])
    clerk = here.people["clerk"]
    form = {"kind": "customers", "office": "GZ01", "file": (io.BytesIO(content), "customers.xlsx")}
    made = clerk.client.post("/api/v1/imports", data=form, headers=clerk.headers)
    here.drain()
    found = clerk.get(f"/imports/{answered(made, 202)['id']}").get_json()
    assert (found["status"], found["rows"]) == ("ready", 3), found


def test_a_dump_of_a_living_house_holds_no_plain_phone_id_number_or_bank_account(
    here: Town, customer: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    """Nor does a line of its log."""
    ticket = paid_refund(here, customer)
    told_by_message(here, customer)
    brought_in(here)
    dumped = dump_of(here) + "".join(capfd.readouterr())
    assert ticket["number"] in dumped and '"route":"/api/v1/tickets"' in dumped
    canaries = (*PHONES.values(), *IDENTITIES.values(), *ACCOUNTS.values())
    assert {each: found for each in canaries if (found := traces(dumped, each))} == {}


def traces(dumped: str, canary: str) -> list[str]:
    """The lines that hold it: plain, in bytes (a dump shows them in hex), or in base64 wherever it begins."""
    raw = canary.encode()
    forms = [canary, raw.hex(), raw.hex().upper(), *in_base64(raw)]
    return [line[:200] for line in dumped.splitlines() if any(form in line for form in forms)]


def in_base64(raw: bytes) -> Iterator[str]:
    """What of it does not depend on the bytes around it, also where base64 itself stands in bytes."""
    for before, coded in itertools.product(range(3), (base64.b64encode, base64.urlsafe_b64encode)):
        text = coded(b"\0" * before + raw)
        certain = text[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        yield certain.decode()
        yield certain.hex()


def test_the_search_finds_a_canary_in_every_form() -> None:
    """Or the test above could never fail."""
    canary = PHONES["reply"]
    raw = f'{{"from": "{canary}"}}'.encode()
    for said in (raw.decode(), "\\x" + raw.hex(), base64.b64encode(raw).decode()):
        assert traces(f"INSERT INTO inbox VALUES ('{said}');", canary)
    assert traces("\\x" + base64.b64encode(b"a" + raw).hex(), canary)
    assert traces("INSERT INTO inbox VALUES ('13987650');", canary) == []


def dump_of(here: Town) -> str:
    url = here.house.settings.database_url
    command = [str(postgres_programs() / "pg_dump"), "--inserts", f"--dbname={url}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
