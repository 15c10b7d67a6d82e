"""`guanjia import tickets`: complaints, repairs and other requests out of somebody else's list."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from service.cli.context import CreateApp, refuse, running_app
from service.usecases.imports.csv_file import read_records
from service.usecases.imports.import_tickets import Outcome, import_tickets
from service.usecases.imports.mapping import read_mapping
from service.usecases.imports.words import Unusable

SECONDS_BETWEEN = 2.0
UNUSABLE = 2
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)

import_ = click.Group("import", help="导入数据。Take in data from elsewhere.")


@import_.command("tickets")
@click.argument("file", type=READABLE)
@click.option("--mapping", required=True, type=READABLE, help="JSON: which column fills which field.")
@click.option("--as", "username", default="clerk", show_default=True, help="The account that opens them.")
@click.pass_obj
def tickets(create_app: CreateApp, file: Path, mapping: Path, username: str) -> None:
    """从 CSV 导入工单。Open a ticket for each row of a CSV file; known references are skipped.

    \b
    Ends with 0 when every row was opened or known, with 1 when some were refused, with 2 when the file,
    the mapping or the account cannot be used.
    """
    try:
        header, records = read_records(file)
        wanted = read_mapping(mapping, header)
        with running_app(create_app):
            came = _told(_watched(import_tickets(records, wanted, username=username)))
    except Unusable as error:
        refuse(f"{error.sentence.zh}{error.sentence.en}", code=UNUSABLE)
    click.echo(
        f"已导入 {came['opened']}，已存在 {came['known']}，被拒绝 {came['refused']}。"
        f"{came['opened']} opened, {came['known']} known already, {came['refused']} refused."
    )
    if came["refused"]:
        raise SystemExit(1)


def _told(outcomes: Iterable[Outcome]) -> Counter[str]:
    came: Counter[str] = Counter()
    for outcome in outcomes:
        came[outcome.came] += 1
        for reason in outcome.reasons:
            field = f"{reason.field}: " if reason.field else ""
            click.echo(f"line {outcome.line}: {field}{reason.sentence.zh}{reason.sentence.en}")
    return came


def _watched(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """A line now and then while a long file is read."""
    told = time.monotonic()
    for number, outcome in enumerate(outcomes, 1):
        yield outcome
        if time.monotonic() - told >= SECONDS_BETWEEN:
            told = time.monotonic()
            click.echo(f"… {number}", err=True)
