"""What the parser of spreadsheets does not tell of an .xlsx: formulas that no program has computed.

Programs that only write leave a formula without its value; the parser gives an empty cell for it.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from service.workbooks.cells import Place

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
FORMULA = re.compile(rb"<(\w+:)?f[\s/>]")
LONGEST_MARK = 40
PIECE = 1024 * 1024
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII)


def uncomputed_in_xlsx(content: bytes, sheet: str) -> Iterator[Place]:
    """Raises ValueError for broken markup."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            member = _member_of(packed, sheet)
            found = _Cells()
            if _holds_formulas(packed, member):
                with packed.open(member) as stream:
                    found.read(stream)
    except (expat.ExpatError, ElementTree.ParseError, KeyError) as error:
        raise ValueError("broken markup") from error
    for first, last in found.uncomputed:
        yield from ((row, column) for row in _from_to(first, last, 0) for column in _from_to(first, last, 1))


def _from_to(first: Place, last: Place, at: int) -> range:
    return range(first[at], last[at] + 1)


def _member_of(packed: zipfile.ZipFile, sheet: str) -> str:
    """The sheet's part, which is found by way of the workbook's relations, in the letters of the zip."""
    sheets = _elements(packed, WORKBOOK, "sheet")
    wanted = next(each for each in sheets if each.get("name") == sheet)
    mark = next(value for name, value in wanted.items() if name.endswith("}id"))
    targets = {
        each.get("Id"): each.get("Target", "") for each in _elements(packed, RELATIONS, "Relationship")
    }
    target = targets[mark].lstrip("/").replace("\\", "/")
    place = (target if target.startswith("xl/") else f"xl/{target}").lower()
    names = {name.replace("\\", "/").lower(): name for name in packed.namelist()}
    return names[place]


def _elements(packed: zipfile.ZipFile, member: str, name: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(packed.read(member)).findall(f".//{{*}}{name}")


def _holds_formulas(packed: zipfile.ZipFile, member: str) -> bool:
    """Most lists hold none, and are not gone through cell by cell."""
    tail = b""
    with packed.open(member) as stream:
        while piece := stream.read(PIECE):
            if FORMULA.search(tail + piece):
                return True
            tail = piece[-LONGEST_MARK:]
    return False


@dataclass(slots=True)
class _Cells:
    """Goes through the markup; `uncomputed`: first and last cell of what a formula without value fills.

    Sees the beginnings of elements only, which is half the work: a cell is done with where the next begins.
    """

    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)
    uncomputed: list[tuple[Place, Place]] = field(default_factory=list)
    prefix: str | None = None
    at: Place = (-1, -1)
    reference: str = ""
    type: str = ""
    formula: Mapping[str, str] | None = None
    value: str | None = None

    def read(self, stream: IO[bytes]) -> None:
        self.parser.StartElementHandler = self.begin
        self.parser.ParseFile(stream)
        self.finish()

    def begin(self, name: str, said: Mapping[str, str]) -> None:
        if self.prefix is None:
            self.prefix = name.removesuffix("worksheet")
        name = name.removeprefix(self.prefix)
        if name == "v":
            if self.formula is not None:
                self.value = ""
                self.parser.CharacterDataHandler = self.text
        elif name == "c":
            self.finish()
            self._cell(said)
        elif name == "f":
            self.formula = said
        elif name == "row":
            self.finish()
            self.at = (int(said["r"]) - 1 if "r" in said else self._last()[0] + 1, -1)
            self.reference = ""

    def text(self, said: str) -> None:
        self.value = f"{self.value or ''}{said}"

    def finish(self) -> None:
        """An empty text is a result too, and a program says that it is a text."""
        if self.formula is None:
            return
        if not (self.value or "").strip() and (self.value is None or self.type != "str"):
            here, last = self._last(), self.formula.get("ref", "").rpartition(":")[2]
            whole = last and self.formula.get("t") == "array"
            self.uncomputed.append((here, _place(last) if whole else here))
        self.formula = self.value = self.parser.CharacterDataHandler = None

    def _cell(self, said: Mapping[str, str]) -> None:
        if "r" not in said:
            row, column = self._last()
            self.at = (row, column + 1)
        self.reference = said.get("r", "")
        self.type = said.get("t", "")

    def _last(self) -> Place:
        """Of a cell that does not say where it stands, the one behind the last."""
        return _place(self.reference) if self.reference else self.at


def _place(reference: str) -> Place:
    """B3 is (2, 1). Raises ValueError."""
    found = REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError("no reference")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
