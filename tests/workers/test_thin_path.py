"""A refund is paid end to end: relay, queue, worker, gateway, callback, clock."""

from tests.workers.town import Town


def test_a_refund_is_paid_by_the_processes_alone(here: Town) -> None:
    for words in (
        ("workers.relay",),
        ("workers.worker", "--queue", "short"),
        ("workers.worker", "--queue", "slow"),
        ("workers.clock",),
    ):
        here.start(*words)
    ticket = here.paying()
    number = ticket["details"]["refund_no"]
    here.wait(lambda: here.sandbox.gateway.ask_refund(number).kind == "accepted")
    here.press(number, "succeed")
    here.wait(lambda: here.state(ticket) == "closed")
    here.wait(lambda: here.unfinished() == 0)
    assert len([row for row in here.sandbox.rows("paid") if row["refund_no"] == number]) == 1
    done = here.rows("SELECT status FROM outbox WHERE ticket_id = %s", ticket["id"])
    assert {row["status"] for row in done} == {"done"}
    assert here.one("SELECT status FROM instruction WHERE refund_no = %s", number)["status"] == "succeeded"
    for child in here.children[1:]:
        assert here.stop(child) == 0
