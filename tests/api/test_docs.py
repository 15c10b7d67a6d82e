"""The description: complete, a valid OpenAPI 3.1 document, and a page without script or CDN."""

import re

from flask.testing import FlaskClient

from service.api.areas import AREAS

CALLS = [call for area in AREAS for call in area.calls]


def test_every_call_is_described_with_its_refusals(client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").json
    assert spec["openapi"] == "3.1.0"
    assert spec["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for call in CALLS:
        operation = spec["paths"]["/api/v1" + re.sub("<(.+?)>", r"{\1}", call.rule)][call.method.lower()]
        assert operation["summary"], call.name
        assert {str(status) for status in call.refusals} | {str(call.status)} <= set(operation["responses"])


def test_every_reference_leads_somewhere(client: FlaskClient) -> None:
    answer = client.get("/api/openapi.json")
    spec = answer.json
    for reference in set(re.findall(r'"\$ref":\s*"#/([^"]+)"', answer.text)):
        place = spec
        for part in reference.split("/"):
            place = place[part]


def test_names_are_given_once() -> None:
    names = [call.name for call in CALLS]
    assert len(names) == len(set(names))


def test_the_page_lists_every_call_and_loads_nothing_from_elsewhere(client: FlaskClient) -> None:
    page = client.get("/api/docs")
    assert page.mimetype == "text/html"
    assert all(f'id="{call.name}"' in page.text for call in CALLS)
    assert (
        "<script" not in page.text
        and "style=" not in page.text
        and "http" not in page.text.split("<body>")[0]
    )
    (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    assert client.get(sheet).mimetype == "text/css"


def test_a_problem_type_leads_to_its_row(client: FlaskClient) -> None:
    kind = client.get("/api/v1/me").json["type"]
    path, _, anchor = kind.partition("#")
    assert f'id="{anchor}"' in client.get(path).text


def test_the_front_door_leads_to_the_description(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/api/docs")
