"""Whether an .xls is whole: the parser passes over records that it does not know, so over what is lost."""

import struct
from collections.abc import Iterator, Sequence
from itertools import takewhile

from service.workbooks.ole import stream_of
from service.workbooks.suspicion import Refused

BEGIN, END, SHEET, STRINGS, CONTINUE, STRING_CELL = 0x0809, 0x000A, 0x0085, 0x00FC, 0x003C, 0x00FD
WORKSHEET = 0
Record = tuple[int, int, int]
# What a string says of itself: two bytes a character, a phonetic part, parts with a format.
WIDE, PHONETIC, RICH = 1, 4, 8


def check_xls(content: bytes) -> None:
    """Raises Refused where the records of the workbook or of one of its sheets are no unbroken row."""
    try:
        stream = stream_of(content, "WORKBOOK", "BOOK")
        if stream is None:
            raise Refused("file_whole")
        records = [*_records(stream, 0)]
        used = 0
        for kind, at, _ in records:
            if kind == SHEET and stream[at + 5] == WORKSHEET:
                used = max(used, _strings_used(stream, *struct.unpack_from("<I", stream, at)))
        _check_strings(_parts_of_strings(stream, records), used)
    except (ValueError, IndexError, StopIteration, struct.error):
        raise Refused("file_whole") from None


def _strings_used(stream: bytes, begin: int) -> int:
    """How many the table must hold for the cells of a sheet, which name them by number."""
    cells = (at for kind, at, _ in _records(stream, begin) if kind == STRING_CELL)
    return max((struct.unpack_from("<I", stream, at + 6)[0] + 1 for at in cells), default=0)


def _parts_of_strings(stream: bytes, records: Sequence[Record]) -> list[bytes]:
    """Of the table of strings and what continues it; none where the workbook has none."""
    first = next((n for n, (kind, _, _) in enumerate(records) if kind == STRINGS), None)
    if first is None:
        return []
    more = takewhile(lambda record: record[0] == CONTINUE, records[first + 1 :])
    return [stream[at : at + length] for _, at, length in (records[first], *more)]


def _check_strings(parts: Sequence[bytes], used: int) -> None:
    """Where one is lost, all that follow are others. Some programs say a wrong number, yet none is unused."""
    if not parts:
        return
    part, at, count = 0, 8, 0
    while part + 1 < len(parts) or at < len(parts[part]):
        if at == len(parts[part]):
            part, at = part + 1, 0
        part, at = _behind(parts, part, at)
        count += 1
    if count not in (used, *struct.unpack_from("<I", parts[0], 4)) or at != len(parts[part]):
        raise ValueError("strings")


def _behind(parts: Sequence[bytes], part: int, at: int) -> tuple[int, int]:
    """Where the string ends that begins here."""
    left, mark = struct.unpack_from("<HB", parts[part], at)
    at += 3
    rest = 0
    if mark & RICH:
        rest += 4 * struct.unpack_from("<H", parts[part], at)[0]
        at += 2
    if mark & PHONETIC:
        rest += struct.unpack_from("<I", parts[part], at)[0]
        at += 4
    while left:
        width = 2 if mark & WIDE else 1
        here = min(left, (len(parts[part]) - at) // width)
        left, at = left - here, at + here * width
        if left:
            # The next part says anew how wide its characters are.
            part, at, mark = part + 1, 1, parts[part + 1][0]
    while rest > len(parts[part]) - at:
        rest -= len(parts[part]) - at
        part, at = part + 1, 0
    return part, at + rest


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Kind, place and length of each, from a beginning to its end; those in between may be nested."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == BEGIN) - (kind == END)
        if kind == 0 or at + 4 + length > len(stream) or (kind != BEGIN and kind != END and not depth):
            raise ValueError("no record")
        yield kind, at + 4, length
        if not depth:
            return
        at += 4 + length
