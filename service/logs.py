"""Log lines are JSON and carry who and what, never words that a person typed."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from structlog.typing import Processor

Event = MutableMapping[str, Any]


class StandardError:
    """Writes to whatever standard error is at that moment, one line at a time."""

    def line(self, text: bytes) -> None:
        sys.stderr.buffer.write(text + b"\n")
        sys.stderr.buffer.flush()

    debug = info = warning = error = critical = exception = msg = line


class Handler(logging.Handler):
    """Lines of libraries, in the same form and to the same place."""

    def emit(self, record: logging.LogRecord) -> None:
        StandardError().line(self.format(record).encode("utf-8", "backslashreplace"))


def configure_logs(level: int = logging.INFO) -> None:
    """Our own lines skip the standard library's machinery: there is one for every request."""
    structlog.configure(
        processors=[*_shared(), structlog.processors.JSONRenderer(serializer=_dumped)],
        logger_factory=lambda *names: StandardError(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = Handler()
    handler.setFormatter(_formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # It tells of every state that it tries, several lines a move.
    logging.getLogger("transitions").setLevel(logging.WARNING)


def log_of(name: str) -> Any:
    return structlog.get_logger(log=name)


def frames_only(_logger: object, _method: str, event: Event) -> Event:
    """A trace names places and exception classes; messages are left out, they quote rows and forms."""
    error = _error(event.pop("exc_info", None))
    if error is not None:
        event["error"] = _chain(error)
        event["trace"] = [f"{each.filename}:{each.lineno} {each.name}" for each in _frames(error)]
    return event


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        frames_only,
    ]


def _formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *_shared()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(serializer=lambda event, **_: _dumped(event).decode()),
        ],
    )


def _dumped(event: object, **_: object) -> bytes:
    return orjson.dumps(event, default=str)


def _error(found: object) -> BaseException | None:
    if isinstance(found, BaseException):
        return found
    if isinstance(found, tuple):
        second = found[1]
        return second if isinstance(second, BaseException) else None
    return sys.exc_info()[1] if found else None


def _chain(error: BaseException) -> list[str]:
    names: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(names) < 10:
        names.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or seen.__context__
    return names


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return traceback.extract_tb(error.__traceback__)[-20:]
