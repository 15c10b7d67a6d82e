"""Somebody at a keyboard, who talks to the register over HTTP."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.transaction import transaction
from service.usecases.access.issue_token import new_token
from service.visibility import Caller


class Desk:
    def __init__(self, client: FlaskClient, who: Caller, *, language: str = "en") -> None:
        with transaction() as work:
            token, _ = new_token(work.sql, account_id=who.account_id)
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def items(self, path: str) -> list[dict[str, Any]]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found: list[dict[str, Any]] = answer.get_json()["items"]
        return found

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers | headers)

    def made(self, path: str, body: Any) -> dict[str, Any]:
        answer = self.post(path, body)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.get_json()
        return found

    def put(self, path: str, body: Any, *, version: int | None = None) -> TestResponse:
        return self.client.put(f"/api/v1{path}", json=body, headers=self.headers | _tag(version))

    def patch(self, path: str, body: Any, *, version: int | None = None) -> TestResponse:
        return self.client.patch(f"/api/v1{path}", json=body, headers=self.headers | _tag(version))

    def options(self, path: str) -> TestResponse:
        return self.client.options(f"/api/v1{path}", headers=self.headers)

    def delete(self, path: str, *, version: int | None = None) -> TestResponse:
        return self.client.delete(f"/api/v1{path}", headers=self.headers | _tag(version))


def refused(answer: TestResponse, status: int, code: str) -> None:
    assert (answer.status_code, answer.get_json()["code"]) == (status, code), answer.get_data(as_text=True)


def _tag(version: int | None) -> dict[str, str]:
    return {"If-Match": f'"v{version}"'} if version else {}
