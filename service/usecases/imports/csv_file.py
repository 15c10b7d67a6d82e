"""A CSV file as records: its encoding found out, and each record with the line it begins on."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.usecases.imports.words import Sentence, Unusable

MOST_BYTES = 200_000_000
# Python's own limit ends the reading in the middle of a record; what is too long is said by its field.
LONGEST_FIELD = 2**31 - 1
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Record:
    """`broken` is what made it unreadable; then it has no values."""

    line: int
    values: Mapping[str, str]
    broken: Sentence | None = None


def read_records(path: Path) -> tuple[list[str], Iterator[Record]]:
    """The header, and the records below it. Raises Unusable for the file as a whole."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
    except StopIteration:
        raise Unusable("文件是空的。", "The file is empty.") from None
    except csv.Error as error:
        raise Unusable(f"表头无法读取（{error}）。", f"The header cannot be read ({error}).") from None
    doubled = [name for name, times in Counter(header).items() if times > 1]
    if doubled:
        raise Unusable(f"列名重复：{doubled[0]}。", f"Two columns have the same name: {doubled[0]}.")
    return header, _records(reader, header)


def _text(path: Path) -> str:
    """UTF-8 with or without a mark, else GB 18030, which Chinese spreadsheets still write."""
    if path.stat().st_size > MOST_BYTES:
        raise Unusable("文件超过 200 MB。", "The file has more than 200 MB.")
    raw = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unusable("编码既不是 UTF-8 也不是 GB18030。", "The encoding is neither UTF-8 nor GB 18030.")


def _records(reader: Any, header: list[str]) -> Iterator[Record]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(line, {}, Sentence(f"引号有误（{error}）。", f"The quotes are wrong ({error})."))
            continue
        if any(cells):
            yield _record(line, header, cells)


def _record(line: int, header: list[str], cells: list[str]) -> Record:
    if len(cells) != len(header):
        zh = f"本行有 {len(cells)} 个值，表头有 {len(header)} 列。"
        en = f"The row has {len(cells)} values, the header {len(header)} columns."
        return Record(line, {}, Sentence(zh, en))
    plain = (cell.replace("\r\n", "\n").strip() for cell in cells)
    return Record(line, dict(zip(header, plain, strict=True)))
