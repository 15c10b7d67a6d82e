"""What the parser of spreadsheets does not tell of an .ods: merged cells, formulas without a value."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from service.workbooks.cells import MOST_COLUMNS, MOST_ROWS, Place

CELLS = ("table:table-cell", "table:covered-table-cell")


@dataclass(frozen=True, slots=True)
class Unseen:
    """`merged`: first and last cell of each; `uncomputed`: formulas that no program has computed."""

    merged: Sequence[tuple[Place, Place]]
    uncomputed: Iterable[Place]


def unseen_in_ods(content: bytes, sheet: str) -> Unseen:
    """Raises ValueError for broken markup."""
    table = _Table(sheet)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = table.begin, table.end
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open("content.xml") as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise ValueError("broken markup") from error
    return Unseen(table.merged, table.uncomputed)


@dataclass(slots=True)
class _Table:
    """Counts the rows and columns of the sheet as the markup goes by."""

    name: str
    inside: bool = False
    row: int = 0
    column: int = 0
    rows: int = 1
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    uncomputed: list[Place] = field(default_factory=list)

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
        repeated = int(said.get("table:number-columns-repeated", 1))
        if "table:formula" in said and "office:value-type" not in said:
            self._mark(repeated)
        self.column += repeated

    def _mark(self, repeated: int) -> None:
        """No more of them than make a list too large."""
        for row in range(self.row, self.row + min(self.rows, MOST_ROWS + 2)):
            for column in range(self.column, self.column + min(repeated, MOST_COLUMNS + 1)):
                self.uncomputed.append((row, column))
