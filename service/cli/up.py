"""`guanjia up`: the whole service on one machine."""

import os
from functools import partial
from pathlib import Path

import click

from service.cli.context import settings_now
from service.settings import Settings
from service.up.greet import greet
from service.up.prepare import prepare
from service.up.run import Plan, run
from service.up.say import never_fail_on_letters

CHECKOUT = Path(__file__).parents[2]


@click.command()
@click.option("--procfile", "procfiles", multiple=True, type=click.Path(exists=True, path_type=Path))
def up(procfiles: tuple[Path, ...]) -> None:
    """启动全部服务。Start everything: the embedded servers and the processes of the Procfile."""
    never_fail_on_letters()
    settings = settings_now()
    plan = Plan(
        settings=settings,
        environ=dict(os.environ),
        procfiles=procfiles or usual_procfiles(settings),
        prepare=partial(prepare, settings=settings),
        greet=partial(greet, settings=settings),
    )
    raise SystemExit(run(plan))


def usual_procfiles(settings: Settings) -> tuple[Path, ...]:
    names = ("Procfile",) if settings.production else ("Procfile", "Procfile.dev")
    return tuple(CHECKOUT / name for name in names)
