"""For those who watch over the service: is it alive, is it ready, what did it count."""

import dataclasses

from flask import Blueprint, Response, current_app

from service.api.answers import answer
from service.metrics import EXPOSITION, exposition
from service.queries.readiness import readiness

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    return answer({"status": "ok"})


@health.get("/readyz")
def ready() -> Response:
    """Redis away is `degraded` and still 200: it costs delay, never an answer."""
    found = readiness(current_app.extensions["settings"].redis_url)
    status = 503 if found.status == "unavailable" else 200
    response = answer({"status": found.status, "checks": dataclasses.asdict(found)}, status)
    if status != 200:
        response.headers["Retry-After"] = "2"
    return response


@health.get("/metrics")
def metrics() -> Response:
    return Response(exposition(), content_type=EXPOSITION)
