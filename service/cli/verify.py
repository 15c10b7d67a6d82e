"""`guanjia verify`: proves the live database, and says exactly what is not as it must be."""

from collections.abc import Iterator
from itertools import chain

import click
from flask import Flask

from service.cli.context import CreateApp, running_app
from service.settings import Settings
from service.usecases.audit.finding import Finding
from service.usecases.audit.partner import partner_findings
from service.usecases.audit.verify import verify as find

MOST_SHOWN = 1000


@click.command()
@click.pass_obj
def verify(create_app: CreateApp) -> None:
    """核对流水、账目与后台任务。Replay every ticket, recompute every hash, add up every book."""
    with running_app(create_app) as app:
        found = 0
        for finding in every_finding(app):
            found += 1
            if found <= MOST_SHOWN:
                click.echo(str(finding))
    if found:
        click.echo(f"guanjia: 发现 {found} 处不符。{found} findings.", err=True)
        raise SystemExit(1)
    click.echo("核对无误。Everything adds up.")


def every_finding(app: Flask) -> Iterator[Finding]:
    """The sandbox's file speaks only where the sandbox is the partner."""
    settings: Settings = app.extensions["settings"]
    return find() if settings.payment_url else chain(find(), partner_findings(settings.data))
