"""Which files a ticket takes: known by their content, and only under an extension that fits it."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    media_type: str
    fits: Callable[[bytes], bool]


def kind_of(name: str, content: bytes) -> Kind | None:
    """None where the extension is not taken, or the content is something else."""
    _, dot, extension = name.rpartition(".")
    kind = KINDS.get(extension.lower()) if dot else None
    return kind if kind is not None and content and kind.fits(content) else None


def _begins(*marks: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks, at)


def _is_riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(b"RIFF") and content[8:12] == form


def _is_office(folder: str) -> Callable[[bytes], bool]:
    """A zip as these programs write it. Only its directory is read, nothing is unpacked."""

    def fits(content: bytes) -> bool:
        try:
            names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return False
        packed = content.startswith(b"PK\x03\x04") and "[Content_Types].xml" in names
        return packed and any(name.startswith(folder) for name in names)

    return fits


def _is_text(content: bytes) -> bool:
    """Readable in UTF-8 or GB 18030, without control characters but tab and line ends."""
    return any(_reads(content, encoding) for encoding in ("utf-8-sig", "gb18030"))


def _reads(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(ord(each) < 32 and each not in "\t\r\n" for each in text)


_FTYP = _begins(b"ftyp", at=4)
_OLE = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OFFICE = "application/vnd.openxmlformats-officedocument."

KINDS: Mapping[str, Kind] = {
    "jpg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
    "png": Kind("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "gif": Kind("image/gif", _begins(b"GIF87a", b"GIF89a")),
    "webp": Kind("image/webp", _is_riff(b"WEBP")),
    "heic": Kind("image/heic", _FTYP),
    "pdf": Kind("application/pdf", _begins(b"%PDF-")),
    "docx": Kind(f"{_OFFICE}wordprocessingml.document", _is_office("word/")),
    "xlsx": Kind(f"{_OFFICE}spreadsheetml.sheet", _is_office("xl/")),
    "pptx": Kind(f"{_OFFICE}presentationml.presentation", _is_office("ppt/")),
    "doc": Kind("application/msword", _OLE),
    "xls": Kind("application/vnd.ms-excel", _OLE),
    "txt": Kind("text/plain", _is_text),
    "csv": Kind("text/csv", _is_text),
    "mp3": Kind("audio/mpeg", _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "m4a": Kind("audio/mp4", _FTYP),
    "amr": Kind("audio/amr", _begins(b"#!AMR")),
    "wav": Kind("audio/wav", _is_riff(b"WAVE")),
    "mp4": Kind("video/mp4", _FTYP),
    "mov": Kind("video/quicktime", _FTYP),
}
