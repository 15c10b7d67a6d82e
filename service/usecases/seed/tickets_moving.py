"""The demo's moves, handovers and transfers: on paper or to come, so that who lives where stays as it is."""

from datetime import timedelta
from typing import Any

from service.usecases.seed.tickets_stage import OFFICE, Stage, Story

COMING = timedelta(days=30)


def play_moving(stage: Stage) -> None:
    """Of rooms and people that no other example needs."""
    for workflow, room, customer in (
        ("handover", "A-1-1601", "A-1-0502"),
        ("transfer", "A-1-1604", "A-1-0501"),
        ("move", "A-1-1602", "A-1-0103-1"),
    ):
        nature = {"nature": "tenant"} if workflow == "move" else {}
        _of(stage, 0, workflow, room, customer, **nature)
        _of(stage, 1, workflow, room, customer, **nature).by("clerk", "submit").worked_off()
        _of(stage, 2, workflow, room, customer, **nature).by("clerk", "cancel", reason="客户改期")


def _of(stage: Stage, days: int, workflow: str, room: str, customer: str, **more: Any) -> Story:
    stage.set_clock(days)
    today = stage.row(
        "SELECT (guanjia_now() AT TIME ZONE zone)::date AS day FROM office WHERE code = %s", OFFICE
    )
    details = {"day": (today["day"] + COMING).isoformat(), **more}
    subject = {"handover": "入伙登记", "transfer": "过户登记", "move": "迁入登记"}[workflow]
    return stage.open(days, "clerk", workflow, subject=subject, room=room, customer=customer, details=details)
