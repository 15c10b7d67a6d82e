"""Schemathesis holds every route against the description: no 5xx, no answer that is not described."""

from typing import Any

import pytest

from tests.contract.run import Report, run
from tests.stage import Stage, somebody

END_OF_TOKEN = "/api/v1/tokens/current"
OFF, ON = {"enabled": False}, {"enabled": True}
PIECES = 12


def test_every_operation_answers_as_described(stage: Stage) -> None:
    report = run(
        stage.app, stage.who("clerk").token, without=[END_OF_TOKEN], phases={"stateful": OFF, "fuzzing": ON}
    )
    assert_as_described(report, least=240)


def test_sequences_of_operations_answer_as_described(stage: Stage) -> None:
    report = run(
        stage.app, stage.who("clerk").token, without=[END_OF_TOKEN], phases={"stateful": ON, "fuzzing": OFF}
    )
    assert_as_described(report, least=60)


def test_the_end_of_a_token_answers_as_described(stage: Stage) -> None:
    """With a token of its own: the others go on living. Of a few cases none might end it."""
    more: dict[str, Any] = {"phases": {"stateful": OFF}, "generation": {"max-examples": 20}}
    clerk = somebody(stage.office, "clerk")
    report = run(stage.app, clerk.token, only=[END_OF_TOKEN], **more)
    assert (report.failures, report.errors) == ([], [])
    # A rehearsal is answered alike.
    assert report.statuses[204] >= 1
    assert stage.client.get("/api/v1/me", headers=clerk.headers).status_code == 401


@pytest.mark.stress
@pytest.mark.parametrize("piece", range(PIECES))
def test_many_cases_answer_as_described(stage: Stage, piece: int) -> None:
    """The first piece also draws the edges of every schema."""
    generation = {"max-examples": 40}
    phases = {"coverage": OFF if piece else ON, "stateful": {"generation": {"max-examples": 30}}}
    who = stage.who("clerk")
    report = run(
        stage.app, who.token, without=[END_OF_TOKEN], seed=piece, generation=generation, phases=phases
    )
    assert_as_described(report, least=20_000 // PIECES)


def assert_as_described(report: Report, *, least: int) -> None:
    """`least` counts what came past the token: the probes of `ignored_auth` do not."""
    assert not report.failures, "\n\n".join(report.failures)
    assert report.errors == []
    assert report.cases - report.statuses[401] >= least, report
    assert report.statuses[200] + report.statuses[201] > least // 10, report
