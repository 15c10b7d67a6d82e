"""Runs Schemathesis's own engine over the description, against the service on loopback, with one token."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from schemathesis import BaseSchema, Case, Config, HookContext, Response, engine, openapi
from schemathesis.core.failures import Failure
from schemathesis.engine import events
from werkzeug.serving import WSGIRequestHandler, make_server

from schemas.words import WORKFLOWS
from service.transaction import statements
from tests.contract.unforeseen import Trials, is_a_failure
from workflows.catalog import CATALOG

MOST = 1_500
SETTINGS = Path(__file__).with_name("schemathesis.toml")
ROWS: Mapping[str, Any] = {
    "tickets": "SELECT number AS word FROM ticket ORDER BY number LIMIT 60",
    "work_items": "SELECT id::text AS word FROM work_item ORDER BY id LIMIT 60",
    "offices": "SELECT code AS word FROM office ORDER BY code",
    "customers": "SELECT code AS word FROM customer ORDER BY code LIMIT 20",
    "rooms": "SELECT code AS word FROM room ORDER BY code LIMIT 20",
    "deposits": "SELECT id::text AS word FROM deposit ORDER BY id LIMIT 20",
    "charges": "SELECT id::text AS word FROM charge ORDER BY id LIMIT 20",
    "users": "SELECT username AS word FROM account WHERE username NOT LIKE 'clerk-%' ORDER BY username",
}


@dataclass(slots=True)
class Report:
    """What a run came to. `statuses` counts answers, so that a run that never got past 401 shows."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def run(
    app: Flask,
    token: str,
    *,
    only: Iterable[str] = (),
    without: Iterable[str] = (),
    **settings: Any,
) -> Report:
    """`only` and `without` are paths of the description; `settings` are merged into the file's."""
    config = Config.from_dict(merged(tomllib.loads(SETTINGS.read_text("utf-8")), given(token), settings))
    report = Report()
    with served(app) as address:
        schema = openapi.from_url(f"{address}/api/openapi.json", config=config)
        for path in without:
            schema = schema.exclude(path=path)
        if only:
            schema = schema.include(path=list(only))
        judged_on(schema)
        for event in engine.from_schema(schema).execute():
            note(report, event)
    return report


def judged_on(schema: BaseSchema) -> None:
    trials = Trials()

    def after_call(context: HookContext, case: Case, response: Response) -> None:
        trials.hear(response)

    def filter_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
        return is_a_failure(context, failure, case, response) and not trials.explain(failure, case)

    schema.hook(after_call)
    schema.hook(filter_failure)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """On loopback: within the process the probes of `ignored_auth` do not work (schemathesis 4.32)."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """The service writes its own line for each request."""


def note(report: Report, event: events.EngineEvent) -> None:
    if isinstance(event, events.NonFatalError):
        report.errors.append(f"{event.label}: {event.info.format()}")
    if isinstance(event, events.FatalError):
        raise event.exception
    if not isinstance(event, events.ScenarioFinished):
        return
    report.cases += len(event.recorder.cases)
    answers = [each.response for each in event.recorder.interactions.values()]
    report.statuses.update(answer.status_code for answer in answers if answer is not None)
    for case, checks in event.recorder.checks.items():
        report.failures += [told(event, case, each) for each in checks if each.failure_info is not None]


def told(event: events.ScenarioFinished, case: str, check: Any) -> str:
    failure, sent = check.failure_info.failure, check.failure_info.code_sample
    heard = event.recorder.interactions[case].response
    said = heard.text if heard is not None else ""
    label = event.recorder.cases[case].value.operation.label
    return f"{event.phase.name} {label}: {failure}\n{sent[:MOST]}\n{said[:MOST]}"


def given(token: str) -> dict[str, Any]:
    """The token, and words that exist."""
    with statements() as sql:
        words = {name: [row["word"] for row in sql.all(said)] for name, said in ROWS.items()}
    rows = {row.trigger for versions in CATALOG.values() for row in versions.newest.rows}
    words |= {"triggers": sorted(rows), "workflows": list(WORKFLOWS), "versions": ['"v1"', '"v2"', '"v3"']}
    return {
        "auth": {"openapi": {"bearer": {"bearer": token}}},
        "dictionaries": {name: {"values": found} for name, found in words.items()},
    }


def merged(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """Later ones win, table by table."""
    whole: dict[str, Any] = {}
    for part in parts:
        for name, value in part.items():
            both = isinstance(value, Mapping) and isinstance(whole.get(name), Mapping)
            whole[name] = merged(whole[name], value) if both else value
    return whole
