"""Policies over HTTP: read by the office, replaced as a whole by its admin, kept for open tickets."""

from threading import Barrier, Thread
from typing import Any

import pytest

from schemas.base import instance
from schemas.policy import load_policy
from schemas.views.workflow import Policy
from service.door.asking import account_of
from service.policy import DEFAULTS
from service.transaction import statements
from service.usecases.policies.put_policy import names_of
from tests.demo_house import House, Json, answered, refused
from workflows.case import Case
from workflows.catalog import CATALOG

HEAD = ("workflow", "office", "version")


def body_of(policy: Json) -> Json:
    return {name: part for name, part in policy.items() if name not in HEAD}


def policy(house: House, workflow: str, who: str = "admin", office: str = "GZ01") -> Json:
    return answered(house[who].get(f"/policies/{workflow}?office={office}"), 200)


def put(house: House, body: Json, *, workflow: str, version: int, who: str = "admin") -> Any:
    return house[who].put(f"/policies/{workflow}?office=GZ01", body, version=version)


@pytest.mark.parametrize("workflow", list(CATALOG))
def test_the_default_stands_for_an_office_without_its_own(house: House, workflow: str) -> None:
    found = policy(house, workflow, "supervisor-gz02", "GZ02")
    assert (found["workflow"], found["office"]["code"], found["version"]) == (workflow, "GZ02", 1)
    assert body_of(found) == DEFAULTS[workflow]
    instance(Policy).load(found)
    default = answered(house["clerk"].get(f"/policies/{workflow}"), 200)
    assert (default["office"], body_of(default)) == (None, DEFAULTS[workflow])


@pytest.mark.parametrize("workflow", list(CATALOG))
def test_every_default_is_a_policy_that_put_would_take(workflow: str) -> None:
    names = names_of(CATALOG[workflow].newest)
    assert load_policy(DEFAULTS[workflow], workflow=workflow, names=names) == DEFAULTS[workflow]


def test_a_new_version_is_for_tickets_opened_from_now_on(house: House) -> None:
    old = house.refund(10_000)
    before = policy(house, "refund")
    assert policy(house, "refund", "clerk")["version"] == before["version"]
    body = body_of(before)
    body["approvals"]["refund"]["levels"] = [{"name": "boss", "seats": [{"desk": "pm"}], "over_fen": 0}]
    answer = put(house, body, workflow="refund", version=before["version"])
    made = answered(answer, 200)
    assert (made["version"], answer.headers["ETag"]) == (before["version"] + 1, f'"v{before["version"] + 1}"')
    assert made["approvals"]["refund"]["levels"][0]["mode"] == "any"
    assert policy(house, "refund", "clerk") == made
    fresh = house.submitted_refund(10_000)
    assert [(each["level"], each["desk"]) for each in fresh["work_items"]] == [("boss", "pm")]
    older = house["clerk"].fire(old, "submit")
    assert [each["desk"] for each in older["work_items"]] == ["supervisor"]
    answered(put(house, body_of(before), workflow="refund", version=made["version"]), 200)


def test_a_personal_seat_is_stored_as_the_person_and_shown_as_the_account(house: House) -> None:
    before = policy(house, "repair")
    body = body_of(before)
    body["approvals"]["quote"]["levels"] = [{"name": "pm2", "seats": [{"user": "pm2"}], "over_fen": 0}]
    made = answered(put(house, body, workflow="repair", version=before["version"]), 200)
    assert made["approvals"]["quote"]["levels"][0]["seats"] == [{"user": "pm2"}]
    assert policy(house, "repair") == made
    with statements() as sql:
        kept = sql.one("SELECT body FROM policy WHERE workflow = 'repair' ORDER BY version DESC LIMIT 1")
        pm2 = sql.one("SELECT id, person_id FROM account WHERE username = 'pm2'")
    assert kept is not None and pm2 is not None
    person, account = str(pm2["person_id"]), str(pm2["id"])
    assert kept["body"]["approvals"]["quote"]["levels"][0]["seats"] == [{"user": person}]
    case = Case("", "repair", "", 1, None, policy=kept["body"])  # type: ignore[arg-type]
    assert account_of(case, person) == account


def wrong(**change: Any) -> Json:
    level = {"name": "one", "seats": [{"desk": "pm"}], "over_fen": 0} | change
    return {**DEFAULTS["refund"], "approvals": {"refund": {"levels": [level]}}}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (wrong(only_if=["rich"]), "approvals.refund.levels.0.only_if.0"),
        (wrong(on_timeout="auto_pass"), "approvals.refund.levels.0.on_timeout"),
        (wrong(seats=[{"user": "nobody"}]), "approvals.refund.levels.0.seats.0.user"),
        (wrong(seats=[{"user": "clerk-gz02"}]), "approvals.refund.levels.0.seats.0.user"),
        (wrong(seats=[]), "approvals.refund.levels.0.seats"),
        ({**DEFAULTS["refund"], "approvals": {}}, "approvals.refund"),
        ({**DEFAULTS["refund"], "approvals": DEFAULTS["dunning"]["approvals"]}, "approvals.measure"),
        ({**DEFAULTS["refund"], "timers": {"explode": "P1D"}}, "timers.explode"),
        ({**DEFAULTS["refund"], "office": "GZ01"}, "office"),
    ],
)
def test_a_wrong_policy_is_refused_by_field(house: House, body: Json, field: str) -> None:
    version = policy(house, "refund")["version"]
    found = refused(put(house, body, workflow="refund", version=version), 422, "invalid")
    assert field in [each["field"] for each in found["errors"]]
    assert policy(house, "refund")["version"] == version


