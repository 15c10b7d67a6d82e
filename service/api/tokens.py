"""Logging in and out."""

from flask import Response, current_app, request

from schemas.requests import NewToken
from schemas.views.people import Token
from service.api.answers import answer, empty
from service.api.area import Area
from service.api.asked import asked_body
from service.api.guard import current_caller
from service.api.people import caller_view
from service.settings import Settings
from service.usecases.access.end_token import end_token
from service.usecases.access.issue_token import issue_token

area = Area("tokens", "Logging in and out")


@area.call("POST", "/tokens", guard="none", body=NewToken, status=201, answer=Token, problems=(401,))
def create_token() -> Response:
    """Log in: a token for twelve hours."""
    asked = asked_body()
    settings: Settings = current_app.extensions["settings"]
    source = request.remote_addr or "-"
    issued = issue_token(asked["username"], asked["password"], source=source, limit=settings.login_limit)
    body = {"token": issued.token, "expires_at": issued.expires_at, "user": caller_view(issued.caller)}
    return answer(body, 201)


@area.call("DELETE", "/tokens/current", status=204)
def delete_token() -> Response:
    """Log out: this token ends at once."""
    end_token(current_caller())
    return empty()
