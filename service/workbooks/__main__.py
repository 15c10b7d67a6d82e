"""`python -m service.workbooks NAME SECONDS BYTES`: the child that reads one workbook and then is gone.

It takes the file on standard input and answers one JSON document. A parser that is led astray by a crafted
file meets the limits here, and nothing of ours is in this process: no database, no settings, no secrets.
"""

import resource
import sys

import orjson

from service.workbooks.sheet import rows_of
from service.workbooks.suspicion import Refused, kind_of


def main(name: str, seconds: int, most_bytes: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(orjson.dumps(_read(name)))
    return 0


def _read(name: str) -> dict[str, object]:
    try:
        content = sys.stdin.buffer.read()
        return {"rows": rows_of(kind_of(name, content), content)}
    except Refused as refused:
        return {"refused": refused.rule}
    except MemoryError:
        return {"refused": "file_within_memory"}
    except BaseException:
        # Where Rust panics, what comes up is no Exception; whatever it was, the file made it.
        return {"refused": "file_whole"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
