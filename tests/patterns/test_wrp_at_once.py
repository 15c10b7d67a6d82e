"""Resource patterns 36 to 39 and 42: beginning by itself, many of a kind, and several at a time."""

from tests.patterns.office import Office


def test_wrp_38_piled_execution(office: Office) -> None:
    """Thirty slips lie before the supervisor: one decision for all, and the one that changed is left out."""
    slips = [office.submitted() for _ in range(5)]
    items = [{"id": each["id"], "version": each["version"]} for each in office.box("supervisor")]
    office.fired("clerk", slips[2], "amend", {"reason": "更正"})
    answer = office.send("supervisor", "POST", "/work-items/batch", {"trigger": "approve", "items": items})
    assert [each["status"] for each in answer.get_json()["items"]] == [200, 200, 412, 200, 200]
    states = [office.read(each)["state"] for each in slips]
    assert states == ["approved", "approved", "draft", "approved", "approved"]
    assert office.queue("supervisor") == []


def test_wrp_42_simultaneous_execution(office: Office) -> None:
    """A tech has three orders under way at once and goes on with any of them in any order."""
    orders = [office.fired("tech", office.on_site(), "start") for _ in range(3)]
    assert len(office.queue("tech", "mine")) == 3
    assert {each["state"] for each in office.box("tech", "mine")} == {"in_progress"}
    for order in (orders[1], orders[2], orders[0]):
        assert office.fired("tech", order, "complete", {"hours": "1"})["state"] == "completed"
    assert office.queue("tech", "mine") == []
