"""The queue over HTTP: boxes, and what one does with a duty short of deciding it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, request

from schemas.base import Empty
from schemas.queries import WorkItemQuery
from schemas.requests import (
    AddSigner,
    Batch,
    Decline,
    Delegate,
    Dispatch,
    NextItem,
    Opinion,
    RemoveSigner,
    Transfer,
)
from schemas.views.work import BatchResults, Counts, WorkItem, WorkItemPage
from service.api import door
from service.api.answers import answer, page
from service.api.area import Area
from service.api.asked import asked_body
from service.api.cursors import cursor_of, keys_of
from service.api.guard import bearer_digest, current_caller, dead_token
from service.api.problems import language, problem_body
from service.api.query import asked_query
from service.api.work import unit_of_work
from service.door.admit import Answered, Asked
from service.errors import Problem
from service.queries.saved_views import chosen_view
from service.queries.work_items.boxes import BoxFilter, box_page
from service.queries.work_items.counts import box_counts
from service.queries.work_items.item import the_item
from service.transaction import statements
from service.usecases.work_items.add_signer import add_signer
from service.usecases.work_items.ask_opinion import delegate_item, give_opinion
from service.usecases.work_items.claim_next import claim_next
from service.usecases.work_items.decline_offer import decline_item
from service.usecases.work_items.fire_batch import Result, fire_batch
from service.usecases.work_items.give_duty import dispatch_item, transfer_item
from service.usecases.work_items.own_duty import claim_item, release_item
from service.usecases.work_items.remove_signer import remove_signer
from service.usecases.work_items.start_duty import start_item
from service.usecases.work_items.take_back import take_back
from service.usecases.work_items.urge_holder import urge_holder

area = Area("work_items", "Work items: the queue, and whose turn it is")


@area.call(
    "GET",
    "/work-items",
    guard="digest",
    query=WorkItemQuery,
    answer=WorkItemPage,
    listed=True,
    problems=(404,),
)
def list_work_items() -> Response:
    """A box of the caller, by due time; `done` by its end, the last first."""
    asked, after = _query()
    wanted = BoxFilter(asked["box"], asked["office"], asked["workflow"], asked["overdue"])
    found = box_page(bearer_digest(), wanted, after=after, limit=asked["limit"], lang=language())
    if found is None:
        raise dead_token()
    return page(found.items, cursor_of(wanted.box, *found.after) if found.after else None)


@area.call("GET", "/work-items/counts", guard="digest", answer=Counts)
def count_work_items() -> Response:
    """How much lies in each box, counted to 1000."""
    found = box_counts(bearer_digest())
    if found is None:
        raise dead_token()
    return answer(found)


@area.call("GET", "/work-items/<item>", guard="digest", answer=WorkItem, version=True)
def show_work_item(item: str) -> Response:
    """One work item, with its ticket's version."""
    found = the_item(item, bearer_digest(), language())
    if found is None:
        raise dead_token()
    return answer(found, version=found["version"])


def _query() -> tuple[dict[str, Any], tuple[Any, ...] | None]:
    """The parameters and where to go on from. A dead token is said before what is wrong with them."""
    try:
        asked = asked_query()
        if asked["view"] is not None:
            with statements() as sql:
                asked |= chosen_view(sql, asked["view"], bearer_digest())
        return asked, keys_of(asked["cursor"], asked["box"], (datetime, UUID))
    except Problem:
        current_caller()
        raise


def _asked(item: str) -> Asked:
    return replace(door.asked(item), by_item=True)


NOTHING_NEEDED = (Empty, Decline)


def _operation(name: str, summary: str, body: type, run: Callable[[Asked], Answered]) -> None:
    """All of them look alike from outside: a work item, its version, a small body."""

    def operation(item: str) -> Response:
        return door.sent(run(_asked(item)))

    area.operation(
        f"/work-items/<item>/{name}",
        f"{name.replace('-', '_')}_work_item",
        summary,
        body=body,
        view=operation,
        body_needed=body not in NOTHING_NEEDED,
        answer=WorkItem,
    )


_operation("claim", "Claim a duty out of the pool: exactly one winner.", Empty, claim_item)
_operation("release", "Give a claimed duty back to its pool.", Empty, release_item)
_operation("dispatch", "Give a pool's duty to a person (desk supervisor).", Dispatch, dispatch_item)
_operation("start", "Start work on a duty; out of a pool it is claimed at once.", Empty, start_item)
_operation("transfer", "Hand a duty on for good, with a reason.", Transfer, transfer_item)
_operation("decline", "Decline a duty that was offered to one.", Decline, decline_item)
_operation("delegate", "Ask somebody for an opinion; the duty stays.", Delegate, delegate_item)
_operation("add-signer", "Ask one more to sign: before, after or beside oneself.", AddSigner, add_signer)
_operation("remove-signer", "Take a signer away who was added and is undecided.", RemoveSigner, remove_signer)
_operation("take-back", "Take back the vote one gave last, while nothing came of it.", Empty, take_back)
_operation("opinion", "Give the opinion one was asked for.", Opinion, give_opinion)


@area.call("POST", "/work-items/<item>/urge", body=Empty, body_needed=False, answer=WorkItem)
def urge_work_item(item: str) -> Response:
    """Remind whoever has the duty; once in two hours, by who opened the ticket or a supervisor."""
    with unit_of_work() as work:
        return answer(urge_holder(work, _asked(item)))


@area.call(
    "POST",
    "/work-items/next",
    guard="digest",
    body=NextItem,
    body_needed=False,
    answer=WorkItem,
    problems=(404,),
)
def claim_the_next_work_item() -> Response:
    """Claim the most urgent duty of a kind that waits in the caller's pools."""
    return door.sent(claim_next(door.asked()))


@area.call("POST", "/work-items/batch", body=Batch, status=207, answer=BatchResults)
def fire_a_batch() -> Response:
    """The same trigger on up to 100 work items; each answers for itself."""
    asked = asked_body()
    each = Asked(
        ref="",
        digest=bearer_digest(),
        body=asked["form"],
        path=request.path,
        body_digest="",
        lang=language(),
        by_item=True,
    )
    results = fire_batch(each, asked["trigger"], asked["items"])
    return answer({"items": [_result(result) for result in results]}, 207)


def _result(result: Result) -> dict[str, object]:
    if result.problem is None:
        return {"id": result.item, "status": 200, "version": result.version}
    return {"id": result.item, "status": result.problem.status, "problem": problem_body(result.problem)}
