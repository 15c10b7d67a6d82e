"""`guanjia check`: whether the rules find everything they need in this database."""

import click

from service.cli.context import CreateApp, running_app
from service.transaction import statements
from service.usecases.audit.check import check as find


@click.command()
@click.pass_obj
def check(create_app: CreateApp) -> None:
    """检查流程、表单、岗位与策略。Check workflows, forms, holders and policies."""
    with running_app(create_app), statements() as sql:
        faults = list(find(sql))
    for fault in faults:
        click.echo(str(fault))
    if any(fault.is_error for fault in faults):
        raise SystemExit(1)
    warnings = sum(fault.kind == "warning" for fault in faults)
    click.echo(f"检查通过，{warnings} 条提醒。No errors, {warnings} warnings.")
