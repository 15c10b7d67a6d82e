"""A file's name as it may stand in a list and in a header: one line, no path, no tricks with direction."""

import re
import unicodedata

LONGEST = 150
# Controls, line ends, marks that turn the reading direction or hide, halves of surrogate pairs.
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
RESERVED = re.compile(r'[<>:"|?*]')


def clean_name(said: str) -> str:
    """What remains of a name; `file` where nothing does."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", said))[-1]
    shown = RESERVED.sub("_", HIDDEN.sub("", last)).strip(" .")
    stem, dot, extension = shown.rpartition(".")
    if not dot:
        return shown[:LONGEST] or "file"
    return f"{stem.strip(' .')[:LONGEST] or 'file'}.{extension[:20]}"
