"""Reads a workbook that somebody sent, in a child process with limits on memory, CPU and time."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from service.workbooks.cells import MOST_COLUMNS, MOST_ROWS, SHEET, Row

MOST_BYTES = 20 * 1024 * 1024
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """`wall` seconds by the clock, `cpu` seconds of work, `memory` bytes of address space."""

    wall: float
    cpu: int
    memory: int


# While somebody waits for the answer; what needs longer is read by a worker.
GLANCE: Final = Limits(wall=3.0, cpu=3, memory=512 * MEGABYTE)
FULL: Final = Limits(wall=25.0, cpu=20, memory=768 * MEGABYTE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of Sheet1 that hold anything: the number seen beside the row, and its cells."""

    rows: list[Row]
    name: str = SHEET


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not taken: the rule's name and its sentence in both languages."""

    rule: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class OutOfTime:
    """The limits were met: a worker with wider ones may still read it."""


def read_workbook(name: str, content: bytes, limits: Limits) -> Sheet | Refusal | OutOfTime:
    """`name` is used for its extension only. Never raises for what a file holds."""
    words = [sys.executable, "-I", "-m", "service.workbooks"]
    limited = [_extension(name), str(limits.cpu), str(limits.memory)]
    try:
        done = subprocess.run(
            [*words, *limited],
            input=content,
            capture_output=True,
            timeout=limits.wall,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return OutOfTime()
    if done.returncode != 0:
        # Killed by a limit, or the parser itself gave up where memory ended.
        return OutOfTime()
    return _said(orjson.loads(done.stdout))


def _extension(name: str) -> str:
    """All that the child is told of a name that somebody typed."""
    extension = name.rpartition(".")[2][:10]
    return f".{extension}" if extension.isascii() and extension.isalnum() else "."


def _environment() -> dict[str, str]:
    """No secrets; only where this Python finds its own libraries."""
    found = os.environ.get("LD_LIBRARY_PATH")
    return {"LD_LIBRARY_PATH": found} if found else {}


def refusal(rule: str) -> Refusal:
    return Refusal(rule, *SENTENCES[rule])


def _said(answer: Mapping[str, Any]) -> Sheet | Refusal:
    if "refused" in answer:
        return refusal(answer["refused"])
    return Sheet([(number, cells) for number, cells in answer["rows"]])


SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "file_kind_taken": (
        "只接受 .xlsx、.xls、.ods、.csv 文件。",
        "Only .xlsx, .xls, .ods and .csv files are taken.",
    ),
    "file_as_named": (
        "文件内容与扩展名不符：请在表格软件中打开后另存为 .xlsx 再上传。",
        "The file is not what its extension says: open it in a spreadsheet program and save it as .xlsx.",
    ),
    "file_not_empty": ("文件是空的。", "The file is empty."),
    "file_not_encrypted": (
        "文件有密码保护：请取消密码后再上传。",
        "The file is protected by a password: remove it and send the file again.",
    ),
    "file_whole": (
        "文件已损坏或不完整，无法读取。",
        "The file is damaged or not whole and cannot be read.",
    ),
    "file_unpacks_small": (
        "文件解压后异常巨大，不予读取。",
        "The file unpacks to an unreasonable size and is not read.",
    ),
    "file_without_entities": (
        "文件含有实体声明（DOCTYPE），不予读取。",
        "The file declares entities (DOCTYPE) and is not read.",
    ),
    "file_within_memory": (
        "读取该文件所需的内存或时间超过限制：请删除数据以外的空白行列和格式后另存再试。",
        "The file takes more memory or time than allowed: delete empty rows, columns and formats.",
    ),
    "file_encoding_known": (
        "编码既不是 UTF-8 也不是 GB18030。",
        "The encoding is neither UTF-8 nor GB 18030.",
    ),
    "rows_few_enough": (
        f"一次最多导入 {MOST_ROWS} 行，请分成几个文件。",
        f"At most {MOST_ROWS} rows at a time: split the file.",
    ),
    "columns_few_enough": (
        f"最多 {MOST_COLUMNS} 列。",
        f"At most {MOST_COLUMNS} columns.",
    ),
    "sheet1_filled": ("Sheet1 为空（Sheet1 is empty）：数据须放在 Sheet1。", "Sheet1 is empty"),
    "sheet1_shown": (
        "Sheet1 是隐藏的：请取消隐藏后再上传。",
        "Sheet1 is hidden: show it first.",
    ),
}
