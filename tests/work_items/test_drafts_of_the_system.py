"""A draft that the system opened waits in the clerks' pool; whoever holds it is its submitter."""

from service.db import new_id
from service.door.opening import Order
from service.usecases.tickets.open_as_system import open_as_system
from tests.demo_house import House, Json, answered
from tests.work_items.test_claim import do, item_of


def drafted(house: House) -> Json:
    charges = answered(house["finance"].get("/charges?customer=A-1-0101"), 200)["items"]
    details = {"customer": "A-1-0101", "measure": "sms", "charges": [each["id"] for each in charges]}
    order = Order("dunning", "GZ01", "催款", details, customer="A-1-0101")
    opened = open_as_system(order, ticket_id=str(new_id()))
    return answered(house["clerk"].get(f"/tickets/{opened.case.id}"), 200)


def submitter(house: House, item: Json) -> str:
    ticket = answered(house["clerk"].get(f"/tickets/{item['ticket']['id']}"), 200)
    return str(ticket["submitter"]["username"])


def test_its_claimer_becomes_the_submitter_and_release_undoes_it(house: House) -> None:
    item = item_of(drafted(house))
    assert (item["desk"], submitter(house, item)) == ("clerk", "system")
    claimed = do(house["clerk"], item, "claim")
    assert submitter(house, claimed) == "clerk"
    released = do(house["clerk"], claimed, "release")
    assert submitter(house, released) == "system"
    given = do(house["supervisor"], released, "dispatch", {"to": "clerk2"})
    assert submitter(house, given) == "clerk2"
    moved = do(house["clerk2"], given, "transfer", {"to": "clerk", "reason": "休假"})
    assert submitter(house, moved) == "clerk"
    started = answered(house["clerk"].get("/work-items?box=started&workflow=dunning&limit=200"), 200)
    assert moved["ticket"]["id"] in [each["ticket"]["id"] for each in started["items"]]
