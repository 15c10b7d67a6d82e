"""`guanjia migrate-workflow`: open tickets follow a newer version of their workflow."""

import click

from service.cli.context import CreateApp, refuse, running_app
from service.usecases.versions.migrate_workflow import Chosen, Migrated, lines, migrate_workflow
from workflows.catalog import NotHere


@click.command("migrate-workflow")
@click.argument("name")
@click.option("--to", "version", type=int, required=True, help="The version of the workflow to move to.")
@click.option("--ticket", "numbers", multiple=True, help="Only this ticket; may be given several times.")
@click.option("--office", help="Only tickets of the office with this code.")
@click.option("--dry-run", is_flag=True, help="Tell what would happen to each, and change nothing.")
@click.option("--skip-failing", is_flag=True, help="Move the others where some cannot be moved.")
@click.pass_obj
def migrate_workflow_(
    create_app: CreateApp,
    name: str,
    version: int,
    numbers: tuple[str, ...],
    office: str | None,
    dry_run: bool,
    skip_failing: bool,
) -> None:
    """把未结工单迁移到流程的新版本。Move open tickets to a newer version of their workflow.

    \b
    Without --skip-failing all of the chosen are moved or none. Ends with 0 when all were (or would be)
    moved, with 1 when some cannot be, with 2 for a workflow or version that there is not.
    """
    chosen = Chosen(name, version, numbers, office)
    try:
        with running_app(create_app):
            migrated = migrate_workflow(chosen, dry_run=dry_run, skip_failing=skip_failing)
    except NotHere as error:
        refuse(f"没有这个流程或版本。{error}.", code=2)
    for line in lines(migrated, version):
        click.echo(line)
    click.echo(_sum(migrated, dry_run=dry_run))
    if migrated.failing:
        raise SystemExit(1)


def _sum(migrated: Migrated, *, dry_run: bool) -> str:
    able = sum(not each.rules for each in migrated.told)
    if dry_run:
        return f"可迁移 {able} 张，未作任何改动。{able} could be moved; nothing was changed."
    if not migrated.moved:
        return "有工单不能迁移，未作任何改动。Some cannot be moved; nothing was changed."
    return f"已迁移 {able} 张。{able} moved."