def test_a_policy_that_nobody_could_satisfy_is_refused(house: House) -> None:
    version = policy(house, "refund")["version"]
    body = wrong(seats=[{"desk": "auditor"}] * 3, mode="all")
    answer = put(house, body, workflow="refund", version=version)
    found = refused(answer, 422, "not_so", rule="unsatisfiable")
    assert "auditor × 2" in found["detail"]
    assert found["missing"] == [{"desk": "auditor", "user": None, "persons": 2}]


@pytest.mark.parametrize("levels", [[], [{"over_fen": 10**12}], [{"only_if": ["is_fee"]}]])
def test_no_admin_alone_lets_great_sums_pass_without_a_level(house: House, levels: list[Json]) -> None:
    version = policy(house, "refund")["version"]
    level = {"name": "one", "seats": [{"desk": "pm"}]}
    body = wrong()
    body["approvals"]["refund"]["levels"] = [level | each for each in levels]
    answer = put(house, body, workflow="refund", version=version)
    found = refused(answer, 422, "not_so", rule="policy_unsound")
    assert [each["rule"] for each in found["rules"]] == ["money_unasked"]
    assert policy(house, "refund")["version"] == version


def test_who_changed_which_parts_of_a_policy_stands_in_the_trail(house: House) -> None:
    before = policy(house, "repair")
    body = body_of(before) | {"load_limit": 7}
    answered(put(house, body, workflow="repair", version=before["version"]), 200)
    (line, *_) = answered(house["auditor"].get("/audit/register?noun=policy"), 200)["items"]
    assert (line["verb"], line["actor"]["username"], line["reason"]) == ("change", "admin", "repair")
    assert line["fields"] == ["load_limit"]


def test_one_person_on_two_levels_is_missing_once(house: House) -> None:
    """The demo has one auditor: a level of auditors may follow another one, but not with the same person."""
    version = policy(house, "refund")["version"]
    level = {"seats": [{"desk": "auditor"}], "over_fen": 0}
    body = wrong()
    body["approvals"]["refund"]["levels"] = [{"name": "first", **level}, {"name": "second", **level}]
    found = refused(put(house, body, workflow="refund", version=version), 422, "not_so", rule="unsatisfiable")
    assert found["missing"] == [{"desk": "auditor", "user": None, "persons": 1}]


def test_whoever_opens_the_ticket_is_no_signer_of_it(house: House) -> None:
    """Two clerks could sign for each other; were there one, nobody could."""
    version = policy(house, "refund")["version"]
    body = wrong(seats=[{"desk": "clerk"}, {"desk": "clerk"}], mode="all")
    found = refused(put(house, body, workflow="refund", version=version), 422, "not_so", rule="unsatisfiable")
    assert found["missing"] == [{"desk": "clerk", "user": None, "persons": 1}]


def test_a_policy_in_which_a_ticket_would_get_stuck_is_refused_with_every_reason(house: House) -> None:
    version = policy(house, "refund")["version"]
    body = wrong(skip_if=["is_fee"], only_if=["is_fee"])
    body["timers"] = {**body["timers"], "close": None, "draft.timeout": "P1D"}
    found = refused(
        put(house, body, workflow="refund", version=version), 422, "not_so", rule="policy_unsound"
    )
    rules = [each["rule"] for each in found["rules"]]
    assert rules == ["level_never_asked", "timer_unknown", "timer_needed"]
    assert policy(house, "refund")["version"] == version


def test_time_outs_that_end_after_the_clock_are_refused(house: House) -> None:
    before = policy(house, "complaint")
    body = body_of(before)
    body["clocks"]["resolution"]["normal"] = {"for": "P2D", "calendar": "working"}
    answer = put(house, body, workflow="complaint", version=before["version"])
    found = refused(answer, 422, "not_so", rule="policy_unsound")
    assert [each["rule"] for each in found["rules"]] == ["timeouts_beyond_clock"]


def test_only_the_admin_of_the_office_replaces_it(house: House) -> None:
    body, version = DEFAULTS["refund"], policy(house, "refund")["version"]
    refused(put(house, body, workflow="refund", version=version, who="pm"), 403, "not_you")
    refused(put(house, body, workflow="refund", version=version, who="supervisor-gz02"), 404, "not_found")
    refused(house["supervisor-gz02"].get("/policies/refund?office=GZ01"), 404, "not_found")


def test_the_version_seen_decides(house: House) -> None:
    body, version = DEFAULTS["refund"], policy(house, "refund")["version"]
    refused(house["admin"].put("/policies/refund?office=GZ01", body), 428, "version_required")
    stale = put(house, body, workflow="refund", version=version + 7)
    refused(stale, 412, "stale", version=version)
    refused(house["admin"].put("/policies/refund", body, version=version), 422, "invalid")
    refused(house["admin"].get("/policies/nothing?office=GZ01"), 404, "not_found")


def test_of_two_admins_at_once_one_wins(house: House) -> None:
    before = policy(house, "dunning")
    ready, statuses = Barrier(6), []

    def replace(desk: Any) -> None:
        ready.wait()
        answer = desk.put("/policies/dunning?office=GZ01", body_of(before), version=before["version"])
        statuses.append(answer.status_code)

    threads = [Thread(target=replace, args=(house.log_in("admin"),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [412] * 5
    assert policy(house, "dunning")["version"] == before["version"] + 1
