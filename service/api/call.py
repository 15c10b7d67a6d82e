"""What one route asks and answers, said once: the frame runs by it and the description is made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from marshmallow import Schema

Guard = Literal["token", "digest", "none"]
Shape = type[Schema] | Mapping[str, Any]
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One route.

    `guard`: "token" reads the caller before the view runs; "digest" only makes sure that there is a token
    which could be ours, because the view's own first statement proves it; "none" is open to everybody.
    `version`: an unsafe call needs If-Match, a GET answers an ETag.
    `leads_on`: answers the duty that the caller may do next as a link.
    `trail`: answers personal data and keeps who asked; so it takes neither `dry_run` nor an Idempotency-Key.
    `body_needed`: false where an empty body counts as `{}`. `limit`: bytes a body may have, where not 1 MB.
    `also`: other statuses of success, each with what it answers.
    `problems`: further statuses that the view answers, beyond those that follow from the rest.
    """

    method: str
    rule: str
    name: str = ""
    guard: Guard = "token"
    body: Shape | None = None
    body_needed: bool = True
    body_type: str = JSON
    query: type[Schema] | None = None
    answer: Shape | None = None
    answer_type: str = JSON
    status: int = 200
    listed: bool = False
    leads_on: bool = False
    version: bool = False
    trail: bool = False
    limit: int | None = None
    also: tuple[tuple[int, Shape], ...] = ()
    problems: tuple[int, ...] = ()

    @property
    def unsafe(self) -> bool:
        return self.method in UNSAFE

    @property
    def rehearses(self) -> bool:
        """Takes `dry_run`. Not the doors that are open to everybody: a log-in that leaves no trace is a guess

        that nobody counts, and a gateway has nothing to try. Nor what is kept in the trail: what was read is
        known, and only the line would be taken back.
        """
        return self.unsafe and self.guard != "none" and not self.trail

    @property
    def keeps_key(self) -> bool:
        return self.method == "POST" and self.guard == "token" and not self.trail

    @property
    def schemas(self) -> tuple[type[Schema], ...]:
        """Those that the description names; a query is described parameter by parameter."""
        named = (self.body, self.answer, *(shape for _, shape in self.also))
        return tuple(each for each in named if isinstance(each, type))

    @property
    def body_schema(self) -> type[Schema]:
        if not isinstance(self.body, type):
            raise TypeError(f"{self.name} declares no schema for its body")
        return self.body

    @property
    def refusals(self) -> tuple[int, ...]:
        """The statuses of the problem documents this route may answer."""
        found = {422, 429, 503, *self.problems}
        found |= {401, 403} if self.guard != "none" else set()
        found |= {404} if "<" in self.rule else set()
        found |= {400, 413, 415} if self.body is not None else set()
        found |= {409} if self.unsafe and self.guard != "none" else set()
        found |= {412, 428} if self.unsafe and self.version else set()
        return tuple(sorted(found))
