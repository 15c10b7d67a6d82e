"""What is refused before any parser of spreadsheets sees it: by its first bytes and by a zip's own directory.

Runs in the child process only: even a directory can be made to eat memory.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOF, FILE_PASS = b"\x09\x08", 0x2F
KINDS = ("xlsx", "xls", "ods", "csv")
MOST_MEMBERS = 2_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
# Small members pack well and harm nobody.
LARGE = 1024 * 1024
PIECE = 1024 * 1024
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
DECLARED = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
LONGEST_MARK = max(map(len, DECLARED))
CIPHERED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """`rule` names the sentence that a person is told."""

    rule: str


def kind_of(name: str, content: bytes) -> str:
    """One of KINDS. Raises Refused where content and extension do not fit, or the content is locked."""
    extension = name.rpartition(".")[2].lower()
    if extension not in KINDS:
        raise Refused("file_kind_taken")
    if not content:
        raise Refused("file_not_empty")
    found = _by_content(content)
    if found != extension:
        raise Refused("file_as_named")
    return found


def _by_content(content: bytes) -> str:
    if content.startswith(OLE):
        if CIPHERED in content or _has_file_pass(content):
            raise Refused("file_not_encrypted")
        return "xls"
    if content.startswith(ZIP):
        return _by_members(content)
    return "csv" if is_text(content) else "unknown"


def _has_file_pass(content: bytes) -> bool:
    """The record FILEPASS stands among the first of the stream, which begins at a sector with BOF."""
    for sector in range(512, len(content), 512):
        if content.startswith(BOF, sector):
            return any(kind == FILE_PASS for kind in _records(content, sector))
    return False


def _records(content: bytes, at: int) -> Iterator[int]:
    """The kinds of the first few: each is its kind, its length and as many bytes."""
    for _ in range(10):
        head = content[at : at + 4]
        if len(head) < 4:
            return
        kind, length = struct.unpack("<HH", head)
        yield kind
        at += 4 + length


def is_text(content: bytes) -> bool:
    """No byte of a text is a control but tab and line ends; markup is no table."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    binary = any(byte < 32 and byte not in (9, 10, 13) for byte in content)
    return not binary and not head.startswith((b"<", b"{\\rtf", b"%PDF"))


def _by_members(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_sizes(packed.infolist())
            names = set(packed.namelist())
            if "xl/workbook.xml" in names:
                _check_markup(packed)
                return "xlsx"
            if "mimetype" in names and packed.open("mimetype").read(200).strip() == ODS:
                _check_ods(packed)
                return "ods"
            return "unknown"
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise Refused("file_whole") from None
    except RuntimeError:
        raise Refused("file_not_encrypted") from None


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    """As the directory says; what it says falsely is found by reading, which stops at the size said."""
    if any(each.flag_bits & 0x1 for each in members):
        raise Refused("file_not_encrypted")
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED:
        raise Refused("file_unpacks_small")
    for each in members:
        if each.file_size > LARGE and each.file_size > MOST_RATIO * max(each.compress_size, 1):
            raise Refused("file_unpacks_small")


def _check_markup(packed: zipfile.ZipFile) -> None:
    """No workbook that a spreadsheet program writes declares entities or a document type."""
    for member in packed.infolist():
        if member.filename.endswith((".xml", ".rels")):
            _check_member(packed, member)


def _check_member(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    read, tail = 0, b""
    with packed.open(member) as stream:
        while piece := stream.read(PIECE):
            read += len(piece)
            if read > MOST_UNPACKED:
                raise Refused("file_unpacks_small")
            if any(mark in tail + piece for mark in DECLARED):
                raise Refused("file_without_entities")
            tail = piece[-LONGEST_MARK:]


def _check_ods(packed: zipfile.ZipFile) -> None:
    _check_markup(packed)
    if b"encryption-data" in packed.open("META-INF/manifest.xml").read(PIECE):
        raise Refused("file_not_encrypted")
