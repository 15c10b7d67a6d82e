"""The use cases that make one row, as whoever has read a body calls them: over HTTP and from a workbook."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from uuid import UUID

from service.transaction import Work
from service.visibility import Caller

Order = TypeVar("Order", contravariant=True)
Make = Callable[[Work, dict[str, Any], Caller], UUID]


class Create(Protocol[Order]):
    def __call__(self, work: Work, order: Order, /, *, actor: Caller) -> UUID: ...


def from_body(create: Create[Order], order: Callable[..., Order]) -> Make:
    """Where the members of the body are the fields of the order."""

    def make(work: Work, body: dict[str, Any], actor: Caller) -> UUID:
        return create(work, order(**body), actor=actor)

    return make
