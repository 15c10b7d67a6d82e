"""The checks of a move come in the order of the contract: 401, 404, 400, 428, 403 coarse, 412 …"""

import pytest

from tests.matrix.counted import written
from tests.matrix.expected import cast, could_ever
from tests.matrix.walks import ticket_in
from tests.stage import Stage, answer, stage_on
from tests.workflows import oracle

FIRST = {name: oracle.open_states(name)[0] for name in oracle.STATES}


@pytest.mark.parametrize("workflow", FIRST)
def test_each_check_comes_before_the_next(stage: Stage, workflow: str) -> None:
    ticket = ticket_in(stage, workflow, FIRST[workflow])
    strangers = stage_on(stage.app)
    strangers.who("supervisor")
    before = written()
    for trigger in oracle.triggers(workflow):
        path = f"/api/v1/tickets/{ticket['id']}/triggers/{trigger}"
        assert answer(stage.client.post(path), 401)["code"] == "unauthenticated"
        assert answer(strangers.fire("supervisor", ticket, trigger), 404)["code"] == "not_found"
        headers = {**stage.who("supervisor").headers, "Content-Type": "application/json"}
        assert answer(stage.client.post(path, headers=headers, data="{"), 400)["code"] == "bad_request"
        assert answer(stage.client.post(path, headers=headers), 428)["code"] == "version_required"
    nowhere = f"/api/v1/tickets/{ticket['id']}/triggers/no_such_trigger"
    for version in ({}, {"If-Match": '"v1"'}):
        for body in ("{", "{}"):
            assert answer(stage.client.post(nowhere, headers=headers | version, data=body), 404)
    assert written() == before


@pytest.mark.parametrize("workflow", FIRST)
def test_an_old_version_is_told_only_to_who_could_ever_fire(stage: Stage, workflow: str) -> None:
    ticket = ticket_in(stage, workflow, FIRST[workflow])
    old = {**ticket, "version": ticket["version"] + 3}
    before = written()
    for trigger in oracle.triggers(workflow):
        people = cast(workflow)
        able = [each for each in people if could_ever(workflow, trigger, each, assigned=False)]
        for person in able:
            assert answer(stage.fire(person.name, old, trigger), 412)["version"] == ticket["version"]
        stranger = next(each for each in people if each not in able)
        assert answer(stage.fire(stranger.name, old, trigger), 403)["code"] == "not_you"
    assert written() == before
