"""A call on a ticket as the door wants it, and its answer as it leaves the house."""

from flask import Response, g, request

from service.api.asked import body_digests, parsed_body
from service.api.guard import bearer_digest
from service.api.idempotency import idempotency_key
from service.api.problems import language
from service.api.query import strange_parameters
from service.api.versions import required_version
from service.door.admit import Answered, Asked
from service.errors import Invalid, Problem, VersionRequired


def asked(ref: str = "") -> Asked:
    """Nothing is refused here: what is wrong with the body or the key is said in its turn."""
    body, broken = _body()
    key, wrong_key = _key()
    digest, *older = _digests()
    return Asked(
        ref=ref,
        digest=bearer_digest(),
        body=body,
        path=request.path,
        body_digest=digest,
        older_digests=tuple(older),
        lang=language(),
        version=_version(),
        broken=broken or wrong_key,
        key=key,
    )


def sent(answered: Answered) -> Response:
    response = Response(answered.body, status=answered.status)
    response.headers.pop("Content-Type", None)
    response.headers.update(answered.headers)
    if answered.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _body() -> tuple[object, Problem | None]:
    if g.call.body is None:
        return {}, _strange()
    try:
        return parsed_body(), _strange()
    except Problem as problem:
        return None, problem


def _strange() -> Problem | None:
    found = strange_parameters()
    return Invalid(errors=found) if found else None


def _key() -> tuple[str | None, Problem | None]:
    try:
        return idempotency_key(), None
    except Problem as problem:
        return None, problem


def _digests() -> tuple[str, ...]:
    """None are needed without a key."""
    try:
        asked = "Idempotency-Key" in request.headers
        return tuple(each.hex() for each in body_digests()) if asked else ("",)
    except Problem:
        return ("",)


def _version() -> int | None:
    try:
        return required_version()
    except VersionRequired:
        return None
