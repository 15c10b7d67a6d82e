"""Three voices that must say the same: the dry run, the list of moves, and the door itself."""

from typing import Any

from werkzeug.test import TestResponse

from service.transaction import Row
from tests.fleeting import lasting
from tests.matrix.counted import written
from tests.stage import Stage, answer

Moves = dict[str, Row]


def moves_for(stage: Stage, who: str, ticket: Row) -> Moves:
    found = answer(stage.send(who, "GET", f"/tickets/{ticket['id']}/moves"), 200)
    return {item["trigger"]: item for item in found["items"]}


def fired_after_trying(
    stage: Stage, who: str, ticket: Row, trigger: str, form: Any, *, counted: bool = False
) -> TestResponse:
    """The dry run writes nothing, and answers what the real call, fired right after, answers."""
    path = f"/tickets/{ticket['id']}/triggers/{trigger}"
    before = written() if counted else {}
    tried = stage.send(who, "POST", f"{path}?dry_run=true", form, version=ticket["version"])
    assert tried.headers["Dry-Run"] == "true"
    assert not counted or written() == before
    real = stage.send(who, "POST", path, form, version=ticket["version"])
    assert gist(tried) == gist(real), f"{who} {trigger} in {ticket['state']}"
    return real


def gist(answered: TestResponse) -> tuple[Any, ...]:
    return answered.status_code, answered.headers.get("ETag"), lasting(answered.get_data(as_text=True))


def assert_moves_agree(moves: Moves, trigger: str, real: TestResponse) -> None:
    """Of a form that the guards accept: allowed if and only if it moved; each reason was known before."""
    said, move = real.get_json(), moves.get(trigger)
    if move is None:
        assert said["code"] in ("not_now", "not_you")
        return
    assert move["allowed"] == (real.status_code == 200), f"{trigger}: {said}"
    rules = {each["rule"] for each in said.get("rules", ())}
    assert rules <= {each["rule"] for each in move["why_not"]}, trigger
