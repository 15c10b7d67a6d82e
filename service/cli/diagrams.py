"""`guanjia diagrams FOLDER`: every workflow as SVG, in both languages."""

from pathlib import Path

import click

from service.diagrams import diagram_svg
from workflows.catalog import CATALOG


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def diagrams(folder: Path) -> None:
    """画出全部流程图。Draw every workflow as SVG into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, versions in CATALOG.items():
        for lang in ("zh", "en"):
            target = folder / f"{name}.{lang}.svg"
            target.write_text(diagram_svg(versions.newest, lang), "utf-8")
            click.echo(str(target))
