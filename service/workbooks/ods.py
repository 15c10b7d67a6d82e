"""What the parser of spreadsheets does not tell of an OpenDocument: which of its cells are merged."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

Place = tuple[int, int]
CELLS = ("table:table-cell", "table:covered-table-cell")


def merged_in_ods(content: bytes, sheet: str) -> list[tuple[Place, Place]]:
    """First and last cell of each, as row and column from 0. Raises ValueError for broken markup."""
    table = _Table(sheet)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = table.begin, table.end
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open("content.xml") as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise ValueError("broken markup") from error
    return table.merged


@dataclass(slots=True)
class _Table:
    """Counts the rows and columns of the sheet as the markup goes by."""

    name: str
    inside: bool = False
    row: int = 0
    column: int = 0
    rows: int = 1
    merged: list[tuple[Place, Place]] = field(default_factory=list)

    def begin(self, name: str, said: Mapping[str, str]) -> None:
        if name == "table:table":
            self.inside = said.get("table:name") == self.name
        elif self.inside and name == "table:table-row":
            self.column, self.rows = 0, int(said.get("table:number-rows-repeated", 1))
        elif self.inside and name in CELLS:
            self._cell(said)

    def end(self, name: str) -> None:
        if name == "table:table":
            self.inside = False
        elif self.inside and name == "table:table-row":
            self.row += self.rows

    def _cell(self, said: Mapping[str, str]) -> None:
        down = int(said.get("table:number-rows-spanned", 1))
        right = int(said.get("table:number-columns-spanned", 1))
        if down > 1 or right > 1:
            last = (self.row + down - 1, self.column + right - 1)
            self.merged.append(((self.row, self.column), last))
        self.column += int(said.get("table:number-columns-repeated", 1))
